"""Calibration sessions: made, closed, agreed on."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import LEADS, REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import (
    AgreedMark,
    CalibrationCall,
    CalibrationMember,
    CalibrationSession,
    Recording,
    ScoreSheet,
    User,
    Verdict,
)
from app.models.known_call import KnownCall
from app.queries.oversight.performance import is_real_call
from app.queries.oversight.qa.choices import choices_of
from app.queries.oversight.qa.sealed import is_sealed, waits_in_draw
from app.queries.rows import Conduct
from app.queries.rubrics import rubric_in_force, rubric_of
from app.services.reviewing import checked_reason
from audit.calibration.sampling import draw
from audit.errors import BadRubric

WAYS = ("picked", "random", "stratified")
MOST_CALLS, MOST_DRAWN = 40, 400
"""The most calls of a session, and how many of the newest it is drawn among."""
TITLE_LEAST, TITLE_MOST = 3, 200


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is asked: calls by their codes (`picked`), or how many to draw."""

    title: str
    way: str
    codes: tuple[str, ...]
    count: int
    people: tuple[int, ...]
    due_on: date


def make_session(session: Session, actor: Actor, new: NewSession, key: bytes, now: datetime) -> CalibrationSession:
    """Keep it; its people may begin. Raises Forbidden, or BadInput naming the field. Commits."""
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no hace calibraciones", "your role makes no calibrations")
    people = _people(session, actor, new)
    if new.way not in WAYS:
        raise BadInput("elija cómo se eligen las llamadas", "choose how calls are chosen", "way")
    if new.due_on < now.date():
        raise BadInput(
            f"el plazo {new.due_on} ya pasó: elija hoy o un día posterior",
            f"the due date {new.due_on} has passed: choose today or a later day",
            "due_on",
        )
    title = _title(new)
    id = uuid4().hex
    past = _discussed(session, [p.id for p in people])
    calls = _picked(session, actor, new, past) if new.way == "picked" else _drawn(session, actor, new, past, key, id)
    held = CalibrationSession(
        id=id,
        organisation_id=actor.organisation_id,
        title=title,
        way=new.way,
        rubric=rubric_in_force(session, actor.organisation_id, now.date()).id,
        user_id=actor.user_id,
        who=actor.name,
        made_at=now,
        due_on=new.due_on,
    )
    session.add(held)
    session.flush()
    session.add_all(CalibrationCall(session_id=id, recording_id=call, place=n) for n, call in enumerate(calls))
    session.add_all(CalibrationMember(session_id=id, user_id=p.id, who=p.name) for p in people)
    session.commit()
    return held


def _title(new: NewSession) -> str:
    text = " ".join(new.title.split())
    if not text:
        raise BadInput("escriba un título", "write a title", "title")
    if len(text) < TITLE_LEAST:
        raise BadInput(
            f"el título «{text}» es muy corto: escriba al menos {TITLE_LEAST} letras",
            f"the title “{text}” is too short: write {TITLE_LEAST} letters at least",
            "title",
        )
    if len(text) > TITLE_MOST:
        raise BadInput(
            f"el título tiene {len(text)} letras; el máximo es {TITLE_MOST}: acórtelo",
            f"the title has {len(text)} letters; the most is {TITLE_MOST}: make it shorter",
            "title",
        )
    return text


def _people(session: Session, actor: Actor, new: NewSession) -> Sequence[User]:
    wanted = select(User).where(
        User.organisation_id == actor.organisation_id,
        User.id.in_(new.people),
        User.active.is_(True),
        User.role.in_([r.value for r in REVIEWERS]),
    )
    found = session.scalars(wanted.order_by(User.name, User.id)).all()
    if len(found) < 2:
        raise BadInput("elija al menos dos personas: una sola no se compara", "choose two people at least", "people")
    return found


def _discussed(session: Session, people: Collection[int]) -> dict[str, str]:
    """Calls of sessions that are over, each with one of these people who was in it: they know its marks."""
    wanted = (
        select(CalibrationCall.recording_id, CalibrationMember.who)
        .join(CalibrationSession, CalibrationSession.id == CalibrationCall.session_id)
        .join(CalibrationMember, CalibrationMember.session_id == CalibrationSession.id)
        .where(CalibrationSession.closed_at.is_not(None), CalibrationMember.user_id.in_(people))
    )
    return dict(session.execute(wanted).tuples().all())


def _picked(session: Session, actor: Actor, new: NewSession, past: Mapping[str, str]) -> list[str]:
    codes = tuple(dict.fromkeys(c.strip() for c in new.codes if c.strip()))
    if not codes:
        raise BadInput("escriba el código de al menos una llamada", "write the code of one call at least", "codes")
    if len(codes) > MOST_CALLS:
        raise BadInput(
            f"son {len(codes)} llamadas; el máximo es {MOST_CALLS}", f"{len(codes)} calls; the most is {MOST_CALLS}", "codes"
        )
    wanted = select(Recording.code, Recording.id).join(Verdict, Verdict.recording_id == Recording.id)
    rows = wanted.where(Recording.organisation_id == actor.organisation_id, Recording.code.in_(codes)).order_by(Recording.id)
    found = dict(session.execute(rows).tuples().all())
    lacking = [c for c in codes if c not in found]
    if lacking:
        raise BadInput(
            f"no hay llamada evaluada con el código {lacking[0][:40]}", f"no judged call has the code {lacking[0][:40]}", "codes"
        )
    known = next((c for c in codes if found[c] in past), None)
    if known is not None:
        who = past[found[known]]
        raise BadInput(
            f"{known[:40]} ya se vio en una calibración cerrada en la que estuvo {who}: no sería a ciegas; quite la llamada",
            f"{known[:40]} was in a calibration that is over, with {who} in it: it would not be blind; take the call out",
            "codes",
        )
    return [found[c] for c in codes]


