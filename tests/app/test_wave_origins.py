"""Whose a contact at a ghost was: attributed as it comes and again as lines are declared, in the chain, on the pages."""

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput
from app.models import Vendor
from app.models.canary import Attribution, CanaryPoint, DeclaredSender
from app.models.wave import Wave, WaveEvent
from app.queries.oversight.origins import origins_page
from app.queries.rows import Role
from app.services.waves.check_wave import check_wave
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.declare_senders import declare_senders, senders_in, withdraw_sender
from app.services.waves.people_wave import keep_people
from app.services.waves.places import place_of, write_chain
from app.services.waves.portfolio import keep_portfolio
from app.services.waves.reveal_wave import check_wave_seal, reveal_wave
from app.services.waves.seal_wave import seal_wave
from app.services.waves.stop_wave import end_wave
from app.settings import Settings
from app.web.limits import ProcessLimiter
from audit.contacts.contact import AnsweredBy, Channel
from audit.ghosts.events import read_events
from tests.app.blind import LISTS, TOKEN, body, every_get, filled
from tests.app.wave_world import SEALED, VENDOR, as_csv, auditor, call, ghost_lines, planned, portfolio
from tests.app.world import NOW, World, given

SignIn = Callable[[Role], FlaskClient]
DAY = timedelta(days=1)
OTHER = "Tresaltos"
OWN, THEIRS, UNKNOWN = "+56600111222", "+56600333444", "+56600999888"


def reached(world: World, settings: Settings) -> str:
    """A wave of two vendors handed over, its ghosts with a telephone in the file; its id."""
    vendors = (VENDOR, OTHER)
    wave_id = planned(world, vendors=vendors)
    phone = [{**row, "telefono": f"+5693{n:07d}"} for n, row in enumerate(portfolio(vendors=vendors))]
    lines = ghost_lines(6, vendors=vendors)
    for n, line in enumerate(lines):
        line["person"] = {**line["person"], "phone": f"+5692222000{n}", "email": f"caso{n}@buzon.example"}
        line["row"]["telefono"] = f"+5692222000{n}"
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        keep_portfolio(db, world.store, auditor(world), wave, given("cartera.csv", as_csv(phone)), SEALED - 2 * DAY)
        keep_people(db, wave, lines, SEALED - DAY, "test")
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": SEALED.isoformat(), "vendors": []}
        db.commit()
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    return wave_id


def declared(world: World, wave_id: str, vendor: str, text: str, role: str = "own", file: str = "") -> None:
    with world.database.writing() as db:
        declare_senders(db, auditor(world), wave_id, vendor, senders_in(text, role, "CL", file), SEALED + 2 * DAY)


def origin(world: World, contact_id: str) -> Attribution:
    with world.database.reading() as db:
        return db.get_one(Attribution, contact_id)


@pytest.fixture
def wave_id(world: World, settings: Settings) -> str:
    return reached(world, settings)


def test_only_what_stood_in_the_file_is_a_canary(world: World, wave_id: str) -> None:
    with world.database.reading() as db:
        values = set(db.scalars(select(CanaryPoint.value)))
    assert values == {f"+5692222000{n}" for n in range(6)}


@pytest.mark.parametrize(
    ("sender", "more", "verdict", "firm"),
    [
        (OWN, {}, "expected", False),
        ("56600111222", {}, "expected", False),
        (THEIRS, {}, "leak", False),
        (THEIRS, {"knows": True}, "leak", True),
        (THEIRS, {"knows": False}, "cannot_tell", False),
        (UNKNOWN, {"knows": True}, "cannot_tell", False),
        (UNKNOWN, {"knows": True, "says": OTHER}, "leak", False),
        (None, {"knows": True}, "cannot_tell", False),
    ],
)
def test_a_contact_is_attributed_as_it_comes(
    world: World, wave_id: str, sender: str | None, more: dict[str, Any], verdict: str, firm: bool
) -> None:
    declared(world, wave_id, VENDOR, OWN)
    declared(world, wave_id, OTHER, THEIRS)
    found = origin(world, call(world, wave_id, "F-01", "c1", SEALED + 3 * DAY, caller_id=sender, **more))
    assert (found.verdict, found.firm) == (verdict, firm)
    if verdict == "cannot_tell":
        assert found.by == []
        assert not any(name in text for text in found.told.values() for name in (VENDOR, OTHER))


