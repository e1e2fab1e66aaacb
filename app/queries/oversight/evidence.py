"""The seal of a run, and whether it still holds."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Recording, Run
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.oversight.runs import recent_cards, run_of
from app.queries.rows import EvidencePage, SealedItem


def evidence_page(
    session: Session, actor: Actor, run_id: str, now: datetime, broken: dict[str, str] | None, checked: bool
) -> EvidencePage:
    """The chain of a run; `broken` says what a check found by item name, when one was made. Raises NotFound."""
    run = run_of(session, actor, run_id)
    items = tuple(
        SealedItem(i["kind"], i["name"], i["sha256"], i.get("size_bytes"), (broken or {}).get(i["name"]))
        for i in run.seal_items or ()
    )
    return EvidencePage(
        run_id=run.id,
        run_name=run.name,
        sealed_at=run.sealed_at,
        head=run.seal_head,
        public_key=run.seal_public_key,
        items=items,
        verified=not broken if checked else None,
        checked_at=now if checked else None,
        recent=tuple(c for c in recent_cards(session, actor, now, 10) if c.id != run.id),
    )


def newest_run_id(session: Session, actor: Actor) -> str | None:
    """The newest run, sealed ones first."""
    wanted = select(Run.id).where(Run.organisation_id == actor.organisation_id)
    return session.scalar(wanted.order_by(Run.sealed_at.is_(None), Run.created_at.desc(), Run.id).limit(1))


def open_to_all(session: Session, actor: Actor, run: Run) -> None:
    """That no call of the run is sealed for the reader: the bundle holds every call's result. Raises Conflict."""
    closed = len(sealed_ids(session, actor, session.scalars(select(Recording.id).where(Recording.run_id == run.id)).all()))
    if closed:
        raise Conflict(
            f"el paquete trae el resultado de todas las llamadas y usted debe marcar antes a ciegas {closed} de ellas",
            f"the bundle holds every call's result, and you are to mark {closed} of them blind first",
        )
