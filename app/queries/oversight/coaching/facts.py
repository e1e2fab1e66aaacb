"""The calls of a team in which a criterion applied, as the comparison of agents takes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.models import Duty, Finding, Recording, Verdict
from app.queries.oversight.calls import HELD
from app.queries.oversight.performance import is_real_call
from app.queries.rows import Conduct
from audit.calls import VIOLATIONS
from audit.coaching.calls import AgentCall, Side

NOBODY = ("wrong_party", "third_party_message", "voicemail")
_CUES: Mapping[str, str] = {
    "acknowledge_hardship": "hardship",
    "honor_dispute": "dispute",
    "honor_contact_request": "contact_request",
}
_COLUMNS = (
    Recording.id,
    Recording.agent,
    Recording.called_at,
    Recording.due_date,
    Recording.product,
    Verdict.evaluation_id,
    Verdict.outcome,
    Verdict.amount,
    Verdict.day,
    Verdict.signed_at,
)
_STAGES = ((0, "current"), (30, "to_30"), (60, "to_60"), (90, "to_90"))


@dataclass(frozen=True, slots=True)
class SeenCall:
    """One call with what the criterion came to. `agreed`: it ended in a promise or a plan with amount and
    day, or in a pause for hardship."""

    id: str
    agent: str
    at: datetime
    good: bool
    checked: bool
    given: Mapping[str, str]
    agreed: bool

    def on(self, side: Side) -> AgentCall:
        """As the comparison takes it."""
        return AgentCall(self.agent, side, self.good, self.checked, self.given)


def of_desk(organisation_id: int, vendor_id: int | None) -> ColumnElement[bool]:
    """A team's recordings that name their agent."""
    whose = Recording.vendor_id.is_(None) if vendor_id is None else Recording.vendor_id == vendor_id
    return and_(Recording.organisation_id == organisation_id, whose, Recording.agent.is_not(None))


def seen_calls(
    session: Session, organisation_id: int, vendor_id: int | None, criteria: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[SeenCall]]:
    """By criterion, the calls from `since` until before `until`, oldest first."""
    inside = and_(of_desk(organisation_id, vendor_id), is_real_call(), Recording.called_at >= since, Recording.called_at < until)
    rows = session.execute(
        select(*_COLUMNS)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(inside, Verdict.conduct != Conduct.NOT_ASSESSED.value)
        .order_by(Recording.called_at, Recording.id)
    ).all()
    duties = _duties(session, inside, {*criteria, *_CUES})
    held = _held(session, inside, criteria)
    out: dict[str, list[SeenCall]] = {criterion: [] for criterion in criteria}
    for row in rows:
        marked, broken = duties.get(row.evaluation_id, {}), held.get(row.evaluation_id, ())
        settled, given = _settled(row), _given(row, marked)
        for criterion in criteria:
            good = _good(criterion, marked, broken, row.outcome)
            if good is not None:
                checked = row.signed_at is not None
                out[criterion].append(SeenCall(row.id, row.agent, row.called_at, good, checked, given, settled))
    return out


def _duties(session: Session, inside: ColumnElement[bool], criteria: set[str]) -> dict[int, dict[str, str]]:
    rows = session.execute(
        select(Duty.evaluation_id, Duty.criterion, Duty.status)
        .join(Verdict, Verdict.evaluation_id == Duty.evaluation_id)
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(inside, Duty.criterion.in_(sorted(criteria)), Duty.status.in_(("met", "not_met")))
    ).tuples()
    out: dict[int, dict[str, str]] = {}
    for evaluation_id, criterion, status in rows:
        out.setdefault(evaluation_id, {})[criterion] = status
    return out


def _held(session: Session, inside: ColumnElement[bool], criteria: Sequence[str]) -> dict[int, set[str]]:
    rows = session.execute(
        select(Finding.evaluation_id, Finding.criterion)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Verdict.recording_id)
        .where(inside, Finding.standing.in_(HELD), Finding.criterion.in_(sorted(criteria)))
    ).tuples()
    out: dict[int, set[str]] = {}
    for evaluation_id, criterion in rows:
        out.setdefault(evaluation_id, set()).add(criterion)
    return out


def _good(criterion: str, duties: Mapping[str, str], held: Collection[str], outcome: str | None) -> bool | None:
    """Whether what one wants happened; None where the criterion did not apply or could not be told."""
    if criterion in VIOLATIONS:
        return None if outcome in NOBODY else criterion not in held
    status = duties.get(criterion)
    return None if status is None else status == "met"


def _settled(row: Any) -> bool:
    whole = row.amount is not None and row.day is not None
    return row.outcome == "hardship_hold" or (whole and row.outcome in ("promise", "payment_plan"))


def _given(row: Any, duties: Mapping[str, str]) -> dict[str, str]:
    """What the agent found and did not make: who answered, what the debtor told, how late the debt was, of what product."""
    told = next((name for duty, name in _CUES.items() if duty in duties), "none")
    return {
        "answered": "other" if row.outcome in NOBODY else "right",
        "told": told,
        "stage": _stage(row.due_date, row.called_at),
        "product": row.product or "",
    }


def _stage(due: date | None, called_at: datetime | None) -> str:
    if due is None or called_at is None:
        return ""
    late = (called_at.date() - due).days
    return next((name for most, name in _STAGES if late <= most), "over_90")
