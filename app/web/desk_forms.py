"""What an agent typed, read into what the services take."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.errors import BadInput
from app.operations.typed_amount import minor_of
from app.operations.wrap import Outcome, Slice, WrapUp

MOST_SLICES = 12


def wrap_from(form: Mapping[str, str], currency: str, zone: ZoneInfo) -> WrapUp:
    """The wrap-up of the form. Raises BadInput with the field."""
    said = form.get("outcome", "")
    if said not in set(Outcome):
        raise BadInput("elija cómo terminó", "choose how it ended", "outcome")
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
            found.append(Slice(minor_of(amount, currency, "amount"), day))
    return tuple(found)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A `datetime-local` value on the person's clock."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
    except ValueError as cause:
        raise BadInput(f"«{text[:30]}» no es un día y una hora", f"“{text[:30]}” is no day and hour", "callback") from cause
