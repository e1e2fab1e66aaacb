"""From sheets and decisions to a published version that judges new calls, and back again."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actors import Actor
from app.benches.learning_client import OPPOSITE
from app.engines import RubricAssessor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Act, Evaluation, Event, Finding, Heard, JudgeChange, JudgeVersion, Recording, ScoreSheet
from app.queries.oversight.learning import corrections_of, learning_page, standing_version
from app.queries.rows import Role
from app.services.decide import decide
from app.services.learning.ask import ask_training
from app.services.learning.publish import publish, roll_back
from app.services.learning.published import assessor_of, own_heads
from app.services.learning.train import run_training
from app.services.take_transcripts import HandedOver, take_transcripts
from app.settings import Settings
from audit.calibration.sheet import Mark
from audit.calls import VIOLATIONS, call_from, labels_from
from audit.judges.local import LocalJudge
from audit.learning.corrections.correction import Source
from audit.learning.corrections.version import name_of
from synthetic.clients.calls import client_calls
from tests.app.world import NOW, World, other_client

SignIn = Callable[[Role], FlaskClient]
CALLS = 26


def given_calls(world: World, count: int = CALLS) -> None:
    """Calls of the isthmus, judged by the fake, and a blind sheet of each by two people."""
    rows = client_calls("istmo", count, 4)
    calls = [HandedOver(call_from(r, "x"), "Marea Sur", r["agent"], 60.0) for r in rows]
    with world.database.writing() as db:
        take_transcripts(db, world.actors[Role.ADMIN], "Mayo", calls, world.tools.assessor, NOW, lambda _id: None)
    rng = random.Random(3)
    with world.database.writing() as db:
        ids = {r.code: r.id for r in db.scalars(select(Recording))}
        for n, row in enumerate(rows):
            labels = labels_from(row["labels"], "x")
            acts = {v.id: v.turns[0] for v in labels.violations}
            marks = {d: {"mark": label.status.value, "turn": (label.turns or (None,))[0]} for d, label in labels.duties.items()}
            for v in VIOLATIONS:
                mark = Mark.HAPPENED if v in acts else Mark.NOT_HAPPENED
                marks[v] = {"mark": mark.value, "turn": acts.get(v)}
            if rng.random() < 0.2:
                marks["ask_reason"] = {"mark": "not_assessed", "turn": None}
            db.add(sheet(world.actors[(Role.QA, Role.AUDITOR)[n % 2]], ids[row["id"]], marks))
        db.commit()


def sheet(actor: Actor, recording_id: str, marks: dict[str, object], closed: bool = True) -> ScoreSheet:
    return ScoreSheet(
        id=f"{actor.user_id}-{recording_id}"[:32],
        organisation_id=actor.organisation_id,
        recording_id=recording_id,
        user_id=actor.user_id,
        who=actor.name,
        purpose="random",
        mode="blind",
        rubric="collections-1",
        marks=marks,
        opened_at=NOW,
        closed_at=NOW if closed else None,
    )


def test_open_sheets_and_what_is_no_answer_teach_nothing(world: World) -> None:
    _, ids = world.audited()
    qa = world.actors[Role.QA]
    with world.database.writing() as db:
        db.add(sheet(qa, ids[0], {"insult": {"mark": "happened", "turn": 2}}, closed=False))
        db.add(sheet(qa, ids[1], {"insult": {"mark": "cannot_tell"}, "state_debt": {"mark": "not_met", "turn": 1}}))
        db.commit()
        found = corrections_of(db, qa.organisation_id)
    assert [(c.call, c.criterion, c.mark, c.turn, c.source) for c in found] == [
        (ids[1], "state_debt", "not_met", None, Source.BLIND)
    ]


def test_only_decisions_that_stand_teach(world: World) -> None:
    _, ids = world.audited("a.wav")
    auditor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        finding = db.scalars(select(Finding).where(Finding.recording_id == ids[0])).first()
        assert finding is not None
        decide(db, auditor, ids[0], finding.criterion, finding.instance, "not_happened", "no es amenaza", NOW)
        found = corrections_of(db, auditor.organisation_id)
        assert [(c.criterion, c.mark, c.turn, c.source) for c in found] == [
            (finding.criterion, "not_happened", finding.turn, Source.DECISION)
        ]
        act = db.scalars(select(Act)).one()
        db.add(
            Act(
                recording_id=ids[0],
                evaluation_id=act.evaluation_id,
                kind="undo",
                user_id=auditor.user_id,
                who=auditor.name,
                at=NOW,
                undoes_id=act.id,
            )
        )
        db.commit()
        assert corrections_of(db, auditor.organisation_id) == []


def test_a_training_needs_a_lead_and_corrections_and_is_one_at_a_time(world: World) -> None:
    with world.database.writing() as db:
        with pytest.raises(Forbidden):
            ask_training(db, world.actors[Role.QA], NOW)
        with pytest.raises(Conflict, match="no corrections"):
            ask_training(db, world.actors[Role.AUDITOR], NOW)
    given_calls(world, 2)
    with world.database.writing() as db:
        ask_training(db, world.actors[Role.AUDITOR], NOW)
        with pytest.raises(Conflict, match="under way"):
            ask_training(db, world.actors[Role.AUDITOR], NOW + timedelta(minutes=5))
        ask_training(db, world.actors[Role.AUDITOR], NOW + timedelta(minutes=20))
        assert not learning_page(db, world.actors[Role.QA], NOW + timedelta(hours=2)).making


def test_learnt_measured_published_judging_and_put_back(world: World, settings: Settings, judge: LocalJudge) -> None:
    given_calls(world)
    lead = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        id = ask_training(db, lead, NOW).id
    run_training(world.database, world.store, id, judge, lambda: NOW)
    with world.database.writing() as db:
        made = db.get_one(JudgeVersion, id)
        assert (made.state, len(made.calls or ()), made.base) == ("made", CALLS, judge.stamp.version)
        assert made.measured is not None and made.measured["duties"]["difference"]["value"] > 0
        assert sum((made.people or {}).values()) == made.marks
        made.decision = {"publish": True, "against": []}
        db.commit()
        assert standing_version(db, lead.organisation_id) is None
        publish(db, lead, id, NOW)
        heads = own_heads(db, world.store, lead.organisation_id)
    shipped = RubricAssessor(settings)
    mine = assessor_of(shipped, heads)
    with world.database.reading() as db:
        heard = db.scalars(select(Heard)).first()
    assert heard is not None
    call = call_from(client_calls("istmo", 1, 77)[0], "x")
    assert mine.assess(call, None, None).judge.version == f"{judge.stamp.version}+{made.version}"
    assert assessor_of(shipped, heads) is mine
    with world.database.writing() as db:
        before = {e.id: e.result for e in db.scalars(select(Evaluation))}
        with pytest.raises(BadInput, match="say why"):
            roll_back(db, lead, "", " ", NOW)
        roll_back(db, lead, "", "peor en junio", NOW)
        assert own_heads(db, world.store, lead.organisation_id) is None
        assert {e.id: e.result for e in db.scalars(select(Evaluation))} == before
        changes = db.scalars(select(JudgeChange).order_by(JudgeChange.id)).all()
        assert [(c.kind, c.before_id, c.after_id, c.why) for c in changes] == [
            ("publish", None, id, ""),
            ("roll_back", id, None, "peor en junio"),
        ]
        kinds = [e.kind for e in db.scalars(select(Event).order_by(Event.id)) if e.kind.startswith("judge.")]
        assert kinds == ["judge.training_asked", "judge.trained", "judge.publish", "judge.roll_back"]


def trained(world: World, judge: LocalJudge, at: datetime) -> JudgeVersion:
    with world.database.writing() as db:
        id = ask_training(db, world.actors[Role.AUDITOR], at).id
    run_training(world.database, world.store, id, judge, lambda: at)
    with world.database.writing() as db:
        made = db.get_one(JudgeVersion, id)
        made.decision = {"publish": True, "against": []}
        db.commit()
        return made


def test_a_bad_week_is_not_learnt_from_and_what_went_wrong_is_rolled_back_to_the_good_version(
    world: World, judge: LocalJudge
) -> None:
    given_calls(world)
    lead, careless, later = world.actors[Role.AUDITOR], world.actors[Role.ADMIN], NOW + timedelta(days=8)
    good = trained(world, judge, NOW)
    with world.database.writing() as db:
        publish(db, lead, good.id, NOW)
        for one in db.scalars(select(ScoreSheet).order_by(ScoreSheet.id)).all():
            wrong = {c: {"mark": OPPOSITE.get(m["mark"], m["mark"]), "turn": m["turn"]} for c, m in one.marks.items()}
            db.add(sheet(careless, one.recording_id, wrong))
        db.commit()
    again = trained(world, judge, later)
    assert {(s["who"], s["fault"]) for s in again.aside or ()} == {(str(careless.user_id), "throughout")}
    assert (again.version, again.marks) == (good.version, good.marks), "nothing of the bad week was learnt"
    assert good.aside == [] and [r["who"] for r in (again.measured or {})["reach"]]
    bad = made_version(world, publish=True)
    with world.database.writing() as db:
        publish(db, lead, bad, later)
        assert standing_version(db, lead.organisation_id).id == bad  # type: ignore[union-attr]
        assert learning_page(db, lead, later).back_to == good.id
        roll_back(db, lead, good.id, "peor en las llamadas al azar", later)
        heads = own_heads(db, world.store, lead.organisation_id)
    assert heads is not None and name_of(heads.read_bytes()) == good.version


def made_version(world: World, publish: bool, base: str | None = None) -> str:
    lead = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        row = JudgeVersion(
            id="v" * 32,
            organisation_id=lead.organisation_id,
            who=lead.name,
            asked_at=NOW,
            beat_at=NOW,
            made_at=NOW,
            state="made",
            version="abcdef012345",
            sha256="0" * 64,
            stored="00/0.heads",
            base=base or LocalJudge().stamp.version,
            decision={"publish": publish, "against": [] if publish else [{"es": "baja", "en": "falls"}]},
            measured=MEASURED,
            aside=[],
            calls=[],
            people={},
        )
        db.add(row)
        db.commit()
    return "v" * 32


_INTERVAL = {"value": 0.8, "low": 0.7, "high": 0.9, "n": 40}
_FIGURE = {"name": "duties", "n": 40, "calls": 20, "before": _INTERVAL, "after": _INTERVAL, "difference": _INTERVAL}
MEASURED = {
    "duties": _FIGURE,
    "acts": _FIGURE,
    "precision": _FIGURE,
    "criteria": {"insult": _FIGURE},
    "precisions": {},
    "kept": [{**_FIGURE, "name": "turns"}, {**_FIGURE, "name": "house duties"}],
}


def test_what_measured_badly_or_is_another_s_is_never_published(world: World) -> None:
    id = made_version(world, publish=False)
    stranger = replace(world.actors[Role.ADMIN], organisation_id=other_client(world.database).organisation_id)
    with world.database.writing() as db:
        with pytest.raises(Conflict, match="speaks against"):
            publish(db, world.actors[Role.AUDITOR], id, NOW)
        with pytest.raises(Forbidden):
            publish(db, world.actors[Role.QA], id, NOW)
        with pytest.raises(NotFound, match="no such version"):
            publish(db, stranger, id, NOW)


def test_a_version_of_earlier_weights_does_not_judge_and_the_page_says_so(world: World, signed_in: SignIn) -> None:
    id = made_version(world, publish=True, base="older0000000")
    lead = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        db.add(JudgeChange(organisation_id=lead.organisation_id, kind="publish", after_id=id, who=lead.name, at=NOW))
        db.commit()
        assert own_heads(db, world.store, lead.organisation_id) is None
    page = signed_in(Role.AUDITOR).get("/learning", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "older" not in page and ("updated" in page or "se actualizó" in page)


def test_the_page_offers_what_the_role_may_do(site: Flask, world: World, signed_in: SignIn) -> None:
    empty = signed_in(Role.QA).get("/learning").get_data(as_text=True)
    assert "/learning/train" not in empty and "/queue" in empty
    made_version(world, publish=True)
    lead = signed_in(Role.AUDITOR)
    page = lead.get("/learning").get_data(as_text=True)
    assert f"/learning/{'v' * 32}/publish" in page
    assert f"/learning/{'v' * 32}/publish" not in signed_in(Role.QA).get("/learning").get_data(as_text=True)
    lead.post(f"/learning/{'v' * 32}/publish")
    lead.post("/learning/back", data={"to": "", "why": "peor en junio"})
    page = lead.get("/learning").get_data(as_text=True)
    assert "Se volvió atrás" in page and "Publicar de nuevo" in page and "se puede publicar." not in page


def test_a_figure_that_does_not_exist_draws_nothing(site: Flask) -> None:
    known = {"before": _FIGURE["before"], "after": _FIGURE["after"], "difference": _FIGURE["difference"], "n": 186}
    none = {**known, "before": {"value": 0.0, "low": None, "high": None}, "after": {"value": None, "low": None, "high": None}}
    with site.test_request_context():
        pair = site.jinja_env.get_template("learning/parts.html").make_module({}).pair
        assert "<circle" in pair(known, "Insulto") and "<circle" not in pair(none, "Insulto")