def test_a_call_in_which_the_ghost_says_its_name_shows_no_knowledge_and_a_message_does(world: World, wave_id: str) -> None:
    declared(world, wave_id, OTHER, THEIRS)
    lines = ghost_lines(6, vendors=(VENDOR, OTHER))
    words = f"Sí, soy {lines[0]['name']}."
    spoken = origin(world, call(world, wave_id, "F-01", "c1", SEALED + DAY, caller_id=THEIRS, content=words))
    facts = {"channel": Channel.SMS, "answered_by": AnsweredBy.NONE, "duration_s": None}
    written = call(world, wave_id, "F-01", "c2", SEALED + DAY, caller_id=THEIRS, content=words, **facts)
    assert (spoken.firm, origin(world, written).firm) == (False, True)


def test_what_is_declared_later_is_judged_again_and_joins_the_chain(world: World, settings: Settings, wave_id: str) -> None:
    contact = call(world, wave_id, "F-01", "c1", SEALED + DAY, caller_id=UNKNOWN)
    assert origin(world, contact).verdict == "cannot_tell"
    declared(world, wave_id, VENDOR, "", file=f"linea,papel\n{UNKNOWN};propia\ncobros@marea.example,shared")
    assert origin(world, contact).verdict == "expected"
    with world.database.reading() as db:
        kinds = db.scalars(select(WaveEvent.kind).where(WaveEvent.wave_id == wave_id).order_by(WaveEvent.n)).all()
        assert kinds[-2:] == ["senders.declared", "contact.attributed"]
        rows = origins_page(db, auditor(world), wave_id, "es", NOW).senders
        sender = next(row for row in rows if row.value == UNKNOWN)
    with world.database.writing() as db:
        withdraw_sender(db, auditor(world), wave_id, sender.id, NOW)
    assert origin(world, contact).verdict == "cannot_tell"
    declared(world, wave_id, VENDOR, UNKNOWN, "denied")
    with world.database.writing() as db:
        check_wave(db, auditor(world), wave_id, NOW)
        wave = db.get_one(Wave, wave_id)
        write_chain(db, settings, wave)
        places = [place_of(settings, wave_id, id) for id in db.scalars(select(CanaryPoint.vendor_id).distinct())]
    told = [e.event.body for place in places for e in read_events(place) if e.event and "origin" in e.event.body]
    assert len(told) == 3 and {body["origin"]["verdict"] for body in told} == {"cannot_tell", "expected"}
    assert not any(OTHER in str(body) for body in told)


def test_a_denied_line_that_knew_the_case_is_a_firm_leak(world: World, wave_id: str) -> None:
    contact = call(world, wave_id, "F-01", "c1", SEALED + DAY, caller_id=UNKNOWN, knows=True)
    declared(world, wave_id, VENDOR, UNKNOWN, "denied")
    found = origin(world, contact)
    assert (found.verdict, found.firm, found.by) == ("leak", True, [])


@pytest.mark.parametrize(("text", "role"), [("", "own"), ("hola que tal", "own"), (OWN, "theirs"), (f"{OWN}, vecina", "own")])
def test_what_is_no_line_is_refused_and_named(text: str, role: str) -> None:
    with pytest.raises(BadInput):
        senders_in(text, role, "CL")


SLIP = "+56 2 2938 44"


