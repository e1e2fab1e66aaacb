"""A vendor's pages under a database role that may not enter the schema of ghosts, granted as docs/ghost-programme.md says."""

import re
from pathlib import Path

import psycopg
import pytest

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.models import CorrectivePlan, FindingShare, Vendor
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.wave_world import SEALED, VENDOR, a_ghost_and_a_real_account, sealed
from tests.app.world import PASSWORD, make_world

PAPER = Path(__file__).parents[2] / "docs" / "ghost-programme.md"


def granted(url: str) -> str:
    """The role of the document, made with its own statements; the address under it."""
    found = re.search(r"```sql\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS trasluz_portal")
        for statement in filter(None, (s.strip() for s in found[1].split(";"))):
            connection.execute(statement)  # type: ignore[arg-type]
    return url.replace("postgres@", "trasluz_portal@", 1)


def test_the_pages_work_and_the_schema_is_closed(tmp_path: Path) -> None:
    with postgres() as server, fresh_database(server, "trasluz_portal_role") as url:
        given = {"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32, "TRASLUZ_HOME": str(tmp_path)}
        database = Database(Settings.from_env(given).database_url)
        upgrade(database)
        portal = granted(url)
        settings = Settings.from_env({**given, "TRASLUZ_PORTAL_DATABASE_URL": portal})
        world = make_world(database, tmp_path, fake_tools())
        wave_id = sealed(world, settings)
        ghost, real = a_ghost_and_a_real_account(world, wave_id)
        with database.writing() as db:
            vendor = db.query(Vendor).where(Vendor.name == VENDOR).one()
            words = {"title": "Fuera de hora", "note": "23:00"}
            db.add(
                FindingShare(
                    id="a" * 32,
                    organisation_id=vendor.organisation_id,
                    vendor_id=vendor.id,
                    account_id=ghost.id,
                    told={"es": words, "en": words, "severity": "critical"},
                    shared_at=SEALED,
                    reply_by=SEALED,
                    standing="open",
                )
            )
            db.add(
                CorrectivePlan(
                    id="b" * 32,
                    organisation_id=vendor.organisation_id,
                    vendor_id=vendor.id,
                    measure="contacts_break_law",
                    target=0.01,
                    share_ids=["a" * 32],
                    asked="Llame en horario.",
                    due_on=SEALED.date(),
                    state="open",
                    opened_by="Valentina Neira",
                    opened_at=SEALED,
                )
            )
            db.commit()
        site = make_app(settings, database)
        site.config["WTF_CSRF_ENABLED"] = False
        browser = site.test_client()
        browser.post("/sign-in", data={"email": "vendor@lindero.example", "password": PASSWORD})
        found = f"/portal/findings/{'a' * 32}"
        for path in ("/portal", "/portal/accounts", "/portal/accounts.csv", "/portal/findings", found, "/portal/plans"):
            assert browser.get(path).status_code == 200, path
        assert all(browser.get(f"/portal/accounts/{a.id}").status_code == 200 for a in (ghost, real))
        for path, said in (
            (f"{found}/reply", {"kind": "appeals", "text": "Llamamos a las 10."}),
            (f"/portal/plans/{'b' * 32}/answer", {"text": "Bloqueamos el discador."}),
        ):
            sent = browser.post(path, data=said)
            assert sent.status_code == 303, (path, sent.text)
        assert "Llamamos a las 10." in browser.get(found).text
        with psycopg.connect(portal) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT account_id FROM oversight.ghost")
        site.extensions["trasluz"].portal_database.dispose()
        database.dispose()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY trasluz_portal")
            connection.execute("DROP ROLE trasluz_portal")
