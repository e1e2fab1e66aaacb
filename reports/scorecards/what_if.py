"""What would change if a share of one vendor's accounts were another's.

The moved accounts look like the giver's, so what the average vendor would have of them is taken from the giver's expectation and
multiplied by the receiver's adjusted recovery. The interval carries what is not known of either vendor, how vendors drift from
month to month, and chance in the moved accounts, in both months that are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

from reports.intervals import Estimate
from reports.scorecards.drift import History, ahead
from reports.scorecards.facts import Floats
from reports.scorecards.past import Counted, Past
from reports.scorecards.projection import Projection, ProjectionLine, Told, cannot_tell
from reports.scorecards.support import outside

_DRAWS = 8000


@dataclass(frozen=True, slots=True)
class Move:
    """Move `share` (0–1) of the accounts from one vendor to another, by key, in each of the next `months`."""

    giver: str
    receiver: str
    share: float
    months: int = 1


def move_accounts(past: Past, move: Move, seed: int = 5) -> Projection:
    """The change a month, on average over the next months, of recovery (share of the giver's, and money), complaints, contacts
    against the law; of the accounts of `past.segment`.

    Raises ValueError for a vendor nobody knows, one vendor twice, a share outside 0–1 or no months.
    """
    giver, receiver = _checked(past, move)
    why = outside(past.accounts, past.covered, giver, receiver, move.share)
    if why is not None:
        told = (Told.RECOVERY_SHARE, Told.RECOVERY_MONEY, Told.COMPLAINTS, Told.AGAINST_LAW)
        return Projection(tuple(cannot_tell(t, why) for t in told), ())
    rng = np.random.default_rng([seed, 1])
    lines = (
        *_recovery(past, giver, receiver, move, rng, seed),
        _counts(Told.COMPLAINTS, past.complaints, past, giver, receiver, move, rng, seed),
        _counts(Told.AGAINST_LAW, past.against_law, past, giver, receiver, move, rng, seed),
    )
    return Projection(lines, _notes(past))


def _checked(past: Past, move: Move) -> tuple[int, int]:
    for key in (move.giver, move.receiver):
        if key not in past.vendors:
            raise ValueError(f"vendor {key!r} is none of {', '.join(past.vendors)}")
    if move.giver == move.receiver or not 0 < move.share <= 1 or move.months < 1:
        raise ValueError(f"{move}: two vendors, a share over 0 and up to 1, one month or more")
    return past.vendors.index(move.giver), past.vendors.index(move.receiver)


def _recovery(
    past: Past, giver: int, receiver: int, move: Move, rng: np.random.Generator, seed: int
) -> tuple[ProjectionLine, ProjectionLine]:
    expected, n = float(past.expected[giver, -1]), int(move.share * past.accounts[giver, -1])
    unseen = [not bool(np.isfinite(past.log_recovery[v]).any()) for v in (giver, receiver)]
    if not isfinite(expected) and not unseen[0]:
        expected = float(np.nanmean(past.expected[giver]))
    if any(unseen) or not isfinite(expected) or expected <= 0:
        why = _UNMEASURED
        return cannot_tell(Told.RECOVERY_SHARE, why, n), cannot_tell(Told.RECOVERY_MONEY, why, n)
    drawn = np.exp(_months(past.recovery(), move, seed))
    chance = _chance(past, giver) / np.sqrt(move.share * move.months)
    mine, theirs = drawn[:, giver], drawn[:, receiver]
    apart = theirs * (1 + chance * rng.standard_normal(_DRAWS)) - mine * (1 + chance * rng.standard_normal(_DRAWS))
    share, usual = move.share * apart / mine, move.share * (theirs - mine) / mine
    return (
        ProjectionLine(Told.RECOVERY_SHARE, _estimate(share, n), average=_estimate(usual, n)),
        ProjectionLine(Told.RECOVERY_MONEY, _estimate(share * mine * expected, n), average=_estimate(usual * mine * expected, n)),
    )


def _chance(past: Past, giver: int) -> float:
    """What who happens to pay leaves in the giver's money of a month like the newest; of all its months, by their accounts."""
    seen = np.isfinite(past.chance[giver])
    unit = past.chance[giver, seen] * np.sqrt(past.accounts[giver, seen])
    return float(np.sqrt((unit**2).mean()) / np.sqrt(past.accounts[giver, -1]))


def _months(history: History, move: Move, seed: int) -> Floats:
    """Draws (draw, vendor) of the mean over the months ahead, on the history's scale."""
    return np.asarray(ahead(history, move.months, _DRAWS, seed).mean(axis=1))


def _counts(
    about: Told, counted: Counted, past: Past, giver: int, receiver: int, move: Move, rng: np.random.Generator, seed: int
) -> ProjectionLine:
    people = move.share * float(np.nan_to_num(past.people[giver, -1]))
    history = counted.history()
    if not np.isfinite(history.values[[giver, receiver]]).any(axis=1).all() or people <= 0:
        return cannot_tell(about, _UNMEASURED, int(people))
    rates = np.maximum(_months(history, move, seed), 0.0) ** 2
    raised = float(np.nanmax(counted.raised))
    mine, theirs = (happen(people * move.months * rates[:, v], raised, rng) / move.months for v in (giver, receiver))
    usual = people * (rates[:, receiver] - rates[:, giver])
    return ProjectionLine(about, _estimate(theirs - mine, int(people)), average=_estimate(usual, int(people)))


def happen(mean: Floats, raised: float, rng: np.random.Generator) -> Floats:
    """Counts of that mean, `raised` times as variable as each coming alone."""
    if raised <= 1.0001:
        return rng.poisson(mean).astype(np.float64)
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-12) / (raised - 1), raised - 1)).astype(np.float64)


def _estimate(drawn: Floats, n: int) -> Estimate:
    low, middle, high = (float(q) for q in np.quantile(drawn, (0.025, 0.5, 0.975)))
    return Estimate(middle, low, high, n)


_UNMEASURED = {
    "es": "a uno de los dos no se le midió en ningún mes: no se puede saber",
    "en": "one of the two was measured in no month: it cannot be told",
}


def _notes(past: Past) -> tuple[Mapping[str, str], ...]:
    notes: list[Mapping[str, str]] = [
        {
            "es": "supone que quien recibe trabaja estas cuentas como ha trabajado las suyas parecidas",
            "en": "it takes for granted that the receiver works these accounts as it has worked its own that are like them",
        }
    ]
    if past.log_recovery.shape[1] < 3:
        notes.append(
            {
                "es": "hay menos de tres meses: cuánto cambia un proveedor de un mes a otro se supone, casi no se ha visto",
                "en": "there are fewer than three months: how much a vendor changes from month to month is assumed, hardly seen",
            }
        )
    if not past.own_counts:
        notes.append(
            {
                "es": "reclamos y contactos contra la norma: con las tasas de todas sus cuentas, no las de este tramo",
                "en": "complaints and contacts against the law: at the rates of all its accounts, not those of this segment",
            }
        )
    return tuple(notes)