@pytest.mark.parametrize(
    ("text", "file", "line", "value"),
    [
        (f"{SLIP}\n{OWN}", "", "línea 1", SLIP),
        (f"{OWN}\n\n{SLIP}", "", "línea 3", SLIP),
        (f"linea,papel\n{OWN}", "", "línea 1", "linea"),
        ("", f"{SLIP}\n{OWN}", "línea 1 del archivo", SLIP),
        (OWN, f"linea\n{THEIRS}\n{SLIP},own", "línea 3 del archivo", SLIP),
        ("", f"cobros@marea,own\n{OWN}", "línea 1 del archivo", "cobros@marea"),
        ("", f"marea..example\n{OWN}", "línea 1 del archivo", "marea..example"),
        ("", f"linea,papel\nnada,own\n{OWN}", "línea 2 del archivo", "nada"),
        (f",{OWN}", "", "línea 1", OWN),
        (f"{OWN},own,{THEIRS}", "", "línea 1", THEIRS),
        (f"{OWN},vecina", "", "línea 1", "vecina"),
        ("a@marea.example b@marea.example", "", "línea 1", "a@marea.example b@marea.example"),
        ("+56 9 0000 0000", "", "línea 1", "+56 9 0000 0000"),
    ],
)
def test_no_line_is_dropped_in_silence(text: str, file: str, line: str, value: str) -> None:
    with pytest.raises(BadInput) as refused:
        senders_in(text, "own", "CL", file)
    assert refused.value.say("es").startswith(f"{line}: «") and value in refused.value.say("es")
    assert value in refused.value.say("en")


def test_only_the_first_line_of_a_file_may_be_a_header() -> None:
    """A domain alone has neither digit nor @, and is a sender all the same."""
    told = senders_in(THEIRS, "own", "CL", f"\ufefflinea;papel\n{OWN};propia\n;\n")
    assert [(each.value, each.role) for each in told] == [(THEIRS, "own"), (OWN, "own")]
    assert [each.value for each in senders_in("", "own", "CL", f"marea.example\n{OWN}")] == ["marea.example", OWN]


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("+56 2 2345 6789", "CL", "+56 2 2345 6789"),
        ("sip:+56223456789@pbx.example", "CL", "sip:+56223456789@pbx.example"),
        ("044 55 5123 4567", "MX", "+525551234567"),
        ("22345678", "CL", "+56222345678"),
    ],
)
def test_a_number_is_what_the_cleaning_takes_for_one_and_is_found_again(text: str, country: str, kept: str) -> None:
    assert [each.value for each in senders_in(text, "own", country)] == [kept]


def chains(world: World) -> dict[str, list[str]]:
    with world.database.reading() as db:
        rows = db.execute(select(WaveEvent.wave_id, WaveEvent.kind).order_by(WaveEvent.n)).tuples()
        found: dict[str, list[str]] = {}
        for wave_id, kind in rows:
            found.setdefault(wave_id, []).append(kind)
        return found


def test_what_is_declared_is_in_the_chain_of_the_wave_it_was_said_in(world: World, settings: Settings, wave_id: str) -> None:
    new = NewWave("Ola 8", "CL", "2026-07-06", "2026-07-31", (VENDOR,), "600", ("Llama de noche.",), new_vendors=())
    with world.database.writing() as db:
        later = create_wave(db, auditor(world), new, NOW).id
    declared(world, later, VENDOR, OWN)
    assert chains(world)[later][-1] == chains(world)[wave_id][-1] == "senders.declared"
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, NOW)
    with world.database.writing() as db:
        reveal_wave(db, settings, auditor(world), wave_id, NOW)
    declared(world, wave_id, VENDOR, THEIRS, "denied")
    assert chains(world)[wave_id][-2:] == ["wave.revealed", "senders.declared"]
    assert chains(world)[later].count("senders.declared") == 1, "planned, and not the one it was said in"
    with world.database.reading() as db:
        assert check_wave_seal(db, settings, auditor(world), wave_id, "es") == []


