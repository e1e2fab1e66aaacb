"""The services of a wave: idempotent, in order, and nothing leaves before it is sealed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Account, FindingShare
from app.models.ghost import Ghost, GhostAct, Received
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.models.wave_finding import WaveFinding
from app.queries.oversight.waves import wave_head, waves_page
from app.queries.rows import Role
from app.queries.wave_rows import FindingStanding, WaveState
from app.services.reply_to_finding import reply_to_finding
from app.services.waves.check_wave import check_wave
from app.services.waves.clear_wave import override_cover
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.draw_people import draw_people
from app.services.waves.ghost_acts import NewAct, record_act, schedule_act
from app.services.waves.judge_finding import judge_findings
from app.services.waves.places import place_of
from app.services.waves.plan_wave import plan_wave
from app.services.waves.request_people import request_people
from app.services.waves.reveal_wave import check_wave_seal, reveal_file, reveal_wave
from app.services.waves.seal_wave import seal_wave
from app.services.waves.share_findings import publish_finding, share_findings, withdraw_finding
from app.services.waves.stop_wave import end_wave, retire_ghost, stop_wave
from app.settings import Settings
from audit.ghosts.events import Happened, read_events
from audit.ghosts.lived import ActKind
from tests.app.wave_world import SEALED, VENDOR, auditor, call, planned, sealed
from tests.app.world import World, given

NIGHT = SEALED.replace(hour=3) + timedelta(days=8)  # 23:00 on a Monday in Santiago
DAY = timedelta(days=1)


def test_a_wave_is_planned_from_its_form(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        wave = plan_wave(db, auditor(world), wave_id, {"tolerated": "2 %", "matters": "0,3", "design_effect": "1"}, SEALED)
        assert wave.plan is not None and wave.plan["per_vendor"] > 0
        assert wave.plan["vendors"][0]["accounts"] == 120
        assert wave.plan["power"] >= 0.8 and wave.plan["full"]["version"]
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        plan_wave(db, auditor(world), wave_id, {"matters": "mucho"}, SEALED)
    assert problem.value.field == "matters" and "mucho" in problem.value.text.es


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", ""), ("country", "ZZ"), ("ends_on", "2026-05-01"), ("starts_on", "mañana"), ("budget_minutes", "-3")],
)
def test_a_refused_form_names_its_field(world: World, field: str, value: str) -> None:
    form = {"code": "Ola 1", "country": "CL", "starts_on": "2026-05-04", "ends_on": "2026-05-31", "budget_minutes": "60"}
    form |= {field: value}
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        create_wave(db, auditor(world), NewWave(**form, vendors=[VENDOR]), SEALED)
    assert problem.value.field == field


@pytest.mark.parametrize("role", [Role.QA, Role.SUPERVISOR, Role.EXECUTIVE, Role.VENDOR])
def test_only_admins_and_auditors_know_of_waves(world: World, role: Role) -> None:
    wave_id = planned(world)
    with world.database.writing() as db, pytest.raises(Forbidden):
        stop_wave(db, world.actors[role], wave_id, "no", SEALED)


def test_nothing_leaves_before_the_seal(world: World, settings: Settings) -> None:
    wave_id = planned(world)
    with world.database.writing() as db, pytest.raises(Conflict):
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    with world.database.writing() as db, pytest.raises(Conflict):
        check_wave(db, auditor(world), wave_id, SEALED)
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == 0
    assert not place_of(settings, wave_id, 1).exists()


def test_sealing_places_ghosts_among_real_accounts_once(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    with world.database.writing() as db:
        again = seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED + DAY)
        assert again.sealed_at == SEALED
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == 126
        assert set(db.scalars(select(Ghost.state))) == {"active"}
        assert len(set(db.scalars(select(Account.placed_at)))) == 1
        part = db.scalars(select(WaveVendor)).one()
        place = place_of(settings, wave_id, part.vendor_id)
        assert part.handoff is not None and (place / "handed" / part.handoff).read_text().count("\n") == 127
    assert [each.event.kind for each in read_events(place)][-2:] == [Happened.HANDED_OVER, Happened.NOTE]


def test_a_contact_told_twice_is_one_and_told_otherwise_is_refused(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    first = call(world, wave_id, "F-01", "line-1", SEALED + DAY)
    assert call(world, wave_id, "F-01", "line-1", SEALED + DAY) == first
    with pytest.raises(Conflict):
        call(world, wave_id, "F-02", "line-1", SEALED + DAY)
    with pytest.raises(NotFound):
        call(world, wave_id, "F-99", "line-2", SEALED + DAY)
    with pytest.raises(BadInput):
        call(world, wave_id, "F-01", "line-3", SEALED - DAY)
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Received)) == 1
        assert db.get_one(Wave, wave_id).state == WaveState.RUNNING
        assert db.scalars(select(WaveEvent.kind).order_by(WaveEvent.n)).all()[-1] == "contact.received"


def act(ghost: str, id: str, at: object, **more: object) -> NewAct:
    return NewAct(id, ghost, ActKind.ASKED_TO_STOP, at, **more)  # type: ignore[arg-type]


def test_one_button_stops_everything(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    with world.database.writing() as db:
        schedule_act(db, auditor(world), wave_id, act("F-01", "a1", SEALED + 3 * DAY, minutes=Decimal(2)), SEALED + DAY)
    with world.database.writing() as db:
        assert stop_wave(db, auditor(world), wave_id, "se filtró una lista", SEALED + DAY).stop_reason == "se filtró una lista"
    with world.database.writing() as db:
        stop_wave(db, auditor(world), wave_id, "otra vez", SEALED + DAY)
    with world.database.reading() as db:
        assert db.scalars(select(GhostAct.state)).all() == ["cancelled"]
        assert db.get_one(Wave, wave_id).stop_reason == "se filtró una lista"
    with world.database.writing() as db, pytest.raises(Conflict):
        schedule_act(db, auditor(world), wave_id, act("F-01", "a2", SEALED + 4 * DAY), SEALED + 2 * DAY)
    with world.database.writing() as db, pytest.raises(Conflict):
        record_act(db, auditor(world), wave_id, act("F-01", "a1", SEALED + 3 * DAY), SEALED + 3 * DAY)
    call(world, wave_id, "F-01", "late", SEALED + 5 * DAY)
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Received)) == 1, "what still comes is never dropped"


def test_the_minutes_of_agents_are_a_limit(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings, minutes="10")
    with world.database.writing() as db:
        schedule_act(db, auditor(world), wave_id, act("F-02", "a1", SEALED + 9 * DAY, minutes=Decimal(6)), SEALED)
    with world.database.writing() as db, pytest.raises(Conflict):
        schedule_act(db, auditor(world), wave_id, act("F-03", "a2", SEALED + 9 * DAY, minutes=Decimal(5)), SEALED)
    call(world, wave_id, "F-01", "c1", SEALED + DAY, duration_s=300.0)
    with world.database.reading() as db:
        assert db.scalars(select(GhostAct.state)).all() == ["cancelled"], "five minutes were spent, six were promised, ten is all"


def test_a_retired_ghost_is_recalled_like_any_account(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    for _ in range(2):
        with world.database.writing() as db:
            ghost = retire_ghost(db, auditor(world), wave_id, "F-03", "la nombraron", SEALED + DAY)
    with world.database.reading() as db:
        assert db.get_one(Account, ghost.account_id).recalled_at == SEALED + DAY
        assert wave_head(db, auditor(world), db.get_one(Wave, wave_id), SEALED + DAY).active == 5


def found(world: World, settings: Settings) -> tuple[str, str]:
    """A wave with a call at eleven at night; the wave's and the finding's id."""
    wave_id = sealed(world, settings)
    call(world, wave_id, "F-01", "night", NIGHT, content="Si no paga hoy mandamos a embargarle la casa.", agent="Patricio")
    with world.database.writing() as db:
        drafts = check_wave(db, auditor(world), wave_id, NIGHT + DAY)
        rules = {d.rule_id for d in drafts}
        assert "cl-hours-voice-visit" in rules, rules
        return wave_id, next(d.id for d in drafts if d.rule_id == "cl-hours-voice-visit")


def test_checking_again_adds_nothing_and_keeps_what_people_decided(world: World, settings: Settings) -> None:
    wave_id, finding_id = found(world, settings)
    with world.database.writing() as db:
        judge_findings(db, auditor(world), wave_id, [finding_id], "confirmed", "", NIGHT + DAY)
    with world.database.writing() as db:
        assert check_wave(db, auditor(world), wave_id, NIGHT + 2 * DAY) == []
    with world.database.reading() as db:
        assert db.get_one(WaveFinding, finding_id).standing == FindingStanding.CONFIRMED
        head = wave_head(db, auditor(world), db.get_one(Wave, wave_id), NIGHT)
        assert (head.strict.hits, head.strict.n) == (1, 1) and head.strict.low is not None and head.strict.low < 0.5


def test_a_finding_goes_to_its_vendor_confirmed_and_with_a_reason_before_the_reveal(world: World, settings: Settings) -> None:
    wave_id, finding_id = found(world, settings)
    who = auditor(world)
    with world.database.writing() as db, pytest.raises(Conflict):
        share_findings(db, who, wave_id, [finding_id], 10, "urgente", NIGHT + DAY)
    with world.database.writing() as db:
        judge_findings(db, who, wave_id, [finding_id], "confirmed", "", NIGHT + DAY)
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        share_findings(db, who, wave_id, [finding_id], 10, "", NIGHT + DAY)
    assert problem.value.field == "why_now"
    for _ in range(2):
        with world.database.writing() as db:
            shares = share_findings(db, who, wave_id, [finding_id], 10, "hay peligro para personas", NIGHT + DAY)
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(FindingShare)) == 1
        told = db.scalars(select(WaveEvent).where(WaveEvent.kind == "findings.shared")).one().body
        assert told["reason"] == "hay peligro para personas" and len(told["gives_away"]) == 1
        ghost = db.get_one(WaveFinding, finding_id).ghost_id
        codes = list(db.scalars(select(Ghost.code)))
    shown = repr(shares[0].told)
    assert not any(word in shown for word in (*codes, wave_id, ghost or "?", "Ola", "fantasma", "ghost", "Patricio"))


def test_nothing_is_public_before_the_vendor_could_answer(world: World, settings: Settings) -> None:
    wave_id, finding_id = found(world, settings)
    who, vendor = auditor(world), world.actors[Role.VENDOR]
    with world.database.writing() as db:
        judge_findings(db, who, wave_id, [finding_id], "confirmed", "", NIGHT + DAY)
    with world.database.writing() as db:
        share = share_findings(db, who, wave_id, [finding_id], 10, "peligro", NIGHT + DAY)[0]
    with world.database.writing() as db, pytest.raises(Conflict):
        publish_finding(db, who, wave_id, finding_id, NIGHT + 5 * DAY)
    for _ in range(2):
        with world.database.writing() as db:
            reply_to_finding(db, vendor, share.id, "appeals", "El reloj estaba mal.", NIGHT + 5 * DAY)
    with world.database.writing() as db:
        publish_finding(db, who, wave_id, finding_id, NIGHT + 5 * DAY)
    with world.database.writing() as db, pytest.raises(Conflict):
        reply_to_finding(db, vendor, share.id, "explains", "Otra cosa.", NIGHT + 6 * DAY)
    with world.database.writing() as db:
        assert withdraw_finding(db, who, wave_id, finding_id, "tenía razón", NIGHT + 7 * DAY).standing == "withdrawn"


def test_a_wave_is_revealed_once_it_is_over_and_the_bundle_holds(world: World, settings: Settings) -> None:
    wave_id, _ = found(world, settings)
    with world.database.writing() as db, pytest.raises(Conflict):
        reveal_wave(db, settings, auditor(world), wave_id, NIGHT + 20 * DAY)
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, NIGHT + 20 * DAY)
    for _ in range(2):
        with world.database.writing() as db:
            assert reveal_wave(db, settings, auditor(world), wave_id, NIGHT + 21 * DAY).revealed_at == NIGHT + 21 * DAY
    with world.database.reading() as db:
        assert check_wave_seal(db, settings, auditor(world), wave_id, "es") == []
        assert reveal_file(db, settings, auditor(world), wave_id)[0] == "reveal.zip"
        part = db.scalars(select(WaveVendor)).one()
    kinds = [e.event.kind for e in read_events(place_of(settings, wave_id, part.vendor_id)) if e.event]
    assert kinds.count(Happened.CONTACT) == 1 and Happened.REVEALED in kinds
    with pytest.raises(Conflict):
        call(world, wave_id, "F-01", "after", NIGHT + 22 * DAY)


def test_the_list_counts_each_wave(world: World, settings: Settings) -> None:
    wave_id, _ = found(world, settings)
    with world.database.reading() as db:
        card = waves_page(db, auditor(world), SEALED + 9 * DAY).rows[0]
    assert (card.id, card.ghosts, card.contacts, card.day, card.days) == (wave_id, 6, 1, 10, 28)
    assert card.to_decide == card.findings > 0


def test_files_that_do_not_serve_are_said_on_the_page_and_nothing_is_drawn(world: World, settings: Settings) -> None:
    asked: list[str] = []
    wave_id = planned(world)
    with world.database.writing() as db, pytest.raises(BadInput):
        request_people(db, world.store, auditor(world), wave_id, None, None, None, SEALED, asked.append)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, {"matters": "40 %"}, SEALED)
    broken = b"kind,value\nphone,no es un telefono\n"
    with world.database.writing() as db:
        request_people(db, world.store, auditor(world), wave_id, None, given("l.csv", broken), None, SEALED, asked.append)
    with world.database.writing() as db, pytest.raises(Conflict):
        request_people(db, world.store, auditor(world), wave_id, None, given("l.csv", broken), None, SEALED, asked.append)
    assert asked == [wave_id], "asked for while it works, it works once"
    assert draw_people(world.database, world.store, wave_id, SEALED) is None
    with world.database.reading() as db:
        wave = db.get_one(Wave, wave_id)
        head = wave_head(db, auditor(world), wave, SEALED, "es")
        assert wave.state == WaveState.PLANNED and head.working is None and head.work_problem
        assert db.scalar(select(func.count()).select_from(Ghost)) == 0
    assert draw_people(world.database, world.store, wave_id, SEALED) is None


def test_people_are_drawn_as_many_as_planned_and_wait_as_drafts(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        wave = plan_wave(db, auditor(world), wave_id, {"matters": "60 %", "design_effect": "1"}, SEALED)
        wanted = (wave.plan or {})["vendors"][0]["ghosts"]
    lines = given("lineas.csv", b"kind,value\nphone,+56941234567\n")
    with world.database.writing() as db:
        request_people(db, world.store, auditor(world), wave_id, None, lines, None, SEALED, lambda _id: None)
    assert draw_people(world.database, world.store, wave_id, SEALED) == wanted
    with world.database.reading() as db:
        assert db.get_one(Wave, wave_id).state == WaveState.PEOPLED
        ghosts = db.scalars(select(Ghost)).all()
        assert {g.state for g in ghosts} == {"draft"} and {g.account_id for g in ghosts} == {None}
        assert all(set(g.row) >= {"account_id", "rut", "saldo"} and g.person["mission"]["es"]["name"] for g in ghosts)
        assert db.scalar(select(func.count()).select_from(Account)) == 0, "nobody sees them yet"


def test_a_leak_is_never_overridden(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        wave.state, wave.clearance = "peopled", {"verdict": "leak", "vendors": []}
        db.commit()
    with world.database.writing() as db, pytest.raises(Conflict):
        override_cover(db, auditor(world), wave_id, "da igual", SEALED)
