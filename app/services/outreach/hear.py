"""What comes back: what became of a message, and what people write. Told twice, it is kept once."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.channels.shape import News, Received, Told
from app.models.campaign_target import CampaignTarget
from app.models.interaction import Interaction
from app.models.person import Consent, ContactPoint, Person
from app.models.strategy import Campaign
from app.operations.wording_replies import Asks, read_reply
from app.services.outreach.gate import locked
from audit.contacts.contact import AnsweredBy, Channel

_RANK = {"cleared": 0, "sent": 1, "delivered": 2, "read": 3, "replied": 4}
_BAD = ("failed", "bounced")
KINDS = {Channel.SMS: "phone", Channel.WHATSAPP: "phone", Channel.EMAIL: "email", Channel.SOCIAL_MEDIA: "social"}


def hear(session: Session, channel: Channel, told: Told, now: datetime) -> int:
    """Write down what a provider told of a channel; how much of it was about us. Commits."""
    count = 0
    for each in told:
        if isinstance(each, News):
            count += _news(session, channel, each, now)
        else:
            count += bool(receive(session, channel, each, now))
        session.commit()
    return count


def _news(session: Session, channel: Channel, news: News, now: datetime) -> bool:
    row = session.scalar(select(Interaction).where(_meant(news), Interaction.channel == channel.value).limit(1))
    if row is None:
        return False
    locked(session, row.organisation_id, row.person_id)
    session.refresh(row)
    if row.state in ("refused", "done"):
        return False
    if news.provider_ref and row.provider_ref is None:
        row.provider_ref = news.provider_ref
    if news.cost_micros is not None:
        row.cost_micros = news.cost_micros
    better = news.state in _RANK and row.state in _RANK and _RANK[news.state] > _RANK[row.state]
    worse = news.state in _BAD and row.state in ("cleared", "sent", "delivered")
    if better or worse:
        row.state, row.changed_at = news.state, now
        row.outcome = news.reason if worse else None
    if worse:
        _next_channel(session, row, now)
    if news.state == "bounced":
        _point_stands(session, row, "bounced")
    if better and news.state in ("delivered", "read"):
        _point_stands(session, row, "good")
    return True


def _meant(news: News) -> ColumnElement[bool]:
    if news.provider_ref is not None and news.ref is None:
        return Interaction.provider_ref == news.provider_ref
    known = news.ref is not None and news.ref.isascii() and news.ref.isdecimal() and len(news.ref) < 19
    return Interaction.id == (int(news.ref or 0) if known else 0)


def _point_stands(session: Session, row: Interaction, standing: str) -> None:
    point = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id is not None else None
    if point is not None and (standing == "bounced" or point.standing == "unverified"):
        point.standing = standing


def _next_channel(session: Session, row: Interaction, now: datetime) -> None:
    """Where a campaign's message did not arrive, its next channel is tried: as soon as the law allows."""
    target = session.scalar(select(CampaignTarget).where(CampaignTarget.interaction_id == row.id))
    if target is not None and target.state == "sent":
        campaign = session.get_one(Campaign, target.campaign_id)
        if campaign.state == "done" and (campaign.ends_at is None or now < campaign.ends_at):
            campaign.state = "running"
        target.state, target.next_at, target.changed_at = "waiting", now, now
        target.tried = [*target.tried, row.channel]


def receive(session: Session, channel: Channel, said: Received, now: datetime) -> list[Interaction]:
    """What somebody wrote, for each person whose address it is (a shared number is everybody's). The caller commits.

    Asking to stop takes effect for all of them at once; the answer is written to the one who was written to last.
    """
    points = _points(session, channel, said.sender)
    if not points:
        return []
    last = _written_last(session, channel, said, [point.person_id for point in points])
    asks = read_reply(said.text) | ({Asks.STOP} if said.opted_out else set())
    made = []
    for point in points:
        person = session.get(Person, point.person_id, with_for_update=True, populate_existing=True)
        once = f"in:{channel.value}:{point.person_id}:{said.id}"[:120]
        if person is None or session.scalar(select(Interaction.id).where(Interaction.once == once)):
            continue
        _obey(session, person, point, channel, asks, said.text, now)
        if last is None or last.person_id == person.id or len(points) == 1:
            made.append(_kept(session, person, point, channel, said, last, once, asks, now))
    return made


def _points(session: Session, channel: Channel, sender: str) -> list[ContactPoint]:
    wanted = select(ContactPoint).where(ContactPoint.kind == KINDS[channel], ContactPoint.value == sender)
    return list(session.scalars(wanted.order_by(ContactPoint.person_id)))


def _written_last(session: Session, channel: Channel, said: Received, people: list[int]) -> Interaction | None:
    outbound = select(Interaction).where(
        Interaction.person_id.in_(people),
        Interaction.channel == channel.value,
        Interaction.direction == "outbound",
        Interaction.vendor_id.is_(None),
        Interaction.state.in_(("sent", "delivered", "read", "replied")),
    )
    if said.answers:
        ours = said.answers.isascii() and said.answers.isdecimal() and len(said.answers) < 19
        meant = Interaction.id == int(said.answers) if ours else Interaction.provider_ref == said.answers
        found = session.scalar(outbound.where(meant).limit(1))
        if found is not None:
            return found
    return session.scalar(outbound.order_by(Interaction.at.desc(), Interaction.id.desc()).limit(1))


def _obey(
    session: Session, person: Person, point: ContactPoint, channel: Channel, asks: frozenset[Asks], text: str, now: datetime
) -> None:
    if Asks.WRONG in asks:
        point.standing = "wrong"
    stopped = {Asks.STOP: channel.value, Asks.STOP_CALLS: Channel.VOICE.value, Asks.STOP_ALL: "all"}
    for which in sorted(stopped[each] for each in asks if each in stopped):
        said = text.strip()[:500]
        session.add(Consent(person_id=person.id, channel=which, granted=False, source=channel.value, said=said, at=now))


def _kept(
    session: Session,
    person: Person,
    point: ContactPoint,
    channel: Channel,
    said: Received,
    last: Interaction | None,
    once: str,
    asks: frozenset[Asks],
    now: datetime,
) -> Interaction:
    debtor = AnsweredBy.THIRD_PARTY if Asks.WRONG in asks else AnsweredBy.DEBTOR
    row = Interaction(
        organisation_id=person.organisation_id,
        person_id=person.id,
        debt_id=last.debt_id if last else None,
        case_id=last.case_id if last else None,
        contact_point_id=point.id,
        channel=channel.value,
        direction="inbound",
        state="done",
        at=min(said.at, now),
        answered_by=debtor.value,
        right_party=False if Asks.WRONG in asks else None,
        outcome="+".join(sorted(asks))[:40] or None,
        text=said.text[:20_000],
        once=once,
        changed_at=now,
    )
    session.add(row)
    if last is not None and last.person_id == person.id:
        last.state, last.answered_by, last.changed_at = "replied", debtor.value, now
    session.flush()
    return row
