"""Logs as they come: other separators and encodings, bad rows, files that are no logs. Nothing lost, every row told in a line."""

import csv
import gzip
import os
import threading
from pathlib import Path

import pytest

from audit.contacts.check import Checked, check, rejected_path
from audit.contacts.errors import BadContacts

HEADER = "contact_id,debtor_id,account_id,country,subdivision,timezone,channel,direction,at,answered_by"
LATE = "{id},D-{id},A,CL,CL-RM,America/Santiago,voice,outbound,2026-05-11T23:00:00-04:00,none"


def run(folder: Path, data: str | bytes, country: str | None = None) -> tuple[Checked, list[str], list[dict[str, str]]]:
    """What was said, the contacts with findings, and the rows left out."""
    log, out = folder / "log.csv", folder / "findings.csv"
    log.write_bytes(data.encode() if isinstance(data, str) else data)
    done = check(log, out, "en", country)
    broken = [row["contact_id"] for row in read(out)]
    return done, broken, read(rejected_path(out)) if rejected_path(out).exists() else []


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


PLAIN = lines(LATE.format(id="ñandú"), LATE.format(id="c2"))
NOTED = f"note,{HEADER},\n" + "".join(f'"two\n\nlines, ""quoted""",{LATE.format(id=id)},x\n' for id in ("ñandú", "c2"))


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n", "\r\n", 1).encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";").replace("\n", "\r\n")).encode(),
        PLAIN.rstrip("\n").encode(),
        (PLAIN + "\n\n").encode(),
        PLAIN.replace(HEADER, HEADER.upper().replace("_", " ")).encode(),
        PLAIN.replace("voice", " Voice ").replace("CL,", "cl,").replace("America/Santiago", "america/santiago").encode(),
        NOTED.encode(),
    ],
    ids=[
        *("utf-8", "bom", "cp1252", "utf-16", "semicolons", "tabs", "bars", "crlf", "cr", "mixed ends", "sep= line"),
        *("no last end", "blank lines", "header in capitals", "codes in any case and blanks", "more columns, quoted line ends"),
    ],
)
def test_a_log_is_read_however_it_was_saved(tmp_path: Path, data: bytes) -> None:
    done, broken, left_out = run(tmp_path, data)
    assert (done.contacts, sorted(broken), left_out) == (2, ["c2", "ñandú"], [])


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("2026-05-11T23:00:00-04:00", "2026-05-11T23:00:00", "at", "no offset"),
        ("2026-05-11T23:00:00-04:00", "2026-05-11 23:00", "at", "no offset"),
        ("2026-05-11T23:00:00-04:00", "2026-05-11", "at", "no ISO 8601"),
        ("2026-05-11T23:00:00-04:00", "11/05/2026 23:00", "at", "no ISO 8601"),
        ("2026-05-11T23:00:00-04:00", "2026-02-30T23:00:00-04:00", "at", "no ISO 8601"),
        ("2026-05-11T23:00:00-04:00", "2026-05-11T25:00:00-04:00", "at", "no ISO 8601"),
        ("2026-05-11T23:00:00-04:00", "0206-05-11T23:00:00-04:00", "at", "from 1971 to 2198"),
        ("2026-05-11T23:00:00-04:00", "1778540400", "at", "no ISO 8601"),
        ("2026-05-11T23:00:00-04:00", "", "at", "is empty"),
        ("America/Santiago", "Chile/Santiago", "timezone", "no IANA zone"),
        ("America/Santiago", "-04:00", "timezone", "no IANA zone"),
        ("voice", "fax", "channel", "is not known"),
        ("voice", "", "channel", "is empty"),
        ("outbound", "out", "direction", "use outbound, inbound"),
        ("none", "mother", "answered_by", "use debtor, third_party"),
        ("D-bad", "", "debtor_id", "is empty"),
        ("bad,D-bad", " ,D-bad", "contact_id", "is empty"),
        ("bad,D-bad", "c1,D-bad", "contact_id", "was there in an earlier row"),
        (",none", "", "", "fewer cells"),
        (",none", ",none,x,y", "", "more cells"),
    ],
)
def test_a_bad_row_is_told_and_the_others_go_on(tmp_path: Path, old: str, new: str, column: str, said: str) -> None:
    bad = LATE.format(id="bad")
    assert old in bad
    done, broken, left_out = run(tmp_path, lines(LATE.format(id="c1"), bad.replace(old, new), LATE.format(id="c3")))
    assert broken == ["c1", "c3"]
    assert (done.contacts, done.rejected) == (2, 1)
    assert [(row["row"], row["column"]) for row in left_out] == [("3", column)]
    assert said in left_out[0]["problem"]
    assert len(done.first_rejected[0].say("es").splitlines()) == 1


