"""From where a vendor calls and writes, as it declares it: its own lines, its subcontractors', those it denies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound, Text
from app.models import Vendor
from app.models.canary import DeclaredSender
from app.models.wave import Wave, WaveVendor
from app.operations.cleaning_phones import Phone, one_phone
from app.services.waves.attribute_contacts import DENIED, attribute_again
from app.services.waves.desk import AFTER_SEAL, may_keep
from app.services.waves.events import add_event
from audit.ghosts.canaries import Role, plain_mail, plain_phone, same_point

ROLES = (*(role.value for role in Role), DENIED)
MAX_SENDERS = 500
_WORDS = {
    "propia": Role.OWN.value,
    "own": Role.OWN.value,
    "subcontratista": Role.SUBCONTRACTOR.value,
    "subcontractor": Role.SUBCONTRACTOR.value,
    "compartida": Role.SHARED.value,
    "shared": Role.SHARED.value,
    "negada": DENIED,
    "denied": DENIED,
}
_DOMAIN = re.compile(r"@?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_SIP = re.compile("(sips?|tel):", re.IGNORECASE)
_NO_HEADER = re.compile(r"[\d@]|\w\.+\w")
_MAX_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A sender as somebody wrote it, and what it is to the vendor."""

    value: str
    role: str


def senders_in(text: str, role: str, region: str, file: str = "") -> list[Told]:
    """The senders of a text and of an uploaded file: one a line, its role after a comma, semicolon or tab where it is not `role`.

    Only the first line of a file may be a header, of words alone. Raises BadInput naming line and value.
    """
    if role not in ROLES:
        raise BadInput("elija qué es la línea para el proveedor", "choose what the line is to the vendor", "role")
    found = [*_told(text, role, region), *_told(file, role, region, is_file=True)]
    if not 1 <= len(found) <= MAX_SENDERS:
        raise BadInput(
            f"escriba de 1 a {MAX_SENDERS} números o direcciones, una por línea; hay {len(found)}",
            f"write 1 to {MAX_SENDERS} numbers or addresses, one a line; there are {len(found)}",
            "senders",
        )
    return found


def _told(text: str, role: str, region: str, is_file: bool = False) -> Iterator[Told]:
    for n, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[,;\t]", line)]
        if not any(cells):
            continue
        value = _sender(cells[0], region)
        said = cells[1] if len(cells) > 1 else ""
        mine = _WORDS.get(said.casefold(), said) if said else role
        if value is None and n == 1 and is_file and said.casefold() not in _WORDS and not _NO_HEADER.search(line):
            continue
        where = Text(f"línea {n} del archivo", f"line {n} of the file") if is_file else Text(f"línea {n}", f"line {n}")
        if value is None:
            raise _refused(
                where,
                cells[0] or line,
                "no es un número completo, una dirección ni un dominio",
                "is no complete number, address or domain",
            )
        if mine not in ROLES:
            raise _refused(
                where,
                said,
                "no es un papel: propia, subcontratista, compartida o negada",
                "is no role: own, subcontractor, shared or denied",
            )
        if more := next((cell for cell in cells[2:] if _sender(cell, region)), None):
            raise _refused(where, more, "es otra línea: escriba una por fila", "is another sender: write one a line")
        yield Told(value, mine)


def _refused(where: Text, value: str, es: str, en: str) -> BadInput:
    return BadInput(f"{where.es}: «{value[:60]}» {es}", f"{where.en}: “{value[:60]}” {en}", "senders")


def _sender(text: str, region: str) -> str | None:
    """The sender as it is kept: as written, a number that would then be read otherwise as E.164. None where it is none.

    A number is one where the cleaning of portfolios says so: half a number would be taken for another's.
    """
    if len(text) > _MAX_LETTERS:
        return None
    if plain_mail(text):
        return text if text.count("@") == 1 else None
    if _DOMAIN.fullmatch(text):
        return text
    plain, found = plain_phone(text, region), one_phone(_SIP.sub("", text).partition("@")[0], region)
    if plain is None or not isinstance(found, Phone):
        return None
    return text if plain == found.e164 else found.e164


