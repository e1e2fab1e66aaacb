"""Permission and audit are one judgement: what is let out gives no finding, what is refused would, and then is the first time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.finding import findings_of
from audit.contacts.permission import permission
from audit.contacts.permission_words import Allowed, Consent, House, Refused, Wishes
from audit.contacts.ruled import Reading, rules_of

LAW_ONLY = House(defaults=False)
CONSENTED = Wishes(consents=(Consent("all", True, datetime(2020, 1, 1, tzinfo=UTC)),))
ZONES = {
    "CL": ("America/Santiago", "Pacific/Easter", "America/Punta_Arenas"),
    "CO": ("America/Bogota",),
    "MX": ("America/Mexico_City", "America/Tijuana", "America/Cancun"),
    "EC": ("America/Guayaquil",),
    "US": ("America/New_York", "Pacific/Honolulu"),
    "DO": ("America/Santo_Domingo",),
    "PY": ("America/Asuncion",),
    "GT": ("America/Guatemala",),
    "PE": ("America/Lima",),
    "BR": ("America/Sao_Paulo", "America/Noronha"),
}
SECOND = timedelta(seconds=1)


def contact(
    id: str,
    at: str | datetime,
    channel: str = "voice",
    zone: str | None = "America/Santiago",
    country: str = "CL",
    answered: str = "none",
    subdivision: str | None = None,
) -> Contact:
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    heard = AnsweredBy(answered)
    return Contact(id, "d", "a", "v", country, Channel(channel), Direction.OUTBOUND, when, subdivision, zone, answered_by=heard)


def breaks(history: Sequence[Contact], proposed: Contact) -> bool:
    """Whether `contacts check` would find anything new by the strict reading, whoever answers, on any clock of the country."""
    rules = rules_of(proposed.country)
    assert rules is not None
    lost = any(c.timezone is None for c in [*history, proposed])
    for zone in (None, *rules.zones) if lost else (None,):
        past = [replace(c, timezone=c.timezone or zone) for c in history]
        before = {(f.contact_id, f.rule_id) for f in findings_of(past) if f.reading is Reading.STRICT}
        for answer in (AnsweredBy.NONE, AnsweredBy.DEBTOR):
            now = replace(proposed, answered_by=answer, timezone=proposed.timezone or zone)
            found = {(f.contact_id, f.rule_id) for f in findings_of([*past, now]) if f.reading is Reading.STRICT}
            if found - before:
                return True
    return False


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Contact], Contact]:
    country = draw(st.sampled_from(sorted(ZONES)))
    zones = st.sampled_from((*ZONES[country], *ZONES[country], None))
    begin = datetime(2026, draw(st.sampled_from((1, 3, 4, 5, 8, 9, 10, 11, 12))), draw(st.integers(1, 28)), tzinfo=UTC)
    channels = st.sampled_from([c.value for c in Channel])
    answers = st.sampled_from(("none", "none", "debtor", "machine", "third_party"))
    zone = draw(zones)
    place = "BR-SP" if country == "BR" else None
    minutes = sorted(draw(st.lists(st.integers(0, 12 * 1440), max_size=6)))
    directions = draw(
        st.lists(st.sampled_from(("outbound", "outbound", "inbound")), min_size=len(minutes), max_size=len(minutes))
    )
    past = [
        replace(
            contact(f"h{n}", begin + timedelta(minutes=m), draw(channels), zone, country, draw(answers), place),
            direction=Direction(directions[n]),
        )
        for n, m in enumerate(minutes)
    ]
    later = begin + timedelta(minutes=draw(st.integers(0, 14 * 1440)), seconds=draw(st.integers(0, 59)))
    return past, contact("p", later, draw(channels), zone, country, "none", place)


@settings(max_examples=250, deadline=None)
@given(histories())
def test_gate_and_audit_never_disagree(drawn: tuple[list[Contact], Contact]) -> None:
    history, proposed = drawn
    answer = permission(history, proposed, CONSENTED, LAW_ONLY)
    assert isinstance(answer, Refused) == breaks(history, proposed)
    if isinstance(answer, Refused):
        assert all(reason.rule_id and reason.version and reason.citation for reason in answer.reasons)
        assert answer.reasons


@settings(max_examples=120, deadline=None)
@given(histories(), st.integers(0, 1_000_000))
def test_the_time_given_is_the_first_and_the_end_is_the_end(drawn: tuple[list[Contact], Contact], seed: int) -> None:
    history, proposed = drawn
    answer, rng = permission(history, proposed, CONSENTED, LAW_ONLY), Random(seed)
    changes = answer.may_go_at if isinstance(answer, Refused) else answer.until
    refused = isinstance(answer, Refused)
    if changes is None:
        changes = proposed.at + timedelta(days=20)
    else:
        assert changes > proposed.at
        assert breaks(history, replace(proposed, at=changes)) is not refused
    span_us = (changes - proposed.at) // timedelta(microseconds=1)
    between = [
        changes - timedelta(microseconds=1),
        changes - SECOND,
        *(proposed.at + timedelta(microseconds=rng.randrange(span_us)) for _ in range(6)),
    ]
    for at in between:
        if at >= proposed.at:
            assert breaks(history, replace(proposed, at=at)) is refused, at


SATURDAY = "2026-05-16T10:18:00-04:00"


def test_a_saturday_in_temuco() -> None:
    answer = permission([], contact("p", SATURDAY))
    assert isinstance(answer, Allowed)
    assert answer.until == datetime.fromisoformat("2026-05-16T20:00:00-04:00")


@pytest.mark.parametrize(
    ("history", "proposed", "rule", "opens"),
    [
        ([], ("2026-05-16T20:00:00-04:00", "voice"), "cl-hours-voice-visit", "2026-05-18T08:00:00-04:00"),
        (
            [],
            ("2026-05-20T20:00:00-04:00", "voice"),
            "cl-hours-voice-visit",
            "2026-05-22T08:00:00-04:00",
        ),  # 21 May: Glorias Navales
        (
            [("2026-05-12T10:00:00-04:00", "voice")],
            ("2026-05-18T10:00:00-04:00", "visit"),
            "cl-freq-call-visit",
            "2026-05-19T08:00:00-04:00",
        ),
        (
            [("2026-05-13T10:00:07-04:00", "sms")],
            ("2026-05-16T10:00:06-04:00", "whatsapp"),
            "cl-freq-written",
            "2026-05-16T10:00:07-04:00",
        ),
        # Summer time begins on 6 September 2026: the day the wait ends in has no midnight.
        (
            [("2026-08-31T10:00:00-04:00", "sms"), ("2026-09-03T10:00:00-04:00", "sms")],
            ("2026-09-06T09:59:00-03:00", "email"),
            "cl-freq-written",
            "2026-09-07T00:00:00-03:00",
        ),
    ],
)
def test_refusals_worked_out_by_hand(history: list[tuple[str, str]], proposed: tuple[str, str], rule: str, opens: str) -> None:
    past = [contact(f"h{n}", at, channel) for n, (at, channel) in enumerate(history)]
    answer = permission(past, contact("p", *proposed), house=LAW_ONLY)
    assert isinstance(answer, Refused)
    assert answer.first.rule_id == rule
    assert answer.may_go_at == datetime.fromisoformat(opens)


def test_an_unknown_zone_is_allowed_only_where_every_clock_of_the_country_allows() -> None:
    """At 08:30 in Santiago it is 06:30 on Easter Island; at 19:30 there is still time in both, until Santiago closes."""
    early = permission([], contact("p", "2026-06-02T08:30:00-04:00", zone=None), house=LAW_ONLY)
    assert isinstance(early, Refused)
    assert early.may_go_at == datetime.fromisoformat("2026-06-02T08:00:00-06:00")
    late = permission([], contact("p", "2026-06-02T17:30:00-04:00", zone=None), house=LAW_ONLY)
    assert isinstance(late, Allowed)
    evening = permission([], contact("p", "2026-06-02T18:00:00-06:00", zone=None), house=LAW_ONLY)
    assert isinstance(evening, Refused)


def test_a_call_is_judged_as_if_it_were_answered() -> None:
    """Three that reached him this week: a fourth would break the total only if he picks up, which nobody knows before."""
    past = [contact("1", "2026-05-12T10:00:00-04:00", "push"), contact("2", "2026-05-12T11:00:00-04:00", "push")]
    past.append(contact("3", "2026-05-12T12:00:00-04:00", "push"))
    answer = permission(past, contact("p", SATURDAY), house=LAW_ONLY)
    assert isinstance(answer, Refused)
    assert answer.first.rule_id == "cl-freq-total-week"


def test_a_clock_turned_back_makes_no_room() -> None:
    """The contact of tomorrow is already on file: one before it would make that one the second of its week."""
    past = [contact("1", "2026-05-18T10:00:00-04:00")]
    answer = permission(past, contact("p", SATURDAY), house=LAW_ONLY)
    assert isinstance(answer, Refused)
    assert answer.first.rule_id == "cl-freq-call-visit"


def test_what_others_of_the_same_house_did_counts_and_other_people_do_not() -> None:
    there = contact("1", "2026-05-15T10:00:00-04:00")
    assert isinstance(permission([replace(there, vendor="other", account_id="b")], contact("p", SATURDAY)), Refused)
    assert isinstance(permission([replace(there, debtor_id="somebody else")], contact("p", SATURDAY)), Allowed)


def test_the_house_is_never_called_law() -> None:
    sunday = contact("p", "2026-05-17T10:00:00-04:00", "sms")
    answer = permission([], sunday)
    assert isinstance(answer, Refused)
    assert (answer.first.kind, answer.first.citation, answer.first.version) == ("policy", "", "")
    assert "no ley" in answer.first.explanation.es and "not law" in answer.first.explanation.en
    assert isinstance(permission([], sunday, house=LAW_ONLY), Allowed)
