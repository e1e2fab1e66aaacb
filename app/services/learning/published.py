"""Which version of the heads judges a client's calls: looked up at every call, so that a worker needs no restart."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from app.queries.oversight.learning import installed, standing_version
from app.services.examine import Assessor
from app.store import Store


@runtime_checkable
class Adaptable(Protocol):
    """An assessor that can judge by a client's own heads."""

    def by_heads(self, path: Path) -> Assessor:
        """The same assessor over the heads of a file. Raises NoJudge."""
        ...


def own_heads(session: Session, store: Store, organisation_id: int) -> Path | None:
    """The file of the version a client's calls are judged by; None where what ships judges them."""
    standing = standing_version(session, organisation_id)
    if standing is None or standing.stored is None or standing.base != installed():
        return None
    return store.path(standing.stored)


def assessor_of(assessor: Assessor, heads: Path | None) -> Assessor:
    """The assessor, over the client's heads where there are any."""
    return assessor.by_heads(heads) if heads is not None and isinstance(assessor, Adaptable) else assessor
