from datetime import date

import numpy as np
import pytest
from stdnum.ar import cuit
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.mx import curp, rfc

from synthetic.people.atlas import COUNTRIES, anywhere, find, plain, postal_code, subdivisions
from synthetic.people.identity import Bearer, agrees, cpf_checks, tax_number, unheld
from synthetic.people.mapping import Role, guess
from synthetic.people.mexico import curp_of, rfc_of
from synthetic.people.name_columns import FileNames
from synthetic.people.naming import Name, draw_name, given_names, sexes_of_names, surnames
from synthetic.people.writing import in_the_way_of, mail_name, phone_cell, sex_of
from synthetic.portfolio.errors import BadMaterial


def _bearer(country: str, seed: int) -> Bearer:
    rng = np.random.default_rng(seed)
    sex = str(rng.choice(["f", "m"]))
    born = date(int(rng.integers(1945, 2006)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    return Bearer(country, draw_name(country, sex, born.year, rng), sex, born, anywhere(country, rng))


@pytest.mark.parametrize("country", COUNTRIES)
def test_names_agree_with_sex_and_country(country: str) -> None:
    for seed in range(200):
        who = _bearer(country, seed)
        first = who.name.given.split()[0]
        assert first in given_names(country, who.sex, who.born.year)
        assert bool(who.name.second) or country in ("AR", "US", "BR")
        assert sexes_of_names().get(plain(first), who.sex) == who.sex


@pytest.mark.parametrize("country", COUNTRIES)
def test_numbers_nobody_holds_have_right_check_digits(country: str) -> None:
    for seed in range(200):
        who = _bearer(country, seed)
        made = unheld(who, np.random.default_rng(seed))
        assert made.tell, "a number that a vendor may notice says so"
        if country == "CL":
            assert rut.is_valid(made.number) and 30_000_000 < int(made.number[:-1]) < 50_000_000
        elif country == "MX":
            assert curp.is_valid(made.number)
            assert curp.get_birth_date(made.number) == who.born
            assert curp.get_gender(made.number) == {"f": "F", "m": "M"}[who.sex]
            assert made.number[11:13] == who.home.key
            tax = tax_number(made, who)
            assert rfc.validate(tax.number, validate_check_digits=True)
            assert tax.number[:4] == made.number[:4] or "X" in made.number[:4] + tax.number[:4]
        elif country == "AR":
            tax = tax_number(made, who)
            assert cuit.is_valid(tax.number)
            assert tax.number[:2] in ("23", "24", {"f": "27", "m": "20"}[who.sex])
            assert tax.number[2:10] == made.number
        elif country == "BR":
            assert cpf.is_valid(made.number) and made.number[8] == who.home.key
        elif country == "US":
            assert made.number[:3] == "666" and made.number[3:5] != "00" and made.number[5:] != "0000"
        elif country == "PE":
            assert len(made.number) == 8 and made.number[0] == "5"
        else:
            assert 1_900_000_000 <= int(made.number) < 2_000_000_000


@pytest.mark.parametrize(
    ("name", "born", "number"),
    [
        (Name("Juan", "Barrios", "Fernández"), date(1970, 12, 13), "BAFJ701213SBA"),
        (Name("Emma", "Gómez", "Díaz"), date(1956, 12, 31), "GODE561231GR8"),
    ],
)
def test_rfc_of_the_instructions_own_examples(name: Name, born: date, number: str) -> None:
    assert rfc_of(name, born) == number


def test_curp_of_the_instructions_own_example() -> None:
    assert curp_of(Name("Concepción", "Salgado", "Briseño"), "f", date(1956, 6, 26), "DF", "0")[:17] == "SABC560626MDFLRN0"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        (Name("Ofelia", "Pedrero", "Domínguez"), "PXDO"),  # PEDO is a forbidden word
        (Name("María Fernanda", "Ramírez", "Ortiz"), "RAOF"),  # María gives way to the second name
        (Name("José Luis", "De la Cruz", "Peña"), "CUPL"),
        (Name("Ana", "Ñáñez", "López"), "XALA"),
        (Name("Luis", "Pérez"), "PEXL"),
    ],
)
def test_curp_rules_of_letters(name: Name, start: str) -> None:
    made = curp_of(name, "m", date(1990, 1, 5), "JC", "0")
    assert made[:4] == start
    assert curp.is_valid(made)


