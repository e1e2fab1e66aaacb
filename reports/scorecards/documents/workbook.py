"""A comparison as a workbook: the same numbers as the JSON, one sheet a kind of row."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from reports.intervals import Estimate
from reports.scorecards.as_json import kept
from reports.scorecards.card import Comparison
from reports.scorecards.measure import vendor_measures
from reports.wording import Wording

_SPAN = ("value", "low", "high", "n")


def workbook(made: Comparison, say: Wording, made_at: datetime, vendor: str = "") -> bytes:
    """XLSX; of one vendor where its key is given. The same comparison and moment give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": say("Balance de proveedores", "Balance of vendors"), "author": "Trasluz", "created": _naive(made_at)}
    )
    for name, heads, rows in _sheets(made, say, vendor):
        _write(book, name, heads, rows)
    book.close()
    return out.getvalue()


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _write(book: Any, name: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for n, head in enumerate(heads):
        longest = max((len(str(row[n])) for row in rows if row[n] is not None), default=0)
        sheet.set_column(n, n, min(60, max(len(head), longest) + 2))
        sheet.write_string(0, n, head, bold)
    for at, row in enumerate(rows, 1):
        for n, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(at, n, value)
            elif isinstance(value, int | float):
                sheet.write_number(at, n, kept(value))
            elif value is not None:
                sheet.write_string(at, n, str(value))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _span(found: Estimate) -> tuple[Any, ...]:
    return (found.value, found.low, found.high, found.n)


def _sheets(made: Comparison, say: Wording, vendor: str) -> list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:
    cards = [card for card in made.cards if vendor in ("", card.vendor.key)]
    names = {v.key: v.name for v in made.vendors}
    measures = vendor_measures()
    lines = [
        (
            card.vendor.key, card.vendor.name, line.measure, say.pick(measures[line.measure].name), *_span(line.value),
            line.raw.hits if line.raw else None, line.raw.of if line.raw else None, *_span(line.shrunk)[:3],
            line.target, line.change,
            line.rank[0] if line.rank else None, line.rank[1] if line.rank else None, line.best,
            say.pick(line.cause) if line.cause else None,
        )
        for card in cards
        for line in card.lines
    ]  # fmt: skip
    shrunk = ("shrunk", "shrunk_low", "shrunk_high")
    heads = ("vendor", "name", "measure", "measure_name", *_SPAN, "raw_hits", "raw_of", *shrunk, "target", "change")
    points = [
        (
            p.vendor,
            names[p.vendor],
            *_span(p.experience),
            *_span(p.recovery),
            p.frontier,
            " ".join(names[k] for k in p.dominated_by),
        )
        for p in made.balance.points
        if vendor in ("", p.vendor)
    ]
    point_heads = (
        "vendor",
        "name",
        *(f"treatment_{s}" for s in _SPAN),
        *(f"recovery_{s}" for s in _SPAN),
        "frontier",
        "dominated_by",
    )
    parts = [
        (
            p.vendor,
            names[p.vendor],
            part.id,
            part.measure,
            *_span(part.score),
            part.weight,
            say.pick(part.cause) if part.cause else None,
        )
        for p in made.balance.points
        if vendor in ("", p.vendor)
        for part in p.parts
    ]
    pairs = [
        (pair.measure, names[pair.first], names[pair.second], *_span(pair.difference), pair.apart)
        for pair in made.pairs
        if vendor in ("", pair.first, pair.second)
    ]
    past = [
        (card.vendor.key, card.vendor.name, line.measure, n - len(line.past) + 1, *_span(found))
        for card in cards
        for line in card.lines
        for n, found in enumerate(line.past)
    ]
    prices = [
        (price.segment, *_span(price.cost), price.cells, say.pick(price.said) if price.said else None)
        for price in made.balance.prices
    ]
    about: list[tuple[Any, ...]] = [
        ("first_day", made.period.first.isoformat()),
        ("last_day", made.period.last.isoformat()),
        ("segment", made.segment),
        ("currency", made.currency),
        ("horizon_days", made.horizon_days),
        *(("note", say.pick(note)) for note in made.notes),
    ]
    return [
        (say("Medidas", "Measures"), (*heads, "rank_low", "rank_high", "best", "cause"), lines),
        (say("Balance", "Balance"), point_heads, points),
        (say("Trato", "Treatment"), ("vendor", "name", "part", "measure", *_SPAN, "weight", "cause"), parts),
        (say("Pares", "Pairs"), ("measure", "first", "second", *(f"difference_{s}" for s in _SPAN), "told_apart"), pairs),
        (say("Meses", "Months"), ("vendor", "name", "measure", "month", *_SPAN), past),
        (say("Precio", "Price"), ("segment", *_SPAN, "vendor_months", "said"), prices),
        (say("Acerca de", "About"), ("key", "value"), about),
    ]
