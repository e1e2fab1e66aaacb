"""A second person answers an appeal: first what they mark themselves, then, having read the reasons, what is decided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden, Text
from app.models import Appeal, AppealDecision, Event, FindingShare, Recording, ScoreSheet, User
from app.queries.appeal_rows import Outcome, WhyNot
from app.queries.oversight.qa.appeal_effect import effect, kept_effect
from app.queries.oversight.qa.appeals import appeal_of, decision_of, own_opinion
from app.queries.oversight.qa.contested import Target, open_of_mark, share_of, why_not
from app.queries.oversight.qa.opened import knew_marks, opened_at
from app.queries.review_rows import Decision
from app.queries.rubrics import rubric_of
from app.services.correct_duty import correct_duty
from app.services.decide import decide
from app.services.qa.mark import Marked, kept_mark
from app.services.reviewing import checked_reason, take_up
from app.services.waves.share_findings import withdraw_finding
from audit.calibration.sheet import Mark, Mode, Purpose
from audit.calls import Status

BECOMES = (Status.MET.value, Status.NOT_APPLICABLE.value)
_REFUSED = {
    WhyNot.DECIDED_MARK: Text(
        "su decisión ya está en esta marca: resuelve otra persona", "your word is in this mark: another person decides"
    ),
    WhyNot.SIGNED: Text("su firma está en esta llamada: resuelve otra persona", "you signed this call: another person decides"),
    WhyNot.SCORED: Text("su hoja está en esta llamada: resuelve otra persona", "you scored this call: another person decides"),
    WhyNot.APPEALED: Text("quien apela no resuelve", "whoever appeals does not decide"),
    WhyNot.NO_PERSON: Text("una apelación la resuelve una persona, no una clave", "a person decides an appeal, not a key"),
}
_INSIDE = re.compile(r"fantasma|ghost|encubiert|señuelo|\bolas?\b|\bwaves?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is decided. `becomes` met or not_applicable where a duty is overturned; `text` is read by whoever appealed."""

    outcome: str
    text: str
    becomes: str = ""


def taken(session: Session, actor: Actor, appeal_id: str) -> tuple[Appeal, Target]:
    """The appeal, open, locked with its call, and the actor's to decide. Raises Forbidden, NotFound, Conflict."""
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no resuelve apelaciones", "your role decides no appeals")
    appeal, what = appeal_of(session, actor, appeal_id)
    if what.recording is not None:
        session.scalar(select(Recording.id).where(Recording.id == what.recording.id).with_for_update())
    elif what.share is not None:
        session.scalar(select(FindingShare.id).where(FindingShare.id == what.share.id).with_for_update())
    if decision_of(session, appeal) is not None:
        raise Conflict("esta apelación ya se resolvió", "this appeal is decided already")
    refused = why_not(session, actor, appeal, what)
    if refused is not None:
        told = _REFUSED[refused]
        raise Conflict(told.es, told.en)
    return appeal, what


def give_opinion(
    session: Session, actor: Actor, appeal_id: str, entered: Marked, now: datetime, knew: bool = False
) -> ScoreSheet:
    """What the actor marks before reading anybody's mark or reason, kept as a closed sheet; given once. Commits.

    The place is the one they heard it at, not the contested one. It is not blind where they say they `knew` the call's marks, or
    the log says so. The criterion of `entered` is the appeal's, whatever it says.

    Raises Forbidden, NotFound, Conflict, BadInput for a mark the criterion does not take, an act without its turn, a long note.
    """
    appeal, what = taken(session, actor, appeal_id)
    if what.recording is None or what.criterion is None or what.mark is None:
        raise Conflict("esta apelación no pide marcar antes", "this appeal asks for no mark first")
    known = own_opinion(session, actor, appeal)
    if known is not None:
        return known
    evaluation = take_up(session, actor, what.recording.id).evaluation
    mark = kept_mark(session, what.recording.id, rubric_of(session, evaluation.rubric).criterion(what.criterion), entered)
    if mark["mark"] == Mark.HAPPENED.value and mark["turn"] is None:
        raise BadInput("diga en qué turno ocurrió", "say in which turn it happened", "turn")
    knew = knew or knew_marks(session, actor, what.recording.id, appeal.at)
    sheet = ScoreSheet(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        recording_id=what.recording.id,
        evaluation_id=evaluation.id,
        user_id=actor.user_id,
        who=actor.name,
        purpose=Purpose.APPEAL.value,
        mode=(Mode.ASSISTED if knew else Mode.BLIND).value,
        session_id=appeal.id,
        rubric=evaluation.rubric,
        marks={what.criterion: mark},
        spent_s=0.0,
        opened_at=opened_at(session, actor, appeal.id) or now,
        closed_at=now,
        version=1,
    )
    session.add(sheet)
    session.commit()
    return sheet


