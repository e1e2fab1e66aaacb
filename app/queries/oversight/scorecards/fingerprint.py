"""Which books a comparison was made of: as long as nothing that it rests on changed, it need not be made again."""

import json
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Select, func, select

from app.models import (
    Act,
    Consent,
    Debt,
    Grievance,
    Interaction,
    Payment,
    Person,
    Placement,
    Plan,
    Promise,
    Recording,
    ScoreSheet,
    ServiceLevel,
    Survey,
    Vendor,
    VendorPromise,
    VendorReturn,
    VendorTerms,
    Verdict,
)
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import VendorLog, WaveFinding
from app.queries.oversight.scorecards.span import Books
from reports.scorecards.as_json import shape
from reports.scorecards.facts import Period

_RULES = ("measures.yaml", "experience.yaml")


def fingerprint(books: Books, period: Period, segment: str, months: int) -> str:
    """SHA-256 of counts and newest rows of every table read, the lists of measures, what was asked, the day, and the
    shape this version writes."""
    told = [
        [str(value) for value in books.session.execute(wanted).one()]
        for wanted in (*_operation(books.organisation_id), *_vendors(books.organisation_id), *_waves(books.organisation_id))
    ]
    asked = [period.first.isoformat(), period.last.isoformat(), segment, months, books.horizon_days, _day(books), shape()]
    text = json.dumps([asked, told, [_rules(name) for name in _RULES]], separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _day(books: Books) -> str:
    """Horizons and graces run by the day."""
    day: date = books.now.date()
    return day.isoformat()


def _rules(name: str) -> str:
    return sha256(files("reports.scorecards").joinpath(name).read_bytes()).hexdigest()


def _operation(mine: int) -> tuple[Any, ...]:
    interactions = select(func.count(), func.max(Interaction.id), func.max(Interaction.changed_at))
    return (
        interactions.where(Interaction.organisation_id == mine),
        select(func.count(), func.max(Payment.id), func.count(Payment.reversed_by)).where(Payment.organisation_id == mine),
        select(func.count(), func.max(Debt.id)).where(Debt.organisation_id == mine),
        select(func.count(), func.max(Grievance.id), func.max(Grievance.closed_at)).where(Grievance.organisation_id == mine),
        select(func.count(), func.max(Consent.id))
        .join(Person, Person.id == Consent.person_id)
        .where(Person.organisation_id == mine),
        select(func.count(), func.max(Promise.id), func.count(Promise.settled_on), func.sum(Promise.paid_minor))
        .join(Plan, Plan.id == Promise.plan_id)
        .join(Debt, Debt.id == Promise.debt_id)
        .where(Debt.organisation_id == mine),
    )


def _vendors(mine: int) -> tuple[Any, ...]:
    verdicts = select(func.count(), func.max(Verdict.counted_at), func.count(Verdict.signed_at), func.max(Act.id))
    calls = verdicts.select_from(Recording).outerjoin(Verdict, Verdict.recording_id == Recording.id)
    return (
        select(func.count(), func.max(Vendor.id)).where(Vendor.organisation_id == mine),
        calls.outerjoin(Act, Act.recording_id == Recording.id).where(Recording.organisation_id == mine),
        select(func.count(ScoreSheet.closed_at), func.max(ScoreSheet.closed_at)).where(ScoreSheet.organisation_id == mine),
        select(func.count(), func.max(Placement.id), func.count(Placement.recalled_at)).where(Placement.organisation_id == mine),
        select(func.count(), func.max(VendorTerms.id)).where(VendorTerms.organisation_id == mine),
        select(func.count(), func.max(ServiceLevel.id)).where(ServiceLevel.organisation_id == mine),
        select(func.count(), func.count(VendorReturn.withdrawn_at)).where(VendorReturn.organisation_id == mine),
        select(func.count(), func.max(VendorPromise.id)).where(VendorPromise.organisation_id == mine),
        select(func.count(), func.max(Survey.id), func.count(Survey.answered_at)).where(Survey.organisation_id == mine),
    )


def _waves(mine: int) -> tuple[Any, ...]:
    """A wave, its ghosts, what reached them, and its findings each on their own: together they would multiply."""

    def of(kind: Any, *what: Any) -> Select[Any]:
        return select(func.count(kind.id), *what).join(Wave, Wave.id == kind.wave_id).where(Wave.organisation_id == mine)

    return (
        of(Ghost, func.count(Ghost.account_id), func.count(Ghost.retired_at)),
        of(Received, func.max(Received.logged_at), func.count(Received.recording_id)),
        of(WaveFinding, func.max(WaveFinding.decided_at), func.max(WaveFinding.published_at)),
        of(VendorLog, func.max(VendorLog.added_at), func.count(VendorLog.withdrawn_at)),
    )
