"""The same sent twice is one: decisions, corrective plans, a vendor's answers; and no answer contradicts another."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.errors import BadInput
from app.models.account import FindingShare, VendorReply
from app.models.appeal import Appeal
from app.models.balance_decision import BalanceDecision
from app.models.correction import CorrectivePlan, CorrectiveStep
from app.queries.operations.shares import share_page
from app.queries.rows import Role
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.correct import NewPlan, answer_plan, plan_correction
from app.services.vendors.decide_placement import decide_placement
from tests.app.world import World

AT = datetime(2026, 6, 2, 12, tzinfo=UTC)
TOLD = {
    "es": {"title": "Amenaza", "note": "Se oye."},
    "en": {"title": "Threat", "note": "It is heard."},
    "severity": "critical",
}


def test_a_decision_sent_twice_is_one_and_a_later_or_another_is_its_own(both: World) -> None:
    executive = both.actors[Role.EXECUTIVE]
    asked = {"source": "1", "target": "2", "move": 10, "cap": None}
    with both.database.writing() as db:

        def sent(minutes: int, **more: object) -> str:
            at = AT + timedelta(minutes=minutes)
            return decide_placement(db, executive, date(2026, 5, 1), "", {**asked, **more}, [], " Por el trato. ", at).id

        first = sent(0)
        assert sent(1) == first and sent(2, move=20) != first and sent(60) != first
        assert db.scalar(select(func.count()).select_from(BalanceDecision)) == 3


def test_a_plan_and_its_answer_sent_twice_are_one(both: World) -> None:
    auditor, vendor = both.actors[Role.AUDITOR], both.actors[Role.VENDOR]
    new = NewPlan(vendor.vendor_id or 0, "Capacitar a los agentes", date(2026, 8, 1), "critical_calls", 0.02)
    with both.database.writing() as db:
        plan = plan_correction(db, auditor, new, AT)
        assert plan_correction(db, auditor, new, AT + timedelta(minutes=1)).id == plan.id
        assert db.scalar(select(func.count()).select_from(CorrectivePlan)) == 1
        step = answer_plan(db, vendor, plan.id, "Se capacitó a todos", AT)
        assert answer_plan(db, vendor, plan.id, "Se capacitó a todos ", AT + timedelta(minutes=1)).id == step.id
        assert answer_plan(db, vendor, plan.id, "Y se midió", AT + timedelta(minutes=2)).id != step.id
        assert [s.kind for s in db.scalars(select(CorrectiveStep))] == ["opened", "answered", "answered"]
        assert plan_correction(db, auditor, new, AT + timedelta(hours=1)).id != plan.id


@pytest.mark.parametrize(("first", "then"), [("accepts", "appeals"), ("appeals", "accepts")])
def test_what_was_accepted_is_not_appealed_nor_the_other_way_round(both: World, first: str, then: str) -> None:
    vendor = both.actors[Role.VENDOR]
    with both.database.writing() as db:
        share = FindingShare(
            id="f", organisation_id=vendor.organisation_id, vendor_id=vendor.vendor_id or 0, told=TOLD, shared_at=AT, reply_by=AT
        )
        db.add(share)
        db.commit()
        page = share_page(db, vendor, "f", "es", AT)
        assert page.may_appeal and page.may_accept
        reply_to_finding(db, vendor, "f", first, "Así fue.", AT)
        with pytest.raises(BadInput) as refused:
            reply_to_finding(db, vendor, "f", then, "Ahora otra cosa.", AT)
        assert refused.value.field == "kind" and "expl" in refused.value.say("en")
        db.rollback()
        reply_to_finding(db, vendor, "f", "explains", "Y se capacitó.", AT)
        assert [r.kind for r in db.scalars(select(VendorReply).order_by(VendorReply.id))] == [first, "explains"]
        assert db.scalar(select(func.count()).select_from(Appeal)) == (first == "appeals")
        page = share_page(db, vendor, "f", "es", AT)
        assert (page.may_appeal, page.may_accept) == (False, first == "accepts")
