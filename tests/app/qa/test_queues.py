"""The random and the risk queue: apart, one call to one person, what is done stays done."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.errors import BadInput, Conflict, Forbidden
from app.models import SampleItem, SamplePlan, ScoreSheet
from app.queries.oversight.qa.figure import figure_of
from app.queries.oversight.qa.plan import left_ids
from app.queries.oversight.qa.queue import queue_count, queues_page
from app.queries.qa_rows import Stratum, Why
from app.queries.rows import Role
from app.services.qa.draw_plan import draw_plan, size_of
from app.services.qa.next_call import next_call
from audit.calibration.sampling import Ask, calls_needed
from tests.app.qa.desk import KEY, MAY, analyst, fill, judged, plan_of
from tests.app.world import NOW, World


def test_the_size_comes_of_the_precision_and_the_rest_is_for_people(world: World) -> None:
    judged(world, 30)
    plan = plan_of(world)
    assert plan.size == calls_needed(Ask(0.3, population=30, planning_rate=0.1)).calls == size_of(MAY, 30).calls
    with world.database.reading() as db:
        items = db.scalar(select(func.count()).select_from(SampleItem).where(SampleItem.plan_id == plan.id))
    assert (plan.population, items) == (30, plan.size + plan.spare)
    assert plan.spare >= 2


def test_the_same_key_draws_nothing_that_can_be_chosen(world: World) -> None:
    judged(world, 30)
    with world.database.writing() as db, pytest.raises(Forbidden):
        draw_plan(db, world.actors[Role.SUPERVISOR], MAY, KEY, NOW)
    plan = plan_of(world)
    again = plan_of(world)
    with world.database.reading() as db:
        ended = db.get_one(SamplePlan, plan.id)
        assert ended.ended_at == NOW and db.get_one(SamplePlan, again.id).ended_at is None


def test_two_people_never_get_one_call(world: World) -> None:
    judged(world, 12)
    plan = plan_of(world)
    first, second = analyst(world, 1), analyst(world, 2)
    seen: dict[str, int | None] = {}
    for turn in range(plan.size + plan.spare):
        who = (first, second)[turn % 2]
        with world.database.writing() as db:
            sheet = next_call(db, who, Stratum.RANDOM, NOW)
        assert sheet is not None and seen.get(sheet.recording_id) is None
        seen[sheet.recording_id] = who.user_id
        fill(world, who, sheet)
    with world.database.writing() as db:
        assert next_call(db, first, Stratum.RANDOM, NOW) is None
    with world.database.reading() as db:
        done = db.get_one(SamplePlan, plan.id)
        assert done.ended_at is not None and done.figure is not None and done.figure["n"] == plan.size


def test_a_call_in_hand_stays_in_hand_and_can_be_put_aside(world: World) -> None:
    judged(world, 12)
    plan_of(world)
    first, second = analyst(world, 1), analyst(world, 2)
    with world.database.writing() as db:
        mine = next_call(db, first, Stratum.RANDOM, NOW)
    with world.database.writing() as db:
        same = next_call(db, first, Stratum.RANDOM, NOW)
        other = next_call(db, second, Stratum.RANDOM, NOW)
    assert mine and same and other and mine.id == same.id and other.recording_id != mine.recording_id
    with world.database.writing() as db:
        later = next_call(db, first, Stratum.RANDOM, NOW, after=mine.recording_id)
    assert later and later.recording_id not in (mine.recording_id, other.recording_id)


def test_what_is_in_one_queue_is_in_no_figure_of_the_other(world: World) -> None:
    ids = judged(world, 14, quiet=tuple(range(0, 14, 2)), doubtful=(1,))
    plan = plan_of(world)
    who = world.actors[Role.AUDITOR]
    with world.database.reading() as db:
        page = queues_page(db, who, NOW)
        drawn = set(left_ids(db, who, plan))
        assert {row.call.id for row in page.risk}.isdisjoint(drawn)
        assert queue_count(db, who) == len(drawn) + page.risk_total
        assert figure_of(db, plan).n == 0
    risky = next(row for row in page.risk if row.call.id in ids)
    with world.database.writing() as db:
        sheet = next_call(db, who, Stratum.RISK, NOW)
    assert sheet is not None and sheet.mode == "assisted" and risky.why
    fill(world, who, sheet, "insult")
    with world.database.reading() as db:
        assert figure_of(db, plan).n == 0, "a call chosen by risk makes no rate"


def test_the_risk_queue_says_why(world: World) -> None:
    judged(world, 3, quiet=(0,), doubtful=(1,))
    who = world.actors[Role.QA]
    with world.database.reading() as db:
        rows = {row.call.code: row for row in queues_page(db, who, NOW).risk}
    assert set(rows) == {"QA-01", "QA-02"}
    assert rows["QA-01"].why == (Why.CRITICAL, Why.UNSURE) and rows["QA-01"].criteria == ("unofficial_payment",)
    assert rows["QA-02"].why == (Why.CRITICAL,)


def test_an_impossible_draw_is_refused_with_its_field(world: World) -> None:
    judged(world, 2)
    with world.database.writing() as db, pytest.raises(BadInput) as caught:
        draw_plan(db, world.actors[Role.QA], replace(MAY, half_width=0.9), KEY, NOW)
    assert caught.value.field == "half_width"
    with world.database.writing() as db, pytest.raises(Conflict):
        long_ago = MAY.first_day.replace(month=1)
        draw_plan(db, world.actors[Role.QA], replace(MAY, first_day=long_ago, last_day=long_ago), KEY, NOW)


def test_a_closed_sheet_does_not_change(world: World) -> None:
    judged(world, 12)
    plan_of(world)
    who = analyst(world, 1)
    with world.database.writing() as db:
        sheet = next_call(db, who, Stratum.RANDOM, NOW)
    assert sheet is not None
    closed = fill(world, who, sheet)
    with pytest.raises(Conflict):
        fill(world, who, closed)
    with world.database.reading() as db:
        assert db.get_one(ScoreSheet, sheet.id).breach == 0
