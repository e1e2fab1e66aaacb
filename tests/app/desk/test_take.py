"""An account is given to one agent at a time: the best that suits them, appointments first, the same one on a reload."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import Database
from app.models.desk import WorkItem
from app.queries.collections.seats import Seat
from app.services.desk.take import LEASE, settle, take
from tests.app.desk.world import NOW, agents, client, owed


def _take(database: Database, seat: Seat, after: timedelta = timedelta()) -> int | None:
    with database.writing() as db:
        found = take(db, seat, NOW + after)
        return found.debt_id if found else None


def _put(database: Database, debt_id: int, **values: object) -> None:
    with database.writing() as db:
        db.execute(update(WorkItem).where(WorkItem.debt_id == debt_id).values(**values))
        db.commit()


def test_the_best_comes_first_and_a_reload_keeps_it(either: Database) -> None:
    org = client(either)
    low, high = owed(either, org, [1.0, 9.0])
    first, second = agents(either, org, 2)
    assert _take(either, first) == high
    assert _take(either, first, timedelta(minutes=5)) == high
    assert _take(either, second) == low
    assert _take(either, agents(either, org, 1, 1)[0]) is None


def test_an_appointment_that_is_due_comes_before_everything(either: Database) -> None:
    org = client(either)
    asked, _best, later = owed(either, org, [0.1, 99.0, 50.0])
    _put(either, asked, stands="waits", appointment="callback", ready_at=NOW - timedelta(minutes=1))
    _put(either, later, stands="waits", appointment="promise", ready_at=NOW + timedelta(minutes=1))
    assert _take(either, agents(either, org, 1)[0]) == asked


def test_what_waits_comes_when_its_hour_has_come_and_not_before(either: Database) -> None:
    org = client(either)
    (debt,) = owed(either, org, [1.0], ready_at=NOW + timedelta(hours=2))
    seat = agents(either, org, 1)[0]
    with either.writing() as db:
        assert settle(db, org, NOW) == 1
        db.commit()
    assert _take(either, seat) is None
    assert _take(either, seat, timedelta(hours=2)) == debt


def test_what_a_builder_forgot_to_make_wait_is_not_given_either(either: Database) -> None:
    org = client(either)
    owed(either, org, [1.0], ready_at=NOW + timedelta(hours=2))
    assert _take(either, agents(either, org, 1)[0]) is None


def test_the_hard_goes_to_the_experienced_and_never_to_the_new(either: Database) -> None:
    org = client(either)
    (hard,) = owed(either, org, [5.0], level=2)
    (easy,) = owed(either, org, [5.5], level=0)
    (new,), (old,) = agents(either, org, 1, level=0), agents(either, org, 1, level=2)
    assert _take(either, old) == hard, "5.5 of an easy one is worth less of an expert's time than 5 of a hard one"
    assert _take(either, new) == easy


def test_what_asks_for_a_skill_waits_for_who_has_it(either: Database) -> None:
    org = client(either)
    (special,) = owed(either, org, [5.0], skill="hardship")
    (plain,), (skilled,) = agents(either, org, 1), agents(either, org, 1, skills=("hardship",))
    assert _take(either, plain) is None
    assert _take(either, skilled) == special


def test_a_lease_that_ran_out_gives_the_account_to_somebody_else(either: Database) -> None:
    org = client(either)
    (debt,) = owed(either, org, [1.0])
    gone, here = agents(either, org, 2)
    assert _take(either, gone) == debt
    assert _take(either, here, LEASE - timedelta(seconds=1)) is None
    assert _take(either, here, LEASE + timedelta(seconds=1)) == debt
    assert _take(either, gone, LEASE + timedelta(seconds=2)) is None


def test_no_account_of_another_client_or_desk_is_given(either: Database) -> None:
    org, other = client(either), client(either, "Otra")
    owed(either, other, [9.0])
    owed(either, org, [9.0], desk="tardía")
    assert _take(either, agents(either, org, 1)[0]) is None


@pytest.mark.parametrize(("where", "crowd"), [("on_sqlite", 8), ("on_postgres", 40)])
def test_many_at_once_and_no_account_given_twice(request: pytest.FixtureRequest, where: str, crowd: int) -> None:
    """Real threads on real connections, each taking five in turn while others do, from worklists of three levels."""
    database: Database = request.getfixturevalue(where)
    org = client(database)
    for level in (0, 1, 2):
        owed(database, org, [float(n % 17) for n in range(crowd * 2)], level=level)
    seats = [s for level in (0, 1, 2) for s in agents(database, org, -(-crowd // 3), level)][:crowd]
    given: list[int] = []
    gate = threading.Barrier(crowd)
    troubles: list[BaseException] = []

    def work(seat: Seat) -> None:
        try:
            gate.wait(30)
            for _ in range(5):
                debt = _take(database, seat)
                if debt is None:
                    continue
                given.append(debt)
                _put(database, debt, stands="done", taken_by=None)
        except BaseException as trouble:
            troubles.append(trouble)
            raise

    threads = [threading.Thread(target=work, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not troubles
    assert [debt for debt, times in Counter(given).items() if times > 1] == []
    assert len(given) >= crowd * 4, "agents went without although work was there"


def test_two_windows_of_one_agent_get_one_account(on_postgres: Database) -> None:
    org = client(on_postgres)
    owed(on_postgres, org, [float(n) for n in range(30)])
    seat = agents(on_postgres, org, 1)[0]
    got: list[int | None] = []
    threads = [threading.Thread(target=lambda: got.append(_take(on_postgres, seat))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 8 and len(set(got)) == 1
    with on_postgres.reading() as db:
        assert len(list(db.scalars(select(WorkItem).where(WorkItem.stands == "held")))) == 1
