"""Packs by e-mail, over a real mail server: once a month, to who asked, and said when it fails."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.channels.email.smtp import SmtpMail
from app.channels.local.mail import LocalMail
from app.channels.shape import Sender
from app.errors import BadInput, Forbidden
from app.models.pack_mail import PackSent
from app.models.user import User
from app.queries.rows import Role
from app.services.vendors.mail_pack import TRIES, ask_for_packs, send_due_packs, stop_packs
from reports.scorecards.card import Comparison
from tests.app.world import World
from tests.reports.scorecards.example import comparison

JUNE_2, JUNE_5 = datetime(2026, 6, 2, 12, tzinfo=UTC), datetime(2026, 6, 5, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[LocalMail]:
    mail = LocalMail()
    mail.start()
    yield mail
    mail.stop()


def sender(server: LocalMail) -> Sender:
    return SmtpMail("127.0.0.1", server.port, "avisos@lindero.example")


def executive(world: World) -> str:
    return f"{world.actors[Role.EXECUTIVE].role.value}@lindero.example"


def compared(_session: Session, _actor: Actor, first: date) -> Comparison:
    assert first == date(2026, 5, 1)
    return comparison()


def ask(world: World, email: str, day: int = 3, lang: str = "es", at: datetime = JUNE_2) -> Actor:
    with world.database.writing() as session:
        user = session.scalars(select(User).where(User.email == email)).one()
        actor = Actor(user.id, user.name, user.organisation_id, Role(user.role))
        ask_for_packs(session, actor, day, lang, at)
    return actor


def states(world: World) -> list[tuple[str, int]]:
    with world.database.reading() as session:
        return [(row.state, row.tries) for row in session.scalars(select(PackSent).order_by(PackSent.id))]


def test_it_goes_out_once_on_its_day_with_its_files(world: World, server: LocalMail) -> None:
    email = executive(world)
    ask(world, email, lang="en")
    assert send_due_packs(world.database, sender(server), compared, JUNE_2) == 0
    assert send_due_packs(world.database, sender(server), compared, JUNE_5) == 1
    assert send_due_packs(world.database, sender(server), compared, JUNE_5) == 0
    assert [letter.to for letter in server.letters] == [email]
    mail = message_from_bytes(server.letters[0].content, policy=policy.default)
    assert mail["Subject"] == "Balance of 1 May 2026 – 31 May 2026"
    body = mail.get_body()
    assert body is not None and "cannot be told apart" in body.get_content().lower().replace("\n", " ")
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert set(files) == {"trasluz-2026-05.pdf", "trasluz-2026-05.xlsx"}
    assert files["trasluz-2026-05.pdf"].startswith(b"%PDF") and files["trasluz-2026-05.xlsx"].startswith(b"PK")
    assert states(world) == [("sent", 1)]


def test_a_refusal_is_tried_again_three_times_and_said(world: World, server: LocalMail) -> None:
    email = executive(world)
    ask(world, email)
    server.habits[email] = "busy"
    for _ in range(TRIES + 2):
        send_due_packs(world.database, sender(server), compared, JUNE_5)
    assert states(world) == [("failed", TRIES)]
    with world.database.reading() as session:
        problem = session.scalars(select(PackSent.problem)).one()
    assert problem and problem["es"]


def test_where_nobody_knows_whether_it_arrived_it_is_not_sent_twice(world: World, server: LocalMail) -> None:
    email = executive(world)
    ask(world, email)
    server.habits[email] = "lost"
    for _ in range(2):
        send_due_packs(world.database, sender(server), compared, JUNE_5)
    assert states(world) == [("unknown", 1)] and len(server.letters) == 1


def test_without_a_mail_server_it_says_so(world: World) -> None:
    ask(world, executive(world))
    assert send_due_packs(world.database, None, compared, JUNE_5) == 0
    assert states(world) == [("failed", 1)]


def test_who_stopped_or_left_gets_nothing(world: World, server: LocalMail) -> None:
    actor = ask(world, executive(world))
    with world.database.writing() as session:
        stop_packs(session, actor, JUNE_2)
    ask(world, executive(world))
    with world.database.writing() as session:
        session.get_one(User, actor.user_id).active = False
        session.commit()
    assert send_due_packs(world.database, sender(server), compared, JUNE_5) == 0
    assert not server.letters


def test_a_vendor_cannot_ask(world: World) -> None:
    with world.database.writing() as session:
        user = session.scalars(select(User).where(User.email == executive(world))).one()
        vendor = Actor(user.id, user.name, user.organisation_id, Role.VENDOR, 1)
        with pytest.raises(Forbidden):
            ask_for_packs(session, vendor, 3, "es", JUNE_2)
        with pytest.raises(BadInput, match="28"):
            ask_for_packs(session, Actor(user.id, "", user.organisation_id, Role.EXECUTIVE), 29, "es", JUNE_2)


def test_a_day_that_has_passed_begins_next_month(world: World, server: LocalMail) -> None:
    ask(world, executive(world), day=3, at=JUNE_5)
    assert send_due_packs(world.database, sender(server), compared, JUNE_5) == 0 and states(world) == []

    def june(_session: Session, _actor: Actor, first: date) -> Comparison:
        assert first == date(2026, 6, 1)
        return comparison()

    assert send_due_packs(world.database, sender(server), june, datetime(2026, 7, 3, 15, tzinfo=UTC)) == 1


def test_whoever_stops_and_asks_again_does_not_get_a_month_twice(world: World, server: LocalMail) -> None:
    actor = ask(world, executive(world))
    assert send_due_packs(world.database, sender(server), compared, JUNE_5) == 1
    with world.database.writing() as session:
        stop_packs(session, actor, JUNE_5)
    ask(world, executive(world), day=20, at=JUNE_5)
    assert send_due_packs(world.database, sender(server), compared, datetime(2026, 6, 21, 12, tzinfo=UTC)) == 0
    assert len(server.letters) == 1
