"""Every colour pair the styles use, computed as WCAG 2.2 says: text 4.5:1, shapes and edges of controls 3:1, in both themes."""

import re

import pytest

from app.web.design import STATIC

TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("bg", "surface", "surface-2")
TINTS = ("critical-soft", "major-soft", "decide-soft", "ok-soft", "primary-soft")
TEXT = (
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *((ink, tint) for ink in ("ink", "ink-2") for tint in (*TINTS, "hit")),
    *(("ink-3", tint) for tint in ("decide-soft", "primary-soft")),
    *((colour, ground) for colour in ("critical", "major", "decide", "ok", "primary") for ground in GROUNDS),
    *((colour, f"{colour}-soft") for colour in ("critical", "major", "decide", "ok", "primary")),
    *((colour, "decide-soft") for colour in ("primary", "critical", "ok")),
    ("decide", "primary-soft"),
    ("on-primary", "primary"),
    *((f"vendor-{n}", ground) for n in range(1, 9) for ground in GROUNDS),
    *((who, ground) for who in ("agent", "debtor-ink") for ground in ("surface", "surface-2", "primary-soft", "decide-soft")),
)
SHAPES = (
    *((edge, ground) for edge in ("control", "focus") for ground in (*GROUNDS, "decide-soft")),
    *((f"{kind}-shape", ground) for kind in ("critical", "major", "decide", "ok") for ground in ("surface", "surface-2", "bg")),
    *((f"{kind}-shape", f"{kind}-soft") for kind in ("critical", "major", "decide", "ok")),
    *((f"{kind}-shape", "decide-soft") for kind in ("critical", "ok")),
    *((lane, ground) for lane in ("agent", "debtor") for ground in ("surface",)),
    *(("agent", f"lane-{kind}") for kind in ("critical", "major", "decide")),
    *(("primary", f"lane-{kind}") for kind in ("critical", "major", "decide")),
)


def _block(start: str) -> dict[str, str]:
    body = TOKENS[TOKENS.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body[: body.index("}")]))


LIGHT = _block(":root {")
DARK = _block(':root[data-theme="dark"] {')


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_ratio_is_the_published_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_device_and_choice_give_the_same_dark() -> None:
    assert _block(':root:not([data-theme="light"]) {') == DARK
    assert DARK.keys() == LIGHT.keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text(theme: str, ink: str, ground: str) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes(theme: str, shape: str, ground: str) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(colours[shape], colours[ground]) >= 3


def test_styles_name_no_colour_of_their_own() -> None:
    allowed = {"tokens.css", "print.css"}
    for sheet in (STATIC / "css").glob("*.css"):
        if sheet.name not in allowed:
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", sheet.read_text(encoding="utf-8")), sheet.name


def test_styles_use_only_tokens_that_exist() -> None:
    known = {*LIGHT, "shadow", "v"}
    for sheet in (STATIC / "css").glob("*.css"):
        assert set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8"))) <= known, sheet.name
