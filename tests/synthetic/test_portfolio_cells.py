from pathlib import Path

import pytest

from synthetic.portfolio.cells import date_style, is_missing, number_style
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.table import read


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["1.234.567", "12.000", "300"], 1_234_567),
        (["1,234,567", "12,000", "300"], 1_234_567),
        (["1.234,50", "12.000,00", "300,10"], 1234.5),
        (["1,234.50", "12,000.00", "300.10"], 1234.5),
        (["0.125", "0.500", "12.375"], 0.125),
        (["$ 1.234", "$ 500", "$ 12.000"], 1234),
        (["-12.5", "3.0", "0.25"], -12.5),
        (["1234,5", "7,25", "3"], 1234.5),
    ],
)
def test_numbers_are_read_and_written_back(texts: list[str], first: float) -> None:
    style = number_style(texts)
    assert style is not None
    assert style.parse(texts[0]) == first
    assert [style.write(style.parse(text), style.decimals_of(text)) for text in texts] == texts


@pytest.mark.parametrize("texts", [["A1", "B2"], ["007", "012"], ["12/05/2026", "13/05/2026"], [""], ["1.2.3", "4.5.6"]])
def test_what_is_no_number_is_none(texts: list[str]) -> None:
    assert number_style(texts) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["2026-01-31", "2025-12-01"],
        ["31/01/2026", "05/12/2025"],
        ["01/31/2026", "12/05/2025"],
        ["31-01-2026", "05-12-2025"],
        ["20260131", "20251205"],
        ["5/3/2026", "31/12/2025"],
        ["2026-01-31 08:15:00", "2025-12-05 23:59:59"],
    ],
)
def test_dates_are_read_and_written_back(texts: list[str]) -> None:
    style = date_style(texts)
    assert style is not None
    assert [style.write(style.parse(text)) for text in texts] == texts


def test_account_numbers_are_no_dates() -> None:
    assert date_style(["41000024", "41000031"]) is None


def test_missing_cells() -> None:
    assert all(is_missing(text) for text in ("", " ", "NA", "null", "S/I"))
    assert not is_missing("0")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "cartera.csv"
    path.write_text(separator.join(["ciudad", "saldo"]) + "\n" + separator.join(["Viña del Mar", "12"]) + "\n", encoding=encoding)
    table = read(path)
    assert table.names == ("ciudad", "saldo")
    assert table.column("ciudad").cells() == ["Viña del Mar"]
    assert table.separator == separator


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"a,b\n", "no row"),
        (b"a,a\n1,2\n", "twice"),
        (b"a,\n1,2\n", "no name"),
        (b"a,b\n1,2\n1,2,3\n", "line 3 has 3 cells"),
        (b"a;b;c;d\n1;2;3;4\n;TOTAL GENERAL;;900\n", "line 3 is the row of totals"),
        ("n;b\nPérez;1\nÑuñoa;2\n".encode() + "Soto Pérez;3\n".encode("cp1252"), "line 2 is in UTF-8 and line 4 is not"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\x00\x01\x02" * 20, "not text"),
    ],
)
def test_bad_files_are_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadMaterial, match=says) as found:
        read(path)
    assert found.value.say("es") != found.value.say("en")
    assert "\n" not in found.value.say("es")


def test_an_account_whose_cell_says_total_is_an_account(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("pago;a;b;c\nTotal;1;2;3\nparcial;4;5;6\n")
    assert len(read(path)) == 2
