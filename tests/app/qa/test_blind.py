"""Blind is blind: while a sheet is open nothing that the machine or anybody else thinks of its call is sent to the browser."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.models import Recording, ScoreSheet
from app.queries.qa_rows import Stratum
from app.queries.rows import Role
from app.services.decide import decide
from app.services.qa.next_call import next_call
from audit.calls import DUTIES
from audit.rubric import load_rubric
from tests.app.qa.desk import analyst, fill, judged, plan_of
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
OPINION = re.compile(
    r"0[.,]93|0[.,]9\b|asserted|to_review|flag-critical|band-critical|band-decide|m-critical|m-decide|class=\"m |verdict-strip"
    r"|data-instance|fake-judge|No aprueba|conf\.|judges|Firmar|conduct-fail|t-fail|sign-cue"
)
"""What the machine's marks, its verdict, its reasons, its confidences and its signs look like on any page."""


def _begun(world: World) -> ScoreSheet:
    plan_of(world)
    with world.database.writing() as db:
        sheet = next_call(db, world.actors[Role.QA], Stratum.RANDOM, NOW)
    assert sheet is not None and sheet.mode == "blind"
    return sheet


def test_an_open_blind_sheet_is_sent_without_any_opinion(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    page = browser.get(f"/calls/{sheet.recording_id}/score")
    assert page.status_code == 200 and "embargarle" in page.text
    assert OPINION.findall(page.text) == []
    form = {"sheet": sheet.id, "criterion": "insult", "mark": "happened", "start_s": "0:21", "version": "0"}
    answer = browser.post(f"/calls/{sheet.recording_id}/score/mark", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and 'data-version="1"' in answer.text
    assert OPINION.findall(answer.text) == []
    assert 'data-turn="2"' in answer.text, "the second says which turn"


def test_a_call_without_a_finding_and_one_with_look_alike(world: World, signed_in: SignIn) -> None:
    """Key by key: the same page for a call the machine fails and for the same words judged clean."""
    ids = judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    before = browser.get(f"/calls/{sheet.recording_id}/score").text
    with world.database.writing() as db:
        other = world.actors[Role.AUDITOR]
        decide(db, other, sheet.recording_id, "false_legal_threat", 0, "not_happened", "lo oí y no lo dice", NOW)
    after = browser.get(f"/calls/{sheet.recording_id}/score").text
    assert re.sub(r"csrf_token.*?>", "", before) == re.sub(r"csrf_token.*?>", "", after)
    assert sheet.recording_id in ids


@pytest.mark.parametrize("path", ["/calls/{id}", "/calls/{id}/report/json", "/calls/{id}/report/html"])
def test_other_pages_of_the_call_do_not_tell_either(world: World, signed_in: SignIn, path: str) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    answer = browser.get(path.format(id=sheet.recording_id))
    assert answer.status_code in (303, 409) and OPINION.findall(answer.text) == []
    assert browser.get(f"/calls/{sheet.recording_id}/audio").status_code == 200


@pytest.mark.parametrize("act", ["decide", "duty", "sign", "undo", "swap", "again", "breach"])
def test_nothing_can_be_asked_of_it_by_a_form(world: World, signed_in: SignIn, act: str) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    answer = browser.post(f"/calls/{sheet.recording_id}/{act}", data={"criterion": "false_legal_threat", "instance": "0"})
    assert answer.status_code == 409 and OPINION.findall(answer.text) == []


def test_lists_name_it_without_its_verdict_and_no_filter_finds_it(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    code = _code(world, sheet)
    whole = browser.get("/calls").text
    row = re.search(rf'<tr>\s*<td><a class="code" [^>]*>{code}</a>.*?</tr>', whole, re.S)
    assert row is not None and OPINION.findall(row[0]) == [] and "Amenaza" not in row[0]
    for question in (
        "conduct=fail",
        "criterion=false_legal_threat",
        "has=held&criterion=false_legal_threat",
        "signed=no",
        "sort=skill",
    ):
        assert code not in browser.get(f"/calls?{question}").text, question
    for criterion in ("false_legal_threat", DUTIES[-1]):
        page = browser.get(f"/rubric/{criterion}").text
        assert code not in page and "no se muestra" in page, "what is left out is counted"


def test_a_duty_tells_the_calls_in_which_it_was_not_met(world: World, signed_in: SignIn) -> None:
    ids = judged(world, 3)
    page = signed_in(Role.AUDITOR).get(f"/rubric/{DUTIES[-1]}").text
    assert "Dónde no se cumplió" in page and "En ninguna llamada" not in page
    assert all(f"/calls/{id}" in page for id in ids)


def test_the_report_of_a_run_leaves_it_out(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    code = _code(world, sheet)
    with world.database.reading() as db:
        run = db.get_one(Recording, sheet.recording_id).run_id
    told = browser.get(f"/runs/{run}/report/json").text
    assert code not in told
    page = browser.get(f"/runs/{run}").text
    row = next(line for line in re.findall(r'<li class="row">.*?</li>', page, re.DOTALL) if code in line)
    assert "No aprueba" not in row


def test_once_it_is_closed_the_two_are_laid_side_by_side(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    fill(world, world.actors[Role.QA], sheet)
    page = browser.get(f"/calls/{sheet.recording_id}/score").text
    assert "Amenaza legal falsa" in page and "0,93" in page
    assert browser.get(f"/calls/{sheet.recording_id}").status_code == 200


def test_somebody_elses_sheet_is_not_there(world: World, site: object, signed_in: SignIn) -> None:
    judged(world, 12)
    plan_of(world)
    other = analyst(world, 1)
    with world.database.writing() as db:
        theirs = next_call(db, other, Stratum.RANDOM, NOW)
    assert theirs is not None
    browser = signed_in(Role.QA)
    form = {"sheet": theirs.id, "criterion": "insult", "mark": "happened", "version": "0"}
    assert browser.post(f"/calls/{theirs.recording_id}/score/mark", data=form).status_code == 404
    assert theirs.id not in browser.get(f"/calls/{theirs.recording_id}/score").text


def test_drafts_are_kept_and_an_old_window_overwrites_nothing(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    address = f"/calls/{sheet.recording_id}/score"
    form = {"sheet": sheet.id, "criterion": "insult", "mark": "cannot_tell", "note": "se corta", "version": "0", "spent_s": "12"}
    assert browser.post(f"{address}/mark", data=form).status_code == 303
    old = browser.post(f"{address}/mark", data={**form, "mark": "happened"}, headers={"HX-Request": "true"})
    assert old.status_code == 409 and old.headers["HX-Refresh"] == "true"
    page = browser.get(address).text
    assert 'value="cannot_tell" checked' in page and "se corta" in page
    with world.database.reading() as db:
        kept = db.get_one(ScoreSheet, sheet.id)
        assert kept.marks["insult"]["mark"] == "cannot_tell" and kept.version == 1 and kept.spent_s >= 0


def test_a_sheet_with_gaps_is_not_closed_and_says_what_is_missing(world: World, signed_in: SignIn) -> None:
    judged(world, 12)
    sheet, browser = _begun(world), signed_in(Role.QA)
    address = f"/calls/{sheet.recording_id}/score"
    answer = browser.post(f"{address}/close", data={"sheet": sheet.id, "version": "0"}, follow_redirects=True)
    first = load_rubric().violations[0]
    assert f"criterios por marcar; el primero es «{first.name.es}»" in unescape(answer.text)
    assert f'data-at="{first.id}"' in answer.text, "the first in the order of the page"
    count = len(load_rubric().criteria)
    assert f"Faltan {count} criterios" in unescape(answer.text)
    form = {"sheet": sheet.id, "criterion": first.id, "mark": "not_happened", "version": "0", "refused": "1"}
    marked = unescape(browser.post(f"{address}/mark", data=form, headers={"HX-Request": "true"}).text)
    second = load_rubric().violations[1]
    assert f"Faltan {count - 1} criterios por marcar; el primero es «{second.name.es}»" in marked, "the message counts along"
    quiet = browser.post(f"{address}/mark", data={**form, "version": "1", "refused": ""}, headers={"HX-Request": "true"}).text
    assert 'id="sheet-refused"' in quiet and "por marcar; el primero" not in quiet, "nobody tried to close it"
    rest = browser.post(f"{address}/rest", data={"sheet": sheet.id, "version": "2"}, follow_redirects=True).text
    assert re.search(r'id="sheet-left"[^>]*>[1-9]', rest), "what is always owed stays open"


def _code(world: World, sheet: ScoreSheet) -> str:
    with world.database.reading() as db:
        return db.get_one(Recording, sheet.recording_id).code
