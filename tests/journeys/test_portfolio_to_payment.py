"""A portfolio from file to payment, on the real SQLite and on the real Postgres: what each step leaves is what a person sees."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.actors import Actor
from app.channels.registry import outbox_of
from app.channels.shape import News, Received
from app.db import Database
from app.migrations.runner import upgrade
from app.models import ContactPoint, Debt, DebtCase, Interaction, Person, Plan, Promise, Segment
from app.models.portfolio import PortfolioLoad
from app.operations.arms import Arm
from app.operations.offers import Slice
from app.operations.wrap import Outcome, WrapUp
from app.operations.wrap import Slice as Agreed
from app.outreach_settings import OutreachSettings
from app.queries.collections.kpis import asked, fact_rows, split
from app.queries.collections.seats import seat_of
from app.queries.rows import Role
from app.services.desk.calling import hang_up, place_call
from app.services.desk.held import release
from app.services.desk.next_account import next_account
from app.services.desk.staff_desks import seat_agent
from app.services.desk.wrap_up import wrap_up
from app.services.money.agreement import agreement
from app.services.money.take_payment import NewPayment, take_payment
from app.services.outreach.hear import hear
from app.services.portfolio.edit_segments import put_in_segments, usual_segments
from app.services.portfolio.loads import ask, take_file
from app.services.portfolio.report import issues_in
from app.services.portfolio.run_load import run_load
from app.services.strategies.edit_strategy import begin_strategy
from app.services.strategies.house_card import save_card
from app.services.strategies.launch import launch
from app.services.strategies.write_template import install_house_texts
from app.services.unpack import Given
from app.services.users import NewUser, first_admin
from app.settings import Settings
from app.store import Store
from audit.contacts.contact import Channel
from tests.app.real_services import fresh_database, postgres
from tests.app.strategies.world import unseeing
from tests.journeys.operation import SECRET, Operation
from tests.journeys.portfolio_world import BALANCE, CARD, DAY, DUE, MONDAY, OVERDUE, SUNDAY, file

CALLED = MONDAY + timedelta(days=1, hours=2)
PROMISED = date(2026, 5, 26)
"""A Tuesday, a week after the call: the latest that the policy allows; two days before it is a Sunday."""
PAID = 50_000
AGAIN = MONDAY + timedelta(days=11, hours=3)
STEP = {"key": "friendly", "anchor": "due", "day": 2, "window_days": 8, "channels": ["whatsapp", "sms"]}
STEP |= {"template": "early-friendly", "tone": "tu"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Database]:
    plain = Settings(home=tmp_path, secret_key=SECRET, database_url=f"sqlite:///{tmp_path / 'x.db'}")
    if request.param == "sqlite":
        made = Database(plain.database_url)
        upgrade(made)
        yield made
        made.dispose()
        return
    with fresh_database(server, "trasluz_portfolio") as url:
        given = {"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": SECRET}
        made = Database(replace(plain, database_url=Settings.from_env(given).database_url).database_url)
        upgrade(made)
        yield made
        made.dispose()


@pytest.fixture
def operation(database: Database, tmp_path: Path) -> Operation:
    who = {}
    for role in (Role.MANAGER, Role.AGENT):
        with database.writing() as db:
            new = NewUser(role.value, f"{role.value}@lindero.example", role.value, "una clave bien larga")
            user = first_admin(db, "Crédito Lindero", new, SUNDAY)
            who[role] = Actor(user.id, user.name, user.organisation_id, role)
    outbox = outbox_of(OutreachSettings(), tmp_path)
    return Operation(database, Store(tmp_path / "recordings"), outbox, who[Role.MANAGER], who[Role.AGENT], file())


def test_from_the_file_to_the_payment(operation: Operation) -> None:
    loaded(operation)
    cleaned(operation)
    segmented(operation)
    under_a_strategy(operation)
    refused_and_then_allowed(operation)
    promised(operation)
    reminded(operation)
    paid_in_part(operation)
    broken(operation)
    plan = planned_again(operation)
    paid(operation, plan)
    counted(operation)


def loaded(op: Operation) -> None:
    """A try changes nothing and names every row that is refused; the load writes the others; loaded again nothing changes."""
    for what, state in (("check", "dry"), ("load", "loaded")):
        load = _load(op, what, SUNDAY)
        assert (load.state, load.counts["rows"], load.counts["new"]) == (state, len(op.file.rows), load.counts["accepted"])
        issues = {line: reason for line, _, reason, _ in issues_in(op.store.path(load.rejected or ""))}
        assert issues == {**op.file.refused, **op.file.told}
        assert load.counts["rejected"] == len(op.file.refused) >= 5
        with op.database.reading() as db:
            there = db.scalar(select(func.count()).select_from(Debt))
        assert there == (0 if what == "check" else load.counts["accepted"])
    again = _load(op, "load", SUNDAY + timedelta(minutes=5))
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, load.counts["accepted"])


def _load(op: Operation, what: str, now: datetime) -> PortfolioLoad:
    with op.database.writing() as db:
        given = Given("cartera.csv", io.BytesIO(op.file.content))
        id = take_file(db, op.store, op.manager, given, "CL", 10**8, now).id
        ask(db, op.manager, id, what, now, lambda _id: None)
    run_load(op.database, op.store, id, lambda: now)
    with op.database.reading() as db:
        return db.get_one(PortfolioLoad, id)


def cleaned(op: Operation) -> None:
    """Her document without its signs, her phone as the world dials it, her clock; one person however many accounts."""
    with op.database.reading() as db:
        debt = db.get_one(Debt, op.debt)
        person = db.get_one(Person, debt.person_id)
        phone = db.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id, ContactPoint.kind == "phone")).one()
        people = db.scalar(select(func.count()).select_from(Person))
        sound = {row.person for line, row in enumerate(op.file.rows, start=2) if line not in op.file.refused}
    assert (person.identity, person.zone) == (op.file.identity.replace("-", ""), "America/Santiago")
    assert (phone.value, phone.mobile, phone.standing) == (op.file.phone, True, "unverified")
    assert (debt.balance_minor, debt.overdue_minor, debt.oldest_due_on) == (BALANCE, OVERDUE, DUE)
    assert people is not None and len(sound) <= people < len(sound) + 3, "at most those whose document cannot be read are new"


def segmented(op: Operation) -> None:
    with op.database.writing() as db:
        usual_segments(db, op.manager, SUNDAY)
        assert put_in_segments(db, op.manager, SUNDAY) is not None
        assert db.get_one(Debt, op.debt).stage == "early"
    assert op.segment() == "Temprana"


def under_a_strategy(op: Operation) -> None:
    with op.database.writing() as db:
        install_house_texts(db, op.manager, unseeing, SUNDAY)
        save_card(db, op.manager, "CL", CARD, SUNDAY)
        early = db.scalars(select(Segment.id).where(Segment.name == "Temprana")).one()
        made = begin_strategy(db, op.manager, early, "Temprana amable", {"steps": [STEP]}, SUNDAY)
        launch(db, op.manager, [Arm(made.id, 100)], None, SUNDAY)
        seat_agent(db, op.manager, op.agent.user_id or 0, "temprana", 2, "", SUNDAY)
    op.day(SUNDAY)


def refused_and_then_allowed(op: Operation) -> None:
    """On Sunday the rule and the hour are told; one second before that hour it is still refused; at that hour it goes, once."""
    done = op.round(SUNDAY)
    assert done.cleared == [] and done.counts["refused"] >= 1
    (row,) = op.outgoing()
    assert row.state == "refused" and row.refused is not None and op.told() == []
    assert row.refused["rule"] == "cl-hours-written" and row.refused["es"]
    may = datetime.fromisoformat(row.refused["may_go_at"])
    assert may == MONDAY
    op.day(may - timedelta(seconds=1))
    assert op.round(may - timedelta(seconds=1)).cleared == []
    assert row.id in op.round(may).cleared
    first = op.file.name.split()[0]
    assert op.told() == [
        f"Hola {first}, somos Crédito Lindero. Tu cuota de $123.150 del martes 12 de mayo sigue pendiente; a veces se pasa. "
        "Veamos cómo ponerte al día: puedes pagarla en lindero.example/al-dia, hacerlo en partes o elegir otra fecha. "
        "Si ya pagaste, gracias. Te atiende una persona en el 600 555 0140. Para no recibir más mensajes, responde NO."
    ]
    assert op.round(may + timedelta(minutes=15)).cleared == [] and len(op.told()) == 1
    heard = News("read", may + timedelta(minutes=3), ref=str(row.id))
    answer = Received("w-1", op.file.phone, "¿Puedo pagar el otro martes?", may + timedelta(minutes=9), str(row.id))
    with op.database.writing() as db:
        hear(db, Channel.WHATSAPP, (heard, answer), may + timedelta(minutes=10))
        assert db.get_one(Interaction, row.id).state == "replied"


def promised(op: Operation) -> None:
    """The agent's list leads to her; the call is asked of the rulebook; what she agrees is an open promise."""
    op.day(CALLED)
    call = _talk(op, CALLED, "in_full", ((OVERDUE, PROMISED),))
    page = op.money(CALLED)
    (plan,) = page.plans
    assert (plan.offer, plan.state, [p.state for p in plan.promises]) == ("in_full", "open", ["open"])
    with op.database.reading() as db:
        row = db.get_one(Interaction, call)
        assert (row.outcome, row.right_party, row.duration_s, row.wrap_up_s) == ("promise", True, 240.0, 30.0)
        assert db.get_one(Plan, plan.id).interaction_id == call
    with op.database.writing() as db:
        assert next_account(db, seat_of(db, op.agent), CALLED + timedelta(minutes=9)).confirmed is None
    held = op.outgoing()[-1]
    assert (held.purpose, held.state) == ("agreement", "refused") and held.refused is not None
    assert held.refused["rule"] == "cl-freq-written", "no second message within three days of the first"


