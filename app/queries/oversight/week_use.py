"""How much of what the law allows in a week was used on one ghost."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.ghost import Ghost, Received
from app.queries.ghost_rows import WeekUse
from audit.contacts.contact import Channel
from audit.contacts.ruled import LogRule, Reading, rules_of
from audit.contacts.wording import what
from audit.rule_params import CapReading, Counts, Period

WEEKLY = (Period.CALENDAR_WEEK, Period.ROLLING_WEEK, Period.SEVEN_DAYS)
_WRITTEN = (Channel.LETTER.value, Channel.SMS.value, Channel.EMAIL.value, Channel.WHATSAPP.value)


def week_use(session: Session, ghost: Ghost, week: date, lang: str) -> tuple[WeekUse, ...]:
    """One row a weekly limit of the ghost's country, in the week from Monday `week` on its clock. Findings judge, not this."""
    begins = datetime.combine(week, time(), ZoneInfo(ghost.zone))
    ends = datetime.combine(week + timedelta(days=7), time(), ZoneInfo(ghost.zone))
    wanted = select(Received).where(
        Received.ghost_id == ghost.id, Received.at >= begins, Received.at < ends, Received.direction == "outbound"
    )
    contacts = session.scalars(wanted).all()
    rules = rules_of(ghost.country)
    day = (week - date(1970, 1, 1)).days
    judged = [r for r in rules.judged if r.days[0] <= day <= r.days[1]] if rules else []
    return tuple(use for rule in judged if (use := _use(rule, contacts, lang)) is not None)


def _use(rule: LogRule, contacts: Sequence[Received], lang: str) -> WeekUse | None:
    readings = {reading: asked for reading, asked in rule.readings if isinstance(asked, CapReading)}
    strict = readings.get(Reading.STRICT)
    if strict is None or strict.period not in WEEKLY or strict.after is not None:
        return None
    lenient = readings.get(Reading.LENIENT, strict)
    label = what(rule.rule.channels, Counts.ATTEMPT).say(lang)
    return WeekUse(
        rule_id=rule.rule.id,
        label=label[:1].upper() + label[1:],
        used=sum(_counted(c, rule, strict.counts) for c in contacts),
        limit=strict.max,
        used_lenient=sum(_counted(c, rule, lenient.counts) for c in contacts),
    )


def _counted(contact: Received, rule: LogRule, counts: Counts) -> bool:
    if "any" not in rule.rule.channels and contact.channel not in rule.rule.channels:
        return False
    direct = contact.answered_by == "debtor"
    return counts is Counts.ATTEMPT or direct or (counts is Counts.REACHED and contact.channel in _WRITTEN)
