"""Whose contact is it that reached a canary? Expected, a leak, or nobody can tell: a wrong accusation is worse than a missed one.

A caller id is written by whoever calls and can be forged; what the caller knows of the ghost cannot: only the file holds it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.data_file import Words
from audit.ghosts.canaries import Canary, Point, Register, Role, Sender, plain_mail, plain_phone, same_point


class Verdict(StrEnum):
    """What can be said of a contact at a canary."""

    EXPECTED = "expected"
    LEAK = "leak"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Attribution:
    """The verdict. `given_to` is the vendor and batch that held the contact point, `by` who used it as far as known.

    A leak is `firm` where the contact showed knowledge of the ghost; else it is to be confirmed before anybody is told.
    A leak says that the data left the vendor's hands or that a subcontractor is not declared: not which of the two.
    """

    verdict: Verdict
    why: Words
    given_to: tuple[str, str] | None = None
    by: tuple[str, ...] = ()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """What else is known of the contact. `knows`: whether it named the ghost or the debt (None: nothing was said).

    `says` is who they say they are, `authentic` whether the mail's DKIM or SPF passed (None: not looked at),
    `denied` the senders that the vendor denied in writing to be its own or a subcontractor's.
    """

    at: datetime | None = None
    knows: bool | None = None
    says: str | None = None
    authentic: bool | None = None
    denied: Collection[str] = ()
    region: str | None = None


def attribute(point: str, sender: str | None, register: Register, signs: Signs | None = None) -> Attribution:
    """Whose a contact is. `point`: the line, mailbox or name reached; `sender`: the caller id or address, None if withheld."""
    signs = signs or Signs()
    given = register.given(point, signs.region)
    held = {(canary.vendor, canary.batch) for canary in given}
    if not given:
        return _open("nadie recibió ese contacto: no es un canario", "nobody was given that contact point: it is no canary")
    if len(held) > 1:
        return _open("lo recibió más de un proveedor o lote", "more than one vendor or batch was given it")
    canary = given[0]
    if canary.dirty or (signs.at is not None and signs.at < min(c.since for c in given)):
        return _open(
            "alguien usaba ese contacto antes de entregarlo (línea reciclada o azar)",
            "somebody used that contact point before it was given (a recycled line, or chance)",
            canary,
        )
    if canary.point is Point.NAME and signs.knows is None and not _holders(canary, sender, register, signs):
        return _open("un nombre solo puede coincidir", "a name alone may be a coincidence", canary)
    return _by_sender(canary, sender, register, signs)


def _holders(canary: Canary, sender: str | None, register: Register, signs: Signs) -> bool:
    """Whether who used it is declared by the vendor that was given it."""
    known = register.declared(sender, signs.region) if sender else ()
    return any(each.vendor.casefold() == canary.vendor.casefold() for each in known)


def _by_sender(canary: Canary, sender: str | None, register: Register, signs: Signs) -> Attribution:
    mail = plain_mail(sender or "")
    if sender is None or (mail is None and plain_phone(sender, signs.region) is None):
        return _open(
            "el número venía oculto; pida al proveedor su registro de ese minuto",
            "the caller id was withheld; ask the vendor for its log of that minute",
            canary,
        )
    if mail is not None and signs.authentic is False:
        return _open("el remitente del correo no está autenticado", "the mail's sender is not authenticated", canary)
    known = register.declared(sender, signs.region)
    if known:
        return _declared(canary, known, signs)
    return _undeclared(canary, sender, signs)


def _declared(canary: Canary, known: Sequence[Sender], signs: Signs) -> Attribution:
    vendors = tuple(dict.fromkeys(sender.vendor for sender in known))
    place = (canary.vendor, canary.batch)
    if any(vendor.casefold() == canary.vendor.casefold() for vendor in vendors):
        note = Words(" (lo comparte con otros)", " (shared with others)") if len(vendors) > 1 else Words("", "")
        return Attribution(
            Verdict.EXPECTED,
            Words(
                f"Lo declaró el proveedor que recibió el contacto{note.es}", f"The vendor who was given it declared it{note.en}"
            ),
            place,
            (canary.vendor,),
        )
    if any(sender.role is Role.SHARED for sender in known):
        return _open(
            "el número es de un centro que trabaja para varios",
            "the number is of a centre that works for several",
            canary,
            vendors,
        )
    if signs.knows is False:
        return _open(
            "quien llamó no sabía nada del fantasma: marcación errada o número falseado",
            "the caller knew nothing of the ghost: a wrong number, or a forged one",
            canary,
            vendors,
        )
    return _leak(canary, vendors, signs.knows is True)


def _undeclared(canary: Canary, sender: str, signs: Signs) -> Attribution:
    denied = any(same_point(sender, other, signs.region) for other in signs.denied)
    if signs.knows and denied:
        return _leak(canary, (signs.says,) if signs.says else (), True)
    if signs.knows and signs.says and signs.says.casefold() != canary.vendor.casefold():
        return _leak(canary, (signs.says,), False)
    return _open(
        "nadie declaró ese número: puede ser una línea propia sin declarar. Pida por escrito si es suya; hay fuga si "
        "la niega y quien "
        "llamó conocía el caso",
        "nobody declared that number: it may be the vendor's own, not declared. Ask in writing whether it is; it is a "
        "leak if they "
        "deny it and the caller knew the case",
        canary,
    )


def _leak(canary: Canary, by: tuple[str, ...], firm: bool) -> Attribution:
    who = ", ".join(by) or "?"
    sure = (
        Words("conocía el caso, que solo está en ese archivo", "they knew the case, which stands in that file only")
        if firm
        else Words(
            "el número o el nombre se pueden falsear: confirme antes de acusar",
            "number or name can be forged: confirm before accusing",
        )
    )
    return Attribution(
        Verdict.LEAK,
        Words(
            f"Se dio solo a {canary.vendor}, lote {canary.batch}, y lo usó {who}: fuga o subcontratista sin declarar; {sure.es}",
            f"Given only to {canary.vendor}, batch {canary.batch}, and used by {who}: a leak or an undeclared "
            f"subcontractor; {sure.en}",
        ),
        (canary.vendor, canary.batch),
        by,
        firm,
    )


def _open(es: str, en: str, canary: Canary | None = None, by: tuple[str, ...] = ()) -> Attribution:
    place = (canary.vendor, canary.batch) if canary else None
    return Attribution(Verdict.CANNOT_TELL, Words(f"No se puede decir: {es}.", f"Cannot tell: {en}."), place, by)