def _talk(op: Operation, now: datetime, offer: str, agreed: tuple[tuple[int, date], ...]) -> int:
    """The agent works the list from the top until it is her turn, calls, and wraps up."""
    with op.database.writing() as db:
        seat = seat_of(db, op.agent)
        found = next_account(db, seat, now).debt_id
        while found != op.debt:
            assert found is not None, "her account never came"
            release(db, seat, found, now)
            found = next_account(db, seat, now).debt_id
        place_call(db, op.agent, found, None, now)
        hang_up(db, op.agent, found, now + timedelta(minutes=4))
        slices = tuple(Agreed(amount, day.isoformat()) for amount, day in agreed)
        return wrap_up(db, op.agent, found, WrapUp(Outcome.AGREED, "", offer, slices), now + timedelta(minutes=4, seconds=30))


def reminded(op: Operation) -> None:
    """The agreement goes out when the law lets it; the strategy is silent; the reminder is out on the day, once."""
    sent = len(op.told())
    holiday, friday = MONDAY + 3 * DAY, MONDAY + 4 * DAY
    assert op.remind(holiday) == [], "the 21st of May is no day to write"
    assert len(op.remind(friday)) == 1
    assert "Esto acordamos: $123.150 el martes 26 de mayo" in op.told()[-1]
    assert op.remind(SUNDAY + 7 * DAY) == [], "two days before is a Sunday"
    today = MONDAY + 8 * DAY
    op.day(today)
    assert op.round(today).cleared == []
    assert len(op.remind(today)) == 1 and op.remind(today + timedelta(hours=1)) == []
    assert op.told()[-1].startswith("Hola ") and "Acordamos $123.150 para el martes 26 de mayo" in op.told()[-1]
    assert len(op.told()) == sent + 2


