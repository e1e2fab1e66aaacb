"""The fixtures of the application's tests, lent to these, and one world on a real Postgres for what no database keeps."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import Debt, Segment, Strategy, Template, Vendor
from app.models.desk import DeskAgent
from app.models.ghost import Ghost
from app.operations.offers import Slice
from app.queries.rows import Role
from app.services.money.make_plan import NewPlan, make_plan
from app.services.money.take_payment import NewPayment, take_payment
from app.services.outreach.campaign import NewCampaign, create_campaign
from app.services.portfolio.loads import take_file
from app.services.unpack import Given
from app.settings import Settings
from app.store import Store
from tests.app.conftest import database, migrated, quick_passwords, settings, signed_in, site, world
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.strategies.world import debts, strategy, texts
from tests.app.wave_world import sealed
from tests.app.world import NOW, World, make_world

__all__ = ["database", "migrated", "quick_passwords", "settings", "signed_in", "site", "world"]


@dataclass(frozen=True, slots=True)
class Place:
    """A client that has one of most things, and its site. `ids`: what fills an address, by the name of its part."""

    world: World
    site: Flask
    ids: dict[str, str]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, quick_passwords: None) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("letters")
    with postgres() as server, fresh_database(server, "trasluz_letters") as url:
        settings = Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32, "TRASLUZ_HOME": str(home)})
        database = Database(settings.database_url)
        upgrade(database)
        world = make_world(database, home, fake_tools())
        site = make_app(settings, database)
        site.config["WTF_CSRF_ENABLED"] = False
        yield Place(world, site, one_of_each(world, settings))
        database.dispose()


def one_of_each(world: World, settings: Settings) -> dict[str, str]:
    """Makes what addresses name; ids as they stand in an address."""
    run, (call, *_) = world.audited("one.wav")
    wave, manager = sealed(world, settings), world.actors[Role.ADMIN]
    with world.database.writing() as db:
        row = Segment(organisation_id=manager.organisation_id, name="Todas", rule="balance > 0", position=1, changed_at=NOW)
        agent = world.actors[Role.AGENT].user_id
        desk = DeskAgent(user_id=agent, desk="temprana", level=2, skills=[], available=True, changed_at=NOW)
        db.add_all([row, desk])
        db.commit()
        part = row.id
    debt = debts(world.database, manager, part, 1)[0]
    texts(world.database, manager)
    strategy(world.database, manager, part)
    with world.database.reading() as db:
        found = {
            "debt_id": debt,
            "person_id": db.get_one(Debt, debt).person_id,
            "strategy_id": db.scalars(select(Strategy.id)).first(),
            "text_id": db.scalars(select(Template.id)).first(),
            "vendor_id": db.scalars(select(Vendor.id).order_by(Vendor.id)).first(),
            "ghost_id": db.scalars(select(Ghost.id)).first(),
            "agent_id": agent,
        }
    found |= operation_of(world, settings, debt)
    named = {"call_id": call, "run_id": run.id, "wave_id": wave, "form": "json", "country": "CL", "on": "call"}
    return named | {name: str(value) for name, value in found.items()} | {"vendor": str(found["vendor_id"])}


def operation_of(world: World, settings: Settings, debt: int) -> dict[str, object]:
    """A load that waits, a campaign that has not begun, a payment and a plan."""
    manager, file = world.actors[Role.ADMIN], io.BytesIO(b"cuenta;nombre;saldo\nA1;Ana Rojas;1000\n")
    with world.database.writing() as db:
        store = Store(settings.recordings)
        load = take_file(db, store, manager, Given("cartera.csv", file), "CL", 1_000_000, NOW)
        campaign = create_campaign(db, manager, NewCampaign("Mayo", "", "early-friendly", ("sms",)), NOW)
        payment = take_payment(db, manager, NewPayment(1_000, NOW.date(), "TR-1", debt), NOW)
        slices = (Slice(45_300, NOW.date() + timedelta(days=3)),)
        plan = make_plan(db, manager, NewPlan(debt, "in_full", slices, "voice"), NOW)
        return {"load_id": load.id, "campaign_id": campaign.id, "payment_id": payment.id, "plan_id": plan.id}
