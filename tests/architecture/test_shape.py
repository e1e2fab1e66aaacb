"""The house's shape: what may import what, how long a module may be, what nothing may be called, what a file may not say."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterable

import pytest

from tests.architecture.house import PACKAGES, PROJECT, ROOT, files, imported, named

LONGEST, LOOK_TWICE = 400, 250
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "managers", "legacy", "misc", "v2"}
HEAVY = ("torch", "whisper", "transformers", "faster_whisper")
WEB = ("flask", "sqlalchemy", "celery", "redis")
OURS = frozenset(PACKAGES)
SPELLED = {
    "argon2-cffi": "argon2",
    "pyyaml": "yaml",
    "python-stdnum": "stdnum",
    "scikit-learn": "sklearn",
    "openai-whisper": "whisper",
}


class LookTwice(Warning):
    """Not wrong yet."""


def test_every_import_contract_holds() -> None:
    tried = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stdout[-3000:] + tried.stderr[-1000:]
    assert "0 broken" in tried.stdout


def test_no_module_is_too_long() -> None:
    """Those over 250 lines are named in a warning, so that whoever adds to one sees it."""
    lines = {
        named(path): path.read_text(encoding="utf-8").count("\n") for path in files(*PACKAGES, "tests", "tools", suffix=".py")
    }
    long = sorted(((n, name) for name, n in lines.items() if n > LOOK_TWICE), reverse=True)
    if long:
        warnings.warn(LookTwice(", ".join(f"{name} {n}" for n, name in long)), stacklevel=1)
    assert [name for n, name in long if n > LONGEST] == []


def test_the_median_module_is_short() -> None:
    lengths = sorted(
        path.read_text(encoding="utf-8").count("\n") for path in files(*PACKAGES, suffix=".py") if path.stat().st_size
    )
    assert lengths[len(lengths) // 2] <= 120


def test_every_name_says_what_is_inside() -> None:
    assert [named(p) for p in files(*PACKAGES, suffix=".py") if NAMELESS & {p.stem, *p.relative_to(ROOT).parts[:-1]}] == []


def _declared(wanted: Iterable[str]) -> set[str]:
    """The module names of requirements."""
    plain = [re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0].lower() for each in wanted]
    return {SPELLED.get(name, name).replace("-", "_") for name in plain}


def test_everything_imported_is_ours_the_languages_or_declared() -> None:
    """A library that only comes along with another one goes away with it too. Flask's own parts are Flask."""
    with_flask = {"jinja2", "markupsafe", "werkzeug"}
    extras = PROJECT["optional-dependencies"].values()
    declared = _declared([*PROJECT["dependencies"], *(each for extra in extras for each in extra)])
    foreign = {m: named(p) for p in files(*PACKAGES, suffix=".py") for m in imported(p) - OURS - set(sys.stdlib_module_names)}
    assert {m: where for m, where in foreign.items() if m not in declared | with_flask} == {}


def test_users_install_nothing_that_is_not_used() -> None:
    used = "".join(path.read_text(encoding="utf-8").lower() for path in files(*PACKAGES, suffix=".py"))
    idle = {m for m in _declared(PROJECT["dependencies"]) if not re.search(rf"(?:import|from) {m}\b|\"{m}\"", used)}
    assert idle == set()


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("speech.listen", (*HEAVY, *WEB, "plotly")),
        ("audit.judges.local", (*HEAVY, *WEB, "librosa", "sklearn", "plotly")),
        ("audit.judges.both", (*HEAVY, *WEB, "librosa", "sklearn", "plotly")),
        ("audit.evidence.verify", (*HEAVY, *WEB, "librosa", "sklearn", "plotly", "onnxruntime")),
        ("reports.audit_report", (*HEAVY, *WEB, "librosa", "sklearn")),
        ("synthetic.world", (*HEAVY, *WEB, "librosa", "sklearn", "plotly")),
        ("app.cli.main", (*HEAVY, *WEB, "librosa", "sklearn", "plotly", "onnxruntime")),
        ("app.factory", (*HEAVY, "sklearn", "plotly")),
    ],
)
def test_a_front_door_opens_without_what_it_does_not_need(module: str, never: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*[m for m in {never!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_nothing_names_somebodys_machine() -> None:
    home = re.compile(r"(?<![\w.}])/(?:home|Users)/[a-z]\w+/|(?<![\w.])/(?:work|root)/[\w.]")
    told = []
    for path in files():
        if path.suffix in {
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".yml",
            ".txt",
            ".sh",
            ".html",
            ".css",
            ".js",
            ".calls",
            ".scenes",
            "",
        }:
            found = home.search(path.read_text(encoding="utf-8"))
            told += [f"{named(path)}: {found.group()}"] if found else []
    assert told == []


def test_nothing_is_put_off_or_passed_over() -> None:
    """No note of work left for later, no test that is not run, no error swallowed whatever it is."""
    words = (
        "TO" + "DO",
        "FIX" + "ME",
        "pytest.sk" + "ip",
        "mark.sk" + "ip",
        "mark.xf" + "ail",
        "import" + "orskip",
        "except " + "Exception",
    )
    said = re.compile("|".join(rf"\b{re.escape(w)}\b" for w in words))
    assert [
        f"{named(p)}: {m.group()}" for p in files(*PACKAGES, "tests", "tools", suffix=".py") if (m := said.search(p.read_text()))
    ] == []
