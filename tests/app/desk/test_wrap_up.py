"""Each of the six outcomes does what must change, in one transaction; all of it can be taken back until the next account."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import Database
from app.errors import BadInput, Conflict, NotFound
from app.models.desk import DeskAgent, WorkItem
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Plan, Promise
from app.models.person import ContactPoint, Person
from app.operations.wrap import Outcome, Slice, WrapUp
from app.queries.collections.seats import Seat
from app.services.desk.calling import hang_up, place_call
from app.services.desk.held import keep_draft, release
from app.services.desk.next_account import next_account
from app.services.desk.note_missing import note_missing
from app.services.desk.undo import undo
from app.services.desk.wrap_up import wrap_up
from tests.app.desk.world import NOW, actor, agents, client, owed

CALLED = NOW + timedelta(minutes=1)
HUNG = CALLED + timedelta(seconds=90)
SAVED = HUNG + timedelta(seconds=20)


@pytest.fixture
def seat(either: Database) -> Seat:
    org = client(either)
    owed(either, org, [9.0, 1.0])
    return agents(either, org, 1)[0]


def in_call(database: Database, seat: Seat) -> int:
    """The agent has the best account and has just hung up on its person."""
    with database.writing() as db:
        debt = next_account(db, seat, NOW).debt_id
        assert debt is not None
        place_call(db, actor(seat), debt, None, CALLED)
        hang_up(db, actor(seat), debt, HUNG)
    return debt


def wrapped(database: Database, seat: Seat, debt: int, said: WrapUp, at: datetime = SAVED) -> int:
    with database.writing() as db:
        return wrap_up(db, actor(seat), debt, said, at)


def test_agreed_keeps_a_plan_and_comes_back_on_its_day(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    said = WrapUp(Outcome.AGREED, "quedó en pagar", "in_parts", (Slice(123150, "2026-05-22"), Slice(123150, "2026-06-05")))
    call = wrapped(either, seat, debt, said)
    with either.reading() as db:
        row, item = db.get_one(Interaction, call), db.get_one(WorkItem, debt)
        assert (row.outcome, row.right_party, row.state) == ("promise", True, "done")
        assert (row.duration_s, row.wrap_up_s) == (90.0, 20.0)
        assert [(p.amount_minor, p.due_on.isoformat()) for p in db.scalars(select(Promise).order_by(Promise.n))] == [
            (123150, "2026-05-22"),
            (123150, "2026-06-05"),
        ]
        assert (item.stands, item.appointment, item.taken_by) == ("waits", "promise", None)
        assert item.ready_at == datetime(2026, 5, 22, 14, 0, tzinfo=UTC)


def test_what_policy_forbids_is_refused_and_nothing_is_written(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    with pytest.raises(BadInput) as refused:
        wrapped(either, seat, debt, WrapUp(Outcome.AGREED, "", "in_parts", (Slice(100, "2026-05-22"),)))
    assert refused.value.field == "instalments"
    with either.reading() as db:
        assert db.scalar(select(Plan)) is None
        assert db.scalars(select(Interaction)).one().outcome is None
        assert db.get_one(WorkItem, debt).taken_by == seat.user_id


def test_more_time_comes_back_at_the_hour_they_asked_where_the_law_allows_it(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    with pytest.raises(BadInput, match="It may from"):
        wrapped(either, seat, debt, WrapUp(Outcome.MORE_TIME, callback_at=NOW + timedelta(days=1)))
    later = NOW + timedelta(days=8)
    wrapped(either, seat, debt, WrapUp(Outcome.MORE_TIME, callback_at=later))
    with either.reading() as db:
        item = db.get_one(WorkItem, debt)
        assert (item.stands, item.appointment, item.ready_at) == ("waits", "callback", later)


def test_no_answer_is_an_attempt_and_comes_back_when_the_law_allows_another(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    call = wrapped(either, seat, debt, WrapUp(Outcome.NO_ANSWER))
    with either.reading() as db:
        item = db.get_one(WorkItem, debt)
        assert (db.get_one(Interaction, call).answered_by, item.stands, item.appointment) == ("none", "waits", None)
        assert item.ready_at > CALLED + timedelta(days=4), "one call a week in Chile"


def test_nobody_notes_an_attempt_that_was_not_made(either: Database, seat: Seat) -> None:
    with either.writing() as db:
        debt = next_account(db, seat, NOW).debt_id
    assert debt is not None
    with pytest.raises(Conflict, match="not called yet"):
        wrapped(either, seat, debt, WrapUp(Outcome.NO_ANSWER))


def test_not_them_marks_the_number_and_the_account_leaves_where_there_is_no_other(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    wrapped(either, seat, debt, WrapUp(Outcome.NOT_THEM))
    with either.reading() as db:
        row = db.scalars(select(Interaction)).one()
        point = db.get_one(ContactPoint, row.contact_point_id)
        assert (point.standing, row.right_party, db.get_one(WorkItem, debt).stands) == ("wrong", False, "done")


def test_a_dispute_needs_their_words_and_ends_the_pressing(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    with pytest.raises(BadInput) as refused:
        wrapped(either, seat, debt, WrapUp(Outcome.DISPUTE))
    assert refused.value.field == "note"
    wrapped(either, seat, debt, WrapUp(Outcome.DISPUTE, "esa compra no es mía"))
    with either.reading() as db:
        opened = db.scalars(select(Grievance)).one()
        assert (opened.kind, opened.state, opened.text) == ("dispute", "open", "esa compra no es mía")
        assert db.get_one(WorkItem, debt).stands == "done"


def test_hardship_pauses_for_thirty_days_and_goes_to_somebody_trained(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    wrapped(either, seat, debt, WrapUp(Outcome.HARDSHIP, "perdió el trabajo"))
    with either.reading() as db:
        person = db.scalars(select(Person).order_by(Person.id)).first()
        item = db.get_one(WorkItem, debt)
        assert person is not None and person.vulnerable
        assert [care["kind"] for care in person.cares] == ["pause"]
        assert (item.stands, item.skill) == ("waits", "hardship")
        assert item.ready_at > SAVED + timedelta(days=30)


@pytest.mark.parametrize(
    "said",
    [
        WrapUp(Outcome.AGREED, "", "in_full", (Slice(246300, "2026-05-20"),)),
        WrapUp(Outcome.NOT_THEM),
        WrapUp(Outcome.DISPUTE, "no es mía"),
        WrapUp(Outcome.HARDSHIP),
        WrapUp(Outcome.NO_ANSWER),
    ],
    ids=lambda said: said.outcome.value,
)
def test_undo_gives_the_account_back_as_it_was_but_the_call_stays_made(either: Database, seat: Seat, said: WrapUp) -> None:
    debt = in_call(either, seat)
    call = wrapped(either, seat, debt, said)
    with either.writing() as db:
        assert undo(db, actor(seat), SAVED) == debt
    with either.reading() as db:
        item, row = db.get_one(WorkItem, debt), db.get_one(Interaction, call)
        assert (item.stands, item.taken_by, item.skill, item.appointment) == ("held", seat.user_id, "", None)
        assert (row.outcome, row.duration_s, row.state) == (None, 90.0, "cleared")
        assert db.scalar(select(Grievance)) is None
        assert db.scalar(select(Promise.id).where(Promise.state == "open")) is None
        person = db.scalars(select(Person).order_by(Person.id)).first()
        assert person is not None and not person.vulnerable and person.cares == []
        assert set(db.scalars(select(ContactPoint.standing))) == {"unverified"}
    wrapped(either, seat, debt, said)


def test_the_next_account_ends_the_undo(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    wrapped(either, seat, debt, WrapUp(Outcome.NO_ANSWER))
    with either.writing() as db:
        following = next_account(db, seat, SAVED).debt_id
        assert following not in (None, debt)
    with either.writing() as db, pytest.raises(Conflict, match="took another account"):
        undo(db, actor(seat), SAVED)


def test_a_call_the_law_refuses_is_refused_with_its_rule_and_no_phone_rings(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    wrapped(either, seat, debt, WrapUp(Outcome.NO_ANSWER))
    with either.writing() as db:
        undo(db, actor(seat), SAVED)
        db.get_one(Interaction, 1).outcome = "no_answer"
        db.commit()
    with either.writing() as db, pytest.raises(Conflict, match="at most 1"):
        place_call(db, actor(seat), debt, None, SAVED)


def test_at_night_nothing_is_given_and_the_hour_is_told(either: Database, seat: Seat) -> None:
    night = datetime(2026, 5, 19, 3, 0, tzinfo=UTC)
    with either.writing() as db:
        found = next_account(db, seat, night)
    assert (found.debt_id, found.set_aside) == (None, 2)
    assert found.ready_at == datetime(2026, 5, 19, 12, 0, tzinfo=UTC), "08:00 in Santiago"
    with either.writing() as db:
        assert next_account(db, seat, found.ready_at).debt_id is not None


def test_somebody_elses_account_is_not_to_be_touched(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    other = agents(either, seat.organisation_id, 1, level=1)[0]
    stranger = agents(either, client(either, "Otra"), 1)[0]
    for who, problem in ((other, Conflict), (stranger, NotFound)):
        with pytest.raises(problem):
            wrapped(either, who, debt, WrapUp(Outcome.NO_ANSWER))
        with either.writing() as db, pytest.raises(problem):
            place_call(db, actor(who), debt, None, SAVED)


def test_a_draft_is_kept_and_ends_with_the_wrap_up(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    with either.writing() as db:
        keep_draft(db, seat, debt, {"outcome": "dispute", "note": "esa compra"}, SAVED)
    with either.reading() as db:
        assert db.get_one(WorkItem, debt).draft == {"outcome": "dispute", "note": "esa compra"}
    wrapped(either, seat, debt, WrapUp(Outcome.DISPUTE, "esa compra no"))
    with either.reading() as db:
        assert db.get_one(WorkItem, debt).draft is None


def test_an_account_passed_on_comes_later_to_whoever_is_free(either: Database, seat: Seat) -> None:
    with either.writing() as db:
        first = next_account(db, seat, NOW).debt_id
        assert first is not None
        release(db, seat, first, NOW)
        assert next_account(db, seat, NOW).debt_id not in (None, first)
    other = agents(either, seat.organisation_id, 1, level=1)[0]
    with either.writing() as db:
        assert next_account(db, other, NOW + timedelta(minutes=31)).debt_id == first


def test_what_was_missing_is_noted_once_and_checked(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    with either.writing() as db:
        note_missing(db, actor(seat), debt, "email", "Ana@Correo.cl", SAVED)
        note_missing(db, actor(seat), debt, "email", "ana@correo.cl", SAVED)
        note_missing(db, actor(seat), debt, "phone", "9 8765 4321", SAVED)
        note_missing(db, actor(seat), debt, "payday", "15", SAVED)
        for what, wrong in (("email", "ana"), ("phone", "123"), ("payday", "32"), ("salary", "1")):
            with pytest.raises(BadInput):
                note_missing(db, actor(seat), debt, what, wrong, SAVED)
    with either.reading() as db:
        person = db.scalars(select(Person).order_by(Person.id)).first()
        assert person is not None and person.paid_on_day == 15
        points = db.scalars(select(ContactPoint.value).where(ContactPoint.person_id == person.id, ContactPoint.source == "desk"))
        assert set(points) == {"ana@correo.cl", "+56987654321"}


def test_the_written_agreement_leaves_only_after_the_undo_is_over_and_through_the_gate(either: Database, seat: Seat) -> None:
    debt = in_call(either, seat)
    wrapped(either, seat, debt, WrapUp(Outcome.AGREED, "", "in_full", (Slice(246300, "2026-05-20"),)))
    with either.reading() as db:
        assert db.scalar(select(Interaction.id).where(Interaction.channel != "voice")) is None
        assert db.get_one(DeskAgent, seat.user_id).last is not None
    with either.writing() as db:
        next_account(db, seat, SAVED)
    with either.reading() as db:
        written = db.scalars(select(Interaction).where(Interaction.channel != "voice")).all()
        assert [(w.channel, w.state) for w in written] == [("whatsapp", "cleared")]
        assert "$246.300" in (written[0].text or "") and "20 de mayo" in (written[0].text or "")
