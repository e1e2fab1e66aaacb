"""No address tells whoever still has to score a call blind what the machine or a colleague thinks of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput, Conflict
from app.models import AgreedMark, CalibrationSession, Recording, ScoreSheet
from app.queries.oversight.qa.results import results_page
from app.queries.oversight.qa.sessions import session_page
from app.queries.rows import Role
from app.services.qa.open_sheet import ASSISTED, Reason, open_sheet
from app.services.qa.sessions import NewSession, agree, close_session, make_session
from audit.calibration.sheet import Mode, Purpose
from tests.app.qa.desk import KEY, analyst, fill, judged
from tests.app.qa.walk import addresses, of_call, speak, told_of, walk
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
SAIDS = ("fault", "sent", "clear")


@dataclass(frozen=True, slots=True)
class Held:
    """A session that is over and one that goes on, of the same two calls; the reader is in the second alone."""

    over: CalibrationSession
    going: CalibrationSession
    calls: tuple[str, str]
    codes: tuple[str, str]
    run_id: str


def _session(world: World, title: str, codes: tuple[str, ...], *people: int | None) -> CalibrationSession:
    ids = tuple(p or 0 for p in people)
    new = NewSession(title, "picked", codes, 0, ids, (NOW + timedelta(days=3)).date())
    with world.database.writing() as db:
        return make_session(db, world.actors[Role.AUDITOR], new, KEY, NOW)


@pytest.fixture
def held(world: World) -> Held:
    calls = judged(world, 6)
    first, second = calls[:2]
    me, a, b, c = world.actors[Role.QA], analyst(world, 1), analyst(world, 2), analyst(world, 3)
    with world.database.reading() as db:
        codes = (db.get_one(Recording, first).code, db.get_one(Recording, second).code)
        run_id = db.get_one(Recording, first).run_id
    over = _session(world, "La primera", codes, a.user_id, b.user_id)
    for who, acts in ((a, ("insult",)), (b, ())):
        for call in (first, second):
            with world.database.writing() as db:
                sheet = open_sheet(db, who, call, Reason(Purpose.CALIBRATION, Mode.BLIND, over.id), NOW)
                db.commit()
            fill(world, who, sheet, *acts)
    with world.database.writing() as db:
        agree(db, a, over.id, first, "insult", "happened", "zzagreed lo oímos juntos", NOW)
        agree(db, a, over.id, second, "insult", "happened", "zzagreed lo oímos juntos", NOW)
    going = _session(world, "La segunda", codes, me.user_id, c.user_id)
    speak(world, (first, second))
    return Held(over, going, (first, second), codes, run_id)


def _addresses(held: Held) -> list[str]:
    filled = {"<run_id>": held.run_id, "<call_id>": held.calls[0], "<session_id>": held.over.id}
    return [
        *addresses(filled),
        *(f"/calibration/{s.id}?call={call}" for s in (held.over, held.going) for call in held.calls),
        f"/calls/{held.calls[0]}/score?session={held.over.id}",
        *of_call(held.calls[0], held.codes[0], held.run_id),
        *(f"/scorer/{c}?said={n}&fault={f}" for c in ("false_legal_threat", "insult") for n in SAIDS for f in ("yes", "no")),
    ]


def test_no_address_tells_of_a_call_that_is_still_to_be_scored_blind(world: World, signed_in: SignIn, held: Held) -> None:
    with world.database.writing() as db:
        assert db.get_one(CalibrationSession, held.over.id).closed_at is not None
    opened, told = 0, []
    for address, status, text in walk(signed_in(Role.QA), _addresses(held)):
        opened += status == 200
        told += [(address, word) for word in told_of(text, held.codes)]
    assert opened > 40
    assert told == []


def test_the_walk_finds_it_where_the_call_is_nobodys_secret(world: World, signed_in: SignIn, held: Held) -> None:
    browser = signed_in(Role.AUDITOR)
    assert "zzagreed" in browser.get(f"/calibration/{held.over.id}?call={held.calls[0]}").text
    assert "zzquote" in browser.get(f"/calls/{held.calls[0]}").text


def test_an_earlier_session_says_why_and_where_to_score(world: World, signed_in: SignIn, held: Held) -> None:
    me, first = world.actors[Role.QA], held.calls[0]
    with world.database.reading() as db:
        page = session_page(db, me, held.over.id, first)
        assert page.over and page.grid == ()
        assert all(call.closed_to_reader and call.apart is None and call.agreed is None for call in page.calls)
        figures = results_page(db, me, held.over.id)
        assert (figures.calls, figures.left_out, figures.matrix, figures.rows, figures.agreed_marks) == (0, 2, (), (), 0)
    browser = signed_in(Role.QA)
    text = browser.get(f"/calibration/{held.over.id}?call={first}").text
    assert "aún debe evaluarse a ciegas" in text and f"/calls/{first}/score" in text and "marks-grid" not in text
    assert "Quedan fuera 2 llamadas" in browser.get(f"/calibration/{held.over.id}/results").text
    with world.database.writing() as db, pytest.raises(Conflict, match="scored blind"):
        agree(db, me, held.over.id, first, "insult", "happened", "lo vi en otra parte", NOW)


def test_once_scored_and_over_the_grid_opens_again(world: World, held: Held) -> None:
    me, first = world.actors[Role.QA], held.calls[0]
    with world.database.writing() as db:
        sheet = open_sheet(db, me, first, Reason(Purpose.CALIBRATION, Mode.BLIND, held.going.id), NOW)
        db.commit()
    fill(world, me, sheet)
    with world.database.reading() as db:
        page = session_page(db, me, held.over.id, first)
        assert [c.closed_to_reader for c in page.calls] == [c.id != first for c in page.calls]
        assert page.grid != ()


def test_an_older_open_sheet_beside_the_machine_is_closed_as_well(world: World, signed_in: SignIn) -> None:
    calls = judged(world, 4)
    me, other = world.actors[Role.QA], analyst(world, 1)
    with world.database.writing() as db:
        open_sheet(db, me, calls[0], ASSISTED, NOW)
        db.commit()
    browser, path = signed_in(Role.QA), f"/calls/{calls[0]}/score"
    speak(world, (calls[0],))
    assert "zzquote" in browser.get(path).text
    with world.database.reading() as db:
        code = db.get_one(Recording, calls[0]).code
    _session(world, "A ciegas", (code,), me.user_id, other.user_id)
    assert "zzquote" not in browser.get(path).text


def test_a_new_session_refuses_what_its_people_already_discussed(world: World, held: Held) -> None:
    with world.database.reading() as db:
        members = [s.user_id for s in db.scalars(select(ScoreSheet).where(ScoreSheet.session_id == held.over.id))]
    with pytest.raises(BadInput, match="would not be blind") as refused:
        _session(world, "Otra vez", held.codes[:1], members[0], world.actors[Role.QA].user_id)
    assert refused.value.field == "codes" and held.codes[0] in str(refused.value)
    asked = NewSession("Al azar", "random", (), 4, tuple(dict.fromkeys(m or 0 for m in members)), NOW.date())
    with world.database.writing() as db:
        drawn = make_session(db, world.actors[Role.AUDITOR], asked, KEY, NOW)
        assert {c.id for c in session_page(db, world.actors[Role.AUDITOR], drawn.id).calls}.isdisjoint(held.calls)
        close_session(db, world.actors[Role.AUDITOR], drawn.id, NOW)
        with pytest.raises(BadInput, match="6 left out"):
            make_session(db, world.actors[Role.AUDITOR], asked, KEY, NOW)


def test_an_agreed_mark_is_chosen_never_given(world: World, signed_in: SignIn, held: Held) -> None:
    text = signed_in(Role.AUDITOR).get(f"/calibration/{held.over.id}?call={held.calls[0]}").text
    with world.database.writing() as db:
        db.query(AgreedMark).delete()
        db.commit()
    empty = signed_in(Role.AUDITOR).get(f"/calibration/{held.over.id}?call={held.calls[0]}").text
    choice = re.search(r'<select id="m-insult" name="mark" required>(.*?)</select>', empty, re.DOTALL)
    assert choice is not None and re.findall(r'<option value="(\w*)" selected', choice[1]) == [""]
    kept = re.search(r'<select id="m-insult" name="mark" required>(.*?)</select>', text, re.DOTALL)
    assert kept is not None and re.findall(r'<option value="(\w*)"\s+selected', kept[1]) == ["happened"]
