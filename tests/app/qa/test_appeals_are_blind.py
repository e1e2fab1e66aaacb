"""To a vendor, the appeal of what a ghost lived and the appeal of what was heard in a real call are one and the same thing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from app.errors import BadInput
from app.models import AgentCode, Appeal, FindingShare, VendorReply
from app.models.call_share import CallShare
from app.models.wave_finding import WaveFinding
from app.queries.operations.shares import share_page
from app.queries.rows import Role
from app.services.decide import decide
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.share_call import share_call
from app.services.waves.check_wave import check_wave
from app.services.waves.judge_finding import judge_findings
from app.services.waves.share_findings import share_findings
from app.settings import Settings
from app.web.limits import ProcessLimiter
from tests.app.blind import TOKEN, plain, statements
from tests.app.qa.desk import analyst, heard
from tests.app.wave_world import SEALED, auditor, call, sealed
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
THREAT = ("false_legal_threat", 0)
WORDS = "El reloj de la central estaba mal."
ANSWER = "Se revisó completo, otra vez."
SECTION = re.compile(r'<section class="card" aria-labelledby="answers">.*?</section>', re.DOTALL)
OWN = {"id", "place", "share_id"}
"""What names the thing itself; each is a random number or made of one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same vendor was shown a ghost's finding and a call's, each by its share's id."""

    ghost: str
    call: str

    def __iter__(self) -> Any:
        return iter((self.ghost, self.call))


@pytest.fixture
def pair(world: World, settings: Settings) -> Pair:
    wave_id = sealed(world, settings)
    for n in range(3):
        call(world, wave_id, f"F-0{n + 1}", f"c{n}", SEALED.replace(hour=3) + timedelta(days=8 + n), content="Pague.", agent="P")
    _run, ids = world.audited("a.wav")
    with world.database.writing() as db:
        check_wave(db, auditor(world), wave_id, NOW)
    with world.database.writing() as db:
        found = db.scalars(select(WaveFinding).where(WaveFinding.ghost_id.is_not(None))).first()
        assert found is not None
        judge_findings(db, auditor(world), wave_id, [found.id], "confirmed", "", NOW)
        ghost = share_findings(db, auditor(world), wave_id, [found.id], 10, "hay peligro para personas", NOW)[0].id
        decide(db, auditor(world), ids[0], *THREAT, "happened", "Se oye.", NOW)
        return Pair(ghost, share_call(db, auditor(world), ids[0], *THREAT, 10, NOW).id)


class Clock(datetime):
    """The site's wall clock, which stands."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """The time it is in the test."""
        return NOW


@pytest.fixture
def browser(site: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A vendor's, while the clock stands; limits are not what is tried here."""
    monkeypatch.setattr("app.web.session.datetime", Clock)
    site.extensions["trasluz"].limiter = ProcessLimiter(count(0, 61).__next__)
    return signed_in(Role.VENDOR)


def answers_part(html: str, share: str) -> str:
    """The part of the page in which it is answered and appealed, its own address taken out."""
    found = SECTION.search(TOKEN.sub("", html))
    assert found is not None
    return plain(unescape(found[0]).replace(share, "·"))


def kept(world: World, share: str) -> dict[str, Any]:
    """Everything of one that the vendor's query gives, but what was told of the finding itself."""
    with world.database.reading() as db:
        page = asdict(share_page(db, world.actors[Role.VENDOR], share, "es", NOW))
    told = page.pop("share")
    return page | {k: told[k] for k in ("shared_at", "reply_by", "standing", "late", "answers")}


def shape(row: Appeal) -> Mapping[str, Any]:
    """A row's columns without its own ids, and the shape of those."""
    values = {c.key: getattr(row, c.key) for c in inspect(Appeal).column_attrs}
    return {k: re.sub("[0-9a-f]", "x", str(v)) if k in OWN else v for k, v in values.items()}


