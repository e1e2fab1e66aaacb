"""Nobody is reached but through the gate; whatever else is tried, the rulebook's answer stands."""

from datetime import datetime, timedelta

import pytest

from app.channels.registry import Outbox
from app.errors import Conflict, NotFound
from app.models import Interaction, Person
from app.services.outreach.send import Ended
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose
from tests.app.outreach.people import TUESDAY, People, mail_of, provider_of
from tests.app.world import other_client

MINUTE = timedelta(minutes=1)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(clock)


def test_a_refusal_says_which_rule_and_when_it_may_go(people: People, outbox: Outbox) -> None:
    ana = people.add()
    first = people.clear(people.ask(ana, once="a"))
    assert first.state == "cleared"
    second = people.clear(people.ask(ana, Channel.EMAIL, "b"), TUESDAY + timedelta(days=1))
    assert (second.state, second.refused and second.refused["rule"]) == ("refused", "cl-freq-written")
    assert second.refused is not None
    assert second.refused["citation"].startswith("Ley 19.496") and second.refused["reading"] == "strict"
    assert datetime.fromisoformat(second.refused["may_go_at"]) == TUESDAY + timedelta(hours=72)
    assert people.send(outbox, second.id) is Ended.REFUSED
    assert mail_of(outbox).letters == []
    again = people.clear(people.ask(ana, Channel.EMAIL, "b"), TUESDAY + timedelta(hours=72))
    assert (again.id, again.state) == (second.id, "cleared")


def test_what_is_cleared_and_not_sent_counts(people: People) -> None:
    ana = people.add()
    people.clear(people.ask(ana, once="a"))
    assert people.clear(people.ask(ana, Channel.WHATSAPP, "b")).state == "refused"


def test_the_same_key_is_one_contact(people: People, outbox: Outbox) -> None:
    ana = people.add()
    first = people.clear(people.ask(ana))
    assert people.send(outbox, first.id) is Ended.SENT
    assert people.clear(people.ask(ana), TUESDAY + MINUTE).id == first.id
    assert people.send(outbox, first.id) is Ended.ALREADY
    assert len(provider_of(outbox).kept) == 1
    with pytest.raises(Conflict):
        people.clear(people.ask(ana, Channel.EMAIL))


def test_channels_vendors_and_debts_are_counted_together(people: People) -> None:
    ana = people.add()
    with people.database.writing() as db:
        for days, vendor in ((1, None), (2, None)):
            row = Interaction(organisation_id=people.organisation_id, person_id=ana, vendor_id=vendor, direction="outbound")
            row.channel, row.state = "push", "delivered"
            row.at = row.changed_at = TUESDAY - timedelta(days=days)
            db.add(row)
        db.commit()
    assert people.clear(people.ask(ana, once="third")).state == "cleared"
    fourth = people.clear(people.ask(ana, Channel.VOICE, "call"))
    assert fourth.refused is not None and fourth.refused["rule"] == "cl-freq-total-week"


def test_a_call_under_way_counts_as_answered_until_it_is_said_otherwise(people: People) -> None:
    """Colombia: after a direct contact nothing else that week reaches them."""
    ana = people.add("CO", "America/Bogota")
    people.grant(ana, "all")
    call = people.clear(people.ask(ana, Channel.VOICE, "call"))
    assert call.state == "cleared"
    day_after = people.clear(people.ask(ana, Channel.SMS, "sms"), TUESDAY + timedelta(days=1))
    assert day_after.refused is not None and day_after.refused["rule"] == "co-one-channel-week"
    with people.database.writing() as db:
        row = db.get_one(Interaction, call.id)
        row.state, row.answered_by = "done", "none"
        db.commit()
    assert people.clear(people.ask(ana, Channel.SMS, "sms"), TUESDAY + timedelta(days=1)).state == "cleared"


