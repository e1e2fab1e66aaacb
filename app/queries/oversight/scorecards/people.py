"""What people lived at a vendor: how often it came, what they complained of, what they answered, whether a no was heard."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.models.debt import Debt
from app.models.interaction import Grievance, Interaction
from app.models.person import Consent, Person
from app.models.placement import Placement
from app.models.survey import Survey
from app.models.tables import BigId
from app.queries.collections.kpi_asked import days
from app.queries.oversight.scorecards.fact import fact
from app.queries.oversight.scorecards.span import WENT_OUT, Span, key_of, whole


def contacts(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Contacts that went out to people in the period, a vendor's or the desk's own."""
    mine = Interaction.organisation_id == span.books.organisation_id
    return mine, WENT_OUT, Interaction.at >= span.start, Interaction.at < span.end


def contacts_a_week(span: Span) -> Select[Any]:
    """Contacts of each person and week with any; weeks are counted from the period's first day."""
    since = literal(span.start, Interaction.at.type)
    week = whole(days(Interaction.at, since, span.books.dialect) / 7, span.books.dialect)
    made = fact(
        "person",
        func.min(Interaction.id),
        Interaction.vendor_id,
        Interaction.person_id,
        func.count(),
        person=Interaction.person_id,
        at=func.min(Interaction.at),
    )
    return made.where(*contacts(span)).group_by(Interaction.vendor_id, Interaction.person_id, week)


def complaints(span: Span) -> Select[Any]:
    """People with any contact below the line, their complaints above it; disputes of the debt itself are no complaints."""
    met = fact(
        "person",
        func.min(Interaction.id),
        Interaction.vendor_id,
        Interaction.person_id,
        literal(0),
        person=Interaction.person_id,
        at=func.min(Interaction.at),
    )
    met = met.where(*contacts(span)).group_by(Interaction.vendor_id, Interaction.person_id)
    both = union_all(met, _told_in_a_contact(span), _told_of_a_vendor(span), _told_of_the_desk(span)).subquery()
    return select(both)


def _told(span: Span, vendor: Any) -> Select[Any]:
    told = fact(
        "complaint",
        Grievance.id,
        vendor,
        Grievance.person_id,
        literal(1),
        literal(0),
        Grievance.person_id,
        Grievance.debt_id,
        at=Grievance.opened_at,
    )
    told = told.where(Grievance.organisation_id == span.books.organisation_id, Grievance.kind == "complaint")
    return told.where(Grievance.opened_at >= span.start, Grievance.opened_at < span.end)


def _told_in_a_contact(span: Span) -> Select[Any]:
    told = _told(span, Interaction.vendor_id).join(Interaction, Interaction.id == Grievance.interaction_id)
    return told.where(Interaction.vendor_id.is_not(None))


def _of_the_person() -> Any:
    return select(Debt.id).where(Debt.person_id == Grievance.person_id).correlate(Grievance)


def _of_a_vendor() -> ColumnElement[bool]:
    """The stay with a vendor that a complaint is about: of its debt, or of any debt of a person who named none."""
    same = or_(Placement.debt_id == Grievance.debt_id, and_(Grievance.debt_id.is_(None), Placement.debt_id.in_(_of_the_person())))
    then = and_(
        Placement.placed_at <= Grievance.opened_at,
        or_(Placement.recalled_at.is_(None), Placement.recalled_at >= Grievance.opened_at),
    )
    return and_(same, then)


def _told_of_a_vendor(span: Span) -> Select[Any]:
    """Told to the client of a debt that a vendor had then; once, of the newest stay."""
    newest = select(func.max(Placement.id)).where(_of_a_vendor()).correlate(Grievance).scalar_subquery()
    told = _told(span, Placement.vendor_id).join(Placement, Placement.id == newest)
    return told.where(~_in_a_vendors_contact())


def _in_a_vendors_contact() -> ColumnElement[bool]:
    return exists().where(Interaction.id == Grievance.interaction_id, Interaction.vendor_id.is_not(None))


def _told_of_the_desk(span: Span) -> Select[Any]:
    told = _told(span, cast(literal(None), BigId))
    return told.where(~exists().where(_of_a_vendor()), ~_in_a_vendors_contact())


def opt_out_days(span: Span) -> Select[Any]:
    """Requests not to be contacted by people a vendor had then: days to its last later contact on that channel, 0 for none."""
    after = aliased(Interaction)
    same = or_(Consent.channel == "all", after.channel == Consent.channel)
    went = and_(after.direction == "outbound", after.state.not_in(("refused", "cleared", "failed")))
    last = (
        select(func.max(after.at))
        .where(after.person_id == Consent.person_id, after.vendor_id == Interaction.vendor_id, after.at > Consent.at, went, same)
        .correlate(Consent, Interaction)
        .scalar_subquery()
    )
    waited = func.coalesce(days(last, Consent.at, span.books.dialect), 0.0)
    asked = fact(
        "request",
        Consent.id,
        Interaction.vendor_id,
        Consent.person_id,
        func.max(waited),
        person=Consent.person_id,
        at=Consent.at,
    )
    before = and_(Interaction.person_id == Consent.person_id, Interaction.at <= Consent.at, Interaction.vendor_id.is_not(None))
    asked = asked.join(Person, Person.id == Consent.person_id).join(Interaction, before)
    asked = asked.where(Person.organisation_id == span.books.organisation_id, Consent.granted.is_(False))
    asked = asked.where(Consent.at >= span.start, Consent.at < span.end)
    return asked.group_by(Consent.id, Consent.person_id, Consent.at, Interaction.vendor_id)


def survey_csat(span: Span) -> Select[Any]:
    """Satisfied answers: 4 or 5 of 5."""
    return _survey(span, Survey.csat, case((Survey.csat >= 4, 1.0), else_=0.0))


def survey_ces(span: Span) -> Select[Any]:
    """Ease 1–7."""
    return _survey(span, Survey.ces, Survey.ces)


def survey_nps(span: Span) -> Select[Any]:
    """Promoters (9, 10) 100, detractors (0 to 6) -100."""
    return _survey(span, Survey.nps, case((Survey.nps >= 9, 100.0), (Survey.nps <= 6, -100.0), else_=0.0))


def _survey(span: Span, answer: Any, x: Any) -> Select[Any]:
    made = fact(
        "survey",
        Survey.id,
        Survey.vendor_id,
        Survey.person_id,
        x,
        person=Survey.person_id,
        debt=Survey.debt_id,
        at=Survey.asked_at,
    )
    return made.where(*_asked(span), answer.is_not(None))


def _asked(span: Span) -> tuple[ColumnElement[bool], ...]:
    mine = Survey.organisation_id == span.books.organisation_id
    return mine, Survey.asked_at >= span.start, Survey.asked_at < span.end


def surveys_asked(span: Span) -> dict[str, int]:
    """People asked in the period, by vendor key, whether or not they answered."""
    counted = select(Survey.vendor_id, func.count()).where(*_asked(span)).group_by(Survey.vendor_id)
    return {key_of(vendor): n for vendor, n in span.session.execute(counted).tuples()}


def met(span: Span) -> dict[str, tuple[int, int]]:
    """Contacts that went out, and people they went to, by vendor key."""
    counted = select(Interaction.vendor_id, func.count(), func.count(Interaction.person_id.distinct())).where(*contacts(span))
    rows = span.session.execute(counted.group_by(Interaction.vendor_id)).tuples()
    return {key_of(vendor): (n, people) for vendor, n, people in rows}