def paid_in_part(op: Operation) -> None:
    """What she pays goes to her oldest instalment and counts towards the promise; told twice, it is one payment."""
    now = MONDAY + 8 * DAY + timedelta(hours=6)
    new = NewPayment(PAID, PROMISED, "TR-0001", op.debt, means="transferencia")
    for _ in range(2):
        with op.database.writing() as db:
            take_payment(db, op.manager, new, now)
    page = op.money(now)
    assert (page.balance_minor, page.overdue_minor) == (BALANCE - PAID, OVERDUE - PAID)
    assert [(i.due_on, i.open_minor) for i in page.instalments] == [(DUE, OVERDUE - PAID)]
    assert [(e.kind, e.change_minor) for e in page.entries] == [("payment", -PAID), ("opening", BALANCE)]
    (promise,) = page.plans[0].promises
    assert (promise.state, promise.paid_minor) == ("open", PAID)


def broken(op: Operation) -> None:
    """Open to the last minute of its grace; broken the day after, her segment with it, and she is asked what happened."""
    last = datetime.fromisoformat("2026-05-28T23:59:00-04:00").astimezone(UTC)
    op.day(last)
    assert op.money(last).plans[0].state == "open" and op.segment() == "Temprana"
    op.day(last + timedelta(minutes=2))
    page = op.money(last + timedelta(minutes=2))
    (promise,) = page.plans[0].promises
    assert (page.plans[0].state, promise.state, promise.settled_on) == ("broken", "broken", date(2026, 5, 29))
    assert op.segment() == "Promesa incumplida"
    sent = len(op.told())
    assert op.remind(last + timedelta(minutes=3)) == [], "nobody is written to at midnight"
    friday = MONDAY + 11 * DAY
    assert len(op.remind(friday)) == 1 and len(op.told()) == sent + 1
    assert "El pago que vimos para el martes 26 de mayo aún no aparece. ¿Pasó algo?" in op.told()[-1]


