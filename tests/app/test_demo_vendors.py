"""The demo's vendors come in through the services people use; their past calls are judged, reviewed and without audio."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import app.services.demo_vendors as demo_vendors_service
from app.engines import RubricAssessor
from app.models import Act, Recording, Verdict
from app.models.correction import CorrectivePlan
from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Payment
from app.models.organisation import Vendor
from app.models.person import Consent
from app.models.placement import Placement, VendorTerms
from app.models.portfolio import Segment
from app.models.survey import Survey
from app.models.vendor_bill import InvoiceCheck, InvoiceLine, ServiceLevel
from app.models.vendor_return import VendorPromise, VendorReturn
from app.queries.oversight.qa.queue import queues_page
from app.queries.rows import Role
from app.services.demo_contracts import CAREFUL, LEVELS, PRESSES
from app.services.demo_operation import SEGMENTS
from app.services.demo_past_calls import prepare_past_calls, remembered
from app.services.demo_vendors import prepare_vendors
from app.settings import Settings
from audit.calls import call_from
from synthetic.vendors.demo_calls import WRITTEN_FOR, demo_calls, row
from synthetic.vendors.demo_truth import MONTHS, demo_vendors
from synthetic.vendors.demo_world import demo_world
from tests.app.world import NOW, World

SIZE = 0.03


def silent(_total: int) -> Callable[[str], None]:
    return lambda _month: None


def count(session: Session, table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


class _Once:
    """The payments of the first month, then Ctrl+C in the middle of the second."""

    def __init__(self) -> None:
        self.before, self.calls = demo_vendors_service._pay, 0

    def __call__(self, *told: Any) -> None:
        self.calls += 1
        if self.calls == 2:
            raise KeyboardInterrupt
        self.before(*told)


def stopped(_total: int) -> Callable[[str], None]:
    """Somebody presses Ctrl+C after the fourth month."""

    def step(month: str) -> None:
        if month.endswith("-02"):
            raise KeyboardInterrupt

    return step


def test_six_months_of_five_vendors_come_in_whole_and_once_even_stopped_halfway(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, auditor = world.actors[Role.MANAGER], world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        for n, (name, rule, _) in enumerate(SEGMENTS):
            db.add(Segment(organisation_id=manager.organisation_id, name=name, rule=rule, position=n, changed_at=NOW))
        db.commit()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("app.services.demo_vendors._pay", _Once())
        prepare_vendors(world.database, world.store, manager, auditor, NOW, SIZE, silent)
    with pytest.raises(KeyboardInterrupt):
        prepare_vendors(world.database, world.store, manager, auditor, NOW, SIZE, stopped)
    prepare_vendors(world.database, world.store, manager, auditor, NOW, SIZE, silent)
    prepare_vendors(world.database, world.store, manager, auditor, NOW, SIZE, silent)
    told = demo_world(NOW.date(), SIZE)
    with world.database.reading() as db:
        assert count(db, Debt) == sum(len(m.rows) for m in told), "no row of the client's file was refused"
        assert count(db, Placement) == sum(len(numbers) for m in told for numbers in m.given.values())
        assert {p.segment for p in db.scalars(select(Placement))} == {"Temprana", "Tardía"}, (
            "two stages, as they were handed over"
        )
        assert count(db, Payment) == sum(len(m.payments) for m in told)
        assert count(db, Payment, Payment.vendor_id.is_(None)) == 0, "every payment is somebody's work"
        returns = db.scalars(select(VendorReturn)).all()
        assert sum(r.rejected for r in returns) == 0
        assert sum(r.accepted for r in returns) == sum(len(rows) for m in told for rows in m.contacts.values())
        assert count(db, Interaction, Interaction.vendor_id.is_not(None)) == sum(r.accepted for r in returns)
        assert (
            count(db, VendorPromise) == sum(c.promise is not None for m in told for rows in m.contacts.values() for c in rows) > 0
        )
        assert count(db, Grievance) == sum(len(m.complaints) for m in told)
        asked = count(db, Consent, Consent.channel == "all", Consent.granted.is_(False))
        assert 0 < asked <= sum(len(m.stops) for m in told)
        assert count(db, VendorTerms) == len(demo_vendors())
        answers = [a for m in told for a in m.answers]
        assert count(db, Survey) == len(answers)
        assert count(db, Survey, Survey.csat.is_not(None)) == sum(a.csat is not None for a in answers)
        assert count(db, ServiceLevel) == len(LEVELS) * len(demo_vendors())
        assert count(db, CorrectivePlan) == 1
        checks = {c.vendor_id: c for c in db.scalars(select(InvoiceCheck))}
        named = dict(db.execute(select(Vendor.id, Vendor.name)).tuples().all())
        wrong = {
            named[id]: set(db.scalars(select(InvoiceLine.finding).where(InvoiceLine.check_id == c.id)))
            for id, c in checks.items()
        }
        assert wrong[CAREFUL] == {"owed"}
        assert {"rate", "amount", "twice", "not_theirs", "no_payment"} <= wrong[PRESSES]
        assert all(c.owed_minor < c.billed_minor for id, c in checks.items() if named[id] == PRESSES)
        open_stays = select(func.count()).where(Placement.recalled_at.is_(None)).group_by(Placement.debt_id)
        assert set(db.scalars(open_stays)) == {1}, "no account is with two vendors"


def test_past_calls_are_without_audio_and_part_of_them_reviewed_as_they_truly_are(world: World) -> None:
    auditor, reviewer = world.actors[Role.AUDITOR], world.actors[Role.QA]
    runs = prepare_past_calls(world.database, auditor, reviewer, NOW, 4, lambda _id: None)
    assert prepare_past_calls(world.database, auditor, reviewer, NOW, 4, lambda _id: None) == runs
    truth = {c.id: {act for act, _ in c.talk.acts} for c in demo_calls()}
    with world.database.reading() as db:
        calls = db.scalars(select(Recording)).all()
        assert len(calls) == 4 * MONTHS * len(demo_vendors()) and len(runs) == MONTHS
        assert {c.audio for c in calls} == {"never", "erased"} and not any(c.stored for c in calls)
        assert all(c.audio_erased_on and c.audio_erased_on <= NOW.date() for c in calls if c.audio == "erased")
        assert all(c.called_at and c.called_at < NOW for c in calls)
        assert set(db.scalars(select(Vendor.name).join(Recording))) == {v.name for v in demo_vendors()}
        signed = count(db, Verdict, Verdict.signed_at.is_not(None))
        assert 0.1 * len(calls) < signed < 0.7 * len(calls)
        code = {c.id: c.code for c in calls}
        decided = db.scalars(select(Act).where(Act.kind == "finding")).all()
        assert decided
        for act in decided:
            assert (act.after == "happened") == (act.criterion in truth[code[act.recording_id]])
            assert act.who == reviewer.name and act.at <= NOW + timedelta(days=1)
        assert all(r.start_s is None for r in queues_page(db, reviewer, NOW).risk)


def test_what_was_remembered_is_what_the_judge_says() -> None:
    kept, judge = remembered(), RubricAssessor(Settings.from_env())
    calls = demo_calls()
    assert kept.results.keys() == {c.id for c in calls}, "judge the demo's calls anew: python tools/judge_demo_calls.py"
    worst = next(c for c in calls if kept.results[c.id]["conduct"] == "fail")
    promised = next(c for c in calls if kept.results[c.id]["outcome"]["date"] is not None)
    for call in (worst, promised):
        told = call_from(row(call, WRITTEN_FOR), call.id)
        assert kept.assess(told, None, None).as_dict() == judge.assess(told, None, None).as_dict(), call.id
