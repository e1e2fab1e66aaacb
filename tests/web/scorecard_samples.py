"""A comparison as the pictures of the design have it, for pictures and for the tests of templates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np

from reports.intervals import Estimate
from reports.scorecards.anchors import ingredients
from reports.scorecards.back_test import back_test
from reports.scorecards.card import Balance, Card, Comparison, Headline, HeadlineKind, Line, Pair, Part, Point, Price, Raw
from reports.scorecards.facts import Period, VendorName
from reports.scorecards.measure import vendor_measures
from reports.scorecards.outlook import CAPS, Outlook, outlook_dict
from reports.scorecards.past import Counted, Past
from reports.scorecards.projection import Projection, ProjectionLine, Told

VENDORS = (
    VendorName("1", "Contacto Andén"),
    VendorName("2", "Marea Sur Cobranzas"),
    VendorName("3", "Nexo Llano"),
    VendorName("4", "Mesa interna", own=True),
    VendorName("5", "Tresaltos"),
)
SIZES = {
    "1": (12940, 395, 44),
    "2": (14210, 412, 44),
    "3": (5380, 164, 44),
    "4": (4120, 148, 0),
    "5": (6870, 201, 44),
}
_Three = tuple[float, float, float]
_PLACED: Mapping[str, tuple[_Three, _Three, tuple[float, float, float, float, float], bool]] = {
    "1": ((74, 69, 79), (1.04, 0.998, 1.082), (74, 1.04, 5.2, 0.052, -0.0006), True),
    "2": ((52, 48, 56), (1.09, 1.05, 1.13), (52, 1.09, 4.9, 0.049, 0.0006), True),
    "3": ((57.5, 51, 65), (1.065, 1.0, 1.13), (57.5, 1.065, 8.1, 0.074, 0.0012), False),
    "4": ((81, 74, 88), (0.972, 0.91, 1.03), (81, 0.972, 7.1, 0.062, -0.0015), True),
    "5": ((60, 54, 66), (0.945, 0.892, 0.998), (60, 0.945, 6.4, 0.054, 0.0), False),
}
_VALUES: Mapping[str, tuple[tuple[float, float, float, int], tuple[float, ...], float | None]] = {
    "critical_calls": ((0.077, 0.053, 0.104, 412), (0.018, 0.049, 0.022, 0.031), 0.02),
    "critical_ghosts": ((0.091, 0.025, 0.217, 44), (0.023, 0.068, 0.023), 0.02),
    "skill": ((66, 64, 68, 412), (71, 64, 72, 63), None),
    "contacts_against_law": ((0.038, 0.031, 0.046, 2914), (0.009, 0.021, 0.005, 0.012), 0.01),
    "opt_out_days": ((3, 2, 5, 27), (1, 2, 0.5, 1.4), 1),
    "attempts_real": ((0.914, 0.88, 0.941, 356), (0.981, 0.95, 0.967), 0.97),
    "contacts_logged": ((0.963, 0.94, 0.98, 356), (0.99, 0.97, 0.985), None),
    "promises_as_made": ((0.88, 0.79, 0.94, 74), (0.97, 0.91, 0.95), 0.96),
    "tone": ((2.6, 2.4, 2.8, 412), (3.6, 3.0, 3.9, 3.2), None),
    "effort": ((0.57, 0.52, 0.62, 398), (0.71, 0.6, 0.78, 0.62), None),
    "offers_made": ((0.41, 0.35, 0.47, 398), (0.58, 0.47, 0.63, 0.5), None),
    "word_kept": ((0.71, 0.66, 0.76, 318), (0.84, 0.75, 0.88, 0.79), None),
    "contacts_a_week": ((3.4, 3.3, 3.5, 14210), (2.6, 3.0, 2.2, 2.9), 3.3),
    "cap_use": ((0.82, 0.8, 0.84, 14210), (0.51, 0.7, 0.4, 0.66), None),
    "complaints": ((0.0062, 0.005, 0.0076, 14210), (0.0031, 0.0044, 0.0021, 0.0038), 0.0048),
    "survey_csat": ((0.58, 0.47, 0.69, 86), (0.7, 0.61, 0.75, 0.63), None),
    "survey_ces": ((4.1, 3.6, 4.6, 86), (5.0, 4.4, 5.3, 4.7), None),
    "recovery_adjusted": ((1.09, 1.05, 1.13, 14210), (1.04, 1.065, 0.972, 0.945), None),
    "promises_kept": ((0.47, 0.44, 0.5, 1106), (0.49, 0.46, 0.53, 0.48), None),
    "first_contact_days": ((2.1, 2.0, 2.2, 14210), (2.6, 2.3, 3.1, 2.9), None),
    "cost_per_unit": ((0.118, 0.112, 0.125, 5120), (0.13, 0.121, 0.142, 0.126), None),
}
_PARTS: Mapping[str, tuple[float, float, float, int, tuple[float, float]]] = {
    "tone": (44, 40, 48, 412, (55, 71)),
    "effort": (57, 52, 62, 398, (56, 73)),
    "offers": (39, 32, 46, 398, (48, 64)),
    "word_kept": (71, 66, 76, 318, (66, 82)),
    "pressure": (38, 34, 43, 2914, (54, 73)),
    "respect": (49, 36, 62, 27, (58, 83)),
    "complaints": (41, 33, 49, 88, (52, 74)),
    "survey": (58, 47, 69, 86, (60, 75)),
}
_NONE = {"es": "nadie respondió", "en": "nobody answered"}
_NOT_ALL = {
    "es": "medido aquí y no en todos los proveedores: queda fuera del puntaje para que se puedan comparar",
    "en": "measured here and not at every vendor: left out of the score so that scores can be compared",
}
_TOO_FEW = {"es": "nadie pudo medirlo en este período", "en": "nobody could measure it in this period"}
_NO_GHOSTS = {"es": "la mesa interna no tiene fantasmas", "en": "the client’s own desk has no ghosts"}
_HOW = {
    "es": "corregido por lo que el juez deja pasar (sensibilidad 0,94) y lo que marca de más (0,3 %)",
    "en": "corrected for what the judge lets pass (sensitivity 0.94) and what it marks in excess (0.3%)",
}
_RANKS = {
    "experience": ((1, 2), (4, 5), (3, 5), (1, 2), (3, 4)),
    "recovery_adjusted": ((2, 3), (1, 2), (1, 3), (4, 5), (4, 5)),
}
_CHANGES = {"critical_calls": "up", "attempts_real": "down", "contacts_a_week": "up", "complaints": "up"}
_ELSE = (0, 1, 2, 3)
HEADLINES = (
    Headline(HeadlineKind.TREATS_BETTER, "1", "2", Estimate(22, 16, 28, 395), Estimate(-0.05, -0.11, 0.01, 12940)),
    Headline(HeadlineKind.TOGETHER, "2", "3", Estimate(-5.5, -14, 3, 164), Estimate(0.025, -0.06, 0.11, 5380)),
)


def comparison(segment: str = "") -> Comparison:
    """Five vendors, two of them not told apart, one dominated."""
    points = tuple(_point(v.key) for v in VENDORS)
    prices = (
        Price("", Estimate(0.002, -0.001, 0.005, 60), 60),
        Price("31–60 días", Estimate(0.001, -0.001, 0.003, 30), 30, {"es": "no se puede afirmar", "en": "cannot be affirmed"}),
        Price("61–90 días", Estimate(0.004, 0.001, 0.007, 30), 30),
    )
    return Comparison(
        period=Period(date(2026, 5, 1), date(2026, 5, 31)),
        segment=segment,
        currency="CLP",
        exponent=0,
        horizon_days=30,
        vendors=VENDORS,
        cards=tuple(_card(n) for n in range(len(VENDORS))),
        pairs=_pairs(),
        balance=Balance(segment, points, prices, (("2", "3"),), headlines=HEADLINES),
        notes=(
            {
                "es": "De Nexo Llano hay 164 llamadas: su intervalo es ancho.",
                "en": "There are 164 calls of Nexo Llano: its interval is wide.",
            },
            {
                "es": "El precio es una asociación entre meses y proveedores, no un efecto.",
                "en": "The price is an association between months and vendors, not an effect.",
            },
        ),
    )


def unplaced() -> Comparison:
    """One vendor whose treatment nobody could measure, nobody told apart, no price."""
    made = comparison()
    lost = replace(
        made.balance.points[4], experience=Estimate(None, None, None, 0), ellipse=None, dominated_by=(), frontier=False
    )
    points = (*made.balance.points[:4], lost)
    none = Price("", Estimate(None, None, None, 4), 4, {"es": "hay cuatro meses-proveedor", "en": "there are four vendor-months"})
    told = (Headline(HeadlineKind.NONE_APART, "", "", None, None),)
    balance = Balance("", points, (none,), tuple((a.key, b.key) for a, b in combinations(VENDORS[:4], 2)), headlines=told)
    pairs = tuple(replace(p, apart=False) for p in made.pairs)
    return replace(made, pairs=pairs, balance=balance)


def left_out() -> Comparison:
    """The second vendor's score without two of its parts: one the others do not have, one of which too little is known."""
    made = comparison()
    point, (first, second) = made.balance.points[1], ("offers", "complaints")
    rest = 1 - sum(p.weight for p in point.parts if p.id in (first, second))
    parts = tuple(
        replace(p, weight=0.0, cause=_NOT_ALL)
        if p.id == first
        else replace(p, weight=0.0, score=Estimate(None, None, None, 0), cause=_TOO_FEW)
        if p.id == second
        else replace(p, weight=p.weight / rest)
        for p in point.parts
    )
    points = (made.balance.points[0], replace(point, parts=parts), *made.balance.points[2:])
    return replace(made, balance=replace(made.balance, points=points))


