"""Known calls: in the queue like any other, in no rate, and nobody who scores can tell."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import Forbidden
from app.models import Recording, SampleItem, SamplePlan, ScoreSheet
from app.models.known_call import KnownCall, SampleApart
from app.queries.oversight.qa.figure import figure_of
from app.queries.oversight.qa.known import known_page
from app.queries.oversight.qa.sheets import closed_sheets, known_marks
from app.queries.qa_rows import Stratum
from app.queries.rows import Role
from app.services.qa.know import know, retire
from app.services.qa.next_call import next_call
from audit.calibration.sheet import Purpose
from tests.app.qa.desk import analyst, fill, judged, plan_of
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
MARKS = {"insult": {"mark": "happened", "turn": 2, "start_s": 20.0, "note": ""}}


def _known(world: World, call: str) -> KnownCall:
    with world.database.writing() as db:
        return know(db, world.actors[Role.AUDITOR], call, MARKS, "sheet", "lo escuchamos tres personas", NOW)


def _items(world: World, plan: SamplePlan) -> list[str]:
    with world.database.reading() as db:
        wanted = select(SampleItem.recording_id).where(SampleItem.plan_id == plan.id).order_by(SampleItem.place)
        return list(db.scalars(wanted))


def test_it_takes_a_spare_place_and_the_count_stays(world: World) -> None:
    ids = judged(world, 30)
    known = _known(world, ids[3])
    plan = plan_of(world)
    items = _items(world, plan)
    assert ids[3] in items and len(items) == plan.size + plan.spare
    assert plan.population == 29, "a known call is not among those the figure is of"
    with world.database.reading() as db:
        apart = db.scalars(select(SampleApart).where(SampleApart.plan_id == plan.id)).all()
    assert len(apart) == plan.spare and [a.known_id for a in apart if a.known_id] == [known.id]


def test_one_added_later_changes_places_with_a_spare_call(world: World) -> None:
    ids = judged(world, 30)
    plan = plan_of(world)
    before = _items(world, plan)
    outside = next(id for id in ids if id not in before)
    _known(world, outside)
    after = _items(world, plan)
    assert len(after) == len(before) and set(after) - set(before) == {outside}
    assert len(set(before) - set(after)) == 1


def test_it_is_in_no_rate_and_measures_people(world: World) -> None:
    ids = judged(world, 30)
    _known(world, ids[3])
    plan, who = plan_of(world), analyst(world, 1)
    for _ in range(plan.size + plan.spare):
        with world.database.writing() as db:
            sheet = next_call(db, who, Stratum.RANDOM, NOW)
        assert sheet is not None
        fill(world, who, sheet, *(["insult"] if sheet.recording_id == ids[3] else []))
    with world.database.reading() as db:
        ended = db.get_one(SamplePlan, plan.id)
        assert ended.figure is not None
        assert (ended.figure["value"], ended.figure["n"]) == (0.0, plan.size)
        assert figure_of(db, ended).n == plan.size
        organisation = who.organisation_id
        known = closed_sheets(db, organisation, purposes=(Purpose.KNOWN,))
        assert [(s.call, s.marks["insult"]) for s in known] == [(ids[3], "happened")]
        assert known_marks(db, organisation) == {ids[3]: {"insult": "happened"}}
        assert len(closed_sheets(db, organisation, purposes=(Purpose.RANDOM,))) == plan.size


def test_a_lead_knows_so_a_leads_sheet_measures_nothing(world: World) -> None:
    ids = judged(world, 30)
    _known(world, ids[3])
    plan, lead = plan_of(world), world.actors[Role.ADMIN]
    for _ in range(plan.size + plan.spare):
        with world.database.writing() as db:
            sheet = next_call(db, lead, Stratum.RANDOM, NOW)
        assert sheet is not None
        fill(world, lead, sheet)
    with world.database.reading() as db:
        assert closed_sheets(db, lead.organisation_id, purposes=(Purpose.KNOWN,)) == []


def _shape(text: str, code: str, id: str) -> str:
    """A page with what is of this call alone taken out: its code, number, day, agent and what is random in every answer."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text).replace(code, "CODE").replace(id, "ID")
    text = re.sub(r'name="sheet" value="\w{32}"|data-sheet="\w{32}"', "SHEET", text)
    text = re.sub(r"\b\w{3} \d{1,2} may( 2026)?, 10:\d\d|\b\d{1,2} may, 10:\d\d", "DAY", text)
    return re.sub(r"agente A-\d|A-\d", "AGENT", text)


