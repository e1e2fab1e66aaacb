"""A portfolio as its client means it: by the day at its house, without the row of totals, in another bank's headers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.debt import Debt
from app.operations.columns import Column, guess
from app.operations.stages import today_of
from app.queries.collections.house_time import at_house
from app.queries.collections.segments import try_rule
from app.services.portfolio.edit_segments import save_segment
from app.services.portfolio.segment import resegment
from tests.app.portfolio.world import Client, client_on

NIGHT = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
"""In Santiago the 20th, half past midnight; five hours west still the 19th."""
FILE = b"cuenta;nombre;saldo;vencido;vencimiento\nA1;Ana Soto;100.000;50.000;19/11/2026\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with client_on("sqlite", tmp_path, "") as made:
        yield made


@pytest.mark.parametrize(("country", "day", "late"), [("CL", 20, 1), ("PE", 19, 0), ("MX", 19, 0)])
def test_a_debt_of_yesterday_is_late_where_it_is_today(client: Client, country: str, day: int, late: int) -> None:
    client.load("c.csv", FILE, country=country)
    with client.database.writing() as db:
        assert today_of(at_house(db, client.actor.organisation_id, NIGHT)) == date(2026, 11, day)
        save_segment(db, client.actor, None, "Vencidas", "mora > 0", NIGHT)
        assert try_rule(db, client.actor, "mora > 0", None, "es", NIGHT).picked == late
        resegment(db, None, NIGHT)
        db.commit()
        debt = db.scalars(select(Debt)).one()
        at_once = (debt.stage, debt.segment_id is not None)
        assert at_once == ("early" if late else "preventive", bool(late))
        resegment(db, [debt.id], NIGHT)
        assert (debt.stage, debt.segment_id is not None) == at_once


def test_the_row_of_totals_is_no_account(client: Client) -> None:
    data = FILE + b"TOTAL;1 registros;100.000;;\nTotal general:;x;1;;\nTOTALPLAY-1;Eva Paz;5.000;;\n"
    load = client.load("c.csv", data)
    assert (load.counts["accepted"], load.counts["rejected"]) == (2, 2)
    assert [(row, why) for row, _, why, _ in client.issues(load)] == [(3, "total_row"), (4, "total_row")]


def test_headers_of_another_bank_are_known() -> None:
    found = guess(("Nro Operación", "Saldo Insoluto", "Monto Mora", "Vcto Más Antiguo"))
    assert list(found.values()) == [Column.NUMBER, Column.BALANCE, Column.OVERDUE, Column.DUE]