@pytest.mark.parametrize(
    ("country", "number", "sex", "year", "fits"),
    [
        ("CL", "12345678-5", "m", 1974, True),
        ("CL", "12345678-5", "m", 2001, False),
        ("CL", "12345678-4", "m", 1974, False),
        ("AR", "20111111112", "m", 1955, True),
        ("AR", "20111111112", "f", 1955, False),
        ("AR", "30123456", "f", 1983, True),
        ("AR", "30123456", "f", 1950, False),
        ("CO", "52123456", "f", 1975, True),
        ("CO", "52123456", "m", 1975, False),
        ("CO", "1012345678", "m", 1990, True),
        ("CO", "1012345678", "m", 1955, False),
        ("PE", "71234567", "m", 1996, True),
        ("PE", "71234567", "m", 1960, False),
    ],
)
def test_numbers_of_the_clients_must_fit_sex_and_age(country: str, number: str, sex: str, year: int, fits: bool) -> None:
    rng = np.random.default_rng(1)
    who = Bearer(country, draw_name(country, sex, year, rng), sex, date(year, 5, 5), anywhere(country, rng))
    assert agrees(number, who) is fits


def test_cpf_must_fit_the_state() -> None:
    name = Name("Ana", "Silva", "Souza")
    places = {code: next(one for one in subdivisions() if one.code == code) for code in ("BR-SP", "BR-RJ")}
    number = "12345678" + "8"
    whole = number + cpf_checks(number)
    fits = [agrees(whole, Bearer("BR", name, "f", date(1980, 1, 1), places[code])) for code in ("BR-SP", "BR-RJ")]
    assert fits == [True, False]


@pytest.mark.parametrize(
    ("country", "region", "city", "code"),
    [
        ("CL", "RM", "", "CL-RM"),
        ("CL", "Región Metropolitana", "Maipú", "CL-RM"),
        ("CL", "Magallanes", "", "CL-MA"),
        ("MX", "CDMX", "", "MX-CMX"),
        ("MX", "", "Tijuana", "MX-BCN"),
        ("US", "CA", "", "US-CA"),
        ("BR", "SP", "", "BR-SP"),
        ("AR", "Córdoba", "", "AR-X"),
        ("CO", "Bogotá", "", "CO-DC"),
    ],
)
def test_places_are_found_as_files_write_them(country: str, region: str, city: str, code: str) -> None:
    found = find(country, region, city)
    assert found is not None and found.code == code


def test_zones_that_the_law_of_hours_needs() -> None:
    zones = {one.code: one.zone for one in subdivisions()}
    assert zones["CL-MA"] == "America/Punta_Arenas"
    assert zones["MX-BCN"] == "America/Tijuana" and zones["MX-ROO"] == "America/Cancun"
    assert zones["BR-AM"] == "America/Manaus" and zones["US-AZ"] == "America/Phoenix"


def test_postal_codes_begin_as_their_subdivision() -> None:
    rng = np.random.default_rng(2)
    for one in subdivisions():
        assert postal_code(one, rng).startswith(one.postal)


def test_sexes_as_files_write_them() -> None:
    assert [sex_of(cell, frozenset({"H", "M"})) for cell in "HM"] == ["m", "f"]
    assert [sex_of(cell, frozenset({"F", "M"})) for cell in "FM"] == ["f", "m"]
    assert [sex_of(cell, frozenset({"1", "2"})) for cell in "12"] == ["m", "f"]
    assert sex_of("Femenino", frozenset({"Femenino"})) == "f" and sex_of("?", frozenset({"?"})) == ""