@pytest.mark.parametrize(
    "stamp",
    [
        *("2026-05-12T03:00:00Z", "2026-05-12T03:00:00z", "2026-05-12 03:00:00+00", "2026-05-12T03:00:00.123456789+0000"),
        *("2026-05-12T03:00Z", "2026-05-12 03:00:00 -00:00", "2026-05-12t05:30:00+02:30"),
    ],
)
def test_a_time_may_be_written_in_any_iso_way_with_an_offset(tmp_path: Path, stamp: str) -> None:
    done, broken, _ = run(tmp_path, lines(LATE.format(id="c1").replace("2026-05-11T23:00:00-04:00", stamp)))
    assert (done.contacts, broken) == (1, ["c1"])


def test_a_quote_left_open_loses_rows_and_says_so(tmp_path: Path) -> None:
    open_quote = LATE.format(id="bad").replace("D-bad", '"D-bad')
    done, broken, left_out = run(tmp_path, lines(LATE.format(id="c1"), open_quote, LATE.format(id="c3")))
    assert broken == ["c1"]
    assert done.rejected == 1
    assert "quote" in left_out[0]["problem"]
    assert "c3" in left_out[0]["value"]


def test_a_few_letters_that_are_not_utf8_cost_their_rows_and_no_others(tmp_path: Path) -> None:
    rows = [LATE.format(id=f"ñ{n}").encode() for n in range(4)]
    data = b"\n".join([HEADER.encode(), *rows, LATE.format(id="bad").encode().replace(b"bad", b"b\xe1d", 1)])
    done, broken, left_out = run(tmp_path, data)
    assert (broken, done.rejected) == (["ñ0", "ñ1", "ñ2", "ñ3"], 1)
    assert "UTF-8" in left_out[0]["problem"]


def test_countries_without_rules_are_said_and_not_judged(tmp_path: Path) -> None:
    rows = [LATE.format(id=f"c{n}").replace(",CL,", f",{code},") for n, code in enumerate(("PA", "Chile", "", "uk", "gb"))]
    done, broken, _ = run(tmp_path, lines(*rows))
    assert (done.contacts, broken, done.without_rules) == (2, [], {"": 1, "CHILE": 1, "PA": 1})


def test_the_country_asked_for_is_of_rows_that_name_none(tmp_path: Path) -> None:
    rows = [LATE.format(id="c1").replace(",CL,", ",,"), LATE.format(id="c2").replace(",CL,", ",ES,")]
    assert run(tmp_path, lines(*rows), "cl")[1] == ["c1"]
    bare = "contact_id,debtor_id,channel,direction,at\nc1,d1,voice,outbound,2026-05-12T06:00:00Z\n"
    assert run(tmp_path, bare, "CL")[1] == ["c1"]