def _drawn(session: Session, actor: Actor, new: NewSession, past: Mapping[str, str], key: bytes, id: str) -> list[str]:
    if not 1 <= new.count <= MOST_CALLS:
        raise BadInput(f"sortee de 1 a {MOST_CALLS} llamadas", f"draw 1 to {MOST_CALLS} calls", "count")
    whole = _frame(session, actor)
    frame = [(call, stratum) for call, stratum in whole if call not in past]
    out = len(whole) - len(frame)
    if len(frame) < new.count:
        raise BadInput(
            f"hay {len(frame)} llamadas para sortear" + (f"; {out} quedan fuera por calibraciones ya cerradas" if out else ""),
            f"there are {len(frame)} calls to draw from" + (f"; {out} left out, of calibrations that are over" if out else ""),
            "count",
        )
    if new.way == "random":
        chosen = draw([r for r, _ in frame], new.count, key, id).calls
    else:
        chosen = _stratified(frame, new.count, key, id)
    return sorted(chosen, key=lambda call: hmac.new(key, f"{id}:order:{call}".encode(), sha256).hexdigest())


def _frame(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The newest judged calls of real people that no sample waits for, each with its stratum: how the machine judged it."""
    known = select(KnownCall.recording_id).where(KnownCall.organisation_id == actor.organisation_id)
    wanted = (
        select(Recording.id, Verdict.conduct)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.organisation_id == actor.organisation_id, is_real_call(), ~waits_in_draw())
        .where(Verdict.conduct != Conduct.NOT_ASSESSED.value, Recording.id.not_in(known))
        .order_by(Recording.called_at.desc(), Recording.id)
        .limit(MOST_DRAWN)
    )
    return list(session.execute(wanted).tuples())


def _stratified(frame: Collection[tuple[str, str]], count: int, key: bytes, id: str) -> tuple[str, ...]:
    """As many of each judgement as there are to have, so that rare ones are among them."""
    strata: dict[str, list[str]] = {}
    for call, conduct in frame:
        strata.setdefault(conduct, []).append(call)
    queues = {name: list(draw(calls, min(count, len(calls)), key, f"{id}:{name}").calls) for name, calls in strata.items()}
    out: list[str] = []
    while len(out) < count:
        for name in sorted(queues, key=lambda n: len(strata[n])):
            if queues[name] and len(out) < count:
                out.append(queues[name].pop(0))
    return tuple(out)


def session_of(session: Session, actor: Actor, session_id: str) -> CalibrationSession:
    """A session of the actor's organisation. Raises NotFound."""
    wanted = select(CalibrationSession).where(
        CalibrationSession.id == session_id, CalibrationSession.organisation_id == actor.organisation_id
    )
    held = session.scalar(wanted)
    if held is None:
        raise NotFound(f"no hay calibración {session_id[:40]}", f"there is no calibration {session_id[:40]}")
    return held


def close_session(session: Session, actor: Actor, session_id: str, now: datetime) -> CalibrationSession:
    """End the scoring: from now on marks are discussed, and sheets that are not closed stay out. Commits."""
    held = session_of(session, actor, session_id)
    if actor.user_id != held.user_id and actor.role not in LEADS:
        raise Forbidden("la cierra quien la hizo, o una auditora", "whoever made it closes it, or an auditor")
    if held.closed_at is not None:
        raise Conflict("la calibración ya está cerrada", "the calibration is closed already")
    held.closed_at = now
    session.commit()
    return held


def sheet_closed(session: Session, sheet: ScoreSheet, now: datetime) -> None:
    """The last sheet of the last person ends the scoring. The caller commits."""
    held = session.get(CalibrationSession, sheet.session_id)
    if held is None or held.closed_at is not None:
        return
    calls = select(func.count()).select_from(CalibrationCall).where(CalibrationCall.session_id == held.id)
    people = select(func.count()).select_from(CalibrationMember).where(CalibrationMember.session_id == held.id)
    closed = (
        select(func.count()).select_from(ScoreSheet).where(ScoreSheet.session_id == held.id, ScoreSheet.closed_at.is_not(None))
    )
    if (session.scalar(closed) or 0) >= (session.scalar(calls) or 0) * (session.scalar(people) or 0):
        held.closed_at = now
        session.flush()


def agree(
    session: Session, actor: Actor, session_id: str, call_id: str, criterion: str, mark: str, reason: str, now: datetime
) -> AgreedMark:
    """Keep the mark that was agreed; earlier ones stay. Raises Forbidden, Conflict while it goes on, BadInput. Commits."""
    held = session_of(session, actor, session_id)
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no acuerda marcas", "your role agrees no marks")
    if held.closed_at is None:
        raise Conflict("se acuerda cuando todos cerraron sus hojas", "marks are agreed when everybody has closed their sheets")
    if session.get(CalibrationCall, (held.id, call_id)) is None:
        raise NotFound("la llamada no es de esa calibración", "the call is not of that calibration")
    if is_sealed(session, actor, call_id):
        raise Conflict(
            "esta llamada se evalúa a ciegas: cierre antes su hoja", "this call is scored blind: close your sheet first"
        )
    try:
        allowed = choices_of(rubric_of(session, held.rubric).criterion(criterion))
    except BadRubric as cause:
        raise BadInput(f"la rúbrica no tiene {criterion[:60]!r}", f"the rubric has no {criterion[:60]!r}", "criterion") from cause
    if mark not in allowed:
        raise BadInput("elija una de las marcas del criterio", "choose one of the criterion's marks", "mark")
    row = AgreedMark(
        session_id=held.id,
        recording_id=call_id,
        criterion=criterion,
        mark=mark,
        reason=checked_reason(reason),
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(row)
    session.commit()
    return row
