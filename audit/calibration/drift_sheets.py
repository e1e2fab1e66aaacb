"""From sheets to the weeks a drift is looked for in: against the agreed reference, or against one's own earlier rate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from audit.calibration.drift import Week
from audit.calibration.marks import FAULTS, is_fault
from audit.calibration.sheet import UNKNOWN, Sheet

Counts = dict[str, tuple[int, int]]


def weeks_against(sheets: Iterable[Sheet], scorer: str, reference: Mapping[str, Mapping[str, str]]) -> tuple[Week, ...]:
    """How often `scorer` differs from the reference (call → criterion → mark), week by week.

    Strata are the criterion and whether the reference has a fault: more faulty calls than before are then no drift. Calls and
    criteria the reference cannot tell of are passed over.
    """
    rows = []
    for sheet in sheets:
        for criterion, said in reference.get(sheet.call, {}).items():
            mark = sheet.marks.get(criterion)
            if sheet.scorer == scorer and mark is not None and mark not in UNKNOWN and said not in UNKNOWN:
                side = "fault" if said in FAULTS else "sound"
                rows.append((sheet.at, f"{criterion}|{side}", is_fault(mark) != is_fault(said)))
    return _weeks(rows)


def weeks_own(sheets: Iterable[Sheet], scorer: str, mix: Mapping[str, str] | None = None) -> tuple[Week, ...]:
    """How often `scorer` marks a fault, week by week. `mix` (call → kind: vendor, outcome, what the machine said) keeps a
    change of calls from looking like one of the person: rates are compared within each kind.
    """
    rows = []
    for sheet in sheets:
        if sheet.scorer == scorer:
            kind = "" if mix is None else mix.get(sheet.call, "")
            rows += [(sheet.at, f"{c}|{kind}", is_fault(m)) for c, m in sheet.marks.items() if m not in UNKNOWN]
    return _weeks(rows)


def _weeks(rows: list[tuple[datetime, str, bool]]) -> tuple[Week, ...]:
    """Every ISO week from the first to the last, with nothing in those without a call."""
    counts: dict[str, Counts] = defaultdict(dict)
    for at, stratum, marked in rows:
        x, n = counts[week_name(at)].get(stratum, (0, 0))
        counts[week_name(at)][stratum] = (x + marked, n + 1)
    if not rows:
        return ()
    day, last = min(at for at, _, _ in rows), max(at for at, _, _ in rows)
    names = [week_name(day)]
    while names[-1] != week_name(last):
        day += timedelta(days=7)
        names.append(week_name(day))
    return tuple(Week(name, dict(counts.get(name, {}))) for name in names)


def week_name(at: datetime) -> str:
    """2026-W07, as ISO 8601 counts weeks."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"
