"""What an agent typed, read into what the services take."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from app.errors import BadInput
from app.operations.money import NotExact, to_minor
from app.operations.wrap import Outcome, Slice, WrapUp

MOST_SLICES = 12


def wrap_from(form: Mapping[str, str], currency: str, zone: ZoneInfo) -> WrapUp:
    """The wrap-up of the form. Raises BadInput with the field."""
    said = form.get("outcome", "")
    if said not in set(Outcome):
        raise BadInput("elige cómo terminó", "choose how it ended", "outcome")
    outcome, note = Outcome(said), form.get("note", "")[:4000]
    if outcome is Outcome.AGREED:
        return WrapUp(outcome, note, form.get("offer", "")[:40], _slices(form, currency))
    if outcome is Outcome.MORE_TIME:
        return WrapUp(outcome, note, callback_at=_moment(form.get("callback", ""), zone))
    return WrapUp(outcome, note)


def _slices(form: Mapping[str, str], currency: str) -> tuple[Slice, ...]:
    found = []
    for n in range(MOST_SLICES):
        amount, day = form.get(f"amount_{n}", "").strip(), form.get(f"day_{n}", "").strip()
        if amount or day:
            found.append(Slice(amount_of(amount, currency), day))
    return tuple(found)


def amount_of(text: str, currency: str) -> int:
    """`246.300`, `246300` or `1.234,50` in minor units; a last mark with one or two digits after it is the decimal one."""
    plain = text.replace("$", "").replace(" ", "").replace("\u00a0", "")
    head, mark, tail = _split(plain)
    digits = head.replace(".", "").replace(",", "")
    try:
        return to_minor(Decimal(f"{digits}.{tail}" if mark else digits), currency)
    except (InvalidOperation, NotExact) as cause:
        raise BadInput(
            f"«{text[:20]}» no es un monto en {currency}", f"“{text[:20]}” is no amount in {currency}", "amount"
        ) from cause


def _split(plain: str) -> tuple[str, str, str]:
    at = max(plain.rfind("."), plain.rfind(","))
    if at >= 0 and 1 <= len(plain) - at - 1 <= 2:
        return plain[:at], plain[at], plain[at + 1 :]
    return plain, "", ""


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A `datetime-local` value on the person's clock."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
    except ValueError as cause:
        raise BadInput(f"«{text[:30]}» no es un día y una hora", f"“{text[:30]}” is no day and hour", "callback") from cause
