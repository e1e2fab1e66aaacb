"""Nothing of a ghost is where recovery, commissions, bureau files or the legal stage are made from, nor on a page of figures."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session, class_mapper

from app.errors import BadInput
from app.models import Account, Recording, SampleItem, Vendor
from app.models.ghost import Ghost
from app.models.oversight import TABLES
from app.models.wave import Wave
from app.queries.oversight.coaching.cards import calls_in, everything_seen, faults, instants
from app.queries.oversight.coaching.desks import agent_of
from app.queries.oversight.home import home_page
from app.queries.oversight.scorecards.facts import facts
from app.queries.oversight.vendor_proofs import behind
from app.queries.rows import Role
from app.services.qa.draw_plan import Asked
from app.services.qa.sessions import NewSession, make_session
from app.services.waves.check_burn import matched
from app.services.waves.check_wave import check_wave
from app.services.waves.judge_finding import judge_findings
from app.services.waves.share_findings import share_findings
from app.settings import Settings
from app.web.limits import ProcessLimiter
from reports.scorecards.facts import Period
from tests.app.blind import every_get, filled
from tests.app.qa.desk import HEAD, KEY, analyst, judged, plan_of
from tests.app.wave_world import SEALED, VENDOR, auditor, call, sealed
from tests.app.world import NOW, World, given, wav

DAY = timedelta(days=1)
SHOWN = {"account", "finding_share"}
"""What vendors see of an account, a ghost's or not, and the findings that were shown to them."""

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
ZONE = ZoneInfo("America/Santiago")
OF_GHOSTS = {"critical_ghosts", "attempts_real", "contacts_logged", "promises_as_made"}
"""The measures that are of ghosts and say so."""
EVERY = Asked(0.02, 0.1, FIRST, LAST)
"""A draw that asks for every call."""


@pytest.fixture
def marks(world: World, settings: Settings) -> tuple[str, ...]:
    """A wave that was lived, judged and shared in part; what would tell its ghosts: ids, numbers, names, identity numbers."""
    wave_id = sealed(world, settings)
    for n in range(3):
        at = SEALED.replace(hour=3) + (8 + n) * DAY
        call(world, wave_id, f"F-0{n + 1}", f"c{n}", at, content="Pague hoy.", agent="Patricio")
    with world.database.writing() as db:
        first = check_wave(db, auditor(world), wave_id, NOW)[0].id
    with world.database.writing() as db:
        judge_findings(db, auditor(world), wave_id, [first], "confirmed", "", NOW)
    with world.database.writing() as db:
        share_findings(db, auditor(world), wave_id, [first], 10, "Es grave.", NOW)
        ghosts = db.scalars(select(Ghost)).all()
        return tuple(sorted({mark for g in ghosts for mark in (g.id, g.number, g.name, g.debtor_id, g.account_id or g.id)}))


def held(world: World) -> Iterator[tuple[str, str, str]]:
    """Every cell that is text, of every table that is not the audit's own: table, column, cell."""
    with world.database.reading() as db:
        for table in inspect(db.get_bind()).get_table_names():
            if table in TABLES | SHOWN:
                continue
            for row in db.execute(text(f'SELECT * FROM "{table}"')).mappings():
                yield from ((table, column, str(cell)) for column, cell in row.items() if cell is not None)


def test_no_table_of_debts_payments_or_figures_holds_anything_of_a_ghost(world: World, marks: tuple[str, ...]) -> None:
    cells = list(held(world))
    assert len(cells) > 50
    assert [(table, column) for table, column, cell in cells if any(mark in cell for mark in marks)] == []


def test_no_page_or_file_of_those_who_read_figures_shows_a_ghost(
    site: Flask, world: World, marks: tuple[str, ...], signed_in: Callable[[Role], FlaskClient]
) -> None:
    site.extensions["trasluz"].limiter = ProcessLimiter(count(0, 61).__next__)
    opened = 0
    for role in (Role.EXECUTIVE, Role.MANAGER, Role.SUPERVISOR):
        browser = signed_in(role)
        for rule in every_get(site):
            if rule.endswith(("/events", "/stream")) or rule.startswith(("/hooks/", "/api/")) or "live" in rule:
                continue
            answer = browser.get(filled(rule, "1"))
            opened += answer.status_code == 200
            body = answer.get_data(as_text=True) if answer.status_code == 200 else ""
            assert [mark for mark in marks if mark in body] == [], (role, rule)
    assert opened > 20


