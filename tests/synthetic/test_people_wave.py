import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import phonenumbers
import pytest
from stdnum.cl import rut

from synthetic.people.atlas import find
from synthetic.people.holdings import LineKind, read_lines, read_numbers
from synthetic.people.mapping import guess
from synthetic.people.wave import Asked, Made, make_wave
from synthetic.portfolio.errors import BadMaterial, TooFewLines
from synthetic.portfolio.numbering import luhn
from synthetic.portfolio.table import Table, read
from tests.synthetic.portfolios import write_lines, write_portfolio

VENDORS = {"Sur Cobranzas": 14, "Andes BPO": 12}
PAIRS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wave")
    write_portfolio(made / "cartera.csv", rows=450)
    write_lines(made / "lineas.csv", phones=40)
    return made


@pytest.fixture(scope="module")
def table(folder: Path) -> Table:
    return read(folder / "cartera.csv")


@pytest.fixture(scope="module")
def made(folder: Path, table: Table) -> Made:
    asked = Asked(VENDORS, "CL", date(2026, 11, 1), PAIRS)
    lines = read_lines(folder / "lineas.csv", "CL")
    return make_wave(table, guess(table.names), lines, (), asked, 11, lambda _: None)


def test_each_vendor_gets_what_the_plan_says(made: Made) -> None:
    assert Counter(line["vendor"] for line in made.lines) == VENDORS
    assert all(line["row"]["empresa_cobranza"] == line["vendor"] for line in made.lines)


def test_a_line_is_all_that_the_audit_reads(made: Made, table: Table) -> None:
    for line in made.lines:
        assert json.loads(json.dumps(line)) == line
        assert list(line["row"]) == list(table.names)
        assert line["account_id"] == line["row"]["nro_operacion"]
        assert line["currency"] == "CLP" and line["amount"].isdigit()
        assert line["due_date"] == "-".join(reversed(line["row"]["fecha_vencimiento"].split("/")))
        assert line["zone"] == "America/Santiago" and line["segment"] == line["row"]["tramo"]


def test_ids_and_codes_tell_nothing(made: Made) -> None:
    ids = [line["id"] for line in made.lines]
    assert len(set(ids)) == len(ids) and all(len(text) == 32 for text in ids)
    assert sorted(line["code"] for line in made.lines) == [f"F-{n:02d}" for n in range(1, 27)]
    codes = [line["code"] for line in made.lines if line["vendor"] == "Sur Cobranzas"]
    assert codes != sorted(line["code"] for line in made.lines)[: len(codes)]


def test_person_and_row_agree(made: Made) -> None:
    for line in made.lines:
        person, row = line["person"], line["row"]
        assert row["nombre"] == f"{person['surname1']} {person['surname2']}, {person['given_name']}".upper()
        assert row["sexo"].lower() == person["sex"]
        assert row["fecha_nacimiento"] == "/".join(reversed(person["birth_date"].split("-")))
        assert rut.is_valid(row["rut"]) and rut.compact(row["rut"]) == person["national_id"]
        home = find("CL", row["region"], row["comuna"])
        assert home is not None and home.code == line["subdivision"]
        assert row["email"] in ("", person["email"])


def test_reached_only_at_the_clients_lines_and_each_at_its_own(made: Made, folder: Path) -> None:
    owned = {line.value for line in read_lines(folder / "lineas.csv", "CL") if line.kind is LineKind.PHONE}
    phones = [line["row"]["telefono"] for line in made.lines]
    assert set(phones) <= owned and len(set(phones)) == len(phones)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(phone)) for phone in phones)
    mails = [line["row"]["email"] for line in made.lines if line["row"]["email"]]
    assert len(set(mails)) == len(mails) and all(mail.endswith("@gmail.com") for mail in mails)
    assert 0 < len(mails) < len(phones), "some real debtors have no mail"


def test_account_numbers_are_unused_and_pass_the_files_check_digit(made: Made, table: Table) -> None:
    real = table.column("nro_operacion").cells()
    numbers = [line["account_id"] for line in made.lines]
    assert not set(numbers) & set(real) and len(set(numbers)) == len(numbers)
    assert all(luhn(number[:-1]) == number[-1] for number in numbers)
    assert min(map(int, real)) <= min(map(int, numbers)) and max(map(int, numbers)) <= max(map(int, real))


