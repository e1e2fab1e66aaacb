"""Nothing that somebody else wrote runs in the spreadsheet of whoever opens an export; what is no formula stays as it is."""

import csv
import io
from pathlib import Path

import duckdb
import pytest

from audit.contacts.check import check, rejected_path
from audit.spreadsheet import TableWriter, harmless, harmless_sql
from tests.architecture.house import files, named

RUN = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd", "-2+3*x", "\t=1", "\r=1", "\n=1", "＝1", "-", "+A"]
KEPT = ["-12.50", "+56 9 1234 5678", "-1/2", "C-001", "", "'=1", "a=1", "2026-05-01", "ñandú"]


@pytest.mark.parametrize("text", [*RUN[:-2], "-x", "+A"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    out = io.StringIO(newline="")
    TableWriter(out).writerow([text, 5])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == ["'" + text, "5"]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_formula_is_written_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("text", [*RUN, *KEPT])
def test_the_database_writes_the_same(text: str) -> None:
    found = duckdb.execute(f"SELECT {harmless_sql('x')} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchone()
    assert found == (harmless(text),)


def test_no_cell_of_findings_or_rejected_rows_runs(tmp_path: Path) -> None:
    header = "contact_id,debtor_id,account_id,country,timezone,channel,direction,at,answered_by\n"
    late = '"=HYPERLINK(""http://x"")",@d,A,CL,America/Santiago,voice,outbound,2026-05-11T23:00:00-04:00,none\n'
    wrong = '=2+2,D,A,CL,America/Santiago,voice,outbound,"=now()",none\n'
    (tmp_path / "log.csv").write_text(header + late + wrong, encoding="utf-8")
    out = tmp_path / "findings.csv"
    check(tmp_path / "log.csv", out, "en")
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert {(r["contact_id"], r["debtor_id"]) for r in found} == {('\'=HYPERLINK("http://x")', "'@d")}
    with rejected_path(out).open(encoding="utf-8", newline="") as file:
        left = list(csv.DictReader(file))
    assert [(r["contact_id"], r["value"]) for r in left] == [("'=2+2", "'=now()")]


def test_every_table_goes_through_the_one_writer() -> None:
    own = {
        *("audit/spreadsheet.py", "audit/ghosts/handoff_files.py", "app/services/waves/simulated.py"),
        # what these write is read by us again, or is made harmless where it leaves
        *("app/services/demo_operation.py", "app/services/portfolio/as_text.py", "app/services/portfolio/differ.py"),
        *("app/services/portfolio/report.py", "app/services/demo_contracts.py", "app/services/waves/demo_wave.py"),
        "app/services/portfolio/withdraw_missing.py",
    }
    found = {
        named(p)
        for p in files("app", "audit", "reports", suffix=".py")
        if "csv.writer" in p.read_text() or "DictWriter" in p.read_text()
    }
    assert found <= own, "write tables with audit.spreadsheet.TableWriter"