def planned_again(op: Operation) -> int:
    """A lighter plan takes the place of the broken one; both agreements are kept, word for word."""
    op.day(AGAIN)
    left = OVERDUE - PAID
    parts = (Slice(left // 2, date(2026, 6, 5)), Slice(left - left // 2, date(2026, 6, 19)))
    first = op.money(AGAIN).plans[0].id
    with op.database.writing() as db:
        before = agreement(db, op.store, op.manager, first, AGAIN)
    call = _talk(op, AGAIN, "in_parts", tuple((s.amount_minor, s.due_on) for s in parts))
    page = op.money(AGAIN)
    assert [(p.offer, p.state) for p in page.plans] == [("in_parts", "open"), ("in_full", "broken")]
    assert page.plans[0].replaces_id == first
    second = page.plans[0].id
    with op.database.writing() as db:
        made = agreement(db, op.store, op.manager, second, AGAIN)
        assert made[:5] == before[:5] == b"%PDF-" and made != before
        assert agreement(db, op.store, op.manager, first, AGAIN + DAY) == before
        assert agreement(db, op.store, op.manager, second, AGAIN + DAY) == made
        assert db.get_one(Plan, second).interaction_id == call
        assert {p.agreement is not None for p in db.scalars(select(Plan))} == {True}
    return second


def paid(op: Operation, plan_id: int) -> None:
    """Both parts come on their days: the plan is kept, nothing is overdue, the case is closed as cured; the rest goes on."""
    for n, promise in enumerate(op.money(AGAIN).plans[0].promises):
        now = datetime.combine(promise.due_on, MONDAY.time(), UTC) + timedelta(hours=5)
        op.day(now)
        with op.database.writing() as db:
            take_payment(db, op.manager, NewPayment(promise.amount_minor, promise.due_on, f"TR-1{n}", op.debt), now)
    page = op.money(now)
    assert (page.balance_minor, page.overdue_minor, page.case_since) == (BALANCE - OVERDUE, 0, None)
    assert [(p.state, [q.state for q in p.promises]) for p in page.plans] == [("kept", ["kept", "kept"]), ("broken", ["broken"])]
    with op.database.reading() as db:
        case = db.scalars(select(DebtCase).where(DebtCase.debt_id == op.debt)).one()
        assert (case.closed_on, case.closed_as) == (date(2026, 6, 19), "cured")
        assert db.scalar(select(func.count()).select_from(Promise).where(Promise.state == "open")) == 0
        assert db.get_one(Plan, plan_id).state == "kept"
    assert op.segment() == "Preventiva"


def counted(op: Operation) -> None:
    """The measures say it: two promises kept of three, every peso, two calls that ended in a plan; down to her rows."""
    now = datetime(2026, 7, 1, 15, tzinfo=UTC)
    with op.database.reading() as db:
        period = asked(db, op.manager, date(2026, 5, 18), date(2026, 6, 30), now)
        found = {id: split(db, period, id)[0].found for id in ("kept_rate", "kept_amount", "promise_rate", "handle_time")}
        rows = fact_rows(db, period, "kept_rate", None, None, 1)
        recovered = {row.number: row.x for row in fact_rows(db, period, "recovery_rate", None, None, 1).rows}
    assert (found["kept_rate"].n, round(found["kept_rate"].value or 0, 6)) == (3, round(2 / 3, 6))
    assert round(found["kept_amount"].value or 0, 6) == round(OVERDUE / (OVERDUE + OVERDUE - PAID), 6)
    assert (found["promise_rate"].n, found["promise_rate"].value) == (2, 1.0)
    assert (found["handle_time"].n, found["handle_time"].value) == (2, 270.0)
    assert [(r.number, r.x) for r in rows.rows] == [(op.file.number, 1.0), (op.file.number, 1.0), (op.file.number, 0.0)]
    assert recovered[op.file.number] == OVERDUE
