"""The demo's operation: a made-up portfolio loaded four weeks ago and worked since, through the same services people use.

Nobody real is written to: the outbox is the one of this machine. Run again, it is still there.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.channels.registry import Outbox
from app.channels.shape import News, Received
from app.db import Database
from app.errors import BadInput, Conflict
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Promise
from app.models.person import ContactPoint
from app.models.portfolio import PortfolioLoad, Segment
from app.operations.arms import Arm
from app.operations.offers import offers_for, policy
from app.operations.scripts import Judging
from app.operations.wrap import Outcome, Slice, WrapUp
from app.queries.collections.owing import owing_of
from app.queries.collections.seats import seat_of
from app.services.desk.calling import hang_up, place_call
from app.services.desk.held import release
from app.services.desk.next_account import next_account
from app.services.desk.staff_desks import seat_agent
from app.services.desk.wrap_up import wrap_up
from app.services.money.settle_promises import settle_promises
from app.services.money.take_payment import NewPayment, take_payment
from app.services.outreach.hear import hear
from app.services.outreach.send import send_cleared
from app.services.portfolio.loads import ask, take_file
from app.services.portfolio.photograph import photograph
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.run_load import run_load
from app.services.portfolio.segment import resegment
from app.services.strategies.do_steps import do_steps
from app.services.strategies.edit_strategy import begin_from_house
from app.services.strategies.house_card import save_card
from app.services.strategies.launch import launch
from app.services.strategies.write_template import install_house_texts
from app.services.unpack import Given
from app.store import Store
from audit.contacts.contact import Channel
from synthetic.debts import HEADER, Owed, portfolio

DAYS, LATER, PEOPLE, SEED = 28, 8, 60, 20_260_516
HERE = ZoneInfo("America/Santiago")
DESKS = ("temprana", "tardía")
CARD = {
    "phone": "600 555 0140",
    "hours": "lunes a viernes, de 9 a 18",
    "complaints": "reclamos@lindero.example",
    "link": "lindero.example/al-dia",
    "agent": "Tamara",
}
SEGMENTS = (
    ("Preventiva", "mora = 0", "preventive"),
    ("Temprana", "mora <= 30", "early"),
    ("Tardía", "mora <= 120", "late"),
    ("Castigada", "mora > 120", None),
)
_CALLS_A_DAY, LIMIT = 4, 32 * 1024 * 1024
_ENDS = (Outcome.AGREED, Outcome.MORE_TIME, Outcome.NOT_THEM, Outcome.DISPUTE, Outcome.HARDSHIP)


@dataclass(slots=True)
class Life:
    """What the weeks are lived with: who works, and the way out, which is this machine's own."""

    database: Database
    outbox: Outbox
    secret: str
    manager: Actor
    agents: Sequence[Actor]
    rng: Random = field(default_factory=lambda: Random(SEED))


