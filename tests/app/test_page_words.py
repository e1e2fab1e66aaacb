"""Errors on the page speak of its fields, never of a command's options or a program's names."""

import re

import pytest

from app.errors import BadInput
from app.models.wave import Wave
from app.services.waves.draw_people import draw_people
from app.services.waves.page_words import on_page, refused
from app.services.waves.plan_wave import plan_wave
from app.services.waves.request_people import request_people
from tests.app.wave_world import SEALED, auditor, planned
from tests.app.world import World, given

PROGRAM = re.compile(r"--[a-z]|\b(?:matters|tolerated|looks|twins|ceiling|alpha|power|weeks)\b (?:vale|is)|trasluz ghosts")


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"matters": "100 %"}, "matters", "«Tasa que importa» vale 100 %; va sobre 0 % y bajo 100 %: escriba por ejemplo 12 %"),
        ({"tolerated": "100 %", "matters": "100 %"}, "", ""),
        ({"looks": "90"}, "looks", "«Miradas antes del final» vale 90"),
        ({"pairs": "5000"}, "pairs", "«Parejas gemelas» vale 5000"),
        ({"notice_cap": "0 %"}, "notice_cap", "«Riesgo máximo de notarse» vale 0 %"),
        ({"alpha": "60 %"}, "alpha", "«Falsa acusación» vale 60 %"),
    ],
)
def test_a_refused_plan_names_the_field_of_the_page(world: World, asked: dict[str, str], field: str, said: str) -> None:
    wave_id = planned(world)
    with world.database.writing() as db, pytest.raises(BadInput) as problem:
        plan_wave(db, auditor(world), wave_id, asked, SEALED)
    text = problem.value.text
    assert said in text.es and not PROGRAM.search(text.es) and not PROGRAM.search(text.en)
    assert not field or problem.value.field == field


def test_too_few_lines_are_said_by_the_name_of_their_field(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, {"matters": "30 %"}, SEALED)
    lines = given("l.csv", b"kind,value\nphone,+56941234567\n")
    with world.database.writing() as db:
        request_people(db, world.store, auditor(world), wave_id, None, lines, None, SEALED, lambda _id: None)
    draw_people(world.database, world.store, wave_id, SEALED)
    with world.database.reading() as db:
        wave = db.get_one(Wave, wave_id)
        texts = [(wave.work or {}).get("problem") or {}, *(wave.plan or {}).get("people_warnings", ())]
    assert texts and not any(PROGRAM.search(text) for each in texts for text in each.values())


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "--lines: hay 2 teléfonos y se necesitan 5: faltan 3",
            "«Líneas y casillas que posees»: hay 2 teléfonos y se necesitan 5: faltan 3",
        ),
        ("un proveedor atento lo nota; dé --ids con números propios", None),
        ("--map: la cartera no tiene la columna 'x'; tiene a, b", "la cartera no tiene la columna 'x'; tiene a, b"),
        ("el proveedor los vería; cree los fantasmas otra vez o use --accept-tells", None),
        ("vea «trasluz ghosts covertness» antes de enviarlo", None),
        ("quedan sin saber porque no se sabe si la línea estaba activa: dé --lines", None),
    ],
)
def test_options_become_the_pages_words(said: str, shown: str | None) -> None:
    text = on_page(said, said).es
    assert not PROGRAM.search(text) and text
    assert shown is None or text == shown


def test_what_names_no_field_stays_where_it_was() -> None:
    problem = refused("la cartera está vacía", "the portfolio is empty", "portfolio")
    assert (problem.text.es, problem.field) == ("la cartera está vacía", "portfolio")
