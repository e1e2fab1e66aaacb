"""Vendors compared: `compare(facts)` puts every measure, place, pair and the balance together, once.

Places and pairs come of one set of draws a measure. The contract's verdict on conduct rests on a vendor's own evidence, for it
must not fail by its fellows: fail where the whole interval is beyond the limit, pass where it is wholly within, else it cannot
be told.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from reports.scorecards.balance import Held, Told, balance_of
from reports.scorecards.card import Balance, Card, Comparison, Line, Pair, Price
from reports.scorecards.experience import Treatment, experience
from reports.scorecards.facts import Facts, Floats, Month
from reports.scorecards.lines import lines_of, target_of, with_changes
from reports.scorecards.measure import vendor_measures
from reports.scorecards.outlook import outlook_dict, outlook_of
from reports.scorecards.past import MonthRecovery
from reports.scorecards.price import cells_of, price_of, treatments_of
from reports.scorecards.remarks import remarks
from reports.scorecards.taken import CONDUCT, RECOVERY, Taken, TakenMonth, taken

PASS, FAIL, CANNOT_TELL = "pass", "fail", "cannot_tell"
_SEED = 5


def compare(facts: Facts, segment: str = "") -> Comparison:
    """The comparison of the newest month, of all accounts or of one segment. The same facts give the same digits.

    Raises ValueError for no months, a segment nobody knows, or columns that do not fit.
    """
    if not facts.months:
        raise ValueError("no month to compare: facts need one at least")
    return compared(facts, [taken(facts, month, segment) for month in facts.months], segment)


def compared(facts: Facts, months: Sequence[TakenMonth], segment: str = "") -> Comparison:
    """The same of months already taken (`taken`), oldest first."""
    now, before = months[-1], months[:-1]
    lines: list[tuple[Line, ...]] = []
    pairs: list[Pair] = []
    for seed, (id, measure) in enumerate(now.measures.items()):
        own, apart = lines_of(facts, measure, [m.measures[id] for m in before], seed)
        lines.append(own)
        pairs += apart
    lines = with_changes(lines)
    month = facts.months[-1]
    balance = _balance(facts, months, segment, _told_of_recovery(facts, now, lines, pairs))
    points = {p.vendor: p for p in balance.points}
    cards = tuple(
        Card(
            name,
            conduct_verdict(facts, now.measures[CONDUCT], n),
            tuple(line[n] for line in lines),
            points[name.key],
            dict(month.sizes.get(name.key, {})),
        )
        for n, name in enumerate(facts.vendors)
    )
    return Comparison(
        period=month.period,
        segment=segment,
        currency=facts.currency,
        exponent=facts.exponent,
        horizon_days=facts.horizon_days,
        vendors=facts.vendors,
        cards=cards,
        pairs=tuple(pairs),
        balance=balance,
        notes=remarks(facts, month, now, segment),
        outlook=outlook_dict(outlook_of(facts, recoveries(facts, segment, months), segment)),
        read_at=facts.read_at,
    )


def conduct_verdict(facts: Facts, found: Taken, vendor: int) -> str:
    """Pass, fail or cannot_tell of the vendor at this place against its contract's limit on calls with a critical breach."""
    limit, own = target_of(facts, CONDUCT, facts.vendors[vendor].key), found.values[vendor]
    if limit is None or own.low is None or own.high is None:
        return CANNOT_TELL
    if own.low > limit:
        return FAIL
    return PASS if own.high <= limit else CANNOT_TELL


def recoveries(
    facts: Facts, segment: str = "", months: Sequence[TakenMonth] | None = None
) -> tuple[Mapping[str, MonthRecovery], ...]:
    """Adjusted recovery of every month by vendor key, as projections read it (`past_of`)."""
    found = months or [taken(facts, month, segment) for month in facts.months]
    return tuple(_recovery(facts, month) for month in found)


def _recovery(facts: Facts, month: TakenMonth) -> dict[str, MonthRecovery]:
    own, out = month.recovery, {}
    for place, vendor in enumerate(own.known):
        error = float(np.sqrt(own.covariance[place, place]))
        out[facts.vendors[vendor].key] = MonthRecovery(float(own.log[place]), error, float(own.expected[vendor] or 0.0))
    return out


def _treated(facts: Facts, month: Month, segment: str) -> dict[str, Treatment]:
    sums = month.segments.get(segment, {}) if segment else month.sums
    asked = {} if segment else {key: sizes["surveys_sent"] for key, sizes in month.sizes.items() if "surveys_sent" in sizes}
    return experience(sums, [v.key for v in facts.vendors], month.causes, asked)


def told_of_recovery(facts: Facts, found: Taken) -> Told:
    """Pairs and places in adjusted recovery as its own line on the scorecards tells them."""
    own, pairs = lines_of(facts, found, (), list(vendor_measures()).index(RECOVERY))
    return _told(facts, own, pairs)


def _told_of_recovery(facts: Facts, now: TakenMonth, lines: Sequence[Sequence[Line]], pairs: Sequence[Pair]) -> Told:
    return _told(facts, lines[list(now.measures).index(RECOVERY)], pairs)


def _told(facts: Facts, own: Sequence[Line], pairs: Sequence[Pair]) -> Told:
    return Told([p for p in pairs if p.measure == RECOVERY], {v.key: own[n].rank for n, v in enumerate(facts.vendors)})


def _balance(facts: Facts, months: Sequence[TakenMonth], segment: str, told: Told) -> Balance:
    treated = [_treated(facts, month, segment) for month in facts.months]
    recovered = recoveries(facts, segment, months)
    now, own = treated[-1], months[-1].measures[RECOVERY]
    held = [
        Held(v.key, now[v.key].score, own.values[n], now[v.key].error, None, now[v.key].parts)
        for n, v in enumerate(facts.vendors)
    ]
    return balance_of(held, segment, (_price(facts, recovered, segment),), _covariance(facts, months[-1]), _SEED, told)


def _covariance(facts: Facts, month: TakenMonth) -> Floats:
    """Of the logarithms of recovery [V, V]; not a number for vendors without one."""
    whole = np.full((len(facts.vendors), len(facts.vendors)), np.nan)
    known = np.array(month.recovery.known, dtype=np.int64)
    whole[np.ix_(known, known)] = month.recovery.covariance
    return whole


def _price(facts: Facts, recovered: Sequence[Mapping[str, MonthRecovery]], segment: str) -> Price:
    x = treatments_of(facts, segment)
    y = [{k: (r.log_ratio, r.error) for k, r in month.items()} for month in recovered]
    return price_of(cells_of(x, y, [v.key for v in facts.vendors]), segment, _SEED)
