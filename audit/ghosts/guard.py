"""What a wave may still do: the minutes of agents' time it was granted, and the one button that stops everything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from audit.contacts.contact import AnsweredBy
from audit.data_file import Words
from audit.errors import AuditError
from audit.ghosts.lived import ActKind, Received

_NEEDS_NO_AGENT = frozenset({ActKind.PAID})


class NotAllowed(AuditError):
    """What the guard of a wave forbids: what, why, and what would allow it, in both languages."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["NotAllowed"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)


@dataclass(frozen=True, slots=True)
class Stop:
    """Who pressed the button, when and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Guard:
    """A wave's limits. `granted_min` minutes of agents' time the client accepted to take, `used_min` taken so far."""

    granted_min: Decimal
    used_min: Decimal = Decimal(0)
    stop: Stop | None = None

    @property
    def left_min(self) -> Decimal:
        """Minutes left, never below zero."""
        return max(Decimal(0), self.granted_min - self.used_min)

    @property
    def spent(self) -> bool:
        """Whether the budget is used up."""
        return self.used_min >= self.granted_min

    def spend(self, received: Iterable[Received]) -> "Guard":
        """The same guard with the minutes of those contacts added."""
        return replace(self, used_min=self.used_min + agent_minutes(received))

    def stopped(self, at: datetime, by: str, reason: str) -> "Guard":
        """Everything stopped. The first stop stands: pressing again changes nothing. Nothing starts a stopped wave again."""
        return self if self.stop else replace(self, stop=Stop(at, by, reason))

    def refusal(self, kind: ActKind) -> Words | None:
        """Why a ghost may not do that now; None where it may. A stopped wave does nothing at all, not even pay."""
        if self.stop:
            day = self.stop.at.strftime("%d/%m %H:%M")
            return Words(f"la ola se detuvo el {day}: {self.stop.reason}", f"the wave was stopped on {day}: {self.stop.reason}")
        if self.spent and kind not in _NEEDS_NO_AGENT:
            used, granted = round(self.used_min), round(self.granted_min)
            return Words(
                f"se usaron {used} de {granted} minutos de agente: ningún fantasma contesta ni escribe más",
                f"{used} of {granted} agent minutes are used: no ghost answers or writes any more",
            )
        return None

    def allow(self, kind: ActKind) -> None:
        """Raises NotAllowed where a ghost may not act."""
        why = self.refusal(kind)
        if why:
            raise NotAllowed(why.es, why.en)


def agent_minutes(received: Iterable[Received]) -> Decimal:
    """Minutes people at the vendor spent talking with ghosts or whoever answered for them. Machines cost nobody's time."""
    spoken = (AnsweredBy.DEBTOR, AnsweredBy.THIRD_PARTY)
    seconds = sum((Decimal(str(r.contact.duration_s or 0)) for r in received if r.contact.answered_by in spoken), Decimal(0))
    return seconds / 60
