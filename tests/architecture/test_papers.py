"""What is written about the house is true of it: commands, versions, links, settings, licences, locks, data files."""

import re
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from app.cli.main import group
from app.web.contract import ENDPOINTS
from audit.learning.corpus import read_corpus
from audit.learning.scenes import read_scenes
from audit.rubric import published, read_rubric
from audit.rulebooks import FOLDER as RULEBOOKS
from audit.rulebooks import read_rulebook
from tests.architecture.house import PROJECT, ROOT, files, named

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(named(p) for p in files("docs", suffix=".md"))]
LEARNING = ROOT / "audit" / "learning"


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _required(which: str) -> set[str]:
    extras = PROJECT["optional-dependencies"]
    wanted = {"base": PROJECT["dependencies"], "voices": extras["voices"]}.get(which)
    wanted = wanted or [e for name, extra in extras.items() if name != "voices" for e in extra]
    return {re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0].lower().replace("_", "-") for each in wanted}


@pytest.mark.parametrize("paper", PAPERS)
def test_make_commands_exist(paper: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", _text(paper), re.MULTILINE)) - targets == set()


def test_every_target_says_what_it_does() -> None:
    lines = [line for line in _text("Makefile").splitlines() if re.match(r"[a-z-]+:", line)]
    assert [line for line in lines if "## " not in line] == []
    declared = set(re.findall(r"^\.PHONY: (.*)$", _text("Makefile"), re.MULTILINE)[0].split())
    assert declared == {line.split(":")[0] for line in lines}


@pytest.mark.parametrize("paper", PAPERS)
def test_commands_of_the_product_exist_with_their_options(paper: str) -> None:
    for line in re.findall(r"^(?:\$ )?trasluz ([^\n#]+)", _text(paper), re.MULTILINE):
        for part in line.split("&&"):
            words = part.removeprefix(" trasluz ").split()
            command: click.Command = group
            while words and isinstance(command, click.Group) and words[0] in command.commands:
                command = command.commands[words.pop(0)]
            assert words[:1] != ["COMMAND"] or command is group, line
            known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help", "--version"}
            assert {w for w in words if w.startswith("--")} <= known, line
            assert not isinstance(command, click.Group) or words[0].startswith(("-", "COMMAND")), line


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    here = (ROOT / paper).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(paper)):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, place = target.partition("#")
        file = (here / path).resolve() if path else ROOT / paper
        assert file.exists(), f"{paper}: {target}"
        if place:
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}, f"{paper}: {target}"


@pytest.mark.parametrize("paper", PAPERS)
def test_files_that_are_named_exist(paper: str) -> None:
    """A path between backquotes that begins with a folder of the house is a file or folder there."""
    mentioned = re.findall(r"`((?:app|audit|speech|synthetic|reports|tests|docs|tools|requirements)/[\w./-]+)`", _text(paper))
    made = ("audit/judges/weights", "requirements/", "synthetic/demo")
    assert [m for m in mentioned if not (ROOT / m).exists() and not m.startswith(made)] == []


def test_the_changelog_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+)", _text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None and newest.group(1) == PROJECT["version"] == version("trasluz")


def test_every_setting_is_explained() -> None:
    read = set(re.findall(r'"(TRASLUZ_[A-Z_]+)"', _text("app/settings.py")))
    assert len(read) > 10
    assert read - set(re.findall(r"`(TRASLUZ_[A-Z_]+)`", _text("docs/operations.md"))) == set()
    told = set(re.findall(r"`(TRASLUZ_[A-Z_]+?)(?:_FILE)?`", _text("docs/operations.md")))
    assert told - read == {"TRASLUZ_PORT"}, "settings that are explained and no longer read"


def test_every_direct_dependency_has_its_licence_told() -> None:
    told = {name.lower().replace("_", "-") for name in re.findall(r"^\| ([\w.-]+) \|", _text("docs/licences.md"), re.MULTILINE)}
    assert (_required("base") | _required("extras") | _required("voices")) - told == set()


@pytest.mark.parametrize(("lock", "which"), [("base", "base"), ("full", "base"), ("full", "extras")])
def test_locks_pin_every_direct_dependency(lock: str, which: str) -> None:
    pinned = set()
    for line in _text(f"requirements/{lock}.txt").splitlines():
        if not line.startswith("#"):
            assert re.fullmatch(r"[\w.-]+==[\w.!+-]+", line), f"requirements/{lock}.txt: {line}"
            pinned.add(line.split("==")[0].lower().replace("_", "-"))
    assert _required(which) - pinned == set(), "run: make lock"


@pytest.mark.parametrize("path", sorted(RULEBOOKS.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_rulebook_loads(path: Path) -> None:
    assert read_rulebook(path).rules


@pytest.mark.parametrize("rubric", published())
def test_every_rubric_loads(rubric: str) -> None:
    name, _, day = rubric.partition("@")
    assert read_rubric(ROOT / "audit" / "rubrics" / name / f"{day}.yaml").criteria


@pytest.mark.parametrize("path", sorted(LEARNING.glob("*/*.calls")), ids=lambda p: p.stem)
def test_every_labelled_call_is_well_formed(path: Path) -> None:
    assert read_corpus(path)


@pytest.mark.parametrize("path", sorted(LEARNING.glob("corpus/*.scenes")), ids=lambda p: p.stem)
def test_every_scene_is_well_formed(path: Path) -> None:
    assert read_scenes(path)


def test_every_capability_has_its_page_its_test_and_a_way_to_see_it() -> None:
    """Each row of the table: four cells, addresses that the product has, and test files that hold tests."""
    lines = _text("docs/capabilities.md").splitlines()
    rows = [line.split("|")[1:-1] for line in lines if re.match(r"\| (?!-|capability)", line)]
    pages = {re.sub(r"<[^>]+>", "<>", address) for address, _ in ENDPOINTS.values()}
    assert len(rows) > 20
    for what, where, seen, held in rows:
        assert all(cell.strip() for cell in (what, where, seen, held)), what
        addresses = re.findall(r"`(/[\w/<>-]*)`", where)
        assert {re.sub(r"<[^>]+>", "<>", a) for a in addresses} <= pages, what
        tests = re.findall(r"`(tests/[\w/]+\.py)`", held)
        assert tests and all(re.search(r"^def test_|TestCase", _text(test), re.MULTILINE) for test in tests), what
