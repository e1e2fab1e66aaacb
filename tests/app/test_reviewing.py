"""What a reviewer does: decides, corrects, swaps roles, signs, takes back; nothing is erased."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.errors import BadInput, Conflict, Forbidden
from app.models import Act, Evaluation, Event, Heard, Signature, Verdict
from app.queries.oversight.review import review_page
from app.queries.review_rows import Neighbours, ReviewPage, Standing
from app.queries.rows import Conduct, Role
from app.services.add_note import add_note
from app.services.correct_duty import correct_duty
from app.services.decide import decide
from app.services.sign_off import sign_off
from app.services.swap_roles import swap_roles
from app.services.undo import undo
from tests.app.fakes import FakeEar
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
THREAT = ("false_legal_threat", 0)
DOUBT = (("agent", "Deposite a la cuenta mía no más."), ("debtor", "Mi tarjeta es 4111 1111 1111 1111, anote."))


@pytest.fixture
def call(world: World) -> str:
    return world.audited("a.wav")[1][0]


def page(world: World, call: str, role: Role = Role.QA) -> ReviewPage:
    with world.database.reading() as db:
        return review_page(db, world.actors[role], call, Neighbours("calls"), "es")


def do(world: World, service: Callable[..., object], *args: object, role: Role = Role.QA) -> None:
    with world.database.writing() as db:
        service(db, world.actors[role], *args, now=NOW)


def test_a_denied_threat_lifts_the_failure_and_both_stay_in_the_history(world: World, call: str) -> None:
    before = page(world, call)
    assert before.verdict is not None and before.verdict.conduct is Conduct.FAIL and before.verdict.critical == 1
    do(world, decide, call, *THREAT, "not_happened", "Cita al tribunal, no amenaza")
    after = page(world, call)
    assert after.verdict is not None and after.verdict.conduct is Conduct.PASS and after.verdict.critical == 0
    row = after.conduct[0]
    assert row.standing is Standing.NOT_HAPPENED
    assert [(h.machine, h.said) for h in row.history] == [(True, "asserted"), (False, "not_happened")]
    assert row.history[1].who == "Persona qa" and row.history[1].reason == "Cita al tribunal, no amenaza"


def test_marks_stand_in_the_turn_that_was_judged_even_when_people_overlap(world: World, call: str) -> None:
    with world.database.writing() as db:
        heard = db.get_one(Heard, call)
        turns = [dict(t) for t in heard.transcript["turns"]]
        turns[1]["end"] = 25.0  # the debtor speaks on into the agent's threat, which begins at 20.0
        heard.transcript = {**heard.transcript, "turns": turns}
        db.commit()
    marked = {t.i: [m.criterion for m in t.marks if m.sign == "critical"] for t in page(world, call).turns}
    assert marked == {0: [], 1: [], 2: ["false_legal_threat"], 3: [], 4: []}


def test_undo_brings_back_what_stood_and_shows_both(world: World, call: str) -> None:
    do(world, decide, call, *THREAT, "not_happened", "me equivoqué")
    assert page(world, call).powers.undo and not page(world, call, Role.ADMIN).powers.undo
    do(world, undo, call, lambda: world.tools.assessor)
    after = page(world, call)
    assert after.conduct[0].standing is Standing.ASSERTED and len(after.conduct[0].history) == 3
    with world.database.writing() as db, pytest.raises(Conflict):
        undo(db, world.actors[Role.QA], call, lambda: world.tools.assessor, NOW)


def test_nobody_takes_back_what_another_did(world: World, call: str) -> None:
    do(world, decide, call, *THREAT, "happened", "se oye claro")
    with world.database.writing() as db, pytest.raises(Conflict):
        undo(db, world.actors[Role.ADMIN], call, lambda: world.tools.assessor, NOW)


def test_a_corrected_duty_changes_skill(world: World, call: str) -> None:
    before, name = page(world, call), "courteous_close"
    do(world, correct_duty, call, name, "met", "se despide en 0:42")
    after = page(world, call)
    assert before.verdict and after.verdict and before.verdict.skill is not None
    assert (after.verdict.skill or 0) > before.verdict.skill
    duty = next(d for d in after.duties if d.criterion == name)
    assert duty.by_person and duty.status == "met" and [h.said for h in duty.history] == ["not_met", "met"]


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ((*THREAT, "happened", "  "), "reason"),
        ((*THREAT, "happened", "x" * 2001), "reason"),
        ((*THREAT, "quizás", "un motivo"), "decision"),
        (("insult", 0, "happened", "un motivo"), "criterion"),
        (("false_legal_threat", 7, "happened", "un motivo"), "criterion"),
    ],
)
def test_a_decision_that_lacks_something_names_the_field(world: World, call: str, args: tuple[object, ...], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        do(world, decide, call, *args)
    assert refused.value.field == field
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Act)) == 0


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EXECUTIVE, Role.VENDOR])
def test_who_may_not_review_changes_nothing(world: World, call: str, role: Role) -> None:
    with pytest.raises(Forbidden):
        do(world, decide, call, *THREAT, "happened", "un motivo", role=role)


def test_swapped_roles_are_judged_again_and_the_first_judgement_is_kept(world: World, call: str) -> None:
    do(world, swap_roles, call, "los roles están al revés", world.tools.assessor)
    swapped = page(world, call)
    assert swapped.roles_swapped and swapped.turns[0].speaker == "debtor"
    assert swapped.verdict is not None and swapped.verdict.conduct is Conduct.PASS
    assert swapped.lanes[0].peaks[:2] == (0.4, 0.0)
    with world.database.reading() as db:
        assert list(db.scalars(select(Evaluation.number).order_by(Evaluation.number))) == [1, 2]
        assert db.get_one(Verdict, call).critical == 0
    do(world, undo, call, lambda: world.tools.assessor)
    back = page(world, call)
    assert not back.roles_swapped and back.verdict is not None and back.verdict.conduct is Conduct.FAIL


def test_the_reason_names_only_the_doubts_that_are_open(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts["a.wav"] = DOUBT
    call = world.audited("a.wav")[1][0]
    with world.database.writing() as db:
        evaluation = db.scalars(select(Evaluation).where(Evaluation.recording_id == call)).one()
        evaluation.result = {**evaluation.result, "review_reason": "a second look; to decide: insult, unofficial_payment"}
        db.commit()
    do(world, correct_duty, call, "identify_agent", "met", "se presenta al final")
    strip = page(world, call).verdict
    assert strip is not None and strip.why == "a second look; to decide: unofficial_payment"


def test_a_signature_waits_for_doubts_and_falls_with_a_change(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts["a.wav"] = DOUBT
    call = world.audited("a.wav")[1][0]
    assert page(world, call).verdict.conduct is Conduct.TO_DECIDE  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        do(world, sign_off, call)
    do(world, decide, call, "unofficial_payment", 0, "cannot_tell", "no se distingue")
    do(world, sign_off, call)
    signed = page(world, call)
    assert signed.signed_by == "Persona qa" and signed.verdict is not None and signed.verdict.why is None
    with pytest.raises(Conflict):
        do(world, sign_off, call)
    do(world, decide, call, "unofficial_payment", 0, "happened", "sí, «la cuenta mía»")
    changed = page(world, call)
    assert changed.signed_by is None and changed.verdict is not None and changed.verdict.conduct is Conduct.FAIL
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Signature)) == 1


def test_notes_are_kept_with_their_second(world: World, call: str) -> None:
    do(world, add_note, call, "ojo con el tono", 12.5, role=Role.SUPERVISOR)
    assert [(n.text, n.at_s) for n in page(world, call).notes] == [("ojo con el tono", 12.5)]
    for text, at in (("", None), ("x" * 4001, None), ("bien", 9999.0), ("bien", float("nan"))):
        with pytest.raises(BadInput):
            do(world, add_note, call, text, at)


def test_the_history_is_on_the_clients_clock(world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    call = world.audited("a.wav")[1][0]
    monkeypatch.setattr("app.web.house_clock.zone_of", lambda db, actor: "America/La_Paz")
    histories = signed_in(Role.QA).get(f"/calls/{call}").text.split('class="history"')[1:]
    assert histories
    for history in histories:
        assert '-04:00" title=' in history.split("</ol>")[0]


def test_private_data_is_masked_before_it_is_kept_and_heard_as_silence(world: World, signed_in: SignIn) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts["a.wav"] = DOUBT
    call = world.audited("a.wav")[1][0]
    with world.database.reading() as db:
        heard = db.get_one(Heard, call)
        assert "4111" not in str(heard.transcript) and "4111" not in heard.folded and heard.redacted
    browser = signed_in(Role.QA)
    assert "4111" not in browser.get(f"/calls/{call}").text
    assert browser.get(f"/calls/{call}/audio").data.startswith(b"fLaC")
    assert browser.get(f"/calls/{call}/audio?original=1&reason=queja+formal").status_code == 403
    auditor = signed_in(Role.AUDITOR)
    assert auditor.get(f"/calls/{call}/audio?original=1").status_code == 422
    assert auditor.get(f"/calls/{call}/audio?original=1&reason=queja+formal").data.startswith(b"RIFF")
    with world.database.reading() as db:
        event = db.scalars(select(Event).where(Event.kind == "original.heard")).one()
        assert event.subject == call and event.detail == {"reason": "queja formal"}


def test_audio_is_answered_in_ranges(world: World, call: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.QA)
    whole = browser.get(f"/calls/{call}/audio")
    assert whole.status_code == 200 and whole.headers["Accept-Ranges"] == "bytes"
    part = browser.get(f"/calls/{call}/audio", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.data == whole.data[100:200]
    assert browser.get(f"/calls/{call}/audio", headers={"Range": "bytes=99999999-"}).status_code == 416


def test_a_refused_decision_shows_the_form_with_what_was_entered(signed_in: SignIn, call: str) -> None:
    form = {"criterion": "false_legal_threat", "instance": "0", "decision": "not_happened", "reason": "no"}
    answer = signed_in(Role.QA).post(f"/calls/{call}/decide", data=form)
    assert answer.status_code == 422 and 'value="no"' in answer.text and "motivo" in answer.text


def test_calls_that_wait_or_failed_have_a_page_that_says_so(world: World, signed_in: SignIn) -> None:
    from speech.errors import BadAudio, Fault

    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.failures["b.wav"] = [BadAudio(Fault.TRUNCATED, "b.wav", promised_s=9.0, held_s=2.0)]
    ids = world.audited("a.wav", "b.wav")[1]
    from tests.app.world import given, wav

    waiting = world.upload([given("w.wav", wav(8))])[1][0]
    browser = signed_in(Role.QA)
    assert "está cortado: promete 9.0 s" in browser.get(f"/calls/{ids[1]}").text
    assert browser.get(f"/calls/{waiting}").status_code == 200
    refused = browser.post(f"/calls/{waiting}/sign", follow_redirects=True)
    assert refused.request.path == f"/calls/{waiting}" and "aún no está evaluada" in refused.text
    assert browser.get(f"/calls/{waiting}/audio").status_code == 404
