"""What a vendor's user can see, do, count or time tells no ghost from a real account. What was tried: docs/ghost-programme.md."""

import logging
import random
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import count, pairwise
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Account, FindingShare, Vendor
from app.models.ghost import Ghost
from app.models.oversight import TABLES
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.rows import Role
from app.services.place_accounts import place_accounts
from app.services.recall_accounts import recall_accounts
from app.services.waves.check_wave import check_wave
from app.services.waves.column_roles import placement, roles_of
from app.services.waves.declare_senders import Told, declare_senders
from app.services.waves.judge_finding import judge_findings
from app.services.waves.share_findings import share_findings
from app.services.waves.stop_wave import retire_ghost, stop_wave
from app.settings import Settings
from app.web.limits import ProcessLimiter
from synthetic.portfolio.table import of_rows
from tests.app.blind import LISTS, TOKEN, body, every_get, filled, plain, statements, without_own
from tests.app.fakes import fake_tools
from tests.app.wave_world import (
    SEALED,
    VENDOR,
    a_ghost_and_a_real_account,
    auditor,
    call,
    ghost_lines,
    planned,
    portfolio,
    sealed,
)
from tests.app.world import NOW, World, make_world

SignIn = Callable[[Role], FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture
def lived(world: World, settings: Settings) -> str:
    """A wave that was handed over and in which things happened; its id."""
    wave_id = sealed(world, settings)
    facts = {"content": "Pague hoy.", "agent": "Patricio", "caller_id": "+56600333444"}
    for n in range(3):
        call(world, wave_id, f"F-0{n + 1}", f"c{n}", SEALED.replace(hour=3) + (8 + n) * DAY, **facts)
    with world.database.writing() as db:
        for value, role in (("+56600111222", "own"), ("+56600333444", "denied")):
            declare_senders(db, auditor(world), wave_id, VENDOR, [Told(value, role)], NOW)
        check_wave(db, auditor(world), wave_id, NOW)
    return wave_id


@pytest.fixture
def browser(site: Flask, signed_in: SignIn) -> FlaskClient:
    """A vendor's, in a world where every request comes a minute after the one before: limits are not what is tried here."""
    site.extensions["trasluz"].limiter = ProcessLimiter(count(0, 61).__next__)
    return signed_in(Role.VENDOR)


def test_a_ghosts_page_is_a_real_accounts_page(world: World, lived: str, browser: FlaskClient) -> None:
    ghost, real = a_ghost_and_a_real_account(world, lived)
    one, other = (browser.get(f"/portal/accounts/{a.id}") for a in (ghost, real))
    assert without_own(TOKEN.sub("", one.text), ghost) == without_own(TOKEN.sub("", other.text), real)
    kept = [{k: v for k, v in a.headers.items() if k not in ("Content-Length", "Date", "Set-Cookie")} for a in (one, other)]
    assert kept[0] == kept[1] and "ETag" not in kept[0] and "Last-Modified" not in kept[0]
    assert kept[0]["Cache-Control"] == "private, no-store"


def test_every_address_answers_for_a_ghost_as_for_a_real_account_and_as_for_nothing(
    site: Flask, world: World, lived: str, browser: FlaskClient
) -> None:
    """Guessed ids of oversight things (ghost, wave, contact, finding, event) are the same nothing as any random id."""
    ghost, real = a_ghost_and_a_real_account(world, lived)
    with world.database.reading() as db:
        hidden = [lived, db.scalars(select(Ghost.id)).first(), db.scalars(select(WaveFinding.id)).first()]
        hidden += [db.scalar(text("SELECT id FROM received LIMIT 1")), db.scalar(text("SELECT id FROM declared_sender LIMIT 1"))]
    for rule in every_get(site):
        if "<" not in rule or rule.endswith("/events") or rule.startswith("/hooks/"):
            continue
        nothing = browser.get(filled(rule, uuid4().hex))
        for id in [*map(str, hidden), "F-01", "%00"]:
            answer = browser.get(filled(rule, id))
            assert (answer.status_code, plain(TOKEN.sub("", answer.text))) == (
                nothing.status_code,
                plain(TOKEN.sub("", nothing.text)),
            ), (rule, id)
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
            a, b = (browser.open(filled(rule, x.id), method=method) for x in (ghost, real))
            assert a.status_code == b.status_code, (method, rule)
            assert {k for k, _ in a.headers} == {k for k, _ in b.headers}, (method, rule)


def test_a_portfolio_with_ghosts_is_the_same_as_one_in_which_they_are_real(
    world: World, settings: Settings, browser: FlaskClient, tmp_path: Path
) -> None:
    """The strongest comparison: the same rows handed over with no wave at all, in another database, page by page."""
    sealed(world, settings)
    shown = {path: plain(body(browser, path)) for path in LISTS}
    other_settings = Settings(home=tmp_path / "other", secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'other.db'}")
    database = Database(other_settings.database_url)
    upgrade(database)
    honest = make_world(database, tmp_path / "other", fake_tools())
    rows = [*portfolio(), *(line["row"] for line in ghost_lines())]
    random.Random(3).shuffle(rows)
    roles = roles_of(of_rows(list(rows[0]), [list(r.values()) for r in rows]))
    with database.writing() as db:
        vendor = db.scalars(select(Vendor).where(Vendor.name == VENDOR)).one()
        placed = [placement(row, roles, "CL", None, 1) for row in rows]
        place_accounts(db, honest.actors[Role.ADMIN].organisation_id, vendor.id, SEALED.date().isoformat(), placed, SEALED)
        db.commit()
    site = make_app(other_settings, database)
    site.config["WTF_CSRF_ENABLED"] = False
    plain_browser = site.test_client()
    plain_browser.post("/sign-in", data={"email": "vendor@lindero.example", "password": "una clave bien larga"})
    for path in LISTS:
        assert plain(body(plain_browser, path)) == shown[path], path
    database.dispose()


def test_nothing_the_audit_does_changes_what_the_vendor_sees(world: World, settings: Settings, browser: FlaskClient) -> None:
    before = {path: body(browser, path) for path in LISTS}
    planned(world, "Ola 6")
    assert {path: body(browser, path) for path in LISTS} == before, "planning, portfolios and people stay inside"
    wave_id = sealed(world, settings)
    ghost, _ = a_ghost_and_a_real_account(world, wave_id)
    after = {path: body(browser, path) for path in [*LISTS, f"/portal/accounts/{ghost.id}"]}
    for n in range(3):
        call(world, wave_id, f"F-0{n + 1}", f"c{n}", SEALED.replace(hour=3) + (8 + n) * DAY, content="Pague hoy.")
    with world.database.writing() as db:
        check_wave(db, auditor(world), wave_id, NOW)
    with world.database.writing() as db:
        stop_wave(db, auditor(world), wave_id, "se filtró una lista", NOW)
    assert {path: body(browser, path) for path in after} == after


def test_a_retired_ghost_is_an_account_that_was_recalled(world: World, lived: str, browser: FlaskClient) -> None:
    ghost, real = a_ghost_and_a_real_account(world, lived)
    with world.database.writing() as db:
        key = db.scalars(select(Ghost.id).where(Ghost.account_id == ghost.id)).one()
        retire_ghost(db, auditor(world), lived, key, "la nombraron", NOW)
    with world.database.writing() as db:
        recall_accounts(db, real.organisation_id, [real.id], NOW)
        db.commit()
    one, other = (body(browser, f"/portal/accounts/{a.id}") for a in (ghost, real))
    assert "retirada el" in one and without_own(one, ghost) == without_own(other, real)
    assert "Los datos personales están ocultos" in one
    listed = body(browser, "/portal/accounts?state=recalled")
    for account, page in ((ghost, one), (real, other)):
        assert account.number in page
        personal = [v for v in map(str, account.row.values()) if len(v) > 6 and v != account.number]
        shown = {str(account.amount), f"{account.amount:,.0f}".replace(",", ".")}
        told = [account.debtor, account.debtor_id, *(v for v in personal if v not in shown)]
        assert len(told) > 4 and [v for v in told if v in unescape(page) or v in unescape(listed)] == []
        for words in (account.debtor, account.debtor_id):
            found = browser.get("/portal/accounts", query_string={"state": "recalled", "q": words}).text
            assert account.number not in found and account.id not in found
    assert ghost.number in listed and real.number in listed
    sheet = body(browser, "/portal/accounts.csv")
    assert ghost.number not in sheet and real.number not in sheet


def test_order_is_by_what_is_seen_and_ties_by_number(world: World, lived: str, browser: FlaskClient) -> None:
    with world.database.reading() as db:
        rows = db.scalars(select(Account)).all()
    keys = {
        "number": lambda a: a.number,
        "debtor": lambda a: a.debtor,
        "due": lambda a: a.due_date,
        "placed": lambda a: a.placed_at,
    }
    for sort, key in keys.items():
        for desc in ("", "1"):
            by_number = sorted(rows, key=lambda a: a.number)
            wanted = sorted(by_number, key=key, reverse=bool(desc))  # type: ignore[arg-type,type-var]
            pages = [body(browser, f"/portal/accounts?sort={sort}&desc={desc}&page={page}") for page in (1, 2)]
            shown = [id for page in pages for id in re.findall(r'class="code" href="/portal/accounts/(\w+)"', page)]
            assert shown == [a.id for a in wanted], (sort, desc)


def test_ids_and_places_in_the_table_say_nothing(world: World, lived: str) -> None:
    with world.database.reading() as db:
        rows = db.execute(text("SELECT rowid, id, number FROM account ORDER BY rowid")).all()
        ghosts = set(db.scalars(select(Ghost.account_id)))
    assert [r.number for r in rows] == sorted(r.number for r in rows), "written in the order of their numbers, whoever they are"
    assert all(re.fullmatch("[0-9a-f]{32}", r.id) for r in rows)
    versions = {(r.id[12], r.id in ghosts) for r in rows}
    assert {v for v, ghost in versions if ghost} == {v for v, ghost in versions if not ghost} == {"4"}
    by_id = sorted(rows, key=lambda r: r.id)
    ranks = [n for n, r in enumerate(by_id) if r.id in ghosts]
    runs = sum(b - a == 1 for a, b in pairwise(ranks))
    assert runs < len(ranks) - 1, "ids drawn one after the other are not neighbours"


def test_a_vendors_figures_count_ghosts_as_accounts(world: World, lived: str, browser: FlaskClient) -> None:
    with world.database.reading() as db:
        rows = db.scalars(select(Account)).all()
    total = sum(a.amount for a in rows)
    home, listed = body(browser, "/portal"), body(browser, "/portal/accounts")
    assert f"{total:,.0f}".replace(",", ".") in unescape(home) and f"{total:,.0f}".replace(",", ".") in unescape(listed)
    assert f"{len(rows)} cuentas" in home
    assert body(browser, "/portal/accounts.csv").count("\n") == len(rows) + 1


def test_search_finds_each_kind_alike_and_no_word_of_the_audit(world: World, lived: str, browser: FlaskClient) -> None:
    ghost, real = a_ghost_and_a_real_account(world, lived)
    for one in (ghost, real):
        for words in (one.number, one.debtor_id, one.number[2:]):
            assert f'/portal/accounts/{one.id}"' in body(browser, f"/portal/accounts?q={words}"), words
    for words in ("F-01", "ghost", "fantasma", "Ola 7", "asks_to_stop", "America/Santiago", "%", "_", "' OR 1=1 --"):
        assert "/portal/accounts/" not in re.sub(r"/portal/accounts[?.\"]", "", body(browser, f"/portal/accounts?q={words}")), (
            words
        )


def test_the_same_statements_run_for_both_and_none_reads_oversight(
    site: Flask, world: World, lived: str, browser: FlaskClient
) -> None:
    ghost, real = a_ghost_and_a_real_account(world, lived)
    ran = []
    for one in (ghost, real):
        with statements(world.database) as seen:
            browser.get(f"/portal/accounts/{one.id}")
            browser.get(f"/portal/accounts?q={one.number}")
        ran.append(list(seen))
    assert ran[0] == ran[1] and len(ran[0]) > 4
    named = re.compile(r"\b(" + "|".join(sorted(TABLES)) + r")\b")
    with statements(world.database) as seen:
        for path in [*LISTS, f"/portal/accounts/{ghost.id}", f"/portal/accounts/{uuid4().hex}"]:
            browser.get(path)
        for rule in every_get(site):
            if not rule.endswith("/events"):
                browser.get(filled(rule, lived))
    assert [s for s in seen if named.search(s)] == []
    lists = [s for s in seen if re.search(r"FROM account\b", s) and "account.id = " not in s and "count(" not in s]
    sums = "SELECT account.currency, account.amount"
    assert [s for s in lists if "ORDER BY" not in s and not " ".join(s.split()).startswith(sums)] == []


def test_timing_is_reported(
    world: World, lived: str, browser: FlaskClient, record_property: Callable[[str, object], None]
) -> None:
    """Medians of interleaved requests, in the test's report; what is asserted elsewhere is the work done, not the clock."""
    ghost, real = a_ghost_and_a_real_account(world, lived)
    took: dict[str, list[float]] = {"ghost": [], "real": []}
    for turn in range(40):
        for name, one in (("ghost", ghost), ("real", real)) if turn % 2 else (("real", real), ("ghost", ghost)):
            began = perf_counter()
            browser.get(f"/portal/accounts/{one.id}")
            took[name].append(perf_counter() - began)
    for name, seconds in took.items():
        record_property(f"median_ms_{name}", round(sorted(seconds)[20] * 1000, 3))
    assert len(took["ghost"]) == len(took["real"]) == 40


def test_another_vendors_accounts_and_findings_are_nothing(world: World, settings: Settings, browser: FlaskClient) -> None:
    wave_id = sealed(world, settings, vendors=(VENDOR, "Norte Cobros"))
    with world.database.writing() as db:
        theirs = db.scalars(
            select(Account).join(Vendor, Vendor.id == Account.vendor_id).where(Vendor.name == "Norte Cobros")
        ).all()
        ghosts = set(db.scalars(select(Ghost.account_id).where(Ghost.wave_id == wave_id)))
        words = {"title": "t", "note": "n"}
        share = FindingShare(
            id=uuid4().hex,
            organisation_id=theirs[0].organisation_id,
            vendor_id=theirs[0].vendor_id,
            account_id=theirs[0].id,
            told={"es": words, "en": words, "severity": "major"},
            shared_at=NOW,
            reply_by=NOW,
        )
        db.add(share)
        db.commit()
        pair = [next(a.id for a in theirs if (a.id in ghosts) is kind) for kind in (True, False)]
    answers = [browser.get(f"/portal/accounts/{id}") for id in (*pair, uuid4().hex)]
    assert {(a.status_code, plain(TOKEN.sub("", a.text))) for a in answers} == {(404, plain(TOKEN.sub("", answers[0].text)))}
    assert browser.get(f"/portal/findings/{share.id}").status_code == 404
    assert browser.post(f"/portal/findings/{share.id}/reply", data={"kind": "accepts", "text": "x"}).status_code == 404
    listed = "".join(body(browser, path) for path in LISTS)
    assert not any(a.number in listed for a in theirs) and share.id not in listed


def test_the_api_has_no_door_for_vendors(site: Flask, world: World, lived: str, browser: FlaskClient) -> None:
    ghost, real = a_ghost_and_a_real_account(world, lived)
    for rule in every_get(site):
        if rule.startswith("/api/v1"):
            answers = [browser.get(filled(rule, id)) for id in (ghost.id, real.id, lived, uuid4().hex)]
            assert {(a.status_code, a.text) for a in answers} == {(401, answers[0].text)}, rule


def test_no_log_line_names_a_ghost(world: World, settings: Settings, signed_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        wave_id = sealed(world, settings)
        call(world, wave_id, "F-01", "c1", SEALED + DAY, content="Pague hoy.", agent="Patricio")
        with world.database.writing() as db:
            check_wave(db, auditor(world), wave_id, NOW)
        ghost, _ = a_ghost_and_a_real_account(world, wave_id)
        signed_in(Role.VENDOR).get(f"/portal/accounts/{ghost.id}")
    with world.database.reading() as db:
        names = [v for g in db.scalars(select(Ghost)) for v in (g.id, g.number, g.name, g.debtor_id, g.account_id or "?")]
        seed = db.get_one(Wave, wave_id).seed
    said = "\n".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records if not r.name.startswith(("sqlalchemy", "asyncio")))
    assert [n for n in (*names, seed, "F-01", "Pague hoy") if n in said] == []


def test_a_shared_finding_gives_away_its_own_account_and_no_other(world: World, lived: str, browser: FlaskClient) -> None:
    with world.database.writing() as db:
        finding = db.scalars(select(WaveFinding).where(WaveFinding.ghost_id.is_not(None))).first()
        assert finding is not None
        judge_findings(db, auditor(world), lived, [finding.id], "confirmed", "", NOW)
        share_findings(db, auditor(world), lived, [finding.id], 10, "hay peligro para personas", NOW)
        own = db.get_one(Ghost, finding.ghost_id)
        others = [g for g in db.scalars(select(Ghost)) if g.id != own.id]
    page = body(browser, f"/portal/findings/{_shared(world)}")
    assert own.number in page
    assert [v for g in others for v in (g.number, g.name, g.code, g.id, g.account_id or "?") if v in page] == []
    assert [v for v in (own.code, own.id, own.mission, lived, "Ola 7", "Patricio") if v in page] == []
    other = body(browser, f"/portal/accounts/{others[0].account_id}")
    assert "/portal/findings/" not in other


def _shared(world: World) -> str:
    with world.database.reading() as db:
        return db.scalars(select(FindingShare.id)).one()
