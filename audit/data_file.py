"""Reading the house's dated data files (rubrics, rulebooks): nothing unknown, nothing twice, nothing in one language only."""

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from audit.errors import BadRubric

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the two languages people read."""

    es: str
    en: str

    def say(self, lang: str) -> str:
        """The text in `lang`; anything that is not English is answered in Spanish."""
        return self.en if lang.startswith("en") else self.es


class _OnceOnly(yaml.SafeLoader):
    """A loader for which a key written twice is an error, not a silent choice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                raise BadRubric(f"line {key_node.start_mark.line + 1}: key {key!r} is written twice; keep one")
            seen.add(key)
        return super().construct_mapping(node, deep)


class Fields:
    """A mapping being read. Remembers what was asked for, so that `done` can refuse what nobody knows."""

    def __init__(self, row: Any, where: str) -> None:
        if not isinstance(row, dict):
            raise BadRubric(f"{where}: expected keys and values, found {_shown(row)}")
        self._row: Mapping[str, Any] = row
        self.where = where
        self._read: set[str] = set()

    def raw(self, key: str) -> Any:
        """The value as it stands, None where the key is absent."""
        self._read.add(key)
        return self._row.get(key)

    def fail(self, key: str, problem: str) -> BadRubric:
        """The error for `key`, to be raised: file, place, key, value and what to do."""
        return BadRubric(f"{self.where}: {key} {problem} (found {_shown(self._row.get(key))})")

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, "is missing or is not text; write it")
        return value.strip()

    def optional_text(self, key: str) -> str | None:
        """A text or None; an empty one is refused."""
        return None if self.raw(key) is None else self.text(key)

    def words(self, key: str) -> Words:
        """A text in Spanish and English, both there."""
        inner = Fields(self.raw(key), f"{self.where}: {key}")
        found = Words(inner.text("es"), inner.text("en"))
        inner.done()
        return found

    def optional_words(self, key: str) -> Words | None:
        """A text in both languages, or None where the key is absent."""
        return None if self.raw(key) is None else self.words(key)

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """A member of a closed set."""
        try:
            return kind(self.raw(key))
        except ValueError as cause:
            raise self.fail(key, f"must be one of {', '.join(kind)}") from cause

    def number(self, key: str, above: float, at_most: float) -> float:
        """A number in (above, at_most]."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not above < value <= at_most:
            raise self.fail(key, f"must be a number above {above:g} and at most {at_most:g}")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; absent means false."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            raise self.fail(key, "must be true or false")
        return bool(value)

    def day(self, key: str) -> date:
        """A date written as 2026-05-31."""
        value = self.raw(key)
        if type(value) is not date:
            raise self.fail(key, "must be a date written as 2026-05-31")
        return value

    def optional_day(self, key: str) -> date | None:
        """A date or None."""
        return None if self.raw(key) is None else self.day(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means none."""
        value = self.raw(key) or []
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(key, "must be a list of texts")
        if len(set(value)) != len(value):
            raise self.fail(key, "names something twice; keep one")
        return tuple(value)

    def rows(self, key: str) -> list[Any]:
        """A list that must not be empty."""
        value = self.raw(key)
        if not isinstance(value, list) or not value:
            raise self.fail(key, "must be a list with at least one entry")
        return value

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A mapping; absent means empty."""
        value = self.raw(key) or {}
        if not isinstance(value, dict):
            raise self.fail(key, "must be keys and values")
        return value

    def done(self) -> None:
        """Raises BadRubric for a key nobody asked for."""
        unknown = [str(key) for key in self._row if key not in self._read]
        if unknown:
            raise BadRubric(f"{self.where}: unknown key {unknown[0]!r}; known here: {', '.join(sorted(self._read))}")


def read_fields(path: Path) -> tuple[Fields, str]:
    """The top of a data file and the SHA-256 of its bytes. Raises BadRubric naming the file."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise BadRubric(f"{path.name}: cannot be opened ({cause.strerror}); check the path {path}") from cause
    return parse_fields(content, path.name)


def parse_fields(content: bytes, name: str) -> tuple[Fields, str]:
    """The top of a data file's bytes and their SHA-256; `name` is what errors call it. Raises BadRubric."""
    try:
        row = yaml.load(content.decode("utf-8"), _OnceOnly)  # noqa: S506 - a SafeLoader that also refuses repeated keys
    except UnicodeDecodeError as cause:
        raise BadRubric(f"{name}: byte {cause.start} is not UTF-8; save the file as UTF-8") from cause
    except yaml.YAMLError as cause:
        raise BadRubric(f"{name}: not valid YAML{_place(cause)}; check the colons, quotes and indentation there") from cause
    except BadRubric as cause:
        raise BadRubric(f"{name}: {cause}") from cause
    return Fields(row, name), hashlib.sha256(content).hexdigest()


def _place(cause: yaml.YAMLError) -> str:
    mark = getattr(cause, "problem_mark", None)
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
