"""A campaign before it begins: what would go, to whom, at what cost, which rule refuses how many and when they may go."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.debt import Debt
from app.models.person import ContactPoint, Person
from app.models.strategy import Campaign
from app.services.outreach.campaign import own_campaign, whose
from app.services.outreach.compose import NoOption, Option, options
from app.services.outreach.gate import asked
from audit.contacts.permission_words import Allowed, Refused

LOOKED_AT = 200
_EXAMPLES = 3


@dataclass(slots=True)
class Tally:
    """What was found so far."""

    goes: Counter[str] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    cannot: Counter[str] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)


def dry_run(session: Session, actor: Actor, campaign_id: int, now: datetime) -> dict[str, Any]:
    """Nothing is written but what was found, on the campaign. Of many people the first `LOOKED_AT` by id of a hash. Commits.

    `people` is everybody it is about, `looked` how many of them were asked about; shares are of `looked`.
    """
    campaign = own_campaign(session, actor, campaign_id)
    people = session.scalar(_about(session, campaign, now)) or 0
    tally, looked = Tally(), 0
    for person, debt in _some(session, campaign, now):
        looked += 1
        _look(session, campaign, person, debt, now, tally)
    found = {
        "at": now.isoformat(),
        "people": people,
        "looked": looked,
        "goes": dict(tally.goes),
        "costs": dict(tally.costs),
        "cannot": dict(tally.cannot),
        "opens": dict(sorted(tally.opens.items())),
        "rules": sorted(tally.rules.values(), key=lambda rule: -rule["count"]),
        "examples": tally.examples,
    }
    campaign.counts = {**campaign.counts, "dry": found}
    session.commit()
    return found


def _about(session: Session, campaign: Campaign, now: datetime) -> Any:
    return select(func.count(Debt.person_id.distinct())).join(Person).where(whose(session, campaign, now))


def _some(session: Session, campaign: Campaign, now: datetime) -> list[tuple[Person, Debt]]:
    """Spread over the portfolio, and the same ones each time: by the last digits of the id turned round."""
    spread = (Debt.person_id * 2_654_435_761) % 1_000_003
    wanted = select(Person, Debt).join(Debt, Debt.person_id == Person.id).where(whose(session, campaign, now))
    seen: dict[int, tuple[Person, Debt]] = {}
    rows = session.execute(wanted.order_by(spread, Debt.overdue_minor.desc(), Debt.id).limit(LOOKED_AT * 3)).tuples()
    for person, debt in rows:
        if len(seen) < LOOKED_AT:
            seen.setdefault(person.id, (person, debt))
    return list(seen.values())


def _look(session: Session, campaign: Campaign, person: Person, debt: Debt, now: datetime, tally: Tally) -> None:
    why = "no_channel"
    for option in options(session, campaign, person, debt, (), now):
        if isinstance(option, NoOption):
            why = f"{option.why}:{option.hole}" if option.hole else option.why
            continue
        said = _asked(session, person, option, now)
        if isinstance(said, Allowed):
            _goes(person, option, tally)
            return
        why = "refused"
        if said.may_go_at is not None and (campaign.ends_at is None or said.may_go_at < campaign.ends_at):
            _refused(said, tally)
            tally.opens[said.may_go_at.date().isoformat()] += 1
            return
        last = said
    if why == "refused":
        _refused(last, tally)
        tally.opens["never"] += 1
    else:
        tally.cannot[why] += 1


def _asked(session: Session, person: Person, option: Option, now: datetime) -> Allowed | Refused:
    point_id = option.ask.contact_point_id
    point = session.get(ContactPoint, point_id) if point_id is not None else None
    return asked(session, person, option.ask.debt_id, option.ask.channel, now, point, option.ask.purpose)


def _goes(person: Person, option: Option, tally: Tally) -> None:
    channel = option.ask.channel.value
    tally.goes[channel] += 1
    if option.cost is None:
        tally.costs["unknown"] += 1
    else:
        tally.costs[option.cost.currency] += option.cost.micros
    if len(tally.examples) < _EXAMPLES:
        tally.examples.append(
            {"person": person.name, "channel": channel, "subject": option.said.subject, "text": option.said.text}
        )


def _refused(said: Refused, tally: Tally) -> None:
    reason = said.first
    rule = tally.rules.setdefault(
        reason.rule_id,
        {
            "rule": reason.rule_id,
            "kind": reason.kind.value,
            "citation": reason.citation,
            "es": reason.explanation.es,
            "en": reason.explanation.en,
            "count": 0,
            "first": None,
        },
    )
    rule["count"] += 1
    if said.may_go_at is not None:
        first = said.may_go_at.isoformat()
        rule["first"] = min(rule["first"] or first, first)
