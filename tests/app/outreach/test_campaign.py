"""A reminder for many: tried dry, begun, refused where the law refuses, next channel where one fails, stopped by one button."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.channels.registry import Outbox
from app.channels.shape import News
from app.errors import BadInput, Conflict, NotFound
from app.models import CampaignTarget, Instalment, Interaction, Template
from app.models.strategy import Campaign
from app.queries.rows import Role
from app.services.outreach.campaign import NewCampaign, create_campaign, feed_campaign, start_campaign, stop_campaign
from app.services.outreach.campaign_dry import dry_run
from app.services.outreach.campaign_go import go
from app.services.outreach.hear import hear
from audit.contacts.contact import Channel
from tests.app.outreach.people import SECRET, TUESDAY, People, mail_of, provider_of
from tests.app.world import World, other_client

BODY = "Hola {nombre}, tu cuota de {monto} venció el {fecha}. Si te acomoda otra fecha, responde. Para no recibir más: {baja}."


@pytest.fixture
def manager(world: World) -> Actor:
    return world.actors[Role.MANAGER]


def text(people: People, channel: str, body: str = BODY, key: str = "early") -> None:
    with people.database.writing() as db:
        db.add(
            Template(
                organisation_id=people.organisation_id,
                key=key,
                version=1,
                kind="message",
                channel=channel,
                country="",
                language="es",
                tone="tu",
                subject="{empresa}" if channel == "email" else None,
                body=body,
                state="live",
                made_at=TUESDAY,
                made_by="test",
            )
        )
        db.commit()


def made(people: People, manager: Actor, channels: tuple[str, ...] = ("sms", "email"), rule: str = "", due: str = "") -> int:
    with people.database.writing() as db:
        return create_campaign(db, manager, NewCampaign("Mayo", rule, "early", channels, due), TUESDAY).id


def begun(people: People, manager: Actor, campaign: int, now: datetime = TUESDAY) -> list[str]:
    fed: list[str] = []
    with people.database.writing() as db:
        start_campaign(db, manager, campaign, now, fed.append)
    return fed


def feed(people: People, campaign: int, now: datetime) -> list[int]:
    sent: list[str] = []
    with people.database.writing() as db:
        feed_campaign(db, campaign, now, sent.append)
    return [int(id) for id in sent]


def work(people: People, outbox: Outbox, campaign: int, now: datetime = TUESDAY) -> list[str]:
    return [go(people.database, outbox, SECRET, id, now) for id in feed(people, campaign, now)]


def state(people: People, campaign: int) -> str:
    with people.database.reading() as db:
        return db.get_one(Campaign, campaign).state


def targets(people: People, campaign: int) -> list[CampaignTarget]:
    with people.database.reading() as db:
        return list(db.scalars(select(CampaignTarget).where(CampaignTarget.campaign_id == campaign).order_by(CampaignTarget.id)))


def test_the_cheapest_channel_goes_first_and_each_person_gets_one(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    text(people, "email")
    ana, eva = people.add(), people.add(name="Eva Paz")
    campaign = made(people, manager)
    assert begun(people, manager, campaign) == [str(campaign)]
    assert work(people, outbox, campaign) == ["sent", "sent"]
    assert [(letter.to) for letter in mail_of(outbox).letters] == ["persona1@example.org", "persona2@example.org"]
    assert provider_of(outbox).kept == []
    assert [r.channel for r in people.rows(ana) + people.rows(eva)] == ["email", "email"]
    assert people.rows(ana)[0].cost_micros == 1_000_000
    assert "Hola Ana, tu cuota de $45.000 venció el martes 5 de mayo" in (people.rows(ana)[0].text or "")
    assert work(people, outbox, campaign) == [] and state(people, campaign) == "done"


def test_who_may_not_be_written_to_waits_until_they_may(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    ana = people.add()
    people.send(outbox, people.clear(people.ask(ana, once="before"), TUESDAY - timedelta(days=1)).id, TUESDAY - timedelta(days=1))
    campaign = made(people, manager, ("sms",))
    begun(people, manager, campaign)
    assert work(people, outbox, campaign) == ["waiting"]
    (target,) = targets(people, campaign)
    assert target.next_at == TUESDAY + timedelta(days=2)
    assert target.reason is not None and target.reason["rule"] == "cl-freq-written"
    assert work(people, outbox, campaign, TUESDAY + timedelta(days=2, seconds=-1)) == []
    assert work(people, outbox, campaign, TUESDAY + timedelta(days=2)) == ["sent"]
    assert len(provider_of(outbox).kept) == 2


def test_who_asked_not_to_gets_nothing_on_that_channel(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    text(people, "email")
    ana, eva = people.add(), people.add()
    people.withdraw(ana, "email", TUESDAY - timedelta(days=9))
    people.withdraw(eva, "all", TUESDAY - timedelta(days=9))
    campaign = made(people, manager)
    begun(people, manager, campaign)
    assert work(people, outbox, campaign) == ["sent", "refused"]
    assert [r.state for r in people.rows(ana)] == ["refused", "sent"]
    assert len(provider_of(outbox).kept) == 1 and mail_of(outbox).letters == []


def test_a_channel_that_fails_gives_way_to_the_next(people: People, outbox: Outbox, manager: Actor) -> None:
    """The mail server says there is nobody: it never left, counts in no cap, and the SMS goes at once."""
    text(people, "sms")
    text(people, "email")
    ana = people.add()
    mail_of(outbox).habits["persona1@example.org"] = "nobody"
    campaign = made(people, manager)
    begun(people, manager, campaign)
    assert work(people, outbox, campaign) == ["sent"]
    assert [(r.channel, r.state, r.outcome) for r in people.rows(ana)] == [("email", "failed", "not_sent"), ("sms", "sent", None)]
    assert people.point(ana, "email").standing == "bounced"


def test_a_message_that_bounces_later_gives_way_when_the_law_allows(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    text(people, "email")
    ana = people.add()
    campaign = made(people, manager)
    begun(people, manager, campaign)
    work(people, outbox, campaign)
    (letter,) = people.rows(ana)
    with people.database.writing() as db:
        hear(db, Channel.EMAIL, (News("bounced", TUESDAY, None, str(letter.id), "5.1.1"),), TUESDAY)
    assert people.row(letter.id).state == "bounced"
    assert work(people, outbox, campaign, TUESDAY + timedelta(minutes=1)) == ["refused"]  # 72 h end after the campaign does
    (target,) = targets(people, campaign)
    assert target.tried == ["email"] and target.reason is not None and target.reason["rule"] == "cl-freq-written"


def test_a_hole_nobody_can_fill_stops_that_message_and_says_which(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms", "Hola {nombre}, llama al {telefono}.")
    people.add()
    campaign = made(people, manager, ("sms",))
    begun(people, manager, campaign)
    assert work(people, outbox, campaign) == ["failed"]
    (target,) = targets(people, campaign)
    assert target.reason == {"why": "not_fillable", "channel": "sms", "hole": "telefono"}
    assert provider_of(outbox).kept == []


def test_a_worker_that_died_after_sending_is_made_up_for_without_sending_again(
    people: People, outbox: Outbox, manager: Actor
) -> None:
    text(people, "sms")
    ana = people.add()
    campaign = made(people, manager, ("sms",))
    begun(people, manager, campaign)
    (target,) = feed(people, campaign, TUESDAY)
    assert go(people.database, outbox, SECRET, target, TUESDAY) == "sent"
    with people.database.writing() as db:
        db.get_one(CampaignTarget, target).state = "waiting"
        db.commit()
    assert work(people, outbox, campaign, TUESDAY + timedelta(minutes=11)) == ["sent"]
    assert len(provider_of(outbox).kept) == 1 and len(people.rows(ana)) == 1


def test_the_stop_button(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    ana, eva = people.add(), people.add()
    campaign = made(people, manager, ("sms",))
    begun(people, manager, campaign)
    first, second = feed(people, campaign, TUESDAY)
    assert go(people.database, outbox, SECRET, first, TUESDAY) == "sent"
    with people.database.writing() as db:
        stop_campaign(db, manager, campaign, TUESDAY)
    assert go(people.database, outbox, SECRET, second, TUESDAY) == "skipped"
    assert [len(people.rows(one)) for one in (ana, eva)] == [1, 0]
    with people.database.writing() as db, pytest.raises(Conflict):
        start_campaign(db, manager, campaign, TUESDAY, lambda _id: None)


def test_what_came_too_late_is_not_sent(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    people.add()
    campaign = made(people, manager, ("sms",))
    begun(people, manager, campaign)
    assert work(people, outbox, campaign, TUESDAY + timedelta(days=4)) == []
    assert [t.state for t in targets(people, campaign)] == ["skipped"] and state(people, campaign) == "done"


def test_before_a_due_day_it_is_about_that_instalment(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms", "Hola {nombre}, tu cuota de {monto} vence el {fecha}.")
    ana, _eva = people.add(), people.add()
    with people.database.writing() as db:
        db.add(Instalment(debt_id=people.debt(ana), n=9, due_on=date(2026, 5, 15), amount_minor=61_500, open_minor=61_500))
        db.commit()
    campaign = made(people, manager, ("sms",), "", "-3")
    begun(people, manager, campaign)
    assert work(people, outbox, campaign) == ["sent"]
    assert people.rows(ana)[0].text == "Hola Ana, tu cuota de $61.500 vence el viernes 15 de mayo."


def test_the_dry_run_writes_nothing_and_says_everything(people: People, outbox: Outbox, manager: Actor) -> None:
    text(people, "sms")
    text(people, "email")
    ana, eva, _ivo, zoe = people.add(), people.add(), people.add(), people.add(name="Zoe Ríos")
    people.clear(people.ask(ana, once="before"), TUESDAY - timedelta(days=1))
    people.withdraw(eva, "all", TUESDAY - timedelta(days=9))
    people.withdraw(zoe, "email", TUESDAY - timedelta(days=9))
    campaign = made(people, manager)
    with people.database.writing() as db:
        found = dry_run(db, manager, campaign, TUESDAY)
    assert (found["people"], found["looked"]) == (4, 4)
    assert found["goes"] == {"email": 1, "sms": 1}
    assert found["costs"] == {"CLP": 61_000_000}  # one mail, and an SMS that an accent makes two
    assert {r["rule"]: (r["count"], r["kind"]) for r in found["rules"]} == {
        "cl-freq-written": (1, "law"),
        "house-cease": (1, "wish"),
    }
    assert found["opens"] == {"2026-05-14": 1, "never": 1}
    assert len(found["examples"]) == 2
    with people.database.reading() as db:
        assert len(db.scalars(select(Interaction)).all()) == 1
    assert provider_of(outbox).kept == [] and mail_of(outbox).letters == []


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewCampaign("", "", "early", ("sms",)), "name"),
        (NewCampaign("x", "mora mayor", "early", ("sms",)), "rule"),
        (NewCampaign("x", "", "early", ("fax",)), "channels"),
        (NewCampaign("x", "", "nothing", ("sms",)), "template_key"),
        (NewCampaign("x", "", "early", ("sms",), "mañana"), "due"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(people: People, manager: Actor, new: NewCampaign, field: str) -> None:
    text(people, "sms")
    with people.database.writing() as db, pytest.raises(BadInput) as told:
        create_campaign(db, manager, new, TUESDAY)
    assert told.value.field == field


def test_another_client_sees_none_of_it(people: People, manager: Actor) -> None:
    text(people, "sms")
    campaign = made(people, manager, ("sms",))
    with people.database.writing() as db, pytest.raises(NotFound):
        dry_run(db, other_client(people.database), campaign, TUESDAY)


def test_a_campaign_that_finds_nobody_does_not_begin(people: People, manager: Actor) -> None:
    text(people, "sms")
    campaign = made(people, manager, ("sms",), "saldo > 999.999.999")
    with people.database.writing() as db:
        assert dry_run(db, manager, campaign, TUESDAY)["people"] == 0
        with pytest.raises(Conflict, match="finds nobody"):
            start_campaign(db, manager, campaign, TUESDAY, lambda _id: None)
        assert db.get_one(Campaign, campaign).state == "draft"