@pytest.mark.parametrize(
    ("cells", "number", "written"),
    [
        (["12.345.678-9", "9.876.543-K"], "176543210", "17.654.321-0"),
        (["12345678-9"], "176543210", "17654321-0"),
        (["01234567", "41234567"], "5123456", "05123456"),
        (["123.456.789-09"], "00001234805", "000.012.348-05"),
        ([], "5123", "5123"),
    ],
)
def test_numbers_are_written_as_the_column_writes_them(cells: list[str], number: str, written: str) -> None:
    assert in_the_way_of(cells, number, np.random.default_rng(1)) == written


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["+56982336420"], "+56912345678"),
        (["982336420"], "912345678"),
        (["+56 9 8233 6420"], "+56 9 1234 5678"),
        (["9 8233-6420"], "9 1234-5678"),
        (["56982336420"], "56912345678"),
    ],
)
def test_telephones_are_written_as_the_column_writes_them(cells: list[str], written: str) -> None:
    assert phone_cell(cells, "+56912345678", np.random.default_rng(1)) == written


def test_mail_is_in_the_persons_name_and_given_once() -> None:
    rng, used = np.random.default_rng(1), set[str]()
    made = [mail_name(("María José", "Ñuñez"), used, rng) for _ in range(200)]
    assert len(set(made)) == 200
    assert all("nunez" in text for text in made)


@pytest.mark.parametrize(
    ("cell", "order"),
    [("GONZÁLEZ PÉREZ, CAMILA", "comma"), ("Camila González Pérez", "given first"), ("González Pérez Camila", "surnames first")],
)
def test_names_come_from_the_file_in_its_own_way(cell: str, order: str) -> None:
    rng = np.random.default_rng(4)
    real = []
    for _ in range(400):
        name = draw_name("CL", str(rng.choice(["f", "m"])), 1980, rng)
        parts = {"comma": f"{name.first} {name.second}, {name.given}", "given first": name.full}
        text = parts.get(order, f"{name.first} {name.second} {name.given}")
        real.append(text.upper() if cell.isupper() else text)
    names = FileNames({Role.NAME: real}, "CL", None, None)
    assert names.style.order == order
    made = [names.draw("f", 1980, rng) for _ in range(100)]
    cells = [names.style.cell(name) for name in made]
    assert not set(cells) & set(real)
    assert len(set(cells)) == 100
    assert {text.isupper() for text in cells} == {cell.isupper()}
    known = {plain(word) for text in real for word in text.replace(",", " ").split()}
    assert sum(plain(word) in known for text in cells for word in text.replace(",", " ").split()) > 300
    assert all(sexes_of_names().get(plain(name.given.split()[0]), "f") == "f" for name in made)


def test_twins_may_differ_in_the_origin_of_the_name() -> None:
    for country in COUNTRIES:
        assert not set(surnames(country, origin=True)) >= set(surnames(country)[:10])


def test_columns_are_guessed_in_three_languages() -> None:
    spanish = guess(("Nro. Operación", "RUT", "Nombre Completo", "Saldo Total", "Teléfono", "Empresa Cobranza", "otra"))
    assert {role.value for role in spanish.columns.values()} == {
        "account_id", "national_id", "name", "amount", "phone", "vendor"
    }  # fmt: skip
    assert guess(("RUT", "Fecha Vcto.")).of(Role.DUE) == ("Fecha Vcto.",)
    portuguese = guess(("conta", "cpf", "nome", "saldo_devedor", "telefone", "cidade", "uf", "cep", "data_nascimento"))
    assert portuguese.one(Role.BORN) == "data_nascimento" and portuguese.one(Role.REGION) == "uf"
    english = guess(("account_id", "full_name", "balance", "phone1", "phone2", "dob", "gender"))
    assert english.of(Role.PHONE) == ("phone1", "phone2") and english.one(Role.SEX) == "gender"


def test_what_two_columns_could_be_is_asked_for() -> None:
    with pytest.raises(BadMaterial, match="--map: account_id") as found:
        guess(("cuenta", "operacion", "saldo"))
    assert "parecen" in found.value.say("es")
    assert guess(("cuenta", "operacion", "saldo"), {"account_id": "operacion"}).one(Role.ACCOUNT) == "operacion"


@pytest.mark.parametrize("said", [{"konto": "saldo"}, {"amount": "nada"}])
def test_a_bad_map_is_named(said: dict[str, str]) -> None:
    with pytest.raises(BadMaterial, match="--map"):
        guess(("saldo",), said)
