"""What a comparison rests on, counted by hand, on SQLite and on Postgres."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import BadInput, Forbidden
from app.models import Consent, Recording, VendorPromise, VendorReturn
from app.models.placement import VendorTerms
from app.queries.oversight.scorecards.facts import facts
from app.queries.rows import Role
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Facts, Month, Period
from tests.app.vendors import month as m
from tests.app.world import World

PERIOD = Period(m.FIRST, m.LAST)


def read(world: World, db: Session, period: Period = PERIOD) -> Facts:
    return facts(db, world.actors[Role.EXECUTIVE], period, 60, now=m.NOW)


def vendors(world: World, db: Session) -> tuple[int, int]:
    mine = world.actors[Role.MANAGER].organisation_id
    return m.vendor(db, mine, "Sur Recupera"), m.vendor(db, mine, "Norte Recupera")


def sums(month: Month, measure: str, key: int | str) -> tuple[int, int, float, float]:
    """Clusters, rows, above, below."""
    found: Sums = month.sums[measure][str(key)]
    return found.clusters, found.rows, found.x, found.y


def test_accounts_are_those_handed_over_with_what_came_back_in_time(both: World) -> None:
    with both.database.writing() as db:
        mine, (south, north) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        one = m.placed(db, mine, south, 1)
        m.paid(db, one, 10_000, date(2026, 4, 2))
        m.paid(db, one, 5_000, date(2026, 6, 1))
        m.paid(db, one, 7_000, date(2026, 6, 2))
        m.paid(db, one, 9_000, date(2026, 4, 1))
        bounced = m.paid(db, one, 3_000, date(2026, 4, 9))
        bounced.reversed_by = bounced.entry_id
        two = m.placed(db, mine, north, 2, day=30, recalled_at=m.at(30) + timedelta(days=15))
        m.paid(db, two, 4_000, date(2026, 5, 15))
        m.paid(db, two, 4_000, date(2026, 5, 16))
        theirs = m.client(db, "Otro banco")
        m.placed(db, theirs, m.vendor(db, theirs, "Sur Recupera"), 9)
        db.commit()
        found = read(both, db)
    assert [(v.name, v.own) for v in found.vendors] == [("Norte Recupera", False), ("Sur Recupera", False)]
    assert (found.currency, found.exponent, found.segments, found.horizon_days) == ("CLP", 0, ("Temprana",), 60)
    accounts = found.months[-1].accounts
    assert accounts.vendor.tolist() == [1, 0]
    assert accounts.recovered.tolist() == [15_000.0, 4_000.0]
    assert accounts.days_left.tolist() == pytest.approx([1.0, 0.25])
    assert accounts.balance.tolist() == [100_000.0, 100_000.0]
    assert accounts.months_open.tolist() == pytest.approx([365 / 30.44, 393 / 30.44])
    assert accounts.risk.tolist() == [0.4, 0.4]
    assert len(set(accounts.person.tolist())) == 2


def test_months_begin_where_the_books_do(both: World) -> None:
    with both.database.writing() as db:
        mine, (south, _) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        one = m.placed(db, mine, south, 1)
        m.contact(db, one, m.at(1) - timedelta(days=40))
        db.commit()
        found = read(both, db)
        alone = read(both, db, Period(date(2026, 2, 1), date(2026, 2, 28)))
    assert [month.period.first for month in found.months] == [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
    assert len(alone.months) == 1 and not len(alone.months[0].accounts)


def test_contacts_by_week_and_against_the_law(both: World) -> None:
    """Chile: one call in seven days running, from 8 to 20 of working days."""
    with both.database.writing() as db:
        mine, (south, north) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        one, two = m.placed(db, mine, south, 1), m.placed(db, mine, north, 2)
        m.contact(db, one, m.at(7))
        m.contact(db, one, m.at(10, 3))
        m.contact(db, one, m.at(14), answered_by="debtor")
        m.contact(db, one, m.at(17), state="failed", outcome="not_sent")
        m.contact(db, one, m.at(18), direction="inbound")
        m.contact(db, two, m.at(8))
        m.contact(db, two, m.at(8, 15, 30), vendor_id=None, state="refused")
        db.commit()
        found = read(both, db)
    month = found.months[-1]
    assert sums(month, "contacts_a_week", south) == (1, 2, 3.0, 2.0)
    assert sums(month, "contacts_a_week", north) == (1, 1, 1.0, 1.0)
    assert sums(month, "contacts_against_law", south) == (1, 3, 2.0, 3.0)
    assert sums(month, "contacts_against_law", north) == (1, 1, 0.0, 1.0)
    assert month.sums["cap_use"][str(south)].y == 2
    assert month.sizes[str(south)] == {"accounts": 1, "people": 1, "contacts": 3, "calls": 0, "ghosts": 0, "surveys_sent": 0}
    assert "own" not in [v.key for v in found.vendors]
    assert month.causes[("attempts_real", str(south))]["en"].startswith("no log")


def test_complaints_surveys_requests_and_first_contacts(both: World) -> None:
    with both.database.writing() as db:
        mine, (south, north) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        one, two, three = m.placed(db, mine, south, 1), m.placed(db, mine, south, 2), m.placed(db, mine, north, 3)
        call = m.contact(db, one, m.at(4))
        m.contact(db, one, m.at(12))
        m.contact(db, two, m.at(5))
        m.contact(db, three, m.at(6), state="done")
        m.complained(db, one, m.at(5), interaction_id=call.id)
        m.complained(db, one, m.at(6))
        m.complained(db, three, m.at(7), debt_id=None)
        m.complained(db, two, m.at(7), kind="dispute")
        m.surveyed(db, one, 8, csat=5, ces=6, nps=10)
        m.surveyed(db, two, 8, csat=2, nps=3)
        m.surveyed(db, three, 8)
        db.add(Consent(person_id=one.person_id, channel="all", granted=False, source="voice", at=m.at(10)))
        db.add(Consent(person_id=two.person_id, channel="sms", granted=False, source="voice", at=m.at(10)))
        db.commit()
        month = read(both, db).months[-1]
    assert sums(month, "complaints", south) == (2, 2, 2.0, 2.0)
    assert sums(month, "complaints", north) == (1, 1, 1.0, 1.0)
    assert sums(month, "survey_csat", south) == (2, 2, 1.0, 2.0)
    assert sums(month, "survey_ces", south) == (1, 1, 6.0, 1.0)
    assert sums(month, "survey_nps", south) == (2, 2, 0.0, 2.0)
    assert str(north) not in month.sums["survey_csat"] and month.sizes[str(north)]["surveys_sent"] == 1
    assert sums(month, "opt_out_days", south) == (2, 2, 2.0, 2.0)
    assert sums(month, "first_contact_days", south) == (2, 2, 5.0, 2.0)


def test_segments_are_told_apart_and_payments_stand_with_the_contact_they_followed(both: World) -> None:
    with both.database.writing() as db:
        mine, (south, _) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        one = m.placed(db, mine, south, 1, day=1)
        two = m.placed(db, mine, south, 2, day=1, segment="Tardía", stage="late")
        for day in (6, 7, 14):
            m.contact(db, one, m.at(day))
        m.contact(db, two, m.at(8))
        m.paid(db, one, 500, date(2026, 4, 13))
        m.paid(db, one, 300, date(2026, 4, 21))
        m.paid(db, one, 200, date(2026, 4, 22))
        m.paid(db, two, 100, date(2026, 4, 7))
        db.commit()
        found = read(both, db)
    assert found.segments == ("Temprana", "Tardía") and found.touches is not None and found.paid_days == 7
    month, touches = found.months[-1], found.touches
    assert month.segments["Temprana"]["contacts_a_week"][str(south)].x == 3
    assert month.segments["Tardía"]["contacts_a_week"][str(south)].x == 1
    assert month.segments["Tardía"]["contacts_against_law"][str(south)].y == 1
    assert touches.order.tolist() == [1, 2, 1, 1] and touches.paid.tolist() == [0.0, 500.0, 300.0, 0.0]
    assert touches.segment.tolist() == [0, 0, 0, 1] and touches.against.tolist() == [False, True, False, False]


def test_promises_are_kept_by_the_clients_own_payments(both: World) -> None:
    with both.database.writing() as db:
        mine, (south, north) = both.actors[Role.MANAGER].organisation_id, vendors(both, db)
        kept, late, replaced = (m.placed(db, mine, south, n) for n in (1, 2, 3))
        back = VendorReturn(
            id="r", organisation_id=mine, vendor_id=south, file="f", stored="s", sha256="x", rows=1, accepted=1, rejected=0,
            at=m.NOW, who="x",
        )  # fmt: skip
        db.add(back)
        db.flush()

        def promise(debt: object, made: int, due: int, amount: int) -> None:
            db.add(
                VendorPromise(
                    organisation_id=mine, vendor_id=south, return_id="r", person_id=debt.person_id, debt_id=debt.id,  # type: ignore[attr-defined]
                    once=f"{made}-{due}-{debt.id}", amount_minor=amount, due_on=date(2026, 4, due), made_at=m.at(made),  # type: ignore[attr-defined]
                )
            )  # fmt: skip

        promise(kept, 5, 10, 1_000)
        m.paid(db, kept, 600, date(2026, 4, 6))
        m.paid(db, kept, 400, date(2026, 4, 12))
        promise(late, 5, 10, 1_000)
        m.paid(db, late, 999, date(2026, 4, 9))
        m.paid(db, late, 1_000, date(2026, 4, 13))
        promise(replaced, 5, 10, 1_000)
        promise(replaced, 8, 20, 500)
        m.contact(db, kept, m.at(9))
        m.contact(db, late, m.at(7))
        db.add(
            VendorTerms(
                organisation_id=mine, vendor_id=south, terms={"currency": "CLP", "bands": [{"percent": "10"}]},
                valid_from=date(2026, 1, 1), made_at=m.NOW, made_by="x",
            )
        )  # fmt: skip
        m.placed(db, mine, north, 90)
        db.commit()
        month = read(both, db).months[-1]
    assert sums(month, "promises_kept", south) == (3, 3, 1.0, 3.0)
    assert sums(month, "word_kept", south) == (3, 3, 2.0, 3.0)
    cost = month.sums["cost_per_unit"][str(south)]
    assert (cost.x, cost.y) == (300.0, 2_999.0)
    assert str(north) in {key for measure, key in month.causes if measure == "cost_per_unit"}


def test_calls_carry_the_machines_mark_and_what_people_decided(both: World) -> None:
    both.audited()
    with both.database.writing() as db:
        for n, call in enumerate(db.query(Recording).order_by(Recording.file)):
            call.called_at = m.at(10 + n)
        db.commit()
        found = read(both, db)
    calls = found.months[-1].calls
    assert len(calls.vendor) == 3 and {found.vendors[v].name for v in calls.vendor.tolist()} == {"Marea Sur", "Norte Cobros"}
    assert sorted(set(calls.agent.tolist())) == [0, 1, 2]
    assert set(calls.truth.tolist()) == {-1} and not calls.drawn.any() and found.scorer is None
    marea = next(v.key for v in found.vendors if v.name == "Marea Sur")
    assert found.months[-1].sums["skill"][marea].clusters <= 2
    assert found.months[-1].sizes[marea]["calls"] == 2


def test_only_those_who_compare_vendors_read_it_and_a_period_is_one(both: World) -> None:
    with both.database.writing() as db:
        for role in (Role.MANAGER, Role.VENDOR, Role.AGENT, Role.QA):
            with pytest.raises(Forbidden):
                facts(db, both.actors[role], PERIOD)
        with pytest.raises(BadInput, match="before it begins"):
            read(both, db, replace(PERIOD, last=date(2026, 3, 1)))
        with pytest.raises(BadInput, match="up to 92 days"):
            read(both, db, replace(PERIOD, last=date(2026, 9, 1)))
