"""Debts as they were over past weeks, for a strategy to be played over: their cycles, what stopped them, who else wrote."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.debt import Debt, DebtCase, Instalment
from app.models.debt_day import DebtDay
from app.models.interaction import Grievance, Interaction
from app.models.ledger import Plan, Promise
from app.models.person import Consent as ConsentRow
from app.models.person import ContactPoint, Person
from app.operations.simulate import Past, Span
from app.operations.strategy import Stop
from app.queries.collections.outreach_history import history_of
from audit.contacts.clocks import zone_number
from audit.contacts.contact import Channel, Contact
from audit.contacts.permission_words import Consent, Wishes

SAMPLE = 300
"""People a strategy is played over: enough for a share within six points, done while somebody waits."""
_AHEAD = timedelta(days=20)
_DAY = timedelta(days=1)
_KINDS = {
    "phone": (Channel.SMS, Channel.WHATSAPP, Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED),
    "email": (Channel.EMAIL,),
    "address": (Channel.LETTER,),
    "social": (Channel.SOCIAL_MEDIA,),
    "app": (Channel.PUSH,),
}


@dataclass(frozen=True, slots=True)
class Played:
    """Who it was played over: `sample` of `people`, and whether who was in the segment is known day by day."""

    pasts: tuple[Past, ...]
    people: int
    sample: int
    by_photograph: bool


def played(session: Session, organisation_id: int, segment_id: int, first: date, last: date) -> Played:
    """People who were in the segment in those days, at most SAMPLE of them, drawn by a hash nobody chooses."""
    since, by_photograph = _members(session, organisation_id, segment_id, first, last)
    wanted = select(Debt, Person).join(Person, Person.id == Debt.person_id).where(Debt.segment_id == segment_id)
    if by_photograph:
        wanted = select(Debt, Person).join(Person, Person.id == Debt.person_id).where(Debt.organisation_id == organisation_id)
    rows = [(d, p) for d, p in session.execute(wanted).tuples() if d.id in since]
    people = sorted({p.id for _, p in rows}, key=lambda id: sha256(f"{segment_id}:{id}".encode()).digest())
    drawn = set(people[:SAMPLE])
    pasts = tuple(_past(session, d, p, since[d.id], last) for d, p in rows if p.id in drawn)
    return Played(pasts, len(people), len(drawn), by_photograph)


def _members(session: Session, organisation_id: int, segment_id: int, first: date, last: date) -> tuple[dict[int, date], bool]:
    """The first day each debt was seen in the segment; without photographs, those in it today, since the beginning."""
    seen = (
        select(DebtDay.debt_id, func.min(DebtDay.on_day))
        .where(DebtDay.organisation_id == organisation_id, DebtDay.segment_id == segment_id)
        .where(DebtDay.on_day >= first, DebtDay.on_day <= last)
        .group_by(DebtDay.debt_id)
    )
    found = dict(session.execute(seen).tuples().all())
    if found:
        return found, True
    return dict.fromkeys(session.scalars(select(Debt.id).where(Debt.segment_id == segment_id)), first), False


def _past(session: Session, debt: Debt, person: Person, since: date, last: date) -> Past:
    points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id))
    kinds = {p.kind for p in points if p.standing in ("good", "unverified")}
    return Past(
        debt_id=debt.id,
        person_id=person.id,
        country=person.country,
        zone=person.zone if person.zone and zone_number(person.zone) is not None else None,
        subdivision=person.subdivision,
        since=since,
        cycles=tuple(_cycles(session, debt)),
        stops=tuple(_stops(session, debt, person)),
        reachable=frozenset(channel for kind in kinds for channel in _KINDS.get(kind, ())),
        wishes=_wishes(session, debt, person),
        others=tuple(_others(session, person, last)),
    )


def _cycles(session: Session, debt: Debt) -> Iterator[tuple[date, Span]]:
    """Days that come before a due day belong to it; once a cycle opens, they belong to that."""
    for due_on in session.scalars(select(Instalment.due_on).where(Instalment.debt_id == debt.id).order_by(Instalment.due_on)):
        yield due_on, Span(due_on - _AHEAD, due_on)
    cases = session.scalars(select(DebtCase).where(DebtCase.debt_id == debt.id).order_by(DebtCase.opened_on)).all()
    for case in cases:
        yield case.opened_on - _DAY, Span(case.opened_on, case.closed_on)
    if not cases and debt.oldest_due_on is not None:
        yield debt.oldest_due_on, Span(debt.oldest_due_on + _DAY)


def _stops(session: Session, debt: Debt, person: Person) -> Iterator[tuple[Stop, Span]]:
    promises = select(Plan.made_at, Promise.settled_on).join(Plan, Plan.id == Promise.plan_id).where(Promise.debt_id == debt.id)
    for made_at, settled_on in session.execute(promises).tuples():
        yield Stop.PROMISED, Span(made_at.date(), settled_on)
    disputes = select(Grievance).where(Grievance.person_id == person.id, Grievance.kind == "dispute")
    for row in session.scalars(disputes):
        if row.debt_id in (None, debt.id):
            yield Stop.DISPUTED, Span(row.opened_at.date(), row.closed_at.date() if row.closed_at else None)
    if person.vulnerable:
        yield Stop.HARDSHIP, Span(date.min)
    if debt.placed_with is not None:
        yield Stop.PLACED, Span(date.min)
    yield from _ceased(session, person)


def _ceased(session: Session, person: Person) -> Iterator[tuple[Stop, Span]]:
    since: date | None = None
    said = (
        select(ConsentRow)
        .where(ConsentRow.person_id == person.id, ConsentRow.channel == "all")
        .order_by(ConsentRow.at, ConsentRow.id)
    )
    for row in session.scalars(said):
        if not row.granted and since is None:
            since = row.at.date()
        elif row.granted and since is not None:
            yield Stop.CEASE, Span(since, row.at.date())
            since = None
    if since is not None:
        yield Stop.CEASE, Span(since)


def _wishes(session: Session, debt: Debt, person: Person) -> Wishes:
    """What the gate would have known, dated where it is; a dispute is in `_stops`, which every strategy heeds."""
    said = select(ConsentRow).where(ConsentRow.person_id == person.id).order_by(ConsentRow.at, ConsentRow.id)
    return Wishes(
        consents=tuple(Consent(row.channel, row.granted, row.at) for row in session.scalars(said)),
        in_court=debt.state == "legal",
        vulnerable=person.vulnerable,
    )


def _others(session: Session, person: Person, last: date) -> Sequence[Contact]:
    """What agents, vendors and the person did; the client's own strategies and campaigns are what is played instead."""
    ours = select(Interaction.id).where(
        Interaction.person_id == person.id, Interaction.strategy_id.is_not(None) | Interaction.campaign_id.is_not(None)
    )
    replaced = {str(id) for id in session.scalars(ours)}
    end = datetime.combine(last + _DAY, datetime.min.time(), UTC)
    return [contact for contact in history_of(session, person, end) if contact.contact_id not in replaced]


def prices(session: Session, organisation_id: int) -> dict[str, float]:
    """What a contact has cost the client on each channel, in millionths of its currency's unit: the mean of those on record."""
    found: dict[str, float] = defaultdict(float)
    wanted = (
        select(Interaction.channel, func.avg(Interaction.cost_micros))
        .where(Interaction.organisation_id == organisation_id, Interaction.cost_micros > 0, Interaction.vendor_id.is_(None))
        .group_by(Interaction.channel)
    )
    for channel, mean in session.execute(wanted).tuples():
        found[channel] = float(mean)
    return dict(found)
