"""What a wave must not let pass: past days, odd numbers, one reading called two, a wrong clock believed elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import BadInput
from app.models.wave import WaveEvent
from app.models.wave_finding import WaveFinding
from app.queries.oversight.open_readings import has_two_readings
from app.queries.oversight.wave_findings import findings_page
from app.queries.wave_rows import FindingsQuery, FindingStanding
from app.services.waves.check_wave import check_wave
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.judge_finding import judge_findings
from app.services.waves.same_clock import blames_clock
from app.settings import Settings
from audit.contacts.contact import Channel
from audit.contacts.ruled import rules_of
from tests.app.wave_world import SEALED, VENDOR, auditor, call, sealed
from tests.app.world import World

NIGHT = SEALED.replace(hour=3) + timedelta(days=8)
DAY = timedelta(days=1)


@pytest.mark.parametrize("minutes", ["1e3", "1_000", "٣٠", "0x10", "inf", "", "-5", "1000001", "0", "5,", "Infinity"])
def test_minutes_are_written_in_digits(world: World, minutes: str) -> None:
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        create_wave(db, auditor(world), NewWave("Ola 1", "CL", "2026-05-04", "2026-05-31", [VENDOR], minutes), SEALED)
    assert problem.value.field == "budget_minutes"


def test_minutes_may_have_a_comma(world: World) -> None:
    new = NewWave("Ola 1", "CL", "2026-05-04", "2026-05-31", [], "90,5", new_vendors=[VENDOR])
    with world.database.writing() as db:
        assert format(create_wave(db, auditor(world), new, SEALED).budget_minutes, "f") == "90.5"


def test_a_wave_does_not_begin_in_the_past(world: World) -> None:
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        create_wave(db, auditor(world), NewWave("Ola 1", "CL", "2026-05-02", "2026-05-31", [VENDOR], "60"), SEALED)
    assert problem.value.field == "starts_on" and "2026-05-02" in problem.value.text.es


def nights(world: World, settings: Settings) -> tuple[str, dict[str, str]]:
    """Late calls and a late message to two ghosts; the wave and the finding of each contact."""
    wave_id = sealed(world, settings)
    for ghost, name, at, more in (
        ("F-01", "a", NIGHT, {}),
        ("F-01", "b", NIGHT + DAY, {}),
        ("F-01", "mail", NIGHT + DAY, {"channel": Channel.EMAIL}),
        ("F-03", "other", NIGHT, {}),
    ):
        call(world, wave_id, ghost, name, at, **more)
    with world.database.writing() as db:
        drafts = check_wave(db, auditor(world), wave_id, NIGHT + 3 * DAY)
        found = {str(f.evidence["contact"]): f.id for f in drafts if f.rule_id.startswith("cl-hours")}
    return wave_id, found


def standing(world: World, id: str) -> str:
    with world.database.reading() as db:
        return db.get_one(WaveFinding, id).standing


def test_a_wrong_clock_reopens_what_the_same_line_noted(world: World, settings: Settings) -> None:
    wave_id, found = nights(world, settings)
    assert {"a", "b", "other"} <= set(found)
    with world.database.writing() as db:
        judge_findings(db, auditor(world), wave_id, list(found.values()), "confirmed", "", NIGHT + 4 * DAY)
    with world.database.writing() as db:
        why = "El reloj de la línea iba adelantado."
        judge_findings(db, auditor(world), wave_id, [found["a"]], "dismissed", why, NIGHT + 5 * DAY)
    assert standing(world, found["a"]) == FindingStanding.DISMISSED
    assert standing(world, found["b"]) == FindingStanding.DRAFT
    assert standing(world, found["other"]) == FindingStanding.CONFIRMED, "another line has another clock"
    if "mail" in found:
        assert standing(world, found["mail"]) == FindingStanding.CONFIRMED
    with world.database.reading() as db:
        event = db.scalars(select(WaveEvent).where(WaveEvent.kind == "findings.reopened")).one()
        assert event.body["because"] == db.get_one(WaveFinding, found["a"]).mark
        assert db.get_one(WaveFinding, found["b"]).mark in event.body["reopened"]


def test_another_reason_reopens_nothing(world: World, settings: Settings) -> None:
    wave_id, found = nights(world, settings)
    with world.database.writing() as db:
        judge_findings(db, auditor(world), wave_id, list(found.values()), "confirmed", "", NIGHT + 4 * DAY)
    with world.database.writing() as db:
        judge_findings(db, auditor(world), wave_id, [found["a"]], "dismissed", "Llamó la vecina.", NIGHT + 5 * DAY)
    assert standing(world, found["b"]) == FindingStanding.CONFIRMED


@pytest.mark.parametrize(
    ("reason", "blamed"),
    [
        ("el reloj iba mal", True),
        ("The line's clock was 2 h fast", True),
        ("la hora estaba mal", True),
        ("zona horaria equivocada", True),
        ("no fue el proveedor", False),
        ("llamó a buena hora", False),
        ("wrong number", False),
    ],
)
def test_which_reasons_blame_the_clock(reason: str, blamed: bool) -> None:
    assert blames_clock(reason) is blamed


def test_a_rule_with_one_reading_is_not_said_to_have_both(world: World, settings: Settings) -> None:
    wave_id, _ = nights(world, settings)
    rules = rules_of("CL")
    assert rules is not None
    expected = {(r.rule.id, r.version): len(r.readings) > 1 for r in rules.judged}
    with world.database.reading() as db:
        rows = findings_page(db, auditor(world), wave_id, FindingsQuery(), "es", NIGHT + 3 * DAY).rows
    assert rows and all(r.two_readings == expected[r.rule_id, r.rule_version or ""] for r in rows if r.source == "rule")
    assert {has_two_readings(*key) for key in expected} == {True, False}
