"""One message or call to one person, asked for by somebody of the client's or by a programme of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.person import Person
from app.services.outreach.gate import Ask, clear
from app.services.strategies.do_steps import best_point
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose

WRITTEN = (
    Channel.SMS,
    Channel.WHATSAPP,
    Channel.EMAIL,
    Channel.PUSH,
    Channel.LETTER,
    Channel.SOCIAL_MEDIA,
    Channel.IVR_PRERECORDED,
)
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is asked for, as it was entered. `once` is the asker's key."""

    person_id: int
    channel: str
    text: str
    once: str
    subject: str = ""
    debt_id: int | None = None
    purpose: str = "collect"


def reach(session: Session, actor: Actor, new: NewMessage, now: datetime, send: Callable[[str], None]) -> Interaction:
    """Cleared and on its way, or refused with its rule. Raises BadInput, NotFound. Commits, then hands it to the queue.

    A call is cleared and not sent: whoever asked for it dials, and says afterwards how it ended (`outcomes`).
    """
    if new.channel not in [c.value for c in (*WRITTEN, Channel.VOICE)]:
        raise BadInput(f"canal {new.channel[:20]!r}: no se conoce", f"channel {new.channel[:20]!r}: is not known", "channel")
    if new.purpose not in [p.value for p in Purpose]:
        raise BadInput("motivo: collect, reply o agreement", "purpose: collect, reply or agreement", "purpose")
    text = new.text.strip()
    spoken = new.channel == Channel.VOICE
    if (not text and not spoken) or len(text) > _LONGEST:
        raise BadInput(f"escriba un texto de 1 a {_LONGEST} letras", f"write a text of 1 to {_LONGEST} letters", "text")
    person = session.get(Person, new.person_id)
    if person is None or person.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa persona", "there is no such person")
    if new.debt_id is not None and not _theirs(session, new.debt_id, person):
        raise NotFound("esa deuda no es de esa persona", "that debt is not that person's")
    channel = Channel(new.channel)
    point = best_point(session, person, Channel.IVR_PRERECORDED if spoken else channel)  # any of their phones
    if point is None and channel is not Channel.PUSH:
        raise BadInput("no hay dónde enviarlo por ese canal", "there is nowhere to send it on that channel", "channel")
    ask = Ask(
        organisation_id=actor.organisation_id,
        person_id=person.id,
        channel=channel,
        once=f"{actor.organisation_id}:{new.once}"[:120],
        debt_id=new.debt_id,
        purpose=Purpose(new.purpose),
        contact_point_id=point.id if point else None,
        agent_id=actor.user_id,
        subject=" ".join(new.subject.split())[:300] or None,
        text=text or None,
    )
    row = clear(session, ask, now)
    if row.state == "cleared" and not spoken:
        send(str(row.id))
    return row


def _theirs(session: Session, debt_id: int, person: Person) -> bool:
    debt = session.get(Debt, debt_id)
    return debt is not None and debt.person_id == person.id
