"""The worklist: what is expected back comes first, with reasons; what is held stays; what is over leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.errors import Conflict
from app.models import Debt, DebtDay, Grievance, Interaction, Person, PersonPair, User, WorkItem
from app.operations.priority import Bucket, Lived, bucket_of, chance_reason, chances
from app.queries.collections.people_found import people_alike
from app.services.portfolio.join_people import decide_pair
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.segment import resegment
from tests.app.portfolio.history import draw
from tests.app.portfolio.world import NOW, TODAY, Client, client_on, servers


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Client]:
    with client_on(request.param, tmp_path, server) as made:
        with made.database.writing() as db:
            draw(db, made.actor.organisation_id, 90, 3)
            resegment(db, None, NOW)
            db.commit()
        yield made


def build(client: Client) -> dict[int, WorkItem]:
    with client.database.writing() as db:
        prioritise(db, client.actor.organisation_id, NOW)
        db.commit()
        return {item.debt_id: item for item in db.scalars(select(WorkItem))}


def test_only_what_is_owed_here_and_undisputed_is_listed(client: Client) -> None:
    items = build(client)
    with client.database.reading() as db:
        disputes = db.scalars(select(Grievance).where(Grievance.kind == "dispute", Grievance.state == "open")).all()
        for debt in db.scalars(select(Debt)):
            disputed = any(g.person_id == debt.person_id and g.debt_id in (None, debt.id) for g in disputes)
            promised = db.scalar(text("SELECT count(*) FROM promise WHERE state = 'open' AND debt_id = :id"), {"id": debt.id})
            workable = debt.placed_with is None and debt.state not in ("paid", "closed") and not disputed
            assert (debt.id in items) == (workable and (debt.overdue_minor > 0 or bool(promised))), debt.number
    assert len(items) > 15
    for item in items.values():
        assert item.priority >= 0 and item.level in (0, 1, 2) and item.desk in ("temprana", "tardía")
        assert all(reason["es"] and reason["en"] for reason in item.reasons)
        assert next(r for r in item.reasons if r["kind"] == "chance")["n"] >= 0


def test_a_promise_waits_for_its_day_and_comes_first_on_it(client: Client) -> None:
    items = build(client)
    with client.database.reading() as db:
        due = db.execute(text("SELECT debt_id, min(due_on) FROM promise WHERE state = 'open' GROUP BY debt_id")).all()
    known = {debt: str(day) for debt, day in due if debt in items}
    assert known
    for debt, day in known.items():
        assert (items[debt].stands, items[debt].appointment) == ("waits", "promise")
        assert (items[debt].ready_at <= NOW) == (day <= TODAY.isoformat())
        assert (items[debt].reasons[0]["kind"] == "promise_today") == (day == TODAY.isoformat())


def test_what_an_agent_holds_stays_theirs_and_what_was_paid_leaves(client: Client) -> None:
    items = build(client)
    held, paid = sorted(items)[:2]
    with client.database.writing() as db:
        user = db.scalars(select(User.id)).first()
        item = db.get_one(WorkItem, held)
        item.stands, item.taken_by, item.taken_until = "held", user, NOW + timedelta(minutes=9)
        db.get_one(Debt, paid).state = "paid"
        db.commit()
        prioritise(db, client.actor.organisation_id, NOW + timedelta(hours=1))
        db.commit()
        again = db.get_one(WorkItem, held)
        assert (again.stands, again.taken_by) == ("held", user)
        assert db.get(WorkItem, paid) is None
        before = len(items)
        prioritise(db, client.actor.organisation_id, NOW + timedelta(hours=2), [held])
        db.commit()
        assert len(db.scalars(select(WorkItem.debt_id)).all()) == before - 1, "of one debt only that one is looked at"


def test_the_chance_is_counted_from_own_history_where_there_is_enough() -> None:
    stated = chances({})[Bucket.TO_30, Lived.UNTRIED]
    assert (stated.n, stated.low) == (0, None) and stated.value == pytest.approx(0.18)
    assert (
        "1 caso propio)" in chance_reason(replace(stated, n=1))["es"] and "2 cases" in chance_reason(replace(stated, n=2))["en"]
    )
    counted = chances({(Bucket.TO_30, Lived.UNTRIED): (900, 1000)})[Bucket.TO_30, Lived.UNTRIED]
    assert counted.low is not None and counted.high is not None and counted.low < 0.9 < counted.high and counted.value > 0.7
    assert [bucket_of(d) for d in (0, 1, 30, 31, 181)] == [Bucket.CURRENT, Bucket.TO_30, Bucket.TO_30, Bucket.TO_90, Bucket.OLDER]


def test_photographs_and_payments_make_the_counts(client: Client) -> None:
    from app.queries.collections.segments_history import counted_cells

    day = TODAY - timedelta(days=10)
    with client.database.writing() as db:
        for debt in db.scalars(select(Debt)):
            row = {"balance_minor": 1, "overdue_minor": 1, "days_overdue": 20, "aside": False, "segment_id": None}
            db.add(DebtDay(on_day=day, debt_id=debt.id, organisation_id=debt.organisation_id, person_id=debt.person_id, **row))
        db.commit()
        found = counted_cells(db, client.actor.organisation_id, TODAY)
        paid = "SELECT count(DISTINCT debt_id) FROM payment WHERE reversed_by IS NULL AND paid_on >= :a AND paid_on < :b"
        hits = db.scalar(text(paid), {"a": day.isoformat(), "b": (day + timedelta(days=7)).isoformat()})
    assert {cell[0] for cell in found} == {Bucket.TO_30}
    assert sum(n for _, n in found.values()) == 90 and sum(h for h, _ in found.values()) == hits


def test_two_who_look_like_one_are_joined_only_when_somebody_says_so(client: Client) -> None:
    rows = (
        "cuenta;nombre;saldo;rut;telefono\nB1;Ana Rojas Soto;1000;;987654321\nB2;ANA ROJAS SOTO;1000;12.345.670-k;987654321\n"
        "B3;Luis Tapia;1000;;987654321\nB4;Ana Rojas Soto;1000;;\n"
    )
    client.load("b.csv", rows.encode())
    with client.database.writing() as db:
        pairs = people_alike(db, client.actor)
        assert [{p.first.name.lower(), p.second.name.lower(), p.shares} for p in pairs] == [{"ana rojas soto", "+56987654321"}]
        pair = pairs[0]
        person = db.scalars(select(Interaction.person_id)).first()
        decide_pair(db, client.actor, pair.second.id, pair.first.id, True, NOW)
        assert people_alike(db, client.actor) == ()
        joined = db.execute(select(Debt.number, Person.identity).join(Person).where(Person.id == pair.first.id)).tuples().all()
        assert sorted(joined) == [("B1", "12345670K"), ("B2", "12345670K")]
        assert db.get(Person, pair.second.id) is None and db.scalars(select(PersonPair.decided)).all() == ["same"]
        other = db.scalars(select(Person).where(Person.id == person)).one()
        other.identity = "76543216"
        db.commit()
        with pytest.raises(Conflict):
            decide_pair(db, client.actor, pair.first.id, other.id, True, NOW)
