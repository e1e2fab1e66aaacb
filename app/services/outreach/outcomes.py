"""What an agent says of a call afterwards, for whoever makes calls outside the desk (the API, a vendor's feed)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.interaction import Interaction
from app.services.outreach.gate import locked
from audit.contacts.contact import AnsweredBy
from audit.contacts.permission_scan import SPOKEN


def record_outcome(
    session: Session, actor: Actor, interaction_id: int, answered_by: str, outcome: str, duration_s: float | None, now: datetime
) -> Interaction:
    """A cleared call becomes `done`; from here it counts as what it was. Raises NotFound, BadInput, Conflict. Commits."""
    row = session.get(Interaction, interaction_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay ese contacto", "there is no such contact")
    if answered_by not in [a.value for a in AnsweredBy]:
        raise BadInput(
            "answered_by: debtor, third_party, machine o none", "answered_by: debtor, third_party, machine or none", "answered_by"
        )
    if duration_s is not None and not 0 <= duration_s <= 86_400:
        raise BadInput("duración: de 0 a 86400 s", "duration: 0 to 86400 s", "duration_s")
    locked(session, row.organisation_id, row.person_id)
    session.refresh(row)
    if row.channel not in [c.value for c in SPOKEN] or row.state != "cleared":
        raise Conflict("no es una llamada en curso", "it is no call under way")
    row.state, row.answered_by, row.outcome = "done", answered_by, outcome.strip()[:40] or None
    row.right_party = {"debtor": True, "third_party": False}.get(answered_by)
    row.duration_s, row.changed_at = duration_s, now
    session.commit()
    return row
