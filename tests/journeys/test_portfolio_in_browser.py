"""In a real browser, in Spanish: the manager takes a portfolio from its file to a payment, the agent agrees a promise.

The site, its database, its worker and the channels' servers are real; only the clock is moved, so that weeks pass. Chromium must
be installed (`make test` does, or says what is missing; CHROMIUM may hold its path).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.actors import Actor
from app.channels.registry import outbox_of
from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Debt
from app.queries.rows import Role
from app.served import served
from app.services.strategies.write_template import install_house_texts
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.wiring import embedded_worker
from app.worker import MONEY_DAY, REMINDERS, STRATEGIES_ROUND
from tests.app.strategies.world import unseeing
from tests.app.world import PASSWORD
from tests.journeys.portfolio_world import CARD, DAY, MONDAY, SUNDAY, File, file
from tests.journeys.visitor import Visitor

CALLED = MONDAY + timedelta(days=1, hours=2)


class Clock(datetime):
    """The site's wall clock, wound by hand."""

    at = SUNDAY

    @classmethod
    def now(cls, tz: object = None) -> "datetime":  # type: ignore[override]
        """The time it is in the test."""
        return cls.at


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, and what lies behind it."""

    address: str
    app: Flask
    database: Database
    file: File

    def at(self, now: datetime, *tasks: str) -> None:
        """The clock reads `now`, and the worker does what the schedule would."""
        Clock.at = now
        for task in tasks:
            self.app.extensions["trasluz"].celery.send_task(task)

    @property
    def debt(self) -> int:
        with self.database.reading() as db:
            return db.scalars(select(Debt.id).where(Debt.number == self.file.number)).one()

    @property
    def person(self) -> int:
        with self.database.reading() as db:
            return db.scalars(select(Debt.person_id).where(Debt.number == self.file.number)).one()

    def told(self) -> list[str]:
        """What reached the person's phone."""
        settings = self.app.extensions["trasluz"].settings
        provider = outbox_of(settings.outreach, settings.home).provider
        assert provider is not None
        return [kept.text for kept in provider.kept if kept.to == self.file.phone]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for module in ("app.web.session", "app.tasks.workshop"):
        monkeypatch.setattr(f"{module}.datetime", Clock)
    monkeypatch.setattr(Clock, "at", SUNDAY)
    url = f"sqlite:///{tmp_path / 'trasluz.db'}"
    settings = Settings(home=tmp_path, secret_key="x" * 32, database_url=url, lease_s=7200)
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as db:
        for name, role in (("Marta Gil", Role.MANAGER), ("Tamara Cid", Role.AGENT)):
            new = NewUser(name, f"{role.value}@lindero.example", role.value, PASSWORD)
            user = first_admin(db, "Crédito Lindero", new, SUNDAY)
        who = Actor(user.id, user.name, user.organisation_id, Role.MANAGER)
        install_house_texts(db, who, unseeing, SUNDAY, ("tu",))
    app = make_app(settings, database)
    with embedded_worker(app, settings, database), served(app, threads=8) as server:
        yield Site(server.address, app, database, file())
    database.dispose()


def test_from_the_file_to_the_payment(site: Site, browser: Browser) -> None:
    manager = Visitor(browser, site.address, "manager@lindero.example")
    loaded(site, manager)
    segmented(manager)
    strategy(manager)
    refused_and_then_allowed(site, manager)
    agent = Visitor(browser, site.address, "agent@lindero.example")
    promised(site, agent)
    reminded_and_paid_in_part(site, manager)
    broken_and_planned_again(site, manager)
    counted(manager)
    assert manager.wrong == [] and agent.wrong == []


