"""A comparison written by hand, as the pictures of the design have it: five vendors, two of them not told apart."""

from datetime import date
from itertools import combinations

from reports.intervals import Estimate
from reports.scorecards.card import Balance, Card, Comparison, Headline, HeadlineKind, Line, Pair, Part, Point, Price, Raw
from reports.scorecards.facts import Period, VendorName
from reports.scorecards.measure import vendor_measures

VENDORS = (
    VendorName("1", "Marea Sur"),
    VendorName("2", "Nexo Llano"),
    VendorName("3", "Contacto Andén"),
    VendorName("4", "Tresaltos"),
    VendorName("5", "Mesa interna", own=True),
)
_TREATED: tuple[tuple[float, float, float], ...] = ((52, 48, 56), (57.5, 50, 66), (74, 69, 79), (60, 54, 66), (81, 74, 88))
_RECOVERED: tuple[tuple[float, float, float], ...] = (
    (1.09, 1.05, 1.13),
    (1.065, 1.0, 1.13),
    (1.04, 0.99, 1.09),
    (0.945, 0.89, 1.0),
    (0.972, 0.92, 1.03),
)
_VALUES = {
    "critical_calls": (0.077, 0.053, 0.104, 412),
    "critical_ghosts": (0.091, 0.025, 0.217, 44),
    "skill": (66.0, 64.0, 68.0, 412),
    "contacts_against_law": (0.038, 0.031, 0.046, 2914),
    "opt_out_days": (3.0, 2.0, 5.0, 27),
    "attempts_real": (0.914, 0.88, 0.941, 356),
    "contacts_logged": (0.97, 0.93, 0.99, 356),
    "promises_as_made": (0.88, 0.79, 0.94, 74),
    "tone": (2.6, 2.4, 2.8, 412),
    "effort": (0.57, 0.52, 0.62, 398),
    "offers_made": (0.41, 0.35, 0.47, 398),
    "word_kept": (0.71, 0.66, 0.76, 318),
    "contacts_a_week": (3.4, 3.3, 3.5, 14210),
    "cap_use": (0.82, 0.8, 0.84, 14210),
    "complaints": (0.0062, 0.005, 0.0076, 14210),
    "survey_csat": (0.58, 0.47, 0.69, 86),
    "survey_ces": (4.1, 3.6, 4.6, 86),
    "recovery_adjusted": (1.09, 1.05, 1.13, 14210),
    "promises_kept": (0.47, 0.44, 0.5, 1106),
    "first_contact_days": (2.1, 2.0, 2.2, 14210),
    "cost_per_unit": (0.118, 0.112, 0.125, 5120),
}
_WHY = {"es": "nadie respondió", "en": "nobody answered"}
_HOW = {
    "es": "corregido por lo que el juez deja pasar (sensibilidad 0,94) y lo que marca de más (0,3 %)",
    "en": "corrected for what the judge lets pass (sensitivity 0.94) and what it marks in excess (0.3%)",
}


def comparison() -> Comparison:
    """All five, with every kind of line: corrected, missing, without an interval."""
    cards = tuple(_card(n, name) for n, name in enumerate(VENDORS))
    pairs = tuple(_pair(a, b) for a, b in combinations(range(len(VENDORS)), 2))
    points = tuple(card.point for card in cards)
    prices = (
        Price("", Estimate(0.002, -0.001, 0.005, 60), 60),
        Price("31–60", Estimate(0.001, -0.001, 0.003, 30), 30, {"es": "no se puede afirmar", "en": "cannot be told"}),
        Price("61–90", Estimate(0.004, 0.001, 0.007, 30), 30),
    )
    headlines = (
        Headline(HeadlineKind.TREATS_BETTER, "3", "1", Estimate(22, 16, 28, 807), Estimate(-0.05, -0.11, 0.01, 27150)),
        Headline(HeadlineKind.TOGETHER, "1", "2", Estimate(-5.5, -14, 3, 576), Estimate(0.025, -0.04, 0.09, 19590)),
    )
    return Comparison(
        period=Period(date(2026, 5, 1), date(2026, 5, 31)),
        segment="",
        currency="CLP",
        exponent=0,
        horizon_days=30,
        vendors=VENDORS,
        cards=cards,
        pairs=pairs,
        balance=Balance("", points, prices, (("1", "2"),), (), headlines),
        notes=({"es": "De Tresaltos hay 201 llamadas.", "en": "There are 201 calls of Tresaltos."},),
    )


def _card(n: int, vendor: VendorName) -> Card:
    lines = tuple(_line(n, id) for id in vendor_measures())
    (a, b, c), (d, e, f) = _TREATED[n], _RECOVERED[n]
    treated, recovered = Estimate(a, b, c, 412), Estimate(d, e, f, 14210)
    point = Point(
        vendor=vendor.key,
        experience=treated,
        recovery=recovered,
        ellipse=(_TREATED[n][0], _RECOVERED[n][0], 5.0, 0.05, 0.0),
        dominated_by=("3",) if n == 3 else (),
        frontier=n in (0, 2, 4),
        parts=(
            Part("tone", Estimate(44, 40, 48, 412), 0.25, "tone"),
            Part("effort", Estimate(57, 52, 62, 398), 0.2, "effort"),
            Part("survey", Estimate(None, None, None, 0), 0.1, "survey_csat", _WHY),
        ),
    )
    conduct = ("fail", "cannot_tell", "pass", "cannot_tell", "pass")[n]
    return Card(vendor, conduct, lines, point, {"accounts": 14210, "people": 13900, "contacts": 2914, "calls": 412, "ghosts": 44})


def _line(n: int, id: str) -> Line:
    measure = vendor_measures()[id]
    if id not in _VALUES:
        none = Estimate(None, None, None, 0)
        return Line(id, none, none, None, None, None, (), None, None, None, _WHY)
    value, low, high, count = _VALUES[id]
    shift = 1 + (0.04 if measure.better == "up" else -0.2) * n
    top = measure.ceiling or float("inf")
    own = Estimate(min(top, value * shift), min(top, low * shift), min(top, high * shift), count)
    raw = Raw(31, 412, _HOW, 60, 9, 4) if id == "critical_calls" else None
    target = {"critical_calls": 0.02, "contacts_against_law": 0.01, "recovery_adjusted": 1.0}.get(id)
    past = tuple(Estimate(min(top, value * shift * k), None, None, count) for k in (0.8, 0.85, 0.9))
    return Line(id, own, own, raw, (low * 0.5, low * 0.9), target, (*past, own), ("up", "same", "down")[n % 3], (4, 5), 0.01)


def _pair(a: int, b: int) -> Pair:
    gap = _RECOVERED[a][0] - _RECOVERED[b][0]
    apart = abs(gap) > 0.06
    return Pair("recovery_adjusted", VENDORS[a].key, VENDORS[b].key, Estimate(gap, gap - 0.06, gap + 0.06, 28000), apart)
