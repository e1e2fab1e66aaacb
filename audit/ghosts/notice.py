"""How likely is it that a vendor picks out at least one ghost?

The model, all of it assumption and said so to the reader. During the wave the vendor looks hard at `inspected` of its accounts
and recognises any ghost among them. It looks first at what seems odd: accounts are ranked by a suspicion that separates ghosts
from real accounts as well as the covertness lab's strongest adversary, area under the curve A, in the equal-variance binormal
form: real accounts N(0, 1), ghosts N(d, 1), d = sqrt(2) times the normal quantile of A (Hanley & McNeil 1982). With A = 0.5
it is plain chance: `inspected` draws out of the portfolio. Besides, each contact may give a ghost away by `slip_per_contact`.
Ghosts are noticed independently. The band carries the 95 % interval of A, nothing else.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Array


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How well a suspicious vendor tells ghosts: area under the curve with its 95 % interval, and what the vendor does with it.

    `measured` False means that the covertness lab has not run and the release limit was assumed.
    """

    auc: float = 0.50
    auc_low: float = 0.45
    auc_high: float = 0.55
    inspected: int = 10
    slip_per_contact: float = 0.0
    measured: bool = False

    def __post_init__(self) -> None:
        if not 0.0 < self.auc_low <= self.auc <= self.auc_high < 1.0:
            raise BadPlan(
                f"el AUC {self.auc:g} [{self.auc_low:g}-{self.auc_high:g}] no está en orden entre 0 y 1",
                f"the AUC {self.auc:g} [{self.auc_low:g}-{self.auc_high:g}] is not in order between 0 and 1",
            )
        if self.inspected < 0 or not 0.0 <= self.slip_per_contact < 1.0:
            raise BadPlan(
                f"cuentas revisadas {self.inspected} y desliz {self.slip_per_contact:g}: van de 0 en adelante y de 0 a 1",
                f"accounts inspected {self.inspected} and slip {self.slip_per_contact:g}: they go from 0 up and from 0 to 1",
            )


@dataclass(frozen=True, slots=True)
class Risk:
    """Probability of at least one ghost noticed, with its 95 % band."""

    value: float
    low: float
    high: float


def risks(
    ghosts: npt.NDArray[np.int64], accounts: int, suspicion: Suspicion, contacts_per_ghost: float
) -> tuple[Array, Array, Array]:
    """Value, low and high of the risk for each number of ghosts among `accounts` (ghosts counted)."""
    value, low, high = (
        _risk(ghosts, accounts, auc, suspicion, contacts_per_ghost)
        for auc in (suspicion.auc, suspicion.auc_low, suspicion.auc_high)
    )
    return value, low, high


def risk_of(ghosts: int, accounts: int, suspicion: Suspicion, contacts_per_ghost: float) -> Risk:
    """The risk of one number of ghosts."""
    value, low, high = risks(np.array([ghosts]), accounts, suspicion, contacts_per_ghost)
    return Risk(float(value[0]), float(low[0]), float(high[0]))


def most_under(ceiling: float, accounts: int, suspicion: Suspicion, contacts_per_ghost: float, most: int) -> int:
    """The largest number of ghosts up to `most` whose risk stays at or under `ceiling`; 0 where even one passes it."""
    value, _, _ = risks(np.arange(most + 1), accounts, suspicion, contacts_per_ghost)
    return int(np.flatnonzero(value <= ceiling)[-1])


def _risk(ghosts: npt.NDArray[np.int64], accounts: int, auc: float, suspicion: Suspicion, contacts: float) -> Array:
    share = min(suspicion.inspected / accounts, 1.0)
    found = 1.0 if share >= 1.0 else 0.0 if share <= 0.0 else float(norm.sf(norm.isf(share) - np.sqrt(2.0) * norm.ppf(auc)))
    unseen = (1.0 - found) * (1.0 - suspicion.slip_per_contact) ** contacts
    return np.asarray(1.0 - unseen ** ghosts.astype(np.float64))
