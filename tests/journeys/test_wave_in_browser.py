"""In a real browser, in Spanish: the auditor takes a wave from its question to its verified reveal, and the vendor answers blind.

The site, its database and its worker are real; only its clock is moved, so that four weeks pass. Chromium must be installed
(`make test` does, or says what is missing; CHROMIUM may hold its path).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.actors import Actor
from app.cli.main import run
from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.queries.rows import Role
from app.served import served
from app.services.users import NewUser, first_admin
from app.services.waves.demo_wave import CAREFUL, CARELESS
from app.services.waves.simulated import live_through
from app.settings import Settings
from app.wiring import embedded_worker
from synthetic.world import CLIENT, VENDORS, demo_folder
from tests.app.world import PASSWORD
from tests.journeys.visitor import Visitor

FIRST = datetime(2026, 5, 4, 4, tzinfo=UTC)
WORK_MS = 300_000
FILES = demo_folder() / "wave"
BLIND = re.compile(r"fantasma|ghost|encubiert|\bola\b|\bF-\d\d\b|gemel[ao]|misi[oó]n", re.IGNORECASE)


class Clock(datetime):
    """The site's wall clock, wound by hand."""

    at = FIRST

    @classmethod
    def now(cls, tz: object = None) -> "datetime":  # type: ignore[override]
        """The time it is in the test."""
        return cls.at


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, and what lies behind it."""

    address: str
    database: Database
    auditor: Actor


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for module in ("app.web.session", "app.tasks.workshop"):
        monkeypatch.setattr(f"{module}.datetime", Clock)
    monkeypatch.setattr("app.services.waves.create_wave.secrets.token_hex", lambda _size: "8" * 64)
    monkeypatch.setattr(Clock, "at", FIRST - timedelta(days=4))
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as db:
        new = NewUser("Valentina Neira", "auditora@lindero.example", "auditor", PASSWORD)
        user = first_admin(db, CLIENT, new, Clock.at)
        auditor = Actor(user.id, user.name, user.organisation_id, Role.AUDITOR)
    app = make_app(settings, database)
    with embedded_worker(app, settings, database), served(app, threads=8) as server:
        yield Site(server.address, database, auditor)
    database.dispose()


def test_a_wave_from_its_question_to_its_verified_reveal(site: Site, browser: Browser, tmp_path: Path) -> None:
    auditor = Visitor(browser, site.address, "auditora@lindero.example")
    wave_id = planned(auditor)
    peopled_and_covered(auditor)
    sent, kept = sealed(auditor, wave_id, tmp_path)
    lived(site, auditor, wave_id)
    confirmed_and_shared(auditor, wave_id)
    answered(site, browser, wave_id)
    published(auditor, wave_id)
    bundles = revealed(auditor, wave_id, tmp_path)
    for tab in ("plan", "covertness", "seal"):
        auditor.go(f"/waves/{wave_id}/{tab}")
    assert auditor.wrong == []
    verified(bundles, sent, kept)


def planned(auditor: Visitor) -> str:
    """The question is asked and the plan answers it; the wave's id."""
    page = auditor.page
    auditor.go("/waves")
    page.get_by_label("Nombre").fill("Ola 8")
    page.get_by_label("Primer día").fill("2026-05-04")
    page.get_by_label("Último día").fill("2026-05-31")
    page.get_by_label("Otros, uno por línea").fill("\n".join(v.name for v in VENDORS))
    auditor.press("Seguir con el tamaño")
    auditor.look()
    page.get_by_label("Tasa que importa").fill("30 %")
    page.get_by_label("Parejas gemelas").fill("2")
    auditor.press("Calcular el plan")
    expect(page.locator(".answer .big")).to_have_text(re.compile(r"^\d+$"))
    auditor.look()
    return page.url.split("/")[4]


