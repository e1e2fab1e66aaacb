"""The signs: each a shape of its own, so that no meaning hangs on colour alone."""

import json
from functools import cache
from pathlib import Path

INKS = {
    "critical": "#be3327",
    "major": "#c27803",
    "decide": "#5b59c9",
    "met": "#2b8a5a",
    "not_met": "#be3327",
    "not_assessed": "#616d69",
    "not_applicable": "#616d69",
    "logo": "#0b5c66",
}


@cache
def shapes() -> dict[str, str]:
    """The inside of each sign's SVG, drawn on 16 units (the logo on 24), in `currentColor`."""
    found: dict[str, str] = json.loads((Path(__file__).parent / "signs.json").read_text(encoding="utf-8"))
    return found


def side(name: str) -> int:
    """The side of a sign's drawing board."""
    return 24 if name == "logo" else 16


def coloured(name: str) -> str:
    """A sign as a whole SVG in its light-page colour."""
    shape = shapes()[name].replace("currentColor", INKS[name])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side(name)} {side(name)}">{shape}</svg>'
