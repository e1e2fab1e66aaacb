"""Accounts that a newer file has no more: listed as they are now, taken out of the work, put back, opened by a later file."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import BadInput, Conflict
from app.models import Debt, DebtCase, PortfolioLoad, Vendor, WorkItem
from app.queries.rows import Role
from app.services.money.charge import open_ledger
from app.services.money.take_payment import NewPayment, take_payment
from app.services.portfolio.withdraw_missing import restore_missing, withdraw_missing
from tests.app.portfolio.world import NOW, Client, client_on, servers
from tests.app.world import World

_MINUTES = count(1)


def soon(at: datetime) -> datetime:
    return at + timedelta(minutes=next(_MINUTES))


SignedIn = Callable[[Role], FlaskClient]
HEAD = "cuenta;nombre;producto;rut;saldo;monto vencido;fecha vencimiento;celular\n"
A, B, C = (
    f"{n};{name};{product};{rut};100.000;40.000;01/10/2026;+56 9 8123 45{at}\n"
    for at, (n, name, product, rut) in enumerate(
        (
            ("A1", "Ana Rojas", "tarjeta", "12.345.678-5"),
            ("B2", "Luis Soto", "auto", "9.876.543-3"),
            ("C3", "Eva Lira", "=cmd|x", "7.654.321-6"),
        ),
        start=10,
    )
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Client]:
    with client_on(request.param, tmp_path, server) as made:
        yield made


def states(client: Client) -> dict[str, str]:
    with client.database.reading() as db:
        return dict(db.execute(select(Debt.number, Debt.state)).tuples().all())


def cycles(client: Client, number: str) -> list[str | None]:
    """How each cycle of the account ended, the oldest first; None: it goes on."""
    with client.database.reading() as db:
        wanted = select(DebtCase.closed_as).join(Debt, Debt.id == DebtCase.debt_id).where(Debt.number == number)
        return list(db.scalars(wanted.order_by(DebtCase.id)))


def worked(client: Client) -> set[str]:
    with client.database.reading() as db:
        return set(db.scalars(select(Debt.number).join(WorkItem, WorkItem.debt_id == Debt.id)))


def test_taken_out_put_back_and_opened_again_by_a_later_file(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B + C).encode())
    later = NOW + timedelta(hours=1)
    second = client.load("two.csv", (HEAD + A).encode(), now=later)
    assert second.counts["missing"] == 2 and worked(client) == {"A1", "B2", "C3"}, "missing is told, not closed"
    with client.database.writing() as db, pytest.raises(BadInput):
        withdraw_missing(db, client.store, client.actor, second.id, "  ", later)
    with client.database.writing() as db:
        assert withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", soon(later)) == 2
    assert states(client) == {"A1": "open", "B2": "closed", "C3": "closed"} and worked(client) == {"A1"}
    with client.database.reading() as db:
        ends = db.execute(select(Debt.balance_minor, DebtCase.closed_as).join(DebtCase).where(Debt.number == "B2")).tuples().all()
    assert ends == [(100_000, "withdrawn")], "the balance stays, and it is no cure"
    with client.database.writing() as db, pytest.raises(Conflict):
        withdraw_missing(db, client.store, client.actor, second.id, "otra vez", later)
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, second.id, soon(later)) == 2
    assert worked(client) == {"A1", "B2", "C3"}
    with client.database.writing() as db:
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", soon(later))
    third = client.load("three.csv", (HEAD + A + B).encode(), now=later + timedelta(hours=1))
    assert third.counts["changed"] == 1 and states(client)["B2"] == "open" and worked(client) == {"A1", "B2"}
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, second.id, later + timedelta(hours=2)) == 1, (
            "B2 came back by itself"
        )


def test_a_call_that_was_asked_for_is_not_forgotten_when_it_is_put_back(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B + C).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    asked = NOW + timedelta(days=3)
    with client.database.writing() as db:
        items = dict(db.execute(select(Debt.number, WorkItem).join(WorkItem)).tuples().all())
        items["B2"].stands, items["B2"].appointment, items["B2"].ready_at, items["B2"].skill = (
            "waits",
            "callback",
            asked,
            "hardship",
        )
        db.commit()
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", soon(NOW))
        assert worked(client) == {"A1"}
        assert restore_missing(db, client.store, client.actor, second.id, soon(NOW)) == 2
    with client.database.reading() as db:
        wanted = select(Debt.number, WorkItem.stands, WorkItem.appointment, WorkItem.skill).join(WorkItem).order_by(Debt.number)
        rows = db.execute(wanted).tuples().all()
        assert rows == [("A1", "ready", None, ""), ("B2", "waits", "callback", "hardship"), ("C3", "ready", None, "")]
        assert db.scalars(select(WorkItem.ready_at).where(WorkItem.stands == "waits")).one() == asked


def test_one_with_a_ledger_is_opened_again_too(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B).encode())
    with client.database.writing() as db:
        open_ledger(db, client.actor, db.scalars(select(Debt.id).where(Debt.number == "B2")).one(), NOW)
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    with client.database.writing() as db:
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)
    client.load("three.csv", (HEAD + A + B).encode(), now=NOW + timedelta(hours=2))
    assert states(client) == {"A1": "open", "B2": "open"}
    closed = (HEAD.rstrip() + ";estado cuenta\n" + A.rstrip() + ";vigente\n" + B.rstrip() + ";cerrada\n").encode()
    client.load("four.csv", closed, now=NOW + timedelta(hours=3))
    assert states(client) == {"A1": "open", "B2": "closed"}, "what the file closes is closed, ledger or not"


def test_one_with_a_vendor_is_left_with_it(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    with client.database.writing() as db:
        vendor = Vendor(organisation_id=client.actor.organisation_id, name="Andes")
        db.add(vendor)
        db.flush()
        db.scalars(select(Debt).where(Debt.number == "B2")).one().placed_with = vendor.id
        db.commit()
    with client.database.writing() as db, pytest.raises(Conflict) as refused:
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)
    assert "house's own desks" in refused.value.say("en") and states(client)["B2"] == "open"


def test_one_that_came_back_and_was_taken_out_again_is_not_put_back_by_the_first_decision(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B).encode())
    loads = {}
    for hours, (name, rows) in enumerate((("two.csv", A), ("three.csv", A + B), ("four.csv", A.replace("100.000", "90.000"))), 1):
        loads[name] = client.load(name, (HEAD + rows).encode(), now=NOW + timedelta(hours=hours))
        if name != "three.csv":
            with client.database.writing() as db:
                assert withdraw_missing(db, client.store, client.actor, loads[name].id, "volvieron al banco", soon(NOW)) == 1
    assert cycles(client, "B2") == ["withdrawn", "withdrawn"]
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, loads["two.csv"].id, soon(NOW)) == 0
    assert states(client)["B2"] == "closed" and cycles(client, "B2") == ["withdrawn", "withdrawn"]
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, loads["four.csv"].id, soon(NOW)) == 1
    assert states(client)["B2"] == "open" and cycles(client, "B2") == ["withdrawn", None], "one cycle goes on, the newest"


def test_one_that_was_paid_while_it_was_out_comes_back_as_paid(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B + C).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    with client.database.writing() as db:
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)
    with client.database.writing() as db:
        take_payment(db, client.actor, NewPayment(100_000, NOW.date(), "r-1", debt_number="B2"), NOW)
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, second.id, soon(NOW)) == 1, "the other one is owed"
    assert states(client) == {"A1": "open", "B2": "paid", "C3": "open"} and worked(client) == {"A1", "C3"}
    assert (cycles(client, "B2"), cycles(client, "C3")) == (["paid"], [None])


def test_a_list_kept_before_it_named_cycles_is_put_back_too(client: Client) -> None:
    client.load("one.csv", (HEAD + A + B).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    with client.database.writing() as db:
        withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)
    with client.database.writing() as db:
        debt = db.scalars(select(Debt.id).where(Debt.number == "B2")).one()
        old = client.store.put(io.BytesIO(f"{debt},open\r\n".encode()), ".csv", 100, "withdrawn.csv")
        load = db.get_one(PortfolioLoad, second.id)
        load.counts = {**load.counts, "withdrawn": {**load.counts["withdrawn"], "kept": old.key}}
        db.commit()
    with client.database.writing() as db:
        assert restore_missing(db, client.store, client.actor, second.id, soon(NOW)) == 1
    assert states(client)["B2"] == "open" and cycles(client, "B2") == [None]


@pytest.fixture
def many_at_once(tmp_path: Path, server: str) -> Iterator[Client]:
    with client_on("postgres", tmp_path, server) as made:
        yield made


def meanwhile(client: Client, change: Callable[[Session], None], act: Callable[[Session], int]) -> int:
    """What `act` gives while somebody else's `change` is not committed until `act` waits for it."""

    def acting() -> int:
        with client.database.writing() as db:
            return act(db)

    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    with ThreadPoolExecutor(1) as pool, client.database.writing() as first:
        change(first)
        first.flush()
        second = pool.submit(acting)
        with client.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
            while not second.done() and not looking.scalar(waiting):
                sleep(0.02)
        first.commit()
        return second.result(60)


