"""What a wave costs: accounts planted, minutes taken from the vendor's agents, money. Integer minor units of one currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from audit.ghosts.plan_faults import BadPlan


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices in minor units of `currency` (pesos in Chile, cents in Mexico).

    `line_minor`: line and mailbox of one ghost for the wave. `agent_hour_minor`: an hour of the vendor's agents. `payment_minor`:
    what one ghost pays on average, of which the share `returned` comes back. `minutes_per_contact`: of an agent.
    """

    currency: str
    line_minor: int = 0
    agent_hour_minor: int = 0
    payment_minor: int = 0
    returned: float = 1.0
    minutes_per_contact: float = 3.0

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise BadPlan(
                f"la moneda «{self.currency}» no es un código de tres letras; escriba por ejemplo CLP",
                f"the currency «{self.currency}» is not a three-letter code; write for instance CLP",
            )
        amounts = ("line_minor", "agent_hour_minor", "payment_minor", "minutes_per_contact")
        for name in amounts:
            if not 0 <= getattr(self, name) < 1e15:
                raise BadPlan(
                    f"{name} vale {getattr(self, name):g}; debe ser un número de 0 en adelante",
                    f"{name} is {getattr(self, name):g}; it must be a number from 0 up",
                )
        if not 0.0 <= self.returned <= 1.0:
            raise BadPlan(
                f"la parte que se devuelve es {self.returned:g}; va de 0 a 1",
                f"the share returned is {self.returned:g}; it goes from 0 to 1",
            )


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many ghosts cost. `returned_minor` is what comes back of `payments_minor`; `net_minor` is after it."""

    ghosts: int
    currency: str
    lines_minor: int
    agent_minutes: int
    agent_time_minor: int
    payments_minor: int
    returned_minor: int

    @property
    def net_minor(self) -> int:
        """Spent and not returned."""
        return self.lines_minor + self.agent_time_minor + self.payments_minor - self.returned_minor

    @property
    def per_ghost_minor(self) -> int:
        """Net, for one ghost; 0 without ghosts."""
        return _whole(Decimal(self.net_minor) / self.ghosts) if self.ghosts else 0


def cost_of(ghosts: int, prices: Prices, contacts_per_ghost: float = 10.0) -> Cost:
    """The cost of a wave of `ghosts`, rounded half up once for each line."""
    minutes = Decimal(str(contacts_per_ghost)) * Decimal(str(prices.minutes_per_contact)) * ghosts
    payments = prices.payment_minor * ghosts
    return Cost(
        ghosts=ghosts,
        currency=prices.currency,
        lines_minor=prices.line_minor * ghosts,
        agent_minutes=_whole(minutes),
        agent_time_minor=_whole(minutes * prices.agent_hour_minor / 60),
        payments_minor=payments,
        returned_minor=_whole(payments * Decimal(str(prices.returned))),
    )


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))
