"""What the address of a list of calls asks; the same words are kept where a search goes on by itself."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from app.queries.list_rows import CallsQuery, Has, Manner
from app.queries.oversight.calls import SORTS
from app.queries.rows import Conduct
from audit.calls import STATES

_MOST_VALUES = 50
_MOST_LETTERS = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_MEANT = 300
FIGURES = {
    "tone_most": (1.0, 5.0),
    "tone_least": (1.0, 5.0),
    "silence": (0.0, 36_000.0),
    "overlap": (0.0, 100.0),
    "interruptions": (0.0, 10_000.0),
}
"""The arguments of an address that hold a figure, with the least and the most of each; `overlap` is a percentage."""


def query_from(args: MultiDict[str, str]) -> CallsQuery:
    """What an address asks of the list; what it asks wrongly is left out."""

    def several(name: str) -> tuple[str, ...]:
        return tuple(_clean(v) for v in args.getlist(name)[:_MOST_VALUES] if _clean(v))

    page, sort = args.get("page", "1"), args.get("sort", "called_at")
    return CallsQuery(
        q=_clean(args.get("q", "")),
        conduct=tuple(Conduct(v) for v in several("conduct") if v in set(Conduct)),
        vendor=several("vendor"),
        agent=several("agent"),
        outcome=several("outcome"),
        criterion=several("criterion"),
        run=_clean(args.get("run", "")) or None,
        signed=args.get("signed") if args.get("signed") in ("yes", "no") else None,
        since=day_in(args.get("from", "")),
        until=day_in(args.get("to", "")),
        undated=args.get("undated") == "1",
        has=tuple(Has(v) for v in several("has") if v in set(Has)),
        manner=manner_from(args),
        sort=sort if sort in SORTS else "called_at",
        desc=args.get("desc") == "1",
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


KNOWN = frozenset(
    (
        "q",
        "conduct",
        "vendor",
        "agent",
        "outcome",
        "criterion",
        "run",
        "signed",
        "from",
        "to",
        "undated",
        "has",
        "meaning",
        "like",
    )
) | {*FIGURES, "state"}
"""The arguments that narrow a list; order and page are no part of a search that is kept."""


def args_of(asked: str) -> MultiDict[str, str]:
    """The arguments of an address query kept as text."""
    return MultiDict((k, v) for k, v in parse_qsl(asked, keep_blank_values=False, max_num_fields=_MOST_VALUES) if k in KNOWN)


def asked_in(args: MultiDict[str, str]) -> str:
    """The part of an address query that narrows the list, as text to keep; what could not be read does not narrow it."""
    return urlencode([(k, v) for k, v in args.items(multi=True) if k in KNOWN and v and _readable(k, v)])


def unread_in(args: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """The filters of an address that could not be read and were left out, with what was written in each."""
    given = [(name, value) for name, value in args.items(multi=True) if value.strip() and not _readable(name, value)]
    return tuple((name, _clean(value)) for name, value in given[:_MOST_VALUES])


def _readable(name: str, value: str) -> bool:
    return name not in _READS or _READS[name](value)


def day_in(text: str) -> date | None:
    """A day as forms send it (2026-05-12); anything else is no day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _clean(value: str, most: int = _MOST_LETTERS) -> str:
    """Text that any database takes: no null bytes, no lone surrogates."""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()[:most]


def manner_from(args: MultiDict[str, str]) -> Manner:
    """How the call went, as an address asks it; what it asks wrongly is left out, as everywhere in a list."""
    figures = {name: _figure(args.get(name, ""), *bounds) for name, bounds in FIGURES.items()}
    overlap, interruptions = figures["overlap"], figures["interruptions"]
    state = args.get("state", "")
    return Manner(
        meaning=_clean(args.get("meaning", ""), _MOST_MEANT),
        like=_clean(args.get("like", ""), _MOST_MEANT),
        tone_most=figures["tone_most"],
        tone_least=figures["tone_least"],
        silence_s=figures["silence"],
        overlap=None if overlap is None else overlap / 100,
        interruptions=None if interruptions is None else int(interruptions),
        state=state if state in STATES else "",
    )


def _figure(text: str, least: float, most: float) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if least <= value <= most else None


def _reads_figure(name: str) -> Callable[[str], bool]:
    return lambda text: _figure(text, *FIGURES[name]) is not None


_READS: Mapping[str, Callable[[str], bool]] = {
    "conduct": lambda text: _clean(text) in set(Conduct),
    "has": lambda text: _clean(text) in set(Has),
    "signed": lambda text: text in ("yes", "no"),
    "from": lambda text: day_in(text) is not None,
    "to": lambda text: day_in(text) is not None,
    "state": lambda text: text in STATES,
    **{name: _reads_figure(name) for name in FIGURES},
}
"""Of each argument that takes only certain values, whether it can be read."""