def test_what_a_log_cannot_settle_is_named(tmp_path: Path) -> None:
    rows = [
        LATE.format(id="c1").replace(",CL,CL-RM,", ",PY,,"),
        LATE.format(id="c2").replace(",CL,CL-RM,", ",US,US-MA,"),
        LATE.format(id="c3").replace(",CL,CL-RM,", ",US,US-CA,"),
        LATE.format(id="c4").replace(",CL,CL-RM,", ",BR,BR-ES,"),
        LATE.format(id="c5").replace(",CL,CL-RM,", ",MX,,"),
    ]
    done, _, _ = run(tmp_path, lines(*rows))
    numbers = {"py-freq-week": 1, "us-ma-2-in-7": 1, "br-es-hours": 1, "mx-hours-commercial": 1}
    assert {id: count for id, count in done.unassessed.items() if id in numbers} == numbers
    assert all(done.reasons[id].unassessed for id in numbers)
    assert done.holidays[0].isdigit()
    assert done.tzdata.startswith("20")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (gzip.compress(PLAIN.encode()), "gzip"),
        (b"PK\x03\x04rest", "Excel"),
        (b"a,b,c\n1,2,3\n", "column contact_id, debtor_id, country"),
        (lines(header=HEADER.replace(",channel", "")).encode(), "column channel is missing"),
        (lines(header=f"{HEADER},at").encode(), "column at is there twice"),
        (lines(LATE.format(id="c1").replace("voice", "fax")).encode(), "no row can be judged; row 2, channel 'fax'"),
        (bytes(range(256)) * 20, "is missing"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_one_line_and_leaves_nothing(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(BadContacts) as error:
        run(tmp_path, data)
    for lang in ("es", "en"):
        assert len(error.value.say(lang).splitlines()) == 1
    assert said in error.value.say("en")
    assert not (tmp_path / "findings.csv").exists()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".trasluz")] == []


def test_a_header_alone_is_a_log_of_nothing(tmp_path: Path) -> None:
    done, broken, left_out = run(tmp_path, HEADER + "\n")
    assert (done.contacts, broken, left_out) == (0, [], [])
    assert (tmp_path / "findings.csv").read_text(encoding="utf-8").startswith("contact_id,debtor_id,rule_id")


def test_rows_left_out_before_are_forgotten_when_all_is_well(tmp_path: Path) -> None:
    assert run(tmp_path, lines(LATE.format(id="c1"), LATE.format(id="c2").replace("voice", "fax")))[2] != []
    assert run(tmp_path, lines(LATE.format(id="c1")))[2] == []


def test_the_log_is_never_written_over(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(PLAIN, encoding="utf-8")
    with pytest.raises(BadContacts, match="is the log itself"):
        check(log, log)
    assert log.read_text(encoding="utf-8") == PLAIN


def test_names_with_quotes_and_separators_come_out_whole(tmp_path: Path) -> None:
    odd = "c\"1,\nx'y"
    quoted = odd.replace('"', '""')
    _, broken, _ = run(tmp_path, lines(LATE.format(id="ID").replace("ID,", f'"{quoted}",', 1)))
    assert broken == [odd]


def test_a_path_may_hold_signs_that_mean_something_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "d [x]*'q"
    folder.mkdir()
    log = folder / "log[1] ?.csv"
    log.write_text(PLAIN, encoding="utf-8")
    assert check(log, folder / "out.csv").contacts == 2


def test_a_log_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(PLAIN, encoding="utf-8"))
    writer.start()
    assert check(pipe, tmp_path / "out.csv").contacts == 2
    writer.join()


def test_many_bad_rows_are_all_kept_and_few_are_shown(tmp_path: Path) -> None:
    rows = [LATE.format(id=f"c{n}") if n % 2 else LATE.format(id=f"c{n}").replace("voice", "fax") for n in range(5_000)]
    rows[100] += ",x,y"
    done, broken, left_out = run(tmp_path, lines(*rows))
    assert (done.contacts, done.rejected, len(left_out), len(done.first_rejected)) == (2_500, 2_500, 2_500, 5)
    assert len(broken) == 2_500
    named = {row["contact_id"]: row["row"] for row in left_out}
    assert (named["c98"], named["c102"], named["c4998"]) == ("100", "104", "5000")