def test_while_it_waits_everything_is_the_same_key_by_key(world: World, pair: Pair, browser: FlaskClient) -> None:
    ran, pages, kinds = [], [], []
    for share in pair:
        before = answers_part(browser.get(f"/portal/findings/{share}").text, share)
        form = {"kind": "appeals", "text": WORDS}
        with statements(world.database) as seen:
            sent = browser.post(f"/portal/findings/{share}/reply", data=form)
            shown = browser.get(f"/portal/findings/{share}")
            again = browser.post(f"/portal/findings/{share}/reply", data={**form, "text": "Otra vez."})
        ran.append(list(seen))
        pages.append([before, *(answers_part(a.text, share) for a in (shown, again))])
        kinds.append([(a.status_code, sorted(set(a.headers.keys()) - {"Set-Cookie"})) for a in (sent, shown, again)])
    assert ran[0] == ran[1] and any("INTO appeal " in s for s in ran[0])
    assert pages[0] == pages[1] and WORDS in pages[0][1] and 'value="appeals"' not in pages[0][1]
    assert kinds[0] == kinds[1] and [status for status, _ in kinds[0]] == [303, 200, 422]
    assert kept(world, pair.ghost) == kept(world, pair.call)
    with world.database.reading() as db:
        rows = {a.share_id: shape(a) for a in db.scalars(select(Appeal))}
        assert rows[pair.ghost] == rows[pair.call]
        replies = {r.share_id: (r.kind, r.text, r.user_id, r.who) for r in db.scalars(select(VendorReply))}
        assert replies[pair.ghost] == replies[pair.call]


@pytest.mark.parametrize("outcome", ["upheld", "overturned", "cannot_tell"])
def test_once_it_is_answered_everything_is_the_same(world: World, pair: Pair, browser: FlaskClient, outcome: str) -> None:
    second = analyst(world, 1, Role.ADMIN)
    for share in pair:
        with world.database.writing() as db:
            reply_to_finding(db, world.actors[Role.VENDOR], share, "appeals", WORDS, NOW)
            appeal = db.scalars(select(Appeal.id).where(Appeal.share_id == share)).one()
        with world.database.writing() as db:
            if share == pair.call:
                give_opinion(db, second, appeal, heard("happened"), NOW)
            decide_appeal(db, second, appeal, Answer(outcome, ANSWER), NOW)
    pages, ran, listed = [], [], []
    for share in pair:
        with statements(world.database) as seen:
            pages.append(answers_part(browser.get(f"/portal/findings/{share}").text, share))
        ran.append(list(seen))
        row = next(r for r in browser.get("/portal/findings").text.split("<tr") if share in r)
        listed.append(sorted(re.findall(r'class="tag[^"]*"', row)))
    assert pages[0] == pages[1] and ANSWER in pages[0]
    assert ran[0] == ran[1] and listed[0] == listed[1]
    assert kept(world, pair.ghost) == kept(world, pair.call)
    with world.database.reading() as db:
        shares = {s.id: s.standing for s in db.scalars(select(FindingShare))}
    assert shares[pair.ghost] == shares[pair.call] == ("replied" if outcome == "upheld" else "withdrawn")


def test_an_answer_that_a_vendor_will_read_too_names_nobody_whoever_asked_first(world: World, pair: Pair) -> None:
    """The agent appeals the mark that the vendor was shown: one answer goes to both, so it is held to what a vendor may read."""
    agent, second = world.actors[Role.AGENT], analyst(world, 1)
    with world.database.writing() as db:
        shown = db.scalars(select(CallShare).where(CallShare.share_id == pair.call)).one()
        vendor = db.get_one(FindingShare, pair.call).vendor_id
        own = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor, "code": "A-118"}
        db.add(AgentCode(**own, added_at=NOW))
        db.commit()
        mine = appeal_mark(db, agent, shown.recording_id, *THREAT, "No dije eso.", NOW).id
        theirs = reply_to_finding(db, world.actors[Role.VENDOR], pair.call, "appeals", WORDS, NOW)
        assert theirs.kind == "appeals"
    with world.database.writing() as db:
        give_opinion(db, second, mine, heard("happened"), NOW)
        with pytest.raises(BadInput) as refused:
            decide_appeal(db, second, mine, Answer("upheld", f"Lo vio {second.name}."), NOW)
        assert refused.value.field == "answer"