def test_one_that_is_placed_at_that_moment_stays_with_its_vendor(many_at_once: Client) -> None:
    client = many_at_once
    client.load("one.csv", (HEAD + A + B).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    with client.database.writing() as db:
        vendor = Vendor(organisation_id=client.actor.organisation_id, name="Andes")
        db.add(vendor)
        db.commit()

    def place(db: Session) -> None:
        db.scalars(select(Debt).where(Debt.number == "B2").with_for_update()).one().placed_with = vendor.id

    with pytest.raises(Conflict) as refused:
        meanwhile(
            client, place, lambda db: withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)
        )
    assert "house's own desks" in refused.value.say("en") and states(client)["B2"] == "open"


@pytest.mark.parametrize("back", [False, True])
def test_a_second_click_at_the_same_moment_finds_it_done(many_at_once: Client, back: bool) -> None:
    client = many_at_once
    client.load("one.csv", (HEAD + A + B).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    if back:
        with client.database.writing() as db:
            withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)

    def first(db: Session) -> None:
        load = db.get_one(PortfolioLoad, second.id)
        others = {name: value for name, value in load.counts.items() if name != "withdrawn"}
        load.counts = others if back else {**others, "withdrawn": {"n": 1}}

    def click(db: Session) -> int:
        if back:
            return restore_missing(db, client.store, client.actor, second.id, NOW)
        return withdraw_missing(db, client.store, client.actor, second.id, "volvieron al banco", NOW)

    before = states(client)
    with pytest.raises(Conflict) as refused:
        meanwhile(client, first, click)
    assert refused.value.say("en") == ("no account was taken out" if back else "they were taken out of the work already")
    assert states(client) == before


