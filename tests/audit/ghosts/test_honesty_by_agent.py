"""Contacts that a log lacks go with the agents who left them out; the interval of its completeness knows it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from audit.contacts.contact import Channel, Contact, Direction
from audit.data_file import Words
from audit.ghosts.honesty import honesty
from audit.ghosts.reconcile_kinds import Difference, Kind
from audit.ghosts.vendor_log import LogRow

CONTACT = Contact("c", "d", "a", "V", "CL", Channel.VOICE, Direction.OUTBOUND, datetime(2026, 5, 4, 12, tzinfo=UTC))
ROW = LogRow(2, "g", None, None, "")
SAID = Words("", "")


def lacking(event: int, ghost: str, agent: str | None, logged: bool) -> Difference:
    kind = Kind.MATCH if logged else Kind.NOT_LOGGED
    return Difference(event, ghost, kind, SAID, ROW if logged else None, CONTACT, agent=agent)


def drawn(dice: np.random.Generator, share: float, rho: float, agents: int = 7) -> list[Difference]:
    """Four ghosts of each agent, some fifteen contacts each; of one in four nobody noted a name."""
    out: list[Difference] = []
    rates = dice.beta(share * (1 - rho) / rho, (1 - share) * (1 - rho) / rho, agents)
    for agent, rate in enumerate(rates):
        for ghost in range(4):
            for _ in range(int(dice.poisson(15)) + 1):
                name = None if dice.random() < 0.25 else f"A{agent}"
                out.append(lacking(len(out), f"g{agent}-{ghost}", name, dice.random() >= rate))
    return out


@pytest.mark.parametrize(("share", "rho"), [(0.1, 0.03), (0.1, 0.08)])
def test_the_interval_of_completeness_holds_where_agents_differ(share: float, rho: float) -> None:
    dice, waves = np.random.default_rng(5), 200
    held = [s.low <= 1 - share <= s.high for s in (honesty(drawn(dice, share, rho)).complete for _ in range(waves))]
    assert 0.92 <= sum(held) / waves <= 0.995


def test_omissions_of_one_agent_tell_less_than_those_of_many() -> None:
    spread = [lacking(n, f"g{n % 20}", f"A{n % 10}", n % 10 != n // 10 % 10) for n in range(200)]
    one = [lacking(n, f"g{n % 20}", f"A{n % 10}", n % 10 != 0) for n in range(200)]
    wide, narrow = honesty(one).complete, honesty(spread).complete
    assert (wide.good, wide.n) == (narrow.good, narrow.n) == (180, 200)
    assert wide.high - wide.low > 1.3 * (narrow.high - narrow.low)


def test_without_any_name_contacts_are_alike_by_ghost() -> None:
    named = [lacking(n, f"g{n % 20}", None, n % 10 != 0) for n in range(200)]
    share = honesty(named).complete
    assert share.n == 200 and share.low < 0.9 < share.high
