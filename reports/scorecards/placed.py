"""Among how many a place is told: those who have the measure, which may be fewer than are compared."""

from reports.scorecards.card import Comparison
from reports.wording import Wording

_RECOVERY = "recovery_adjusted"


def among(made: Comparison, measure: str) -> int:
    """How many have a place in a measure."""
    return sum(line.measure == measure and line.rank is not None for card in made.cards for line in card.lines)


def among_treatment(made: Comparison) -> int:
    """How many have a place in lived treatment."""
    return sum(point.experience_rank is not None for point in made.balance.points)


def among_recovery(made: Comparison) -> int:
    """How many have a place in adjusted recovery, in the balance or as a measure of its own."""
    return max(among(made, _RECOVERY), sum(point.recovery_rank is not None for point in made.balance.points))


def of_whom(made: Comparison, say: Wording) -> str:
    """What a place is a place among, in words."""
    if any(vendor.own for vendor in made.vendors):
        return say(
            "Puesto: entre quienes tienen esa medida en el mes, también la mesa propia donde la tiene.",
            "Place: among those who have that measure in the month, the own desk too where it has it.",
        )
    return say("Puesto: entre quienes tienen esa medida en el mes.", "Place: among those who have that measure in the month.")


def place(rank: tuple[int, int] | None, count: int, say: Wording) -> str:
    """`4–5 de 6`, `2 de 6`; empty where there is none."""
    if rank is None:
        return ""
    where = str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}"
    return f"{where} {say('de', 'of')} {count}"