def _card(n: int) -> Card:
    vendor = VENDORS[n]
    accounts, calls, ghosts = SIZES[vendor.key]
    lines = tuple(_line(n, id) for id in vendor_measures())
    conduct = ("pass", "fail", "cannot_tell", "pass", "cannot_tell")[n]
    sizes = {"accounts": accounts, "people": accounts - 300, "contacts": 2914, "calls": calls, "ghosts": ghosts}
    return Card(vendor, conduct, lines, _point(vendor.key), sizes)


def _line(n: int, id: str) -> Line:
    none = Estimate(None, None, None, 0)
    if id not in _VALUES:
        return Line(id, none, none, None, None, None, (), None, None, None, _NONE)
    own, rest, target = _VALUES[id]
    if (vendor_measures()[id].group == "honesty" and n == 3) or (id == "critical_ghosts" and n == 3):
        return Line(id, none, none, None, None, target, (), None, None, None, _NO_GHOSTS)
    found = own if n == 1 else _like(own, rest[min(_ELSE[{0: 0, 2: 1, 3: 2, 4: 3}[n]], len(rest) - 1)], SIZES[VENDORS[n].key][1])
    value = Estimate(*found)
    hits = 31 if id == "critical_calls" and n == 1 else round(found[0] * found[3])
    raw = Raw(hits, found[3], _HOW, 60, 9, 4) if id == "critical_calls" else None
    if id == "recovery_adjusted":
        raw = Raw(1_843_200_00, 14_210_000_00, _HOW, expected=1_690_000_00)
    seen = tuple(rest) if n == 1 else (own[0], *rest)
    change = _CHANGES.get(id, "same")
    steps = {"up": (0.72, 0.75, 0.74, 0.78, 0.86), "down": (1.05, 1.04, 1.04, 1.03, 1.02), "same": (1.0, 0.99, 1.02, 1.0, 1.01)}
    past = tuple(Estimate(found[0] * k, None, None, found[3]) for k in steps[change])
    rank = _RANKS["recovery_adjusted"][n] if id == "recovery_adjusted" else (4, 5) if n == 1 else (1, 4)
    return Line(id, value, value, raw, (min(seen), max(seen)), target, (*past, value), change, rank, 0.1)


