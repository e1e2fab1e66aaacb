"""The figures of `trasluz evaluate` as a table for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import Text

_WIDTH = 34


def table(figures: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Lines: the whole first, then each duty and each violation with its support."""
    duties, violations, outcome = figures["duties"], figures["violations"], figures["outcome"]

    def said(es: str, en: str) -> str:
        return Text(es, en).say(lang)

    yield said(f"{figures['calls']} llamadas; intervalos del 95 %", f"{figures['calls']} calls; 95 % intervals")
    yield ""
    yield _line(said("deberes, kappa", "duties, kappa"), duties["kappa"])
    for name, key in (
        ("asserted", "asserted"),
        (said("afirmadas o a una persona", "asserted or sent to a person"), "asserted_or_sent"),
    ):
        label = said("afirmadas", "asserted") if name == "asserted" else name
        for figure in ("precision", "recall", "f1"):
            yield _line(f"{label}, {_FIGURES[figure].say(lang)}", violations[key][figure])
    yield _line(said("llamadas para una persona", "calls sent to a person"), figures["calls_sent_to_a_person"])
    yield _line(said("monto exacto", "amount exact"), outcome["amount_exact"])
    yield _line(said("fecha exacta", "date exact"), outcome["date_exact"])
    yield _line(said("resultado, kappa", "outcome, kappa"), outcome["kind_kappa"])
    yield _line(said("tono, error medio", "tone, mean error"), figures["agent_tone"]["mean_absolute_error"])
    yield ""
    yield said("por deber: kappa", "by duty: kappa")
    for name, row in duties["each"].items():
        yield _line(f"  {name}", row["kappa"])
    yield said("por falta: F1 de las afirmadas", "by violation: F1 of those asserted")
    for name, row in violations["each"].items():
        yield _line(f"  {name}", row["f1"], row["support"])


_FIGURES = {"precision": Text("precisión", "precision"), "recall": Text("exhaustividad", "recall"), "f1": Text("F1", "F1")}


def _line(label: str, figure: Mapping[str, Any], support: int | None = None) -> str:
    value, low, high = figure["value"], figure["low"], figure["high"]
    n = figure["n"] if support is None else support
    if value is None:
        return f"{label:<{_WIDTH}}    —                   n = {n}"
    between = f"[{low:.3f}, {high:.3f}]" if low is not None and high is not None else " " * 16
    return f"{label:<{_WIDTH}} {value:6.3f}  {between:<16}  n = {n}"