def declare_senders(
    session: Session, actor: Actor, wave_id: str, vendor: str, told: Sequence[Told], now: datetime
) -> list[DeclaredSender]:
    """Note what a vendor of the wave declares; it holds in every wave of the client, and their contacts are attributed anew.

    A sender told again takes the newest role. Raises NotFound, Forbidden.
    """
    wave = _wave(session, actor, wave_id)
    vendor_id = _vendor(session, wave, vendor)
    held = _held(session, wave)
    wanted = select(DeclaredSender).where(DeclaredSender.vendor_id == vendor_id, DeclaredSender.withdrawn_at.is_(None))
    standing = list(session.scalars(wanted.order_by(DeclaredSender.id).with_for_update()))
    kept: list[DeclaredSender] = []
    for each in told:
        same = [row for row in standing if row.value == each.value or same_point(row.value, each.value, wave.country)]
        if any(row.role == each.role for row in same):
            continue
        for row in same:
            row.withdrawn_at, row.withdrawn_by = now, actor.name
            standing.remove(row)
        fresh = DeclaredSender(
            id=uuid4().hex,
            organisation_id=wave.organisation_id,
            vendor_id=vendor_id,
            value=each.value,
            role=each.role,
            at=now,
            by=actor.name,
        )
        session.add(fresh)
        standing.append(fresh)
        kept.append(fresh)
    session.flush()
    if kept:
        body = {"declared": [[row.value, row.role] for row in kept], "by": actor.name}
        _judged_anew(session, held, vendor_id, "senders.declared", body, now)
    session.commit()
    return kept


def withdraw_sender(session: Session, actor: Actor, wave_id: str, sender_id: str, now: datetime) -> DeclaredSender:
    """A sender declared by mistake no longer counts; it stays noted. Twice is once. Raises NotFound."""
    wave = _wave(session, actor, wave_id)
    held = _held(session, wave)
    wanted = select(DeclaredSender).where(DeclaredSender.id == sender_id, DeclaredSender.organisation_id == wave.organisation_id)
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound(f"no hay línea declarada {sender_id[:40]}", f"there is no declared line {sender_id[:40]}")
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, actor.name
        session.flush()
        body = {"withdrawn": [[row.value, row.role]], "by": actor.name}
        _judged_anew(session, held, row.vendor_id, "senders.declared", body, now)
    session.commit()
    return row


def _wave(session: Session, actor: Actor, wave_id: str) -> Wave:
    """The wave, not locked yet: whoever then locks several must lock all of them in one order."""
    may_keep(actor)
    wave = session.scalar(select(Wave).where(Wave.id == wave_id, Wave.organisation_id == actor.organisation_id))
    if wave is None:
        raise NotFound(f"no hay ola {wave_id[:40]}", f"there is no wave {wave_id[:40]}")
    return wave


def _vendor(session: Session, wave: Wave, vendor: str) -> int:
    wanted = select(Vendor.id).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    found = session.scalar(wanted.where(WaveVendor.wave_id == wave.id, Vendor.name == vendor))
    if found is None:
        raise NotFound(f"la ola no tiene proveedor {vendor[:60]}", f"the wave has no vendor {vendor[:60]}")
    return found


def _held(session: Session, wave: Wave) -> list[Wave]:
    """The named wave and every other of the client that is open, their rows locked in the order of their ids, and as they are
    once locked: what is declared is not of one wave."""
    wanted = select(Wave).where(Wave.organisation_id == wave.organisation_id, (Wave.id == wave.id) | Wave.state.in_(AFTER_SEAL))
    locked = wanted.order_by(Wave.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(locked))


def _judged_anew(
    session: Session, held: Sequence[Wave], vendor_id: int, kind: str, body: Mapping[str, object], now: datetime
) -> None:
    """Noted in the chain of each, the named one's whatever its state; what was lived is judged anew where it may still change."""
    for wave in held:
        add_event(session, wave, kind, body, now, vendor_id)
        if wave.state in AFTER_SEAL:
            attribute_again(session, wave, now)
