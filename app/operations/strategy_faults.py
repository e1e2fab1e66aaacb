"""What is wrong with a strategy's document: gathered step by step and field by field, so that a person sees all of it at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from app.errors import BadInput, Text

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: in which step (from 1; 0 the strategy itself), in which field, and what to do."""

    step: int
    field: str
    text: Text

    @property
    def name(self) -> str:
        """`steps.3.channels`: the name of the form's field."""
        return f"steps.{self.step}.{self.field}" if self.step else self.field


class BadStrategy(BadInput):
    """A strategy that cannot be used; `faults` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(_placed(first, "es"), _placed(first, "en"), first.name)
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)


def _placed(fault: Fault, lang: str) -> str:
    step = {"es": "paso", "en": "step"}[lang]
    return (
        f"{step} {fault.step}, {fault.field}: {fault.text.say(lang)}" if fault.step else f"{fault.field}: {fault.text.say(lang)}"
    )


@dataclass(slots=True)
class RowReader:
    """One step (or, number 0, the strategy itself) being read."""

    number: int
    row: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def fail(self, name: str, es: str, en: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.number, name, Text(es, en)))

    def choice(self, name: str, kind: type[Kind], default: Kind) -> Kind:
        """A member of a closed set."""
        value = self.row.get(name, default)
        if value in {each.value for each in kind}:
            return kind(value)
        known = ", ".join(kind)
        self.fail(name, f"«{short(value)}» no se conoce; elija: {known}", f"“{short(value)}” is not known; choose: {known}")
        return default

    def whole(self, name: str, low: int, high: int, default: int | None) -> int:
        """A whole number from `low` to `high`, as a number or as a form gives it."""
        value = self.row.get(name, default)
        if isinstance(value, str) and re.fullmatch(r"\s*[-+−]?\d{1,4}\s*", value):
            value = int(value.replace("−", "-"))
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        es, en = f"«{short(value)}» no es un número entero de {low} a {high}", f"“{short(value)}” is not a whole number"
        self.fail(name, es, f"{en} from {low} to {high}")
        return low

    def word(self, name: str, fits: Callable[[str], Any], es: str, en: str) -> str:
        """A text that `fits`."""
        value = self.row.get(name)
        if isinstance(value, str) and fits(value.strip()):
            return value.strip()
        self.fail(name, f"«{short(value)}»: {es}", f"“{short(value)}”: {en}")
        return ""

    def several(self, name: str, known: Sequence[str], at_least: int) -> tuple[str, ...]:
        """Some of the known words, in the order given."""
        value = self.row.get(name, ())
        found = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else [value]
        strange = [each for each in found if each not in known]
        if strange:
            every = ", ".join(known)
            self.fail(
                name,
                f"«{short(strange[0])}» no se conoce; elija: {every}",
                f"“{short(strange[0])}” is not known; choose: {every}",
            )
        elif len(set(found)) != len(found):
            self.fail(name, "nombra algo dos veces; deje uno", "names something twice; keep one")
        elif len(found) < at_least:
            self.fail(name, "elija al menos uno", "choose at least one")
        return tuple(each for each in found if each in known)


def short(value: object) -> str:
    """A value as an error shows it."""
    return "" if value is None else str(value)[:40]
