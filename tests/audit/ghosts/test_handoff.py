"""The vendor's file: ghosts where the client's own order would put them, every cell alike, nothing else in the file."""

import io
import json
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from audit.ghosts.commit import SECRET
from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff import read_planted
from audit.ghosts.handoff_wave import Done
from tests.audit.ghosts.sealed_wave import folder_of, ghost_line, handed, row, small


def rows_in(done: Done, separator: str = ",") -> list[list[str]]:
    text = done.handed.content.decode(done.handed.layout.encoding)
    return [line.split(separator) for line in text.splitlines()]


def laid(path: Path, text: str) -> Path:
    found = path / "layout.yaml"
    found.write_text(text, encoding="utf-8")
    return found


def test_the_file_looks_like_the_clients_own(tmp_path: Path) -> None:
    small(tmp_path)
    done = handed(tmp_path)
    rows = rows_in(done)
    assert rows[0] == ["account_id", "nombre", "saldo", "vence", "fono"]
    assert len(rows) == 47
    assert [r[0] for r in rows[1:]] == sorted(r[0] for r in rows[1:])
    assert done.handed.kept == ("account_id",)
    assert done.handed.file == "Norte-2026-05.csv"
    real = (tmp_path / "real.csv").read_text(encoding="utf-8").splitlines()
    ghosts = {tuple(cells) for _, cells in done.handed.lines.values()}
    assert [",".join(r) for r in rows if tuple(r) not in ghosts] == real
    for line, cells in done.handed.lines.values():
        assert rows[line] == list(cells)


def test_the_client_s_separator_encoding_ends_and_quotes_are_kept(tmp_path: Path) -> None:
    dice = random.Random(1)
    real = [row(dice, n) for n in range(10, 40)]
    text = "\r\n".join([";".join(f'"{c}"' for c in real[0]), *(";".join(f'"{r[c]}"' for c in r) for r in real), ""])
    folder_of(tmp_path, real, [ghost_line(1, row(dice, 99))])
    (tmp_path / "real.csv").write_bytes(text.encode("cp1252"))
    content = handed(tmp_path).handed.content
    assert content.count(b"\r\n") == 32
    assert content.startswith(b'"account_id";"nombre"')
    assert "Muñoz".encode("cp1252") in content or b"Soto" in content
    assert all(line.count(b'"') == 10 for line in content.split(b"\r\n")[:-1])


def test_a_ghost_that_breaks_a_second_order_is_a_tell(tmp_path: Path) -> None:
    dice = random.Random(8)
    real = [{**row(dice, n * 100), "vence": f"2026-{n // 28 + 1:02d}-{n % 28 + 1:02d}"} for n in range(100)]
    late = {**row(dice, 150), "vence": "2026-04-01"}
    folder_of(tmp_path, real, [ghost_line(1, late)])
    with pytest.raises(BadWave, match=r"in order of «\w+» and some ghost breaks it"):
        handed(tmp_path)
    assert not (tmp_path / "wave" / SECRET).exists()
    done = handed(tmp_path, accept_tells=True)
    assert len(done.warnings) == 1
    assert done.warnings[0].es != done.warnings[0].en


CSV_LAYOUT = """
separator: ";"
encoding: cp1252
decimal: ","
thousands: "."
dates: dd/mm/yyyy
header: true
line_end: crlf
columns:
  - {from: nombre, name: CLIENTE}
  - {from: saldo, name: DEUDA, kind: number, decimals: 2}
  - {name: MONEDA, fixed: CLP}
  - {from: vence, name: VENCE, kind: date}
  - {from: account_id, name: CUENTA}
"""


def test_the_vendor_s_layout_is_followed_by_every_row(tmp_path: Path) -> None:
    small(tmp_path)
    done = handed(tmp_path, layout=laid(tmp_path, CSV_LAYOUT))
    rows = rows_in(done, ";")
    assert rows[0] == ["CLIENTE", "DEUDA", "MONEDA", "VENCE", "CUENTA"]
    for _, debt, money, due, account in rows[1:]:
        assert re.fullmatch(r"\d{1,3}(\.\d{3})*,\d{2}", debt)
        assert money == "CLP"
        assert re.fullmatch(r"\d{2}/\d{2}/2026", due)
        assert account.startswith("C-")
    assert b"\r\n" in done.handed.content


XLSX_LAYOUT = """
file: xlsx
sheet: Cartera
dates: dd/mm/yyyy
columns:
  - account_id
  - {from: saldo, name: SALDO, kind: number, decimals: 2}
  - {from: vence, name: VENCE, kind: date}
  - fono
"""


