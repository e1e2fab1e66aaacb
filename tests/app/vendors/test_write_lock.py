"""SQLite has one write lock: what takes minutes does not hold it."""

import pytest
from sqlalchemy import select

from app.models import Organisation, Placement
from app.queries.rows import Role
from app.services.vendors.compare_vendors import ask_comparison
from app.services.vendors.make_comparison import comparison_now, make_comparison
from reports.scorecards.card import Comparison as Compared
from reports.scorecards.compare import compare
from reports.scorecards.facts import Facts
from tests.app.test_sign_in import write_now
from tests.app.vendors import month as m
from tests.app.vendors.test_comparisons import PERIOD, lived
from tests.app.world import World


def test_nobody_waits_to_write_while_a_comparison_is_reckoned(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes minutes, and SQLite has one write lock: sign-ins that waited half a minute for it were answered 500."""
    who, done = world.actors[Role.AUDITOR], list[str]()

    def reckoned(facts: Facts, segment: str) -> Compared:
        write_now(world)
        done.append(segment)
        return compare(facts, segment)

    monkeypatch.setattr("app.services.vendors.make_comparison.compare", reckoned)
    with world.database.writing() as db:
        lived(world, db)
        asked = ask_comparison(db, who, PERIOD, "", m.NOW, lambda _id: None)
    make_comparison(world.database, asked.id, lambda: m.NOW)
    assert sorted(done) == ["", "Tardía", "Temprana"]
    with world.database.writing() as db:
        db.add(Organisation(name="Otro", created_at=m.NOW))
        db.scalars(select(Placement)).all()[0].recalled_at = m.at(29)
        db.commit()
        comparison_now(db, who, PERIOD, "Temprana", m.NOW)
    assert sorted(done) == sorted(2 * ["", "Tardía", "Temprana"])
