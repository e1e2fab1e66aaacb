"""The looks of a planned wave and what they do at the rates that count."""

from dataclasses import dataclass
from functools import lru_cache

from audit.ghosts.plan_question import Question
from audit.ghosts.power import MOST_GHOSTS, Enough
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
    """The ghosts of a cell and their schedule; under SPENDING more are taken, in steps of 2 %, where looks cost power."""
    first = _schedule(question, enough.ghosts, enough.threshold)
    if question.stopping is not Stopping.SPENDING or first.power >= question.power:
        return enough.ghosts, first
    for ghosts in range(enough.ghosts + 1, MOST_GHOSTS + 1, 1 + enough.ghosts // 50):
        found = _schedule(question, ghosts, enough.threshold)
        if found.power >= question.power:
            return ghosts, found
    return enough.ghosts, first


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