def test_the_pages_say_who_it_was_and_take_what_the_vendor_answers(world: World, wave_id: str, signed_in: SignIn) -> None:
    declared(world, wave_id, VENDOR, OWN)
    declared(world, wave_id, OTHER, THEIRS)
    contact = call(world, wave_id, "F-01", "c1", SEALED + DAY, caller_id=THEIRS)
    call(world, wave_id, "F-03", "c2", SEALED + DAY, caller_id=UNKNOWN)
    browser = signed_in(Role.AUDITOR)
    with world.database.reading() as db:
        ghost = origin_ghost = db.get_one(Attribution, contact).ghost_id
    diary = browser.get(f"/waves/{wave_id}/diary?ghost_id={ghost}").text
    assert "por confirmar" in diary and "confirme antes de acusar" in diary
    for page in (f"/waves/{wave_id}/findings", f"/waves/{wave_id}/origins"):
        text = browser.get(page).text
        assert THEIRS in text and UNKNOWN in text and origin_ghost in text
    form = {"vendor": VENDOR, "senders": UNKNOWN, "role": "own"}
    assert browser.post(f"/waves/{wave_id}/origins", data=form).status_code == 303
    assert UNKNOWN not in browser.get(f"/waves/{wave_id}/findings").text
    sent = {**form, "senders": "", "file": (io.BytesIO(f"{SLIP}\n{OWN}".encode()), "lineas.csv")}
    slip = browser.post(f"/waves/{wave_id}/origins", data=sent)
    assert slip.status_code == 422 and "Línea 1 del archivo" in slip.text
    wrong = browser.post(f"/waves/{wave_id}/origins", data={**form, "senders": "nada"})
    assert wrong.status_code == 422 and "Línea 1" in wrong.text
    assert browser.get(f"/waves/{wave_id}/origins", headers={"Accept-Language": "en"}).status_code == 200


def test_whoever_does_not_keep_waves_sees_none_of_it(world: World, wave_id: str, signed_in: SignIn) -> None:
    for role in (Role.VENDOR, Role.QA, Role.AGENT):
        assert signed_in(role).get(f"/waves/{wave_id}/origins").status_code == 403


def test_a_visit_by_a_declared_line_is_expected_and_by_nobodys_a_name_may_be_chance(world: World, wave_id: str) -> None:
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        point = db.scalars(select(CanaryPoint).where(CanaryPoint.wave_id == wave.id).order_by(CanaryPoint.id)).first()
        assert point is not None
        facts = {n: getattr(point, n) for n in ("organisation_id", "wave_id", "vendor_id", "ghost_id", "batch", "since")}
        db.add(CanaryPoint(point="name", value="quien sea", **facts))
        ghost, vendor = point.ghost_id, db.get_one(Vendor, point.vendor_id).name
        db.commit()
    declared(world, wave_id, vendor, OWN)
    visit = {"channel": Channel.VISIT}
    assert origin(world, call(world, wave_id, ghost, "v1", SEALED + DAY, caller_id=OWN, **visit)).verdict == "expected"
    told = origin(world, call(world, wave_id, ghost, "v2", SEALED + DAY, caller_id=UNKNOWN, **visit))
    assert told.verdict == "cannot_tell" and "coincidir" in told.told["es"]


def test_a_vendor_sees_nothing_of_what_was_judged_of_its_lines(
    site: Flask, world: World, wave_id: str, signed_in: SignIn
) -> None:
    """Declared, denied, leaked: every page of the vendor's is the same, and no address says a word of it."""
    site.extensions["trasluz"].limiter = ProcessLimiter(count(0, 61).__next__)
    browser = signed_in(Role.VENDOR)
    before = {path: body(browser, path) for path in LISTS}
    declared(world, wave_id, OTHER, THEIRS)
    declared(world, wave_id, VENDOR, UNKNOWN, "denied")
    contacts = [
        call(world, wave_id, "F-01", f"c{n}", SEALED + DAY, caller_id=who, knows=True) for n, who in enumerate((THEIRS, UNKNOWN))
    ]
    assert {origin(world, contact).verdict for contact in contacts} == {"leak"}
    assert {path: body(browser, path) for path in LISTS} == before
    with world.database.reading() as db:
        hidden = [*contacts, *db.scalars(select(DeclaredSender.id)), db.scalars(select(Attribution.ghost_id)).first()]
    for rule in every_get(site):
        if "<" not in rule or rule.endswith("/events") or rule.startswith("/hooks/"):
            continue
        nothing = browser.get(filled(rule, "f" * 32))
        for id in hidden:
            answer = browser.get(filled(rule, str(id)))
            assert (answer.status_code, TOKEN.sub("", answer.text)) == (nothing.status_code, TOKEN.sub("", nothing.text)), rule
