"""Judged again, the same act may quote another turn or have another number: people's word on it stays with it."""

import pytest
from sqlalchemy import select

from app.models import Act, Finding, Verdict
from app.queries.oversight.review import review_page
from app.queries.review_rows import Neighbours, ReviewPage
from app.queries.rows import Role
from app.services.decide import decide
from app.services.qa.add_breach import add_breach
from tests.app.fakes import FakeEar
from tests.app.retold import SCRIPT, THREAT, Seen, again
from tests.app.world import NOW, World

A: Seen = (2, (2, 4), "Mañana le quitamos la casa.")
A_LATER: Seen = (4, (2, 4), "Va el juez hoy.")
JUDGE: Seen = (4, (4,), "Va el juez hoy.")
PAY: Seen = (4, (4,), "Y pierde su sueldo.")
CASA: Seen = (2, (2,), "Mañana le quitamos la casa.")


@pytest.fixture
def call(world: World) -> str:
    ear = world.tools.ear
    assert isinstance(ear, FakeEar)
    ear.scripts["a.wav"] = SCRIPT
    return world.audited("a.wav")[1][0]


def say(world: World, call: str, instance: int, what: str, role: Role = Role.QA) -> None:
    with world.database.writing() as db:
        decide(db, world.actors[role], call, THREAT, instance, what, f"Se oye: {what} {instance}.", NOW)


def page(world: World, call: str) -> ReviewPage:
    with world.database.reading() as db:
        return review_page(db, world.actors[Role.QA], call, Neighbours("calls"), "es")


def stands(world: World, call: str) -> dict[str, str]:
    return {row.quote: row.standing.value for row in page(world, call).conduct}


def critical(world: World, call: str) -> int:
    with world.database.reading() as db:
        return db.get_one(Verdict, call).critical


@pytest.mark.parametrize("said", ["not_happened", "cannot_tell"])
def test_what_was_dismissed_stays_so_when_the_same_act_quotes_another_of_its_turns(world: World, call: str, said: str) -> None:
    again(world, call, A)
    say(world, call, 0, said)
    for seen in (A_LATER, PAY, JUDGE):
        again(world, call, seen)
        assert stands(world, call) == {seen[2]: said}
        assert (page(world, call).unfit, critical(world, call)) == ((), 0)


def test_what_was_confirmed_counts_once_when_the_same_act_quotes_another_of_its_turns(world: World, call: str) -> None:
    again(world, call, A)
    say(world, call, 0, "happened")
    for seen in (A_LATER, A):
        again(world, call, seen)
        assert stands(world, call) == {seen[2]: "happened"} and critical(world, call) == 1


def test_what_people_added_is_the_machines_once_it_sees_it_over_more_turns(world: World, call: str) -> None:
    with world.database.writing() as db:
        add_breach(db, world.actors[Role.QA], call, THREAT, 2, None, "le quitamos la casa", "Lo dice.", NOW)
    again(world, call, A_LATER)
    assert stands(world, call) == {A_LATER[2]: "happened"} and critical(world, call) == 1


def test_a_dismissal_without_its_act_is_told_while_the_criterion_is_asserted_elsewhere(world: World, call: str) -> None:
    again(world, call, CASA)
    say(world, call, 0, "not_happened")
    again(world, call)
    assert page(world, call).unfit == (), "nothing is held against anybody"
    again(world, call, JUDGE)
    assert [(m.criterion, m.said, m.turn) for m in page(world, call).unfit] == [(THREAT, "not_happened", 2)]
    assert stands(world, call) == {JUDGE[2]: "asserted"}, "another act is not dismissed with it"
    say(world, call, 0, "happened")
    assert page(world, call).unfit == ()
    again(world, call, JUDGE)
    assert page(world, call).unfit == () and stands(world, call) == {JUDGE[2]: "happened"}


def test_an_act_that_falls_in_two_is_told_where_one_of_them_was_not_dismissed(world: World, call: str) -> None:
    again(world, call, A)
    say(world, call, 0, "not_happened")
    again(world, call, CASA, JUDGE)
    assert stands(world, call) == {CASA[2]: "not_happened", JUDGE[2]: "asserted"}
    assert [m.said for m in page(world, call).unfit] == ["not_happened"]


@pytest.mark.parametrize("timed", [True, False])
def test_two_acts_of_one_turn_keep_each_its_own_word(world: World, call: str, timed: bool) -> None:
    again(world, call, JUDGE, PAY, timed=timed)
    say(world, call, 0, "not_happened")
    say(world, call, 1, "happened")
    for seen in ((PAY, JUDGE), (CASA, PAY, JUDGE), (JUDGE, PAY)):
        again(world, call, *seen, timed=timed)
        told = stands(world, call)
        assert (told[JUDGE[2]], told[PAY[2]], len(told)) == ("not_happened", "happened", len(seen))
        assert critical(world, call) == len(seen) - 1


def test_a_dismissal_is_not_taken_by_the_act_beside_it_that_nobody_marked(world: World, call: str) -> None:
    again(world, call, JUDGE, PAY)
    say(world, call, 0, "not_happened")
    again(world, call, PAY)
    assert stands(world, call) == {PAY[2]: "asserted"}
    assert [m.said for m in page(world, call).unfit] == ["not_happened"]


def test_the_last_word_on_an_act_is_the_last_in_any_judging(world: World, call: str) -> None:
    again(world, call, A)
    say(world, call, 0, "not_happened")
    again(world, call, A_LATER)
    say(world, call, 0, "happened", Role.AUDITOR)
    again(world, call, CASA)
    assert stands(world, call) == {CASA[2]: "happened"} and critical(world, call) == 1
    with world.database.reading() as db:
        newest = db.get_one(Verdict, call).evaluation_id
        assert len(db.scalars(select(Act).where(Act.evaluation_id == newest, Act.carried_from_id.is_not(None))).all()) == 1
        assert len(db.scalars(select(Finding).where(Finding.evaluation_id == newest)).all()) == 1