def peopled_and_covered(auditor: Visitor) -> None:
    """The worker draws the people and plays the vendor who suspects; a wave this small cannot tell, and a reason is given."""
    page = auditor.page
    page.get_by_label("La cartera (CSV)").set_input_files(FILES / "portfolio.csv")
    page.get_by_label("Líneas y casillas que posees (CSV)").set_input_files(FILES / "lines.csv")
    page.get_by_label("Números de identidad que posees (opcional)").set_input_files(FILES / "ids.csv")
    auditor.press("Crear las personas")
    expect(page.get_by_role("link", name="Probar el encubrimiento")).to_be_visible(timeout=WORK_MS)
    auditor.press("Probar el encubrimiento")
    auditor.press("Probar el encubrimiento")
    expect(page.locator(".answer")).to_contain_text("No se puede", timeout=WORK_MS)
    auditor.look()
    page.locator("summary", has_text="Seguir igual, con un motivo").click()
    page.get_by_label("Motivo").fill("Son pocas personas para medirlo; el cliente acepta el riesgo.")
    auditor.press("Seguir")


def sealed(auditor: Visitor, wave_id: str, folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Nothing leaves before the seal; then every vendor's file and the promise made to it."""
    page = auditor.page
    assert page.request.get(f"{auditor.address}/waves/{wave_id}/handoff/{CARELESS.name}").status == 409
    Clock.at = FIRST
    auditor.go(f"/waves/{wave_id}/seal")
    auditor.press("Sellar y hacer los archivos")
    sent, kept = {}, {}
    for vendor in (CARELESS.name, CAREFUL.name):
        row = page.locator("li", has=page.get_by_text(vendor, exact=True)).get_by_role("link", name="CSV")
        sent[vendor] = auditor.take(row.click, folder / f"sent {vendor}")
        promise = page.get_by_role("link", name=f"Compromiso con {vendor}")
        kept[vendor] = auditor.take(promise.click, folder / f"kept {vendor}")
    return sent, kept


def lived(site: Site, auditor: Visitor, wave_id: str) -> None:
    """Two vendors work for four weeks; their logs are handed in on the page and held against what was lived."""
    Clock.at = FIRST + timedelta(days=28)
    logs: dict[str, bytes] = {}
    for seed, vendor in enumerate((CARELESS, CAREFUL)):
        with site.database.writing() as db:
            logs[vendor.name] = live_through(db, site.auditor, db.get_one(Wave, wave_id), vendor, seed, Clock.at)[1]
            db.commit()
    page = auditor.page
    for name, log in logs.items():
        page.goto(f"{auditor.address}/waves/{wave_id}/reconcile")
        if not page.locator("select[name=vendor]").is_visible():
            page.locator("summary", has_text="Subir el registro").click()
        page.locator("select[name=vendor]").select_option(name)
        page.locator("input[type=file]").set_input_files(
            {"name": "gestiones.csv", "mimeType": "text/csv", "buffer": log}  # type: ignore[arg-type]
        )
        auditor.press("Conciliar")
        expect(page.locator("#rows-title")).to_have_text(name)
    auditor.look()
    expect(page.locator(".figures")).to_contain_text("100 %")
    auditor.go(f"/waves/{wave_id}/diary")
    expect(page.locator(".entry .mark").first).to_be_visible()


def confirmed_and_shared(auditor: Visitor, wave_id: str) -> None:
    """A person decides over the gravest finding, and says why its vendor is told of it before the reveal."""
    page = auditor.page
    auditor.go(f"/waves/{wave_id}/findings?vendor={CARELESS.name}&severity=critical&source=rule")
    finding = page.locator(".finding-row[id^='f-']").first
    mark = f"#{finding.get_attribute('id')}"
    finding.get_by_label("Motivo").fill("El contacto lo muestra.")
    finding.get_by_role("button", name="Ocurrió", exact=True).click()
    page.wait_for_url("**/findings**")
    finding = page.locator(mark)
    expect(finding).to_contain_text("Valentina Neira")
    finding.locator("summary", has_text="Enviar al proveedor").click()
    auditor.look()
    finding.get_by_label("Por qué").fill("Hay peligro para personas.")
    finding.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator(mark)).to_contain_text("responder hasta")


