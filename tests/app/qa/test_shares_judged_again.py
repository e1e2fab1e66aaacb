"""Judged again, a finding sent to its vendor or under appeal is told from the one that has its number now."""

from datetime import date

import pytest
from sqlalchemy import select

from app.errors import BadInput
from app.models import AgentCode, AppealDecision, CallShare, Finding, FindingShare, Vendor, Verdict
from app.queries.appeal_rows import WhyNot
from app.queries.oversight.call_share import share_preview
from app.queries.oversight.qa.appeals import appeal_page
from app.queries.oversight.vendor_proofs import behind
from app.queries.rows import Role
from app.services.decide import decide
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.share_call import share_call
from tests.app.fakes import FakeEar
from tests.app.qa.desk import analyst, heard
from tests.app.retold import SCRIPT, THREAT, Seen, again
from tests.app.world import NOW, World

CASA: Seen = (2, (2,), "Mañana le quitamos la casa.")
JUDGE: Seen = (4, (4,), "Va el juez hoy.")
JUDGE_WIDER: Seen = (0, (0, 4), "Buenas tardes, habla Marta de Banco Lindero.")


@pytest.fixture
def call(world: World) -> str:
    """A call of the agent's own, in which the machine asserts one threat, in turn 4."""
    ear = world.tools.ear
    assert isinstance(ear, FakeEar)
    ear.scripts["a.wav"] = SCRIPT
    _run, (call, *_) = world.audited("a.wav")
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        whose = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor}
        db.add(AgentCode(**whose, code="A-118", added_at=NOW))
        db.commit()
    again(world, call, JUDGE)
    return call


def sent(world: World, call: str, instance: int = 0) -> str:
    auditor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        decide(db, auditor, call, THREAT, instance, "happened", "Se oye.", NOW)
        return share_call(db, auditor, call, THREAT, instance, 10, NOW).id


def filed(world: World, call: str, instance: int, reason: str = "No lo dije.") -> str:
    with world.database.writing() as db:
        return appeal_mark(db, world.actors[Role.AGENT], call, THREAT, instance, reason, NOW).id


def overturned(world: World, appeal: str, n: int = 1) -> None:
    second = analyst(world, n)
    with world.database.writing() as db:
        give_opinion(db, second, appeal, heard("not_happened"), NOW)
    with world.database.writing() as db:
        decide_appeal(db, second, appeal, Answer("overturned", "No se oye."), NOW)


def standings(world: World, call: str) -> dict[str, str]:
    with world.database.reading() as db:
        counts = db.get_one(Verdict, call).evaluation_id
        return {f.quote: f.standing for f in db.scalars(select(Finding).where(Finding.evaluation_id == counts))}


def test_what_took_the_number_of_a_finding_that_was_sent_is_sent_on_its_own(world: World, call: str) -> None:
    first = sent(world, call)
    again(world, call, CASA, JUDGE)
    auditor, vendor = world.actors[Role.AUDITOR], world.actors[Role.VENDOR]
    with world.database.reading() as db:
        told = [share_preview(db, auditor, call, THREAT, n, "es").share_id for n in (0, 1)]
        assert told == [None, first]
    second = sent(world, call, 0)
    assert second != first and sent(world, call, 1) == first
    again(world, call, JUDGE, CASA)
    with world.database.reading() as db:
        assert [share_preview(db, auditor, call, THREAT, n, "es").share_id for n in (0, 1)] == [first, second]
        proofs = behind(db, auditor, str(vendor.vendor_id), date(2026, 5, 1), date(2026, 5, 31)).proofs
        assert {p.quote: p.share_id for p in proofs} == {JUDGE[2]: first, CASA[2]: second}
        assert len(db.scalars(select(CallShare)).all()) == 2


def test_an_appeal_of_what_took_its_number_withdraws_nothing_of_it(world: World, call: str) -> None:
    first = sent(world, call)
    again(world, call, CASA, JUDGE)
    second = sent(world, call, 0)
    overturned(world, filed(world, call, 0))
    with world.database.reading() as db:
        assert {s.id: s.standing for s in db.scalars(select(FindingShare))} == {first: "open", second: "withdrawn"}
    assert standings(world, call) == {CASA[2]: "not_happened", JUDGE[2]: "happened"}


def test_an_appeal_of_the_same_act_withdraws_what_was_sent_under_its_old_number(world: World, call: str) -> None:
    first = sent(world, call)
    again(world, call, CASA, JUDGE_WIDER)
    with world.database.reading() as db:
        counts = db.get_one(Verdict, call).evaluation_id
        found = db.scalars(select(Finding).where(Finding.evaluation_id == counts)).all()
        moved = {f.quote: f.instance for f in found}
    overturned(world, filed(world, call, moved[JUDGE_WIDER[2]]))
    with world.database.reading() as db:
        assert db.get_one(FindingShare, first).standing == "withdrawn"
    assert standings(world, call) == {CASA[2]: "asserted", JUDGE_WIDER[2]: "not_happened"}


def test_an_appeal_that_waits_holds_its_own_act_and_no_other(world: World, call: str) -> None:
    first = sent(world, call)
    with world.database.writing() as db:
        reply_to_finding(db, world.actors[Role.VENDOR], first, "appeals", "El reloj estaba mal.", NOW)
    again(world, call, CASA, JUDGE)
    with pytest.raises(BadInput):
        filed(world, call, 1)
    appeal = filed(world, call, 0)
    overturned(world, appeal)
    with world.database.reading() as db:
        assert [d.appeal_id for d in db.scalars(select(AppealDecision))] == [appeal], "the vendor's still waits"
        assert db.get_one(FindingShare, first).standing == "replied"
    assert standings(world, call) == {CASA[2]: "not_happened", JUDGE[2]: "happened"}


def test_an_agents_appeal_that_nobody_marked_follows_its_act(world: World, call: str) -> None:
    waiting = filed(world, call, 0)
    again(world, call, CASA, JUDGE)
    with pytest.raises(BadInput):
        filed(world, call, 1, "Otro motivo.")
    overturned(world, waiting)
    assert standings(world, call) == {CASA[2]: "asserted", JUDGE[2]: "not_happened"}
    filed(world, call, 0)


def test_who_marked_the_act_does_not_decide_it_under_another_number(world: World, call: str) -> None:
    one, two = analyst(world, 1), analyst(world, 2)
    with world.database.writing() as db:
        decide(db, one, call, THREAT, 0, "cannot_tell", "No se oye bien.", NOW)
        decide(db, two, call, THREAT, 0, "happened", "Se oye.", NOW)
    again(world, call, CASA, JUDGE)
    moved, new = filed(world, call, 1), filed(world, call, 0)
    with world.database.reading() as db:
        told = [[appeal_page(db, who, a, "es", NOW).line.why_not for who in (one, two)] for a in (moved, new)]
    assert told == [[WhyNot.DECIDED_MARK, WhyNot.DECIDED_MARK], [None, None]]