def _like(own: tuple[float, float, float, int], value: float, n: int) -> tuple[float, float, float, int]:
    wide = (412 / n) ** 0.5
    ratio = value / own[0]
    return value, max(0.0, value - (own[0] - own[1]) * ratio * wide), value + (own[2] - own[0]) * ratio * wide, n


def _point(key: str) -> Point:
    treated, recovered, ellipse, front = _PLACED[key]
    accounts, calls, _ghosts = SIZES[key]
    return Point(
        vendor=key,
        experience=Estimate(*treated, calls),
        recovery=Estimate(*recovered, accounts),
        ellipse=ellipse,
        dominated_by=("1",) if key == "5" else (),
        frontier=front,
        parts=tuple(_part(key, i.id, i.weight / 100, i.tables[0].measure) for i in ingredients()),
        experience_rank=_RANKS["experience"][int(key) - 1],
        recovery_rank=_RANKS["recovery_adjusted"][int(key) - 1],
    )


def _part(key: str, id: str, weight: float, measure: str) -> Part:
    value, low, high, n, (least, most) = _PARTS[id]
    if key == "2":
        asked = Estimate(0.06, 0.05, 0.08, 1433) if id == "survey" else None
        return Part(id, Estimate(value, low, high, n), weight, measure, answered=asked)
    if id == "survey" and key == "5":
        return Part(id, Estimate(None, None, None, 0), weight, measure, _NONE)
    at = {"1": 0.8, "3": 0.1, "4": 1.0, "5": 0.0}[key]
    other = least + (most - least) * at
    return Part(id, Estimate(other, other - 5, other + 5, n // 2), weight, measure)


def _pairs() -> tuple[Pair, ...]:
    out = []
    for a, b in combinations(VENDORS, 2):
        gap = _PLACED[a.key][1][0] - _PLACED[b.key][1][0]
        out.append(Pair("recovery_adjusted", a.key, b.key, Estimate(gap, gap - 0.06, gap + 0.06, 800), abs(gap) > 0.07))
    return tuple(out)


def outlook() -> dict[str, Any]:
    """Six months of each vendor, as a what-if is answered from them."""
    rng = np.random.default_rng(7)
    keys = tuple(v.key for v in VENDORS)
    shape = (len(keys), 6)
    level = np.log([_PLACED[k][1][0] for k in keys])[:, None]
    people = np.array([[float(SIZES[k][0] - 300)] * 6 for k in keys])

    def counted(rates: Sequence[float]) -> Counted:
        mean = people * np.array(rates)[:, None]
        return Counted(rng.poisson(mean).astype(np.float64), people, np.full(shape, 1.1))

    past = Past(
        vendors=keys,
        segment="",
        log_recovery=level + 0.015 * rng.standard_normal(shape),
        log_error=np.full(shape, 0.025),
        expected=people * 9000.0,
        chance=np.full(shape, 0.03),
        accounts=np.array([[SIZES[k][0]] * 6 for k in keys], dtype=np.int64),
        people=people,
        complaints=counted((0.0031, 0.0062, 0.0044, 0.0021, 0.0038)),
        against_law=counted((0.009, 0.038, 0.021, 0.005, 0.012)),
        covered=np.ones((len(keys), len(keys))),
    )
    caps = {(key, most): _capped(most) for key in ("", *keys) for most in CAPS}
    return outlook_dict(Outlook(past, back_test(past), caps))


def _capped(most: int) -> Projection:
    gone = 4000.0 / most
    lines = (
        ProjectionLine(Told.RECOVERY_SHARE, Estimate(None, -0.05 / most, 0.0, 14210), bounds=True),
        ProjectionLine(Told.COMPLAINTS, Estimate(None, None, None, 0), cause=_NO_TRIAL),
        ProjectionLine(Told.CONTACTS, Estimate(-gone, -gone * 1.1, -gone * 0.9, 14210)),
    )
    return Projection(lines, ({"es": "un tope tiene cotas, no un punto", "en": "a cap has bounds, not a point"},))


_NO_TRIAL = {"es": "nadie probó un tope así", "en": "nobody tried such a cap"}


def keyed(made: Comparison, keys: Mapping[str, str]) -> Comparison:
    """The same comparison with other keys of its vendors."""
    points = tuple(
        replace(p, vendor=keys[p.vendor], dominated_by=tuple(keys[v] for v in p.dominated_by)) for p in made.balance.points
    )
    at = {p.vendor: p for p in points}
    names = {v.key: replace(v, key=keys[v.key]) for v in made.vendors}
    heads = tuple(replace(h, first=keys.get(h.first, ""), second=keys.get(h.second, "")) for h in made.balance.headlines)
    together = tuple((keys[a], keys[b]) for a, b in made.balance.together)
    told = dict(made.outlook) if made.outlook else None
    if told:
        told["vendors"] = [keys[v] for v in told["vendors"]]
        told["caps"] = [{**c, "vendor": keys.get(c["vendor"], "")} for c in told["caps"]]
    return replace(
        made,
        vendors=tuple(names[v.key] for v in made.vendors),
        cards=tuple(replace(c, vendor=names[c.vendor.key], point=at[keys[c.vendor.key]]) for c in made.cards),
        pairs=tuple(replace(p, first=keys[p.first], second=keys[p.second]) for p in made.pairs),
        balance=replace(made.balance, points=points, together=together, headlines=heads),
        outlook=told,
    )
