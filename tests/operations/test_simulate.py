"""A strategy played over past days: nothing is sent that the rulebook forbids, and nothing is left out silently."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.operations.simulate import NO_RULEBOOK, Past, Span, broken, by_rule, replay
from app.operations.strategy import Stop
from app.operations.strategy_reading import read_plan
from audit.contacts.contact import Channel, Contact, Direction

SANTIAGO = "America/Santiago"
FIRST, LAST = date(2026, 4, 6), date(2026, 5, 17)


def step(key: str, day: int, **more: Any) -> dict[str, Any]:
    row = {"key": key, "anchor": "due", "day": day, "channels": ["whatsapp", "sms"], "template": "t", "tone": "tu"}
    return row | {"window_days": 10, **more}


PLAN = read_plan({"steps": [step("one", 2), step("two", 4), step("three", 6), step("four", 7)]})


def past(debt_id: int = 1, due_on: date = date(2026, 4, 10), **more: Any) -> Past:
    kept = {
        "person_id": debt_id,
        "country": "CL",
        "zone": SANTIAGO,
        "subdivision": None,
        "since": FIRST,
        "cycles": ((due_on, Span(due_on)),),
        "stops": (),
        "reachable": frozenset({Channel.SMS, Channel.WHATSAPP}),
    }
    return Past(debt_id=debt_id, **(kept | more))


def test_what_goes_out_breaks_no_rule_and_what_was_refused_says_which() -> None:
    found = replay(PLAN, [past(n, date(2026, 4, 8) + timedelta(days=n)) for n in range(1, 9)], FIRST, LAST)
    assert len(found.went) == 32 and found.held
    contacts = [
        Contact(
            str(n), str(w.person_id), str(w.debt_id), "", "CL", w.channel, Direction.OUTBOUND, w.at, timezone="America/Santiago"
        )
        for n, w in enumerate(found.went)
    ]
    assert broken(contacts) == {}
    assert all(would.rules for would in found.held)
    assert set(by_rule(found.held)) and all(rule.startswith("cl-") for rule in by_rule(found.held))


def test_two_debts_of_one_person_share_the_persons_caps() -> None:
    alone = replay(PLAN, [past(1)], FIRST, LAST)
    both = replay(PLAN, [past(1), past(2, person_id=1)], FIRST, LAST)
    assert len(both.held) > 2 * len(alone.held)


def test_what_others_did_counts() -> None:
    others = tuple(
        Contact(
            f"o{n}", "1", "1", "v", "CL", Channel.SMS, Direction.OUTBOUND, datetime(2026, 4, d, 15, tzinfo=UTC), timezone=SANTIAGO
        )
        for n, d in enumerate((10, 13, 14, 15, 16))
    )
    assert len(replay(PLAN, [past(1, others=others)], FIRST, LAST).held) > len(replay(PLAN, [past(1)], FIRST, LAST).held)


def test_what_stopped_it_then_stops_it_now() -> None:
    paid = replay(PLAN, [past(cycles=((date(2026, 4, 10), Span(date(2026, 4, 10), date(2026, 4, 13))),))], FIRST, LAST)
    assert [w.step for w in paid.went] == ["one"]
    dispute = replay(PLAN, [past(stops=((Stop.DISPUTED, Span(FIRST)),))], FIRST, LAST)
    assert dispute.went == dispute.held == []


def test_channels_without_address_or_refused_are_passed_over_and_nobody_is_lost_silently() -> None:
    sms = replay(PLAN, [past(refused=frozenset({Channel.WHATSAPP}))], FIRST, LAST)
    assert {w.channel for w in sms.went} == {Channel.SMS}
    none = replay(PLAN, [past(reachable=frozenset())], FIRST, LAST)
    assert none.went == [] and dict(none.unreachable) == {"one": 1, "two": 1, "three": 1, "four": 1}


def test_a_country_without_rulebook_sends_nothing() -> None:
    found = replay(PLAN, [past(country="UY", zone="America/Montevideo")], FIRST, LAST)
    assert found.went == [] and by_rule(found.held) == {NO_RULEBOOK: 4}
