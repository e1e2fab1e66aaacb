"""What the balance says first, in words: who is treated better, what cannot be affirmed, who cannot be told apart."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.web import formats
from app.web.vendor_look import between, signed
from reports.intervals import Estimate
from reports.scorecards.card import Comparison, Headline, HeadlineKind

_MOST_PAIRS = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the headline; the conclusion is `strong`."""

    text: str
    strong: bool = False


def headline(made: Comparison) -> tuple[Said, ...]:
    """The conclusion first; that nobody can be told apart is one."""
    if len(made.vendors) < 2:
        return (Said(gettext("There is one vendor alone: nobody to compare it with."), True),)
    told = made.balance.headlines
    if not told:
        return (Said(gettext("The vendors cannot be compared yet: fewer than two have both figures."), True),)
    out: list[Said] = []
    for one in told:
        if one.kind is not HeadlineKind.TOGETHER:
            out += _first(made, one)
    alike = [one for one in told if one.kind is HeadlineKind.TOGETHER]
    for one in alike[:_MOST_PAIRS]:
        a, b = _name(made, one.first), _name(made, one.second)
        out.append(Said(gettext("%(a)s and %(b)s cannot be told apart", a=a, b=b), True))
        out.append(Said(gettext("in either measure.")))
    more = len(alike) - _MOST_PAIRS
    if more > 0:
        out.append(Said(ngettext("Nor can %(num)s pair more.", "Nor can %(num)s pairs more.", more)))
    return tuple(out)


def drawn_in(made: Comparison) -> str:
    """Why a difference in the headline is not what the two vendors' own figures subtract to, in figures where both are known.

    Empty where the headline tells no difference."""
    one = next((h for h in made.balance.headlines if h.experience is not None and h.kind is not HeadlineKind.TOGETHER), None)
    if one is None or one.experience is None:
        return ""
    own = {p.vendor: p.experience.value for p in made.balance.points}
    a, b = own.get(one.first), own.get(one.second)
    said = gettext("Differences are drawn towards what all vendors show together, for extreme figures are partly chance.")
    if a is None or b is None or one.kind is HeadlineKind.RECOVERS_MORE:
        return str(said)
    plain = gettext(
        "The figures of their own would give %(a)s − %(b)s = %(gap)s points of treatment.",
        a=formats.num(a),
        b=formats.num(b),
        gap=formats.num(a - b),
    )
    return f"{said} {plain}"


def _first(made: Comparison, one: Headline) -> tuple[Said, ...]:
    """The clearest difference, and what the other measure has to say of the same two."""
    if one.kind is HeadlineKind.NONE_APART:
        return (
            Said(gettext("No vendor can be told from another, in how people are treated or in what is recovered."), True),
            Said(gettext("The differences there are do not go beyond their error.")),
        )
    names = {"a": _name(made, one.first), "b": _name(made, one.second)}
    if one.kind is HeadlineKind.RECOVERS_MORE:
        said = gettext("Of accounts alike %(a)s recovers more than %(b)s: %(gap)s %(span)s.", **names, **_percent(one.recovery))
        return Said(said, True), Said(gettext("In how people are treated the two cannot be told apart."))
    gap = one.experience or Estimate(None, None, None, 0)
    said = gettext(
        "With %(a)s people are treated %(gap)s points better than with %(b)s %(span)s.",
        gap=formats.num(gap.value),
        span=between(gap.low, gap.high),
        **names,
    )
    return Said(said, True), Said(_recovery(one))


def _recovery(one: Headline) -> str:
    """What is recovered by whoever treats better."""
    if one.recovery is None or one.recovery.value is None:
        return str(gettext("What that costs in recovery cannot be told."))
    figures = _percent(one.recovery)
    if one.kind is HeadlineKind.TRADE:
        return str(gettext("It recovers less: %(gap)s %(span)s.", **figures))
    if one.kind is HeadlineKind.BETTER_IN_BOTH:
        return str(gettext("It recovers more, too: %(gap)s %(span)s.", **figures))
    if one.recovery.value < 0:
        return str(gettext("That it recovers less cannot be affirmed: %(gap)s %(span)s.", **figures))
    return str(gettext("That it recovers more cannot be affirmed: %(gap)s %(span)s.", **figures))


def _name(made: Comparison, key: str) -> str:
    return next((v.name for v in made.vendors if v.key == key), key)


def _percent(found: Estimate | None) -> dict[str, str]:
    if found is None or found.value is None:
        return {"gap": formats.NONE, "span": ""}
    low, high = (None if end is None else 100 * end for end in (found.low, found.high))
    gap = gettext("%(gap)s points of what is expected", gap=signed(100 * found.value, 0))
    return {"gap": gap, "span": between(low, high, 0, plus=True)}
