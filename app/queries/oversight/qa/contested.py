"""Which mark an appeal contests, how it stands now, and who may not decide it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.actors import WAVE_KEEPERS, Actor
from app.models import Act, Appeal, AppealDecision, Duty, Evaluation, Finding, Recording, ScoreSheet, Signature
from app.models.account import FindingShare
from app.models.call_share import CallShare
from app.models.wave_finding import WaveFinding
from app.queries.appeal_rows import WhyNot
from app.queries.oversight.calls import HELD
from app.queries.oversight.same_act import Place, finding_now, places_of
from audit.calibration.sheet import Purpose
from audit.calls import Status


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark as it stands now. `instance` None: a duty. `turn` None: of no one turn."""

    evaluation_id: int
    criterion: str
    instance: int | None
    kind: str
    standing: str
    severity: str
    turn: int | None
    start_s: float | None
    end_s: float | None
    quote: str


@dataclass(frozen=True, slots=True)
class Target:
    """What is contested: a mark of a call (None: the call was judged again without it), or a finding of a wave."""

    recording: Recording | None
    mark: Mark | None
    criterion: str | None = None
    instance: int | None = None
    share: FindingShare | None = None
    finding: WaveFinding | None = None
    judged: int | None = None
    """The judging in which it has the number `instance`; in the one that counts it has that of `mark`."""


def newest(session: Session, recording_id: str) -> int | None:
    """The evaluation that counts."""
    wanted = select(Evaluation.id).where(Evaluation.recording_id == recording_id).order_by(Evaluation.number.desc()).limit(1)
    return session.scalar(wanted)


def mark_at(session: Session, evaluation_id: int, criterion: str, instance: int | None) -> Mark | None:
    """The mark of a judging, as it stands."""
    if instance is None:
        duty = select(Duty).where(Duty.evaluation_id == evaluation_id, Duty.criterion == criterion)
        found = session.scalar(duty)
        return _of_duty(session, found) if found else None
    wanted = select(Finding).where(Finding.evaluation_id == evaluation_id, Finding.criterion == criterion)
    finding = session.scalar(wanted.where(Finding.instance == instance))
    return _of_finding(finding) if finding else None


def _of_finding(f: Finding) -> Mark:
    place = (f.turn, f.start_s, f.end_s, f.quote)
    return Mark(f.evaluation_id, f.criterion, f.instance, "violation", f.standing, f.severity, *place)


def _of_duty(session: Session, duty: Duty) -> Mark:
    result = session.get_one(Evaluation, duty.evaluation_id).result["duties"].get(duty.criterion, {})
    turns = result.get("turns") or ()
    place = (turns[0] if turns else None, duty.start_s, duty.end_s, duty.quote or "")
    return Mark(duty.evaluation_id, duty.criterion, None, "duty", duty.status, "major", *place)


def contestable(session: Session, recording: Recording, criterion: str, instance: int | None) -> Mark | None:
    """A mark against whoever took the call: an act that is held to have happened, a duty not met; None for any other."""
    evaluation_id = newest(session, recording.id)
    mark = mark_at(session, evaluation_id, criterion, instance) if evaluation_id else None
    if mark is None:
        return None
    return mark if mark.standing in ((Status.NOT_MET.value,) if mark.kind == "duty" else HELD) else None


def waits() -> ColumnElement[bool]:
    """Appeals nobody has answered."""
    return ~exists().where(AppealDecision.appeal_id == Appeal.id)


def open_of_mark(
    session: Session, recording_id: str, criterion: str, judged: int | None, instance: int | None, but: str = ""
) -> Appeal | None:
    """An appeal that waits, an agent's or the vendor's, of the mark that has that number in `judged`; another than `but`."""
    shown = select(CallShare.share_id).where(CallShare.recording_id == recording_id, CallShare.criterion == criterion)
    of_call = (Appeal.recording_id == recording_id) & (Appeal.criterion == criterion)
    wanted = select(Appeal).where(or_(of_call, Appeal.share_id.in_(shown)), waits(), Appeal.id != but).order_by(Appeal.at)
    if instance is None:
        return session.scalar(wanted.where(Appeal.share_id.is_(None), Appeal.instance.is_(None)).limit(1))
    same = which(session, recording_id, criterion, judged, instance)
    for appeal in session.scalars(wanted):
        what = target(session, appeal)
        if what.instance is not None and which(session, recording_id, criterion, what.judged, what.instance) == same:
            return appeal
    return None


def share_of(session: Session, recording_id: str, criterion: str, judged: int | None, instance: int | None) -> CallShare | None:
    """What the vendor was shown of the act that has that number in `judged`, in whichever judging it was sent."""
    if instance is None:
        return None
    sent = select(CallShare).where(CallShare.recording_id == recording_id, CallShare.criterion == criterion)
    same = which(session, recording_id, criterion, judged, instance)
    rows = session.scalars(sent.order_by(CallShare.id.desc()))
    return next(
        (s for s in rows if which(session, recording_id, criterion, judged_when_sent(session, s), s.instance) == same), None
    )


