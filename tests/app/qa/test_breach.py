"""What the machine missed and a person adds: on the call, in its history, in reports, evidence and every figure."""

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app.errors import BadInput, Conflict, Forbidden
from app.models import Finding, Recording, Run, SampleItem, Verdict
from app.models.known_call import SampleApart
from app.queries.oversight.review import review_page
from app.queries.oversight.scorecards.behind import rows_of
from app.queries.oversight.scorecards.calls import calls_of
from app.queries.oversight.scorecards.span import books_of, span_of
from app.queries.qa_rows import Stratum
from app.queries.review_rows import Neighbours, Standing
from app.queries.rows import Role
from app.services.qa.add_breach import add_breach
from app.services.qa.correct import correct
from app.services.qa.next_call import next_call
from app.services.report_call import report_call
from app.services.report_run import report_run
from app.services.seal_run import _calls
from app.services.sign_off import sign_off
from app.services.undo import undo
from reports.scorecards.facts import Period
from tests.app.fakes import FakeAssessor
from tests.app.qa.desk import analyst, fill, judged, plan_of
from tests.app.world import NOW, World

NEAR = Neighbours("calls")
WHY = "Lo llama ratero en el turno 2."


@pytest.fixture
def quiet(world: World) -> str:
    """A judged call in which the machine saw nothing, though the agent insults."""
    return judged(world, 1, quiet=(0,))[0]


def _added(world: World, call: str, quote: str = "un ratero") -> None:
    with world.database.writing() as db:
        add_breach(db, world.actors[Role.QA], call, "insult", 2, None, quote, WHY, NOW)


def test_it_stands_as_happened_and_fails_the_call(world: World, quiet: str) -> None:
    _added(world, quiet)
    with world.database.reading() as db:
        page = review_page(db, world.actors[Role.QA], quiet, NEAR, "es")
        (row,) = page.conduct
        assert (row.criterion, row.standing, row.quote, row.turn) == ("insult", Standing.HAPPENED, "un ratero", 2)
        assert row.confidence is None and [h.machine for h in row.history] == [False]
        assert row.history[0].who == "Persona qa" and row.history[0].reason == WHY
        assert page.verdict is not None and (page.verdict.conduct, page.verdict.critical) == ("fail", 1)
        assert any(m.criterion == "insult" for m in page.turns[2].marks)


def test_it_is_undone_and_stays_in_the_history(world: World, quiet: str) -> None:
    _added(world, quiet)
    with world.database.writing() as db:
        undo(db, world.actors[Role.QA], quiet, FakeAssessor, NOW)
    with world.database.reading() as db:
        page = review_page(db, world.actors[Role.QA], quiet, NEAR, "es")
        assert page.verdict is not None and page.verdict.conduct == "pass"
        assert [h.said for h in page.conduct[0].history] == ["happened", "not_happened"]


def test_reports_exports_and_evidence_hold_it(world: World, quiet: str) -> None:
    _added(world, quiet)
    with world.database.reading() as db:
        auditor = world.actors[Role.AUDITOR]
        run = db.get_one(Run, db.get_one(Recording, quiet).run_id)
        told = json.loads(report_call(db, auditor, quiet, "json", "es", NOW).data)
        (found,) = told["findings"]
        assert (found["criterion"], found["standing"], found["machine"], found["confidence"]) == (
            "insult",
            "happened",
            None,
            None,
        )
        assert told["verdict"] == "fail" and told["result"]["violations"] == [], "the machine's own result is not touched"
        whole = report_run(db, auditor, run.id, "html", "es", NOW).data.decode()
        assert "la agregó una persona" in whole and "un ratero" in whole
        (evidence,) = _calls(db, run)
        (act,) = evidence.decisions
        assert (act["kind"], act["turn"], act["quote"], act["severity"]) == ("breach", 2, "un ratero", "critical")


def test_the_api_tells_it(world: World, quiet: str, signed_in: Callable[[Role], FlaskClient]) -> None:
    _added(world, quiet)
    listed = signed_in(Role.ADMIN).get("/calls?conduct=fail&criterion=insult").text
    assert "QA-00" in listed


