"""A shape and a colour a vendor, in the order of the comparison: the shape carries the meaning, the colour repeats it."""

from html import escape

INKS = ("#0B5C66", "#B0532B", "#5B59C9", "#7A6A1E", "#616D69", "#17653F")
SHAPES = ("circle", "square", "diamond", "triangle", "cross", "bar")
PLOTLY = ("circle", "square", "diamond", "triangle-up", "x", "line-ew-open")
INK, SOFT, LINE = "#15201D", "#616D69", "#DFE3DF"


def ink(n: int) -> str:
    """The colour of the n-th vendor."""
    return INKS[n % len(INKS)]


def mark(n: int, px: float, py: float, size: float = 1.0) -> str:
    """The n-th vendor's shape around a place, as SVG."""
    k, edge = size, f'stroke="{ink(n)}" stroke-width="3"'
    drawn = {
        "circle": f'<circle cx="{px}" cy="{py}" r="{6 * k}"/>',
        "square": f'<rect x="{px - 5.5 * k}" y="{py - 5.5 * k}" width="{11 * k}" height="{11 * k}"/>',
        "diamond": f'<path d="M{px} {py - 7.5 * k}l{7.5 * k} {7.5 * k}l{-7.5 * k} {7.5 * k}l{-7.5 * k} {-7.5 * k}z"/>',
        "triangle": f'<path d="M{px} {py - 7 * k}l{7 * k} {12.5 * k}h{-14 * k}z"/>',
        "cross": f'<path d="M{px - 5 * k} {py - 5 * k}l{10 * k} {10 * k}m0 {-10 * k}l{-10 * k} {10 * k}" {edge}/>',
        "bar": f'<rect x="{px - 7 * k}" y="{py - 3 * k}" width="{14 * k}" height="{6 * k}"/>',
    }
    return f'<g fill="{ink(n)}">{drawn[SHAPES[n % len(SHAPES)]]}</g>'


def name(px: float, py: float, words: str, colour: str) -> str:
    """A vendor's name in the middle of a place, on white where lines pass behind it."""
    where = f'x="{px:.1f}" y="{py:.1f}" text-anchor="middle" font-weight="600" font-family="Inter"'
    behind = 'fill="#fff" stroke="#fff" stroke-width="4" stroke-linejoin="round"'
    return f'<text {where} {behind} aria-hidden="true">{escape(words)}</text><text {where} fill="{colour}">{escape(words)}</text>'


def text(px: float, py: float, words: str, colour: str, anchor: str = "start", weight: int = 400) -> str:
    """Words in a drawing."""
    where = f'x="{px:.1f}" y="{py:.1f}" text-anchor="{anchor}"'
    return f'<text {where} fill="{colour}" font-weight="{weight}" font-family="Inter">{escape(words)}</text>'
