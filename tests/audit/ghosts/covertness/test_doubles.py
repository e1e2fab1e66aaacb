"""No ghost may equal or nearly equal a real person; and nobody's data leaves the lab."""

import pytest
from stdnum.cl import rut

from audit.ghosts.covertness.doubles import Likeness, doubles, sounds
from audit.ghosts.covertness.table import Table
from tests.audit.ghosts.covertness.portfolio import Row, made, table

NAMED = ("id_number", "full_name", "birth_date", "phone", "email")


def people(*rows: tuple[str, ...]) -> Table:
    return Table("people.csv", NAMED, tuple(zip(*rows, strict=True)))


REAL = people(
    ("15482917-4", "María José Vázquez Ibáñez", "1984-03-09", "+56 9 8123 4567", "mjvasquez@correo.cl"),
    ("9120334-K", "Pedro Soto Lillo", "1971-12-01", "+56 9 7000 1111", "pedro.soto@correo.cl"),
    ("21998741-2", "Ana Rojas Peña", "1990-07-15", "+56 9 6222 3333", "arojas@correo.cl"),
)
FAR = ("11222333-9", "Luis Contreras Mella", "1966-02-02", "+56 9 4444 9999", "lcontreras@otro.cl")


@pytest.mark.parametrize(
    ("change", "likeness"),
    [
        ({"id_number": "15.482.917-4"}, Likeness.IDENTITY),
        ({"id_number": "15482977-4"}, Likeness.IDENTITY_NEAR),
        ({"id_number": "15842917-4"}, Likeness.IDENTITY_NEAR),
        ({"phone": "981234567"}, Likeness.PHONE),
        ({"phone": "+56981234576"}, Likeness.PHONE_NEAR),
        ({"email": "MJVasquez@correo.cl"}, Likeness.EMAIL),
        ({"email": "mjvazquez@correo.cl"}, Likeness.EMAIL_NEAR),
        ({"full_name": "Vasquez Ibanes Maria Jose", "birth_date": "09/03/1984"}, Likeness.NAME_BIRTH),
        ({"full_name": "María José Vázquez", "birth_date": "1984-09-03"}, Likeness.NAME_BIRTH),
        ({"full_name": "Maria Jose Basques Ibañez", "birth_date": "1984-03-09"}, Likeness.NAME_BIRTH),
    ],
)
def test_who_resembles_a_real_person_is_found(change: dict[str, str], likeness: Likeness) -> None:
    ghost = tuple(dict(zip(NAMED, FAR, strict=True), **change).values())
    found = doubles(people(FAR, ghost), (0, 1), ((REAL, range(3)),))
    assert {(d.ghost_row, d.row, d.likeness) for d in found} == {(2, 1, likeness)}


@pytest.mark.parametrize(
    "change",
    [{"full_name": "María José Vázquez Ibáñez"}, {"birth_date": "1984-03-09"}, {"id_number": "15482855-1"}, {"phone": ""}],
)
def test_who_only_shares_a_name_or_a_birthday_is_not(change: dict[str, str]) -> None:
    ghost = tuple(dict(zip(NAMED, FAR, strict=True), **change).values())
    assert doubles(people(ghost), (0,), ((REAL, range(3)),)) == ()


def test_numbers_that_lie_densely_are_only_compared_for_equality() -> None:
    real = made(400, 0, seed=2).real
    for i, row in enumerate(real):
        row["rut"] = f"{15_000_000 + i}-{rut.calc_check_digit(str(15_000_000 + i))}"
    ghost: Row = dict(
        real[0], rut=f"15000400-{rut.calc_check_digit('15000400')}", telefono="+56911111111", correo="", nombre="Zoe Zúñiga"
    )
    ghost["cuenta"] = "9999999"
    assert doubles(table("h.csv", [ghost]), (0,), ((table("r.csv", real), range(400)),)) == ()
    ghost["rut"] = real[7]["rut"]
    found = doubles(table("h.csv", [ghost]), (0,), ((table("r.csv", real), range(400)),))
    assert [(d.row, d.likeness) for d in found] == [(8, Likeness.IDENTITY)]


def test_a_filler_telephone_is_nobody() -> None:
    real = made(40, 0, seed=2).real
    for row in real[:12]:
        row["telefono"] = "+56900000000"
    ghost = made(0, 1, seed=99).ghosts[0] | {"telefono": "+56900000000", "cuenta": "9999999"}
    assert doubles(table("h.csv", [ghost]), (0,), ((table("r.csv", real), range(40)),)) == ()


def test_names_that_sound_alike() -> None:
    assert sounds("Vázquez") == sounds("Basques")
    assert sounds("Yáñez") == sounds("Llanes")
    assert sounds("Helena Gimeno") == sounds("Elena Jimeno")
    assert sounds("Rojas") != sounds("Rosas")
