"""A vendor's invoice with lines that are not owed, put in on purpose among the true ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DemoLine:
    """A line: pesos paid, the rate in per cent, the commission asked. `wrong` is what is wrong with it, "" for a true one."""

    account: str
    reference: str
    day: date
    amount: int
    rate: Decimal
    commission: int
    wrong: str = ""


def with_lines_not_owed(owed: Sequence[DemoLine], others: Sequence[DemoLine]) -> tuple[DemoLine, ...]:
    """The true lines, and among them: a higher rate, an amount too large, the same twice, others' payments, invented ones."""
    lines = list(owed)
    for n in range(0, len(lines), max(1, len(lines) // 5)):
        rate = lines[n].rate + 3
        lines[n] = replace(lines[n], rate=rate, commission=round(lines[n].amount * rate / 100), wrong="rate")
    for n in range(1, len(lines), max(2, len(lines) // 2)):
        amount = lines[n].amount + 50_000
        lines[n] = replace(lines[n], amount=amount, commission=round(amount * lines[n].rate / 100), wrong="amount")
    twice = [replace(line, wrong="twice") for line in owed[2::60][:3]]
    foreign = [replace(line, wrong="not_theirs") for line in others[:3]]
    invented = [replace(line, reference=f"{line.reference}-B", wrong="no_payment") for line in owed[5::70][:3]]
    return (*lines, *twice, *foreign, *invented)
