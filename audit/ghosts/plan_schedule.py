"""The looks of a planned wave and what they do at the rates that count."""

from dataclasses import dataclass
from functools import lru_cache

from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.plan_question import Question
from audit.ghosts.power import MOST_GHOSTS, Enough, teeth
from audit.ghosts.sequential import Course, Looks, Stopping, courses, error_of, even_looks, power_of
from audit.ghosts.sequential_bounds import boundaries, with_clearing


@dataclass(frozen=True, slots=True)
class Schedule:
    """Looks with boundaries; exact false accusation over all of them, exact power, and the course at three true rates.

    `spotless` is a vendor that mistreats nobody. Of the ways agents may meet the looks, courses are the one with most ghosts.
    """

    looks: Looks
    false_accusation: float
    power: float
    spotless: Course
    tolerated: Course
    matters: Course


def scheduled(question: Question, enough: Enough) -> tuple[int, Schedule]:
    """The ghosts of a cell and their schedule; where looking costs power more are taken, in steps of 2 %.

    Raises BadPlan where MOST_GHOSTS do not give the power asked for with these looks.
    """
    first = _schedule(question, enough.ghosts, enough.threshold)
    if first.power >= question.power or question.looks == 1:
        return enough.ghosts, first
    top = min(2 * enough.safe_from + 100, MOST_GHOSTS)
    threshold = teeth(question.standard, (question.matters,), top).threshold
    for ghosts in range(enough.ghosts + 1, top + 1, 1 + enough.ghosts // 50):
        found = _schedule(question, ghosts, int(threshold[ghosts]))
        if found.power >= question.power:
            return ghosts, found
    raise BadPlan(
        f"con {question.looks} miradas harían falta más de {top} fantasmas por proveedor; mire menos veces",
        f"with {question.looks} looks more than {top} ghosts a vendor would be needed; look fewer times",
    )


@lru_cache(maxsize=512)
def _schedule(question: Question, ghosts: int, threshold: int) -> Schedule:
    standard = question.standard
    stopping = Stopping.NEVER if question.looks == 1 else question.stopping
    bare = boundaries(even_looks(ghosts, question.looks), threshold, standard, stopping, question.spending)
    looks = with_clearing(bare, question.matters, standard, question.power)

    def course(rate: float) -> Course:
        return max(courses(looks, rate, standard.clustering), key=lambda c: c.expected_ghosts)

    return Schedule(
        looks=looks,
        false_accusation=error_of(looks, question.tolerated, standard.guarded),
        power=power_of(looks, question.matters, standard.clustering),
        spotless=course(0.0),
        tolerated=course(question.tolerated),
        matters=course(question.matters),
    )
