"""The balance for whoever would rather touch it: the same points and regions as plotly's JSON, without the network."""

import json
from math import cos, pi, sin
from typing import Any

from reports.scorecards.card import Comparison
from reports.scorecards.documents.inks import INK, PLOTLY, SOFT, ink
from reports.scorecards.documents.written import ratio, score
from reports.wording import Wording

_STEPS = 72


def balance_figure(made: Comparison, say: Wording) -> str:
    """Plotly's figure as JSON; empty where nobody has both measures."""
    traces: list[dict[str, Any]] = []
    beside = _names_beside(made)
    for n, vendor in enumerate(made.vendors):
        point = next((p for p in made.balance.points if p.vendor == vendor.key and p.ellipse is not None), None)
        if point is None or point.ellipse is None:
            continue
        cx, cy, a, b, tilt = point.ellipse
        turn = [2 * pi * i / _STEPS for i in range(_STEPS + 1)]
        x = [cx + a * cos(t) * cos(tilt) - b * sin(t) * sin(tilt) for t in turn]
        y = [cy + a * cos(t) * sin(tilt) + b * sin(t) * cos(tilt) for t in turn]
        dash = "dot" if point.dominated_by else "solid"
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": y,
                "mode": "lines",
                "fill": "toself",
                "fillcolor": _faint(ink(n)),
                "showlegend": False,
                "line": {"color": ink(n), "width": 1.5, "dash": dash},
                "hoverinfo": "skip",
                "name": vendor.name,
            }
        )
        treated = f"{say('trato', 'treatment')} {score(point.experience, say)}"
        said = f"{vendor.name}<br>{treated}<br>{say('recupero', 'recovery')} {ratio(point.recovery, say)}"
        traces.append(
            {
                "type": "scatter",
                "x": [cx],
                "y": [cy],
                "mode": "markers+text",
                "text": [vendor.name],
                "textposition": beside[vendor.key],
                "marker": {"symbol": PLOTLY[n % len(PLOTLY)], "size": 12, "color": ink(n)},
                "hovertemplate": f"{said}<extra></extra>",
                "textfont": {"color": ink(n)},
                "cliponaxis": False,
                "showlegend": False,
                "name": vendor.name,
            }
        )
    if not traces:
        return ""
    ends = [x for trace in traces for x in trace["x"]]
    room = max(ends) - min(ends)
    traces += _frontier(made, say)
    layout = {
        "font": {"family": "Inter, system-ui, sans-serif", "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 60, "r": 20, "t": 20, "b": 50},
        "xaxis": {
            "title": {"text": say("Trato vivido (0–100) → mejor", "Lived treatment (0–100) → better")},
            "zeroline": False,
            "range": [min(ends) - 0.05 * room, max(ends) + 0.25 * room],
        },
        "yaxis": {"title": {"text": say("Recupero ajustado", "Adjusted recovery")}, "tickformat": ".2f", "zeroline": False},
        "shapes": [
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "line": {"dash": "dash", "color": SOFT}}
        ],
        "separators": ",." if say.lang == "es" else ".,",
    }
    return json.dumps({"data": traces, "layout": layout}, ensure_ascii=False, sort_keys=True)


_PLACES = ("top center", "bottom center", "middle right", "middle left")
_NEAR = 0.25
"""Points nearer than that share of the drawing have their names at different sides."""


def _drawn(made: Comparison) -> list[tuple[str, float, float, bool]]:
    """Whoever has both measures: key, treatment, recovery, whether on the frontier; from left to right."""
    found = [(p.vendor, p.ellipse[0], p.ellipse[1], p.frontier) for p in made.balance.points if p.ellipse is not None]
    return sorted(found, key=lambda point: point[1])


def _names_beside(made: Comparison) -> dict[str, str]:
    points = _drawn(made)
    across, up = [p[1] for p in points], [p[2] for p in points]
    wide, high = max(across, default=0) - min(across, default=0), max(up, default=0) - min(up, default=0)
    found: dict[str, str] = {}
    for n, (key, x, y, _) in enumerate(points):
        near = [k for k, x2, y2, _ in points[:n] if abs(x - x2) <= _NEAR * wide and abs(y - y2) <= _NEAR * high]
        taken = {found[k] for k in near}
        found[key] = next((place for place in _PLACES if place not in taken), _PLACES[0])
    return found


def _frontier(made: Comparison, say: Wording) -> list[dict[str, Any]]:
    best = [point for point in _drawn(made) if point[3]]
    if len(best) < 2:
        return []
    line = {"color": INK, "width": 1.5, "dash": "dash"}
    x, y = [p[1] for p in best], [p[2] for p in best]
    name = say("frontera", "frontier")
    return [
        {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False, "name": name}
    ]


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.10)"
