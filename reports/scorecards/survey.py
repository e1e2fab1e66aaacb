"""What a survey cannot say: those who did not answer. Bounds under the worst and best they could have said."""

from dataclasses import replace

from reports.intervals import wilson
from reports.scorecards.anchors import Table
from reports.scorecards.card import Part
from reports.scorecards.measure import vendor_measures

_UNKNOWN = {
    "es": "no se sabe a cuántos se preguntó: el sesgo de quien responde no se puede acotar",
    "en": "it is not known how many were asked: the bias of who answers cannot be bounded",
}


def with_silence(part: Part, table: Table, asked: int | None) -> Part:
    """The survey's part with its response rate and its points were all the silent dissatisfied, or all satisfied.

    Raises ValueError where more answered than were asked.
    """
    value, answers = part.value, part.score.n
    if asked is None or asked == 0 or value is None or value.value is None:
        return replace(part, note=_UNKNOWN)
    if answers > asked:
        raise ValueError(f"survey: {answers} answers of {asked} asked; count whoever was asked, once")
    measure, share = vendor_measures()[table.measure], answers / asked
    floor = measure.floor or 0.0
    ceiling = 1.0 if measure.ceiling is None else measure.ceiling
    worst, best = (value.value * share + end * (1 - share) for end in (floor, ceiling))
    bounds = (float(table.of(worst)), float(table.of(best)))
    return replace(part, bounds=bounds, answered=wilson(answers, asked), note=_note(share, bounds))


def _note(share: float, bounds: tuple[float, float]) -> dict[str, str]:
    low, high = bounds
    rate = f"{100 * share:.0f}"
    return {
        "es": f"responde {rate} %; según lo que diría quien no respondió, entre {low:.0f} y {high:.0f} puntos",
        "en": f"{rate}% answer; by what the silent would say, between {low:.0f} and {high:.0f} points",
    }