def test_a_sheet_tells_nothing_but_its_rows(tmp_path: Path) -> None:
    small(tmp_path)
    done = handed(tmp_path, layout=laid(tmp_path, XLSX_LAYOUT))
    book = openpyxl.load_workbook(io.BytesIO(done.handed.content))
    sheet = book["Cartera"]
    cells = list(sheet.iter_rows(min_row=2))
    assert len(cells) == 46
    for n in range(4):
        assert len({(r[n].data_type, r[n].number_format, r[n].style_id, r[n].hyperlink) for r in cells}) == 1
    assert [r[1].number_format for r in cells][:1] == ["0.00"]
    assert [r[2].number_format for r in cells][:1] == ["dd/mm/yyyy"]
    assert not [d for d in sheet.row_dimensions.values() if d.height]
    properties = book.properties
    assert (properties.creator or "", properties.lastModifiedBy or "", properties.title) == ("", "", None)
    with zipfile.ZipFile(io.BytesIO(done.handed.content)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(i.comment or i.extra for i in archive.infolist())
    assert handed_again(tmp_path, XLSX_LAYOUT) == done.handed.content


def handed_again(path: Path, layout: str) -> bytes:
    other = path / "again"
    small(other)
    return handed(other, layout=laid(other, layout)).handed.content


def test_strings_of_a_sheet_stay_in_the_order_of_rows(tmp_path: Path) -> None:
    """A table of texts in which the ghosts' come last would name them all."""
    small(tmp_path)
    done = handed(tmp_path, layout=laid(tmp_path, "file: xlsx\n"))
    with zipfile.ZipFile(io.BytesIO(done.handed.content)) as archive:
        strings = re.findall(r"<t[^>]*>([^<]*)</t>", archive.read("xl/sharedStrings.xml").decode())
    accounts = [s for s in strings if s.startswith("C-")]
    assert accounts == sorted(accounts)
    assert len(accounts) == 46


def formula_wave(path: Path) -> None:
    dice = random.Random(9)
    texts = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "+56 9 1234 5678", "-120.50", "al día", "\tx"]
    real = [{**row(dice, n), "nota": texts[n % len(texts)]} for n in range(80)]
    folder_of(path, real, [ghost_line(1, {**row(dice, 500), "nota": "=1+1"})])


def test_what_a_spreadsheet_would_run_is_made_harmless_and_said(tmp_path: Path) -> None:
    formula_wave(tmp_path)
    done = handed(tmp_path)
    notes = [r[-1] for r in rows_in(done)[1:]]
    assert done.handed.apostrophes == {"nota": 51}
    assert {n for n in notes if n[0] == "'"} == {"'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0", "'-2+3", "'\tx"}
    assert {"+56 9 1234 5678", "-120.50", "al día"} <= set(notes)


def test_formulas_may_be_kept_or_refused(tmp_path: Path) -> None:
    formula_wave(tmp_path)
    with pytest.raises(BadWave, match="a spreadsheet would run"):
        handed(tmp_path, layout=laid(tmp_path, "formulas: refuse\n"))
    done = handed(tmp_path, layout=laid(tmp_path, "formulas: keep\n"))
    assert done.handed.apostrophes == {}
    assert "=1+1" in [r[-1] for r in rows_in(done)[1:]]


def test_in_a_sheet_texts_are_texts(tmp_path: Path) -> None:
    formula_wave(tmp_path)
    done = handed(tmp_path, layout=laid(tmp_path, "file: xlsx\n"))
    sheet = openpyxl.load_workbook(io.BytesIO(done.handed.content)).worksheets[0]
    assert {c.data_type for c in sheet["F"]} == {"s"}
    assert "=1+1" in {c.value for c in sheet["F"]}
    assert done.handed.apostrophes == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: [nada]\n", "the portfolio has not"),
        ("columns: [nombre, nombre]\n", "name a column twice"),
        ("columns: []\n", "at least one entry"),
        ("columns: [{name: X}]\n", "a column needs one of the two"),
        ("columns: [{from: nombre, decimals: 2}]\n", "in a column of kind number"),
        ("separator: '::'\n", "must be one of"),
        ("encoding: klingon\n", "is not known"),
        ("dates: mañana\n", "must name day, month and year"),
        ("colums: [nombre]\n", "unknown key"),
        ("file: pdf\n", "must be one of csv, xlsx"),
        ("columns: [{from: nombre, kind: number}]\n", "is not a number"),
        ("columns: [{from: fono, kind: date}]\n", "is not a date"),
        ("columns: [{from: saldo, kind: number, decimals: 1}]\n", "nothing is rounded"),
        ("encoding: ascii\n", "does not fit ascii"),
        ("- a\n", "expected keys and values"),
    ],
)
def test_a_bad_layout_is_said(text: str, words: str, tmp_path: Path) -> None:
    small(tmp_path, real=60)
    with pytest.raises(BadWave, match=words) as said:
        handed(tmp_path, layout=laid(tmp_path, text))
    assert said.value.words.es != said.value.words.en
    assert not (tmp_path / "wave" / "commitment.json").exists()


