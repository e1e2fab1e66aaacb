"""Lists of calls: search in the words said, filters, order, pages, neighbours; the figures of the first page."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from app.queries.initials import initials
from app.queries.list_rows import CallsQuery, Has
from app.queries.oversight.calls import calls_page, neighbours
from app.queries.oversight.home import home_page
from app.queries.oversight.qa.queue import queue_neighbours, queues_page
from app.queries.oversight.runs import run_page
from app.queries.oversight.words import said, terms
from app.queries.qa_rows import Why
from app.queries.rows import AttentionKind, Conduct, Role, RunState
from reports.intervals import wilson
from speech.errors import BadAudio, EngineError, Fault
from tests.app.fakes import FakeEar
from tests.app.world import CALLS_CSV, NOW, World, given, wav

SignIn = Callable[[Role], FlaskClient]
CALM = (("agent", "Buenas, le hablo de Banco Lindero."), ("debtor", "Páguele la transferencia mañana."))
DOUBT = (("agent", "Deposite a la cuenta mía no más."), ("debtor", "¿Y a qué cuenta sería?"))


@pytest.fixture
def three(world: World) -> World:
    """One that fails, one that passes, one with a doubt."""
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts |= {"b.wav": CALM, "c.wav": DOUBT}
    world.audited()
    return world


def codes(world: World, **query: object) -> list[str]:
    with world.database.reading() as db:
        return [row.code for row in calls_page(db, world.actors[Role.AUDITOR], CallsQuery(**query)).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("embargar", ["MS-1"]),
        ("EMBARGO", ["MS-1"]),
        ("páguele", ["MS-2"]),
        ("paguele transferencia", ["MS-2"]),
        ('"la casa"', ["MS-1"]),
        ('"casa la"', []),
        ('"la cas"', []),
        ("cuenta", ["MS-3"]),
        ("banco", ["MS-1", "MS-2"]),
        ("nunca dicho", []),
        ("%", ["MS-1", "MS-2", "MS-3"]),
        ("_", ["MS-1", "MS-2", "MS-3"]),
        ("' OR 1=1 --", []),
        ("MS-2", ["MS-2"]),
        (" ms-3 ", ["MS-3"]),
        ("MS-", []),
    ],
)
def test_words_are_found_whatever_their_accents_case_and_ending(three: World, q: str, found: list[str]) -> None:
    assert codes(three, q=q, sort="code") == found


def test_the_place_where_it_is_said_is_shown(three: World) -> None:
    with three.database.reading() as db:
        row = calls_page(db, three.actors[Role.AUDITOR], CallsQuery(q="embargar")).rows[0]
    assert row.said is not None and row.said.start_s == 20.0 and row.said.speaker == "agent"
    assert [text for text, hit in row.said.pieces if hit] == ["embargarle"]
    assert "".join(text for text, _ in row.said.pieces) == "Si no paga hoy, mañana mandamos a embargarle la casa."


def test_hits_stand_on_the_right_letters_with_accents_and_signs() -> None:
    turn = {"text": "«¿Transfiéralo», dijo? ¡TRANSFIÉRALO ya!", "speaker": "agent", "start": 3.0}
    found = said([turn], terms("transfieralo"))
    assert found is not None
    assert [text for text, hit in found.pieces if hit] == ["Transfiéralo", "TRANSFIÉRALO"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"conduct": (Conduct.FAIL,)}, ["MS-1"]),
        ({"conduct": (Conduct.PASS, Conduct.TO_DECIDE)}, ["MS-2", "MS-3"]),
        ({"vendor": ("Norte Cobros",)}, ["MS-3"]),
        ({"vendor": ("Marea Sur",), "agent": ("A-104",)}, ["MS-2"]),
        ({"criterion": ("unofficial_payment",)}, ["MS-3"]),
        ({"criterion": ("courteous_close",)}, ["MS-1", "MS-2", "MS-3"]),
        ({"outcome": ("promise",)}, ["MS-1", "MS-2", "MS-3"]),
        ({"outcome": ("refusal",)}, []),
        ({"signed": "yes"}, []),
        ({"run": "nope"}, []),
    ],
)
def test_filters(three: World, query: dict[str, object], found: list[str]) -> None:
    assert codes(three, sort="code", **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"since": date(2026, 5, 13)}, ["MS-2", "MS-3"]),
        ({"until": date(2026, 5, 12)}, ["MS-1"]),
        ({"since": date(2026, 5, 13), "until": date(2026, 5, 13)}, ["MS-2"]),
        ({"since": date(2026, 5, 14), "until": date(2026, 5, 12)}, []),
        ({"since": date.min, "until": date.max}, ["MS-1", "MS-2", "MS-3"]),
        ({"criterion": ("unofficial_payment",), "has": (Has.HELD,)}, []),
        ({"criterion": ("false_legal_threat",), "has": (Has.HELD,)}, ["MS-1"]),
        ({"has": (Has.WAITING,)}, ["MS-3"]),
        ({"has": (Has.NO_VENDOR,)}, []),
        ({"has": (Has.UNASSESSED,)}, []),
    ],
)
def test_days_and_what_the_first_page_counts(three: World, query: dict[str, object], found: list[str]) -> None:
    assert codes(three, sort="code", **query) == found


def test_a_day_is_the_debtors_own_and_calls_of_unknown_time_have_none(world: World) -> None:
    """23:30 in Chile is the next day in UTC; 00:30 in Madrid is the day before."""
    table = (
        b"file,call_id,called_at\na.wav,late,2026-05-12T23:30:00-04:00\nb.wav,early,2026-05-12T00:30:00+02:00\n"
        b"c.wav,unknown,\nd.wav,after,2026-05-13T00:10:00+02:00\n"
    )
    world.upload([*(given(f"{name}.wav", wav(i)) for i, name in enumerate("abcd", 1)), given("calls.csv", table)])
    day = {"since": date(2026, 5, 12), "until": date(2026, 5, 12), "sort": "code"}
    assert codes(world, **day) == ["early", "late"]
    assert codes(world, **day, undated=True) == ["early", "late", "unknown"]


def test_figures_and_lines_of_the_first_page_lead_to_exactly_what_they_count(three: World, signed_in: SignIn) -> None:
    old = CALLS_CSV.replace("2026-05-", "2026-04-").replace("MS-", "OLD-")
    extra = [given("x.wav", wav(11)), given("a.wav", wav(12)), given("b.wav", wav(13)), given("calls.csv", old.encode())]
    three.audit(three.upload(extra)[1])
    browser = signed_in(Role.AUDITOR)
    with three.database.reading() as db:
        page = home_page(db, three.actors[Role.AUDITOR], NOW)
    assert (page.total, page.calls.total) == (4, 6)
    links = [unescape(a) for a in re.findall(r'href="(/calls\?[^"]+)"', browser.get("/").text)]
    counts = {f.kind: f.n if f.hits is None else f.hits for f in page.figures}

    def found(**wanted: list[str]) -> int:
        wanted |= {"from": ["2026-05-08"], "undated": ["1"]}
        (link,) = {a for a in links if parse_qs(urlsplit(a).query) == wanted}
        shown = re.search(r'role="status"><b class="t-ink">(\d+)</b>', browser.get(link).text)
        assert shown
        return int(shown[1])

    assert found(conduct=["fail"]) == counts["critical_share"] == 2
    assert found(has=["skill"], sort=["skill"]) == counts["mean_skill"]
    assert found(has=["whole_promise"]) == counts["promise_share"]
    lines = [a for a in page.attention if a.kind in (AttentionKind.CRITICAL, AttentionKind.MAJOR)]
    assert {line.vendor for line in lines} == {None, "Marea Sur"}
    for line in lines:
        of = {"has": ["held"], "vendor": [line.vendor]} if line.vendor else {"has": ["held", "no_vendor"]}
        assert found(criterion=[str(line.criterion)], **of) == line.count


def test_orders_and_pages(three: World) -> None:
    assert codes(three, sort="conduct") == ["MS-1", "MS-3", "MS-2"]
    assert codes(three, sort="called_at", desc=True) == ["MS-3", "MS-2", "MS-1"]
    with three.database.reading() as db:
        page = calls_page(db, three.actors[Role.QA], CallsQuery(sort="code", page=2), per_page=2)
        assert ([r.code for r in page.rows], page.found, page.pages) == (["MS-3"], 3, 2)
        last = calls_page(db, three.actors[Role.QA], CallsQuery(sort="code", page=99), per_page=2)
        assert [r.code for r in last.rows] == ["MS-3"]


def test_words_that_nobody_says_ask_to_remove_a_filter_only_where_there_is_one(three: World, signed_in: SignIn) -> None:
    alone = signed_in(Role.AUDITOR).get("/calls?q=zanahoria").text
    among = signed_in(Role.AUDITOR).get("/calls?q=zanahoria&conduct=fail").text
    assert "Pruebe con otra forma de la palabra." in alone and "quite un filtro" not in alone
    assert "o quite un filtro" in among
    assert all("Ver todas las llamadas" in page for page in (alone, among))


def test_neighbours_follow_the_list(three: World) -> None:
    with three.database.reading() as db:
        who = three.actors[Role.QA]
        rows = calls_page(db, who, CallsQuery(sort="code")).rows
        near = neighbours(db, who, rows[1].id, CallsQuery(sort="code"), "sort=code")
        assert (near.position, near.total, near.previous, near.following) == (2, 3, rows[0].id, rows[2].id)
        assert neighbours(db, who, rows[1].id, CallsQuery(conduct=(Conduct.FAIL,)), "").position is None


def test_the_queue_asks_for_doubts_first_and_says_why(three: World) -> None:
    with three.database.reading() as db:
        page = queues_page(db, three.actors[Role.QA], NOW)
        first = next(row for row in page.risk if row.call.code == "MS-3")
        assert (first.why, first.criteria, first.start_s) == ((Why.CRITICAL, Why.UNSURE), ("unofficial_payment",), 0.0)
        near = queue_neighbours(db, three.actors[Role.QA], page.risk[0].call.id, NOW)
        assert (near.position, near.total) == (1, page.risk_total)


def test_the_first_page_counts_with_intervals(three: World) -> None:
    with three.database.reading() as db:
        page = home_page(db, three.actors[Role.AUDITOR], NOW)
    critical, skill, promise, unassessed = page.figures
    expected = wilson(1, 3)
    assert (critical.value, critical.low, critical.high, critical.n, critical.hits) == (1 / 3, expected.low, expected.high, 3, 1)
    assert skill.n == 3 and skill.value is not None and 0 <= skill.value <= 100
    assert (promise.hits, promise.n) == (3, 3)
    assert (unassessed.hits, unassessed.n) == (0, 42)
    assert page.attention[0].kind is AttentionKind.CRITICAL and page.attention[0].vendor == "Marea Sur"
    assert [a.kind for a in page.attention].count(AttentionKind.TO_DECIDE) == 1
    assert page.first_day is not None and page.first_day.isoformat() == "2026-05-12"
    assert page.assessed_share == 1.0


def test_an_empty_workspace_has_figures_without_values(world: World) -> None:
    with world.database.reading() as db:
        page = home_page(db, world.actors[Role.AUDITOR], NOW)
    assert page.total == 0 and page.run is None
    assert all(f.value is None and f.low is None and f.n == 0 for f in page.figures)


def test_a_run_says_what_failed_and_why_in_the_readers_language(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.failures["b.wav"] = [BadAudio(Fault.SILENT, "b.wav", duration_s=4.0)]
    run, _ = world.audited("a.wav", "b.wav")
    with world.database.reading() as db:
        page = run_page(db, world.actors[Role.ADMIN], run.id, "en", NOW)
        spanish = run_page(db, world.actors[Role.ADMIN], run.id, "es", NOW)
    assert page.card.state is RunState.DONE and (page.card.assessed, page.card.failed, page.card.total) == (1, 1, 2)
    assert page.failed[0].cause == "is silent: 4.0 s without any signal" and page.failed[0].remedy == "check the recorder"
    assert spanish.failed[0].cause == "está en silencio: 4.0 s sin señal"


def test_a_passing_trouble_is_tried_again_and_a_lasting_one_is_kept(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.failures = {"a.wav": [EngineError("memory")], "b.wav": [EngineError("memory")] * 9}
    run, ids = world.upload([given("a.wav", wav(1)), given("b.wav", wav(2))])
    assert [e.value for e in world.audit([ids[0]] * 3)] == ["retry", "done", "skipped"]
    assert [e.value for e in world.audit([ids[1]] * 4)] == ["retry", "retry", "failed", "skipped"]
    with world.database.reading() as db:
        assert run_page(db, world.actors[Role.ADMIN], run.id, "es", NOW).card.state is RunState.DONE


def test_what_nobody_foresaw_fails_one_recording_at_once(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.failures["a.wav"] = [ZeroDivisionError("Ana Rojas")]
    run, ids = world.upload([given("a.wav", wav(1)), given("b.wav", wav(2))])
    assert [e.value for e in world.audit(ids)] == ["failed", "done"]
    with world.database.reading() as db:
        page = run_page(db, world.actors[Role.ADMIN], run.id, "es", NOW)
    assert page.failed[0].cause.startswith("error interno (ZeroDivisionError") and "Ana" not in page.failed[0].cause


def test_list_addresses_with_nonsense_are_answered(signed_in: SignIn, three: World) -> None:
    browser = signed_in(Role.AUDITOR)
    for query in (
        "page=-1",
        "page=99999999999999999999",
        "conduct=x",
        "sort=password",
        "q=%00%ff",
        "signed=maybe",
        "q=" + "a" * 5000,
        "agent=%ed%a0%80",
    ):
        assert browser.get(f"/calls?{query}").status_code == 200, query


@pytest.mark.parametrize(
    ("name", "letters"), [("Valentina Neira", "VN"), ("ana", "A"), ("", "?"), ("Ana de la Cruz", "AC"), ("¿? ", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
