"""Drafts, versions, launching: what is live never changes, and a test says beforehand how it will be read."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Conflict, NotFound
from app.models import Experiment, Strategy
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome
from app.operations.strategy_faults import BadStrategy
from app.queries.collections.experiments import arms_of, declared_of
from app.queries.collections.readouts import readout_page
from app.queries.collections.strategies import segment_card
from app.queries.rows import Role
from app.services.strategies.edit_strategy import begin_from_house, begin_strategy, new_version, save_strategy
from app.services.strategies.launch import launch, stop
from tests.app.strategies.world import NOW, TODAY, document, segment, step, strategy, texts
from tests.app.world import World, other_client

DECLARED = Declared(Outcome.CURED, Look.HORIZON, TODAY, 28, 30, 2000, 0.06)


def test_a_draft_is_changed_and_what_is_live_is_not(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    row = strategy(database, actor, segment(database, actor))
    with database.writing() as db:
        assert save_strategy(db, actor, row.id, document(step("other", 4))).steps["steps"][0]["key"] == "other"
        with pytest.raises(BadStrategy):
            save_strategy(db, actor, row.id, document(step("other", 4, "pigeon")))
        launch(db, actor, [Arm(row.id, 100)], None, NOW)
        with pytest.raises(Conflict):
            save_strategy(db, actor, row.id, document())
        copied = new_version(db, actor, row.id, NOW)
        assert (copied.version, copied.state, copied.steps["steps"][0]["key"]) == (2, "draft", "other")
        with pytest.raises(Conflict):
            new_version(db, actor, row.id, NOW)


def test_nobody_of_another_client_sees_or_changes_it(world: World) -> None:
    actor, stranger = world.actors[Role.MANAGER], other_client(world.database)
    row = strategy(world.database, actor, segment_id := segment(world.database, actor))
    with world.database.writing() as db:
        for act in (
            lambda: save_strategy(db, stranger, row.id, document()),
            lambda: launch(db, stranger, [Arm(row.id, 100)], None, NOW),
            lambda: begin_strategy(db, stranger, segment_id, "B", document(), NOW),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_strategy_without_texts_does_not_go_out(world: World) -> None:
    actor = world.actors[Role.MANAGER]
    row = strategy(world.database, actor, segment(world.database, actor))
    with world.database.writing() as db, pytest.raises(BadInput, match="no live text"):
        launch(db, actor, [Arm(row.id, 100)], None, NOW)


def test_a_test_needs_its_declaration_and_shares_that_add_up(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B", step("later", 4))
    with database.writing() as db:
        with pytest.raises(BadInput, match="beforehand"):
            launch(db, actor, [Arm(a.id, 70), Arm(b.id, 30)], None, NOW)
        with pytest.raises(BadInput, match="add up"):
            launch(db, actor, [Arm(a.id, 70), Arm(b.id, 20)], DECLARED, NOW)
        experiment = launch(db, actor, [Arm(a.id, 70), Arm(b.id, 30)], DECLARED, NOW)
        assert declared_of(experiment.declared) == DECLARED
        assert len(experiment.seed) == 32


def test_a_new_launch_ends_the_old_one_under_another_seed_and_keeps_its_versions_as_they_were(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B", step("later", 4))
    with database.writing() as db:
        first = launch(db, actor, [Arm(a.id, 70), Arm(b.id, 30)], DECLARED, NOW)
        second = launch(db, actor, [Arm(a.id, 50), Arm(b.id, 50)], DECLARED, NOW)
        shares = {seed: _shares(db, seed) for seed in (first.seed, second.seed)}
        assert first.seed != second.seed and first.live_to == NOW
        assert shares[first.seed] == [("A", 1, 70, "retired"), ("B", 1, 30, "retired")]
        assert shares[second.seed] == [("A", 2, 50, "live"), ("B", 2, 50, "live")]
        stop(db, actor, segment_id, NOW)
        assert db.scalars(select(Experiment).where(Experiment.live_to.is_(None))).all() == []
        with pytest.raises(Conflict):
            stop(db, actor, segment_id, NOW)


def _shares(db: Session, seed: str) -> list[tuple[str, int, int, str]]:
    wanted = select(Strategy.name, Strategy.version, Strategy.share_percent, Strategy.state).where(Strategy.seed == seed)
    return sorted(db.execute(wanted).tuples().all())


def test_the_houses_own_strategies_begin_as_drafts(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    segment_id = segment(database, actor)
    with database.writing() as db:
        for key in ("preventive", "early", "late"):
            assert begin_from_house(db, actor, segment_id, key, "es", NOW).state == "draft"
        with pytest.raises(NotFound):
            begin_from_house(db, actor, segment_id, "harsh", "es", NOW)
        with pytest.raises(BadInput):
            begin_from_house(db, actor, segment_id, "early", "es", NOW)


def test_the_champion_is_who_was_launched_as_one_though_its_version_is_younger_than_the_draft(world: World) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    first = strategy(database, actor, segment_id := segment(database, actor))
    with database.writing() as db:
        launch(db, actor, [Arm(first.id, 100)], None, NOW)
        draft = new_version(db, actor, first.id, NOW)
        test = launch(db, actor, [Arm(first.id, 70), Arm(draft.id, 30)], DECLARED, NOW)
        rows, arms = arms_of(db, test)
        assert [(row.version, arm.share_percent) for row, arm in zip(rows, arms, strict=True)] == [(3, 70), (2, 30)]
        assert rows[0].id > rows[1].id and declared_of(test.declared) == DECLARED
        assert [row.id for row in segment_card(db, actor, segment_id).live.arms] == [row.id for row in rows]  # type: ignore[union-attr]
        assert [arm.strategy for arm in readout_page(db, actor, test.id, NOW).arms] == [row.id for row in rows]
