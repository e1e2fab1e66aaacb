"""Who had nothing in the month is not compared and is named; segments are the client's own words, never stages beside them."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models import Segment
from app.models.debt import DebtCase
from app.models.debt_day import DebtDay
from app.queries.oversight.scorecards.facts import facts
from app.queries.rows import Role
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.facts import Facts, Period
from tests.app.vendors import month as m
from tests.app.world import World

PERIOD = Period(m.FIRST, m.LAST)


def read(world: World, db: Session) -> Facts:
    return facts(db, world.actors[Role.EXECUTIVE], PERIOD, now=m.NOW)


def own_case(db: Session, mine: int, n: int, day: date) -> int:
    """A debt that nobody has, whose cycle began on that day; its id."""
    debt = m.placed(db, mine, m.vendor(db, mine, "Antes"), n, day=1)
    debt.placed_with, debt.stage, debt.segment_id = None, "late", None
    for stay in db.query(m.Placement).filter_by(debt_id=debt.id):
        db.delete(stay)
    db.add(DebtCase(debt_id=debt.id, opened_on=day, overdue_minor=50_000))
    db.flush()
    return debt.id


def test_who_had_nothing_in_the_month_is_left_out_and_named(both: World) -> None:
    with both.database.writing() as db:
        mine = both.actors[Role.MANAGER].organisation_id
        south, idle = m.vendor(db, mine, "Sur Recupera"), m.vendor(db, mine, "Quieta Cobranzas")
        for n in range(6):
            m.contact(db, m.placed(db, mine, south, n), m.at(7))
        before = m.placed(db, mine, idle, 50)
        stay = db.query(m.Placement).filter_by(debt_id=before.id).one()
        stay.placed_at, stay.recalled_at = m.at(1) - timedelta(days=50), m.at(1) - timedelta(days=20)
        m.contact(db, before, m.at(3) - timedelta(days=40), vendor_id=None)
        db.commit()
        found = read(both, db)
        assert [v.name for v in found.vendors] == ["Sur Recupera"], "nor the own desk, which reached out a month ago alone"
        assert any("Quieta Cobranzas no se compara" in note["es"] for note in found.left_out)
        assert any("The own desk is not compared" in note["en"] for note in found.left_out)
        made = comparison_now(db, both.actors[Role.EXECUTIVE], PERIOD, "", m.NOW)
        assert str(idle) not in [card.vendor.key for card in made.cards]
        assert any("Quieta Cobranzas" in note["es"] for note in made.notes)
        m.contact(db, before, m.at(9))
        db.commit()
        assert next(v.name for v in read(both, db).vendors) == "Quieta Cobranzas", "one contact of the month is something"


def test_the_own_desks_debts_are_in_the_segments_of_their_names_and_counted(both: World) -> None:
    with both.database.writing() as db:
        mine = both.actors[Role.MANAGER].organisation_id
        late = Segment(organisation_id=mine, name="Tardía", rule="mora > 30", position=1, changed_at=m.NOW)
        db.add(late)
        db.flush()
        south, day = m.vendor(db, mine, "Sur Recupera"), date(2026, 4, 10)
        m.placed(db, mine, south, 1, segment="Temprana", stage="early")
        m.placed(db, mine, south, 2, segment=None, stage="early")
        reached = m.placed(db, mine, south, 3)
        m.contact(db, reached, m.at(7), vendor_id=None)
        debt = own_case(db, mine, 10, day)
        db.add(
            DebtDay(
                on_day=day, debt_id=debt, organisation_id=mine, person_id=reached.person_id, segment_id=late.id,
                balance_minor=1, overdue_minor=1, days_overdue=1, aside=False,
            )
        )  # fmt: skip
        own_case(db, mine, 11, day)
        db.commit()
        found = read(both, db)
        assert set(found.segments) == {"Temprana", "Tardía", "—"}, "no stage stands beside the names people gave"
        assert found.months[-1].sizes["own"]["accounts"] == 2
        assert "Antes" not in [v.name for v in found.vendors]


def test_a_client_that_names_no_segments_has_its_stages(both: World) -> None:
    with both.database.writing() as db:
        mine = both.actors[Role.MANAGER].organisation_id
        south = m.vendor(db, mine, "Sur Recupera")
        m.placed(db, mine, south, 1, segment=None, stage="early")
        m.placed(db, mine, south, 2, segment=None, stage="late")
        db.commit()
        assert set(read(both, db).segments) == {"early", "late"}
