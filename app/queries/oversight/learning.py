"""What people said against the judge, as corrections; and what the page of learning shows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.models import Act, Evaluation, Finding, JudgeChange, JudgeVersion, Recording, ScoreSheet, User, Verdict
from app.queries.oversight.learning_fall import Fallen, fallen
from audit.calibration.sheet import Mode
from audit.calls import VIOLATIONS
from audit.errors import NoJudge
from audit.judges.local import WEIGHTS, version_of
from audit.learning.corrections.correction import Correction, Source, teaches

MOST_CALLS = 600
"""The newest corrected calls are learnt from: more would not fit a worker's memory, and the oldest say least of today."""
FORGOTTEN = timedelta(minutes=10)
"""A training that has not been heard of for so long is lost: its worker died."""
_SHOWN = 12


def corrections_of(session: Session, organisation_id: int) -> list[Correction]:
    """Everything a client's people said that stands: closed sheets, and decisions on what the machine said. Newest calls only."""
    found = [*_of_sheets(session, organisation_id), *_of_acts(session, organisation_id)]
    last: dict[str, datetime] = {}
    for one in found:
        last[one.call] = max(one.at, last.get(one.call, one.at))
    kept = set(sorted(last, key=lambda c: (last[c], c), reverse=True)[:MOST_CALLS])
    return [c for c in found if c.call in kept]


def _of_sheets(session: Session, organisation_id: int) -> list[Correction]:
    closed = select(ScoreSheet).where(ScoreSheet.organisation_id == organisation_id, ScoreSheet.closed_at.is_not(None))
    made = []
    for sheet in session.scalars(closed.order_by(ScoreSheet.closed_at, ScoreSheet.id)):
        source = Source.BLIND if sheet.mode == Mode.BLIND.value else Source.ASSISTED
        at = sheet.closed_at or sheet.opened_at
        for criterion, said in sheet.marks.items():
            if teaches(criterion, said["mark"]):
                there = said["mark"] in ("happened", "met")
                turn = said.get("turn") if there else None
                who = str(sheet.user_id)
                made.append(Correction(sheet.recording_id, criterion, said["mark"], who, _batch(who, at), at, source, turn))
    return made


def _of_acts(session: Session, organisation_id: int) -> list[Correction]:
    """The last act on each thing of the judging that counts, undone ones left out."""
    undone = select(Act.undoes_id).where(Act.undoes_id.is_not(None))
    wanted = (
        select(Act, Finding.turn)
        .join(Recording, Recording.id == Act.recording_id)
        .join(Verdict, Verdict.recording_id == Act.recording_id)
        .outerjoin(Finding, (Finding.evaluation_id == Act.evaluation_id) & (Finding.instance == Act.instance))
        .where(
            Recording.organisation_id == organisation_id,
            Act.evaluation_id == Verdict.evaluation_id,
            Act.kind.in_(("finding", "breach", "duty")),
            Act.id.not_in(undone),
            Act.user_id.is_not(None),
        )
        .order_by(Act.id)
    )
    last = {(act.recording_id, act.criterion, act.instance): (act, turn) for act, turn in session.execute(wanted)}
    made = []
    for act, turn in last.values():
        if act.criterion and act.after and teaches(act.criterion, act.after):
            who, of_turn = str(act.user_id), turn if act.kind != "duty" else None
            made.append(
                Correction(act.recording_id, act.criterion, act.after, who, _batch(who, act.at), act.at, Source.DECISION, of_turn)
            )
    return made


def _batch(who: str, at: datetime) -> str:
    """A person's week: what they marked then stands or falls together."""
    year, week, _ = at.isocalendar()
    return f"{who}/{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Person:
    """What one person gave: calls and marks, of which so many the machine had otherwise."""

    name: str
    calls: int
    marks: int
    against: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Corrections by criterion: marks, and those that contradict the machine."""

    criterion: str
    marks: int
    against: int


@dataclass(frozen=True, slots=True)
class LearningPage:
    """`standing` is the version new calls are judged by (None: what ships); `newest` the last training; `changes` newest first.

    `outdated`: the published version belongs to other weights than those installed, so what ships judges until one is trained.
    """

    calls: int
    marks: int
    against: int
    since: int
    people: tuple[Person, ...]
    criteria: tuple[Waiting, ...]
    newest: JudgeVersion | None
    standing: JudgeVersion | None
    outdated: bool
    versions: tuple[JudgeVersion, ...]
    changes: tuple[JudgeChange, ...]
    names: Mapping[str, str]
    worse: Fallen | None
    may_train: bool
    making: bool

    def of(self, id: str | None) -> JudgeVersion | None:
        """A version by its id."""
        return next((v for v in self.versions if v.id == id), None)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Versions that may be put back, newest first, as (id, words)."""
        standing = self.standing.id if self.standing else None
        fit = (v for v in self.versions if v.id != standing and (v.decision or {}).get("publish") and v.base == installed())
        return [(v.id, f"{v.version} · {v.asked_at:%Y-%m-%d}") for v in fit]

    @property
    def back_to(self) -> str:
        """What stood before the version that stands: where rolling back leads unless something else is chosen."""
        published = next((c for c in self.changes if self.standing and c.after_id == self.standing.id), None)
        return (published.before_id or "") if published else ""


