"""A mark is contested by whoever was marked and decided by a second person; nothing is overwritten, no figure rewritten."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Act, AgentCode, Appeal, Duty, Finding, FindingShare, Recording, ScoreSheet, Vendor, VendorReply, Verdict
from app.queries.appeal_rows import WhyNot
from app.queries.oversight.qa.appeals import appeal_page, appeals_page, waiting_count
from app.queries.rows import Role
from app.services.correct_duty import correct_duty
from app.services.decide import decide
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.qa.open_appeal import open_appeal
from app.services.reply_to_finding import reply_to_finding
from app.services.sign_off import sign_off
from app.services.undo import undo
from app.services.vendors.share_call import share_call
from tests.app.qa.desk import analyst, heard
from tests.app.qa.walk import speak
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
THREAT = ("false_legal_threat", 0)
REASON = "Leí el guion aprobado; no dije que irían hoy."
ANSWER = "Se oye dicho como algo que ocurrirá mañana."
DAY = timedelta(days=1)


@pytest.fixture
def call(world: World) -> str:
    """A judged call of the agent's own code, A-118 of Marea Sur."""
    _run, ids = world.audited("a.wav")
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        code = AgentCode(
            organisation_id=agent.organisation_id, user_id=agent.user_id or 0, vendor_id=vendor, code="A-118", added_at=NOW
        )
        db.add(code)
        db.commit()
    return ids[0]


def filed(world: World, call: str, reason: str = REASON, mark: tuple[str, int | None] = THREAT) -> str:
    with world.database.writing() as db:
        return appeal_mark(db, world.actors[Role.AGENT], call, *mark, reason, NOW, start_s=0.0).id


def answered(world: World, who: Actor, appeal: str, outcome: str, mark: str = "not_happened", becomes: str = "") -> None:
    with world.database.writing() as db:
        give_opinion(db, who, appeal, heard(mark), NOW)
    with world.database.writing() as db:
        decide_appeal(db, who, appeal, Answer(outcome, ANSWER, becomes), NOW)


def standing(db: Session, call: str) -> str:
    return db.scalars(select(Finding.standing).where(Finding.recording_id == call, Finding.instance == 0)).one()


def test_a_second_person_marks_before_reading_any_reason_and_the_history_shows_all(world: World, call: str) -> None:
    first, second = world.actors[Role.AUDITOR], analyst(world, 1)
    with world.database.writing() as db:
        decide(db, first, call, *THREAT, "happened", "Se oye clarito.", NOW)
    appeal = filed(world, call)
    with world.database.writing() as db:
        open_appeal(db, second, appeal, NOW)
        page = appeal_page(db, second, appeal, "es", NOW + 3 * DAY)
        assert page.step == "blind" and page.line.days == 3 and page.moment is not None
        assert page.moment.turns
        assert first.name not in repr(page) and "clarito" not in repr(page) and REASON not in repr(page)
        assert all(not turn.marks for turn in page.moment.turns)
    with world.database.writing() as db, pytest.raises(Conflict):
        decide_appeal(db, second, appeal, Answer("overturned", ANSWER), NOW)
    with world.database.writing() as db:
        sheet = give_opinion(db, second, appeal, heard("not_happened", "Lo dice en condicional."), NOW)
        assert (sheet.purpose, sheet.mode, sheet.closed_at) == ("appeal", "blind", NOW)
        assert give_opinion(db, second, appeal, heard("happened"), NOW).marks == sheet.marks, "given once"
    with world.database.reading() as db:
        page = appeal_page(db, second, appeal, "es", NOW)
        assert (page.step, page.own, page.reason) == ("reasons", "not_happened", REASON)
        assert (page.contested, page.pointed_s) == ("happened", 0.0)
        assert [(h.who, h.reason) for h in page.history][1:] == [(first.name, "Se oye clarito.")]
    with world.database.writing() as db:
        decide_appeal(db, second, appeal, Answer("overturned", ANSWER), NOW)
    with world.database.reading() as db:
        acts = db.scalars(select(Act).where(Act.recording_id == call).order_by(Act.id)).all()
        assert [(a.who, a.before, a.after) for a in acts] == [
            (first.name, "asserted", "happened"),
            (second.name, "happened", "not_happened"),
        ]
        assert standing(db, call) == "not_happened" and db.get_one(Verdict, call).critical == 0
        page = appeal_page(db, first, appeal, "es", NOW)
        assert (page.step, page.answer, page.line.decided_by) == ("decided", ANSWER, second.name)
        assert waiting_count(db, second) == 0 and len(appeals_page(db, second, "es", NOW).decided) == 1


