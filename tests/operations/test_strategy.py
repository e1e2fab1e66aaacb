"""A strategy read, with every fault told by its place; and what it asks next, day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.operations.strategy import History, Plan, Stop, Taken
from app.operations.strategy_faults import BadStrategy
from app.operations.strategy_next import Due, Finished, Stopped, Wait, next_step
from app.operations.strategy_reading import read_plan, written
from audit.contacts.contact import Channel

DUE = date(2026, 5, 10)


def step(key: str, day: int, **more: Any) -> dict[str, Any]:
    return {"key": key, "anchor": "due", "day": day, "channels": ["sms"], "template": "reminder", "tone": "tu", **more}


def early() -> dict[str, Any]:
    return {
        "steps": [
            step("before", -3, channels=["push", "whatsapp", "sms"]),
            step("day-two", 2, wait_days=2),
            step("call", 3, anchor="last", channels=["voice"], dialling="preview", template="call-early", offers=["in_parts"]),
            step("letter", 10, anchor="last", channels=["letter"]),
        ]
    }


def on(day: int) -> date:
    return DUE + timedelta(days=day)


def history(*taken: tuple[str, int], facts: frozenset[Stop] = frozenset(), since: int = -30) -> History:
    return History(on(since), DUE, tuple(Taken(key, on(day)) for key, day in taken), facts)


def test_a_document_comes_back_as_it_was() -> None:
    plan = read_plan(early())
    assert read_plan(written(plan)) == plan
    assert plan.steps[0].channels == (Channel.PUSH, Channel.WHATSAPP, Channel.SMS)
    assert plan.stops == frozenset(Stop)


def test_every_fault_is_told_at_once_with_its_step_and_field() -> None:
    bad = early()
    bad["steps"][0] |= {"channels": ["pigeon"], "day": "soon"}
    bad["steps"][1] |= {"tone": "loud", "offer": 1}
    bad["steps"][2] |= {"dialling": "none"}
    with pytest.raises(BadStrategy) as caught:
        read_plan(bad)
    assert {fault.name for fault in caught.value.faults} == {
        "steps.1.channels",
        "steps.1.day",
        "steps.2.tone",
        "steps.2.offer",
        "steps.3.dialling",
    }
    assert "paso 1" in caught.value.say("es") and "step 1" in caught.value.say("en")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"steps": []}, "steps"),
        ({"steps": "all"}, "steps"),
        ({"stops": ["promised"]}, "stops"),
        ({"stops": ["paid", "disputed", "cease", "placed", "rain"]}, "stops"),
    ],
)
def test_what_stops_cannot_be_left_out(change: dict[str, Any], name: str) -> None:
    with pytest.raises(BadStrategy) as caught:
        read_plan(early() | change)
    assert [fault.name for fault in caught.value.faults] == [name]


def test_days_backwards_and_keys_twice_are_told() -> None:
    bad = early()
    bad["steps"][1] |= {"day": -5, "key": "before"}
    with pytest.raises(BadStrategy) as caught:
        read_plan(bad)
    assert {fault.name for fault in caught.value.faults} == {"steps.2.key", "steps.2.day"}


def test_a_call_stands_alone_and_a_message_is_not_dialled() -> None:
    bad = early()
    bad["steps"][0] |= {"channels": ["voice", "sms"], "dialling": "manual"}
    bad["steps"][1] |= {"dialling": "manual"}
    with pytest.raises(BadStrategy) as caught:
        read_plan(bad)
    assert {fault.name for fault in caught.value.faults} == {"steps.1.channels", "steps.2.dialling"}


def test_a_visit_is_no_step() -> None:
    bad = early()
    bad["steps"][0] |= {"channels": ["visit"]}
    with pytest.raises(BadStrategy):
        read_plan(bad)


def told(found: object) -> tuple[Any, ...]:
    match found:
        case Due(step, since, _until):
            return ("due", step.key, (since - DUE).days)
        case Wait(step, day):
            return ("wait", step.key, (day - DUE).days)
        case Stopped(why):
            return ("stopped", why)
    return ("finished",)


@pytest.mark.parametrize(
    ("day", "taken", "expected"),
    [
        (-10, (), ("wait", "before", -3)),
        (-3, (), ("due", "before", -3)),
        (0, (), ("due", "before", -3)),
        (1, (), ("wait", "day-two", 2)),  # the reminder's window of three days is over
        (5, (), ("due", "day-two", 2)),
        (6, (), ("due", "call", -27)),  # too late for both: the first step that counts from the last comes
        (-2, (("before", -3),), ("wait", "day-two", 2)),
        (2, (("before", 1),), ("wait", "day-two", 3)),  # it waits two days after the step before
        (4, (("before", -3), ("day-two", 2)), ("wait", "call", 5)),
        (5, (("before", -3), ("day-two", 2)), ("due", "call", 5)),
        (60, (("before", -3), ("day-two", 2)), ("due", "call", 5)),  # after a long pause it still comes next
        (90, (("letter", 20),), ("finished",)),
    ],
)
def test_what_comes_next(day: int, taken: tuple[tuple[str, int], ...], expected: tuple[Any, ...]) -> None:
    assert told(next_step(read_plan(early()), history(*taken), on(day))) == expected


def test_a_wait_that_outlasts_the_window_passes_the_step_over() -> None:
    plan = read_plan({"steps": [step("a", 0), step("b", 2, wait_days=9, window_days=1), step("c", 20)]})
    assert told(next_step(plan, history(("a", 1)), on(2))) == ("wait", "c", 20)


def test_the_gravest_stop_is_told_and_what_is_not_asked_does_not_stop() -> None:
    plan = read_plan(early() | {"stops": ["paid", "disputed", "cease", "placed"]})
    assert told(next_step(plan, history(facts=frozenset({Stop.PROMISED})), on(-3)))[0] == "due"
    both = frozenset({Stop.PROMISED, Stop.PAID, Stop.DISPUTED})
    assert told(next_step(plan, history(facts=both), on(-3))) == ("stopped", Stop.DISPUTED)


def test_a_debt_with_no_due_day_gets_no_step_that_counts_from_it() -> None:
    assert told(next_step(read_plan({"steps": [step("a", 0)]}), History(on(0), None), on(0))) == ("finished",)


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(-20, 40))
def test_no_step_is_ever_done_twice_or_out_of_order_whatever_the_days_worked(gaps: list[int], start: int) -> None:
    plan: Plan = read_plan(early())
    lived, today, order = History(on(start), DUE), on(start), [s.key for s in plan.steps]
    for gap in gaps:
        today += timedelta(days=gap)
        found = next_step(plan, lived, today)
        if isinstance(found, Due):
            assert found.since <= today <= found.until
            lived = History(lived.since, DUE, (*lived.taken, Taken(found.step.key, today)))
        elif isinstance(found, Wait):
            assert found.on > today
        else:
            assert isinstance(found, Finished)
    done = [order.index(taken.step) for taken in lived.taken]
    assert done == sorted(set(done))