def answered(site: Site, browser: Browser, wave_id: str) -> None:
    """The vendor signs in, finds one finding and no ghost anywhere, and answers."""
    with site.database.writing() as db:
        new = NewUser("Rosa Díaz", "proveedor@quillay.example", "vendor", PASSWORD, CARELESS.name)
        assert first_admin(db, CLIENT, new, Clock.at).vendor_id is not None
        codes = set(db.scalars(select(Ghost.code).where(Ghost.wave_id == wave_id)))
        numbers = set(db.scalars(select(Ghost.number).where(Ghost.wave_id == wave_id)))
    vendor = Visitor(browser, site.address, "proveedor@quillay.example")
    page, seen = vendor.page, []
    for path in ("/portal", "/portal/accounts", "/portal/findings"):
        vendor.go(path)
        seen.append(page.content())
    page.locator("main table a").first.click()
    vendor.look()
    page.locator("select[name=kind]").select_option("appeals")
    page.locator("textarea[name=text]").fill("El reloj de la central estaba mal.")
    vendor.press("Enviar la respuesta")
    expect(page.locator("main")).to_contain_text("El reloj de la central estaba mal.")
    seen.append(page.content())
    page.locator("main a.code").first.click()
    vendor.look()
    seen.append(page.content())
    names = page.locator("main th[scope=row]").all_inner_texts()
    page.goto(f"{vendor.address}/portal/accounts")
    real = next(a for a in page.locator("main a.code").all() if a.inner_text() not in numbers)
    real.click()
    page.wait_for_url("**/portal/accounts/*")
    assert page.locator("main th[scope=row]").all_inner_texts() == names
    told = "".join(seen)
    assert BLIND.findall(re.sub(r"<[^>]*>", " ", told)) == []
    assert wave_id not in told and not any(code in told for code in codes)
    assert numbers & set(re.findall(r"\d{8}", told)), "the ghosts are there, among the others"
    assert page.request.get(f"{vendor.address}/waves").status == 403
    assert page.request.get(f"{vendor.address}/waves/{wave_id}/diary").status == 403
    assert vendor.wrong == []


def published(auditor: Visitor, wave_id: str) -> None:
    """The answer stands beside the finding, and goes out with it."""
    page = auditor.page
    auditor.go(f"/waves/{wave_id}/findings?vendor={CARELESS.name}&standing=replied")
    finding = page.locator(".finding-row[id^='f-']").first
    expect(finding).to_contain_text("El reloj de la central estaba mal.")
    finding.get_by_role("button", name="Publicar").click()
    expect(page.locator("main")).to_contain_text("Publicado")


def revealed(auditor: Visitor, wave_id: str, folder: Path) -> dict[str, Path]:
    """The wave ends, is revealed and verified on the page; the vendors' bundles out of what is downloaded."""
    page = auditor.page
    auditor.go(f"/waves/{wave_id}/seal")
    auditor.press("Terminar la ola")
    auditor.press("Revelar")
    auditor.press("Verificar ahora")
    expect(page.locator(".notice.good")).to_contain_text("no falta ninguno")
    got = auditor.take(page.get_by_role("link", name="Descargar la revelación").click, folder / "got")
    with zipfile.ZipFile(got) as archive:
        archive.extractall(folder / "got")
    found = sorted((folder / "got").glob("*-reveal.zip"))
    return {name: next(p for p in found if name.split()[-1].lower() in p.name.lower()) for name in (CARELESS.name, CAREFUL.name)}


def verified(bundles: dict[str, Path], sent: dict[str, Path], kept: dict[str, Path]) -> None:
    """Each vendor checks its bundle with one command against what it kept; one changed bit and the command says no."""
    for vendor, bundle in bundles.items():
        asked = ["--lang", "es", "evidence", "verify", str(bundle), "--commitment", str(kept[vendor]), "--handoff"]
        assert run([*asked, str(sent[vendor])]) == 0
        data = bytearray(bundle.read_bytes())
        data[len(data) // 2] ^= 1
        bundle.write_bytes(bytes(data))
        assert run([*asked, str(sent[vendor])]) == 1
