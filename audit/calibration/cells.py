"""From sheets to the cells the machine's error is counted from: which calls were checked, why, and what the machine had said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from audit.calibration.marks import agreed, is_fault
from audit.calibration.scorer import Cell, Said
from audit.calibration.sheet import UNKNOWN, Mode, Purpose, Sheet
from audit.results import Decision

Marks = dict[str, list[str]]


def said_of(mark: str) -> Said:
    """What a machine's mark amounts to: what it cannot tell, or asks a person to review, is sent."""
    if mark in UNKNOWN or mark == Decision.TO_REVIEW.value:
        return Said.SENT
    return Said.FAULT if is_fault(mark) else Said.CLEAR


def cells(
    machine: Mapping[str, str], sheets: Iterable[Sheet], criterion: str, drawn: Collection[str] | None = None
) -> tuple[Cell, ...]:
    """The cells of one criterion over the calls the machine judged (call → its mark), all of them, checked or not."""
    return counted_cells(Counter(said_of(mark) for mark in machine.values()), machine, sheets, criterion, drawn)


def counted_cells(
    totals: Mapping[Said, int],
    machine: Mapping[str, str],
    sheets: Iterable[Sheet],
    criterion: str,
    drawn: Collection[str] | None = None,
) -> tuple[Cell, ...]:
    """The same where only the calls with a sheet are in `machine`, and `totals` counts every call the machine judged.

    Only blind sheets check: whoever saw the machine's mark agrees with it more often. Calls worked as risky are cells of their
    own, counted whole; of the others those in `drawn` (or with a sheet whose purpose is random) speak. Calls people could not
    tell of are not checked. Sheets of other purposes and of calls the machine did not judge are passed over.
    """
    risky: Marks = defaultdict(list)
    random: Marks = defaultdict(list)
    for sheet in sheets:
        if sheet.mode is not Mode.BLIND or sheet.call not in machine or criterion not in sheet.marks:
            continue
        if sheet.purpose is Purpose.RISK:
            risky[sheet.call].append(sheet.marks[criterion])
        elif sheet.purpose is Purpose.RANDOM and (drawn is None or sheet.call in drawn):
            random[sheet.call].append(sheet.marks[criterion])
    worked = Counter(said_of(machine[call]) for call in risky)
    rest = {said: totals.get(said, 0) - worked[said] for said in Said}
    both = {call: marks + random.get(call, []) for call, marks in risky.items()}
    alone = {call: marks for call, marks in random.items() if call not in risky}
    return (*_group(machine, worked, both), *_group(machine, rest, alone))


def _group(machine: Mapping[str, str], there: Mapping[Said, int], marks: Mapping[str, list[str]]) -> list[Cell]:
    truth = {call: mark for call, found in marks.items() if (mark := agreed(found)) is not None}
    checked = Counter(said_of(machine[call]) for call in truth)
    faults = Counter(said_of(machine[call]) for call, mark in truth.items() if is_fault(mark))
    return [Cell(said, there[said], checked[said], faults[said]) for said in Said if there.get(said, 0)]
