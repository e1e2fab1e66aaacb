"""A report as blocks of finished text: what is said is decided once, and drawn alike as HTML and as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval drawn in a cell; positions 0–1 on the column's scale. `reference` is a dashed line, `others` a grey span."""

    value: float
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    others: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, perhaps behind a sign, perhaps a bar. `href` is an anchor of the page (`#…`)."""

    text: str = ""
    sign: str = ""
    sign_name: str = ""
    bold: bool = False
    soft: bool = False
    mono: bool = False
    bar: Bar | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; `wide` columns take the room that is left, `bar` ones hold bars, `scale` says what of."""

    label: str
    right: bool = False
    wide: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. The caption says in words what the table shows. `dense`: its rows stand close on paper."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (SVG, made by this package alone, its words escaped) whose figures are also in a table beside it.

    `whole`: it carries its own colours, so that a PDF can show it too. `live` is the same as plotly's JSON, shown instead of it
    where scripts run.
    """

    caption: str
    svg: str
    note: str = ""
    whole: bool = False
    live: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: value, its 95 % interval, what it rests on."""

    label: str
    value: str
    interval: str = ""
    base: str = ""
    sign: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The first thing a reader needs to know, and what qualifies it."""

    sign: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value."""

    label: str
    value: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Who said what of a finding, when."""

    at: str
    who: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line of a card; `href` is an anchor of the page."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One finding with all that it rests on. `tone` colours the card: critical, major, decide, or plain."""

    anchor: str
    tone: str
    sign: str
    sign_name: str
    title: str
    tag: str
    where: str
    at: str
    speaker: str
    quote: str
    quote_lang: str
    lines: tuple[Line, ...]
    history: tuple[HistoryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An address and when it was read."""

    address: str
    read: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule of law as it stood: what it asks, its citation, its certainty and sources."""

    anchor: str
    id: str
    title: str
    requires: str
    lines: tuple[Line, ...]
    caveat: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn of the conversation with the findings it carries."""

    at: str
    speaker: str
    role: str
    text: str
    marks: tuple[Cell, ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns, in order."""

    lang: str
    turns: tuple[TurnLine, ...]


Block = Chart | Conclusion | Figures | Table | Text | Bullets | Facts | FindingCard | RuleCard | Conversation


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the page; `anchor` is what links name. `fresh`: on paper it begins a page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report in one language."""

    lang: str
    title: str
    eyebrow: str
    subtitle: str
    contents: str
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    footer: str


def plain(value: Any) -> Any:
    """Blocks as plain JSON values, each with its `block` name."""
    if is_dataclass(value) and not isinstance(value, type):
        row = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {"block": type(value).__name__, **row}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value