@pytest.mark.parametrize(
    ("criterion", "turn", "quote", "reason", "field"),
    [
        ("nothing", 2, "", WHY, "criterion"),
        ("ask_reason", 2, "", WHY, "criterion"),
        ("insult", None, "", WHY, "turn"),
        ("insult", 99, "", WHY, "turn"),
        ("insult", 2, "palabras que nadie dijo", WHY, "quote"),
        ("insult", 2, "un ratero", " ", "reason"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, quiet: str, criterion: str, turn: int | None, quote: str, reason: str, field: str
) -> None:
    with world.database.writing() as db, pytest.raises(BadInput) as caught:
        add_breach(db, world.actors[Role.QA], quiet, criterion, turn, None, quote, reason, NOW)
    assert caught.value.field == field
    with world.database.reading() as db:
        assert db.scalars(select(Finding)).all() == []


def test_who_may_not_and_twice(world: World, quiet: str) -> None:
    with world.database.writing() as db, pytest.raises(Forbidden):
        add_breach(db, world.actors[Role.SUPERVISOR], quiet, "insult", 2, None, "", WHY, NOW)
    _added(world, quiet)
    with pytest.raises(Conflict):
        _added(world, quiet)


def _facts(world: World) -> tuple[list[bool], list[int], list[bool]]:
    with world.database.reading() as db:
        auditor = world.actors[Role.AUDITOR]
        books = books_of(db, auditor, 90, NOW)
        calls = calls_of(span_of(books, date(2026, 5, 1), date(2026, 5, 31)))
    return calls.flagged.tolist(), calls.truth.tolist(), calls.drawn.tolist()


def test_a_signed_miss_is_no_clean_call_in_the_scorecard(world: World, quiet: str) -> None:
    who = world.actors[Role.QA]
    _added(world, quiet)
    with world.database.writing() as db:
        sign_off(db, who, quiet, NOW)
    assert _facts(world) == ([False], [1], [False])


def test_a_sheet_that_saw_it_counts_though_somebody_signed_without(world: World) -> None:
    ids = judged(world, 12, quiet=tuple(range(12)))
    plan_of(world)
    who = analyst(world, 1)
    with world.database.writing() as db:
        db.execute(delete(SampleItem).where(SampleItem.recording_id.in_(select(SampleApart.recording_id))))
        sheet = next_call(db, who, Stratum.RANDOM, NOW)
    assert sheet is not None
    fill(world, who, sheet, "insult")
    with world.database.writing() as db:
        sign_off(db, world.actors[Role.AUDITOR], sheet.recording_id, NOW)
    flagged, truth, drawn = _facts(world)
    at = sorted(ids).index(sheet.recording_id)
    assert (flagged[at], truth[at], drawn[at]) == (False, 1, True)
    assert int(np.sum(drawn)) == 1


def test_the_rows_behind_a_figure_say_reviewed_of_what_was_reviewed_alone(world: World) -> None:
    judged(world, 6, quiet=tuple(range(6)))
    plan_of(world)
    who, auditor = analyst(world, 1), world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        sheet = next_call(db, who, Stratum.RANDOM, NOW)
    assert sheet is not None
    fill(world, who, sheet)
    with world.database.reading() as db:
        vendor = db.get_one(Recording, sheet.recording_id).vendor_id
        shown = rows_of(db, auditor, "critical_calls", str(vendor or "own"), Period(date(2026, 5, 1), date(2026, 5, 31)), now=NOW)
    assert {row.id: row.decided for row in shown.rows if row.decided is not None} == {sheet.recording_id: False}
    assert len(shown.rows) > 1


def test_a_difference_becomes_a_correction(world: World) -> None:
    judged(world, 12)
    plan_of(world)
    who = world.actors[Role.QA]
    with world.database.writing() as db:
        sheet = next_call(db, who, Stratum.RANDOM, NOW)
    assert sheet is not None
    fill(world, who, sheet, "insult")
    with world.database.writing() as db, pytest.raises(BadInput):
        correct(db, who, sheet.id, "insult", "", NOW)
    for criterion in ("insult", "false_legal_threat", "courteous_close"):
        with world.database.writing() as db:
            correct(db, who, sheet.id, criterion, WHY, NOW)
    with world.database.writing() as db, pytest.raises(Conflict):
        correct(db, who, sheet.id, "insult", WHY, NOW)
    with world.database.reading() as db:
        page = review_page(db, who, sheet.recording_id, NEAR, "es")
        stands = {row.criterion: row.standing for row in page.conduct}
        assert stands == {"insult": Standing.HAPPENED, "false_legal_threat": Standing.NOT_HAPPENED}
        duty = next(d for d in page.duties if d.criterion == "courteous_close")
        assert duty.by_person and duty.status == sheet_mark(world, sheet.id, "courteous_close")
        assert db.get_one(Verdict, sheet.recording_id).conduct == "fail"


def sheet_mark(world: World, sheet_id: str, criterion: str) -> str:
    from app.models import ScoreSheet

    with world.database.reading() as db:
        return str(db.get_one(ScoreSheet, sheet_id).marks[criterion]["mark"])
