"""A rule picks the same debts in the database and by what is known of each, on SQLite and on Postgres."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, text

from app.models import Debt, Person, Segment
from app.operations.segments import Rule
from app.operations.segments_holds import Facts, holds
from app.operations.segments_said import said
from app.queries.collections.segments_facts import facts_of
from app.queries.collections.segments_sql import condition
from app.services.portfolio.edit_segments import USUAL, move_segment, save_segment, switch_segment, usual_segments
from app.services.portfolio.segment import resegment
from tests.app.portfolio.history import draw
from tests.app.portfolio.world import NOW, Client, client_on, servers
from tests.operations.rules import RULES, TESTS


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: str) -> Iterator[Client]:
    with client_on(request.param, tmp_path_factory.mktemp("agree"), server) as made:
        with made.database.writing() as db:
            draw(db, made.actor.organisation_id, 120, 5)
        yield made


@pytest.fixture(scope="module")
def facts(client: Client) -> dict[int, Facts]:
    with client.database.reading() as db:
        return facts_of(db, db.scalars(select(Debt.id)).all(), NOW)


@given(TESTS | RULES)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_pick_the_same(client: Client, facts: dict[int, Facts], rule: Rule) -> None:
    by_facts = {debt for debt, known in facts.items() if holds(rule, known, NOW)}
    with client.database.reading() as db:
        by_database = set(db.scalars(select(Debt.id).join(Person).where(condition(rule, NOW))))
    assert by_database == by_facts, said(rule, "es")


def test_all_at_once_and_one_by_one_give_the_same_segments(client: Client) -> None:
    with client.database.writing() as db:
        usual_segments(db, client.actor, NOW)
        assert resegment(db, None, NOW, client.actor.organisation_id) > 0
        db.commit()
        at_once = dict(db.execute(select(Debt.id, Debt.segment_id)).tuples().all())
        stages = dict(db.execute(select(Debt.id, Debt.stage)).tuples().all())
        assert resegment(db, None, NOW) == 0, "a second time nothing changes"
        db.execute(text("UPDATE debt SET segment_id = NULL, stage = NULL"))
        db.commit()
        db.expire_all()
        resegment(db, list(at_once), NOW)
        db.commit()
        assert dict(db.execute(select(Debt.id, Debt.segment_id)).tuples().all()) == at_once
        assert dict(db.execute(select(Debt.id, Debt.stage)).tuples().all()) == stages
        assert len({s for s in at_once.values() if s}) > 4


def test_order_versions_and_switches(client: Client) -> None:
    with client.database.writing() as db:
        wide = save_segment(db, client.actor, None, "Todas", "saldo >= 0", NOW)
        narrow = db.scalars(select(Segment).where(Segment.name == USUAL[-1][0])).one()
        for _ in range(len(USUAL)):
            move_segment(db, client.actor, wide.id, True, NOW)
        resegment(db, None, NOW)
        db.commit()
        counts = dict(db.execute(select(Debt.segment_id, func.count()).group_by(Debt.segment_id)).tuples().all())
        assert narrow.id not in counts and counts[wide.id] == sum(n for s, n in counts.items() if s), "the first that fits wins"
        switch_segment(db, client.actor, wide.id, NOW)
        resegment(db, None, NOW)
        db.commit()
        counts = dict(db.execute(select(Debt.segment_id, func.count()).group_by(Debt.segment_id)).tuples().all())
        assert wide.id not in counts
        save_segment(db, client.actor, wide.id, "Todas", "saldo >= 1", NOW)
        assert (wide.version, wide.past[0]["rule"], wide.active) == (2, "saldo >= 0", True)
