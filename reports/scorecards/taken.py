"""Every measure of one month: each vendor's own value, why there is none, and draws of all vendors together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from reports.intervals import Estimate
from reports.kpis.clustered import Sums
from reports.scorecards.adjusted import Recovery, recovery
from reports.scorecards.card import Raw
from reports.scorecards.counted import counted
from reports.scorecards.facts import Accounts, Facts, Floats, Month
from reports.scorecards.measure import VendorMeasure, vendor_measures
from reports.scorecards.scorer_error import Conduct, conduct
from reports.scorecards.shrinkage import Evidence, drawn_together
from reports.scorecards.shrinkage_normal import drawn_together_normal

CONDUCT, RECOVERY = "critical_calls", "recovery_adjusted"
_NOT_TAKEN = {"es": "nadie pudo medirlo en este período", "en": "nobody could measure it in this period"}
_NOT_BY_SEGMENT = {
    "es": "los libros no lo distinguen por segmento",
    "en": "the books do not tell it apart by segment",
}
_BARE = {
    "es": "un solo grupo, o ninguna variación entre ellos: no hay intervalo",
    "en": "a single cluster, or no variation among them: there is no interval",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One measure of all vendors in a month, in their order. `known` are the places that `draws` [D, K] tells of together."""

    measure: VendorMeasure
    values: tuple[Estimate, ...]
    causes: tuple[Mapping[str, str] | None, ...]
    raws: tuple[Raw | None, ...]
    known: tuple[int, ...]
    evidence: Evidence | Recovery | None

    def draws(self, seed: int) -> Floats:
        """Draws [D, K] of the known vendors' values, of all the evidence together; empty where nobody is known."""
        if self.evidence is None or not self.known:
            return np.zeros((0, 0))
        if isinstance(self.evidence, Evidence):
            drawn = drawn_together(self.evidence, seed)
            return np.clip(drawn, self.measure.floor, self.measure.ceiling)
        found = self.evidence
        logs = drawn_together_normal(found.log, found.covariance, found.freedom, seed)
        average = np.isin(found.known, found.reference)
        return np.asarray(np.exp(logs - logs[:, average].mean(axis=1, keepdims=True)))


@dataclass(frozen=True, slots=True)
class TakenMonth:
    """All measures of a month by id, in the order of the list, and the two with a model of their own."""

    measures: Mapping[str, Taken]
    conduct: Conduct
    recovery: Recovery


def taken(facts: Facts, month: Month, segment: str = "") -> TakenMonth:
    """A month's measures; of `segment` recovery is of its accounts, counted measures where the books tell them apart.

    Conduct is always of all calls: no call is of one segment. Raises ValueError for a segment nobody knows.
    """
    if segment and segment not in facts.segments:
        raise ValueError(f"segment {segment!r} is none of {', '.join(facts.segments)}")
    many = len(facts.vendors)
    calls = conduct(month.calls, many, facts.scorer)
    accounts = month.accounts if not segment else _inside(month.accounts, facts.segments.index(segment))
    money = recovery(accounts, many)
    found: dict[str, Taken] = {}
    for id, measure in vendor_measures().items():
        if id == CONDUCT:
            found[id] = _of_calls(measure, calls)
        elif id == RECOVERY:
            found[id] = of_accounts(measure, money, accounts, many)
        else:
            found[id] = _of_sums(facts, month, measure, segment)
    return TakenMonth(found, calls, money)


def _inside(accounts: Accounts, segment: int) -> Accounts:
    rows = accounts.segment == segment
    return Accounts(**{f.name: getattr(accounts, f.name)[rows] for f in fields(Accounts)})


def _of_calls(measure: VendorMeasure, found: Conduct) -> Taken:
    how = _corrected(found)
    told = found.tallies
    rows = zip(told.flagged, told.left, told.checked.sum(axis=(1, 2)), told.bad.sum(axis=2), strict=True)
    raws = tuple(
        Raw(float(hit), float(hit + left), how, int(checked), int(bad.sum()), int(bad[0])) if hit + left else None
        for hit, left, checked, bad in rows
    )
    return Taken(measure, found.values, found.causes, raws, found.known, found.evidence)


def _corrected(found: Conduct) -> Mapping[str, str]:
    hit, left = found.sensitivity, found.specificity
    if hit.value is None or left.value is None:
        return {"es": "lo que marcó la máquina, sin corregir", "en": "what the machine marked, not corrected"}
    flags, over = f"{100 * hit.value:.0f}", f"{100 * (1 - left.value):.1f}"
    return {
        "es": f"la máquina marca {flags} % de las llamadas con falta y {over.replace('.', ',')} % de las que no la tienen",
        "en": f"the machine marks {flags}% of the calls with a breach and {over}% of those without",
    }


def of_accounts(measure: VendorMeasure, found: Recovery, accounts: Accounts, many: int) -> Taken:
    """Adjusted recovery of `many` vendors as a measure taken."""
    how = {
        "es": "recuperado sobre saldo asignado, sin ajustar por qué cuentas eran",
        "en": "recovered over balance handed over, not adjusted for which accounts they were",
    }
    came = np.bincount(accounts.vendor, weights=accounts.recovered, minlength=many)
    given = np.bincount(accounts.vendor, weights=accounts.balance, minlength=many)
    due = found.expected or (None,) * many
    raws = tuple(
        Raw(float(c), float(g), how, expected=None if e is None else float(e)) if g > 0 else None
        for c, g, e in zip(came, given, due, strict=True)
    )
    return Taken(measure, found.values, found.causes, raws, found.known, found)


def _of_sums(facts: Facts, month: Month, measure: VendorMeasure, segment: str) -> Taken:
    apart = month.segments.get(segment, {}).get(measure.id) if segment else month.sums.get(measure.id)
    sums: Mapping[str, Sums] = apart or {}
    keys = [v.key for v in facts.vendors]
    having = [n for n, key in enumerate(keys) if key in sums and sums[key].y > 0]
    values = [Estimate(None, None, None, sums[key].rows if key in sums else 0) for key in keys]
    unsplit = bool(segment) and apart is None and measure.id in month.sums
    causes: list[Mapping[str, str] | None] = [_NOT_BY_SEGMENT if unsplit else _why(month, measure.id, key) for key in keys]
    blank: Sequence[None] = (None,) * len(keys)
    if not having:
        return Taken(measure, tuple(values), tuple(causes), tuple(blank), (), None)
    own = counted([sums[keys[n]] for n in having], measure)
    for place, n in enumerate(having):
        values[n] = own.values[place]
        causes[n] = None if own.values[place].low is not None else _BARE
    known = tuple(having[place] for place in own.known)
    return Taken(measure, tuple(values), tuple(causes), tuple(blank), known, own.evidence)


def _why(month: Month, measure: str, vendor: str) -> Mapping[str, str]:
    return month.causes.get((measure, vendor)) or month.causes.get((measure, "")) or _NOT_TAKEN
