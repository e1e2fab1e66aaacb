"""What a country switches off in a draft: a duty that is none there, with the rule behind it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import RubricVersion
from app.queries.oversight.rubric_versions import rules_of
from app.queries.rubrics import parsed
from app.services.rubric.drafts import draft_of, write
from audit.calls import DUTIES
from audit.data_file import Words
from audit.rubric_edit import LONGEST, with_country


def switch_off(
    session: Session, actor: Actor, id: str, version: int, duty: str, place: str, why: Words, now: datetime
) -> RubricVersion:
    """A duty is none in a country; `place` is its country and rule (`CO/co-no-reason-question`). Raises BadInput. Commits."""
    row = draft_of(session, actor, id, version)
    country, _, rule = place.partition("/")
    if duty not in DUTIES:
        raise BadInput("Elija el deber que no rige allí.", "Choose the duty that is none there.", "duty")
    if rule not in {known.id for known in rules_of(country, now.date())}:
        raise BadInput("Elija la regla del país que lo explica.", "Choose the country's rule behind it.", "place")
    for lang, text in (("es", why.es), ("en", why.en)):
        if not 0 < len(text) <= LONGEST:
            raise BadInput("Escriba por qué, en los dos idiomas.", "Write why, in both languages.", f"why_{lang}")
    pack = parsed(row.text, row.id).countries.get(country)
    off = {**(pack.switched_off if pack else {}), duty: rule}
    return write(session, row, with_country(row.text.encode("utf-8"), country, off, why), now)


def switch_on(session: Session, actor: Actor, id: str, version: int, country: str, duty: str, now: datetime) -> RubricVersion:
    """A duty is owed in a country again. Raises BadInput, Conflict. Commits."""
    row = draft_of(session, actor, id, version)
    pack = parsed(row.text, row.id).countries.get(country)
    if pack is None or duty not in pack.switched_off:
        raise BadInput("Ese deber ya rige en ese país.", "That duty is owed in that country already.", "duty")
    off = {d: rule for d, rule in pack.switched_off.items() if d != duty}
    return write(session, row, with_country(row.text.encode("utf-8"), country, off, pack.why), now)