def test_where_it_was_marked_is_told_once_the_own_place_is_given(world: World, call: str, signed_in: SignIn) -> None:
    speak(world, (call,))
    appeal = filed(world, call)
    desk = signed_in(Role.QA)
    untold = [desk.get(f"/appeals/{appeal}").text, desk.post(f"/appeals/{appeal}/open", follow_redirects=True).text]
    for page in untold:
        assert (
            "zzquote" not in page and "Está marcado" not in page and "quien apela señala" not in page and "clip-mark" not in page
        )
    refused = desk.post(f"/appeals/{appeal}/mark", data={"mark": "happened", "turn": ""})
    assert refused.status_code == 422 and "Diga en qué turno ocurrió" in refused.text and "zzquote" not in refused.text
    assert desk.post(f"/appeals/{appeal}/mark", data={"mark": "happened", "turn": "0"}).status_code == 303
    told = desk.get(f"/appeals/{appeal}").text
    assert "zzquote" in told and "Está marcado" in told and "quien apela señala" in told and "clip-mark" in told
    with world.database.reading() as db:
        page = appeal_page(db, world.actors[Role.QA], appeal, "es", NOW)
        finding = db.scalars(select(Finding).where(Finding.recording_id == call, Finding.instance == 0)).one()
        assert (page.own_turn, page.turn) == (0, finding.turn) and page.apart is (finding.turn != 0)


def test_whoever_marked_signed_or_scored_does_not_decide(world: World, call: str) -> None:
    auditor, other, signer = world.actors[Role.AUDITOR], analyst(world, 1), analyst(world, 2)
    with world.database.writing() as db:
        decide(db, auditor, call, *THREAT, "happened", "Se oye.", NOW)
    with world.database.writing() as db:
        sign_off(db, signer, call, NOW)
    appeal = filed(world, call)
    with world.database.writing() as db:
        for who, why in ((auditor, WhyNot.DECIDED_MARK), (signer, WhyNot.SIGNED)):
            page = appeal_page(db, who, appeal, "es", NOW)
            assert (page.line.why_not, page.step) == (why, "read")
            with pytest.raises(Conflict):
                give_opinion(db, who, appeal, heard("happened"), NOW)
            with pytest.raises(Conflict):
                decide_appeal(db, who, appeal, Answer("upheld", ANSWER), NOW)
        for role in (Role.SUPERVISOR, Role.EXECUTIVE, Role.AGENT, Role.VENDOR):
            with pytest.raises(Forbidden):
                decide_appeal(db, world.actors[role], appeal, Answer("upheld", ANSWER), NOW)
        key = Actor(None, "clave", auditor.organisation_id, Role.AUDITOR)
        assert appeal_page(db, key, appeal, "es", NOW).line.why_not is WhyNot.NO_PERSON
        assert appeal_page(db, other, appeal, "es", NOW).line.why_not is None


def test_once_open_once_more_with_a_new_reason_and_no_third_time(world: World, call: str) -> None:
    one, two = analyst(world, 1), analyst(world, 2)
    appeal = filed(world, call)
    with pytest.raises(BadInput):
        filed(world, call, "Otro motivo.")
    answered(world, one, appeal, "upheld", "happened")
    with pytest.raises(BadInput):
        filed(world, call, f"  {REASON.upper()} ")
    again = filed(world, call, "Encontré el guion: adjunto la fecha.")
    with world.database.writing() as db:
        assert appeal_page(db, one, again, "es", NOW).line.why_not is WhyNot.DECIDED_MARK, "nor whoever answered before"
        assert [e.outcome for e in appeal_page(db, two, again, "es", NOW).earlier] == [], "not before marking"
    answered(world, two, again, "upheld", "happened")
    with pytest.raises(BadInput):
        filed(world, call, "Y un tercero.")
    with world.database.reading() as db:
        assert standing(db, call) == "happened"


def test_only_ones_own_marks_and_only_those_that_stand_against_one(world: World, call: str) -> None:
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        with pytest.raises(BadInput):
            appeal_mark(db, agent, call, "insult", 0, REASON, NOW)
        with pytest.raises(BadInput):
            appeal_mark(db, agent, call, *THREAT, " ", NOW)
        with pytest.raises(BadInput):
            appeal_mark(db, agent, call, *THREAT, REASON, NOW, turn=99)
        with pytest.raises(Forbidden):
            appeal_mark(db, world.actors[Role.QA], call, *THREAT, REASON, NOW)
        met = db.scalars(select(Duty.criterion).where(Duty.recording_id == call, Duty.status == "met")).first()
        if met is not None:
            with pytest.raises(BadInput):
                appeal_mark(db, agent, call, met, None, REASON, NOW)
        db.execute(AgentCode.__table__.delete())
        with pytest.raises(NotFound):
            appeal_mark(db, agent, call, *THREAT, REASON, NOW)


