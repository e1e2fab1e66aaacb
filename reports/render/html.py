"""A page of blocks as one HTML file that needs nothing else: style, letter, signs inside; scripts for live charts alone."""

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.figures import interval_svg
from reports.page import Bar, Page
from reports.render.live import scripts
from reports.render.signs import shapes, side

_FOLDER = Path(__file__).parent


def html(page: Page) -> str:
    """The page as HTML."""
    return (
        _template()
        .get_template("page.html")
        .render(page=page, style=_style(), signs=_sheet(), kind=_kind, bar=_bar, drawn=Markup, scripts=scripts(page))
    )


@cache
def _template() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _style() -> Markup:
    letter = base64.b64encode((_FOLDER / "inter.woff2").read_bytes()).decode("ascii")
    face = f'@font-face{{font-family:"Inter";src:url(data:font/woff2;base64,{letter}) format("woff2");font-weight:100 900}}\n'
    return Markup(face + (_FOLDER / "page.css").read_text(encoding="utf-8"))


@cache
def _sheet() -> Markup:
    sheet = "".join(
        f'<symbol id="s-{name}" viewBox="0 0 {side(name)} {side(name)}">{shape}</symbol>' for name, shape in shapes().items()
    )
    return Markup(f"<svg hidden>{sheet}</svg>")


def _kind(block: object) -> str:
    return type(block).__name__


def _bar(found: Bar) -> Markup:
    return Markup(interval_svg(found))