def test_dates_that_read_two_ways_are_asked_about(tmp_path: Path) -> None:
    dice = random.Random(11)
    real = [{**row(dice, n), "vence": f"0{1 + n % 9}/0{1 + n % 7}/2026"} for n in range(40)]
    folder_of(tmp_path, real, [ghost_line(1, {**row(dice, 99), "vence": "03/04/2026"})])
    layout = "columns: [account_id, {from: vence, kind: date}]\n"
    with pytest.raises(BadWave, match="read two ways"):
        handed(tmp_path, layout=laid(tmp_path, layout))
    done = handed(tmp_path, layout=laid(tmp_path, layout + "dates_read: mm/dd/yyyy\n"))
    assert "2026-03-04" in {r[1] for r in rows_in(done)}


def ghosts_with(change: dict[str, Any]) -> list[dict[str, Any]]:
    return [ghost_line(1, row(random.Random(2), 999), **change)]


def test_ghosts_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    dice = random.Random(1)
    real = [row(dice, n) for n in range(30)]
    cases: list[tuple[list[dict[str, Any]], str]] = [
        (ghosts_with({"row": {"account_id": "C-1"}}), "differ in column «nombre»"),
        (ghosts_with({"row": {**row(dice, 9999), "flag": "x"}}), "differ in column «flag»"),
        (ghosts_with({"vendor": "Sur"}), "no ghost is of «Norte»; there are of Sur"),
        ([ghost_line(1, row(dice, 3))], "is of the real account on line 5"),
        ([*ghosts_with({}), *ghosts_with({})], "is there twice"),
        ([{"id": "g1"}], "not a ghost"),
    ]
    for n, (ghosts, words) in enumerate(cases):
        path = tmp_path / str(n)
        folder_of(path, real, ghosts)
        with pytest.raises(BadWave, match=words):
            handed(path)
    with pytest.raises(BadWave, match="cannot be read"):
        read_planted(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n", "no accounts"),
        ("a,a\n1,2\n", "repeats"),
        ("a,b\n1,2,3\n", "line 2 has 3 cells"),
        ("a,b,c,d\n1,2,3,4\n,Total:,,900\n", "line 3 is the row of totals"),
        ("PK\x03\x04\0\0", "not text"),
        ("", "no accounts"),
    ],
)
def test_a_bad_portfolio_is_said(text: str, words: str, tmp_path: Path) -> None:
    folder_of(tmp_path, [], [ghost_line(1, {"a": "1", "b": "2"})], text or "\n")
    with pytest.raises(BadWave, match=words):
        handed(tmp_path)


def test_the_seed_repeats_the_order_and_another_changes_it(tmp_path: Path) -> None:
    contents = []
    for n, seed in enumerate((1, 1, 2, None)):
        path = tmp_path / str(n)
        dice = random.Random(3)
        real = [row(dice, dice.randrange(10**6)) for _ in range(60)]
        folder_of(path, real, [ghost_line(k, row(dice, 10**6 + k)) for k in range(5)])
        contents.append(handed(path, seed=seed).handed.content)
    assert contents[0] == contents[1]
    assert len(set(contents)) == 3


def test_several_vendors_have_several_places(tmp_path: Path) -> None:
    dice = random.Random(1)
    real = [row(dice, n) for n in range(40)]
    ghosts = [ghost_line(n, row(dice, 900 + n), vendor="Norte" if n % 2 else "Sur") for n in range(6)]
    ghosts[1]["person"]["phones"] = ghosts[0]["person"]["phones"]
    wave = folder_of(tmp_path, real, ghosts)
    first, second = handed(tmp_path), handed(tmp_path, vendor="Sur")
    assert (first.place, second.place) == (wave, wave / "Sur-2026-05")
    assert first.handed.rows == second.handed.rows == 43
    assert any("share a line" in w.en for w in second.warnings)
    told = json.loads((second.place / SECRET).read_text())
    names = {item["name"] for item in told["items"] if item["kind"] == "ghost"}
    assert names == {"ghost-g0000", "ghost-g0002", "ghost-g0004"}


def test_a_wave_without_a_plan_is_warned_of(tmp_path: Path) -> None:
    wave = small(tmp_path)
    (wave / "plan.json").unlink()
    assert any("no plan.json" in w.en for w in handed(tmp_path).warnings)


def test_ghosts_all_at_the_end_are_warned_of(tmp_path: Path) -> None:
    dice = random.Random(1)
    real = [row(dice, n) for n in range(300)]
    folder_of(tmp_path, real, [ghost_line(n, row(dice, 900 + n)) for n in range(10)])
    assert any("together in one part" in w.en for w in handed(tmp_path).warnings)
    other = tmp_path / "other"
    small(other, real=300, ghosts=10)
    assert not any("together in one part" in w.en for w in handed(other).warnings)


def test_a_crash_before_publishing_leaves_the_wave_free(tmp_path: Path) -> None:
    """Salts without a commitment promise nothing: the handoff may be made again."""
    wave = small(tmp_path)
    (wave / SECRET).write_text("{}")
    done = handed(tmp_path)
    assert len(done.commitment.slots) == 4096
