"""What a rule fixes, as typed values: hours, caps, fees, acts forbidden or required. No number of law lives in code."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from audit.data_file import Fields

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Holidays(StrEnum):
    """Whether contact on a public holiday breaks the rule."""

    PROHIBITED = "prohibited"
    ALLOWED = "allowed"


class Period(StrEnum):
    """What a cap counts over; days, weeks and months are the debtor's local ones."""

    DAY = "day"
    SEVEN_DAYS = "seven_days"
    ROLLING_WEEK = "rolling_week"
    CALENDAR_WEEK = "calendar_week"
    CALENDAR_MONTH = "calendar_month"


class Counts(StrEnum):
    """What a cap counts: every attempt, contacts with the debtor, or those plus every written message sent."""

    ATTEMPT = "attempt"
    DIRECT = "direct"
    REACHED = "reached"


class After(StrEnum):
    """What starts the wait of a cap that begins with an event."""

    DIRECT_CONTACT = "direct_contact"
    CONVERSATION = "conversation"


class Scope(StrEnum):
    """Whose contacts are counted together."""

    DEBTOR = "debtor"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Window:
    """Allowed local hours on some weekdays; `start` included, `end` not (unless the rule says so)."""

    days: tuple[str, ...]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class HoursReading:
    """One reading of an hours rule."""

    allowed: tuple[Window, ...]
    holidays: Holidays


@dataclass(frozen=True, slots=True)
class Hours:
    """When contact is allowed. `lenient` is the other legitimate reading where the law leaves one open."""

    strict: HoursReading
    lenient: HoursReading | None
    end_included: bool


@dataclass(frozen=True, slots=True)
class CapReading:
    """At most `max` contacts a period, `gap_hours` apart; per channel or pooled.

    With `after` no contact in the rest of the period that the event began: an event on one of `after_channels`
    (none named: any of the rule's), which `after_inbound` may also be the debtor's own call.
    """

    max: int
    period: Period
    counts: Counts
    gap_hours: float | None = None
    after: After | None = None
    after_channels: tuple[str, ...] = ()
    after_inbound: bool = False
    per_channel: bool = False
    other_channel_only: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """How often contact is allowed, by strict and lenient reading."""

    scope: Scope
    strict: CapReading
    lenient: CapReading | None


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts that are forbidden, or (`required`) owed; `when` and exceptions in the rulebook's own tokens."""

    acts: tuple[str, ...]
    required: bool
    exceptions: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """`percent` of the part of the debt up to `up_to` units (None: the rest)."""

    percent: float
    up_to: float | None


@dataclass(frozen=True, slots=True)
class Fees:
    """Marginal fee brackets in `unit`, after `days_overdue` days."""

    unit: str
    days_overdue: int
    brackets: tuple[Bracket, ...]


Params = Hours | Cap | Acts | Fees


def params_from(row: Any, where: str) -> Params:
    """The params of a rule. Raises BadRubric naming the place and the key."""
    fields = Fields(row, where)
    kind = fields.text("kind")
    made: Params
    if kind == "hours":
        lenient = fields.raw("lenient")
        made = Hours(
            strict=_hours(fields.raw("strict"), f"{where}: strict"),
            lenient=None if lenient is None else _hours(lenient, f"{where}: lenient"),
            end_included=fields.flag("end_included"),
        )
    elif kind == "cap":
        lenient = fields.raw("lenient")
        made = Cap(
            scope=fields.choice("scope", Scope),
            strict=_cap(fields.raw("strict"), f"{where}: strict"),
            lenient=None if lenient is None else _cap(lenient, f"{where}: lenient"),
        )
    elif kind in ("forbids", "requires"):
        made = _acts(fields, kind == "requires")
    elif kind == "fees":
        brackets = [_bracket(b, f"{where}: brackets[{n}]") for n, b in enumerate(fields.rows("brackets"))]
        made = Fees(fields.text("unit"), int(fields.number("days_overdue", -1, 365)), tuple(brackets))
    else:
        raise fields.fail("kind", "must be hours, cap, forbids, requires or fees")
    fields.done()
    return made


def _hours(row: Any, where: str) -> HoursReading:
    fields = Fields(row, where)
    windows = [_window(w, f"{where}: allowed[{n}]") for n, w in enumerate(fields.rows("allowed"))]
    reading = HoursReading(tuple(windows), fields.choice("holidays", Holidays))
    fields.done()
    return reading


def _window(row: Any, where: str) -> Window:
    fields = Fields(row, where)
    days = fields.texts("days")
    if not days or any(day not in WEEKDAYS for day in days):
        raise fields.fail("days", f"must name some of {', '.join(WEEKDAYS)}")
    window = Window(days, _clock(fields, "start"), _clock(fields, "end"))
    if window.start >= window.end:
        raise fields.fail("end", "must be later than start")
    fields.done()
    return window


def _clock(fields: Fields, key: str) -> time:
    try:
        return time.fromisoformat(fields.text(key))
    except ValueError as cause:
        raise fields.fail(key, 'must be a local time in quotes, as "08:00"') from cause


def _cap(row: Any, where: str) -> CapReading:
    fields = Fields(row, where)
    reading = CapReading(
        max=int(fields.number("max", -1, 1000)),
        period=fields.choice("period", Period),
        counts=fields.choice("counts", Counts),
        gap_hours=None if fields.raw("gap_hours") is None else fields.number("gap_hours", 0, 24 * 31),
        after=None if fields.raw("after") is None else fields.choice("after", After),
        after_channels=fields.texts("after_channels"),
        after_inbound=fields.flag("after_inbound"),
        per_channel=fields.flag("per_channel"),
        other_channel_only=fields.flag("other_channel_only"),
    )
    if (reading.max == 0) != (reading.after is not None):
        raise fields.fail("max", "is 0 exactly where `after` names the event that nothing may follow")
    if reading.after is None and (reading.after_channels or reading.after_inbound):
        raise fields.fail("after", "is missing; name the event that after_channels and after_inbound speak of")
    fields.done()
    return reading


def _acts(fields: Fields, required: bool) -> Acts:
    acts = fields.texts("acts")
    if not acts:
        raise fields.fail("acts", "must name at least one act")
    if required:
        return Acts(acts, True, never=fields.texts("never"), when=fields.optional_text("when"))
    return Acts(acts, False, exceptions=fields.texts("except"))


def _bracket(row: Any, where: str) -> Bracket:
    fields = Fields(row, where)
    up_to = None if fields.raw("up_to") is None else fields.number("up_to", 0, 1e9)
    bracket = Bracket(fields.number("percent", 0, 100), up_to)
    fields.done()
    return bracket