def prepare_operation(store: Store, life: Life, judging: Judging, now: datetime) -> None:
    """The portfolio, its segments, texts and strategies, and the weeks until now; made the first time."""
    database, manager = life.database, life.manager
    with database.reading() as session:
        if session.scalar(select(func.count()).select_from(Debt).where(Debt.organisation_id == manager.organisation_id)):
            return
    first = now.astimezone(HERE).date() - timedelta(days=DAYS)
    begin = _at(first, 8)
    _load(database, store, manager, portfolio(PEOPLE, SEED, begin.date(), ("CL",), 0.03), begin)
    with database.writing() as session:
        _segments(session, manager, begin)
        install_house_texts(session, manager, judging, begin, ("tu", "usted"))
        _strategies(session, manager, begin)
        save_card(session, manager, "CL", CARD, begin)
        for agent, desk in zip(life.agents, DESKS, strict=False):
            seat_agent(session, manager, agent.user_id or 0, desk, 2, "hardship", begin)
    for n in range(DAYS + 1):
        day = first + timedelta(days=n)
        if n == DAYS - LATER:
            _load(database, store, manager, portfolio(PEOPLE // 2, SEED + 1, day, ("CL",), 0.03, 41_000_000), _at(day, 7))
        _day(life, day, now)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HERE).astimezone(UTC)


def _load(database: Database, store: Store, manager: Actor, rows: Iterable[Owed], begin: datetime) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(row.cells for row in rows)
    file = Given(f"cartera-{begin:%Y-%m-%d}.csv", io.BytesIO(out.getvalue().encode()))
    with database.writing() as session:
        load = take_file(session, store, manager, file, "CL", LIMIT, begin)
        ask(session, manager, load.id, "load", begin, lambda _id: None)
        load_id = load.id
    run_load(database, store, load_id, lambda: begin)
    with database.reading() as session:
        loaded = session.get_one(PortfolioLoad, load_id)
        if loaded.state != "loaded":
            raise BadInput(
                f"la cartera de la demo no se cargó: {loaded.problem}", f"the demo's portfolio did not load: {loaded.problem}"
            )


def _segments(session: Session, manager: Actor, begin: datetime) -> None:
    for n, (name, rule, _) in enumerate(SEGMENTS):
        session.add(Segment(organisation_id=manager.organisation_id, name=name, rule=rule, position=n, changed_at=begin))
    session.commit()
    resegment(session, None, begin, manager.organisation_id)
    session.commit()


def _strategies(session: Session, manager: Actor, begin: datetime) -> None:
    mine = select(Segment.name, Segment.id).where(Segment.organisation_id == manager.organisation_id)
    ids = dict(session.execute(mine).tuples().all())
    for name, _, key in SEGMENTS:
        if key is not None:
            made = begin_from_house(session, manager, ids[name], key, "es", begin)
            launch(session, manager, [Arm(made.id, 100)], None, begin)


def _day(life: Life, day: date, now: datetime) -> None:
    """One day: a photograph on Mondays, promises settled, messages at nine, calls until noon, payments in the afternoon."""
    organisation_id = life.manager.organisation_id
    with life.database.writing() as session:
        if day.weekday() == 0 or _at(day, 8) <= now < _at(day + timedelta(days=1), 8):
            photograph(session, organisation_id, day)
        settle_promises(session, organisation_id, day, _at(day, 8))
        resegment(session, None, _at(day, 8), organisation_id)
        session.commit()
        prioritise(session, organisation_id, _at(day, 8))
        session.commit()
    if _at(day, 9) < now:
        _messages(life, _at(day, 9, 30), now)
    if day.weekday() < 5 and _at(day, 13) < now:
        for n, agent in enumerate(life.agents):
            _calls(life, agent, _at(day, 10, 5 * n))
    if _at(day, 17) < now:
        _payments(life, day)


def _messages(life: Life, at: datetime, now: datetime) -> None:
    with life.database.writing() as session:
        done = do_steps(session, life.manager.organisation_id, at)
    for n, id in enumerate(done.cleared):
        send_cleared(life.database, life.outbox, life.secret, id, at)
        state = life.rng.choices(("delivered", "read", "failed"), (50, 42, 8))[0]
        with life.database.writing() as session:
            row = session.get_one(Interaction, id)
            channel = Channel(row.channel)
            if row.state != "sent" or channel in (Channel.PUSH, Channel.LETTER):
                continue
            hear(session, channel, (News(state, at + timedelta(minutes=5 + n % 50), ref=str(id)),), at)
            if state == "read" and life.rng.random() < 0.12:
                _answer(life, session, row, min(at + timedelta(hours=2), now))


def _answer(life: Life, session: Session, row: Interaction, at: datetime) -> None:
    point = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id else None
    if point is None:
        return
    said = life.rng.choices(("¿Puedo pagar en dos partes?", "Hola, pago el viernes", "BAJA", "Ya pagué ayer"), (5, 5, 1, 2))[0]
    hear(session, Channel(row.channel), (Received(f"demo-{row.id}", point.value, said, at, str(row.id)),), at)


def _calls(life: Life, agent: Actor, at: datetime) -> None:
    for _ in range(_CALLS_A_DAY):
        with life.database.writing() as session:
            mine = next_account(session, seat_of(session, agent), at)
            if mine.debt_id is None:
                return
            try:
                place_call(session, agent, mine.debt_id, None, at)
                at += timedelta(seconds=life.rng.randint(20, 240))
                hang_up(session, agent, mine.debt_id, at)
                at += timedelta(seconds=life.rng.randint(8, 60))
                wrap_up(session, agent, mine.debt_id, _ended(life, session, mine.debt_id, at), at)
            except (BadInput, Conflict):
                session.rollback()
                release(session, seat_of(session, agent), mine.debt_id, at)
            at += timedelta(minutes=3)


def _ended(life: Life, session: Session, debt_id: int, at: datetime) -> WrapUp:
    if life.rng.random() < 0.55:
        return WrapUp(Outcome.NO_ANSWER)
    outcome = life.rng.choices(_ENDS, (48, 24, 14, 6, 8))[0]
    if outcome is Outcome.MORE_TIME:
        return WrapUp(outcome, "Pide que lo llamen otro día.", callback_at=(at + timedelta(days=8)).replace(minute=0))
    if outcome is not Outcome.AGREED:
        return WrapUp(outcome)
    options = offers_for(owing_of(session.get_one(Debt, debt_id)), policy(), at.astimezone(HERE).date())
    if not options:
        return WrapUp(Outcome.NOT_THEM)
    chosen = life.rng.choice(options[:3])
    return WrapUp(outcome, offer=chosen.key, slices=tuple(Slice(s.amount_minor, s.due_on.isoformat()) for s in chosen.slices))


def _payments(life: Life, day: date) -> None:
    """Six in ten promises are kept on their day; one debt in two hundred is paid without anybody asking."""
    with life.database.reading() as session:
        mine = Debt.organisation_id == life.manager.organisation_id
        due = session.execute(
            select(Promise.id, Promise.debt_id, Promise.amount_minor)
            .join(Debt, Debt.id == Promise.debt_id)
            .where(mine, Promise.state == "open", Promise.due_on == day)
            .order_by(Promise.id)
        ).tuples()
        wanted = [(debt, amount, f"TR-{id:05d}") for id, debt, amount in due if life.rng.random() < 0.62]
        late = select(Debt.id, Debt.overdue_minor).where(mine, Debt.overdue_minor > 0).order_by(Debt.id)
        by_itself = [(debt, amount) for debt, amount in session.execute(late).tuples() if life.rng.random() < 0.005]
        wanted += [(debt, amount, f"CAJA-{day:%m%d}-{debt}") for debt, amount in by_itself]
    for debt, amount, reference in wanted:
        with life.database.writing() as session:
            take_payment(session, life.manager, NewPayment(amount, day, reference, debt, means="transferencia"), _at(day, 17))