def decide_appeal(session: Session, actor: Actor, appeal_id: str, answer: Answer, now: datetime) -> AppealDecision:
    """Answer it: the mark is decided by an act like any other, what the vendor was shown is withdrawn unless it is upheld.

    Every open appeal of the same mark is answered with it; figures already published are only told. Commits. Raises Forbidden,
    NotFound, Conflict (decided, not the actor's, no opinion given yet), BadInput naming the field.
    """
    appeal, what = taken(session, actor, appeal_id)
    sheet = own_opinion(session, actor, appeal)
    if sheet is None and what.mark is not None:
        raise Conflict("marque primero lo que usted oye", "mark first what you hear")
    if answer.outcome not in set(Outcome):
        raise BadInput(
            "elija: se mantiene, se revierte o no se puede saber", "choose: upheld, overturned or cannot tell", "outcome"
        )
    answered = _all_open(session, appeal, what)
    text = _readable(session, actor, answered, checked_reason(answer.text, "answer"))
    after = _after(what, answer)
    told = effect(session, actor, what.recording, what.mark, now) if what.recording and what.mark else None
    made = [
        AppealDecision(
            appeal_id=one.id,
            sheet_id=sheet.id if sheet else None,
            own=sheet.marks[what.criterion or ""]["mark"] if sheet else None,
            outcome=answer.outcome,
            before=what.mark.standing if what.mark else None,
            after=after,
            answer=text,
            effect=kept_effect(told) if told else None,
            user_id=actor.user_id,
            who=actor.name,
            at=now,
        )
        for one in answered
    ]
    session.add_all(made)
    session.add(_log(actor, appeal, answer, now))
    session.flush()
    _carry_out(session, actor, what, answer, after, text, now)
    return made[0]


def _readable(session: Session, actor: Actor, answered: Sequence[Appeal], text: str) -> str:
    """What a vendor reads names nobody of the client, and says nothing of how it is watched."""
    if all(appeal.share_id is None for appeal in answered):
        return text
    folded = text.casefold()
    names = session.scalars(select(User.name).where(User.organisation_id == actor.organisation_id, User.vendor_id.is_(None)))
    named = next((name for name in names if name.casefold() in folded), None)
    if named is not None:
        raise BadInput(
            f"el proveedor leerá esta respuesta: quite el nombre {named}",
            f"the vendor will read this answer: take out the name {named}",
            "answer",
        )
    inside = _INSIDE.search(text)
    if inside is not None:
        raise BadInput(
            f"el proveedor leerá esta respuesta: quite «{inside.group()}»",
            f"the vendor will read this answer: take out “{inside.group()}”",
            "answer",
        )
    return text


def _after(what: Target, answer: Answer) -> str | None:
    """How the mark stands from now on; None where there is no mark of a call."""
    overturned = answer.outcome == Outcome.OVERTURNED
    if what.mark is None:
        if what.recording is not None and not overturned:
            raise BadInput(
                "la llamada se volvió a evaluar y esa marca ya no está: solo puede darse por revertida",
                "the call was judged again and that mark is gone: it can only be overturned",
                "outcome",
            )
        return None
    if what.mark.kind == "duty":
        if overturned and answer.becomes not in BECOMES:
            raise BadInput("diga cómo queda el deber", "say how the duty came out", "becomes")
        held = Status.NOT_MET.value if answer.outcome == Outcome.UPHELD else Status.NOT_ASSESSED.value
        return answer.becomes if overturned else held
    held = Decision.HAPPENED.value if answer.outcome == Outcome.UPHELD else Decision.CANNOT_TELL.value
    return Decision.NOT_HAPPENED.value if overturned else held


def _all_open(session: Session, appeal: Appeal, what: Target) -> list[Appeal]:
    """This appeal and the other side's of the same mark."""
    if what.recording is None or what.criterion is None:
        return [appeal]
    other = open_of_mark(session, what.recording.id, what.criterion, what.judged, what.instance, but=appeal.id)
    return [appeal, other] if other is not None else [appeal]


def _log(actor: Actor, appeal: Appeal, answer: Answer, now: datetime) -> Event:
    detail = {"outcome": answer.outcome, "round": appeal.round}
    where = {"organisation_id": actor.organisation_id, "user_id": actor.user_id, "at": now}
    return Event(**where, kind="appeal.decided", subject=appeal.id, detail=detail)


def _carry_out(session: Session, actor: Actor, what: Target, answer: Answer, after: str | None, text: str, now: datetime) -> None:
    """The act on the call, or the finding taken back; each commits all of it."""
    falls = answer.outcome != Outcome.UPHELD
    share = what.share or _sent(session, what)
    if what.finding is not None:
        if falls:
            withdraw_finding(session, actor, what.finding.wave_id, what.finding.id, text, now)
    elif share is not None and falls:
        share.standing = "withdrawn"
    if what.recording is not None and what.mark is not None and after is not None:
        if what.mark.instance is None:
            correct_duty(session, actor, what.recording.id, what.mark.criterion, after, text, now)
        else:
            decide(session, actor, what.recording.id, what.mark.criterion, what.mark.instance, after, text, now)
    session.commit()


def _sent(session: Session, what: Target) -> FindingShare | None:
    """What the vendor was shown of a mark that its agent contests."""
    if what.recording is None or what.instance is None:
        return None
    sent = share_of(session, what.recording.id, what.criterion or "", what.judged, what.instance)
    return session.get(FindingShare, sent.share_id) if sent else None
