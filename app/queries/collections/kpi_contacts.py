"""Measures of contacts: rows are interactions of the client's own desk."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.ledger import Plan, Promise
from app.models.person import Consent, Person
from app.models.portfolio import Segment
from app.models.strategy import Template
from app.models.tables import BigId
from app.models.user import User
from app.queries.collections.kpi_asked import DELIVERED, EACH, HELD, OUT, OWN, SPOKE, SPOKEN, WRITTEN, Asked, days, one

ANSWER_DAYS, DELIVERY = 3, timedelta(days=1)


def _interactions(a: Asked, x: ColumnElement[Any], *where: ColumnElement[bool], y: ColumnElement[Any] = EACH) -> Select[Any]:
    return (
        select(
            Interaction.id.label("id"),
            Interaction.person_id.label("person"),
            Interaction.debt_id.label("debt_id"),
            Debt.currency.label("currency"),
            Interaction.channel.label("channel"),
            Segment.name.label("segment"),
            Debt.product.label("product"),
            User.name.label("agent"),
            Template.key.label("template"),
            x.label("x"),
            y.label("y"),
        )
        .outerjoin(Debt, Debt.id == Interaction.debt_id)
        .outerjoin(Segment, Segment.id == Debt.segment_id)
        .outerjoin(User, User.id == Interaction.agent_id)
        .outerjoin(Template, Template.id == Interaction.template_id)
        .where(Interaction.organisation_id == a.organisation_id, OWN)
        .where(Interaction.at >= a.start, Interaction.at < a.end, *where)
    )


def contact_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _interactions(a, one(SPOKE), OUT, Interaction.channel.in_(SPOKEN))


def right_party_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _interactions(a, one(Interaction.right_party.is_(True)), OUT, Interaction.channel.in_(SPOKEN))


def delivery_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    old = Interaction.at <= a.now - DELIVERY
    return _interactions(a, one(Interaction.state.in_(DELIVERED)), OUT, old, Interaction.channel.in_(WRITTEN))


def answer_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    back = aliased(Interaction)
    soon = days(back.at, Interaction.at, a.dialect) <= ANSWER_DAYS
    came = and_(back.direction == "inbound", back.vendor_id.is_(None))
    wrote = exists().where(back.person_id == Interaction.person_id, came, back.at > Interaction.at, soon)
    answered = or_(wrote, Interaction.answered_by == "debtor", Interaction.state == "replied")
    return _interactions(a, one(answered), OUT, Interaction.at <= a.now - timedelta(days=ANSWER_DAYS))


def promise_rate(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    agreed = exists().where(Plan.interaction_id == Interaction.id)
    return _interactions(a, one(agreed), Interaction.right_party.is_(True), Interaction.state.not_in(HELD))


def handle_time(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    seconds = cast(Interaction.duration_s + func.coalesce(Interaction.wrap_up_s, 0), Float)
    return _interactions(a, seconds, Interaction.channel == "voice", SPOKE, Interaction.duration_s.is_not(None))


def wrap_up(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _interactions(
        a, cast(Interaction.wrap_up_s, Float), Interaction.channel == "voice", SPOKE, Interaction.wrap_up_s.is_not(None)
    )


def agent_yield(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    paid = (
        select(func.coalesce(func.sum(Promise.paid_minor), 0))
        .join(Plan, Plan.id == Promise.plan_id)
        .where(Plan.interaction_id == Interaction.id)
        .scalar_subquery()
    )
    own = Interaction.agent_id.is_not(None)
    return _interactions(a, cast(paid, Float), own, Interaction.right_party.is_(True), Debt.currency.is_not(None))


def gate_refusals(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    return _interactions(a, one(Interaction.state == "refused"), Interaction.direction == "outbound")


def opt_out_hours(a: Asked) -> Select[Any]:
    """As in kpis.yaml."""
    same = or_(Consent.channel == "all", Interaction.channel == Consent.channel)
    last = (
        select(func.max(Interaction.at))
        .where(Interaction.person_id == Consent.person_id, Interaction.at > Consent.at, OUT, same)
        .correlate(Consent)
        .scalar_subquery()
    )
    hours = func.coalesce(days(last, Consent.at, a.dialect) * 24, 0.0)
    return (
        select(
            Consent.id.label("id"),
            Consent.person_id.label("person"),
            cast(literal(None), BigId).label("debt_id"),
            literal(None).label("currency"),
            Consent.channel.label("channel"),
            hours.label("x"),
            EACH.label("y"),
        )
        .join(Person, Person.id == Consent.person_id)
        .where(Person.organisation_id == a.organisation_id, Consent.granted.is_(False))
        .where(Consent.at >= a.start, Consent.at < a.end)
    )
