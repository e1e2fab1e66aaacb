"""A vendor cannot be told of ghosts by code that does not know them: imports, tables, words and doors."""

import re
import subprocess
import sys

import pytest

import app.models.oversight as oversight
from app.factory import make_app
from app.models import Table
from app.queries.rows import Role
from app.settings import Settings
from tests.architecture.house import ROOT, TOOLS

CONTRACT = "blindness: what a vendor reaches cannot reach ghosts, even indirectly"
BLIND = (
    "app.web.portal",
    "app.queries.operations.accounts",
    "app.queries.operations.corrections",
    "app.queries.operations.shares",
    "app.queries.operations.vendor_home",
    "app.services.place_accounts",
    "app.services.recall_accounts",
    "app.services.reply_to_finding",
    "app.services.qa.appeal",
    "app.queries.appeal_answers",
    "app.services.vendors.correct",
)
KNOWING = re.compile(
    r"audit\.ghosts|app\.models\.(oversight|wave|ghost|wave_finding)|app\.queries\.oversight|app\.services\.waves"
)
WORDS = re.compile(
    r"ghost|fantasma|oversight|\bwave|\bola\b|twin|gemel|(?<!com)(?<!per)mission|misi[oó]n|covert|burn|canary", re.IGNORECASE
)
SHARED = {"home.index", "auth.sign_out", "prefs.show", "prefs.keys", "prefs.password"}
"""Doors that every signed-in person has; what is behind them is looked at in tests/app/test_blindness.py."""


def _contract() -> dict[str, list[str]]:
    found = [c for c in TOOLS["importlinter"]["contracts"] if c["name"] == CONTRACT]
    assert len(found) == 1
    return found[0]


def test_the_contract_holds_everything_a_vendor_reaches_away_from_everything_that_knows() -> None:
    """That it holds is tried with the other contracts (test_shape); here, that it is whole."""
    contract = _contract()
    sources, forbidden = set(contract["source_modules"]), set(contract["forbidden_modules"])
    assert not contract.get("ignore_imports") and not contract.get("allow_indirect_imports")
    assert {b for b in BLIND if not any(b == s or b.startswith(f"{s}.") for s in sources)} == set()
    assert {"audit.ghosts", "app.queries.oversight", "app.services.waves", "app.models.oversight"} <= forbidden
    knowing = {f"app.models.{p.stem}" for p in (ROOT / "app" / "models").glob("*.py") if WORDS.search(p.read_text())}
    # a practice names the part its made-up debtor plays (`mission`), and no account
    tables_without_ghosts = {"app.models.account", "app.models.__init__", "app.models.coaching"}
    assert knowing - tables_without_ghosts <= forbidden


@pytest.mark.parametrize("module", BLIND)
def test_a_blind_module_loads_nothing_that_knows(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [m for m in told.stdout.split() if KNOWING.match(m)] == []


def test_every_door_of_a_vendor_is_in_the_blind_blueprint() -> None:
    site = make_app(Settings(home=ROOT / "var", secret_key="x" * 32, database_url="sqlite://"))
    views = {name: getattr(view, "opens_for", frozenset()) for name, view in site.view_functions.items() if name != "static"}
    open_to_vendors = {name for name, opens in views.items() if not isinstance(opens, str) and Role.VENDOR in opens}
    assert {n for n in open_to_vendors if not n.startswith("portal.")} == SHARED
    assert {site.view_functions[n].__module__ for n in open_to_vendors - SHARED} == {"app.web.portal"}


def test_what_a_vendor_reads_is_written_without_the_words() -> None:
    folder = ROOT / "app"
    files = [
        *(folder / "web" / "templates" / "portal").glob("*.html"),
        folder / "web" / "templates" / "macros" / "portal.html",
        folder / "web" / "templates" / "macros" / "plans.html",
        *(folder / "queries" / "operations").glob("*.py"),
        folder / "services" / "reply_to_finding.py",
    ]
    assert {p.name: found.group() for p in files if (found := WORDS.search(p.read_text(encoding="utf-8")))} == {}


def test_tables_point_at_accounts_and_no_account_points_back() -> None:
    """The link lives in the ghosts' own table alone, and no column of a table that a vendor's page reads names it."""
    tables = Table.metadata.tables
    pointing = {(t.name, fk.column.table.name) for t in tables.values() for fk in t.foreign_keys}
    assert {name for name, to in pointing if to == "account"} == {"ghost", "finding_share"}
    assert {(name, to) for name, to in pointing if to in oversight.TABLES and name not in oversight.TABLES} == set()
    for name in ("account", "finding_share", "vendor_reply", "vendor", "organisation", "user_account", "event"):
        assert [c.name for c in tables[name].columns if WORDS.search(c.name)] == [], name
    assert {t for t in tables if WORDS.search(t)} <= oversight.TABLES
