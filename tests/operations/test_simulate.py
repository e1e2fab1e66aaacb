"""A strategy played over past days: nothing is sent that the rulebook forbids, and nothing is left out silently."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.operations.simulate import Past, Span, Would, by_rule, replay
from app.operations.strategy import Stop
from app.operations.strategy_reading import read_plan
from audit.contacts.contact import Channel, Contact, Direction
from audit.contacts.finding import findings_of
from audit.contacts.permission_words import Consent, House, Wishes
from audit.contacts.ruled import Reading
from audit.rule_params import Holidays, HoursReading, Window

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


def breaches(went: list[Would]) -> list[str]:
    contacts = [
        Contact(str(n), str(w.person_id), str(w.debt_id), "", "CL", w.channel, Direction.OUTBOUND, w.at, timezone=SANTIAGO)
        for n, w in enumerate(went)
    ]
    return [f.rule_id for f in findings_of(contacts) if f.reading is Reading.STRICT]


def test_what_goes_out_breaks_no_rule_and_what_was_refused_says_which() -> None:
    found = replay(PLAN, [past(n, date(2026, 4, 8) + timedelta(days=n)) for n in range(1, 9)], FIRST, LAST)
    assert len(found.went) == 32 and found.held
    assert breaches(found.went) == []
    assert all(would.rules for would in found.held)
    assert set(by_rule(found.held)) and all(rule.startswith("cl-") for rule in by_rule(found.held))


def test_two_debts_of_one_person_share_the_persons_caps() -> None:
    alone = replay(PLAN, [past(1)], FIRST, LAST)
    both = replay(PLAN, [past(1), past(2, person_id=1)], FIRST, LAST)
    assert len(both.went) < 2 * len(alone.went) and len(both.held) > len(alone.held)


def test_what_others_did_counts() -> None:
    others = tuple(
        Contact(
            f"o{n}", "1", "1", "v", "CL", Channel.SMS, Direction.OUTBOUND, datetime(2026, 4, d, 15, tzinfo=UTC), timezone=SANTIAGO
        )
        for n, d in enumerate((10, 13, 14, 15, 16))
    )
    found = replay(PLAN, [past(1, others=others)], FIRST, LAST)
    assert len(found.went) < len(replay(PLAN, [past(1)], FIRST, LAST).went)
    assert "cl-freq-total-week" in by_rule(found.held)


def test_what_stopped_it_then_stops_it_now() -> None:
    paid = replay(PLAN, [past(cycles=((date(2026, 4, 10), Span(date(2026, 4, 10), date(2026, 4, 13))),))], FIRST, LAST)
    assert [w.step for w in paid.went] == ["one"]
    dispute = replay(PLAN, [past(stops=((Stop.DISPUTED, Span(FIRST)),))], FIRST, LAST)
    assert dispute.went == dispute.held == []


def test_channels_without_address_or_refused_are_passed_over_and_nobody_is_lost_silently() -> None:
    no = Consent("whatsapp", False, datetime(2026, 4, 13, 15, 30, tzinfo=UTC))
    sms = replay(PLAN, [past(wishes=Wishes(consents=(no,)))], FIRST, LAST)
    assert [(w.channel, w.at < no.at) for w in sms.went if w.at < no.at or w.channel is not Channel.SMS] == [
        (Channel.WHATSAPP, True)
    ]
    assert len(sms.went) > 1
    none = replay(PLAN, [past(reachable=frozenset())], FIRST, LAST)
    assert none.went == [] and dict(none.unreachable) == {"one": 1, "two": 1, "three": 1, "four": 1}


def test_a_country_without_rulebook_sends_nothing() -> None:
    found = replay(PLAN, [past(country="UY", zone="America/Montevideo")], FIRST, LAST)
    assert found.went == [] and by_rule(found.held) == {"house-no-rulebook": 4}


def own(start: time, end: time, *days: str) -> House:
    return House(
        own_hours={"CL": HoursReading((Window(days or ("mon", "tue", "wed", "thu", "fri"), start, end),), Holidays.PROHIBITED)}
    )


def test_the_houses_own_hours_hold_as_at_the_gate() -> None:
    """Stricter days than the law's are kept and named; contacts move into stricter hours; wider ones let nothing more out."""
    pasts = [past(n, date(2026, 4, 8) + timedelta(days=n)) for n in range(1, 9)]
    lawful = replay(PLAN, pasts, FIRST, LAST)
    strict = replay(PLAN, pasts, FIRST, LAST, own(time(15), time(17), "tue", "thu"))
    assert {w.at.weekday() for w in lawful.went} > {1, 3}
    assert {(w.at.weekday(), w.at.hour) for w in strict.went} == {(1, 15), (3, 15)}
    assert by_rule(strict.held)["house-hours"] > 0 and "house-hours" not in by_rule(lawful.held)
    wide = replay(PLAN, pasts, FIRST, LAST, own(time(0), time(23, 59), "mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    assert breaches(wide.went) == [] and {w.at.weekday() for w in wide.went} == set(range(7))


def test_a_call_asks_again_for_each_debt_of_one_person_the_same_day() -> None:
    calls = read_plan({"steps": [step("call", 2, channels=["voice"], dialling="manual")]})
    both = [past(n, person_id=1, reachable=frozenset({Channel.VOICE})) for n in (1, 2)]
    found = replay(calls, both, FIRST, LAST)
    went = {w.debt_id: w.at.date() for w in found.went}
    held = [w.rules for w in found.held if w.debt_id == 2 and w.at.date() == went[1]]
    assert went[2] > went[1] and held == [("cl-freq-call-visit",)]
