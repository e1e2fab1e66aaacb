"""Every measure against a count by hand, on SQLite and on Postgres."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.errors import NotFound
from app.migrations.runner import upgrade
from app.queries.collections.kpi_facts import FACTS
from app.queries.collections.kpis import asked, board, fact_rows, split, weeks
from app.queries.rows import Role
from app.services.portfolio.photograph import photograph
from reports.kpis.measure import measures
from tests.app.kpis import small_world as w
from tests.app.real_services import fresh_database, postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def session(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Session]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
        upgrade(made)
        with made.writing() as db:
            yield db
        made.dispose()
        return
    with fresh_database(server, "trasluz_kpis") as url:
        made = Database(url.replace("postgresql://", "postgresql+psycopg://"))
        upgrade(made)
        with made.writing() as db:
            yield db
        made.dispose()


@pytest.fixture
def actor(session: Session) -> Actor:
    """The manager of a client with seven debtors, and another client's debtor beside them."""
    stranger = w.organisation(session, "Otro banco")
    theirs = w.debt(session, stranger, 99, 1_000, 10)
    w.contact(session, theirs, w.at(5), answered_by="debtor", right_party=True)
    w.paid(session, theirs, 1_000, date(2026, 5, 5))
    mine = w.organisation(session, "Banco Lindero")
    debts = [w.debt(session, mine, n, 100_000, days) for n, days in enumerate((10, 20, 40, 70, 100))]
    today = w.debt(session, mine, 5, 0, 0)
    placed = w.debt(session, mine, 6, 100_000, 15)
    a, b, c, d, _e = debts
    session.commit()
    photograph(session, mine, w.FIRST)
    talk = w.contact(
        session, a, w.at(4), answered_by="debtor", right_party=True, duration_s=100.0, wrap_up_s=20.0, cost_micros=500_000_000
    )
    w.contact(session, a, w.at(5))
    w.contact(session, a, w.at(6))
    w.contact(session, b, w.at(6), answered_by="third_party", duration_s=40.0, right_party=False)
    w.contact(session, c, w.at(7), state="refused", refused={"rule_id": "cl-weekly"})
    w.contact(session, c, w.at(7), channel="sms", state="delivered", cost_micros=20_000_000)
    w.contact(session, c, w.at(8), channel="sms", direction="inbound", state="replied", answered_by="debtor")
    w.contact(session, d, w.at(9), channel="sms", state="failed")
    w.contact(session, today, w.at(9), channel="voice")
    w.agreed(session, a, talk, 60_000, date(2026, 5, 8), "kept", 60_000)
    w.agreed(session, b, None, 50_000, date(2026, 5, 9), "broken", 20_000)
    w.agreed(session, c, None, 50_000, date(2026, 5, 20), "open", 0)
    w.paid(session, a, 60_000, date(2026, 5, 8))
    w.paid(session, b, 20_000, date(2026, 5, 9))
    w.paid(session, b, 70_000, date(2026, 5, 10), reversed=True)
    w.paid(session, placed, 10_000, date(2026, 4, 1))
    w.cured(session, a, date(2026, 4, 21), date(2026, 5, 8))
    w.complained(session, b, 7)
    w.complained(session, c, 7, debt_id=None)
    w.opted_out(session, d, w.at(8), "sms")
    a.overdue_minor, a.oldest_due_on = 0, None
    session.commit()
    return Actor(None, "x", mine, Role.MANAGER)


EXPECTED = {
    # measure: (value, n) counted by hand from the fixture above
    "contact_rate": (2 / 5, 5),
    "contact_rate_accounts": (2 / 5, 5),
    "right_party_rate": (1 / 5, 5),
    "coverage": (4 / 6, 6),
    "intensity": (6 / 6, 6),
    "delivery_rate": (1 / 2, 2),
    "answer_rate": (2 / 7, 7),
    "promise_rate": (1, 1),
    "kept_rate": (1 / 2, 2),
    "kept_amount": (80_000 / 110_000, 2),
    "recovery_rate": (80_000 / 600_000, 6),
    "days_to_cure": (17, 1),
    "cost_to_collect": (520 / 80_000, 3),
    "handle_time": ((120 + 40) / 2, 2),
    "wrap_up": (20, 1),
    "gate_refusals": (1 / 8, 8),
    "complaints": (2_000 / 5, 5),
    "opt_out_hours": (24, 1),
}