def test_every_answer_is_alike_key_by_key(world: World, signed_in: SignIn) -> None:
    """Queue, page, marks, close and comparison of a known call beside those of a drawn one."""
    ids = judged(world, 30)
    plan = plan_of(world)
    outside = next(id for id in ids if id not in _items(world, plan))
    _known(world, outside)
    browser, who = signed_in(Role.QA), world.actors[Role.QA]
    seen: dict[str, list[Any]] = {}
    for _ in range(plan.size + plan.spare):
        answer = browser.post("/queue/next", data={"stratum": "random"})
        id = answer.location.split("/")[2]
        with world.database.reading() as db:
            code = db.get_one(Recording, id).code
            sheet = db.scalars(select(ScoreSheet).where(ScoreSheet.recording_id == id, ScoreSheet.user_id == who.user_id)).one()
            kept = {k: type(v).__name__ for k, v in vars(sheet).items() if not k.startswith("_")} | {"purpose": sheet.purpose}
        page = browser.get(f"/calls/{id}/score")
        form = {"sheet": sheet.id, "criterion": "insult", "mark": "not_happened", "version": "0"}
        mark = browser.post(f"/calls/{id}/score/mark", data=form, headers={"HX-Request": "true"})
        with world.database.reading() as db:
            fresh = db.get_one(ScoreSheet, sheet.id)
        fill(world, who, fresh)
        closed = browser.get(f"/calls/{id}/score?session={plan.id}")
        seen[id] = [
            answer.status_code,
            re.sub(r"\w{32}", "ID", answer.location),
            kept,
            _shape(page.text, code, id),
            _shape(mark.text, code, id),
            sorted(dict(page.headers)),
            _shape(closed.text, code, id),
        ]
        queue = browser.get("/queue").text
        assert "conocida" not in queue.lower()
    drawn = next(id for id in seen if id != outside)
    assert seen[outside] == seen[drawn]
    assert len({repr(told) for told in seen.values()}) == 1


@pytest.mark.parametrize("role", [Role.QA, Role.SUPERVISOR, Role.EXECUTIVE, Role.VENDOR, Role.AGENT, Role.MANAGER])
def test_the_pool_is_closed_to_whoever_scores(world: World, signed_in: SignIn, role: Role) -> None:
    ids = judged(world, 3)
    _known(world, ids[0])
    browser = signed_in(role)
    assert browser.get("/queue/known").status_code == 403
    assert browser.post("/queue/known", data={"call": ids[1], "reason": "porque sí"}).status_code == 403
    with world.database.reading() as db, pytest.raises(Forbidden):
        known_page(db, world.actors[role])
    with world.database.writing() as db, pytest.raises(Forbidden):
        know(db, world.actors[role], ids[1], MARKS, "sheet", "porque sí", NOW)


def test_one_taken_out_is_slipped_in_no_more(world: World) -> None:
    ids = judged(world, 30)
    known = _known(world, ids[3])
    with world.database.writing() as db:
        retire(db, world.actors[Role.AUDITOR], known.id, NOW)
    assert ids[3] not in _items(world, plan_of(world))
    with world.database.reading() as db:
        rows = known_page(db, world.actors[Role.AUDITOR]).rows
    assert [(r.code, r.acts, r.retired_at) for r in rows] == [("QA-03", ("insult",), NOW)]