def test_the_page_lists_them_and_the_file_runs_nothing(site: Flask, world: World, signed_in: SignedIn) -> None:
    actor = world.actors[Role.MANAGER]
    client = Client(world.database, site.extensions["trasluz"].store, actor)
    client.load("one.csv", (HEAD + A + B + C).encode())
    second = client.load("two.csv", (HEAD + A).encode(), now=NOW + timedelta(hours=1))
    manager, address = signed_in(Role.MANAGER), f"/operation/loads/{second.id}/missing"
    assert address in manager.get(f"/operation/loads/{second.id}").text
    page = manager.get(address).text
    assert "Luis Soto" in page and "Ana Rojas" not in page
    held = manager.get(f"{address}.csv")
    assert held.mimetype == "text/csv" and "'=cmd|x" in held.text and "\n=" not in held.text and ",=" not in held.text
    refused = manager.post(address, data={"do": "withdraw", "reason": "ab"})
    assert refused.status_code == 422 and 'value="ab"' in refused.text
    done = manager.post(address, data={"do": "withdraw", "reason": "volvieron al banco"}, follow_redirects=True)
    assert "2 cuentas salieron" in done.text and "volvieron al banco" in done.text
    assert states(client)["B2"] == "closed"
    assert manager.post(address, data={"do": "restore"}).status_code == 303 and states(client)["B2"] == "open"
    assert signed_in(Role.AGENT).get(address).status_code == 403
