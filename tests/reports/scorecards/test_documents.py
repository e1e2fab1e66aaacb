"""The pack and the scorecard: four forms that say the same digits, on paper and in grey, and hold what a hostile name brings."""

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.errors import ReportError
from reports.intervals import Estimate
from reports.scorecards.as_json import comparison_dict, comparison_from
from reports.scorecards.card import Comparison
from reports.scorecards.documents.document import FORMS, pack, scorecard
from reports.scorecards.documents.written import shown, span
from reports.scorecards.facts import VendorName
from reports.scorecards.measure import vendor_measures
from reports.wording import wording
from tests.reports.scorecards.example import comparison

AT = datetime(2026, 6, 2, 12, tzinfo=UTC)


def pdf_text(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is needed by the tests: apt-get install poppler-utils"
    text = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    return text.replace("\u2060", "").replace("\u00a0", " ")


def test_json_comes_back_whole() -> None:
    row = comparison_dict(comparison())
    assert comparison_dict(comparison_from(json.loads(json.dumps(row)))) == row


def test_json_names_what_is_missing() -> None:
    row = comparison_dict(comparison())
    del row["balance"]["points"][2]["recovery"]
    with pytest.raises(ValueError, match=r"points\[2\]: recovery missing"):
        comparison_from(row)


def test_the_workbook_has_the_json_to_the_last_digit() -> None:
    made = json.loads(pack(comparison(), "json", wording("es"), AT))
    sheet = load_workbook(io.BytesIO(pack(comparison(), "xlsx", wording("es"), AT)))["Medidas"]
    heads, *rows = sheet.iter_rows(values_only=True)
    at = {(row[0], row[2]): dict(zip(heads, row, strict=True)) for row in rows}
    lines = [(card["vendor"]["key"], line) for card in made["cards"] for line in card["lines"]]
    assert len(at) == len(lines)
    for vendor, line in lines:
        row = at[vendor, line["measure"]]
        for name in ("value", "low", "high", "n"):
            assert row[name] == line["value"][name]
        assert [row["shrunk"], row["shrunk_low"], row["shrunk_high"]] == [line["shrunk"][k] for k in ("value", "low", "high")]
        assert row["target"] == line["target"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_page_and_pdf_say_every_figure_of_the_json(lang: str, tmp_path: Path) -> None:
    made, say = comparison(), wording(lang)
    html = scorecard(made, "2", "html", say, AT).decode()
    paper = pdf_text(scorecard(made, "2", "pdf", say, AT), tmp_path)
    card = next(c for c in made.cards if c.vendor.key == "2")
    for line in card.lines:
        if line.value.value is None:
            continue
        measure = vendor_measures()[line.measure]
        value, ends = shown(measure, line.value.value, say, made.currency), span(measure, line.value, say)
        assert f">{value}<" in html, line.measure
        assert ends in html, line.measure
        assert value.replace("\u00a0", " ") in paper, line.measure
        assert ends.replace("\u2060", "") in paper, line.measure


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_pack_is_tagged_and_a_page_a_vendor(lang: str, tmp_path: Path) -> None:
    data = pack(comparison(), "pdf", wording(lang), AT)
    assert b"pdfuaid:part" in data
    pages = pdf_text(data, tmp_path).split("\f")
    heads = [page.strip().splitlines()[0].strip() for page in pages if page.strip()]
    assert heads[2:] == [v.name for v in comparison().vendors]
    assert data == pack(comparison(), "pdf", wording(lang), AT)


def test_a_name_from_outside_does_no_harm() -> None:
    hostile = '<script>alert(1)</script> & "=HYPERLINK(1)"'
    made = comparison()
    vendors = (VendorName("1", hostile), *made.vendors[1:])
    made = replace(made, vendors=vendors, cards=(replace(made.cards[0], vendor=vendors[0]), *made.cards[1:]))
    html = pack(made, "html", wording("es"), AT).decode()
    assert "<script>alert(1)" not in html
    pack(made, "pdf", wording("es"), AT)
    sheet = load_workbook(io.BytesIO(pack(made, "xlsx", wording("es"), AT)))["Medidas"]
    assert sheet.cell(2, 2).value == hostile


def test_scripts_are_let_in_by_their_hash_alone() -> None:
    html = pack(comparison(), "html", wording("es"), AT).decode()
    policy = re.search(r'Security-Policy" content="([^"]+)"', html)
    assert policy
    allowed = policy[1].split("script-src ")[1].split()
    assert len(allowed) == html.count("<script>") and all(word.startswith("'sha256-") for word in allowed)
    assert "<script" not in scorecard(comparison(), "1", "html", wording("es"), AT).decode()


def _nobody() -> Comparison:
    made, none = comparison(), Estimate(None, None, None, 0)
    why = {"es": "sin llamadas revisadas", "en": "no calls reviewed"}
    points = tuple(replace(p, experience=none, recovery=none, ellipse=None, dominated_by=()) for p in made.balance.points)
    cards = tuple(
        replace(
            card,
            conduct="cannot_tell",
            point=point,
            lines=tuple(
                replace(x, value=none, shrunk=none, raw=None, others=None, past=(), rank=None, best=None, cause=why)
                for x in card.lines
            ),
        )
        for card, point in zip(made.cards, points, strict=True)
    )
    return replace(
        made, cards=cards, pairs=(), balance=replace(made.balance, points=points, prices=(), together=(), headlines=())
    )


@pytest.mark.parametrize("form", FORMS)
def test_where_nothing_is_known_nothing_is_made_up(form: str) -> None:
    made = pack(_nobody(), form, wording("en"), AT)
    if form == "html":
        text = made.decode()
        assert "no calls reviewed" in text
        assert "Nobody has both measures" in text
        assert text.count("not assessed") >= len(vendor_measures()) and "0.0%" not in text
    assert scorecard(_nobody(), "1", form, wording("es"), AT)


def test_an_unknown_vendor_is_named() -> None:
    with pytest.raises(ReportError, match=r"'9' is not in this comparison; it has: 1, 2, 3, 4, 5"):
        scorecard(comparison(), "9", "html", wording("es"), AT)