def test_the_clock_moves_between_clearing_and_sending(people: People, outbox: Outbox) -> None:
    """Cleared at 19:59:30, the queue gets to it at 20:00: the permission had ended, within its minute."""
    ana = people.add()
    late = at("2026-05-12T19:59:30-04:00")
    row = people.clear(people.ask(ana, Channel.IVR_PRERECORDED), late)
    assert row.state == "cleared" and row.clear_until == at("2026-05-12T20:00:00-04:00")
    assert people.send(outbox, row.id, at("2026-05-12T20:00:00-04:00")) is Ended.REFUSED
    assert provider_of(outbox).kept == []
    kept = people.row(row.id)
    assert kept.refused is not None and kept.refused["rule"] == "cl-hours-voice-visit"


def test_a_night_in_the_queue(people: People, outbox: Outbox) -> None:
    ana = people.add()
    row = people.clear(people.ask(ana), at("2026-05-16T19:00:00-04:00"))
    assert people.send(outbox, row.id, at("2026-05-17T03:00:00-04:00")) is Ended.REFUSED
    assert provider_of(outbox).kept == []


def test_a_clock_turned_back_makes_no_room(people: People, outbox: Outbox) -> None:
    ana = people.add()
    people.send(outbox, people.clear(people.ask(ana, once="a")).id)
    yesterday = people.clear(people.ask(ana, once="b"), TUESDAY - timedelta(days=1))
    assert yesterday.refused is not None and yesterday.refused["rule"] == "cl-freq-written"
    waiting = people.clear(people.ask(people.add(), once="c"))
    assert people.send(outbox, waiting.id, at("2026-05-10T12:00:00-04:00")) is Ended.REFUSED  # a Sunday: looked at again


def test_summer_time_is_the_persons(people: People) -> None:
    """On 6 September 2026 Chile's clocks go from 23:59:59 to 01:00: at 10:59Z on Monday it is 07:59 there, not 06:59."""
    ana = people.add()
    early = people.clear(people.ask(ana, Channel.VOICE), at("2026-09-07T10:59:59+00:00"))
    assert early.refused is not None and early.refused["may_go_at"] == "2026-09-07T11:00:00+00:00"
    assert people.clear(people.ask(ana, Channel.VOICE), at("2026-09-07T11:00:00+00:00")).state == "cleared"


def test_what_they_ask_while_it_is_on_its_way_stops_it(people: People, outbox: Outbox) -> None:
    ana = people.add()
    row = people.clear(people.ask(ana))
    people.withdraw(ana, "sms", TUESDAY + timedelta(seconds=5))
    assert people.send(outbox, row.id, TUESDAY + timedelta(seconds=6)) is Ended.REFUSED
    assert provider_of(outbox).kept == []


def test_a_pause_stops_what_was_cleared_before_it(people: People, outbox: Outbox) -> None:
    ana = people.add()
    row = people.clear(people.ask(ana))
    with people.database.writing() as db:
        person = db.get_one(Person, ana)
        until = (TUESDAY + timedelta(days=30)).isoformat()
        person.cares, person.vulnerable = [{"kind": "pause", "at": TUESDAY.isoformat(), "until": until}], True
        db.commit()
    assert people.send(outbox, row.id, TUESDAY + timedelta(seconds=6)) is Ended.REFUSED
    kept = people.row(row.id)
    assert kept.refused is not None and kept.refused["rule"] == "house-pause"


def test_an_answer_to_what_they_asked_may_go_while_they_dispute(people: People) -> None:
    ana = people.add()
    people.dispute(ana)
    pressing = people.clear(people.ask(ana, once="a"))
    assert pressing.refused is not None and pressing.refused["rule"] == "house-dispute"
    assert people.clear(people.ask(ana, Channel.EMAIL, "b", Purpose.REPLY)).state == "cleared"


def test_an_address_of_somebody_else_is_none(people: People) -> None:
    ana, eva = people.add(), people.add()
    ask = people.ask(eva)
    with pytest.raises(NotFound):
        people.clear(type(ask)(people.organisation_id, ana, Channel.SMS, "x", contact_point_id=ask.contact_point_id, text="hola"))
    with pytest.raises(NotFound):
        people.clear(type(ask)(other_client(people.database).organisation_id, ana, Channel.SMS, "x"))
