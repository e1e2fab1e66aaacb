"""What lies behind a figure, row by row; ghosts' rows apart from every other, and told to nobody who pays a vendor."""

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sqlalchemy import select

from app.errors import Forbidden, NotFound
from app.models import Account, VendorTerms
from app.models.debt import DebtCase
from app.models.ghost import Ghost
from app.queries.oversight.scorecards import kept_fits
from app.queries.oversight.scorecards.behind import law_lines, rows_of
from app.queries.oversight.scorecards.facts import facts
from app.queries.oversight.scorecards.invoices import invoice_csv, invoice_of, invoices_of
from app.queries.oversight.scorecards.kept_fits import KeptFits
from app.queries.rows import Role
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.make_comparison import comparison_now
from app.settings import Settings
from reports.scorecards.adjusted import Expected, Recovery, expected_each
from reports.scorecards.facts import Accounts, Period
from tests.app.vendors import month as m
from tests.app.vendors.test_comparisons import lived
from tests.app.wave_world import VENDOR, sealed
from tests.app.world import World
from tests.reports.scorecards import worlds

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
        held = [(r.number, r.money.recovered, r.money.expected) for r in accounts.rows if r.money]
        assert held == [("D-1", 700.0, None), ("D-2", 0.0, None)] and (accounts.found, accounts.below) == (2, 0.0)
        (broken,) = rows_of(db, who, "contacts_against_law", key, PERIOD, now=m.NOW).rows
        assert (broken.id, [b.rule for b in broken.broken], broken.number) == (str(late.id), ["cl-hours-voice-visit"], "D-1")
        (rule,) = law_lines(db, who, key, PERIOD, m.NOW)
        assert (rule.strict, rule.judged) == (1, 2) and rule.citation
        with pytest.raises(NotFound):
            rows_of(db, who, "cost_per_unit", key, PERIOD)
        with pytest.raises(NotFound):
            rows_of(db, who, "skill", "999", PERIOD)
        with pytest.raises(Forbidden):
            rows_of(db, both.actors[Role.MANAGER], "skill", key, PERIOD)


def test_a_contact_that_breaks_two_rules_is_one_row_with_both(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        vendor = m.vendor(db, who.organisation_id, "Sur Recupera")
        debt = m.placed(db, who.organisation_id, vendor, 1)
        for hour in (15, 16, 17):
            m.contact(db, debt, m.at(7, hour))
        worst = m.contact(db, debt, m.at(8, 3))
        db.commit()
        sums = facts(db, who, PERIOD, now=m.NOW).months[-1].sums["contacts_against_law"][str(vendor)]
        shown = rows_of(db, who, "contacts_against_law", str(vendor), PERIOD, now=m.NOW)
    assert len(shown.rows) == shown.found == shown.above == sums.x and shown.below == sums.y == 4
    assert len({row.id for row in shown.rows}) == shown.found
    (night,) = [row for row in shown.rows if row.id == str(worst.id)]
    assert len(night.broken) == 2 and all(b.es and b.en and b.citation for b in night.broken)


def test_none_against_the_law_is_told_of_as_many_as_were_judged(both: World) -> None:
    """The client's own desk broke nothing: the page must not say that nothing happened."""
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        vendor = m.vendor(db, who.organisation_id, "Sur Recupera")
        debt = m.placed(db, who.organisation_id, vendor, 1)
        m.contact(db, debt, m.at(7), vendor_id=None)
        db.add(DebtCase(debt_id=debt.id, opened_on=date(2026, 4, 1), overdue_minor=50_000))
        db.commit()
        shown = rows_of(db, who, "contacts_against_law", "own", PERIOD, now=m.NOW)
        assert (shown.rows, shown.above, shown.below) == ((), 0, 1)
        (account,) = rows_of(db, who, "recovery_adjusted", "own", PERIOD, now=m.NOW).rows
    assert account.number == "D-1" and account.money and account.money.balance == 50_000


def test_the_accounts_of_a_vendor_come_to_its_adjusted_recovery(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        lived(both, db, 60)
        told = 0
        for segment in ("", "Temprana"):
            made = comparison_now(db, who, PERIOD, segment, m.NOW)
            for card in made.cards:
                (line,) = [line for line in card.lines if line.measure == "recovery_adjusted"]
                if line.value.value is None:
                    continue
                told += 1
                shown = rows_of(db, who, "recovery_adjusted", card.vendor.key, PERIOD, now=made.read_at, segment=segment)
                money = [row.money for row in shown.rows if row.money]
                came = sum((one.recovered * one.weight for one in money if one.weight), 0.0)
                due = sum((one.expected * one.weight for one in money if one.expected and one.weight), 0.0)
                assert came / due == pytest.approx(line.value.value, rel=1e-10) == shown.above / shown.below
                assert line.raw and line.raw.expected == pytest.approx(sum((one.expected for one in money if one.expected), 0.0))
                assert shown.found == len(shown.rows) == line.value.n and (segment or len(shown.groups) == 2)
        assert told == 4


def test_rows_of_a_segment_are_those_its_figure_counts(both: World) -> None:
    who = both.actors[Role.EXECUTIVE]
    with both.database.writing() as db:
        lived(both, db)
        month = facts(db, who, PERIOD, now=m.NOW).months[-1]
        key = str(m.vendor(db, who.organisation_id, "Sur Recupera"))
        for measure in ("contacts_a_week", "contacts_against_law", "first_contact_days"):
            sums = month.segments["Tardía"][measure][key]
            shown = rows_of(db, who, measure, key, PERIOD, now=m.NOW, segment="Tardía")
            assert (shown.above, shown.below) == pytest.approx((sums.x, sums.y)) and shown.below < month.sums[measure][key].y


def test_calls_lead_to_the_second(both: World) -> None:
    both.audited()
    who = both.actors[Role.AUDITOR]
    with both.database.writing() as db:
        may = Period(date(2026, 5, 1), date(2026, 5, 31))
        key = next(v.key for v in facts(db, who, may, months=1).vendors if v.name == "Marea Sur")
        rows = rows_of(db, who, "critical_calls", key, may).rows
    assert {row.code for row in rows} == {"MS-1", "MS-2"} and all(row.recording_id == row.id for row in rows)
    assert {row.marked for row in rows} == {True} and {row.decided for row in rows} == {None}


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


def test_the_same_accounts_are_fitted_once_and_others_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[int] = []

    def fit(accounts: Accounts, vendors: int) -> tuple[Recovery, Expected]:
        fitted.append(len(accounts))
        return expected_each(accounts, vendors)

    monkeypatch.setattr(kept_fits, "expected_each", fit)
    facts_of, kept = worlds.made().months[-1].accounts, KeptFits(most=2)
    many = int(facts_of.vendor.max()) + 1
    one = kept.expected(facts_of, many)
    assert kept.expected(facts_of, many) is one and len(fitted) == 1
    np.testing.assert_array_equal(one.amount, expected_each(facts_of, many)[1].amount)
    paid = replace(facts_of, recovered=facts_of.recovered + 1.0)
    assert kept.expected(paid, many) is not one and len(fitted) == 2
    kept.expected(replace(facts_of, recovered=facts_of.recovered + 2.0), many)
    assert kept.expected(facts_of, many) is not one and len(fitted) == 4, "no more are kept than said"
