"""Asked of many at once, the gate answers as it does one by one."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.contacts.contact import Contact
from audit.contacts.permission import permission
from audit.contacts.permission_many import Asked, refusals
from audit.contacts.permission_words import Allowed, Consent, House, Permission, Wishes
from audit.rule_params import Holidays, HoursReading, Window
from tests.audit.contacts.test_permission import SATURDAY, contact, histories

WEEK = ("mon", "tue", "wed", "thu", "fri")
MORNINGS = HoursReading((Window(WEEK, time(9), time(13)),), Holidays.PROHIBITED)
NOW = datetime.fromisoformat(SATURDAY)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
HOUSES = (House(), House(defaults=False), House(own_hours=dict.fromkeys(("CL", "MX", "PE", "UY"), MORNINGS)))
WISHES = (
    Wishes(),
    Wishes(consents=(Consent("all", True, BEFORE),)),
    Wishes(consents=(Consent("all", False, BEFORE),)),
    Wishes(disputed=True, in_court=True),
    Wishes(vulnerable=True),
    Wishes(paused_until=datetime(2026, 6, 15, tzinfo=UTC)),
)


def ids(said: Permission) -> tuple[str, ...]:
    return () if isinstance(said, Allowed) else tuple(dict.fromkeys(reason.rule_id for reason in said.reasons))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(histories(), st.sampled_from(WISHES)), min_size=1, max_size=5), st.sampled_from(HOUSES))
def test_many_at_once_are_answered_as_one_by_one(drawn: list[tuple[tuple[list[Contact], Contact], Wishes]], house: House) -> None:
    asked = [Asked(proposed, tuple(c for c in past if c.at <= proposed.at), wishes) for (past, proposed), wishes in drawn]
    assert refusals(asked, house) == [ids(permission(a.history, a.proposed, a.wishes, house)) for a in asked]


def test_countries_without_a_rulebook_are_held_to_the_houses_hours_on_the_persons_clock() -> None:
    at = datetime(2026, 5, 12, 15, tzinfo=UTC)
    there = [
        contact("m", at, "sms", "America/Montevideo", "UY"),
        contact("e", at + timedelta(hours=4), "sms", "America/Montevideo", "UY"),
        contact("z", at, "sms", None, "UY"),
        contact("b", at, "sms", "America/Asuncion", "VE"),
    ]
    assert refusals([Asked(c) for c in there], HOUSES[2]) == [(), ("house-hours",), ("house-no-zone",), ("house-no-rulebook",)]


def test_what_came_after_the_contact_is_not_read() -> None:
    later = tuple(replace(contact(f"l{n}", NOW + timedelta(hours=n + 1), "sms")) for n in range(5))
    assert refusals([Asked(contact("p", NOW, "sms"), later)], House(defaults=False)) == [()]


def test_nobody_asked_about_gives_no_answer() -> None:
    assert refusals([], House()) == []
