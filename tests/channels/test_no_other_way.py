"""There is one way to a channel: read in the code itself, so that a second one is noticed the day it is written."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, imported

APP = ROOT / "app"
SENDS = "app/services/outreach/send.py"
TO_STAFF = {"app/services/vendors/mail_pack.py", "app/services/search/tell.py"}
MAY_IMPORT_CHANNELS = {
    SENDS,
    *TO_STAFF,
    "app/tasks/packs.py",
    "app/tasks/search.py",
    "app/services/outreach/hear.py",
    "app/services/outreach/mailbox.py",
    "app/services/outreach/campaign_go.py",
    "app/tasks/outreach.py",
    "app/web/hooks.py",
    "app/web/api/outreach.py",
    "app/services/demo_operation.py",
    "app/services/demo_workspace.py",
    "app/services/demo_vendors.py",
}
"""The last three tell a made-up client's life: they send through send.py, on this machine's own servers."""
WIRE = {"smtplib", "imaplib", "aiosmtpd", "httpx", "requests", "urllib3", "telnetlib", "ftplib"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules() -> list[Path]:
    return [path for path in sorted(APP.rglob("*.py")) if "__pycache__" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def channels_imported(path: Path) -> bool:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.channels"):
            return True
        if isinstance(node, ast.Import) and any(alias.name.startswith("app.channels") for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "app" and any(alias.name == "channels" for alias in node.names):
            return True
    return False


def test_only_these_know_that_channels_exist() -> None:
    outside = [path for path in modules() if not name(path).startswith("app/channels/")]
    assert {name(path) for path in outside if channels_imported(path)} <= MAY_IMPORT_CHANNELS


def test_only_one_module_hands_anything_to_a_sender() -> None:
    """`senders` is where they are kept: registry fills it, send.py takes from it, nobody else says the word."""
    saying = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "senders" and isinstance(node.ctx, ast.Load):
                saying.add(name(path))
    # a register of who writes to ghosts
    ghosts = {name(path) for path in modules() if "waves" in path.parts or path.stem == "wave_origins"}
    assert {each for each in saying - ghosts if not each.startswith("app/channels/")} == {SENDS}


def test_whoever_hears_a_channel_never_speaks_on_it() -> None:
    speaking = set()
    for path in modules():
        if name(path) in MAY_IMPORT_CHANNELS - {SENDS, *TO_STAFF}:
            calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
            speaking |= {name(path) for call in calls if isinstance(call, ast.Attribute) and call.attr == "send"}
    assert speaking == set()


@pytest.mark.parametrize("to_staff", sorted(TO_STAFF))
def test_who_writes_to_the_clients_own_people_cannot_know_a_debtor(to_staff: str) -> None:
    """Their address is an account of this application; no module with a debtor's way to be reached is within its sight."""
    seen = {node.module or "" for node in ast.walk(tree(ROOT / to_staff)) if isinstance(node, ast.ImportFrom)}
    debtors = ("app.models.person", "app.models.debt", "app.models.account", "app.services.outreach")
    assert "app.models.user" in seen
    assert not [each for each in seen if each.startswith(debtors)]


def test_nobody_else_speaks_to_the_world() -> None:
    speaking = {name(path) for path in modules() if imported(path) & WIRE}
    assert {each for each in speaking if not each.startswith("app/channels/")} == set()


def test_only_the_gate_clears() -> None:
    """The state `cleared` is given in one place; whoever writes it elsewhere has made a second gate."""
    giving = set()
    for path in modules():
        if "waves" in path.parts:
            continue
        if any(_clears(node) for node in ast.walk(tree(path))):
            giving.add(name(path))
    assert giving == {"app/services/outreach/gate.py"}


def _clears(node: ast.AST) -> bool:
    """`x.state = … "cleared"` or `Interaction(state="cleared")`."""
    if isinstance(node, ast.keyword):
        return node.arg == "state" and isinstance(node.value, ast.Constant) and node.value.value == "cleared"
    if not isinstance(node, ast.Assign):
        return False
    stored = [t for target in node.targets for t in ast.walk(target) if isinstance(t, ast.Attribute)]
    given = [v for v in ast.walk(node.value) if isinstance(v, ast.Constant)]
    return any(t.attr == "state" for t in stored) and any(v.value == "cleared" for v in given)
