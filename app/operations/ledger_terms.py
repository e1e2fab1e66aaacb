"""A contract's terms, as data: to what payments go, what interest it bears, what may be charged for collecting."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.errors import BadInput
from app.operations.allocation import Rule, rules
from app.operations.interest import DayCount, Rate
from audit.data_file import Fields, read_fields

_FILE = Path(__file__).parent / "policies" / "contracts.yaml"


@dataclass(frozen=True, slots=True)
class Terms:
    """`fee_percent` None: the contract has no fees for collecting."""

    key: str
    rule: Rule
    rate: Rate
    fee_percent: Decimal | None


def terms(key: str | None) -> Terms:
    """The terms of a debt's contract; those of `default` where it names none. Raises BadInput for a name that is not there."""
    found = contracts().get(key or "default")
    if found is None:
        known = ", ".join(contracts())
        raise BadInput(f"no hay contrato {str(key)[:40]}; hay {known}", f"there is no contract {str(key)[:40]}; there is {known}")
    return found


@cache
def contracts() -> Mapping[str, Terms]:
    """Every contract by key. Raises BadRubric for a file that says something else."""
    top, _ = read_fields(_FILE)
    found = {}
    for n, row in enumerate(top.rows("contracts")):
        fields = Fields(row, f"contracts.yaml: contracts[{n}]")
        rate = Rate(Decimal(fields.text("rate")), fields.choice("day_count", DayCount), fields.flag("compounds"))
        fee = fields.optional_text("fee_percent")
        made = Terms(fields.text("key"), rules()[fields.text("allocation")], rate, None if fee is None else Decimal(fee))
        fields.done()
        found[made.key] = made
    top.done()
    return found
