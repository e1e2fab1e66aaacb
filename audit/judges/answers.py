"""Reading the endpoint's answer strictly: every field, of the right kind, and nothing else."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from audit.calls import DUTIES, OUTCOMES, STATES, VIOLATIONS, Status
from audit.judges.failures import BadAnswer

_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n\s*```\s*\Z", re.DOTALL)
_AMOUNT = re.compile(r"\d{1,13}(?:\.\d{1,4})?")
MOST_VIOLATIONS = 60


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words said to be in a turn; nobody has looked yet."""

    turn: int
    words: str


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """One duty as answered."""

    status: Status
    confidence: float
    turns: tuple[int, ...]
    quoted: Quoted | None
    why: str | None


@dataclass(frozen=True, slots=True)
class ViolationAnswer:
    """One violation as answered."""

    id: str
    turns: tuple[int, ...]
    quoted: Quoted
    p: float


@dataclass(frozen=True, slots=True)
class OutcomeAnswer:
    """The outcome as answered."""

    kind: str
    amount: Decimal | None
    day: date | None
    turns: tuple[int, ...]
    quoted: Quoted | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer that keeps to the form. What it says is still to be held against the call."""

    duties: Mapping[str, DutyAnswer]
    violations: tuple[ViolationAnswer, ...]
    tone: float | None
    tone_confidence: float
    state: str
    state_confidence: float
    outcome: OutcomeAnswer


class _Form:
    """An object of the answer; a field that is missing, unknown or of another kind is refused."""

    def __init__(self, value: Any, where: str, fields: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            raise BadAnswer(f"{where} must be an object, found {_shown(value)}")
        missing = [f for f in fields if f not in value]
        if missing:
            raise BadAnswer(f"{where}: {missing[0]!r} is missing")
        unknown = [str(f) for f in value if f not in fields]
        if unknown:
            raise BadAnswer(f"{where}: {_shown(unknown[0])} is no field of the form")
        self._row: dict[str, Any] = value
        self.where = where

    def raw(self, field: str) -> Any:
        return self._row[field]

    def fail(self, field: str, must: str) -> BadAnswer:
        return BadAnswer(f"{self.where}: {field} {must}, found {_shown(self._row[field])}")

    def choice(self, field: str, among: tuple[str, ...]) -> str:
        value = self._row[field]
        if not isinstance(value, str) or value not in among:
            raise self.fail(field, f"must be one of {', '.join(among)}")
        return value

    def number(self, field: str, low: float, high: float) -> float:
        value = self._row[field]
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
            raise self.fail(field, f"must be a number from {low:g} to {high:g}")
        return float(value)

    def share(self, field: str) -> float:
        return self.number(field, 0, 1)

    def text(self, field: str) -> str | None:
        value = self._row[field]
        if value is not None and not isinstance(value, str):
            raise self.fail(field, "must be text or null")
        return value

    def turns(self, field: str) -> tuple[int, ...]:
        value = self._row[field]
        if not isinstance(value, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in value):
            raise self.fail(field, "must be a list of turn numbers")
        return tuple(sorted(set(value)))

    def quoted(self) -> Quoted | None:
        turn, words = self._row["quote_turn"], self.text("quote")
        if turn is not None and (not isinstance(turn, int) or isinstance(turn, bool)):
            raise self.fail("quote_turn", "must be a turn number or null")
        return Quoted(turn, words) if turn is not None and words and words.strip() else None


def read_answer(content: str, case: str) -> Answer:
    """The answer in `content` to the question `case`. Raises BadAnswer naming place, value and what must be there."""
    fenced = _FENCE.match(content)
    top = _Form(_parsed(fenced[1] if fenced else content), "the answer", _TOP)
    if top.raw("case") != case:
        raise top.fail("case", f"must be the call's own, {case!r}")
    duties = _Form(top.raw("duties"), "duties", DUTIES)
    found = top.raw("violations")
    if not isinstance(found, list) or len(found) > MOST_VIOLATIONS:
        raise BadAnswer(f"violations must be a list of at most {MOST_VIOLATIONS}, found {_shown(found)}")
    tone = _Form(top.raw("agent_tone"), "agent_tone", ("score", "confidence"))
    state = _Form(top.raw("debtor_state"), "debtor_state", ("label", "confidence"))
    return Answer(
        duties={d: _duty(duties.raw(d), f"duties.{d}") for d in DUTIES},
        violations=tuple(_violation(v, f"violations[{n}]") for n, v in enumerate(found)),
        tone=None if tone.raw("score") is None else tone.number("score", 1, 5),
        tone_confidence=tone.share("confidence"),
        state=state.choice("label", STATES),
        state_confidence=state.share("confidence"),
        outcome=_outcome(top.raw("outcome")),
    )


_TOP = ("case", "duties", "violations", "agent_tone", "debtor_state", "outcome")
_DUTY = ("status", "confidence", "turns", "quote_turn", "quote", "why")
_VIOLATION = ("id", "turns", "quote_turn", "quote", "probability")
_OUTCOME = ("kind", "amount", "date", "turns", "quote_turn", "quote", "confidence")


def _duty(value: Any, where: str) -> DutyAnswer:
    form = _Form(value, where, _DUTY)
    status = Status(form.choice("status", tuple(Status)))
    quoted = form.quoted()
    if status is Status.MET and quoted is None:
        raise BadAnswer(f"{where}: a duty that is met needs quote_turn and quote")
    return DutyAnswer(status, form.share("confidence"), form.turns("turns"), quoted, form.text("why"))


def _violation(value: Any, where: str) -> ViolationAnswer:
    form = _Form(value, where, _VIOLATION)
    id = form.choice("id", VIOLATIONS)
    quoted = form.quoted()
    if quoted is None:
        raise BadAnswer(f"{where}: a violation needs quote_turn and quote")
    return ViolationAnswer(id, form.turns("turns"), quoted, form.share("probability"))


def _outcome(value: Any) -> OutcomeAnswer:
    form = _Form(value, "outcome", _OUTCOME)
    kind = form.choice("kind", OUTCOMES)
    amount, day = form.text("amount"), form.text("date")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise form.fail("amount", 'must be a plain number in quotes such as "60000" or "99.50", or null')
    try:
        on = None if day is None else datetime.strptime(day, "%Y-%m-%d").date()
    except ValueError as cause:
        raise form.fail("date", "must be written as 2026-05-31, or null") from cause
    return OutcomeAnswer(
        kind, None if amount is None else Decimal(amount), on, form.turns("turns"), form.quoted(), form.share("confidence")
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as cause:
        raise BadAnswer(f"not valid JSON ({cause.msg} at character {cause.pos} of {len(text)})") from cause
    except (RecursionError, ValueError) as cause:
        raise BadAnswer("not valid JSON (nested too deep, or a number too long)") from cause


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise BadAnswer(f"{_shown(twice)} is written twice")
    return row


def _no_constant(name: str) -> Any:
    raise BadAnswer(f"{name} is no number of JSON")


def _shown(value: Any) -> str:
    """At most 40 characters: an answer may hold what was said on the call."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 40 else text[:37] + "…"
