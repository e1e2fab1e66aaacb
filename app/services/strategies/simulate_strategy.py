"""Plays a strategy over the client's own past weeks and keeps what came of it beside the draft."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.strategy import Strategy
from app.operations.simulate import Replay, Would, by_rule, replay
from app.operations.strategy_reading import read_plan
from app.queries.collections.house_hours import house_everywhere
from app.queries.collections.strategies_past import Played, played, prices
from app.services.strategies.edit_strategy import own_strategy

WEEKS = (1, 12)
ROWS = 100


def simulate_strategy(session: Session, actor: Actor, strategy_id: int, weeks: int, now: datetime) -> dict[str, Any]:
    """Over the last `weeks` whole weeks before today. Raises BadInput for weeks outside 1 to 12, NotFound."""
    if not WEEKS[0] <= weeks <= WEEKS[1]:
        raise BadInput(f"semanas: de {WEEKS[0]} a {WEEKS[1]}", f"weeks: {WEEKS[0]} to {WEEKS[1]}", "weeks")
    row = own_strategy(session, actor, strategy_id)
    last = now.date() - timedelta(days=1)
    first = last - timedelta(days=7 * weeks - 1)
    over = played(session, actor.organisation_id, row.segment_id, first, last)
    found = replay(read_plan(row.steps), over.pasts, first, last, house_everywhere(session, actor.organisation_id))
    result = _told(row, over, found, prices(session, actor.organisation_id))
    result |= {"at": now.isoformat(), "by": actor.name, "first": first.isoformat(), "last": last.isoformat()}
    row.simulated = result
    session.commit()
    return result


def _told(row: Strategy, over: Played, found: Replay, price: dict[str, float]) -> dict[str, Any]:
    channels = Counter(would.channel.value for would in found.went)
    steps = [step.key for step in read_plan(row.steps).steps if step.key in found.unreachable]
    later = {(would.debt_id, would.step): would for would in found.went}
    return {
        "people": over.people,
        "sample": over.sample,
        "debts": len(over.pasts),
        "by_photograph": over.by_photograph,
        "went": len(found.went),
        "reached": len({would.person_id for would in found.went}),
        "channels": [[channel, n, round(price[channel]) if channel in price else None] for channel, n in channels.most_common()],
        "days": [list(day) for day in sorted(Counter(would.at.date().isoformat() for would in found.went).items())],
        "held": [[rule, n] for rule, n in by_rule(found.held).items()],
        "held_rows": [_held(would, later.get((would.debt_id, would.step))) for would in found.held[:ROWS]],
        "rows": [_row(would) for would in found.went[:ROWS]],
        "unreachable": [[step, found.unreachable[step]] for step in steps],
    }


def _row(would: Would) -> dict[str, Any]:
    return {"debt": would.debt_id, "step": would.step, "channel": would.channel.value, "at": would.at.isoformat()}


def _held(would: Would, later: Would | None) -> dict[str, Any]:
    """`then`: when the same step went out after all; None, its days were over first."""
    return _row(would) | {"rules": list(would.rules), "then": later.at.isoformat() if later else None}
