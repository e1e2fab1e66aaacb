"""Reading sheets: who said what of which call, what counts as a fault, and what several people agree on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from audit.calibration.faults import BadCalibration
from audit.calibration.sheet import UNKNOWN, Mark, Sheet
from audit.calls import Status

FAULTS = frozenset({Mark.HAPPENED.value, Status.NOT_MET.value})
"""Marks that say something was wrong; the rare side of every criterion."""

Answers = dict[str, dict[str, str]]
"""Of one criterion: call → scorer → mark. What was not marked is not there."""


def criteria_in(sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Every criterion somebody marked, in order of its first mark."""
    return tuple(dict.fromkeys(criterion for sheet in sheets for criterion in sheet.marks))


def scorers_in(sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Every scorer, by name."""
    return tuple(sorted({sheet.scorer for sheet in sheets}))


def answers(sheets: Iterable[Sheet], criterion: str) -> Answers:
    """Marks of `criterion` by call and scorer, unknown ones among them.

    Raises BadCalibration where a scorer has two sheets of a call: which one counts is the caller's to say, by purpose.
    """
    found: Answers = defaultdict(dict)
    for sheet in sheets:
        if criterion not in sheet.marks:
            continue
        if sheet.scorer in found[sheet.call]:
            raise BadCalibration(
                f"{sheet.scorer} tiene dos planillas de la llamada {sheet.call}; compare solo las de un mismo propósito",
                f"{sheet.scorer} has two sheets of call {sheet.call}; compare only those of one purpose",
            )
        found[sheet.call][sheet.scorer] = sheet.marks[criterion]
    return dict(found)


def told(marks: Mapping[str, str]) -> dict[str, str]:
    """One call's marks without those that are no answer."""
    return {who: mark for who, mark in marks.items() if mark not in UNKNOWN}


def agreed(marks: Collection[str]) -> str | None:
    """What most of one call's marks say; None where none is known or the most common tie."""
    known = Counter(mark for mark in marks if mark not in UNKNOWN).most_common(2)
    if not known or (len(known) == 2 and known[0][1] == known[1][1]):
        return None
    return known[0][0]


def others_agreed(found: Answers, scorer: str) -> dict[str, str]:
    """By call, what those other than `scorer` agree on; calls where they do not are left out."""
    out = {}
    for call, marks in found.items():
        said = agreed([mark for who, mark in marks.items() if who != scorer])
        if said is not None:
            out[call] = said
    return out


def consensus(found: Answers) -> dict[str, str]:
    """By call, what all agree on; calls that tie or nobody could tell are left out."""
    return {call: said for call, marks in found.items() if (said := agreed(list(marks.values()))) is not None}


def is_fault(mark: str) -> bool:
    """Whether a mark says that something was wrong."""
    return mark in FAULTS


def newest_each(sheets: Sequence[Sheet]) -> list[Sheet]:
    """One sheet a call and scorer: the latest by its time."""
    last: dict[tuple[str, str], Sheet] = {}
    for sheet in sorted(sheets, key=lambda s: s.at):
        last[(sheet.call, sheet.scorer)] = sheet
    return list(last.values())
