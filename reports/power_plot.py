"""The plan's chart as one page that needs no network: power against ghosts, with plotly, and the same figures as a table."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.io import to_html

_WORDS = {
    "es": {
        "title": "Poder según cuántos fantasmas",
        "ghosts": "Fantasmas por proveedor",
        "power": "Poder",
        "if": "si es",
        "accused": "se acusa con {c} o más faltas",
        "same": "Las mismas cifras",
    },
    "en": {
        "title": "Power by number of ghosts",
        "ghosts": "Ghosts per vendor",
        "power": "Power",
        "if": "if",
        "accused": "accused from {c} faults on",
        "same": "The same figures",
    },
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:960px;margin:24px auto;padding:0 16px;color:#15201d}"
    "table{border-collapse:collapse}th,td{padding:2px 14px;text-align:right;border-bottom:1px solid #dfe3df}"
)
_DASHES = ("solid", "dot", "dash")


def power_page(
    ghosts: Sequence[int],
    threshold: Sequence[int],
    lines: Sequence[tuple[float, Sequence[float]]],
    chosen: int,
    said: str,
    lang: str,
) -> str:
    """HTML of the chart. `lines` holds (true rate, power for each of `ghosts`), the rate that matters first.

    `said`, the conclusion, stands above.
    """
    words = _WORDS[lang]
    figure: Any = go.Figure()
    hover = [words["accused"].format(c=c) for c in threshold]
    for (rate, power), dash in zip(lines, _DASHES, strict=False):
        style = {"dash": dash, "width": 3 if dash == "solid" else 1.5}
        figure.add_scatter(x=list(ghosts), y=list(power), name=f"{words['if']} {rate:.0%}", text=hover, line=style)
    figure.add_vline(x=chosen, line_dash="dash", annotation_text=str(chosen))
    figure.update_layout(template="simple_white", xaxis_title=words["ghosts"], yaxis_title=words["power"])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    chart = to_html(figure, full_html=False, include_plotlyjs=True, config={"displaylogo": False})
    return (
        f"<!doctype html><html lang='{lang}'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{words['title']}</title><style>{_STYLE}</style><h1>{words['title']}</h1><p>{html.escape(said)}</p>{chart}"
        f"<details><summary>{words['same']}</summary>{_table(ghosts, threshold, lines, words)}</details></html>"
    )


def _table(
    ghosts: Sequence[int], threshold: Sequence[int], lines: Sequence[tuple[float, Sequence[float]]], words: Mapping[str, str]
) -> str:
    heads = "".join(f"<th scope='col'>{words['if']} {rate:.0%}</th>" for rate, _ in lines)
    rows = "".join(
        f"<tr><th scope='row'>{n}</th><td>{c}</td>" + "".join(f"<td>{power[i]:.1%}</td>" for _, power in lines) + "</tr>"
        for i, (n, c) in enumerate(zip(ghosts, threshold, strict=True))
    )
    head = f"<thead><tr><th scope='col'>{words['ghosts']}</th><th scope='col'>≥</th>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"