def loaded(site: Site, manager: Visitor) -> None:
    """The file is shown as it would be read, tried, and loaded; every refused row is there with its reason."""
    page = manager.page
    manager.go("/operation/loads")
    file = {"name": "cartera.csv", "mimeType": "text/csv", "buffer": site.file.content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    manager.press("Ver cómo se lee")
    expect(page.get_by_label("Qué es Saldo total")).to_have_value("balance")
    manager.look()
    manager.press("Probar: no cambia nada")
    take = page.get_by_role("button", name=f"Cargar {len(site.file.rows) - len(site.file.refused)} cuentas")
    expect(take).to_be_visible()
    rows = page.locator("section[aria-labelledby=rows] tbody tr")
    told = {int(row.locator("td").first.inner_text().split()[-1]): row.locator(".sign-not_met").count() for row in rows.all()}
    assert told == {**dict.fromkeys(site.file.refused, 1), **dict.fromkeys(site.file.told, 0)}
    expect(rows.filter(has_text="31/02/2026").first).to_contain_text("fecha")
    manager.look()
    take.click()
    expect(page.get_by_role("link", name="Ver las cuentas")).to_be_visible()
    manager.press("Ver las cuentas")
    expect(page.locator("main")).to_contain_text(site.file.name)
    manager.look()


def segmented(manager: Visitor) -> None:
    manager.go("/operation/segments")
    manager.press("Empezar con los usuales")
    row = manager.page.locator("tr", has=manager.page.get_by_role("link", name="Temprana", exact=True))
    expect(row.locator("td.num a")).not_to_have_text("0")
    manager.look()


def strategy(manager: Visitor) -> None:
    """The house's early strategy, its first step by WhatsApp, then live; how people reach the client; the agent's desk."""
    page = manager.page
    manager.go("/scripts")
    page.get_by_label("País").select_option("CL")
    labels = (
        "Teléfono donde atiende una persona",
        "Cuándo",
        "Dónde reclamar",
        "Dirección para ver opciones y pagar",
        "Quién firma",
    )
    for label, value in zip(labels, CARD.values(), strict=True):
        page.get_by_label(label).fill(value)
    page.locator("#card").get_by_role("button", name="Guardar").click()
    expect(page.locator("#card")).to_contain_text(CARD["link"])
    manager.go("/strategies")
    page.get_by_label("Segmento").select_option(label="Temprana")
    page.get_by_label("Desde").select_option("early")
    manager.press("Empezar")
    for place, channel in ((1, "whatsapp"), (2, "sms"), (3, "")):
        page.get_by_label(f"Paso 1, canal {place}").select_option(channel)
    page.get_by_role("button", name="Guardar", exact=True).last.click()
    expect(page.locator(".notice.good")).to_be_visible()
    manager.look()
    manager.go("/strategies")
    page.locator("section.card", has=page.get_by_role("heading", name="Temprana", exact=True)).get_by_role(
        "link", name="Poner en marcha"
    ).click()
    page.get_by_label("Porcentaje de").fill("100")
    manager.look()
    manager.press("Poner en marcha")
    expect(page.locator("main")).to_contain_text("En marcha desde ahora")
    manager.look()
    manager.go("/desks")
    page.get_by_label("Mesa de Tamara Cid").fill("temprana")
    page.get_by_label("Experiencia de Tamara Cid").select_option("2")
    page.get_by_role("button", name="Guardar Tamara Cid").click()
    expect(page.get_by_label("Mesa de Tamara Cid")).to_have_value("temprana")


def refused_and_then_allowed(site: Site, manager: Visitor) -> None:
    """On Sunday the person's page says which rule held the message back and until when; on Monday at eight it went, once."""
    page, history = manager.page, f"/people/{site.person}"
    site.at(SUNDAY, STRATEGIES_ROUND)
    manager.until(history, "Puede salir desde el lun 18 may, 08:00")
    manager.look()
    assert site.told() == []
    site.at(MONDAY, MONEY_DAY, STRATEGIES_ROUND)
    manager.until(history, "WhatsApp enviado")
    expect(page.locator("main")).to_contain_text("Tu cuota de $123.150 del martes 12 de mayo sigue pendiente")
    manager.until(history, "enviado")
    assert len(site.told()) == 1 and "{" not in site.told()[0]


def promised(site: Site, agent: Visitor) -> None:
    """The agent's list leads to the person; the call, what was agreed, and the next account."""
    page = agent.page
    site.at(CALLED, MONEY_DAY)
    agent.go("/desk")
    while page.locator("h1#who").inner_text() != site.file.name:
        agent.press(re.compile("^Luego"), exact=False)
    agent.look()
    page.locator("#call button").click()
    page.wait_for_load_state()
    Clock.at = CALLED + timedelta(minutes=4)
    page.locator("#hang-up button").click()
    page.locator("input[name=outcome][value=agreed]").check()
    page.get_by_label("Oferta").select_option("in_full")
    page.get_by_label("Monto 1").fill("123.150")
    page.get_by_label("Día 1").fill("2026-05-26")
    agent.look()
    page.locator("button.save").click()
    expect(page.locator("#saved")).to_contain_text("Guardado")
    agent.look()
    agent.press(re.compile("^Siguiente cuenta"), exact=False)


def reminded_and_paid_in_part(site: Site, manager: Visitor) -> None:
    """The agreement goes out when the law lets it, the reminder on the day; a part of it is paid."""
    page, history, money = manager.page, f"/people/{site.person}", f"/money/debts/{site.debt}"
    site.at(MONDAY + 4 * DAY, REMINDERS)
    manager.until(history, "Esto acordamos: $123.150 el martes 26 de mayo")
    site.at(MONDAY + 8 * DAY, MONEY_DAY, REMINDERS)
    manager.until(history, "Acordamos $123.150 para el martes 26 de mayo")
    manager.go("/money")
    expect(page.locator("section[aria-labelledby=today]")).to_contain_text(site.file.name)
    manager.go(money)
    page.get_by_label("Monto en CLP").first.fill("50.000")
    page.get_by_label("Referencia del banco").fill("TR-0001")
    manager.press("Registrar el pago")
    expect(page.locator(".notice.good")).to_contain_text("El pago está registrado")
    expect(page.locator("section[aria-labelledby=plans]")).to_contain_text("$50.000")
    expect(page.locator(".figures")).to_contain_text("$73.150")
    manager.look()


def broken_and_planned_again(site: Site, manager: Visitor) -> None:
    """After the grace the promise is broken by rule; the person is asked what happened; a lighter plan takes its place."""
    page, money = manager.page, f"/money/debts/{site.debt}"
    site.at(datetime.fromisoformat("2026-05-29T00:30:00-04:00").astimezone(UTC), MONEY_DAY)
    manager.until(money, "incumplida")
    manager.go("/money")
    expect(page.locator("section[aria-labelledby=broken]")).to_contain_text(site.file.name)
    site.at(MONDAY + 11 * DAY, REMINDERS)
    manager.until(f"/people/{site.person}", "¿Pasó algo?")
    manager.look()
    manager.go(money)
    page.get_by_role("button", name="Acordar Pagar en partes, 2").click()
    plans = page.locator("section[aria-labelledby=plans]")
    expect(plans).to_contain_text("Pagar en partes")
    links = plans.get_by_role("link", name="Acuerdo")
    expect(links).to_have_count(2)
    for link in links.all():
        got = page.request.get(f"{manager.address}{link.get_attribute('href')}")
        assert got.status == 200 and got.body()[:5] == b"%PDF-"
    manager.look()


def counted(manager: Visitor) -> None:
    """The measures count the promise that was broken and the call that ended in it."""
    page = manager.page
    Clock.at = MONDAY + 12 * DAY
    manager.go("/kpis?from=2026-05-18&to=2026-05-30")
    kept = page.locator("tr", has=page.locator("a[href*='/kpis/kept_rate?']"))
    expect(kept).to_contain_text(re.compile(r"0\s*%"))
    kept.locator("a[href*='/rows']").click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    manager.look()
