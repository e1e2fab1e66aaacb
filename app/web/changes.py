"""What changed of the vendors since the month before: only changes beyond their error, worse ones first."""

from dataclasses import dataclass

from reports.scorecards.card import Comparison, Line
from reports.scorecards.facts import VendorName
from reports.scorecards.measure import VendorMeasure, vendor_measures

MOST = 6
_ORDER = ("conduct", "law", "person", "honesty", "result")
"""Harm to a person first, money last."""


@dataclass(frozen=True, slots=True)
class Change:
    """A measure of a vendor that moved; `worse` for the people or the client."""

    vendor: VendorName
    measure: VendorMeasure
    line: Line
    worse: bool


def changes(made: Comparison, most: int = MOST) -> list[Change]:
    """Worse first, by harm; measures that only hint are left out."""
    found = []
    for card in made.cards:
        for line in card.lines:
            measure = vendor_measures().get(line.measure)
            if measure is None or measure.diagnostic or line.change not in ("up", "down") or line.value.value is None:
                continue
            found.append(Change(card.vendor, measure, line, line.change != measure.better))
    found.sort(key=lambda c: (not c.worse, _ORDER.index(c.measure.group), c.vendor.name))
    return found[:most]
