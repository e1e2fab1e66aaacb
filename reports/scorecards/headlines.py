"""What a balance says first: who treats better, what can be said of its recovery, who cannot be told apart."""

from collections.abc import Sequence
from dataclasses import replace

from reports.intervals import Estimate
from reports.scorecards.card import Headline, HeadlineKind, Pair


def headlines(pairs: Sequence[tuple[Pair, Pair]]) -> tuple[Headline, ...]:
    """The clearest difference in treatment (else in recovery), then every pair that cannot be told apart in either measure.

    Each of `pairs` is the same two vendors in treatment and in recovery.
    """
    alike = [(x, y) for x, y in pairs if not x.apart and not y.apart]
    if len(alike) == len(pairs):
        return (Headline(HeadlineKind.NONE_APART, "", "", None, None),)
    clear = [p for p in pairs if p[0].apart] or [p for p in pairs if p[1].apart]
    side = 0 if clear[0][0].apart else 1
    treatment, recovery = max(clear, key=lambda p: _clearness(p[side].difference))
    first = _facing(treatment, recovery, side)
    rest = tuple(Headline(HeadlineKind.TOGETHER, x.first, x.second, x.difference, y.difference) for x, y in alike)
    return (first, *rest)


def _clearness(gap: Estimate) -> float:
    if gap.value is None or gap.low is None or gap.high is None or gap.high <= gap.low:
        return 0.0
    return abs(gap.value) / (gap.high - gap.low)


def _facing(treatment: Pair, recovery: Pair, side: int) -> Headline:
    """Told from whoever is better in the measure the headline is of."""
    told = (treatment, recovery)[side].difference
    if (told.value or 0.0) < 0:
        treatment, recovery = _turned(treatment), _turned(recovery)
    return Headline(_kind(treatment, recovery), treatment.first, treatment.second, treatment.difference, recovery.difference)


def _turned(pair: Pair) -> Pair:
    gap = pair.difference
    turned = Estimate(_minus(gap.value), _minus(gap.high), _minus(gap.low), gap.n)
    return replace(pair, first=pair.second, second=pair.first, difference=turned)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _kind(treatment: Pair, recovery: Pair) -> HeadlineKind:
    if not recovery.apart:
        return HeadlineKind.TREATS_BETTER
    if not treatment.apart:
        return HeadlineKind.RECOVERS_MORE
    return HeadlineKind.BETTER_IN_BOTH if (recovery.difference.value or 0.0) > 0 else HeadlineKind.TRADE
