"""Whoever opens an appeal to decide it reads no mark of the call until they gave their own; what they read before is told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from app.errors import Conflict
from app.models import AgentCode, Appeal, Event, Recording, ScoreSheet, Vendor
from app.queries.oversight.coaching.desks import agent_key
from app.queries.oversight.qa.appeals import appeal_page, appeals_page
from app.queries.oversight.qa.sealed import is_sealed
from app.queries.rows import Role
from app.services.coaching.open_session import Flagged, open_session
from app.services.decide import decide
from app.services.qa.add_breach import add_breach
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.qa.open_appeal import calls_read, leave_appeal, open_appeal
from tests.app.qa.desk import analyst, heard, judged
from tests.app.qa.walk import SAID, addresses, of_call, speak, told_of, walk
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
THREAT = ("false_legal_threat", 0)
REASON = "Leí el guion aprobado."
LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """An appeal of the agent's, and its call."""

    id: str
    call: str
    code: str
    run_id: str
    coaching: str


@pytest.fixture
def asked(world: World) -> Asked:
    calls = judged(world, 12)
    with world.database.writing() as db:
        db.execute(update(Recording).values(agent="A-0"))
        db.commit()
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        recording = db.get_one(Recording, calls[0])
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        own = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor}
        db.add(AgentCode(**own, code=recording.agent or "", added_at=NOW))
        db.commit()
        coaching = open_session(db, world.actors[Role.SUPERVISOR], Flagged(calls[0], *THREAT), NOW).id
        appeal = appeal_mark(db, agent, calls[0], *THREAT, REASON, NOW).id
        return Asked(appeal, calls[0], recording.code, recording.run_id, coaching)


@pytest.fixture(autouse=True)
def stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's clock stands in the weeks of the calls."""
    monkeypatch.setattr("app.web.session.datetime", Clock)