def test_nobody_has_a_real_persons_name_or_number(made: Made, table: Table) -> None:
    for column in ("rut", "telefono"):
        assert not {line["row"][column] for line in made.lines} & set(table.column(column).cells())
    people = Counter(table.column("nombre").cells())
    assert all(people[line["row"]["nombre"]] != 1 for line in made.lines), "a name that several have is nobody's in particular"
    born = set(zip(table.column("nombre").cells(), table.column("fecha_nacimiento").cells(), strict=True))
    assert not {(line["row"]["nombre"], line["row"]["fecha_nacimiento"]) for line in made.lines} & born


def test_twins_differ_in_their_trait_and_share_vendor_and_mission(made: Made) -> None:
    by_id = {line["id"]: line for line in made.lines}
    twins = [line for line in made.lines if line["twin_of"]]
    assert len(twins) == 2 * PAIRS
    assert len({line["twin_of"] for line in twins}) == len(twins)
    for twin in twins:
        other = by_id[twin["twin_of"]]
        assert (twin["vendor"], twin["mission"]) == (other["vendor"], other["mission"])
        assert other["twin_of"] is None
        sexes = {twin["person"]["sex"], other["person"]["sex"]}
        if twin["trait"] == "gender":
            assert len(sexes) == 2
        if twin["trait"] == "commune":
            assert twin["row"]["comuna"] != other["row"]["comuna"]
        if twin["trait"] == "age":
            assert abs(int(twin["person"]["birth_date"][:4]) - int(other["person"]["birth_date"][:4])) >= 19
        shared = sum(twin["row"][name] == other["row"][name] for name in ("nombre", "rut", "telefono", "nro_operacion"))
        assert shared == 0, "nothing in the file points from one twin to the other"


def test_a_number_nobody_holds_is_said_to_be_a_tell(made: Made) -> None:
    said = " ".join(en for _, en in made.warnings)
    assert "nobody holds" in said and "--ids" in said


def test_the_clients_numbers_come_first(folder: Path, table: Table, tmp_path: Path) -> None:
    pool = tmp_path / "ids.csv"
    held = []
    with pool.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["value", "kind"])
        for body in range(21_500_000, 21_500_200):  # foreigners' numbers, of any age
            held.append(f"{body}{rut.calc_check_digit(str(body))}")
            rows.writerow([held[-1], "national_id"])
    asked = Asked({"Andes BPO": 5}, "CL", date(2026, 11, 1))
    lines = read_lines(folder / "lineas.csv", "CL")
    made = make_wave(table, guess(table.names), lines, read_numbers(pool, "CL"), asked, 3, lambda _: None)
    assert {line["person"]["national_id"] for line in made.lines} <= set(held)
    assert not any("nobody holds" in en for _, en in made.warnings)


def test_too_few_telephones_say_how_many_are_missing(folder: Path, table: Table) -> None:
    asked = Asked({"Andes BPO": 55}, "CL", date(2026, 11, 1))
    lines = read_lines(folder / "lineas.csv", "CL")
    with pytest.raises(TooFewLines, match="there are 40 telephones and 55 are needed: 15 are missing"):
        make_wave(table, guess(table.names), lines, (), asked, 3, lambda _: None)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("kind,value\nphone,hola\n", "is no telephone"),
        ("kind,value\nfax,+56912345678\n", "kind 'fax'"),
        ("kind,value\nmailbox,ana\n", "no mail address"),
        ("kind,value\nphone,+56912345678\nphone,9 1234 5678\n", "on line 2 already"),
        ("tipo,numero\nphone,1\n", "column 'value' is missing"),
    ],
)
def test_bad_lines_are_one_sentence_by_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "lineas.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadMaterial, match=says):
        read_lines(path, "CL")


def test_texts_are_missing_as_often_as_in_the_file(folder: Path, tmp_path: Path) -> None:
    """A ghost drawn with an employer has one even where the row it began at has none."""
    rows = list(csv.reader((folder / "cartera.csv").read_text(encoding="cp1252").splitlines(), delimiter=";"))
    shops = [f"Comercial {a} {b}" for a in ("Lira", "Brisas", "Tilo", "Faro", "Cobre") for b in range(60)]
    path = tmp_path / "cartera.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([*rows[0], "empleador"])
        table.writerows([*row, shops[n % 300] if n * 7 % 10 < 6 else ""] for n, row in enumerate(rows[1:]))
    asked = Asked({"Sur Cobranzas": 60}, "CL", date(2026, 11, 1))
    write_lines(tmp_path / "lineas.csv", phones=90)
    whole = read(path)
    made = make_wave(whole, guess(whole.names), read_lines(tmp_path / "lineas.csv", "CL"), (), asked, 5, lambda _: None)
    assert 29 <= sum(bool(line["row"]["empleador"]) for line in made.lines) <= 48  # 36 of 60; 22 when missing twice over
