"""The meter of a diary: how much of every cap a week used, and the place each contact takes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from audit.contacts.check import use_of, weekly_use
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction

SANTIAGO = ZoneInfo("America/Santiago")
# The diary of the design: a message, an answered call, a WhatsApp, an unanswered call, an e-mail.
WEEK = [
    ("sms", "2026-05-11 09:12", AnsweredBy.NONE),
    ("voice", "2026-05-12 10:31", AnsweredBy.DEBTOR),
    ("whatsapp", "2026-05-12 10:36", AnsweredBy.NONE),
    ("voice", "2026-05-14 20:47", AnsweredBy.NONE),
    ("email", "2026-05-16 12:20", AnsweredBy.NONE),
]
DIARY = [
    Contact(
        f"c{n}",
        "D",
        "A",
        "V",
        "CL",
        Channel(channel),
        Direction.OUTBOUND,
        datetime.fromisoformat(at).replace(tzinfo=SANTIAGO),
        timezone="America/Santiago",
        answered_by=who,
    )
    for n, (channel, at, who) in enumerate(WEEK)
]


def used(day: date) -> dict[tuple[str, str], tuple[int, int, bool]]:
    return {(use.rule_id, use.reading.value): (use.used, use.most, use.over) for use in weekly_use(DIARY, day)}


def test_a_week_says_how_much_of_each_cap_it_used() -> None:
    assert used(date(2026, 5, 14)) == {
        ("cl-freq-call-visit", "strict"): (2, 1, True),
        ("cl-freq-call-visit", "lenient"): (1, 1, False),
        ("cl-freq-written", "strict"): (3, 2, True),
        ("cl-freq-written", "lenient"): (3, 2, True),
        ("cl-freq-total-week", "strict"): (4, 3, True),
        ("cl-freq-total-week", "lenient"): (1, 3, False),
    }


def test_a_week_with_nothing_in_it_used_nothing() -> None:
    assert {used for used, _, _ in used(date(2026, 5, 25)).values()} == {0}


def test_each_contact_knows_its_place() -> None:
    places = use_of(DIARY)
    strict = {id: {(u.rule_id, u.used) for u in uses if u.reading == "strict"} for id, uses in places.items()}
    assert strict["c2"] == {("cl-freq-written", 2), ("cl-freq-total-week", 3)}
    assert strict["c3"] == {("cl-freq-call-visit", 2)}
    assert strict["c4"] == {("cl-freq-written", 3), ("cl-freq-total-week", 4)}
    said = next(u for u in places["c4"] if u.rule_id == "cl-freq-written")
    assert (said.what.es, said.what.en) == ("gestión escrita", "written contact")


def test_countries_without_rules_use_nothing() -> None:
    abroad = [Contact("c", "D", "A", "V", "PA", Channel.SMS, Direction.OUTBOUND, DIARY[0].at)]
    assert weekly_use(abroad, date(2026, 5, 11)) == ()
    assert use_of(abroad) == {}
