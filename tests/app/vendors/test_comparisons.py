"""Comparisons are made once of the same books, kept, and made anew when anything they rest on changes."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden, NotFound
from app.models import Debt, Placement
from app.models.comparison import Comparison
from app.queries.oversight.comparisons import compared
from app.queries.rows import Role
from app.services.vendors.compare_vendors import ask_comparison, keep_compared
from app.services.vendors.make_comparison import comparison_now, make_comparison
from reports.scorecards.as_json import OlderShape, comparison_from
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.world import World

PERIOD = Period(m.FIRST, m.LAST)


def lived(world: World, db: Session, accounts: int = 20) -> None:
    """Two vendors with as many accounts each; the first collects twice as often."""
    mine = world.actors[Role.MANAGER].organisation_id
    for place, name in enumerate(("Sur Recupera", "Norte Recupera")):
        vendor = m.vendor(db, mine, name)
        for n in range(accounts):
            debt = m.placed(db, mine, vendor, 100 * place + n, balance=100_000 + 1_000 * n, segment=("Temprana", "Tardía")[n % 2])
            m.contact(db, debt, m.at(7 + n % 9))
            if n % (2 + place) == 0:
                m.paid(db, debt, 5_000 + n, date(2026, 4, 20))
    db.commit()


def test_a_comparison_is_made_once_for_the_same_books(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        lived(both, db)
        made = comparison_now(db, who, PERIOD, "", m.NOW)
        again = comparison_now(db, who, PERIOD, "", m.NOW)
        assert made == again and [v.name for v in made.vendors] == ["Norte Recupera", "Sur Recupera"]
        rows = db.scalars(select(Comparison)).all()
        assert sorted(row.segment for row in rows) == ["", "Tardía", "Temprana"] and {row.state for row in rows} == {"made"}
        early = comparison_now(db, who, PERIOD, "Temprana", m.NOW)
        assert early.segment == "Temprana" and len(db.scalars(select(Comparison)).all()) == 3
        with pytest.raises(NotFound):
            comparison_now(db, who, PERIOD, "Ninguno", m.NOW)
        db.rollback()
        db.scalars(select(Placement)).all()[0].recalled_at = m.at(29)
        db.commit()
        assert comparison_now(db, who, PERIOD, "", m.NOW) != made
        shown = compared(db, who, m.FIRST, "")
        assert shown.state == "made" and shown.segments == ("Tardía", "Temprana")


def test_a_worker_makes_what_was_asked_for_and_says_how_far_it_is(both: World) -> None:
    who, sent = both.actors[Role.AUDITOR], list[str]()
    with both.database.writing() as db:
        lived(both, db)
        asked = ask_comparison(db, who, PERIOD, "", m.NOW, sent.append)
        twice = ask_comparison(db, who, PERIOD, "", m.NOW, sent.append)
        assert asked.state == twice.state == "making" and sent == [asked.id] == [twice.id]
        with pytest.raises(Forbidden):
            ask_comparison(db, both.actors[Role.MANAGER], PERIOD, "", m.NOW, sent.append)
    make_comparison(both.database, asked.id, lambda: m.NOW)
    make_comparison(both.database, asked.id, lambda: m.NOW)
    with both.database.writing() as db:
        row = db.get_one(Comparison, asked.id)
        assert (row.state, row.share_done) == ("made", 100) and ask_comparison(
            db, who, PERIOD, "", m.NOW, sent.append
        ).state == "made"
        assert len(sent) == 1 and row.told == db.get_one(Comparison, asked.id).told


def test_what_another_version_made_is_said_and_made_anew(both: World) -> None:
    who, sent = both.actors[Role.EXECUTIVE], list[str]()
    with both.database.writing() as db:
        lived(both, db)
        made = comparison_now(db, who, PERIOD, "", m.NOW)
        (row,) = db.scalars(select(Comparison).where(Comparison.segment == "")).all()
        row.told, row.fingerprint = {**(row.told or {}), "shape": "before", "cards": "another thing"}, "of the version before"
        db.commit()
        with pytest.raises(OlderShape):
            comparison_from(row.told)
        shown = compared(db, who, m.FIRST, "")
        assert (shown.state, shown.made) == ("older", None)
        asked = ask_comparison(db, who, PERIOD, "", m.NOW, sent.append)
        assert asked.state == "making" and sent == [asked.id]
    make_comparison(both.database, asked.id, lambda: m.NOW)
    with both.database.writing() as db:
        assert compared(db, who, m.FIRST, "").made == made


def test_pairs_and_places_of_recovery_are_said_once(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        lived(both, db, 60)
        for n, debt in enumerate(db.scalars(select(Debt).order_by(Debt.id)).all()):
            m.surveyed(db, debt, 9, csat=1 + n % 5)
            m.complained(db, debt, m.at(11)) if n % 9 == 0 else None
        db.commit()
        made = comparison_now(db, who, PERIOD, "", m.NOW)
    whole = {(p.first, p.second): p for p in made.pairs if p.measure == "recovery_adjusted" and p.apart is not None}
    assert whole
    for pair in made.balance.pairs:
        if pair.measure == "recovery_adjusted":
            assert whole[pair.first, pair.second] == pair


def test_the_hour_asks_for_last_month_and_this_one(both: World) -> None:
    sent = list[str]()
    with both.database.writing() as db:
        lived(both, db)
    assert keep_compared(both.database, m.NOW, sent.append) == 2 and len(sent) == 2
    with both.database.reading() as db:
        firsts = sorted(row.first for row in db.scalars(select(Comparison)))
    assert firsts == [date(2026, 6, 1), date(2026, 7, 1)]