def test_a_duty_overturned_says_what_it_was_and_one_that_cannot_be_told_leaves_the_count(world: World, call: str) -> None:
    auditor, second = world.actors[Role.AUDITOR], analyst(world, 1)
    with world.database.writing() as db:
        duties = db.scalars(select(Duty.criterion).where(Duty.recording_id == call).order_by(Duty.position)).all()[:2]
        for duty in duties:
            correct_duty(db, auditor, call, duty, "not_met", "No se oye.", NOW)
    first, other = (filed(world, call, mark=(duty, None)) for duty in duties)
    with world.database.writing() as db:
        give_opinion(db, second, first, heard("met"), NOW)
        with pytest.raises(BadInput):
            decide_appeal(db, second, first, Answer("overturned", ANSWER), NOW)
        db.rollback()
        decide_appeal(db, second, first, Answer("overturned", ANSWER, "met"), NOW)
    answered(world, second, other, "cannot_tell", "not_assessed")
    with world.database.reading() as db:
        found = dict(db.execute(select(Duty.criterion, Duty.status).where(Duty.recording_id == call)).tuples().all())
        assert [found[duty] for duty in duties] == ["met", "not_assessed"]


def test_what_an_appeal_decided_is_not_taken_back_with_a_key(world: World, call: str) -> None:
    second = analyst(world, 1)
    answered(world, second, filed(world, call), "overturned")
    with world.database.writing() as db, pytest.raises(Conflict):
        undo(db, second, call, lambda: world.tools.assessor, NOW)
    with world.database.reading() as db:
        assert standing(db, call) == "not_happened"


def shared(world: World, call: str) -> str:
    with world.database.writing() as db:
        decide(db, world.actors[Role.AUDITOR], call, *THREAT, "happened", "Se oye.", NOW)
        return share_call(db, world.actors[Role.AUDITOR], call, *THREAT, 10, NOW).id


def test_a_vendors_appeal_opens_one_and_its_answer_names_nobody(world: World, call: str, signed_in: SignIn) -> None:
    share, second, vendor = shared(world, call), analyst(world, 1), world.actors[Role.VENDOR]
    with world.database.writing() as db:
        reply_to_finding(db, vendor, share, "appeals", "El reloj estaba mal.", NOW)
        with pytest.raises(BadInput):
            reply_to_finding(db, vendor, share, "appeals", "Otra vez.", NOW)
        db.rollback()
        reply_to_finding(db, vendor, share, "explains", "Y además se capacitó.", NOW)
        assert len(db.scalars(select(VendorReply)).all()) == 2
        appeal = db.scalars(select(Appeal)).one()
        assert (appeal.share_id, appeal.recording_id) == (share, None)
    with pytest.raises(BadInput):
        filed(world, call, "El mismo, por otra puerta.")
    page = signed_in(Role.VENDOR).get(f"/portal/findings/{share}").text
    assert "El reloj estaba mal." in page and 'value="appeals"' not in page
    with world.database.writing() as db:
        give_opinion(db, second, appeal.id, heard("not_happened"), NOW)
        for bad in (f"Lo vio {second.name}.", "Lo dijo persona AUDITOR.", "Era una cuenta fantasma.", "De la ola 6."):
            with pytest.raises(BadInput) as refused:
                decide_appeal(db, second, appeal.id, Answer("overturned", bad), NOW)
            assert refused.value.field == "answer"
        db.rollback()
        decide_appeal(db, second, appeal.id, Answer("overturned", "Se oye en condicional."), NOW)
        assert db.get_one(FindingShare, share).standing == "withdrawn" and standing(db, call) == "not_happened"
    page = signed_in(Role.VENDOR).get(f"/portal/findings/{share}").text
    assert "Se oye en condicional." in page and second.name not in page and world.actors[Role.AUDITOR].name not in page


def test_what_it_changes_is_told_with_n_and_nothing_published_is_written(world: World, call: str) -> None:
    second = analyst(world, 1)
    appeal = filed(world, call)
    with world.database.writing() as db:
        give_opinion(db, second, appeal, heard("not_happened"), NOW)
        told = appeal_page(db, second, appeal, "es", NOW).effect
        assert told is not None and (told.critical, told.critical_after) == (True, False)
        assert told.card is not None and (told.card.hits, told.card.hits_after, told.card.n) == (1, 0, 1)
        decide_appeal(db, second, appeal, Answer("overturned", ANSWER), NOW)
        kept = appeal_page(db, second, appeal, "es", NOW).effect
        assert kept == told, "the figures of that day, not recounted"


