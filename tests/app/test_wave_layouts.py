"""A vendor's own layout: chosen before the seal, tried on the portfolio, and what the handed file is written in."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.errors import BadInput, Conflict
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.queries.rows import Role
from app.services.waves.choose_layout import Chosen, choose_layout
from app.services.waves.people_wave import keep_people
from app.services.waves.portfolio import keep_portfolio
from app.services.waves.seal_wave import handoff_file, seal_wave
from app.settings import Settings
from tests.app.wave_world import SEALED, VENDOR, as_csv, auditor, ghost_lines, planned, portfolio
from tests.app.world import World, given

COLUMNS = "vencimiento = FEC_VENC\naccount_id = OPERACION\nsaldo"
YAML = b"file: csv\nseparator: ';'\ncolumns: [{from: account_id, name: N}, {name: LOTE, fixed: M5}]\n"


def chosen(world: World, wave_id: str, told: Chosen) -> None:
    with world.database.writing() as db:
        choose_layout(db, world.store, auditor(world), wave_id, VENDOR, told, SEALED)


def handed(world: World, settings: Settings, wave_id: str) -> tuple[str, bytes, set[str]]:
    """The name and content of the vendor's file, and its ghosts' numbers."""
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        keep_people(db, wave, ghost_lines(4), SEALED, "test")
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": SEALED.isoformat(), "vendors": []}
        db.commit()
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    with world.database.reading() as db:
        path = handoff_file(db, settings, auditor(world), wave_id, VENDOR)
        return path.name, path.read_bytes(), set(db.scalars(select(Ghost.number).where(Ghost.wave_id == wave_id)))


def test_a_workbook_with_the_vendors_columns(world: World, settings: Settings) -> None:
    wave_id = planned(world)
    chosen(world, wave_id, Chosen("xlsx", columns=COLUMNS))
    name, content, ghosts = handed(world, settings, wave_id)
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert name.endswith(".xlsx") and rows[0] == ("FEC_VENC", "OPERACION", "saldo")
    assert len(rows) == 125 and ghosts <= {str(row[1]) for row in rows}


@pytest.mark.parametrize(
    ("told", "head"), [(Chosen("csv", "|", COLUMNS), "FEC_VENC|OPERACION|saldo"), (Chosen(file=YAML), "N;LOTE")]
)
def test_a_csv_of_the_vendors_own(world: World, settings: Settings, told: Chosen, head: str) -> None:
    wave_id = planned(world)
    chosen(world, wave_id, told)
    _, content, ghosts = handed(world, settings, wave_id)
    rows = list(csv.reader(io.StringIO(content.decode()), delimiter=head[1] if head[1] in ";|" else "|"))
    assert content.decode().splitlines()[0] == head
    assert ghosts <= {cell for row in rows for cell in row}


def test_nothing_chosen_is_the_portfolios_own_layout(world: World, settings: Settings) -> None:
    wave_id = planned(world)
    chosen(world, wave_id, Chosen("xlsx"))
    chosen(world, wave_id, Chosen())
    name, content, _ = handed(world, settings, wave_id)
    assert name.endswith(".csv") and content.startswith(b"account_id,rut,nombre")
    with pytest.raises(Conflict):
        chosen(world, wave_id, Chosen("xlsx"))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Chosen("pdf"), "tipo"),
        (Chosen(columns="saldo = MONTO"), "account_id"),
        (Chosen(columns="account_id\ninventada"), "inventada"),
        (Chosen(columns="account_id = A\nsaldo = A"), "dos veces"),
        (Chosen(file=b"columns: ["), "YAML"),
    ],
)
def test_what_cannot_be_made_is_refused_with_its_reason(world: World, told: Chosen, says: str) -> None:
    wave_id = planned(world)
    with pytest.raises(BadInput) as refused:
        chosen(world, wave_id, told)
    assert says in refused.value.say("es")


def reachable(world: World, phone: str = "+56930000000", mail: str = "caso@buzon.example") -> str:
    """A planned wave whose portfolio has a telephone and a mailbox; its id."""
    wave_id = planned(world)
    rows = [{**row, "FONO_PART": phone, "buzon": mail, "celular_2": ""} for row in portfolio()]
    with world.database.writing() as db:
        keep_portfolio(db, world.store, auditor(world), db.get_one(Wave, wave_id), given("c.csv", as_csv(rows)), SEALED)
        db.commit()
    return wave_id


@pytest.mark.parametrize(
    "told",
    [
        Chosen("xlsx", columns=COLUMNS),
        Chosen(columns=f"{COLUMNS}\ncelular_2"),
        Chosen(file=YAML),
        Chosen(file=b"columns: [account_id, saldo, {name: telefono, fixed: '+56930000000'}]\n"),
    ],
)
def test_a_layout_by_which_nobody_could_be_reached_is_refused(world: World, told: Chosen) -> None:
    wave_id = reachable(world)
    with pytest.raises(BadInput) as refused:
        chosen(world, wave_id, told)
    assert "(FONO_PART, buzon)" in refused.value.say("es") and "contact" in refused.value.say("en")


@pytest.mark.parametrize("kept", ["FONO_PART = TEL", "buzon"])
def test_one_way_to_reach_people_is_enough(world: World, kept: str) -> None:
    chosen(world, reachable(world), Chosen(columns=f"{COLUMNS}\n{kept}"))


def test_a_layout_kept_before_that_was_asked_does_not_leave(world: World, settings: Settings) -> None:
    wave_id = reachable(world)
    chosen(world, wave_id, Chosen(columns=f"{COLUMNS}\nbuzon"))
    with world.database.writing() as db:
        part = db.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave_id)).one()
        assert part.layout is not None
        columns = [column for column in part.layout["columns"] if column["source"] != "buzon"]
        part.layout = {**part.layout, "columns": columns}
        db.commit()
    with pytest.raises(BadInput, match="FONO_PART"):
        handed(world, settings, wave_id)


def test_the_seal_page_offers_it(world: World, signed_in: Callable[[Role], FlaskClient]) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        keep_people(db, db.get_one(Wave, wave_id), ghost_lines(4), SEALED, "test")
        db.commit()
    browser = signed_in(Role.AUDITOR)
    sent = {"vendor": VENDOR, "kind": "xlsx", "columns": COLUMNS}
    assert browser.post(f"/waves/{wave_id}/layout", data=sent).status_code == 303
    page = browser.get(f"/waves/{wave_id}/seal").text
    assert "account_id = OPERACION" in page and "XLSX" in page and "tramo" in page