def test_every_measure_is_the_count_by_hand(session: Session, actor: Actor) -> None:
    ask = asked(session, actor, w.FIRST, w.LAST, w.NOW)
    found = {m.measure.id: m for m in board(session, ask)}
    assert set(found) == set(measures()) == set(FACTS)
    for kpi, (value, n) in EXPECTED.items():
        assert found[kpi].found.value == pytest.approx(value), kpi
        assert found[kpi].found.n == n, kpi


def test_what_rolled_to_a_worse_bucket(session: Session, actor: Actor) -> None:
    """Fourteen days later: 10 is cured, 20 → 34 rolls, 40 → 54, 70 → 84, 100 and 15 → 29 stay."""
    ask = asked(session, actor, w.FIRST, w.LAST, w.NOW - timedelta(days=3))
    (whole,) = split(session, ask, "roll_rate")
    assert whole.found.value == pytest.approx(1 / 6)
    (cures,) = split(session, ask, "cure_rate")
    assert cures.found.value == pytest.approx(1 / 6)


def test_a_split_adds_up_to_the_whole_and_leads_to_its_rows(session: Session, actor: Actor) -> None:
    ask = asked(session, actor, w.FIRST, w.LAST, w.NOW)
    for kpi, measure in measures().items():
        (whole, *_) = split(session, ask, kpi)
        for by in measure.by:
            parts = split(session, ask, kpi, by)
            assert sum(p.found.n for p in parts) == whole.found.n, (kpi, by)
            for part in parts:
                rows = fact_rows(session, ask, kpi, by, part.label, 1)
                assert rows.found == part.found.n, (kpi, by, part.label)
        assert fact_rows(session, ask, kpi, None, None, 1).found == whole.found.n


def test_without_a_photograph_it_says_so_and_measures_nothing(session: Session, actor: Actor) -> None:
    ask = asked(session, actor, date(2026, 3, 1), date(2026, 3, 31), w.NOW)
    (whole,) = split(session, ask, "recovery_rate")
    assert (whole.found.value, whole.cause) == (None, "no_photo")
    (roll,) = split(session, asked(session, actor, w.FIRST, w.LAST, w.NOW + timedelta(days=30)), "roll_rate")
    assert (roll.found.value, roll.cause) == (None, "no_end_photo")


def test_nothing_happened_is_not_zero(session: Session, actor: Actor) -> None:
    ask = asked(session, actor, date(2026, 2, 1), date(2026, 2, 10), w.NOW)
    (whole,) = split(session, ask, "contact_rate")
    assert (whole.found.value, whole.cause) == (None, "nothing")


def test_weeks_begin_on_monday_and_hold_their_own_rows(session: Session, actor: Actor) -> None:
    found = dict(weeks(session, actor, asked(session, actor, w.FIRST, w.LAST, w.NOW), "contact_rate", 3))
    assert list(found) == [date(2026, 4, 27), date(2026, 5, 4), date(2026, 5, 11)]
    assert found[date(2026, 5, 4)].found.n == 5


def test_a_measure_there_is_not(session: Session, actor: Actor) -> None:
    ask = asked(session, actor, w.FIRST, w.LAST, w.NOW)
    with pytest.raises(NotFound):
        split(session, ask, "happiness")
    with pytest.raises(NotFound):
        split(session, ask, "coverage", "agent")


def test_a_photograph_is_taken_once(session: Session, actor: Actor) -> None:
    assert photograph(session, actor.organisation_id, w.FIRST) == 7
    assert photograph(session, actor.organisation_id, w.FIRST) == 7
