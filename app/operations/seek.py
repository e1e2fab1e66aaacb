"""What commitment to seek: of the options within policy the one that should bring most, on a day the person has money."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.operations.offers import Offer, Slice

FEW = 30
"""With fewer plans alike than this a share says little, and the order of the policy decides."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The option to begin with and the others, the next best first."""

    first: Offer
    others: tuple[Offer, ...]


def seek(offers: Sequence[Offer], instalments_overdue: int, payday: int | None, today: date) -> Sought | None:
    """None where nothing may be offered. Own history decides where there is enough: its interval's low end times money.

    Else one payment where one instalment is overdue, two where there are more: what people alike can usually carry.
    """
    shifted = [on_payday(offer, payday, today) for offer in offers]
    if not shifted:
        return None
    known = [o for o in shifted if o.history is not None and o.history.n >= FEW]
    if known:
        first = max(known, key=lambda o: (o.history.low if o.history else 0.0) * o.total_minor)
    else:
        parts = 1 if instalments_overdue <= 1 else 2
        first = next((o for o in shifted if len(o.slices) == parts), shifted[0])
    return Sought(first, tuple(o for o in shifted if o is not first))


def on_payday(offer: Offer, payday: int | None, today: date) -> Offer:
    """The same option with its first payment brought forward to the day the person is paid, where that comes before."""
    if payday is None or not offer.slices:
        return offer
    first = offer.slices[0].due_on
    day = _next_payday(payday, today)
    if not today <= day < first:
        return offer
    return replace(offer, slices=(Slice(offer.slices[0].amount_minor, day), *offer.slices[1:]))


def _next_payday(payday: int, today: date) -> date:
    this = date(today.year, today.month, min(payday, monthrange(today.year, today.month)[1]))
    if this >= today:
        return this
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return date(year, month, min(payday, monthrange(year, month)[1]))