class Clock(datetime):
    """A wall clock that stands."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """The time it is in the test."""
        return LATER


def _opened(world: World, role: Role, asked: Asked) -> None:
    with world.database.writing() as db:
        open_appeal(db, world.actors[role], asked.id, LATER)


def _read(browser: FlaskClient, asked: Asked) -> Iterator[tuple[str, int, list[str]]]:
    filled = {"<run_id>": asked.run_id, "<call_id>": asked.call, "<appeal_id>": asked.id, "<coaching_id>": asked.coaching}
    for address, status, text in walk(browser, [*addresses(filled), *of_call(asked.call, asked.code, asked.run_id)]):
        if not address.startswith("/appeals"):
            yield address, status, told_of(text, (asked.code,))


@pytest.mark.parametrize("role", [Role.QA, Role.ADMIN])
def test_no_address_tells_of_the_call_until_the_own_mark_is_given(
    world: World, signed_in: SignIn, asked: Asked, role: Role
) -> None:
    speak(world, (asked.call,))
    _opened(world, role, asked)
    seen = list(_read(signed_in(role), asked))
    assert sum(status == 200 for _, status, _ in seen) > 40
    assert [(address, told) for address, _, told in seen if told] == []


def test_to_whoever_did_not_open_it_the_same_pages_tell(world: World, signed_in: SignIn, asked: Asked) -> None:
    speak(world, (asked.call,))
    browser = signed_in(Role.ADMIN)
    pages = (f"/calls/{asked.call}", f"/team/{agent_key(1, 'A-0')}", "/coaching")
    assert [page for page in pages if not told_of(unescape(browser.get(page).text), (asked.code,))] == []


@pytest.mark.parametrize("role", [Role.QA, Role.ADMIN])
def test_whatever_tells_the_words_of_a_mark_is_written_down(world: World, signed_in: SignIn, asked: Asked, role: Role) -> None:
    speak(world, (asked.call,))
    silent, told_at = [], 0
    seen = select(Event.id).where(Event.kind == "call.opened", Event.subject == asked.call)
    for address, _, told in _read(signed_in(role), asked):
        with world.database.writing() as db:
            written = db.scalar(seen.limit(1)) is not None
            db.execute(delete(Event).where(Event.kind == "call.opened"))
            db.commit()
        if set(told) & set(SAID):
            told_at += 1
            silent += [] if written else [address]
    assert told_at > 6 and silent == []


def test_what_tells_no_mark_is_not_written_down(world: World, signed_in: SignIn, asked: Asked) -> None:
    browser = signed_in(Role.AUDITOR)
    for path in ("/", "/calls", "/queue", "/appeals", f"/appeals/{asked.id}", f"/calls/{asked.call}/audio", "/rubric/insult"):
        browser.get(path)
    with world.database.reading() as db:
        assert db.scalars(select(Event.subject).where(Event.kind == "call.opened")).all() == []


def test_its_page_and_its_sheet_lead_to_the_appeal_and_nothing_can_be_done_to_it(
    world: World, signed_in: SignIn, asked: Asked
) -> None:
    _opened(world, Role.AUDITOR, asked)
    browser = signed_in(Role.AUDITOR)
    for path in (f"/calls/{asked.call}", f"/calls/{asked.call}/score"):
        answer = browser.get(path)
        assert (answer.status_code, answer.location) == (303, f"/appeals/{asked.id}")
    assert browser.get(f"/calls/{asked.call}/report/json").status_code == 409
    assert browser.get(f"/runs/{asked.run_id}/evidence.zip").status_code == 409
    assert browser.post(f"/calls/{asked.call}/sign").status_code == 409
    assert browser.get(f"/calls/{asked.call}/audio").status_code == 200
    other = signed_in(Role.ADMIN)
    assert other.get(f"/calls/{asked.call}").status_code == 200, "closed to whoever opened it alone"
    assert other.get(f"/coaching/{asked.coaching}").status_code == 200
    other.post(f"/appeals/{asked.id}/open")
    assert other.get(f"/coaching/{asked.coaching}").status_code == 409


def test_it_opens_again_with_the_own_mark_or_left_to_somebody_else(world: World, asked: Asked) -> None:
    marks, leaves = world.actors[Role.AUDITOR], world.actors[Role.ADMIN]
    with world.database.writing() as db:
        for who in (marks, leaves):
            assert appeal_page(db, who, asked.id, "es", LATER).step == "unopened"
            open_appeal(db, who, asked.id, LATER)
            open_appeal(db, who, asked.id, LATER)
            assert appeal_page(db, who, asked.id, "es", LATER).step == "blind" and is_sealed(db, who, asked.call)
        assert len(db.scalars(select(Event).where(Event.kind == "appeal.opened")).all()) == 2, "once each"
        leave_appeal(db, leaves, asked.id, LATER)
        sheet = give_opinion(db, marks, asked.id, heard("happened"), LATER)
        assert (sheet.mode, sheet.opened_at) == ("blind", LATER)
        assert not is_sealed(db, marks, asked.call) and not is_sealed(db, leaves, asked.call)
        assert appeal_page(db, leaves, asked.id, "es", LATER).step == "unopened"
        assert appeal_page(db, marks, asked.id, "es", LATER).own_blind


def _reads(world: World, asked: Asked, browser: FlaskClient) -> bool:
    return browser.get(f"/calls/{asked.call}").status_code == 200


def _reads_its_report(world: World, asked: Asked, browser: FlaskClient) -> bool:
    return browser.get(f"/calls/{asked.call}/report/html").status_code == 200


def _leaves_and_reads(world: World, asked: Asked, browser: FlaskClient) -> bool:
    browser.post(f"/appeals/{asked.id}/open")
    browser.post(f"/appeals/{asked.id}/leave")
    return browser.get(f"/calls/{asked.call}").status_code == 200


def _acted(world: World, asked: Asked, browser: FlaskClient) -> bool:
    with world.database.writing() as db:
        add_breach(db, world.actors[Role.AUDITOR], asked.call, "insult", 2, None, "", "Se oye.", NOW - timedelta(days=9))
    return True


def _reads_the_agent(world: World, asked: Asked, browser: FlaskClient) -> bool:
    return asked.call in browser.get(f"/team/{agent_key(1, 'A-0')}").text


def _reads_the_criterion(world: World, asked: Asked, browser: FlaskClient) -> bool:
    return asked.call in browser.get(f"/rubric/{THREAT[0]}").text


def _takes_the_report_of_the_run(world: World, asked: Asked, browser: FlaskClient) -> bool:
    return browser.get(f"/runs/{asked.run_id}/report/json").status_code == 200


@pytest.mark.parametrize(
    "does",
    [_reads, _reads_its_report, _reads_the_agent, _reads_the_criterion, _takes_the_report_of_the_run, _leaves_and_reads, _acted],
)
def test_whoever_read_the_marks_before_does_not_mark_blind_and_the_decision_says_so(
    world: World, signed_in: SignIn, asked: Asked, does: Callable[[World, Asked, FlaskClient], bool]
) -> None:
    browser = signed_in(Role.AUDITOR)
    assert does(world, asked, browser)
    browser.post(f"/appeals/{asked.id}/open")
    browser.post(f"/appeals/{asked.id}/mark", data={"mark": "happened", "turn": "0"})
    browser.post(f"/appeals/{asked.id}/decide", data={"outcome": "upheld", "answer": "Se oye claro."})
    assert "no fue a ciegas" in signed_in(Role.QA).get(f"/appeals/{asked.id}").text
    with world.database.reading() as db:
        assert db.scalars(select(ScoreSheet.mode).where(ScoreSheet.session_id == asked.id)).one() == "assisted"


@pytest.mark.parametrize(("form", "says"), [({}, False), ({"knew": "yes"}, True)])
def test_ones_own_word_counts_too(world: World, signed_in: SignIn, asked: Asked, form: dict[str, str], says: bool) -> None:
    browser = signed_in(Role.AUDITOR)
    browser.post(f"/appeals/{asked.id}/open")
    browser.post(f"/appeals/{asked.id}/mark", data={"mark": "happened", "turn": "0", **form})
    assert ("no fue a ciegas" in browser.get(f"/appeals/{asked.id}").text) is says


def test_what_was_read_before_the_appeal_came_in_is_not_held_against_it(world: World, asked: Asked) -> None:
    who = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        db.add(
            Event(
                organisation_id=who.organisation_id,
                user_id=who.user_id,
                at=NOW - timedelta(days=1),
                kind="call.opened",
                subject=asked.call,
                detail={},
            )
        )
        calls_read(db, world.actors[Role.SUPERVISOR], [asked.call], LATER)
        assert give_opinion(db, who, asked.id, heard("happened"), LATER).mode == "blind"


def test_opening_a_call_is_written_down_only_while_an_appeal_of_it_waits(world: World, signed_in: SignIn, asked: Asked) -> None:
    browser = signed_in(Role.AUDITOR)
    with world.database.reading() as db:
        other = db.scalars(select(Recording.id).where(Recording.id != asked.call)).first()
    for call in (asked.call, asked.call, other):
        browser.get(f"/calls/{call}")
    with world.database.reading() as db:
        assert db.scalars(select(Event.subject).where(Event.kind == "call.opened")).all() == [asked.call]


def test_an_earlier_answer_on_the_same_call_is_closed_while_a_second_appeal_is_marked(world: World, asked: Asked) -> None:
    first, second = analyst(world, 1), world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        give_opinion(db, first, asked.id, heard("happened"), NOW)
        decide_appeal(db, first, asked.id, Answer("upheld", "Se oye claro."), NOW)
        again = appeal_mark(db, world.actors[Role.AGENT], asked.call, *THREAT, "Traigo el guion.", NOW).id
        assert [a.id for a in appeals_page(db, second, "es", LATER).decided] == [asked.id]
        open_appeal(db, second, again, LATER)
        page = appeals_page(db, second, "es", LATER)
        assert ([a.id for a in page.waiting], page.decided, page.hidden) == ([again], (), 1)
        with pytest.raises(Conflict, match="another appeal"):
            appeal_page(db, second, asked.id, "es", LATER)
        give_opinion(db, second, again, heard("happened"), LATER)
        assert [e.id for e in appeal_page(db, second, again, "es", LATER).earlier] == [asked.id]


def test_an_answer_read_while_the_same_mark_is_appealed_again_is_written_down(
    world: World, signed_in: SignIn, asked: Asked
) -> None:
    first = analyst(world, 1)
    with world.database.writing() as db:
        give_opinion(db, first, asked.id, heard("happened"), NOW)
        decide_appeal(db, first, asked.id, Answer("upheld", "Se oye claro."), NOW)
    read = select(Event.subject).where(Event.kind == "call.opened")
    browser = signed_in(Role.AUDITOR)
    assert browser.get(f"/appeals/{asked.id}").status_code == 200
    with world.database.writing() as db:
        assert db.scalars(read).all() == [], "nothing waits"
        again = appeal_mark(db, world.actors[Role.AGENT], asked.call, *THREAT, "Traigo el guion.", NOW).id
    browser.get(f"/appeals/{again}")
    with world.database.reading() as db:
        assert db.scalars(read).all() == [], "the one that waits tells nothing"
    browser.get(f"/appeals/{asked.id}")
    browser.post(f"/appeals/{again}/open")
    browser.post(f"/appeals/{again}/mark", data={"mark": "happened", "turn": "0"})
    with world.database.reading() as db:
        assert db.scalars(read).all() == [asked.call]
        assert db.scalars(select(ScoreSheet.mode).where(ScoreSheet.session_id == again)).one() == "assisted"


def test_whoever_may_not_decide_it_opens_nothing(world: World, asked: Asked) -> None:
    marked = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        decide(db, marked, asked.call, *THREAT, "happened", "Se oye.", NOW)
    with world.database.writing() as db:
        with pytest.raises(Conflict):
            open_appeal(db, marked, asked.id, LATER)
        assert not is_sealed(db, marked, asked.call)
        assert db.scalars(select(Appeal.id)).all() == [asked.id]
