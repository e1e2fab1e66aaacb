"""A draft of the rubric on past calls: skill and conduct counted again from what was judged; nothing is judged anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Duty, Finding, Recording, RubricVersion, Vendor, Verdict
from app.queries.oversight.calls import HELD, of
from app.queries.oversight.qa.sealed import sealed
from app.queries.oversight.rubric_versions import version_of
from app.queries.review_rows import Standing
from app.queries.rows import Conduct
from app.queries.rubrics import parsed
from audit.calls import Status
from audit.results import DutyResult
from audit.rubric import Rubric, weighed
from reports.intervals import Estimate, mean_t

SIZES = (50, 100, 200, 500, 1000)
BINS = 10


@dataclass(frozen=True, slots=True)
class Tried:
    """One call as it stands and as the draft would have it; skill 0–100 or None."""

    id: str
    code: str
    vendor: str | None
    agent: str | None
    skill_before: float | None
    skill_after: float | None
    conduct_before: Conduct
    conduct_after: Conduct

    @property
    def turned(self) -> bool:
        """Whether its conduct would be another."""
        return self.conduct_before is not self.conduct_after


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of one vendor, or all: means of skill, the mean change over calls with both, calls that fail."""

    name: str | None
    calls: int
    before: Estimate
    after: Estimate
    change: Estimate
    fails_before: int
    fails_after: int


@dataclass(frozen=True, slots=True)
class TryPage:
    """`asked` calls were asked for, `judged` there are; counts of calls in each tenth of skill, before and after."""

    row: RubricVersion
    rubric: Rubric
    asked: int
    judged: int
    calls: tuple[Tried, ...]
    whole: Group
    vendors: tuple[Group, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def turned(self) -> tuple[Tried, ...]:
        """Calls whose conduct would be another, those that would fail first."""
        return tuple(sorted((c for c in self.calls if c.turned), key=lambda c: (c.conduct_after is not Conduct.FAIL, c.code)))

    @property
    def moved(self) -> int:
        """Calls whose skill would be another."""
        return sum(_rounded(c.skill_before) != _rounded(c.skill_after) for c in self.calls)


def try_page(session: Session, actor: Actor, id: str, asked: int) -> TryPage:
    """The draft on the last calls judged, without those that the reader scores blind. Raises NotFound."""
    row = version_of(session, actor, id)
    rubric = parsed(row.text, row.id)
    size = min((n for n in SIZES if n >= asked), default=SIZES[-1])
    seen = (of(actor), ~sealed(actor))
    judged = select(func.count()).select_from(Verdict).join(Recording, Recording.id == Verdict.recording_id).where(*seen)
    last = (
        select(Recording, Verdict, Vendor.name)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(*seen)
        .order_by(Recording.called_at.is_(None), Recording.called_at.desc(), Recording.id)
        .limit(size)
    )
    calls = recounted(session, rubric, session.execute(last).tuples().all())
    by_vendor: dict[str | None, list[Tried]] = defaultdict(list)
    for call in calls:
        by_vendor[call.vendor].append(call)
    return TryPage(
        row=row,
        rubric=rubric,
        asked=size,
        judged=session.scalar(judged) or 0,
        calls=calls,
        whole=_group(None, calls),
        vendors=tuple(_group(name, found) for name, found in sorted(by_vendor.items(), key=lambda v: (v[0] is None, v[0] or ""))),
        before=_tenths(c.skill_before for c in calls),
        after=_tenths(c.skill_after for c in calls),
    )


def recounted(session: Session, rubric: Rubric, listed: Sequence[tuple[Recording, Verdict, str | None]]) -> tuple[Tried, ...]:
    """The calls by the rubric, from duties and findings as people left them."""
    ids = [verdict.evaluation_id for _, verdict, _ in listed]
    duties: dict[int, list[Duty]] = defaultdict(list)
    findings: dict[int, list[Finding]] = defaultdict(list)
    for duty in session.scalars(select(Duty).where(Duty.evaluation_id.in_(ids))):
        duties[duty.evaluation_id].append(duty)
    for finding in session.scalars(select(Finding).where(Finding.evaluation_id.in_(ids))):
        findings[finding.evaluation_id].append(finding)
    return tuple(
        Tried(
            id=recording.id,
            code=recording.code,
            vendor=vendor,
            agent=recording.agent,
            skill_before=verdict.skill,
            skill_after=_skill(duties[verdict.evaluation_id], rubric, recording.country),
            conduct_before=Conduct(verdict.conduct),
            conduct_after=_conduct(findings[verdict.evaluation_id], rubric, Conduct(verdict.conduct)),
        )
        for recording, verdict, vendor in listed
    )


def _skill(duties: Sequence[Duty], rubric: Rubric, country: str | None) -> float | None:
    return weighed({d.criterion: DutyResult(Status(d.status), d.confidence or 0.0) for d in duties}, rubric, country).score


def _conduct(findings: Sequence[Finding], rubric: Rubric, before: Conduct) -> Conduct:
    """As the verdict is counted (`services.standing`), by the rubric's own severities."""
    standing = {f.standing for f in findings if rubric.criterion(f.criterion).critical}
    if standing & set(HELD):
        return Conduct.FAIL
    if Standing.TO_REVIEW.value in standing:
        return Conduct.TO_DECIDE
    return Conduct.NOT_ASSESSED if before is Conduct.NOT_ASSESSED else Conduct.PASS


def _group(name: str | None, calls: Sequence[Tried]) -> Group:
    both = [c.skill_after - c.skill_before for c in calls if c.skill_before is not None and c.skill_after is not None]
    return Group(
        name=name,
        calls=len(calls),
        before=mean_t([c.skill_before for c in calls if c.skill_before is not None], 0, 100),
        after=mean_t([c.skill_after for c in calls if c.skill_after is not None], 0, 100),
        change=mean_t(both),
        fails_before=sum(c.conduct_before is Conduct.FAIL for c in calls),
        fails_after=sum(c.conduct_after is Conduct.FAIL for c in calls),
    )


def _tenths(skills: Iterable[float | None]) -> tuple[int, ...]:
    counts = [0] * BINS
    for value in skills:
        if value is not None:
            counts[min(int(value // (100 / BINS)), BINS - 1)] += 1
    return tuple(counts)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
