"""Campaigns: made, started, fed to the queue, stopped. Whether a message goes out is the gate's word alone, person by person."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.campaign_target import CampaignTarget
from app.models.debt import Debt, Instalment
from app.models.person import Person
from app.models.strategy import Campaign, Template
from app.operations.segments_parser import parse
from app.operations.segments_tokens import RuleError
from app.operations.stages import today_of
from app.queries.collections.house_time import at_house
from app.queries.collections.segments_sql import Condition, condition
from app.services.outreach.gate import withdraw_unsent
from audit.contacts.contact import Channel

CAMPAIGN_CHANNELS = (Channel.PUSH, Channel.EMAIL, Channel.WHATSAPP, Channel.SMS, Channel.IVR_PRERECORDED, Channel.LETTER)
LASTS = timedelta(days=3)
"""A reminder that could not go out by then is not worth reading any more."""
LEASE = timedelta(minutes=10)
AT_ONCE = 500
_EVERYBODY = "estado = abierta"


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What a manager enters. `due`: days from a due day, negative before it, "" for everybody the rule picks."""

    name: str
    rule: str
    template_key: str
    channels: Sequence[str]
    due: str = ""


def create_campaign(session: Session, actor: Actor, new: NewCampaign, now: datetime) -> Campaign:
    """A draft: nothing goes out. Raises BadInput naming the field. Commits."""
    name = new.name.strip()
    if not name or len(name) > 120:
        raise BadInput("póngale un nombre de hasta 120 letras", "give it a name of up to 120 letters", "name")
    channels = [c.value for c in CAMPAIGN_CHANNELS if c.value in new.channels]
    if not channels:
        raise BadInput("elija al menos un canal", "choose at least one channel", "channels")
    rule = new.rule.strip() or _EVERYBODY
    try:
        parse(rule)
    except RuleError as cause:
        raise BadInput(cause.es, cause.en, "rule") from cause
    live = select(Template.id).where(
        Template.organisation_id == actor.organisation_id,
        Template.key == new.template_key,
        Template.state == "live",
        Template.channel.in_(channels),
    )
    if session.scalar(live.limit(1)) is None:
        raise BadInput("no hay texto vigente para esos canales", "no live text for those channels", "template_key")
    row = Campaign(
        organisation_id=actor.organisation_id,
        name=name,
        rule=rule,
        template_key=new.template_key,
        channels=channels,
        due_offset_days=_offset(new.due),
        made_at=now,
        made_by=actor.name,
    )
    session.add(row)
    session.commit()
    return row


def _offset(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        days = int(text)
    except ValueError:
        days = 1000
    if not -60 <= days <= 365:
        raise BadInput("días: de -60 (antes) a 365 (después)", "days: -60 (before) to 365 (after)", "due")
    return days


def own_campaign(session: Session, actor: Actor, campaign_id: int, lock: bool = False) -> Campaign:
    """Raises NotFound for one of another client."""
    row = session.get(Campaign, campaign_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa campaña", "there is no such campaign")
    return row


def whose(session: Session, campaign: Campaign, now: datetime) -> Condition:
    """The debts it is about, over Debt and Person; those a vendor collects are the vendor's to remind."""
    now = at_house(session, campaign.organisation_id, now)
    parts = [
        Debt.organisation_id == campaign.organisation_id,
        Debt.state == "open",
        Debt.placed_with.is_(None),
        condition(parse(campaign.rule), now),
    ]
    if campaign.due_offset_days is not None:
        due_on = today_of(now) - timedelta(days=campaign.due_offset_days)
        due = and_(Instalment.debt_id == Debt.id, Instalment.due_on == due_on, Instalment.open_minor > 0)
        parts.append(exists().where(due))
    return and_(*parts)


def start_campaign(session: Session, actor: Actor, campaign_id: int, now: datetime, feed: Callable[[str], None]) -> Campaign:
    """One message a person, about the debt that is most overdue. Commits.

    Raises Conflict where it was started before, or finds nobody: it stays a draft.
    """
    row = own_campaign(session, actor, campaign_id, lock=True)
    if row.state != "draft":
        raise Conflict("la campaña ya empezó", "the campaign has already begun")
    found = 0
    for people in _batches(session, row, now):
        session.execute(insert(CampaignTarget), people)
        found += len(people)
    if not found:
        session.rollback()
        raise Conflict(
            "la regla no encuentra a nadie hoy: cambie la regla o el día y pruebe otra vez",
            "the rule finds nobody today: change the rule or the day and try again",
            "rule",
        )
    row.state, row.started_at, row.ends_at = "running", now, now + LASTS
    session.commit()
    feed(str(row.id))
    return row


def _batches(session: Session, campaign: Campaign, now: datetime) -> Iterator[list[dict[str, object]]]:
    most = func.row_number().over(partition_by=Debt.person_id, order_by=(Debt.overdue_minor.desc(), Debt.id)).label("place")
    ranked = select(Debt.person_id, Debt.id, most).join(Person).where(whose(session, campaign, now)).subquery()
    wanted = select(ranked.c.person_id, ranked.c.id).where(ranked.c.place == 1)
    for part in session.execute(wanted).partitions(5_000):
        yield [
            {
                "campaign_id": campaign.id,
                "person_id": person_id,
                "debt_id": debt_id,
                "state": "waiting",
                "next_at": now,
                "tried": [],
                "changed_at": now,
            }
            for person_id, debt_id in part
        ]


def stop_campaign(session: Session, actor: Actor, campaign_id: int, now: datetime) -> Campaign:
    """Nothing more goes out: who waits is passed over, what was cleared and not handed over is taken back. Commits."""
    row = own_campaign(session, actor, campaign_id, lock=True)
    if row.state not in ("draft", "running"):
        raise Conflict("la campaña ya terminó", "the campaign is already over")
    row.state = "stopped"
    _pass_over(session, row, "stopped", now)
    session.commit()
    withdraw_unsent(session, row.id, now)
    return row


def _pass_over(session: Session, campaign: Campaign, why: str, now: datetime) -> None:
    waiting = update(CampaignTarget).where(CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == "waiting")
    session.execute(
        waiting.values(state="skipped", reason={"why": why}, changed_at=now), execution_options={"synchronize_session": False}
    )


def feed_campaign(session: Session, campaign_id: int, now: datetime, enqueue: Callable[[str], None]) -> int:
    """Send the next who are due to the queue; how many. Ends a campaign whose time or people are over. Commits."""
    row = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != "running":
        return 0
    if row.ends_at is not None and now >= row.ends_at:
        _pass_over(session, row, "too_late", now)
    waiting = select(CampaignTarget).where(CampaignTarget.campaign_id == row.id, CampaignTarget.state == "waiting")
    due = session.scalars(waiting.where(CampaignTarget.next_at <= now).order_by(CampaignTarget.next_at).limit(AT_ONCE)).all()
    for target in due:
        target.next_at = now + LEASE
    if not due and session.scalar(waiting.limit(1)) is None:
        row.state = "done"
    ids = [target.id for target in due]
    session.commit()
    for id in ids:
        enqueue(str(id))
    return len(ids)


def running_campaigns(session: Session) -> list[int]:
    """Those that may have somebody due."""
    return list(session.scalars(select(Campaign.id).where(Campaign.state == "running")))
