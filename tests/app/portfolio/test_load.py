"""A portfolio's file in: cleaned against a known truth, loaded once, changed, refused; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.errors import BadInput, Conflict
from app.models import ContactPoint, Debt, DebtCase, Entry, Person, PortfolioLoad, WorkItem
from app.operations.columns_reads import reads_of
from app.services.money.charge import open_ledger
from app.services.portfolio import run_load as running
from app.services.portfolio.loads import ask, silent
from app.services.portfolio.report import written
from synthetic.debts import REJECTED, TOLD, Spoilt, portfolio, write_csv
from tests.app.portfolio.world import NOW, TODAY, Client, client_on, servers

HEAD = "cuenta;rut;nombre;saldo;vencido;vencimiento;telefono;correo"
ROW = "{0};12.345.670-k;Ana Rojas Soto;{1};{2};{3};{4};ana@correo.example"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Client]:
    with client_on(request.param, tmp_path, server) as made:
        yield made


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[Client]:
    """On SQLite only: where the database makes no difference."""
    with client_on("sqlite", tmp_path, "") as made:
        yield made


def file(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def row(number: str, balance: str = "100.000", overdue: str = "40.000", due: str = "01/10/2026", phone: str = "987654321") -> str:
    return ROW.format(number, balance, overdue, due, phone)


def test_every_spoilt_cell_of_a_known_file_is_told_and_nothing_else(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "cartera.csv"
    rows = write_csv(path, portfolio(400, 3, TODAY, spoilt_share=0.3))
    load = client.load("cartera.csv", path.read_bytes())
    assert (load.state, load.problem) == ("loaded", None)
    told = {(at - 2, why) for at, _, why, _ in client.issues(load)}
    assert told == {(at, str(r.spoilt)) for at, r in enumerate(rows) if r.spoilt}
    assert {r.spoilt for r in rows} == set(Spoilt)
    refused = sum(r.spoilt in REJECTED for r in rows)
    assert (load.counts["rejected"], load.counts["accepted"]) == (refused, len(rows) - refused)
    assert load.counts["told"] == sum(r.spoilt in TOLD for r in rows)
    with client.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Debt)) == len(rows) - refused
        whole = [r for r in rows if r.spoilt is Spoilt.NOTHING and r.cells[1]]
        people = dict(db.execute(select(Debt.number, Debt.person_id)).tuples().all())
        same = {people[r.number] for r in whole if r.person == whole[0].person}
        assert len(same) == 1, "one person across products"
        assert len({people[r.number] for r in whole}) == len({r.person for r in whole})
        assert db.scalar(select(func.count()).select_from(WorkItem))
        late = db.scalar(select(func.count()).select_from(Debt).where(Debt.overdue_minor > 0, Debt.state == "open"))
        assert db.scalar(select(func.count()).select_from(DebtCase)) == late
        assert db.scalar(select(func.count()).select_from(Debt).where(Debt.stage.is_(None), Debt.state != "paid")) == 0


def test_the_same_file_changes_nothing_and_a_changed_one_only_what_changed(client: Client) -> None:
    first = client.load("a.csv", file(row("A1"), row("A2", "50.000", "0", "30/12/2026"), row("A3")))
    assert first.counts["new"] == 3
    with client.database.reading() as db:
        before = db.execute(text("SELECT * FROM debt ORDER BY id")).all()
    again = client.load("a.csv", file(row("A1"), row("A2", "50.000", "0", "30/12/2026"), row("A3")), now=NOW + timedelta(days=1))
    assert [again.counts[k] for k in ("new", "changed", "same", "missing")] == [0, 0, 3, 0]
    with client.database.reading() as db:
        assert db.execute(text("SELECT * FROM debt ORDER BY id")).all() == before
    changed = client.load(
        "a.csv", file(row("A1", "90.000", "0", "30/12/2026"), row("A2", "50.000", "0", "30/12/2026"), row("A4"))
    )
    assert [changed.counts[k] for k in ("new", "changed", "same", "missing")] == [1, 1, 1, 1]
    with client.database.reading() as db:
        one = db.scalars(select(Debt).where(Debt.number == "A1")).one()
        assert (one.balance_minor, one.overdue_minor, one.oldest_due_on) == (90_000, 0, None)
        assert db.scalars(select(DebtCase).where(DebtCase.debt_id == one.id)).one().closed_as == "cured"
        assert db.scalars(select(Debt).where(Debt.number == "A3")).one().balance_minor == 100_000, "missing is told, not closed"
        assert db.scalar(select(func.count()).select_from(Person)) == 1
        phones = db.scalars(select(ContactPoint.value).where(ContactPoint.kind == "phone")).all()
        assert phones == ["+56987654321"]


def test_a_try_changes_nothing(client: Client) -> None:
    load = client.load("a.csv", file(row("A1"), row("A2", "-5")), what="check")
    assert (load.state, load.counts["accepted"], load.counts["rejected"]) == ("dry", 1, 1)
    with client.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Debt)) == 0


def test_a_begun_ledger_gets_the_difference_booked(client: Client) -> None:
    client.load("a.csv", file(row("A1")))
    with client.database.writing() as db:
        debt_id = db.scalars(select(Debt.id)).one()
        open_ledger(db, client.actor, debt_id, NOW)
        db.commit()
    load = client.load("a.csv", file(row("A1", "70.000", "10.000")), now=NOW + timedelta(days=1))
    assert load.counts["changed"] == 1
    with client.database.reading() as db:
        assert db.get_one(Debt, debt_id).balance_minor == 70_000
        assert db.scalar(select(func.count()).select_from(Entry).where(Entry.debt_id == debt_id)) == 2


def test_a_load_that_dies_leaves_the_old_state_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.load("a.csv", file(row("A1")))

    def broken(*_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(running.Writer, "_points", broken)
    load = client.load("b.csv", file(row("A1", "1.000", "0"), row("A2")))
    assert load.state == "failed" and load.problem and "OSError" in load.problem["en"]
    with client.database.reading() as db:
        assert db.execute(select(Debt.number, Debt.balance_minor)).tuples().all() == [("A1", 100_000)]
    monkeypatch.undo()
    with client.database.writing() as db:
        ask(db, client.actor, load.id, "load", NOW, lambda _id: None)
    running.run_load(client.database, client.store, load.id, lambda: NOW)
    with client.database.reading() as db:
        assert db.get_one(PortfolioLoad, load.id).state == "loaded"
        assert db.scalar(select(func.count()).select_from(Debt)) == 2


def test_a_process_that_fell_silent_is_told_and_may_be_replaced(lone: Client) -> None:
    load = lone.load("a.csv", file(row("A1")), what="check")
    with lone.database.writing() as db:
        ask(db, lone.actor, load.id, "load", NOW, lambda _id: None)
        held = db.get_one(PortfolioLoad, load.id)
        held.beat_at = NOW
        db.commit()
    running.run_load(lone.database, lone.store, load.id, lambda: NOW + timedelta(seconds=30))
    with lone.database.reading() as db:
        held = db.get_one(PortfolioLoad, load.id)
        assert held.state == "loading" and not silent(held, NOW + timedelta(seconds=30)), "somebody is at it"
        assert silent(held, NOW + timedelta(minutes=5))
    running.run_load(lone.database, lone.store, load.id, lambda: NOW + timedelta(minutes=5))
    with lone.database.reading() as db:
        assert db.get_one(PortfolioLoad, load.id).state == "loaded"


def test_the_same_account_twice(lone: Client) -> None:
    load = lone.load("a.csv", file(row("A1"), row("A1"), row("A2"), row("A2", "200.000")))
    assert (load.counts["accepted"], load.counts["rejected"], load.counts["repeated"]) == (1, 2, 1)
    assert {(r, why) for r, _, why, _ in lone.issues(load)} >= {(3, "same_row"), (4, "two_numbers"), (5, "two_numbers")}


def test_one_document_under_two_names_is_two_people(lone: Client) -> None:
    other = row("A2").replace("Ana Rojas Soto", "Pedro Muñoz Vera")
    load = lone.load("a.csv", file(row("A1"), other, row("A3").replace("Ana Rojas Soto", "ROJAS SOTO ANA MARIA")))
    assert [(r, why) for r, _, why, _ in lone.issues(load)] == [(3, "other_name")]
    later = lone.load("b.csv", file(row("A4").replace("Ana Rojas Soto", "Luis Tapia")))
    assert later.counts["reasons"] == {"other_name": 1}
    with lone.database.reading() as db:
        names = db.execute(select(Debt.number, Person.name, Person.identity).join(Person).order_by(Debt.number)).tuples().all()
        assert [(n, who.split()[0], doc) for n, who, doc in names] == [
            ("A1", "Ana", "12345670K"),
            ("A2", "Pedro", None),
            ("A3", "Ana", "12345670K"),
            ("A4", "Luis", None),
        ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"balance": "mil"}, "bad_amount"),
        ({"balance": ""}, "no_amount"),
        ({"balance": "100,50"}, "too_fine"),
        ({"balance": "=1+1"}, "bad_amount"),
        ({"due": "31/02/2026"}, "bad_date"),
        ({"due": "01/10/3026"}, "far_date"),
        ({"overdue": "200.000"}, "over_balance"),
        ({"due": ""}, "overdue_undated"),
        ({"due": "01/12/2026"}, "overdue_later"),
        ({"balance": "9" * 30}, "too_much"),
    ],
)
def test_a_bad_amount_or_day_refuses_its_row_with_the_reason(lone: Client, change: dict[str, str], why: str) -> None:
    load = lone.load("a.csv", file(row("A0"), row("A1", **change)))
    assert load.state == "loaded", load.problem
    assert [(r, w) for r, _, w, _ in lone.issues(load)] == [(3, why)]
    assert (load.counts["accepted"], load.counts["rejected"]) == (1, 1)


def test_the_report_is_a_table_in_the_readers_language_and_starts_no_formula(lone: Client) -> None:
    load = lone.load("a.csv", file(row("A0"), row("A1", "=cmd()")))
    assert load.rejected
    path = lone.store.path(load.rejected)
    es, en = ("".join(written(path, reads_of(load.reads), lang)) for lang in ("es", "en"))
    assert "3,saldo,'=cmd(),rechazada,no es un monto" in es
    assert "is not an amount" in en and es.startswith("\ufeff")


def test_another_clients_load_is_not_found(lone: Client) -> None:
    load = lone.load("a.csv", file(row("A1")), what="check")
    with pytest.raises(Conflict), lone.database.writing() as db:
        load_row = db.get_one(PortfolioLoad, load.id)
        load_row.state = "loaded"
        db.commit()
        ask(db, lone.actor, load.id, "load", NOW, lambda _id: None)


@pytest.mark.parametrize(
    "data", [b"", b"   \n \n", b"%PDF-1.4 x", b"\xd0\xcf\x11\xe0abcd", b"a\x00b\x00c", b"solo una columna\nx\ny"]
)
def test_what_is_no_portfolio_is_refused_at_the_door(lone: Client, data: bytes) -> None:
    with pytest.raises(BadInput):
        lone.load("a.csv", data)


def test_days_past_due_stand_for_a_date(lone: Client) -> None:
    load = lone.load("a.csv", b"cuenta,nombre,saldo,vencido,dias mora\nA1,Ana Soto,1000,1000,45\nA2,Eva Paz,1000,0,0\n")
    assert load.state == "loaded"
    with lone.database.reading() as db:
        days = dict(db.execute(select(Debt.number, Debt.oldest_due_on)).tuples().all())
    assert days == {"A1": date(2026, 10, 6), "A2": None}
