"""What templates may use: filters for numbers, times and names, icons, addresses that keep the filters of a list."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app.web import balance_words, decision_words, formats, names, pieces, plots, scorecard_names, told, vendor_look, waveform
from audit.calls import STATES, VIOLATIONS

STATIC = Path(__file__).parent / "static"
VENDORED = {"htmx": "vendor/htmx-2.0.11.min.js"}
THEMES = ("auto", "light", "dark")
LANGUAGES = {"es": "Español", "en": "English"}
_stamps: dict[str, str] = {}


def asset(path: str) -> str:
    """The address of a static file, stamped with its content so that browsers may keep it for ever.

    Scripts share one stamp, because they import each other under it.
    """
    if path not in _stamps or current_app.debug:
        files = sorted((STATIC / "js").glob("*.js")) if path.startswith("js/") else [STATIC / path]
        _stamps[path] = sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:8]
    return url_for("static", filename=path, v=_stamps[path])


def icon(name: str, css: str = "") -> Markup:
    """An icon of the sprite; decoration only, the word beside it carries the sense."""
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>').format(css, asset("icons.svg"), name)


def sign(name: str, css: str = "", text: str = "") -> Markup:
    """A sign of judgement (critical, major, decide, met, not_met, …); `text` where no word stands beside it."""
    label = Markup('role="img" aria-label="{}"').format(text) if text else Markup('aria-hidden="true"')
    return Markup('<svg class="sign sign-{} {}" {}><use href="{}#sign-{}"/></svg>').format(
        name, css, label, asset("icons.svg"), name
    )


def url_with(**changes: Any) -> str:
    """This page's address with some arguments changed; None drops one. The page number starts again."""
    args: dict[str, Any] = {k: v for k, v in request.args.to_dict(flat=False).items() if k != "page"}
    args.update(changes)
    kept = {k: v for k, v in args.items() if v not in (None, "", [], ())}
    return url_for(request.endpoint or "home.index", **{**(request.view_args or {}), **kept})


def place_args() -> dict[str, list[str]]:
    """The arguments that keep a call's place in its list, for the forms of its page."""
    return {k: v for k, v in request.args.to_dict(flat=False).items() if k not in ("t", "call_id")}


def theme() -> str:
    """The theme the reader chose; auto follows the device."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def problem_of(problems: Any, field: str) -> str | None:
    """The text of the first problem of a field, if any."""
    return next((formats.sentence(p.text) for p in problems or () if p.field == field), None)


def pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    """Choices whose value is what people read."""
    return [(v, v) for v in values]


def named(values: Iterable[str], table: str) -> list[tuple[str, str]]:
    """Choices of ids with their names."""
    return [(v, names.name(v, table)) for v in values]


def _language() -> str:
    return (get_locale().language if get_locale() else "es") or "es"


def _spoken(said: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose answer depends on the reader's language: Jinja must not work it out once for all readers."""

    @pass_context
    def told_now(_context: Context, *args: Any, **more: Any) -> Any:
        return said(*args, **more)

    return told_now


FILTERS: Mapping[str, Any] = {
    "num": formats.num,
    "share": formats.share,
    "clock": formats.clock,
    "span": formats.span,
    "day": formats.day,
    "moment": formats.moment,
    "plain_clocks": formats.plain_clocks,
    "sentence": _spoken(formats.sentence),
    "as_day": date.fromisoformat,
    "as_moment": datetime.fromisoformat,
    "days_later": formats.days_later,
    "month_name": formats.month_name,
    "iso_week": formats.iso_week,
    "every_day": formats.every_day,
    "money": formats.money,
    "minor": formats.minor,
    "rate": formats.rate,
    "size": formats.size,
    "short_hash": formats.short_hash,
    "name": _spoken(names.name),
    "log_value": names.log_value,
    "tone_word": names.tone_word,
    "conduct_sign": names.conduct_sign,
    "stretches": pieces.stretches,
    "doubts": pieces.doubts,
    "bars": waveform.bars,
    "told": told.told,
    "law": told.law,
    "pairs": pairs,
    "named": _spoken(named),
}
GLOBALS: Mapping[str, Any] = {
    "asset": asset,
    "icon": icon,
    "sign": sign,
    "url_with": url_with,
    "place_args": place_args,
    "interval": formats.interval,
    "days": formats.days,
    "ticks": waveform.ticks,
    "bands": waveform.bands,
    "narrow_bars": waveform.NARROW_BARS,
    "wide_bars": waveform.WIDE_BARS,
    "plot": plots.plot,
    "decided": decision_words,
    "looks": vendor_look,
    "counted": scorecard_names,
    "balance_words": balance_words,
    "theme": theme,
    "language": _language,
    "languages": LANGUAGES,
    "problem_of": problem_of,
    "vendored": VENDORED,
    "violation_ids": VIOLATIONS,
    "outcome_ids": tuple(names.OUTCOMES),
    "state_ids": STATES,
    "conduct_ids": tuple(names.CONDUCT),
    "conduct_signs": names.CONDUCT_SIGNS,
    "role_ids": tuple(names.ROLES),
}


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and functions. Flask-Babel must be installed too."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