def test_a_call_that_waits_to_be_scored_blind_is_not_told(world: World, call: str) -> None:
    reader = analyst(world, 1)
    appeal = filed(world, call)
    with world.database.writing() as db:
        evaluation = db.get_one(Verdict, call).evaluation_id
        blind = {"purpose": "risk", "mode": "blind", "rubric": "collections_call@2026-01-01", "marks": {}, "opened_at": NOW}
        mine = {"organisation_id": reader.organisation_id, "user_id": reader.user_id, "who": reader.name}
        db.add(ScoreSheet(id="b" * 32, recording_id=call, evaluation_id=evaluation, **mine, **blind))
        db.commit()
    with world.database.reading() as db:
        page = appeals_page(db, reader, "es", NOW)
        assert (page.waiting, page.hidden) == ((), 1)
        with pytest.raises(Conflict):
            appeal_page(db, reader, appeal, "es", NOW)
        assert len(appeals_page(db, world.actors[Role.QA], "es", NOW).waiting) == 1


def test_the_agent_appeals_from_their_call_and_a_reviewer_answers_in_two_steps(
    world: World, call: str, signed_in: SignIn
) -> None:
    """Page by page, as each person does it."""
    browser = signed_in(Role.AGENT)
    assert f'action="/my/calls/{call}/appeal"' in browser.get(f"/my/calls/{call}").text
    form = {"criterion": THREAT[0], "instance": "0", "reason": "", "second": ""}
    refused = browser.post(f"/my/calls/{call}/appeal", data=form)
    assert refused.status_code == 422 and "Escriba el motivo" in refused.text
    assert browser.post(f"/my/calls/{call}/appeal", data={**form, "reason": REASON, "second": "x"}).status_code == 422
    assert browser.post(f"/my/calls/{call}/appeal", data={**form, "reason": REASON, "second": "0:00"}).status_code == 303
    assert REASON in browser.get(f"/my/calls/{call}").text
    desk = signed_in(Role.QA)
    found = re.search(r'href="(/appeals/\w{32})"', desk.get("/appeals").text)
    assert found is not None
    address = found.group(1)
    assert REASON not in desk.get(address).text and desk.post(f"{address}/open").location == address
    first = desk.get(address).text
    assert REASON not in first and f'action="{address}/mark"' in first and f'action="{address}/decide"' not in first
    assert desk.post(f"{address}/mark", data={"mark": "tal vez"}).status_code == 422
    assert desk.post(f"{address}/mark", data={"mark": "not_happened"}).status_code == 303
    second = desk.get(address).text
    assert REASON in second and f'action="{address}/decide"' in second
    assert "Está marcado:" in second
    assert desk.post(f"{address}/decide", data={"outcome": "overturned", "answer": ""}).status_code == 422
    assert desk.post(f"{address}/decide", data={"outcome": "overturned", "answer": ANSWER}).status_code == 303
    done = desk.get(address).text
    assert ANSWER in done and "Estaba marcado:" in done and "/appeals/" in desk.get("/appeals").text
    theirs = signed_in(Role.AGENT).get(f"/my/calls/{call}").text
    assert ANSWER in theirs and world.actors[Role.QA].name not in theirs
    with world.database.reading() as db:
        assert db.get_one(Recording, call).id == call and standing(db, call) == "not_happened"


@pytest.mark.parametrize(
    ("audio", "said", "not_said"), [("kept", "escucha la llamada", "lee la"), ("never", "lee la llamada", "escucha")]
)
def test_a_call_of_which_only_words_came_is_read_not_heard(
    world: World, call: str, signed_in: SignIn, audio: str, said: str, not_said: str
) -> None:
    with world.database.writing() as db:
        db.get_one(Recording, call).audio = audio
        db.commit()
    browser = signed_in(Role.AGENT)
    form = {"criterion": THREAT[0], "instance": "0", "reason": REASON, "second": ""}
    page = browser.post(f"/my/calls/{call}/appeal", data=form, follow_redirects=True).text
    assert f"Una segunda persona {said} y responde" in page
    assert not any(not_said in line for line in page.splitlines() if "segunda persona" in line)
    desk = signed_in(Role.QA)
    appeal = re.search(r'href="(/appeals/\w{32})"', desk.get("/appeals").text)
    assert appeal is not None
    assert ("1. ¿Qué se lee?" if audio == "never" else "1. ¿Qué se oye?") in desk.get(appeal.group(1)).text
