"""How much may be charged for collecting: the country's cap (the rulebook's brackets) or the contract's, whichever is less."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from audit.rule_params import Bracket, Fees


@dataclass(frozen=True, slots=True)
class FeeCap:
    """The most that may be charged as fees on a delinquency; `why` is what binds: law, contract, too_early or unit_unknown."""

    most_minor: int
    why: str


def by_brackets(overdue_minor: int, brackets: Sequence[Bracket], unit_minor: Decimal) -> Fraction:
    """Marginal brackets in a unit of account (the Chilean UF) worth `unit_minor`: each percent on its own slice."""
    left_behind, total = Fraction(0), Fraction(0)
    for bracket in brackets:
        upto = None if bracket.up_to is None else Fraction(str(bracket.up_to)) * Fraction(unit_minor)
        top = Fraction(overdue_minor) if upto is None else min(Fraction(overdue_minor), upto)
        if top > left_behind:
            total += (top - left_behind) * Fraction(str(bracket.percent)) / 100
            left_behind = top
    return total


def fee_cap(
    overdue_minor: int, days_overdue: int, law: Fees | None, unit_minor: Decimal | None, contract_percent: Decimal | None
) -> FeeCap:
    """The cap, rounded down: a cap is never passed by rounding.

    A contract without fees allows none, whatever the law would; where the law counts in a unit whose worth is not known, none may
    be charged, since nobody could say that it is not too much.
    """
    if contract_percent is None:
        return FeeCap(0, "contract")
    by_contract = floor(Fraction(overdue_minor) * Fraction(contract_percent) / 100)
    if law is None:
        return FeeCap(by_contract, "contract")
    if days_overdue <= law.days_overdue:
        return FeeCap(0, "too_early")
    if unit_minor is None:
        return FeeCap(0, "unit_unknown")
    by_law = floor(by_brackets(overdue_minor, law.brackets, unit_minor))
    return FeeCap(by_law, "law") if by_law < by_contract else FeeCap(by_contract, "contract")
