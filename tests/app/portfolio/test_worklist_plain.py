"""Debts that nothing was lived with are listed by one statement: the same rows that are said one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.models import Debt, WorkItem
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.segment import resegment
from tests.app.portfolio.world import NOW, Client, client_on, servers

HEAD = "cuenta;pais;moneda;nombre;saldo;vencido;vencimiento;estado"
COUNTRIES = (("CL", "CLP"), ("MX", "MXN"), ("CO", "COP"), ("BR", "BRL"), ("CL", "USD"))
DUE = ("20/11/2026", "19/11/2026", "21/10/2026", "20/10/2026", "22/08/2026", "24/05/2026", "23/05/2026", "01/01/2024")
OVERDUE = (1, 50, 250, 777, 5_000, 90_001, 12_345_678)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Client]:
    with client_on(request.param, tmp_path, server) as made:
        yield made


def listed(client: Client) -> dict[int, tuple[Any, ...]]:
    with client.database.reading() as db:
        rows = db.scalars(select(WorkItem))
        return {
            r.debt_id: (r.desk, r.level, r.skill, r.expected_minor, r.priority, r.reasons, r.stands, r.appointment, r.ready_at)
            for r in rows
        }


def test_one_statement_says_what_is_said_one_by_one(client: Client) -> None:
    rows = [
        f"N{n};{country};{code};Ana Soto {n};{owed};{owed};{due};{'castigada' if n % 9 == 0 else 'vigente'}"
        for n, (country, code, due, owed) in enumerate((c, m, d, o) for c, m in COUNTRIES for d in DUE for o in OVERDUE)
    ]
    load = client.load("a.csv", "\n".join([HEAD, *rows]).encode())
    assert load.state == "loaded" and load.counts["new"] > 200
    with client.database.writing() as db:
        db.execute(text("UPDATE person SET vulnerable = :yes WHERE id % 7 = 0"), {"yes": True})
        db.commit()
        resegment(db, None, NOW)
        db.commit()
        count = prioritise(db, client.actor.organisation_id, NOW)
        db.commit()
    at_once = listed(client)
    assert count == len(at_once) > 200
    with client.database.writing() as db:
        db.execute(text("DELETE FROM work_item"))
        db.commit()
        ids = list(db.scalars(select(Debt.id)))
        assert prioritise(db, client.actor.organisation_id, NOW, ids) == count
        db.commit()
    one_by_one = listed(client)
    assert at_once.keys() == one_by_one.keys()
    for debt, row in one_by_one.items():
        assert at_once[debt][:4] + at_once[debt][5:] == row[:4] + row[5:]
        assert at_once[debt][4] == pytest.approx(row[4], rel=1e-12)
    assert {row[1] for row in at_once.values()} == {0, 1, 2}
    assert any(len(row[5]) == 4 for row in at_once.values()), "some cost more than they bring"


def test_an_account_taken_meanwhile_keeps_its_agent_when_the_list_is_built_again(client: Client) -> None:
    client.load("a.csv", "\n".join([HEAD, "N1;CL;CLP;Ana Soto;1000;1000;01/10/2026;vigente"]).encode())
    with client.database.writing() as db:
        item = db.scalars(select(WorkItem)).one()
        item.stands, item.taken_by = "held", client.actor.user_id
        db.commit()
        prioritise(db, client.actor.organisation_id, NOW)
        db.commit()
    with client.database.reading() as db:
        assert db.scalars(select(WorkItem)).one().taken_by == client.actor.user_id
        assert db.scalar(select(func.count()).select_from(WorkItem)) == 1
