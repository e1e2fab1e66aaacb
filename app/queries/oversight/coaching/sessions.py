"""Coaching sessions: the list, and one with all that its page shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Coaching, CoachingStep, Practice, Recording, Verdict
from app.queries.coaching_rows import (
    AgentRef,
    Association,
    CoachingLine,
    CoachingPage,
    CoachingState,
    Example,
    Last,
    Step,
)
from app.queries.oversight.coaching.cards import CRITERIA, calls_in, does_well, instants, marks_of, rates, window
from app.queries.oversight.coaching.desks import agent_of, own_agents
from app.queries.oversight.coaching.examples import association, permitted
from app.queries.oversight.coaching.facts import seen_calls
from app.queries.oversight.coaching.fresh import may_measure
from app.queries.oversight.coaching.moments import moment
from app.queries.oversight.qa.sealed import is_sealed, sealed
from audit.coaching.good_for import watched
from audit.coaching.missions import mission_for

_BEFORE_WEEKS = 26


def session_of(session: Session, actor: Actor, coaching_id: str) -> Coaching:
    """A session of the actor's organisation. Raises NotFound; Conflict while its call is sealed for the reader."""
    found = session.get(Coaching, coaching_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa conversación", "there is no such conversation")
    if is_sealed(session, actor, found.recording_id):
        raise Conflict("marque antes a ciegas la llamada de esta conversación", "mark the call of this conversation blind first")
    return found


def own_session(session: Session, actor: Actor, coaching_id: str) -> Coaching:
    """A session about whoever asks. Raises NotFound, for somebody else's too."""
    found = session_of(session, actor, coaching_id)
    if not any(_about(found, agent) for agent in own_agents(session, actor)):
        raise NotFound("no hay esa conversación", "there is no such conversation")
    return found


def _about(kept: Coaching, agent: AgentRef) -> bool:
    known = agent.code == kept.agent and agent.desk.vendor_id == kept.vendor_id
    return known and (agent.since is None or kept.opened_at >= agent.since)


def steps_of(session: Session, coaching_id: str) -> tuple[Step, ...]:
    """All that was done, in order."""
    rows = session.scalars(select(CoachingStep).where(CoachingStep.coaching_id == coaching_id).order_by(CoachingStep.number))
    return tuple(Step(s.kind, s.who, s.at, s.text, s.due_on, s.told) for s in rows)


def newest(steps: Sequence[Step], kind: str) -> Step | None:
    """The last step of a kind."""
    return next((s for s in reversed(steps) if s.kind == kind), None)


def state_of(steps: Sequence[Step]) -> CoachingState:
    """Where a session is, by what was done."""
    if newest(steps, "closed"):
        return CoachingState.CLOSED
    agreement, measured = newest(steps, "agreement"), newest(steps, "measured")
    if measured and not (agreement and _goes_on(agreement, measured)):
        return CoachingState.MEASURED
    return CoachingState.AGREED if agreement else CoachingState.OPEN


def _goes_on(agreement: Step, measured: Step) -> bool:
    """Agreed anew since, or looked at before its day with too few calls to say anything: its calls are still to come."""
    told = measured.told or {}
    early = told.get("lacking") == "after" and agreement.due_on is not None and told["to"] < agreement.due_on.isoformat()
    return agreement.at > measured.at or early


def coaching_lines(session: Session, actor: Actor, agents: Sequence[AgentRef] | None = None) -> tuple[CoachingLine, ...]:
    """Every session, newest first; of `agents` alone where given. What is of calls sealed for the reader is left out."""
    wanted = (
        select(Coaching, Recording.code)
        .join(Recording, Recording.id == Coaching.recording_id)
        .where(Coaching.organisation_id == actor.organisation_id, ~sealed(actor))
        .order_by(Coaching.opened_at.desc(), Coaching.id)
    )
    if agents is not None:
        wanted = wanted.where(Coaching.agent.in_({a.code for a in agents}))
    rows = session.execute(wanted).tuples()
    found = [(c, code) for c, code in rows if agents is None or any(_about(c, a) for a in agents)]
    return tuple(_line(session, actor, c, code) for c, code in found)


def words_awaited(session: Session, actor: Actor) -> int:
    """How many conversations wait for the word of whoever asks."""
    agents = own_agents(session, actor)
    return sum(line.word_awaited for line in coaching_lines(session, actor, agents)) if agents else 0


def _line(session: Session, actor: Actor, kept: Coaching, code: str) -> CoachingLine:
    steps = steps_of(session, kept.id)
    agreement, accepted, measured = (newest(steps, kind) for kind in ("agreement", "accepted", "measured"))
    return CoachingLine(
        id=kept.id,
        agent=agent_of(session, actor.organisation_id, kept.vendor_id, kept.agent),
        state=state_of(steps),
        criterion=kept.criterion,
        watched=watched(kept.criterion),
        quote=kept.quote,
        call_code=code,
        opened_at=kept.opened_at,
        due_on=agreement.due_on if agreement else None,
        replied=newest(steps, "reply") is not None,
        accepted=accepted is not None and (agreement is None or accepted.at >= agreement.at),
        told=measured.told if measured else None,
    )


def coaching_page(session: Session, actor: Actor, kept: Coaching, now: datetime, zone: ZoneInfo) -> CoachingPage:
    """One session with the moment, what good sounds like, what was said and agreed, and what the agent does well."""
    recording = session.get_one(Recording, kept.recording_id)
    agent = agent_of(session, actor.organisation_id, kept.vendor_id, kept.agent)
    steps, duty = steps_of(session, kept.id), watched(kept.criterion)
    since, until = instants(*window(now, zone), zone)
    seen = seen_calls(session, actor.organisation_id, kept.vendor_id, CRITERIA, since, until)
    lines = coaching_lines(session, actor, (agent,))
    return CoachingPage(
        id=kept.id,
        agent=agent,
        state=state_of(steps),
        criterion=kept.criterion,
        watched=duty,
        instance=kept.instance,
        opened_at=kept.opened_at,
        opened_by=kept.who,
        moment=moment(session, recording, kept.turn, kept.start_s, kept.end_s, kept.quote),
        example=_example(session, actor, kept),
        association=_association(session, actor, kept, now),
        steps=steps,
        agreement=newest(steps, "agreement"),
        reply=newest(steps, "reply"),
        accepted=newest(steps, "accepted"),
        measured=newest(steps, "measured"),
        well=does_well(marks_of(rates(seen), kept.agent)),
        well_n=calls_in(session, agent, actor.organisation_id, since, until),
        last=_last(session, kept, steps, duty),
        others=len(lines) - 1,
        practised=session.scalar(select(func.count()).select_from(Practice).where(Practice.coaching_id == kept.id)) or 0,
        mission=mission_for(duty),
        may_measure=may_measure(session, kept, steps, now, zone),
    )


def _example(session: Session, actor: Actor, kept: Coaching) -> Example | None:
    """As it was chosen, while whoever is heard in it still allows it."""
    recording = session.get(Recording, kept.example_id) if kept.example_id else None
    if recording is None or recording.agent not in permitted(session, actor.organisation_id, kept.vendor_id):
        return None
    verdict = session.get(Verdict, recording.id)
    shown = moment(
        session,
        recording,
        kept.example_turn or 0,
        kept.example_start_s,
        kept.example_end_s,
        kept.example_quote or "",
        (1, 0),
        frozenset({watched(kept.criterion)}),
    )
    return Example(shown, verdict is not None and verdict.signed_at is not None)


def _association(session: Session, actor: Actor, kept: Coaching, now: datetime) -> Association | None:
    duty = watched(kept.criterion)
    since = now - timedelta(weeks=_BEFORE_WEEKS)
    seen = seen_calls(session, actor.organisation_id, kept.vendor_id, (duty,), since, now)
    return association(duty, seen[duty])


def _last(session: Session, kept: Coaching, steps: Sequence[Step], duty: str) -> Last | None:
    """This session's own measurement, or that of the agent's session before it."""
    mine = newest(steps, "measured")
    if mine is not None and mine.told:
        return Last(kept.id, duty, mine.at, mine.told)
    row = session.execute(
        select(Coaching, CoachingStep)
        .join(CoachingStep, CoachingStep.coaching_id == Coaching.id)
        .where(
            Coaching.organisation_id == kept.organisation_id,
            Coaching.agent == kept.agent,
            Coaching.vendor_id.is_(None) if kept.vendor_id is None else Coaching.vendor_id == kept.vendor_id,
            Coaching.id != kept.id,
            CoachingStep.kind == "measured",
        )
        .order_by(CoachingStep.at.desc(), CoachingStep.id.desc())
        .limit(1)
    ).first()
    if row is None or not row[1].told:
        return None
    return Last(row[0].id, watched(row[0].criterion), row[1].at, row[1].told)
