"""The rubric in force, in the reader's language, with the law behind it and where each criterion was found."""

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Duty, Finding, Recording, Vendor, Verdict
from app.queries.oversight.calls import HELD, SHOWN, call_row, of
from app.queries.oversight.qa.sealed import sealed
from app.queries.rows import CallRow, Conduct, CriterionPage, CriterionRow, RubricPage, RuleRow, Said
from app.queries.rubrics import rubric_in_force
from audit.errors import BadRubric
from audit.rubric import Criterion, Kind
from audit.rulebooks import countries, rulebook

MOST_CALLS = 20


def rubric_page(session: Session, actor: Actor, lang: str, today: date) -> RubricPage:
    """Every criterion of the rubric in force."""
    rubric = rubric_in_force(session, actor.organisation_id, today)
    return RubricPage(
        id=rubric.id,
        since=rubric.effective_from,
        sha256=rubric.sha256,
        duties=tuple(_row(c, lang) for c in rubric.duties),
        violations=tuple(_row(c, lang) for c in rubric.violations),
        title=rubric.title.say(lang),
    )


def _row(criterion: Criterion, lang: str, found: int | None = None, assessed: int | None = None) -> CriterionRow:
    duty = criterion.kind is Kind.DUTY
    return CriterionRow(
        id=criterion.id,
        kind=criterion.kind.value,
        question=criterion.question.say(lang),
        met_when=(criterion.good if duty else criterion.bad).say(lang),
        not_applicable_when=criterion.not_applicable.say(lang) if criterion.not_applicable else None,
        weight=criterion.weight,
        severity=criterion.severity.value if criterion.severity else None,
        judged=criterion.judged[0].value,
        found=found,
        assessed=assessed,
    )


def criterion_page(session: Session, actor: Actor, criterion_id: str, lang: str, today: date) -> CriterionPage:
    """One criterion. Raises NotFound for an id the rubric has not."""
    rubric = rubric_in_force(session, actor.organisation_id, today)
    try:
        criterion = rubric.criterion(criterion_id)
    except BadRubric as cause:
        raise NotFound(f"la rúbrica no tiene {criterion_id[:60]!r}", f"the rubric has no {criterion_id[:60]!r}") from cause
    duty = criterion.kind is Kind.DUTY
    found, assessed = _duty_counts(session, actor, criterion_id) if duty else _finding_counts(session, actor, criterion_id)
    places = _missed if duty else _found
    return CriterionPage(
        rubric=rubric.id,
        criterion=_row(criterion, lang, found, assessed),
        rules=_rules(session, actor, criterion_id, lang, today),
        calls=places(session, actor, criterion_id),
        title=rubric.title.say(lang),
        hidden=_hidden(session, actor, criterion_id, duty),
    )


def _duty_counts(session: Session, actor: Actor, criterion: str) -> tuple[int, int]:
    wanted = (
        select(Duty.status, func.count())
        .join(Verdict, Verdict.evaluation_id == Duty.evaluation_id)
        .join(Recording, Recording.id == Duty.recording_id)
        .where(of(actor), Duty.criterion == criterion)
        .group_by(Duty.status)
    )
    counts = dict(session.execute(wanted).tuples().all())
    return counts.get("met", 0), counts.get("met", 0) + counts.get("not_met", 0)


def _finding_counts(session: Session, actor: Actor, criterion: str) -> tuple[int, int]:
    joined = (
        select(func.count(func.distinct(Finding.recording_id)))
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
    )
    found = session.scalar(joined.where(of(actor), Finding.criterion == criterion, Finding.standing.in_(HELD))) or 0
    calls = select(func.count()).select_from(Verdict).join(Recording, Recording.id == Verdict.recording_id)
    return found, session.scalar(calls.where(of(actor), Verdict.conduct != Conduct.NOT_ASSESSED.value)) or 0


def _rules(session: Session, actor: Actor, criterion: str, lang: str, today: date) -> tuple[RuleRow, ...]:
    """The rule in force today of each country the client calls in; of every country, before the first call."""
    called = {c for c in session.scalars(select(Recording.country).where(of(actor)).distinct()) if c}
    out = []
    for country in sorted(called & set(countries()) or countries()):
        book = rulebook(country, today)
        basis = book.basis_for(criterion) if book else None
        rule = book.rule(basis) if book and basis else None
        if rule:
            source = rule.sources[0] if rule.sources else None
            out.append(
                RuleRow(
                    id=rule.id,
                    country=country,
                    citation=rule.citation,
                    text=rule.requires.say(lang),
                    since=rule.effective_from,
                    source=source.address if source else None,
                    read_on=source.read if source else None,
                    certainty=rule.confidence.value,
                )
            )
    return tuple(out)


def _hidden(session: Session, actor: Actor, criterion: str, duty: bool) -> int:
    """Calls that the list leaves out, because the reader scores them blind."""
    marks = select(Duty.recording_id).where(Duty.evaluation_id == Verdict.evaluation_id, *_not_met(criterion))
    if not duty:
        marks = select(Finding.recording_id).where(Finding.evaluation_id == Verdict.evaluation_id, *_shown(criterion))
    calls = select(func.count()).select_from(Verdict).join(Recording, Recording.id == Verdict.recording_id)
    return session.scalar(calls.where(of(actor), sealed(actor), marks.exists())) or 0


def _shown(criterion: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Finding.criterion == criterion, Finding.standing.in_(SHOWN)


def _not_met(criterion: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Duty.criterion == criterion, Duty.status == "not_met"


def _missed(session: Session, actor: Actor, criterion: str) -> tuple[CallRow, ...]:
    """Calls in which a duty was not met, the surest first, with what made it owed where something was said."""
    wanted = (
        select(Recording, Verdict, Vendor.name, Duty)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Duty, Duty.evaluation_id == Verdict.evaluation_id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(of(actor), *_not_met(criterion), ~sealed(actor))
        .order_by(Duty.confidence.desc(), Duty.id)
        .limit(MOST_CALLS)
    )
    rows = []
    for recording, verdict, vendor, duty in session.execute(wanted).tuples():
        words = Said(duty.start_s, "debtor", ((duty.quote, True),), None) if duty.quote else None
        rows.append(call_row(recording, verdict, vendor, words))
    return tuple(rows)


def _found(session: Session, actor: Actor, criterion: str) -> tuple[CallRow, ...]:
    wanted = (
        select(Recording, Verdict, Vendor.name, Finding)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Finding, Finding.evaluation_id == Verdict.evaluation_id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(of(actor), *_shown(criterion), ~sealed(actor))
        .order_by(Finding.confidence.desc(), Finding.id)
        .limit(MOST_CALLS)
    )
    rows: dict[str, CallRow] = {}
    for recording, verdict, vendor, finding in session.execute(wanted).tuples():
        words = Said(finding.start_s, "agent", ((finding.quote, True),), finding.turn)
        rows.setdefault(recording.id, call_row(recording, verdict, vendor, words))
    return tuple(rows.values())
