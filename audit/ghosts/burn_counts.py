"""What the burn alarm reads: the accounts matched with each ghost, and what each account received on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.ghosts.plan_faults import BadPlan


@dataclass(frozen=True, slots=True)
class MatchedSet:
    """A ghost and the real accounts it was matched with before the wave: same segment, stage and start; no account twice.

    Members are compared over the same days. A set ends for all its members where the first of them, ghost or real, does what
    changes treatment (pays, disputes, asks to stop), by a source that tells it of both alike (the vendor's log, the client's
    payments): give no counts after that. Ended by the ghost alone, sets would hold ghosts still called and real accounts no
    longer called, and the alarm rings at nothing (5 to 8 % of simulated vendors that noticed nothing, 60 waves).
    """

    ghost: str
    reals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One account's day: attempts, of them those at odd hours and those by voice, and offers made (discounts, plans)."""

    attempts: int = 0
    odd_hours: int = 0
    voice: int = 0
    offers: int = 0

    def __post_init__(self) -> None:
        counts = (self.attempts, self.odd_hours, self.voice, self.offers)
        if min(counts) < 0 or max(self.odd_hours, self.voice) > self.attempts:
            raise BadPlan(
                f"cuentas del día {counts}: van de 0 en adelante, y ni las horas raras ni la voz pasan de los intentos",
                f"counts of the day {counts}: they go from 0 up, and neither odd hours nor voice pass the attempts",
            )


def checked_sets(sets: Sequence[MatchedSet]) -> Mapping[str, tuple[int, int]]:
    """Where each account stands: its set and its place in it, the ghost first. Raises BadPlan, see `burn_watch`."""
    if not sets:
        raise BadPlan("la alarma necesita al menos un fantasma con su grupo", "the alarm needs at least one ghost with its set")
    places: dict[str, tuple[int, int]] = {}
    for row, found in enumerate(sets):
        if not found.reals:
            raise BadPlan(
                f"el fantasma «{found.ghost}» no tiene cuentas reales con que compararse; empareje al menos una",
                f"the ghost «{found.ghost}» has no real account to be compared with; match at least one",
            )
        for column, account in enumerate((found.ghost, *found.reals)):
            if account in places:
                raise BadPlan(
                    f"la cuenta «{account}» está dos veces en la alarma; empareje cada una una vez",
                    f"the account «{account}» is twice in the alarm; match each one once",
                )
            places[account] = (row, column)
    return places
