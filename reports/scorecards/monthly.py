"""A month's adjusted recovery as the projections read it."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from reports.scorecards.adjusted import Recovery, recovery
from reports.scorecards.facts import Accounts, Facts
from reports.scorecards.past import MonthRecovery


def month_recovery(found: Recovery, keys: Sequence[str]) -> dict[str, MonthRecovery]:
    """By vendor key, of the vendors that compare, with the money the average vendor would have had of the same accounts.

    Few degrees of freedom widen the error as Student's t does.
    """
    out = {}
    for place, v in enumerate(found.known):
        wide = float(student.ppf(0.975, max(found.freedom[place], 1.0)) / norm.ppf(0.975))
        error = wide * float(np.sqrt(found.covariance[place, place]))
        expected = found.expected[v]
        out[keys[v]] = MonthRecovery(float(found.log[place]), error, float("nan") if expected is None else expected)
    return out


def months_recovery(facts: Facts, segment: str = "") -> list[dict[str, MonthRecovery]]:
    """The same of every month of the facts, of a segment ("" all); seconds for each hundred thousand accounts.

    Raises ValueError for a segment nobody knows.
    """
    if segment and segment not in facts.segments:
        raise ValueError(f"segment {segment!r} is none of {', '.join(facts.segments)}")
    keys = [v.key for v in facts.vendors]
    out = []
    for month in facts.months:
        held = of_segment(month.accounts, facts.segments.index(segment)) if segment else month.accounts
        out.append(month_recovery(recovery(held, len(keys)), keys) if len(held) else {})
    return out


def of_segment(accounts: Accounts, segment: int) -> Accounts:
    """The rows of one segment."""
    keep = accounts.segment == segment
    return Accounts(**{f.name: getattr(accounts, f.name)[keep] for f in fields(accounts)})
