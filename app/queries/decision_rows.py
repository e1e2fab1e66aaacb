"""Decisions on where the next accounts go, as pages show them, and what the client's books show of each.

Rows are frozen and know nothing of the database. Times are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

NOTHING, PART, WHOLE = "nothing", "part", "whole"


@dataclass(frozen=True, slots=True)
class Moved:
    """A move of a `share` (0–1) of accounts, in debts. `had` are those of `source` when it was decided (the own desk's: those it
    still has and those that went), `went` how many of them `target` was given since, `held` what the target had when it was
    decided; `new_source` and `new_target` what each was given since of debts no vendor had then."""

    share: float
    had: int
    went: int
    held: int
    new_source: int
    new_target: int

    @property
    def standing(self) -> str:
        """Whole where as many went as was decided, or new accounts are shared out as if they had gone."""
        new = self.new_source + self.new_target
        anew = self.new_target * (self.had + self.held)
        if self.went and self.went >= int(self.share * self.had):
            return WHOLE
        if self.new_target and anew >= (self.held + self.share * self.had) * new:
            return WHOLE
        return PART if self.went or anew > self.held * new else NOTHING


@dataclass(frozen=True, slots=True)
class Capped:
    """A cap on contacts a week: of `vendors` that have accounts, how many have it in their contract."""

    cap: int
    vendors: int
    capped: int

    @property
    def standing(self) -> str:
        """Whole where every vendor has it."""
        if not self.capped:
            return NOTHING
        return WHOLE if self.capped >= self.vendors else PART


@dataclass(frozen=True, slots=True)
class DecisionBooks:
    """What the books show of each part of a decision."""

    moved: Moved | None = None
    capped: Capped | None = None

    @property
    def standing(self) -> str:
        """Nothing, part or whole of what was decided."""
        found = {part.standing for part in (self.moved, self.capped) if part is not None}
        return found.pop() if len(found) == 1 else PART


@dataclass(frozen=True, slots=True)
class Seen:
    """A projected figure as whoever decided read it; `told` is the figure itself, to be read in another language.

    `told` {line, of, cap} is of `reports.scorecards.outlook.line_dict`; None in decisions that were kept without it."""

    name: str
    value: str
    span: str
    told: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision on where the next accounts go: who, when, what was asked, what was seen, in their words.

    `books` are what the client's books show of it now; of one that was marked as carried out, what they showed then: None where
    nobody looked. `by_word` is the reason it was marked by without anything in the books.
    """

    id: str
    who: str
    at: datetime
    month: date
    segment: str
    source: str | None
    target: str | None
    move: int
    cap: int | None
    seen: tuple[Seen, ...]
    text: str
    done_at: datetime | None = None
    done_by: str | None = None
    books: DecisionBooks | None = None
    by_word: str | None = None
