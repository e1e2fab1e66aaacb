"""Parents held as a whole: who may leave the look-ups out, and what is promised instead."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.errors import Conflict
from app.models import Person
from app.services.portfolio.bulk_trust import hold, may_trust, unasked
from app.services.portfolio.row_sink import Sink
from tests.app.portfolio.test_worklist_plain import HEAD
from tests.app.portfolio.world import Client, client_on, servers


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with servers() as address, client_on("postgres", tmp_path_factory.mktemp("trust"), address) as made:
        load = made.load("a.csv", f"{HEAD}\nN1;CL;CLP;Ana Soto;1000;1000;01/10/2026;vigente".encode())
        assert load.state == "loaded"
        yield made


def test_a_role_without_the_right_goes_on_as_before(client: Client) -> None:
    with client.database.engine.begin() as db:
        assert may_trust(db)
        db.execute(text("DROP ROLE IF EXISTS plain_loader"))
        db.execute(text("CREATE ROLE plain_loader"))
        db.execute(text("SET LOCAL ROLE plain_loader"))
        assert not may_trust(db)
        with unasked(db, may_trust(db)):
            assert db.scalar(text("SHOW session_replication_role")) == "origin"
        db.execute(text("RESET ROLE"))
        db.execute(text("GRANT SET ON PARAMETER session_replication_role TO plain_loader"))
        db.execute(text("SET LOCAL ROLE plain_loader"))
        assert may_trust(db)
        db.execute(text("RESET ROLE"))
        db.execute(text("DROP OWNED BY plain_loader"))


def test_a_parent_that_is_held_cannot_be_removed_and_look_ups_come_back(client: Client) -> None:
    add = text("INSERT INTO contact_point (person_id, kind, value, at_work, standing, source, learned_at) "
               "VALUES (:who, 'email', 'a@correo.example', false, 'unverified', 'test', now())")  # fmt: skip
    with client.database.engine.connect() as db, client.database.engine.connect() as other:
        person = db.scalar(select(Person.id))
        assert hold(db, "person", f"id = {person}") == 1
        with unasked(db, True):
            db.execute(add, {"who": person})
        with pytest.raises(OperationalError):
            other.execute(text("SET LOCAL lock_timeout = '100ms'"))
            other.execute(text("DELETE FROM person WHERE id = :who"), {"who": person})
        other.rollback()
        with pytest.raises(IntegrityError):
            db.execute(add, {"who": 987_654_321})
        db.rollback()
        assert db.scalar(text("SHOW session_replication_role")) == "origin"


def test_a_parent_that_is_gone_stops_the_load(client: Client, tmp_path: Path) -> None:
    with client.database.engine.connect() as db, Sink(duckdb.connect(), db, tmp_path) as sink:
        with pytest.raises(Conflict), sink.trusted([("person", "SELECT 987654321 AS id")]):
            sink.run("SELECT 1")
        db.rollback()


def test_ids_taken_beside_others_are_still_each_once(client: Client, tmp_path: Path) -> None:
    con = duckdb.connect()
    with client.database.engine.connect() as db, Sink(con, db, tmp_path) as sink:
        first = [row[0] for row in con.execute(f"SELECT {sink.ids('person', 5)} FROM range(1, 6) t(n)").fetchall()]
        second = [row[0] for row in con.execute(f"SELECT {sink.ids('person', 5)} FROM range(1, 6) t(n)").fetchall()]
        assert len({*first, *second}) == 10 and first == sorted(first) and second == sorted(second)
        db.rollback()