def which(session: Session, recording_id: str, criterion: str, judged: int | None, instance: int) -> Place:
    """One name for an act in all its judgings: its place in the one that counts, else the first that people marked it in."""
    mark = _now(session, recording_id, judged, criterion, instance)
    if mark is not None:
        return mark.evaluation_id, instance if mark.instance is None else mark.instance
    return min(places_of(session, recording_id, criterion, (judged or 0, instance)))


def target(session: Session, appeal: Appeal) -> Target:
    """What is contested, as it stands now."""
    if appeal.share_id is None:
        recording = session.get_one(Recording, appeal.recording_id)
        criterion, instance, judged = appeal.criterion or "", appeal.instance, appeal.evaluation_id
        return Target(recording, _now(session, recording.id, judged, criterion, instance), criterion, instance, judged=judged)
    share = session.get_one(FindingShare, appeal.share_id)
    sent = session.scalar(select(CallShare).where(CallShare.share_id == share.id))
    if sent is None:
        found = session.scalar(select(WaveFinding).where(WaveFinding.share_id == share.id))
        return Target(None, None, share=share, finding=found)
    recording = session.get_one(Recording, sent.recording_id)
    judged = judged_when_sent(session, sent)
    mark = _now(session, recording.id, judged, sent.criterion, sent.instance)
    return Target(recording, mark, sent.criterion, sent.instance, share, judged=judged)


def judged_when_sent(session: Session, sent: CallShare) -> int | None:
    """The judging whose finding the vendor was shown; where it was not kept, the one that stood then."""
    if sent.evaluation_id is not None:
        return sent.evaluation_id
    wanted = select(Evaluation.id).where(Evaluation.recording_id == sent.recording_id, Evaluation.judged_at <= sent.at)
    return session.scalar(wanted.order_by(Evaluation.number.desc()).limit(1))


def _now(session: Session, recording_id: str, judged: int | None, criterion: str, instance: int | None) -> Mark | None:
    """The same mark in the judging that counts: the same act, the same duty; None where it is not there."""
    counts = newest(session, recording_id)
    if counts is None:
        return None
    if judged is None or judged == counts or instance is None:
        return mark_at(session, counts, criterion, instance)
    found = finding_now(session, recording_id, criterion, (judged, instance), counts)
    return _of_finding(found) if found else None


def why_not(session: Session, actor: Actor, appeal: Appeal, what: Target) -> WhyNot | None:
    """Why this reader may not decide: their own word is in the mark, or they signed, scored or appealed the call."""
    if actor.user_id is None:
        return WhyNot.NO_PERSON
    if appeal.user_id == actor.user_id:
        return WhyNot.APPEALED
    if what.recording is None:
        mine = what.finding is not None and what.finding.decided_by == actor.name
        return WhyNot.DECIDED_MARK if mine or _answered(session, actor, appeal) else None
    call = what.recording.id
    if _marked(session, actor, what) or _answered(session, actor, appeal):
        return WhyNot.DECIDED_MARK
    signed = select(Signature.id).join(Act, Act.id == Signature.act_id)
    if session.scalar(signed.where(Signature.recording_id == call, Act.user_id == actor.user_id).limit(1)):
        return WhyNot.SIGNED
    scored = select(ScoreSheet.id).where(
        ScoreSheet.recording_id == call,
        ScoreSheet.user_id == actor.user_id,
        ScoreSheet.closed_at.is_not(None),
        ScoreSheet.purpose != Purpose.APPEAL.value,
    )
    return WhyNot.SCORED if session.scalar(scored.limit(1)) else None


def _marked(session: Session, actor: Actor, what: Target) -> bool:
    """Whether the reader's word is in the mark, under whichever number it had in whichever judging."""
    if what.recording is None:
        return False
    call, criterion = what.recording.id, what.criterion or ""
    about = (Act.recording_id == call, Act.user_id == actor.user_id, Act.criterion == criterion)
    mine = session.execute(select(Act.evaluation_id, Act.instance).where(*about).distinct()).tuples().all()
    if what.instance is None:
        return any(instance is None for _, instance in mine)
    same = which(session, call, criterion, what.judged, what.instance)
    return any(n is not None and which(session, call, criterion, judged, n) == same for judged, n in mine)


def _answered(session: Session, actor: Actor, appeal: Appeal) -> bool:
    """Whether the reader answered an earlier appeal of the same mark."""
    wanted = select(AppealDecision.id).join(Appeal, Appeal.id == AppealDecision.appeal_id)
    mine = wanted.where(Appeal.place == appeal.place, Appeal.id != appeal.id, AppealDecision.user_id == actor.user_id)
    return session.scalar(mine.limit(1)) is not None


def visible(actor: Actor, what: Target) -> bool:
    """Whether the reader may know of it at all: findings of waves are for whoever keeps waves."""
    return what.recording is not None or (what.finding is not None and actor.role in WAVE_KEEPERS)