def standing_version(session: Session, organisation_id: int) -> JudgeVersion | None:
    """The version last published or put back; None where what ships judges. It may be of other weights than those installed."""
    newest = select(JudgeChange).where(JudgeChange.organisation_id == organisation_id).order_by(JudgeChange.id.desc()).limit(1)
    change = session.scalar(newest)
    return session.get(JudgeVersion, change.after_id) if change and change.after_id else None


def installed() -> str | None:
    """The installed weights; None where there are none."""
    try:
        return version_of(WEIGHTS)
    except NoJudge:
        return None


def learning_page(session: Session, actor: Actor, now: datetime) -> LearningPage:
    """The page, for whoever scores; only leads may train, publish and roll back."""
    own = actor.organisation_id
    said = corrections_of(session, own)
    machine = _machine(session, {c.call for c in said})
    against = [c for c in said if machine.get((c.call, c.criterion), c.mark) != c.mark]
    versions = session.scalars(
        select(JudgeVersion).where(JudgeVersion.organisation_id == own).order_by(JudgeVersion.asked_at.desc(), JudgeVersion.id)
    ).all()
    changes = session.scalars(
        select(JudgeChange).where(JudgeChange.organisation_id == own).order_by(JudgeChange.id.desc()).limit(_SHOWN)
    ).all()
    standing = standing_version(session, own)
    names = _names(session, own)
    learnt = set(standing.calls or ()) if standing else set[str]()
    return LearningPage(
        calls=len({c.call for c in said}),
        marks=len(said),
        against=len(against),
        since=len({c.call for c in said} - learnt),
        people=_people(said, against, names, None if actor.role in LEADS else str(actor.user_id)),
        criteria=_criteria(said, against),
        newest=versions[0] if versions else None,
        standing=standing,
        outdated=standing is not None and standing.base != installed(),
        versions=tuple(v for v in versions if v.state == "made"),
        changes=tuple(changes),
        names=names,
        worse=fallen(session, own, standing),
        may_train=actor.role in LEADS,
        making=bool(versions) and versions[0].state in ("waiting", "making") and versions[0].beat_at > now - FORGOTTEN,
    )


def _machine(session: Session, calls: set[str]) -> Mapping[tuple[str, str], str]:
    """What the machine said of each criterion where it counts now: duties' statuses, and the acts it asserted."""
    said: dict[tuple[str, str], str] = {}
    wanted = select(Verdict.recording_id, Evaluation.result).join(Evaluation, Evaluation.id == Verdict.evaluation_id)
    for call, result in session.execute(wanted.where(Verdict.recording_id.in_(calls))):
        asserted = {v["id"] for v in result["violations"] if v["decision"] == "asserted"}
        for criterion, duty in result["duties"].items():
            said[call, criterion] = duty["status"]
        for criterion in VIOLATIONS:
            said[call, criterion] = "happened" if criterion in asserted else "not_happened"
    return said


def _people(
    said: Sequence[Correction], against: Sequence[Correction], names: Mapping[str, str], only: str | None
) -> tuple[Person, ...]:
    """Leads see everybody; whoever scores sees themselves."""
    calls: dict[str, set[str]] = defaultdict(set)
    for one in said:
        calls[one.who].add(one.call)
    marks, contrary = Counter(c.who for c in said), Counter(c.who for c in against)
    people = [Person(names.get(w, "?"), len(found), marks[w], contrary[w]) for w, found in calls.items() if only in (None, w)]
    return tuple(sorted(people, key=lambda p: p.name))


def _criteria(said: Sequence[Correction], against: Sequence[Correction]) -> tuple[Waiting, ...]:
    marks, contrary = Counter(c.criterion for c in said), Counter(c.criterion for c in against)
    return tuple(Waiting(c, marks[c], n) for c, n in contrary.most_common())


def _names(session: Session, organisation_id: int) -> Mapping[str, str]:
    people = select(User.id, User.name).where(User.organisation_id == organisation_id)
    return {str(id): name for id, name in session.execute(people)}
