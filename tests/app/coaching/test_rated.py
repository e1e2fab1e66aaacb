"""A team's rate is worked out once for the same calls, and anew as soon as one of them says something else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.queries.oversight.coaching.facts import SeenCall
from app.queries.oversight.coaching.rated import rate_of
from audit.coaching.calls import Side
from audit.coaching.fair import team_rate

STAGES = ("to_30", "over_90")
START = datetime(2026, 5, 1, tzinfo=UTC)


def test_the_same_calls_say_the_same_and_another_word_is_another_rate() -> None:
    calls = [
        SeenCall(
            str(n), f"A-{n % 3}", START + timedelta(hours=n), n % 4 != 0, False, {"stage": ("to_30", "over_90")[n % 2]}, False
        )
        for n in range(90)
    ]
    first = rate_of(calls)
    assert first == team_rate([c.on(Side.BEFORE) for c in calls]) and rate_of(list(calls)) is first
    changed = [replace(calls[0], good=True), *calls[1:]]
    assert rate_of(changed) != first and rate_of(changed) == team_rate([c.on(Side.BEFORE) for c in changed])
    checked = [replace(c, checked=True) for c in calls]
    assert rate_of(checked) == team_rate([c.on(Side.BEFORE) for c in checked])