def to_ghosts(world: World, wave_id: str, per_ghost: int = 2) -> None:
    """Calls of the same vendor and agents as the real ones, the newest of all, each with a critical act: heard by the ghosts."""
    codes = [f"F-0{1 + n % 6}" for n in range(6 * per_ghost)]
    days = [NOW.replace(day=19 + n % 6, hour=14) for n in range(len(codes))]
    files = [given(f"g{n:02d}.wav", wav(n + 200, 0.2)) for n in range(len(codes))]
    rows = [
        f"g{n:02d}.wav,GH-{n:02d},CL,es,{at.isoformat()},{VENDOR},A-{n % 3},Ana,Banco,9000,CLP,2026-04-05"
        for n, at in enumerate(days)
    ]
    _, ids = world.upload([*files, given("calls.csv", (HEAD + "\n".join(rows)).encode())])
    world.audit(ids)
    with world.database.reading() as db:
        by_code = {r.code: r.id for r in db.scalars(select(Recording).where(Recording.id.in_(ids)))}
    for n, (ghost, at) in enumerate(zip(codes, days, strict=True)):
        call(world, wave_id, ghost, f"r{n}", at, recording_id=by_code[f"GH-{n:02d}"], agent=f"A-{n % 3}")


def home(db: Session, world: World) -> Any:
    page = home_page(db, auditor(world), NOW)
    return page.figures, page.total, page.assessed_share, page.first_day, page.last_day, page.countries, page.period


def scorecard(db: Session, world: World) -> Any:
    (month,) = facts(db, auditor(world), Period(FIRST, LAST), months=1, now=NOW + 30 * DAY).months
    heard = month.calls
    columns = [column.tolist() for column in (heard.vendor, heard.agent, heard.flagged, heard.truth, heard.drawn)]
    sizes = {key: {name: n for name, n in of.items() if name != "ghosts"} for key, of in month.sizes.items()}
    assert len(columns[0]) > 0 and "skill" in month.sums
    return columns, {name: sums for name, sums in month.sums.items() if name not in OF_GHOSTS}, sizes


def coaching(db: Session, world: World) -> Any:
    mine, vendor = auditor(world).organisation_id, db.scalars(select(Vendor.id).where(Vendor.name == VENDOR)).one()
    days = instants(FIRST, LAST, ZONE)
    agent = agent_of(db, mine, vendor, "A-0")
    found = faults(db, auditor(world), agent, *days)
    assert found
    return everything_seen(db, mine, vendor, *days), calls_in(db, agent, mine, *days), found


def proofs(db: Session, world: World) -> Any:
    vendor = db.scalars(select(Vendor.id).where(Vendor.name == VENDOR)).one()
    found = behind(db, auditor(world), str(vendor), FIRST, LAST)
    assert found.proofs
    return found


@pytest.mark.parametrize("figures", [home, scorecard, coaching, proofs])
def test_calls_that_ghosts_received_leave_every_figure_as_it_was(
    world: World, settings: Settings, figures: Callable[[Session, World], Any]
) -> None:
    judged(world, 18, quiet=(0, 4, 7))
    wave_id = sealed(world, settings)
    with world.database.reading() as db:
        without = figures(db, world)
    to_ghosts(world, wave_id)
    with world.database.reading() as db:
        assert figures(db, world) == without


def test_no_call_that_a_ghost_received_is_drawn_to_be_scored_or_calibrated_on(world: World, settings: Settings) -> None:
    people = (analyst(world, 1), analyst(world, 2))

    def to_draw_from() -> str:
        new = NewSession("Mayo", "random", (), 29, tuple(p.user_id or 0 for p in people), LAST)
        with world.database.writing() as db, pytest.raises(BadInput) as short:
            make_session(db, auditor(world), new, KEY, NOW)
        return short.value.text.es

    real = judged(world, 18)
    wave_id = sealed(world, settings)
    without = to_draw_from()
    assert "18 llamadas" in without
    to_ghosts(world, wave_id)
    assert to_draw_from() == without
    plan = plan_of(world, EVERY)
    with world.database.reading() as db:
        drawn = set(db.scalars(select(SampleItem.recording_id).where(SampleItem.plan_id == plan.id)))
    assert (drawn, plan.population) == (set(real), 18)


def test_no_ghosts_account_stands_for_a_real_one(world: World, settings: Settings) -> None:
    """What ghosts are compared with is the same where forty more of them are in the vendor's batch."""
    wave_id = sealed(world, settings)
    with world.database.reading() as db:
        wave, ghosts = db.get_one(Wave, wave_id), db.scalars(select(Ghost).where(Ghost.wave_id == wave_id)).all()
        without = matched(db, wave, ghosts)
        own = {g.number for g in ghosts}
    assert without and not own & {number for one in without for number in one.reals}
    with world.database.writing() as db:
        first = db.scalars(select(Ghost).where(Ghost.wave_id == wave_id).order_by(Ghost.id)).first()
        assert first is not None
        for n in range(40):
            more = {"id": uuid4().hex, "number": f"{3_000_000 + n}"}
            account = copied(db.get_one(Account, first.account_id), **more)
            db.add(account)
            db.flush()
            db.add(copied(first, **more, code=f"G-{n}", account_id=account.id))
        db.commit()
    with world.database.reading() as db:
        known = db.scalars(select(Ghost).where(Ghost.wave_id == wave_id, Ghost.number.in_(own))).all()
        assert matched(db, db.get_one(Wave, wave_id), known) == without


def copied(row: Account | Ghost, **other: Any) -> Any:
    return type(row)(**({c.key: getattr(row, c.key) for c in class_mapper(type(row)).column_attrs} | other))
