"""Judged calls of real debtors: what the machine asserts of each, what people decided, and what was heard of the agent."""

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Float, Select, Text, and_, case, cast, exists, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from app.models import Duty, Evaluation, Finding, Recording, Verdict
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.drawn import breach_by_sheet, drawn_and_scored
from app.queries.oversight.scorecards.fact import fact
from app.queries.oversight.scorecards.span import Span, key_of
from app.queries.review_rows import Standing
from app.queries.rows import Conduct
from reports.scorecards.facts import Calls

EFFORT = ("ask_reason", "offer_options", "acknowledge_hardship")
OFFER = "offer_options"
_WHEN = func.coalesce(Recording.called_at, Recording.added_at)
_CLUSTER = func.coalesce(Recording.agent, Recording.id)


def within(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Calls of the period that no ghost received; by the day they came in where nobody said when they were made."""
    mine = Recording.organisation_id == span.books.organisation_id
    return mine, is_real_call(), span.start <= _WHEN, span.end > _WHEN


def _critical(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Finding.evaluation_id == Verdict.evaluation_id, Finding.severity == "critical", *where)


FLAGGED = _critical(Finding.decision == "asserted")
_HAPPENED = _critical(Finding.standing == Standing.HAPPENED.value)
_UNSURE = _critical(Finding.standing.in_((Standing.CANNOT_TELL.value, Standing.TO_REVIEW.value)))
_STANDS = _critical(Finding.standing == Standing.ASSERTED.value)
_CLEARED = _critical(Finding.standing == Standing.NOT_HAPPENED.value)
_SIGNED = Verdict.signed_at.is_not(None)
_SHEET = breach_by_sheet()
_DENIED = and_(_CLEARED, ~_STANDS)
TRUTH = case(
    (_HAPPENED, 1),
    (and_(_SIGNED, _STANDS), 1),
    (and_(_SHEET == 1, ~_DENIED), 1),
    (_UNSURE, -1),
    (or_(_SIGNED, _DENIED), 0),
    (_SHEET == 0, 0),
    else_=-1,
)
"""1 a person says a critical act happened (the machine's, one they added, or on a closed sheet), or signed under the machine's;
0 signed or scored without any, or all that was marked was decided not to have happened; -1 nobody decided, or nobody could.
A sheet that saw an act the machine missed is no clean call, even where somebody signed without adding it."""


def calls_of(span: Span) -> Calls:
    """The columns of calls whose conduct could be assessed. `drawn`: drawn at random and scored blind."""
    wanted = (
        select(Recording.vendor_id, Recording.agent, FLAGGED, TRUTH, drawn_and_scored())
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(*within(span), Verdict.conduct != Conduct.NOT_ASSESSED.value)
        .order_by(Recording.id)
    )
    places = span.books.places
    rows = [row for row in span.session.execute(wanted).all() if key_of(row[0]) in places]
    agents: dict[tuple[Any, str], int] = {}
    vendor = np.array([places[key_of(row[0])] for row in rows], dtype=np.int64)
    agent = [agents.setdefault((row[0], row[1]), len(agents)) if row[1] else -1 for row in rows]
    return Calls(
        vendor=vendor,
        agent=np.array(agent, dtype=np.int64),
        flagged=np.array([bool(row[2]) for row in rows], dtype=np.bool_),
        truth=np.array([row[3] for row in rows], dtype=np.int64),
        drawn=np.array([bool(row[4]) for row in rows], dtype=np.bool_),
    )


def critical_calls(span: Span) -> Select[Any]:
    """Calls with a critical breach as it stands now; the corrected rate has a model of its own."""
    fails = case((Verdict.conduct == Conduct.FAIL.value, 1.0), else_=0.0)
    return _calls(span, fails).where(Verdict.conduct != Conduct.NOT_ASSESSED.value)


def skill(span: Span) -> Select[Any]:
    """Skill 0–100, by agent."""
    return _calls(span, Verdict.skill.expression).where(Verdict.skill.is_not(None))


def tone(span: Span) -> Select[Any]:
    """The agent's tone 1–5, by agent."""
    score = _score(span.books.dialect)
    return _calls(span, score).join(Evaluation, Evaluation.id == Verdict.evaluation_id).where(score.is_not(None))


def _score(dialect: str) -> ColumnElement[Any]:
    result = type_coerce(Evaluation.result, Text)
    if dialect == "sqlite":
        return cast(func.json_extract(result, "$.agent_tone.score"), Float)
    return cast(cast(result, JSONB)["agent_tone"]["score"].astext, Float)


def effort(span: Span) -> Select[Any]:
    """Duties to listen and to offer that were met, of those that could be assessed."""
    return _duties(span, Duty.criterion.in_(EFFORT))


def offers_made(span: Span) -> Select[Any]:
    """Conversations in which an option was offered."""
    return _duties(span, Duty.criterion == OFFER)


def _calls(span: Span, x: ColumnElement[Any]) -> Select[Any]:
    made = fact("call", Recording.id, Recording.vendor_id, _CLUSTER, x, recording=Recording.id, at=_WHEN)
    return made.join(Verdict, Verdict.recording_id == Recording.id).where(*within(span))


def _duties(span: Span, which: ColumnElement[bool]) -> Select[Any]:
    met = case((Duty.status == "met", 1.0), else_=0.0)
    made = fact("call", Recording.id, Recording.vendor_id, _CLUSTER, met, recording=Recording.id, at=_WHEN)
    joined = made.join(Verdict, Verdict.recording_id == Recording.id).join(Duty, Duty.evaluation_id == Verdict.evaluation_id)
    return joined.where(*within(span), which, Duty.status.in_(("met", "not_met")))


__all__ = ["calls_of", "critical_calls", "effort", "offers_made", "skill", "tone", "within"]
