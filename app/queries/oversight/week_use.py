"""How much of what the law allows in a week was used on one ghost."""

from datetime import date

from sqlalchemy.orm import Session

from app.models.ghost import Ghost
from app.models.wave import Wave
from app.queries.ghost_rows import WeekUse


def week_use(session: Session, wave: Wave, ghost: Ghost, week: date, lang: str) -> tuple[WeekUse, ...]:
    """One row a frequency rule of the ghost's country in the week from Monday `week`."""
    return ()
