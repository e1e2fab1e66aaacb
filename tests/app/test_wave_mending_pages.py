"""The pages that mend: withdraw a log, recall the accounts, and every page of a wave opens in both languages."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.models import Account
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.models.wave_finding import VendorLog
from app.queries.rows import Role
from app.services.waves.plan_wave import plan_wave
from app.settings import Settings
from tests.app.wave_world import SEALED, VENDOR, auditor, call, ghost_lines, planned, sealed
from tests.app.world import World

DAY = timedelta(days=1)
PAGES = ("plan", "covertness", "diary", "findings", "origins", "reconcile", "seal")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_page_of_a_sealed_wave_opens(
    world: World, settings: Settings, signed_in: Callable[[Role], FlaskClient], lang: str
) -> None:
    wave_id = sealed(world, settings)
    call(world, wave_id, "F-01", "c1", SEALED.replace(hour=3) + 8 * DAY)
    with world.database.writing() as db:
        ghost = db.scalars(select(Ghost).where(Ghost.code == "F-01")).one()
        ghost.zone, ghost_id = "Europe/Madrid", ghost.id
        db.commit()
    client = signed_in(Role.AUDITOR)
    client.set_cookie("lang", lang)
    for page in PAGES:
        answer = client.get(f"/waves/{wave_id}/{page}")
        assert answer.status_code == 200, page
    diary = client.get(f"/waves/{wave_id}/diary?ghost_id={ghost_id}").text
    assert "Europe/Madrid" in diary


def test_the_plan_says_its_conclusion_its_assumption_and_the_law_on_recording(
    world: World, signed_in: Callable[[Role], FlaskClient]
) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, {"matters": "30 %", "pairs": "1"}, SEALED)
    text = signed_in(Role.AUDITOR).get(f"/waves/{wave_id}/plan").text
    assert "AUC 0" in text and "161-A" in text
    assert "parejas gemelas" in text or "matched pairs" in text


def test_a_log_is_withdrawn_and_the_accounts_recalled_from_their_pages(
    world: World, settings: Settings, signed_in: Callable[[Role], FlaskClient]
) -> None:
    wave_id = sealed(world, settings)
    client = signed_in(Role.AUDITOR)
    number = ghost_lines(6)[0]["account_id"]
    log = f"cuenta,fecha_hora,canal,resultado\n{number},2026-05-05 10:00:00,llamada,no contesta\n".encode()
    sent = {"vendor": VENDOR, "log": (io.BytesIO(log), "gestiones.csv")}
    assert client.post(f"/waves/{wave_id}/reconcile", data=sent, content_type="multipart/form-data").status_code == 303
    with world.database.reading() as db:
        log_id = db.scalars(select(VendorLog.id)).one()
    page = client.get(f"/waves/{wave_id}/reconcile").text
    assert f"/waves/{wave_id}/logs/{log_id}/withdraw" in page
    assert client.post(f"/waves/{wave_id}/logs/{log_id}/withdraw", data={"reason": "era de abril"}).status_code == 303
    page = client.get(f"/waves/{wave_id}/reconcile").text
    assert "era de abril" in page and f"/logs/{log_id}/withdraw" not in page
    assert client.post(f"/waves/{wave_id}/recall").status_code == 303
    with world.database.reading() as db:
        left = select(func.count()).select_from(Account).where(Account.recalled_at.is_(None))
        assert db.scalar(left) == 126, "not while the wave runs"
    assert client.post(f"/waves/{wave_id}/end").status_code == 303
    assert f"/waves/{wave_id}/recall" in client.get(f"/waves/{wave_id}/seal").text
    assert client.post(f"/waves/{wave_id}/recall").status_code == 303
    with world.database.reading() as db:
        assert db.scalar(left) == 0
    assert f"/waves/{wave_id}/recall" not in client.get(f"/waves/{wave_id}/seal").text


@pytest.mark.parametrize("role", [Role.VENDOR, Role.SUPERVISOR])
def test_nobody_else_withdraws_or_recalls(
    world: World, settings: Settings, signed_in: Callable[[Role], FlaskClient], role: Role
) -> None:
    wave_id = sealed(world, settings)
    client = signed_in(role)
    assert client.post(f"/waves/{wave_id}/recall").status_code == 403
    assert client.post(f"/waves/{wave_id}/logs/x/withdraw", data={"reason": "x"}).status_code == 403


def test_a_second_upload_while_people_are_drawn_is_refused_on_the_page(
    world: World, signed_in: Callable[[Role], FlaskClient]
) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, {"matters": "30 %"}, SEALED)
        db.get_one(Wave, wave_id).work = {"what": "people", "since": datetime.now(UTC).isoformat()}
        db.commit()
    sent = {"portfolio": (io.BytesIO(b"a,b\n1,2\n"), "otra.csv"), "lines": (io.BytesIO(b"kind,value\n"), "l.csv")}
    answer = signed_in(Role.AUDITOR).post(f"/waves/{wave_id}/people", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "no se guardó" in answer.text or "was not kept" in answer.text
