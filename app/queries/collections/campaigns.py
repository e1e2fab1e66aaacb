"""Campaigns as a manager reads them: all of them, and one with what was found dry and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.campaign_target import CampaignTarget
from app.models.interaction import Interaction
from app.models.person import Person
from app.models.strategy import Campaign, Template
from audit.data_file import Words
from audit.rulebooks import countries, whole

_REASONS_READ = 5_000


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign in a list. `counts` of people by the target's state."""

    id: int
    name: str
    state: str
    due_offset_days: int | None
    channels: tuple[str, ...]
    counts: dict[str, int]
    made_at: datetime

    @property
    def people(self) -> int:
        """Everybody it is for."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text that may be used: its key, and the channels and languages it is live on."""

    key: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """The list, and what a new one may be made of."""

    rows: tuple[CampaignRow, ...]
    texts: tuple[TextRow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Why people were not written to: a rule or a cause, how many, and when the first of them may."""

    rule: str
    kind: str
    citation: str
    es: str
    en: str
    people: int
    first: datetime | None


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody of the campaign: what went, on which channel, and how it stands."""

    person: str
    channel: str
    state: str
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign. `dry` as `campaign_dry` found it; `states` of what went out; `costs` of those, in millionths by country."""

    about: CampaignRow
    rule: str
    template_key: str
    dry: dict[str, Any] | None
    states: dict[str, int]
    costs: dict[str, int]
    standing: tuple[Standing, ...]
    newest: tuple[Reached, ...]
    next_at: datetime | None
    ends_at: datetime | None


def campaigns_page(session: Session, actor: Actor) -> CampaignsPage:
    """Newest first."""
    wanted = select(Campaign).where(Campaign.organisation_id == actor.organisation_id)
    rows = session.scalars(wanted.order_by(Campaign.made_at.desc(), Campaign.id.desc()).limit(100)).all()
    counts = _counts(session, [row.id for row in rows])
    return CampaignsPage(tuple(_row(row, counts) for row in rows), _texts(session, actor))


def campaign_page(session: Session, actor: Actor, campaign_id: int) -> CampaignPage:
    """Raises NotFound for one of another client."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa campaña", "there is no such campaign")
    of = CampaignTarget.campaign_id == campaign.id
    next_at = session.scalar(select(func.min(CampaignTarget.next_at)).where(of, CampaignTarget.state == "waiting"))
    states, costs = _went(session, campaign.id)
    return CampaignPage(
        about=_row(campaign, _counts(session, [campaign.id])),
        rule=campaign.rule,
        template_key=campaign.template_key,
        dry=campaign.counts.get("dry"),
        states=states,
        costs=costs,
        standing=_standing(session, campaign.id),
        newest=_newest(session, campaign.id),
        next_at=next_at,
        ends_at=campaign.ends_at,
    )


def _row(campaign: Campaign, counts: dict[int, dict[str, int]]) -> CampaignRow:
    return CampaignRow(
        id=campaign.id,
        name=campaign.name,
        state=campaign.state,
        due_offset_days=campaign.due_offset_days,
        channels=tuple(campaign.channels),
        counts=counts.get(campaign.id, {}),
        made_at=campaign.made_at,
    )


def _counts(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    wanted = select(CampaignTarget.campaign_id, CampaignTarget.state, func.count()).where(CampaignTarget.campaign_id.in_(ids))
    for id, state, count in session.execute(wanted.group_by(CampaignTarget.campaign_id, CampaignTarget.state)).tuples():
        found.setdefault(id, {})[state] = count
    return found


def _texts(session: Session, actor: Actor) -> tuple[TextRow, ...]:
    wanted = select(Template.key, Template.channel).where(
        Template.organisation_id == actor.organisation_id, Template.state == "live", Template.kind == "message"
    )
    found: dict[str, set[str]] = {}
    for key, channel in session.execute(wanted.distinct()).tuples():
        found.setdefault(key, set()).add(channel)
    return tuple(TextRow(key, tuple(sorted(channels))) for key, channels in sorted(found.items()))


def _went(session: Session, campaign_id: int) -> tuple[dict[str, int], dict[str, int]]:
    wanted = (
        select(Interaction.state, Person.country, func.count(), func.sum(Interaction.cost_micros))
        .join(Person, Person.id == Interaction.person_id)
        .where(Interaction.campaign_id == campaign_id, Interaction.state != "refused")
        .group_by(Interaction.state, Person.country)
    )
    states: Counter[str] = Counter()
    costs: Counter[str] = Counter()
    for state, country, count, micros in session.execute(wanted).tuples():
        states[state] += count
        if state not in ("cleared", "failed"):
            costs[country] += int(micros or 0)
    return dict(states), dict(costs)


def _standing(session: Session, campaign_id: int) -> tuple[Standing, ...]:
    wanted = select(CampaignTarget.state, CampaignTarget.reason, CampaignTarget.next_at).where(
        CampaignTarget.campaign_id == campaign_id,
        CampaignTarget.state.in_(("waiting", "refused", "failed")),
        CampaignTarget.reason.is_not(None),
    )
    return _grouped((state, reason or {}, at) for state, reason, at in session.execute(wanted.limit(_REASONS_READ)).tuples())


def _grouped(rows: Iterable[tuple[str, dict[str, Any], datetime]]) -> tuple[Standing, ...]:
    said: dict[str, dict[str, Any]] = {}
    count: Counter[str] = Counter()
    first: dict[str, datetime] = {}
    for state, reason, at in rows:
        rule = str(reason.get("rule") or ":".join(str(reason[k]) for k in ("why", "hole") if reason.get(k)))
        said.setdefault(rule, reason)
        count[rule] += 1
        if state == "waiting":
            first[rule] = min(first.get(rule, at), at)
    return tuple(
        Standing(
            rule=rule,
            kind=str(said[rule].get("kind", "")),
            citation=str(said[rule].get("citation", "")),
            es=rule_words(rule, said[rule]).es,
            en=rule_words(rule, said[rule]).en,
            people=n,
            first=first.get(rule),
        )
        for rule, n in count.most_common()
    )


def rule_words(rule_id: str, reason: Mapping[str, Any]) -> Words:
    """What a rule asks of everybody, not how one person's message would have broken it; a wish in its own words."""
    found = _requirements().get(rule_id)
    return found or Words(str(reason.get("es", "")), str(reason.get("en", "")))


@cache
def _requirements() -> dict[str, Words]:
    return {rule.id: rule.requires for country in countries() for rule in whole(country).rules}


def _newest(session: Session, campaign_id: int) -> tuple[Reached, ...]:
    wanted = select(Person.name, Interaction.channel, Interaction.state, Interaction.at, Interaction.text).join(Person)
    mine = wanted.where(Interaction.campaign_id == campaign_id, Interaction.state != "refused")
    return tuple(Reached(*row) for row in session.execute(mine.order_by(Interaction.at.desc()).limit(12)).tuples())
