"""The vector of what was meant, for whoever asks by meaning."""

from sqlalchemy.orm import Session

from app.actors import Actor
from app.meaning import embed, encoder_version
from app.queries.list_rows import Manner
from app.queries.oversight.search.meaning import Wanted, vector_of


def wanted_by(session: Session, actor: Actor, manner: Manner, least: float = 0.0) -> Wanted | None:
    """What to look for by meaning; None where nothing was asked. Raises NotFound, NoJudge."""
    if not manner.near:
        return None
    encoder = encoder_version()
    vector = vector_of(session, actor, manner.like, encoder) if manner.like else embed([manner.meaning])[0]
    return Wanted(vector, encoder, least)
