"""Every figure of a comparison, not its measures alone, is the same in JSON, workbook, page and PDF."""

import io
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from reports.page import Figure, Figures, Page, Table
from reports.scorecards.documents.document import pack, scorecard
from reports.scorecards.documents.pack_page import pack_page
from reports.scorecards.documents.trend_plot import month_names
from reports.scorecards.documents.vendor_page import vendor_page
from reports.scorecards.documents.written import asked, ratio, score, span
from reports.scorecards.facts import Period
from reports.scorecards.measure import vendor_measures
from reports.scorecards.placed import among, place
from reports.wording import NONE, wording
from tests.reports.scorecards.example import comparison

AT = datetime(2026, 6, 2, 2, 30, tzinfo=UTC)
_SPAN = ("value", "low", "high", "n")


class _Cells(HTMLParser):
    """The text of every cell and figure of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.heads = 0
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.heads += tag == "th" and ("scope", "row") in attrs
        if tag in ("td", "th", "li", "b", "figcaption"):
            self.found.append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "li", "figcaption"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def tables(page: Page) -> list[Table]:
    blocks = [*page.opening, *(b for s in page.sections for b in s.blocks)]
    return [b for b in blocks if isinstance(b, Table)]


def figures(page: Page) -> list[Figure]:
    blocks = [*page.opening, *(b for s in page.sections for b in s.blocks)]
    return [f for b in blocks if isinstance(b, Figures) for f in b.items]


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u2060", ""))


def paper(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "made.pdf").write_bytes(data)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is needed by the tests: apt-get install poppler-utils"
    told = subprocess.run([program, "-raw", tmp_path / "made.pdf", "-"], capture_output=True, check=True, text=True)
    return plain(told.stdout)


def test_the_workbook_has_every_sheet_of_the_json() -> None:
    made = json.loads(pack(comparison(), "json", wording("en"), AT))
    book = load_workbook(io.BytesIO(pack(comparison(), "xlsx", wording("en"), AT)))

    def rows(sheet: str, *names: str) -> list[tuple[Any, ...]]:
        heads, *found = book[sheet].iter_rows(values_only=True)
        return [tuple(dict(zip(heads, row, strict=True))[name] for name in names) for row in found]

    def ends(found: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(found[name] for name in _SPAN)

    balance, cards = made["balance"], made["cards"]
    both = ("vendor", *(f"treatment_{s}" for s in _SPAN), *(f"recovery_{s}" for s in _SPAN))
    assert rows("Balance", *both) == [(p["vendor"], *ends(p["experience"]), *ends(p["recovery"])) for p in balance["points"]]
    of_parts = [(p["vendor"], x["id"], *ends(x["score"]), x["weight"]) for p in balance["points"] for x in p["parts"]]
    assert of_parts and rows("Treatment", "vendor", "part", *_SPAN, "weight") == of_parts
    gaps = ("measure", *(f"difference_{s}" for s in _SPAN), "told_apart")
    assert rows("Pairs", *gaps) == [(p["measure"], *ends(p["difference"]), p["apart"]) for p in made["pairs"]]
    past = [(c["vendor"]["key"], x["measure"], *ends(e)) for c in cards for x in c["lines"] for e in x["past"]]
    assert past and rows("Months", "vendor", "measure", *_SPAN) == past
    prices = [(*ends(p["cost"]), p["cells"]) for p in balance["prices"]]
    assert prices and rows("Price", *_SPAN, "vendor_months") == prices
    of_lines = [(x["change"], x["best"], *(x["rank"] or (None, None))) for c in cards for x in c["lines"]]
    assert rows("Measures", "change", "best", "rank_low", "rank_high") == of_lines


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("vendor", ["", "2"])
def test_page_and_pdf_have_every_cell_and_figure(lang: str, vendor: str, tmp_path: Path) -> None:
    made, say = comparison().told_in(lang), wording(lang)
    page = vendor_page(made, made.cards[1], say, AT) if vendor else pack_page(made, say, AT)
    html, data = (scorecard(made, vendor, form, say, AT) if vendor else pack(made, form, say, AT) for form in ("html", "pdf"))
    read, pdf = _Cells(html.decode()), paper(data, tmp_path)
    on_page = [plain(text) for text in read.found]
    cells = [cell.text for table in tables(page) for row in table.rows for cell in row if cell.text]
    heads = sum(bool(row) for table in tables(page) for row in table.rows)
    assert len(cells) > 100 and read.heads == heads
    for text in cells:
        assert plain(text) in on_page and all(plain(line) in pdf for line in text.split("\n")), text
    for figure in figures(page):
        assert plain(figure.value + figure.interval + figure.base) in on_page
        assert plain(figure.value + figure.interval) in pdf and plain(figure.base) in pdf


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_pages_cells_are_the_records_figures(lang: str) -> None:
    made, say = comparison().told_in(lang), wording(lang)
    whole = tables(pack_page(made, say, AT))
    vendors, trend = (
        whole[0],
        next(t for t in whole if t.columns[-1].label == "n" and len(t.columns) > 6 and not t.columns[2].bar),
    )
    points = {p.vendor: p for p in made.balance.points}
    for card, row in zip(made.cards, vendors.rows, strict=True):
        point = points[card.vendor.key]
        for found, told, cell in ((point.experience, score, row[3]), (point.recovery, ratio, row[4])):
            assert cell.text == (NONE if found.value is None else f"{told(found, say)}\nn = {say.num(found.n)}")
        assert (row[6].text, row[7].text) == tuple(say.num(card.sizes.get(k, 0)) for k in ("calls", "accounts"))
    for card in made.cards:
        every = tables(vendor_page(made, card, say, AT))[0]
        by_name = {row[0].text.split(" · ")[0]: row for row in every.rows if row[1].text}
        for line in card.lines:
            measure = vendor_measures()[line.measure]
            row = by_name[say.pick(measure.name)]
            assert [c.text for c in row[3:6]] == _told(made, line, measure, say), line.measure
            assert row[7].text == (NONE if line.value.value is None else place(line.rank, among(made, measure.id), say) or NONE)
    assert [row[-1].text for row in trend.rows if row[1].text == "Nexo Llano"] == _counts(made, say)


def _told(made: Any, line: Any, measure: Any, say: Any) -> list[str]:
    if line.value.value is None:
        return [NONE, NONE, "0"]
    return [span(measure, line.value, say), asked(measure, line.target, say, made.currency), say.num(line.value.n)]


def _counts(made: Any, say: Any) -> list[str]:
    card = next(card for card in made.cards if card.vendor.name == "Nexo Llano")
    wanted = ("critical_calls", "contacts_against_law", "complaints", "recovery_adjusted")
    lines = {line.measure: line for line in card.lines}
    return [say.num(lines[id].past[-1].n) for id in wanted if any(e.value is not None for e in lines[id].past)]


def test_documents_tell_when_they_were_made_on_the_clients_clock() -> None:
    here = AT.astimezone(ZoneInfo("America/Santiago"))
    assert "hecho el 1 jun 2026, 22:30 (UTC−4)" in pack(comparison(), "html", wording("es"), here).decode()
    assert "made on 1 Jun 2026, 22:30 (UTC−4)" in scorecard(comparison(), "1", "html", wording("en"), here).decode()
    assert "02:30 (UTC)" in pack(comparison(), "html", wording("en"), AT).decode()


def test_months_carry_the_year_where_one_begins() -> None:
    winter = Period(datetime(2027, 2, 1).date(), datetime(2027, 2, 28).date())
    assert month_names(winter, 4, wording("es")) == ["nov 2026", "dic", "ene 2027", "feb"]
    assert month_names(winter, 1, wording("en")) == ["Feb 2027"]
