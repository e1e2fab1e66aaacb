"""One person of a campaign: the cheapest channel that may and works, the next one where it cannot, and then what came of it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.channels.registry import Outbox
from app.db import Database
from app.models.campaign_target import CampaignTarget
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.person import Person
from app.models.strategy import Campaign
from app.services.outreach.compose import NoOption, Option, options
from app.services.outreach.gate import clear, withdraw
from app.services.outreach.send import Ended, send_cleared

SOON = timedelta(minutes=5)
MOST_TRIES = 5


def go(database: Database, outbox: Outbox, secret: str, target_id: int, now: datetime) -> str:
    """The target's state afterwards. Asked twice at once it goes out once: the gate's key is the campaign, person and channel."""
    with database.writing() as session:
        target = session.get(CampaignTarget, target_id)
        if target is None or target.state != "waiting" or not _running(session, target.campaign_id):
            return target.state if target else "skipped"
        choices = _choices(session, target, now)
    reason: dict[str, object] = {"why": "no_channel"}
    waits: datetime | None = None
    for choice in choices:
        if isinstance(choice, NoOption):
            reason = {"why": choice.why, "channel": choice.channel.value, "hole": choice.hole}
            continue
        ended, row = _one(database, outbox, secret, target_id, choice, now)
        if ended is Ended.ALREADY and row.state == "cleared":  # another worker has it in hand, and writes what comes of it
            return "waiting"
        there = ended in (Ended.SENT, Ended.UNKNOWN) or (ended is Ended.ALREADY and row.state not in ("failed", "bounced"))
        if there:
            return _settle(database, target_id, "unknown" if ended is Ended.UNKNOWN else "sent", row, None, now)
        if ended is Ended.LATER and row.tries >= MOST_TRIES:
            with database.writing() as session:
                withdraw(session, row.id, now)
        elif ended is Ended.LATER:
            return _wait(database, target_id, now + SOON, {"why": "provider_busy"}, row, now)
        if ended is Ended.REFUSED:
            reason = {"why": "refused", **(row.refused or {})}
            waits = _may_go(row)
            if waits is not None and _in_time(database, target_id, waits):
                return _wait(database, target_id, waits, reason, row, now)
        else:
            reason = {"why": "not_sent", "channel": row.channel}
    return _settle(database, target_id, "refused" if reason["why"] == "refused" else "failed", None, reason, now)


def _choices(session: Session, target: CampaignTarget, now: datetime) -> list[Option | NoOption]:
    campaign = session.get_one(Campaign, target.campaign_id)
    debt = session.get_one(Debt, target.debt_id)
    return options(session, campaign, session.get_one(Person, target.person_id), debt, target.tried, now)


def _one(
    database: Database, outbox: Outbox, secret: str, target_id: int, choice: Option, now: datetime
) -> tuple[Ended, Interaction]:
    with database.writing() as session:
        row = clear(session, choice.ask, now)
        target = session.get_one(CampaignTarget, target_id)
        target.interaction_id, target.changed_at = row.id, now
        if row.state == "cleared" and row.cost_micros == 0 and choice.cost is not None:
            row.cost_micros = choice.cost.micros
        running = _running(session, target.campaign_id)
        session.commit()
        if not running:
            withdraw(session, row.id, now)
            return Ended.FAILED, row
    ended = Ended.REFUSED if row.state == "refused" else send_cleared(database, outbox, secret, row.id, now)
    with database.reading() as session:
        return ended, session.get_one(Interaction, row.id)


def _running(session: Session, campaign_id: int) -> bool:
    return session.get_one(Campaign, campaign_id, populate_existing=True).state == "running"


def _may_go(row: Interaction) -> datetime | None:
    said = (row.refused or {}).get("may_go_at")
    return datetime.fromisoformat(said) if said else None


def _in_time(database: Database, target_id: int, at: datetime) -> bool:
    with database.reading() as session:
        campaign = session.get_one(Campaign, session.get_one(CampaignTarget, target_id).campaign_id)
        return campaign.ends_at is None or at < campaign.ends_at


def _wait(database: Database, target_id: int, until: datetime, reason: dict[str, object], row: Interaction, now: datetime) -> str:
    with database.writing() as session:
        target = session.get_one(CampaignTarget, target_id)
        if target.state == "waiting":
            target.next_at, target.reason, target.interaction_id, target.changed_at = until, reason, row.id, now
        session.commit()
        return target.state


def _settle(
    database: Database,
    target_id: int,
    state: str,
    row: Interaction | None,
    reason: dict[str, object] | None,
    now: datetime,
) -> str:
    """News of a failed delivery may have come first and put it back to waiting with the channel given up: then it stays so."""
    with database.writing() as session:
        target = session.get_one(CampaignTarget, target_id)
        if target.state == "waiting" and (row is None or row.channel not in target.tried):
            target.state, target.reason, target.changed_at = state, reason, now
            target.interaction_id = row.id if row else target.interaction_id
        session.commit()
        return target.state
