"""What would go to one person: on each channel the address, the text in their words and what it costs, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt, Instalment
from app.models.interaction import Interaction
from app.models.person import Person
from app.models.strategy import Campaign
from app.operations.cost import Cost, Works, cost_of, in_order
from app.operations.placeholders import Unfilled
from app.operations.stages import today_of
from app.operations.wording import Rendered, render
from app.queries.collections.desk_clock import day_of
from app.queries.collections.house_time import at_house
from app.queries.collections.message_values import amount, day, values_for
from app.queries.collections.templates import text_for, tone_for
from app.services.outreach.gate import Ask
from app.services.strategies.do_steps import best_point
from audit.contacts.contact import Channel

_MISSED = ("failed", "bounced")


@dataclass(frozen=True, slots=True)
class Option:
    """A message ready to be asked for, and its cost (None: not known there)."""

    ask: Ask
    cost: Cost | None
    said: Rendered


@dataclass(frozen=True, slots=True)
class NoOption:
    """Why nothing can go on this channel: no_address, no_text, or not_fillable with the hole's name."""

    channel: Channel
    why: str
    hole: str = ""


def options(
    session: Session, campaign: Campaign, person: Person, debt: Debt, tried: Sequence[str], now: datetime
) -> list[Option | NoOption]:
    """The campaign's channels for this person, cheapest that works first, without those already given up."""
    wanted = [Channel(name) for name in campaign.channels if name not in tried]
    ordered = in_order(wanted, person.country, _works(session, person.id, now))
    return [_option(session, campaign, person, debt, channel, now) for channel in ordered]


def _option(
    session: Session, campaign: Campaign, person: Person, debt: Debt, channel: Channel, now: datetime
) -> Option | NoOption:
    point = best_point(session, person, channel)
    if point is None:
        return NoOption(channel, "no_address")
    tone = tone_for(person.country, person.language, person.tone, "tu")
    text = text_for(session, campaign.organisation_id, campaign.template_key, channel, person.country, person.language, tone)
    if text is None:
        return NoOption(channel, "no_text")
    try:
        said = render(text.subject, text.body, _values(session, campaign, person, debt, now))
    except Unfilled as hole:
        return NoOption(channel, "not_fillable", hole.name)
    ask = Ask(
        organisation_id=campaign.organisation_id,
        person_id=person.id,
        channel=channel,
        once=f"campaign:{campaign.id}:{person.id}:{channel.value}",
        debt_id=debt.id,
        contact_point_id=point.id,
        campaign_id=campaign.id,
        template_id=text.id,
        subject=said.subject,
        text=said.text,
    )
    return Option(ask, cost_of(channel, person.country, said.text), said)


def _values(session: Session, campaign: Campaign, person: Person, debt: Debt, now: datetime) -> dict[str, str]:
    """As for any message; where the campaign is about one due day, that day and what is due on it."""
    today = day_of(person, now)
    values = values_for(session, person, debt, today)
    if campaign.due_offset_days is not None and campaign.started_at is not None:
        due_on = _house_day(session, campaign, campaign.started_at) - timedelta(days=campaign.due_offset_days)
    elif campaign.due_offset_days is not None:
        due_on = _house_day(session, campaign, now) - timedelta(days=campaign.due_offset_days)
    else:
        return values
    row = session.scalar(select(Instalment).where(Instalment.debt_id == debt.id, Instalment.due_on == due_on).limit(1))
    if row is not None and campaign.due_offset_days < 0:
        lang = person.language[:2]
        values["overdue"] = amount(row.open_minor, debt.currency, person.country, lang)
        values["due_date"] = day(row.due_on, person.country, lang)
    return values


def _house_day(session: Session, campaign: Campaign, at: datetime) -> date:
    """The day that chose the campaign's people (`campaign.whose`)."""
    return today_of(at_house(session, campaign.organisation_id, at))


def _works(session: Session, person_id: int, now: datetime) -> dict[Channel, Works]:
    """How each channel did with the person in the last ninety days."""
    wanted = select(Interaction.channel, Interaction.state).where(
        Interaction.person_id == person_id,
        Interaction.direction == "outbound",
        Interaction.vendor_id.is_(None),
        Interaction.at > now - timedelta(days=90),
        Interaction.state.in_(("delivered", "read", "replied", *_MISSED)),
    )
    failed: dict[str, int] = {}
    over: set[str] = set()
    for channel, state in session.execute(wanted.order_by(Interaction.at.desc())).tuples():
        if state in _MISSED and channel not in over:
            failed[channel] = failed.get(channel, 0) + 1
        else:
            over.add(channel)
    return {Channel(channel): Works(count) for channel, count in failed.items()}
