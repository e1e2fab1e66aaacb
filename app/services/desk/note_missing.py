"""Notes what was not known of a person: a contact point, a payday, how they like to be reached, what to take care of."""

import re
from datetime import datetime

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.person import ContactPoint, Person
from app.operations.missing import Missing
from app.queries.collections.seats import seat_of
from app.services.desk.held import held

PREFERS = ("voice", "whatsapp", "sms", "email")
SOURCE = "desk"


def note_missing(session: Session, actor: Actor, debt_id: int, what: str, value: str, now: datetime) -> None:
    """Keep it on the person. Raises BadInput with the field for what cannot be. Commits."""
    person, text = held(session, seat_of(session, actor), debt_id, now).person, value.strip()
    if what in (Missing.PHONE, Missing.EMAIL, Missing.ADDRESS):
        _point(session, person, what, _checked(what, text, person), now)
    elif what == Missing.PAYDAY:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 31):
            raise BadInput("un día del mes, de 1 a 31", "a day of the month, 1 to 31", what)
        person.paid_on_day = int(text)
    elif what == Missing.PREFERS:
        if text not in PREFERS:
            raise BadInput(f"uno de {', '.join(PREFERS)}", f"one of {', '.join(PREFERS)}", what)
        person.prefers = text
    else:
        raise BadInput(f"{what[:20]!r} no se anota aquí", f"{what[:20]!r} is not noted here", "what")
    person.updated_at = now
    session.commit()


def note_care(session: Session, actor: Actor, debt_id: int, kind: str, text: str, now: datetime) -> None:
    """Something whoever calls or writes next must know. Commits."""
    person = held(session, seat_of(session, actor), debt_id, now).person
    if kind not in ("not_at_work", "interpreter", "hearing", "other"):
        raise BadInput(f"{kind[:20]!r} no es un cuidado", f"{kind[:20]!r} is no care", "care")
    person.cares = [*person.cares, {"kind": kind, "at": now.isoformat(), "text": text.strip()[:500]}]
    person.updated_at = now
    session.commit()


def _checked(what: str, text: str, person: Person) -> str:
    if what == Missing.EMAIL:
        if not re.fullmatch(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", text) or len(text) > 254:
            raise BadInput("eso no es un correo", "that is no e-mail address", what)
        return text.lower()
    if what == Missing.ADDRESS:
        if not 5 <= len(text) <= 300:
            raise BadInput("una dirección, de 5 a 300 letras", "an address, 5 to 300 letters", what)
        return text
    return _phone(text, person.country)


def _phone(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as cause:
        raise BadInput("eso no es un teléfono", "that is no phone number", Missing.PHONE) from cause
    if not phonenumbers.is_valid_number(number):
        raise BadInput(f"no es un teléfono que exista en {country}", f"no such phone in {country}", Missing.PHONE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _point(session: Session, person: Person, kind: str, value: str, now: datetime) -> None:
    """What was wrong before and is given again by the person is unverified anew."""
    wanted = select(ContactPoint).where(
        ContactPoint.person_id == person.id, ContactPoint.kind == kind, ContactPoint.value == value
    )
    known = session.scalar(wanted)
    if known is not None:
        known.standing = "unverified" if known.standing in ("wrong", "bounced") else known.standing
        return
    session.add(ContactPoint(person_id=person.id, kind=kind, value=value, source=SOURCE, learned_at=now))
