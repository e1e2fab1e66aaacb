"""What the house is made of: the files that are the project's own, by walking its folders (a tar has no git)."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "audit", "speech", "synthetic", "reports")
FOLDERS = (*PACKAGES, "tests", "docs", "tools", "requirements", ".ci")
TOP = (
    "Makefile",
    "pyproject.toml",
    "Dockerfile",
    "docker-compose.yml",
    ".env.example",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
)
PASSED_OVER = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", "vendor"}
_PAPER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, TOOLS = _PAPER["project"], _PAPER["tool"]


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """The files under the folders (all of the project's by default), vendored and made ones left out."""
    for folder in folders or FOLDERS:
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            if path.is_file() and not PASSED_OVER.intersection(path.parts):
                yield path
    if not folders:
        yield from (ROOT / name for name in TOP)


def named(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The top-level modules a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
