"""What a figure rests on, and who is beaten by whom, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.web import formats
from app.web.balance_drawing import Drawing, drawing
from app.web.vendor_look import names_of, wording
from reports.intervals import Estimate
from reports.scorecards.card import Comparison, Point
from reports.scorecards.documents import written
from reports.scorecards.measure import VendorMeasure
from reports.scorecards.placed import among_recovery, among_treatment

__all__ = ["among_recovery", "among_treatment"]
_CALLS, _CONTACTS, _PEOPLE = "calls", "contacts", "people"
_BASES: Mapping[str, str] = {
    "critical_calls": _CALLS,
    "skill": _CALLS,
    "tone": _CALLS,
    "effort": "duties",
    "offers_made": "talks",
    "critical_ghosts": "ghosts",
    "contacts_against_law": _CONTACTS,
    "opt_out_days": "requests",
    "attempts_real": "reconciled",
    "contacts_logged": "reconciled",
    "promises_as_made": "promises",
    "promises_kept": "promises",
    "word_kept": "agreements",
    "contacts_a_week": _PEOPLE,
    "cap_use": _PEOPLE,
    "complaints": _PEOPLE,
    "survey_csat": "answers",
    "survey_ces": "answers",
    "survey_nps": "answers",
    "recovery_adjusted": "accounts",
    "first_contact_days": "accounts",
    "cost_per_unit": "payments",
}


def _counted() -> Mapping[str, Callable[[int, str], str]]:
    return {
        _CALLS: lambda n, num: ngettext("%(n)s call", "%(n)s calls", n, n=num),
        _CONTACTS: lambda n, num: ngettext("%(n)s contact", "%(n)s contacts", n, n=num),
        _PEOPLE: lambda n, num: ngettext("%(n)s person", "%(n)s people", n, n=num),
        "duties": lambda n, num: ngettext("%(n)s duty", "%(n)s duties", n, n=num),
        "talks": lambda n, num: ngettext("%(n)s conversation", "%(n)s conversations", n, n=num),
        "ghosts": lambda n, num: ngettext("%(n)s ghost", "%(n)s ghosts", n, n=num),
        "requests": lambda n, num: ngettext("%(n)s request", "%(n)s requests", n, n=num),
        "reconciled": lambda n, num: gettext("%(n)s reconciled", n=num),
        "promises": lambda n, num: ngettext("%(n)s promise", "%(n)s promises", n, n=num),
        "agreements": lambda n, num: ngettext("%(n)s agreement", "%(n)s agreements", n, n=num),
        "answers": lambda n, num: ngettext("%(n)s answer", "%(n)s answers", n, n=num),
        "accounts": lambda n, num: ngettext("%(n)s account", "%(n)s accounts", n, n=num),
        "payments": lambda n, num: ngettext("%(n)s payment", "%(n)s payments", n, n=num),
    }


def base(measure: str, n: int) -> str:
    """`412 calls`: how many observations a figure of this measure rests on, as they are called."""
    kind = _BASES.get(measure)
    return _counted()[kind](n, formats.num(n)) if kind else gettext("n = %(n)s", n=formats.num(n))


def under(made: Comparison, point: Point) -> str:
    """What stands under a vendor's name in the drawing: who is better in both, or how many accounts it has."""
    if point.dominated_by:
        names = names_of(made)
        beaten = ", ".join(names.get(v, v) for v in point.dominated_by)
        return str(gettext("dominated by %(names)s", names=beaten))
    if made.segment:  # what a vendor has in hand is of all segments
        return base("recovery_adjusted", point.recovery.n)
    card = next((c for c in made.cards if c.vendor.key == point.vendor), None)
    accounts = card.sizes.get("accounts") if card else None
    return in_hand(accounts) if accounts is not None else ""


def in_hand(accounts: int) -> str:
    """`541 accounts in hand`: those it had at some moment of the month, whenever they were handed over."""
    return str(ngettext("%(n)s account in hand", "%(n)s accounts in hand", accounts, n=formats.num(accounts)))


def _short(made: Comparison, point: Point) -> str:
    """The same where there is little room: one name, and how many more."""
    if len(point.dominated_by) < 2:
        return under(made, point)
    first, more = names_of(made).get(point.dominated_by[0], ""), len(point.dominated_by) - 1
    return str(ngettext("dominated by %(name)s and %(num)s more", "dominated by %(name)s and %(num)s more", more, name=first))


def drawings(made: Comparison) -> tuple[tuple[str, Drawing], ...]:
    """The balance drawn for a wide page and for a phone; empty where nobody has a place."""
    names = names_of(made)

    def words(point: Point) -> tuple[str, str]:
        return names.get(point.vendor, point.vendor), _short(made, point)

    tie = gettext("cannot be told apart")
    wide = drawing(made.balance, words, tie)
    if not wide.points:
        return ()
    return ("wide", wide), ("narrow", drawing(made.balance, words, tie, width=350, height=300, narrow=True))


def unplaced(made: Comparison) -> list[str]:
    """Who has no place in the drawing, for one of the two figures is missing."""
    names = names_of(made)
    return [names.get(p.vendor, p.vendor) for p in made.balance.points if p.ellipse is None]


def place(rank: tuple[int, int] | None, n: int) -> str:
    """`place 4–5 of 5`: among the `n` who have one."""
    if rank is None:
        return ""
    where = str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}"
    return str(gettext("place %(where)s of %(n)s", where=where, n=formats.num(n)))


def alike(made: Comparison, vendor: str) -> list[str]:
    """Who cannot be told from a vendor in either measure of the balance."""
    names = names_of(made)
    return [names.get(b if a == vendor else a, "") for a, b in made.balance.together if vendor in (a, b)]


def against(made: Comparison, vendor: str, measure: VendorMeasure) -> list[tuple[str, str, bool | None]]:
    """The difference to each of the others in a measure, with its family-wise interval, and whether they can be told apart."""
    names, out = names_of(made), []
    for pair in made.pairs:
        if pair.measure != measure.id or vendor not in (pair.first, pair.second):
            continue
        other = pair.second if pair.first == vendor else pair.first
        gap = pair.difference if pair.first == vendor else turned(pair.difference)
        out.append((names.get(other, other), written.gap(measure, gap, wording()), pair.apart))
    return out


def turned(found: Estimate) -> Estimate:
    """A difference the other way round."""
    value, low, high = (None if end is None else -end for end in (found.value, found.high, found.low))
    return Estimate(value, low, high, found.n)


TABLES: Mapping[str, Mapping[str, Any]] = {
    "behind_kind": {
        "call": _l("Call"),
        "contact": _l("Contact"),
        "account": _l("Account"),
        "person": _l("Person"),
        "promise": _l("Promise"),
        "survey": _l("Survey"),
        "complaint": _l("Complaint"),
        "request": _l("Request"),
        "ghost": _l("Ghost"),
    },
}
