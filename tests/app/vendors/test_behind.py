"""What lies behind a figure, row by row; ghosts' rows apart from every other, and told to nobody who pays a vendor."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from app.errors import Forbidden, NotFound
from app.models import Account, VendorTerms
from app.models.ghost import Ghost
from app.queries.oversight.scorecards.behind import law_lines, rows_of
from app.queries.oversight.scorecards.facts import facts
from app.queries.oversight.scorecards.invoices import invoice_csv, invoice_of, invoices_of
from app.queries.rows import Role
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.settings import Settings
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.wave_world import VENDOR, sealed
from tests.app.world import World

PERIOD = Period(m.FIRST, m.LAST)


def test_every_figure_leads_to_its_rows(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        vendor = m.vendor(db, who.organisation_id, "Sur Recupera")
        one, two = m.placed(db, who.organisation_id, vendor, 1), m.placed(db, who.organisation_id, vendor, 2)
        late = m.contact(db, one, m.at(10, 3))
        m.contact(db, two, m.at(7))
        m.surveyed(db, one, 8, csat=5)
        m.surveyed(db, two, 8, csat=1)
        m.paid(db, one, 700, date(2026, 4, 20))
        db.commit()
        key, found = str(vendor), facts(db, who, PERIOD, now=m.NOW).months[-1]
        for measure in ("survey_csat", "contacts_a_week", "first_contact_days"):
            rows = rows_of(db, who, measure, key, PERIOD, now=m.NOW).rows
            sums = found.sums[measure][key]
            assert (sum(r.x for r in rows), sum(r.y for r in rows)) == pytest.approx((sums.x, sums.y))
        accounts = rows_of(db, who, "recovery_adjusted", key, PERIOD, now=m.NOW)
        assert [(r.number, r.x) for r in accounts.rows] == [("D-1", 700.0), ("D-2", 0.0)] and accounts.found == 2
        (broken,) = rows_of(db, who, "contacts_against_law", key, PERIOD, now=m.NOW).rows
        assert (broken.id, broken.rule, broken.number) == (str(late.id), "cl-hours-voice-visit", "D-1")
        (rule,) = law_lines(db, who, key, PERIOD, m.NOW)
        assert (rule.strict, rule.judged) == (1, 2) and rule.citation
        with pytest.raises(NotFound):
            rows_of(db, who, "cost_per_unit", key, PERIOD)
        with pytest.raises(NotFound):
            rows_of(db, who, "skill", "999", PERIOD)
        with pytest.raises(Forbidden):
            rows_of(db, both.actors[Role.MANAGER], "skill", key, PERIOD)


def test_calls_lead_to_the_second(both: World) -> None:
    both.audited()
    who = both.actors[Role.AUDITOR]
    with both.database.writing() as db:
        may = Period(date(2026, 5, 1), date(2026, 5, 31))
        key = next(v.key for v in facts(db, who, may, months=1).vendors if v.name == "Marea Sur")
        rows = rows_of(db, who, "critical_calls", key, may).rows
    assert {row.code for row in rows} == {"MS-1", "MS-2"} and all(row.recording_id == row.id for row in rows)


def test_ghosts_are_lines_of_their_own_and_the_one_who_pays_never_learns_of_them(world: World, settings: Settings) -> None:
    sealed(world, settings)
    executive, manager = world.actors[Role.EXECUTIVE], world.actors[Role.MANAGER]
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    with world.database.writing() as db:
        vendor = m.vendor(db, manager.organisation_id, VENDOR)
        found = facts(db, executive, may, months=1)
        month = found.months[-1]
        ghosts = db.scalars(select(Ghost.number).where(Ghost.account_id.is_not(None))).all()
        assert month.sizes[str(vendor)]["ghosts"] == len(ghosts) > 0
        assert month.sums["critical_ghosts"][str(vendor)].y == len(ghosts) and not len(month.accounts)
        rows = rows_of(db, executive, "critical_ghosts", str(vendor), may).rows
        assert {row.number for row in rows} == set(ghosts) and {row.kind for row in rows} == {"ghost"}
        assert {row.number for row in rows_of(db, executive, "recovery_adjusted", str(vendor), may).rows} == set()
        terms = {"currency": "CLP", "bands": [{"percent": "10"}]}
        row = VendorTerms(
            organisation_id=manager.organisation_id,
            vendor_id=vendor,
            terms=terms,
            valid_from=may.first,
            made_at=m.NOW,
            made_by="x",
        )
        db.add(row)
        db.commit()
        real = next(n for n in db.scalars(select(Account.number).order_by(Account.number)) if n not in ghosts)
        lines = "".join(f"{n},R{i},2026-05-10,1000,10,100\n" for i, n in enumerate((ghosts[0], real)))
        given = Given("f.csv", io.BytesIO(b"account,reference,date,amount,rate,commission\n" + lines.encode()))
        made = check_invoice(db, world.store, manager, Bill(vendor, may.first, may.last, "CLP"), given, m.NOW)
        theirs, ours = invoice_of(db, manager, made.id), invoice_of(db, executive, made.id)
        first, second = theirs.lines
        assert (first.finding, first.es, first.en, first.ghost) == (second.finding, second.es, second.en, second.ghost)
        assert theirs.ghosts_billed_minor is None and ours.ghosts_billed_minor == 100
        assert [line.ghost for line in ours.lines] == [True, False]
        assert invoice_csv(theirs, "es") == invoice_csv(ours, "es") and b"ghost" not in invoice_csv(ours, "en").lower()
        assert invoices_of(db, manager)[0].ghosts_billed_minor is None
        with pytest.raises(Forbidden):
            invoice_of(db, world.actors[Role.VENDOR], made.id)
