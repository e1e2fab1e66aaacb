"""Invoices held against the books, service levels, corrective plans and surveys."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput, Conflict, Forbidden, NotFound, Text
from app.models import InvoiceLine, Survey, VendorTerms
from app.models.account import Account, FindingShare
from app.operations.invoice_lines import Billed, Booked, judged
from app.queries.operations.corrections import plans_of, vendors_plans
from app.queries.oversight.scorecards.contract_view import contract_view, month_worth, stands, worth, written_levels
from app.queries.oversight.scorecards.levels import targets_on
from app.queries.rows import Role
from app.services.unpack import Given
from app.services.vendors.check_invoice import Bill, check_invoice
from app.services.vendors.correct import NewPlan, Remeasured, answer_plan, judge_cure, plan_correction, take_again
from app.services.vendors.levels import Level, set_level
from app.services.vendors.make_comparison import comparison_now
from app.services.vendors.survey_file import Answer
from app.services.vendors.surveys import Loaded, take_answer, take_answers
from reports.intervals import Estimate
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.world import World, other_client

TERMS = {"currency": "CLP", "bands": [{"percent": "10"}], "tail_days": 0, "began_days": 5}


def south(world: World, db: Session) -> tuple[int, int]:
    """The client, and a vendor with terms."""
    mine = world.actors[Role.MANAGER].organisation_id
    vendor = m.vendor(db, mine, "Sur Recupera")
    terms = VendorTerms(
        organisation_id=mine, vendor_id=vendor, terms=TERMS, valid_from=date(2026, 1, 1), made_at=m.NOW, made_by="x"
    )
    db.add(terms)
    db.flush()
    return mine, vendor


def csv_of(*lines: str) -> Given:
    return Given("factura.csv", io.BytesIO(("cuenta,referencia,fecha,monto,tasa,comision\n" + "\n".join(lines)).encode()))


def test_every_line_of_an_invoice_is_owed_or_told_why_not(both: World) -> None:
    who = both.actors[Role.MANAGER]
    with both.database.writing() as db:
        mine, vendor = south(both, db)
        north = m.vendor(db, mine, "Norte Recupera")
        one, two, theirs = m.placed(db, mine, vendor, 1), m.placed(db, mine, vendor, 2), m.placed(db, mine, north, 3)
        m.contact(db, one, m.at(8))
        m.paid(db, one, 10_000, date(2026, 4, 10), reference="A")
        m.paid(db, one, 20_000, date(2026, 4, 11), reference="B")
        m.paid(db, one, 30_000, date(2026, 4, 12), reference="C")
        m.paid(db, one, 40_000, date(2026, 4, 20), reference="D")
        m.paid(db, one, 50_000, date(2026, 4, 12), reference="E", vendor_id=None)
        back = m.paid(db, one, 60_000, date(2026, 4, 12), reference="F")
        back.reversed_by = back.entry_id
        m.paid(db, one, 70_000, date(2026, 4, 12), reference="G")
        m.paid(db, theirs, 10_000, date(2026, 4, 10), reference="H")
        hidden = Account(
            id="g", organisation_id=mine, vendor_id=vendor, number="G-1", debtor_id="g", debtor="G", row={}, amount=Decimal(1),
            currency="CLP", country="CL", batch="b", placed_at=m.at(2),
        )  # fmt: skip
        db.add(hidden)
        db.commit()
        file = csv_of(
            "D-1,A,2026-04-10,10.000,10,1.000",
            "D-1,,2026-04-11,20.000,,2.000",
            "D-1,C,2026-04-12,33.000,10,3.300",
            "D-1,G,2026-04-12,70.000,12,8.400",
            "D-1,D,2026-04-20,40.000,10,4.000",
            "D-1,E,2026-04-12,50.000,10,5.000",
            "D-1,F,2026-04-12,60.000,10,6.000",
            "D-1,A,2026-04-10,10.000,10,1.000",
            "D-3,H,2026-04-10,10.000,10,1.000",
            "G-1,Z,2026-04-10,10.000,10,1.000",
            "D-2,Z2,2026-04-10,10.000,10,1.000",
            "D-1,A,mañana,10.000,10,1.000",
        )
        bill = Bill(vendor, m.FIRST, m.LAST, "CLP")
        made = check_invoice(db, both.store, who, bill, file, m.NOW)
        lines = db.scalars(select(InvoiceLine).where(InvoiceLine.check_id == made.id).order_by(InvoiceLine.n)).all()
        assert [(line.finding, line.owed_minor) for line in lines] == [
            ("owed", 1_000), ("owed", 2_000), ("amount", 3_000), ("rate", 7_000), ("debtor_began", 0), ("outside", 0),
            ("no_payment", 0), ("twice", 0), ("not_theirs", 0), ("no_payment", 0), ("no_payment", 0), ("unreadable", 0),
        ]  # fmt: skip
        assert (made.billed_minor, made.owed_minor, made.unbilled_minor) == (33_700, 13_000, 0)
        assert lines[2].said == {
            "es": "el pago fue de $30.000\u00a0CLP, no de $33.000\u00a0CLP",
            "en": "the payment was $30,000\u00a0CLP, not $33,000\u00a0CLP",
        }
        assert lines[9].said == lines[10].said and lines[9].payment_id is None
        assert two.number == "D-2"
        file.stream.seek(0)
        assert check_invoice(db, both.store, who, bill, file, m.NOW).id == made.id
        later = check_invoice(db, both.store, who, bill, csv_of("D-1,A,2026-04-10,10000,10,1000"), m.NOW)
        assert (later.owed_minor, later.unbilled_minor) == (0, 0), "D came without a contact: no more owed unasked than billed"


def test_what_is_wrong_with_a_line_is_said_in_money_and_rates_as_each_language_writes_them() -> None:
    booked = Booked(1, 1_234_500, Decimal("17.50"), True, False, True)

    def said(amount: int, percent: str | None, billed: int) -> Text:
        line = Billed(2, "D-1", "A", None, amount, Decimal(percent) if percent else None, billed)
        return judged(line, True, booked, frozenset(), 0, "PEN").said

    gap = "\u00a0"
    assert said(1_234_500, "20", 246_900) == Text(
        f"la tasa del contrato es 17,5{gap}%, no 20{gap}%", "the contract's rate is 17.5%, not 20%"
    )
    by_rate = said(1_234_500, None, 1)
    assert by_rate.es == f"el 17,5{gap}% de S/ 12.345{gap}PEN es S/ 2.160,38{gap}PEN"
    assert by_rate.en == f"17.5% of S/ 12,345{gap}PEN is S/ 2,160.38{gap}PEN"
    assert "menores" not in said(5, None, 1).es and "minor" not in said(5, None, 1).en


@pytest.mark.parametrize(
    "content", [b"", b"x\n1\n", b"cuenta,monto,comision\n", b"\x00\x01", b"cuenta,referencia,monto,comision\n"]
)
def test_what_is_no_invoice_is_refused(world: World, content: bytes) -> None:
    stranger = other_client(world.database)
    with world.database.writing() as db:
        _, vendor = south(world, db)
        db.commit()
        bill = Bill(vendor, m.FIRST, m.LAST, "CLP")
        with pytest.raises(BadInput):
            check_invoice(db, world.store, world.actors[Role.MANAGER], bill, Given("x.csv", io.BytesIO(content)), m.NOW)
        with pytest.raises(BadInput, match="no contract in USD"):
            check_invoice(db, world.store, world.actors[Role.MANAGER], Bill(vendor, m.FIRST, m.LAST, "USD"), csv_of("a"), m.NOW)
        with pytest.raises(Forbidden):
            check_invoice(db, world.store, world.actors[Role.VENDOR], bill, csv_of("a"), m.NOW)
        with pytest.raises(NotFound):
            check_invoice(db, world.store, stranger, bill, csv_of("a"), m.NOW)


def test_levels_hold_from_their_day(both: World) -> None:
    who = both.actors[Role.MANAGER]
    with both.database.writing() as db:
        mine, vendor = south(both, db)
        db.commit()
        level = Level("critical_calls", 0.02, {"penalty_percent": "3"})
        first = set_level(db, who, vendor, level, date(2026, 4, 1), m.NOW, of_the_past=True)
        assert set_level(db, who, vendor, level, date(2026, 4, 1), m.NOW, of_the_past=True).id == first.id
        set_level(db, who, vendor, Level("critical_calls", None), date(2026, 5, 1), m.NOW, of_the_past=True)
        assert [(t.measure, t.value, t.vendor) for t in targets_on(db, mine, m.LAST)] == [("critical_calls", 0.02, str(vendor))]
        assert targets_on(db, mine, date(2026, 3, 31)) == targets_on(db, mine, date(2026, 5, 1)) == ()
        for bad in (Level("nada", 1), Level("critical_calls", 2), Level("critical_calls", 0.1, {"bonus": 1}),
                    Level("critical_calls", 0.1, {"bonus_percent": "200"}), Level("critical_calls", float("nan"))):  # fmt: skip
            with pytest.raises(BadInput):
                set_level(db, who, vendor, bad, m.LAST, m.NOW, of_the_past=True)


def test_no_level_rewrites_a_month_that_closed_nor_holds_from_an_impossible_year(both: World) -> None:
    who = both.actors[Role.MANAGER]
    with both.database.writing() as db:
        _mine, vendor = south(both, db)
        db.commit()
        level = Level("critical_calls", 0.02, {"penalty_percent": "100"})
        for day in (date(2026, 6, 30), date(1999, 12, 31), date(2101, 1, 1)):
            with pytest.raises(BadInput) as refused:
                set_level(db, who, vendor, level, day, m.NOW)
            assert refused.value.field == "valid_from"
        with pytest.raises(BadInput):
            set_level(db, who, vendor, level, date(1999, 12, 31), m.NOW, of_the_past=True)
        assert written_levels(db, both.actors[Role.AUDITOR], vendor) == ()
        assert set_level(db, who, vendor, level, date(2026, 7, 1), m.NOW).valid_from == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("low", "high", "better", "standing"),
    [(0.01, 0.02, "down", "met"), (0.021, 0.1, "down", "missed"), (0.01, 0.03, "down", "cannot_tell"),
     (0.02, 0.5, "up", "met"), (0.0, 0.019, "up", "missed"), (None, None, "up", "cannot_tell")],
)  # fmt: skip
def test_a_level_is_met_or_missed_only_where_the_whole_interval_says_so(
    low: float | None, high: float | None, better: str, standing: str
) -> None:
    assert stands(Estimate(0.02, low, high, 9), 0.02, better) == standing
    rule = {"bonus_percent": "2", "penalty_percent": "3.5"}
    assert worth(standing, rule) == {"met": Decimal(2), "missed": Decimal("-3.5"), "cannot_tell": 0}[standing]
    assert worth(standing, {}) == 0


def test_the_contract_says_what_levels_are_worth_of_the_months_commission(world: World) -> None:
    with world.database.writing() as db:
        mine, vendor = south(world, db)
        for n in range(4):
            debt = m.placed(db, mine, vendor, n)
            m.contact(db, debt, m.at(7 + n))
            m.surveyed(db, debt, 9, csat=5 if n else 1, ces=7)
            m.paid(db, debt, 10_000, date(2026, 4, 10 + n))
            m.paid(db, debt, 5_000, date(2026, 4, 28))  # nobody had asked in the five days before
        db.commit()
        who = world.actors[Role.MANAGER]
        set_level(db, who, vendor, Level("contacts_a_week", 3.0, {"bonus_percent": "2"}), m.FIRST, m.NOW, of_the_past=True)
        set_level(db, who, vendor, Level("survey_csat", 0.8, {"penalty_percent": "10"}), m.FIRST, m.NOW, of_the_past=True)
        set_level(db, who, vendor, Level("promises_kept", None), date(2026, 2, 1), m.NOW, of_the_past=True)
        auditor = world.actors[Role.AUDITOR]
        made = comparison_now(db, auditor, Period(m.FIRST, m.LAST), "", m.NOW)
        lines = {line.measure: line for line in contract_view(db, auditor, made)}
        assert lines["survey_csat"].standing == "cannot_tell" and lines["survey_csat"].money_minor == 0
        assert {line.commission_minor for line in lines.values()} == {4_000}
        missed = replace(lines["survey_csat"], standing="missed", percent=Decimal(-10), money_minor=-400)
        worth_it = month_worth(db, auditor, made, vendor, (missed, lines["contacts_a_week"]))
        assert (worth_it.recovered_minor, worth_it.commission_minor, worth_it.levels_minor) == (40_000, 4_000, -400)
        assert (worth_it.total_minor, worth_it.untold, worth_it.spared_minor) == (3_600, 1, 0)
        whole = replace(missed, percent=Decimal(-100), money_minor=-4_000)
        bonus = replace(missed, standing="met", percent=Decimal(2), money_minor=80)
        capped = month_worth(db, auditor, made, vendor, (whole, whole, bonus))
        assert (capped.levels_minor, capped.total_minor, capped.spared_minor) == (-3_920, 80, 4_000)
        told = [(r.unasked, r.payments, r.recovered_minor, r.commission_minor) for r in worth_it.rates]
        assert told == [(False, 4, 40_000, 4_000), (True, 4, 20_000, 0)] and worth_it.left_out == (4, 20_000)
        assert [(w.measure, w.limit) for w in written_levels(db, auditor, vendor)][-1] == ("promises_kept", None)
        with pytest.raises(Forbidden):
            contract_view(db, who, made)
        with pytest.raises(Forbidden):
            month_worth(db, who, made, vendor, ())
        with pytest.raises(Forbidden):
            written_levels(db, who, vendor)


def test_a_corrective_plan_from_its_opening_to_its_cure(both: World) -> None:
    auditor, vendor_user = both.actors[Role.AUDITOR], both.actors[Role.VENDOR]
    today = m.NOW.date()
    with both.database.writing() as db:
        vendor = vendor_user.vendor_id or 0
        db.add(
            FindingShare(
                id="f", organisation_id=auditor.organisation_id, vendor_id=vendor, told={}, shared_at=m.NOW, reply_by=m.NOW
            )
        )
        db.commit()
        new = NewPlan(vendor, "Capacitar a los agentes", today + timedelta(days=30), "critical_calls", 0.02, ["f"])
        plan = plan_correction(db, auditor, new, m.NOW)
        answer_plan(db, vendor_user, plan.id, "Se capacitó a todos", m.NOW)
        with pytest.raises(Conflict, match="take the measure again"):
            judge_cure(db, auditor, plan.id, "met", "mejoró", m.NOW)
        with pytest.raises(BadInput, match="shows no cure"):
            take_again(db, auditor, plan.id, Remeasured(m.FIRST, m.LAST, 0.01, 0.0, 0.02, 300), m.NOW)
        take_again(db, auditor, plan.id, Remeasured(today, today + timedelta(days=30), 0.01, 0.0, 0.02, 300), m.NOW)
        assert judge_cure(db, auditor, plan.id, "met", "mejoró", m.NOW).state == "met"
        with pytest.raises(Conflict, match="is over"):
            answer_plan(db, vendor_user, plan.id, "tarde", m.NOW)
        db.rollback()
        (shown,) = vendors_plans(db, vendor_user, m.NOW)
        assert [(s.kind, s.from_vendor) for s in shown.steps] == [
            ("opened", False), ("answered", True), ("measured", False), ("met", False),
        ]  # fmt: skip
        other = m.vendor(db, auditor.organisation_id, "Norte Recupera")
        theirs = plan_correction(
            db, auditor, NewPlan(other, "Dejar de llamar de noche", today + timedelta(days=9), "skill", 60), m.NOW
        )
        assert [p.id for p in vendors_plans(db, vendor_user, m.NOW)] == [plan.id]
        assert len(plans_of(db, auditor.organisation_id, None, m.NOW + timedelta(days=20))) == 2
        with pytest.raises(NotFound):
            answer_plan(db, vendor_user, theirs.id, "no es mío", m.NOW)
        with pytest.raises(Forbidden):
            plan_correction(db, both.actors[Role.MANAGER], new, m.NOW)
        soon = today + timedelta(days=1)
        for bad in (
            NewPlan(vendor, "x" * 5, today, "skill", 1),
            NewPlan(vendor, "xxxx", soon),
            NewPlan(vendor, "xxxx", soon, "attempts_real", 1),
            NewPlan(other, "xxxx", soon, None, None, ["f"]),
        ):
            with pytest.raises(BadInput):
                plan_correction(db, auditor, bad, m.NOW)


def load(world: World, db: Session, *rows: str) -> Loaded:
    head = "survey_id,account,vendor,asked_at,answered_at,channel,csat,ces,nps,text\n"
    given = Given("encuestas.csv", io.BytesIO((head + "\n".join(rows)).encode()))
    return take_answers(db, world.actors[Role.MANAGER], given, m.NOW)


def test_surveys_come_from_a_file_once_with_whoever_did_not_answer(both: World) -> None:
    with both.database.writing() as db:
        mine, vendor = south(both, db)
        m.placed(db, mine, vendor, 1)
        m.placed(db, mine, vendor, 2)
        db.commit()
        rows = (
            "s1,D-1,Sur Recupera,2026-04-10T10:00:00-04:00,2026-04-10T11:00:00-04:00,sms,5,6,9,bien",
            "s2,D-2,,2026-04-10,,,,,,",
            "s3,NADIE,,2026-04-10,,,,,,",
            "s4,D-1,,2026-04-10,,,6,,,",
            "s5,D-1,Otro,2026-04-10,,,5,,,",
            "s6,D-1,,ayer,,,5,,,",
            "s7,D-1,,2026-04-10,2026-04-09,,5,,,",
            "s8,D-1,,2027-04-10,,,5,,,",
        )
        found = load(both, db, *rows)
        assert (found.asked, found.answered, found.known, len(found.rejected)) == (2, 1, 0, 6)
        assert [r.line for r in found.rejected] == [4, 5, 6, 7, 8, 9]
        again = load(both, db, rows[0], "s2,D-2,,2026-04-10,2026-04-12,,2,,,", rows[0].replace(",5,6,9", ",1,6,9"))
        assert (again.asked, again.answered, again.known) == (0, 1, 1) and "first stands" in again.rejected[0].why.en
        surveys = db.scalars(select(Survey).order_by(Survey.once)).all()
        assert [(s.vendor_id, s.csat) for s in surveys] == [(vendor, 5), (vendor, 2)]


def test_an_answer_is_given_once_at_its_address(both: World) -> None:
    with both.database.writing() as db:
        mine, vendor = south(both, db)
        debt = m.placed(db, mine, vendor, 1)
        m.surveyed(db, debt, 8)
        db.scalars(select(Survey)).one().mark = sha256(b"secreto").hexdigest()
        db.commit()
        with pytest.raises(NotFound):
            take_answer(db, "otro", Answer(csat=5), m.NOW)
        with pytest.raises(BadInput, match="1 to 5"):
            take_answer(db, "secreto", Answer(csat=6), m.NOW)
        with pytest.raises(BadInput, match="one question"):
            take_answer(db, "secreto", Answer(), m.NOW)
        assert take_answer(db, "secreto", Answer(csat=5, nps=0), m.NOW).answered_at == m.NOW
        take_answer(db, "secreto", Answer(csat=5, nps=0), m.NOW + timedelta(days=1))
        with pytest.raises(Conflict):
            take_answer(db, "secreto", Answer(csat=1), m.NOW)
        assert db.scalars(select(Survey)).one().answered_at == m.NOW
