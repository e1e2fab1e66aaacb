"""What the person asked outweighs what the calendar allows; the agent reads both in a few lines."""

from datetime import datetime, timedelta

import pytest

from audit.contacts.permission import permission
from audit.contacts.permission_lines import what_the_law_allows_now
from audit.contacts.permission_words import Allowed, Consent, House, Kind, Purpose, Refused, Standing, Wishes
from audit.rule_params import Holidays, HoursReading, Window
from tests.audit.contacts.test_permission import LAW_ONLY, SATURDAY, contact

NOW = datetime.fromisoformat(SATURDAY)
BEFORE, LATER = NOW - timedelta(days=5), NOW - timedelta(days=2)


def asked(channel: str, at: datetime = BEFORE, granted: bool = False) -> Consent:
    return Consent(channel, granted, at)


@pytest.mark.parametrize(
    ("wishes", "channel", "rule"),
    [
        (Wishes(consents=(asked("all"),)), "voice", "house-cease"),
        (Wishes(consents=(asked("all"),)), "letter", "house-cease"),
        (Wishes(consents=(asked("sms"),)), "sms", "house-opt-out"),
        (Wishes(consents=(asked("voice"),)), "ivr_prerecorded", "house-opt-out"),
        (Wishes(consents=(asked("sms"), asked("all", LATER, True))), "sms", "house-opt-out"),
        (Wishes(consents=(asked("sms"), asked("sms", BEFORE, True))), "sms", "house-opt-out"),
        (Wishes(disputed=True), "email", "house-dispute"),
        (Wishes(in_court=True, purpose=Purpose.REPLY), "email", "cl-stop-on-lawsuit-or-insolvency"),
        (Wishes(point=Standing.BOUNCED), "email", "house-contact-point"),
        (Wishes(point=Standing.WRONG), "voice", "house-contact-point"),
        (Wishes(point_at_work=True, not_at_work_since=BEFORE), "voice", "house-not-at-work"),
        (Wishes(vulnerable=True), "sms", "house-vulnerable"),
    ],
)
def test_what_no_waiting_ends(wishes: Wishes, channel: str, rule: str) -> None:
    answer = permission([], contact("p", SATURDAY, channel), wishes, LAW_ONLY)
    assert isinstance(answer, Refused)
    assert (answer.first.rule_id, answer.may_go_at) == (rule, None)
    assert answer.first.explanation.es != answer.first.explanation.en


@pytest.mark.parametrize(
    ("wishes", "channel"),
    [
        (Wishes(consents=(asked("sms"),)), "email"),
        (Wishes(consents=(asked("sms"), asked("sms", LATER, True))), "sms"),
        (Wishes(consents=(asked("all"), asked("whatsapp", LATER, True))), "whatsapp"),
        (Wishes(consents=(asked("all"), asked("all", LATER, True))), "voice"),
        (Wishes(disputed=True, purpose=Purpose.REPLY), "email"),
        (Wishes(vulnerable=True), "voice"),
        (Wishes(point_at_work=True), "voice"),
        (Wishes(paused_until=NOW - timedelta(seconds=1)), "voice"),
    ],
)
def test_what_they_did_not_ask_is_not_refused(wishes: Wishes, channel: str) -> None:
    assert isinstance(permission([], contact("p", SATURDAY, channel), wishes, LAW_ONLY), Allowed)


def test_a_pause_ends_and_then_the_hours_still_hold() -> None:
    until = datetime.fromisoformat("2026-06-13T21:00:00-04:00")
    answer = permission([], contact("p", SATURDAY), Wishes(paused_until=until), LAW_ONLY)
    assert isinstance(answer, Refused)
    assert answer.may_go_at == datetime.fromisoformat("2026-06-15T08:00:00-04:00")


def test_colombia_wants_the_channel_authorised() -> None:
    call = contact("p", "2026-05-19T10:00:00-05:00", "voice", "America/Bogota", "CO")
    refused = permission([], call, Wishes(), LAW_ONLY)
    assert isinstance(refused, Refused)
    assert (refused.first.kind, refused.first.rule_id) == (Kind.LAW, "co-channel-consent")
    assert isinstance(permission([], call, Wishes(consents=(asked("all", BEFORE, True),)), LAW_ONLY), Allowed)


def test_a_country_without_a_rulebook_is_closed_until_the_house_sets_hours() -> None:
    message = contact("p", "2026-05-19T10:00:00-04:00", "sms", "America/Caracas", "VE")
    closed = permission([], message)
    assert isinstance(closed, Refused)
    assert (closed.first.kind, closed.first.citation, closed.may_go_at) == (Kind.POLICY, "", None)
    nine_to_six = HoursReading(
        (Window(("mon", "tue"), datetime.min.time().replace(hour=9), datetime.min.time().replace(hour=18)),), Holidays.ALLOWED
    )
    house = House(own_hours={"VE": nine_to_six})
    answer = permission([], message, house=house)
    assert isinstance(answer, Allowed)
    assert answer.until == datetime.fromisoformat("2026-05-19T18:00:00-04:00")
    assert isinstance(permission([], contact("p", "2026-05-19T18:00:00-04:00", "sms", None, "VE"), house=house), Refused)


def test_the_agents_lines() -> None:
    panel = what_the_law_allows_now([], contact("p", SATURDAY), Wishes(not_at_work_since=BEFORE))
    assert panel.ok
    assert panel.headline.es == "Se puede llamar ahora, hasta las 20:00"
    said = [(line.ok, line.text.es) for line in panel.lines]
    assert said[0] == (True, "Es sábado hábil; no hay feriado.")
    assert (True, "Sería la llamada o visita 1 de 1 en siete días corridos. Después, ninguna más.") in said
    assert (False, "No llames a su trabajo: lo pidió el 11 de mayo.") in said
    assert (False, "No hables de la deuda con otra persona, ni en el buzón.") in said
    assert panel.foot.es.startswith("Ley 19.496") and panel.foot.es.endswith("reglas de Chile al 2026-05-16")


def test_the_lines_of_a_refusal_say_when() -> None:
    past = [contact("1", "2026-05-12T10:00:00-04:00")]
    panel = what_the_law_allows_now(past, contact("p", SATURDAY))
    assert not panel.ok
    assert panel.headline.es == "Ahora no: se puede llamar desde el martes 19 de mayo a las 08:00"
    assert (False, "Sería la llamada o visita 2 de 1 en siete días corridos.") in [(x.ok, x.text.es) for x in panel.lines]
    holiday = what_the_law_allows_now([], contact("p", "2026-05-21T10:00:00-04:00"))
    assert (holiday.lines[0].ok, holiday.lines[0].text.es) == (False, "Es jueves, feriado: Día de las Glorias Navales.")
