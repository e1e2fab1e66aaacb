"""Practice: the agent speaks to a made-up debtor, the judge hears every turn, and nothing of it counts anywhere."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import PRACTISERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Coaching, Practice, PracticeTurn, Recording
from app.queries.oversight.coaching.sessions import own_session, session_of
from app.queries.rows import Role
from app.services.examine import Assessor
from audit.calls import DUTIES, Call, Status
from audit.coaching.good_for import watched
from audit.coaching.missions import mission_for
from audit.coaching.turn_alone import TurnAlone
from audit.results import Decision, Result
from speech.transcript import Speaker, Turn
from synthetic.practice import Heard, Mood, PracticeDebtor, practice_debtor, takes_leave
from synthetic.sense import makes_sense, words_in

LONGEST_WORDS = 1200
FEWEST_WORDS = 6
"""Under so many words that could be understood nothing is said of a try but that it was too little."""
Alone = Callable[[str, str, str], TurnAlone]
"""Judges a turn alone: its words, language and country."""
_COUNTRIES = ("CL", "CO", "MX", "PE", "AR", "US", "GB")


def begin(session: Session, actor: Actor, coaching_id: str, criterion: str, now: datetime) -> Practice:
    """A try for a session, or for a duty alone. Raises Forbidden, NotFound for somebody else's session, BadInput."""
    if actor.role not in PRACTISERS:
        raise Forbidden("su función no practica", "your role does not practise")
    country, duty, kept = "CL", criterion, None
    if coaching_id:
        kept = _session(session, actor, coaching_id)
        duty = watched(kept.criterion)
        country = session.get_one(Recording, kept.recording_id).country or country
    if duty not in DUTIES:
        raise BadInput("elija qué practicar", "choose what to practise", "criterion")
    row = Practice(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id or 0,
        coaching_id=kept.id if kept else None,
        mission=mission_for(duty),
        country=country if country in _COUNTRIES else "CL",
        criterion=duty,
        began_at=now,
    )
    session.add(row)
    session.flush()
    hello = debtor_of(row).hello()
    session.add(_turn(row, 0, "debtor", hello.text, hello.mood.value, {}, now))
    session.commit()
    return row


def _session(session: Session, actor: Actor, coaching_id: str) -> Coaching:
    find = own_session if actor.role is Role.AGENT else session_of
    return find(session, actor, coaching_id)


def practice_of(session: Session, actor: Actor, practice_id: str) -> Practice:
    """A try of whoever asks. Raises NotFound, for anybody else's as for none."""
    found = session.get(Practice, practice_id)
    if found is None or found.user_id != actor.user_id or found.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa práctica", "there is no such practice")
    return found


def turns_of(session: Session, practice_id: str) -> list[PracticeTurn]:
    """What was said, in order."""
    return list(session.scalars(select(PracticeTurn).where(PracticeTurn.practice_id == practice_id).order_by(PracticeTurn.i)))


def debtor_of(kept: Practice) -> PracticeDebtor:
    """The debtor of a try: always the same for it."""
    return practice_debtor(kept.mission, kept.country, int(kept.id[:6], 16))


def say(
    session: Session, actor: Actor, practice_id: str, text: str, assessor: Assessor, now: datetime, alone: Alone | None = None
) -> None:
    """One turn of the agent and the debtor's answer; `alone` judges the turn by itself, for what the short call hides.

    Raises NotFound, BadInput, Conflict once it is over, AuditError.
    """
    kept = practice_of(session, actor, practice_id)
    if kept.ended_at is not None:
        raise Conflict("esta práctica terminó: se puede empezar otra", "this practice is over: begin another")
    said = " ".join(text.split())
    if not said:
        raise BadInput("no se oyó nada: escriba o grabe de nuevo", "nothing was heard: write or record again", "text")
    if len(said) > LONGEST_WORDS:
        raise BadInput(
            f"son {len(said)} letras; el máximo es {LONGEST_WORDS}", f"{len(said)} letters; the most is {LONGEST_WORDS}", "text"
        )
    turns = turns_of(session, kept.id)
    i = len(turns)
    debtor = debtor_of(kept)
    result: Result | None = None
    if makes_sense(said):
        spoken = [*((t.speaker, t.text) for t in turns), ("agent", said)]
        result = assessor.assess(_call(kept, debtor.lang, spoken), None, None)
        heard = heard_in(result, i, alone(said, debtor.lang, kept.country) if alone else None)
        heard["leaves"] = takes_leave(said)
    else:
        heard = {"met": [], "broke": [], "leaves": False, "unclear": True}
    past = [(_heard(t.heard), Mood(t.mood)) for t in turns if t.speaker == "agent"]
    answer = debtor.answer(past, _heard(heard))
    mine = _turn(kept, i, "agent", said, answer.mood.value, heard, now)
    session.add(mine)
    session.add(_turn(kept, i + 1, "debtor", answer.text, answer.mood.value, {}, now))
    if answer.mood in (Mood.ENDED, Mood.LEFT):
        kept.ended_at, kept.verdict = now, _verdict_of(kept, assessor, [*turns, mine], result)
    session.commit()


def end(session: Session, actor: Actor, practice_id: str, assessor: Assessor, now: datetime) -> None:
    """The agent ends it; what was met is told. Raises NotFound."""
    kept = practice_of(session, actor, practice_id)
    if kept.ended_at is None:
        turns = turns_of(session, kept.id)
        kept.ended_at, kept.verdict = now, _verdict_of(kept, assessor, turns)
        session.commit()


def _verdict_of(
    kept: Practice, assessor: Assessor, turns: Sequence[PracticeTurn], result: Result | None = None
) -> dict[str, Any]:
    """Of the whole try; `result` is the judge's of these turns, heard just now. Too little said counts nothing."""
    words = [len(words_in(t.text)) for t in turns if t.speaker == "agent" and not t.heard.get("unclear")]
    if sum(words) < FEWEST_WORDS:
        return {
            "criterion": kept.criterion,
            "met": False,
            "too_little": True,
            "duties": [],
            "missed": [],
            "broke": _broken(turns),
        }
    if result is None:
        result = assessor.assess(_call(kept, debtor_of(kept).lang, [(t.speaker, t.text) for t in turns]), None, None)
    return verdict(result, kept.criterion, turns)


def heard_in(result: Result, i: int, alone: TurnAlone | None = None) -> dict[str, Any]:
    """What the judge heard in turn `i`: duties met by it and forbidden acts it stands by, in the call and in the turn alone."""
    met = sorted(d for d, row in result.duties.items() if row.status.value == "met" and i in row.turns)
    broke = frozenset(v.id for v in result.violations if i in v.turns and v.decision is Decision.ASSERTED)
    return {"met": met, "broke": sorted(alone.believed(broke) if alone else broke), "leaves": False}


def verdict(result: Result, criterion: str, turns: Sequence[PracticeTurn]) -> dict[str, Any]:
    """What was met at any time and the first turn that shows it, what was said that is forbidden. No figure comes of it."""
    unclear = {t.i for t in turns if t.heard.get("unclear")}
    heard = {d: [n for n in row.turns if n not in unclear] for d, row in result.duties.items() if row.status is Status.MET}
    shown = {d: (places[0] if places else None) for d, places in heard.items() if places or not result.duties[d].turns}
    for turn in reversed(turns):
        shown.update(dict.fromkeys(turn.heard.get("met", ()), turn.i))
    return {
        "criterion": criterion,
        "met": criterion in shown,
        "duties": [{"criterion": d, "turn": shown[d]} for d in result.duties if d in shown],
        "missed": [d for d, row in result.duties.items() if row.status is Status.NOT_MET and d not in shown],
        "broke": _broken(turns),
    }


def _broken(turns: Sequence[PracticeTurn]) -> list[dict[str, Any]]:
    return [{"criterion": v, "turn": t.i, "quote": t.text} for t in turns for v in t.heard.get("broke", ())]


def _call(kept: Practice, lang: str, spoken: Sequence[tuple[str, str]]) -> Call:
    turns = tuple(Turn(i, Speaker(speaker), text) for i, (speaker, text) in enumerate(spoken))
    return Call(kept.id, turns, kept.country, lang, kept.began_at)


def _heard(kept: Mapping[str, Any]) -> Heard:
    flags = bool(kept.get("leaves")), bool(kept.get("unclear"))
    return Heard(frozenset(kept.get("met", ())), frozenset(kept.get("broke", ())), *flags)


def _turn(kept: Practice, i: int, speaker: str, text: str, mood: str, heard: dict[str, Any], now: datetime) -> PracticeTurn:
    return PracticeTurn(practice_id=kept.id, i=i, speaker=speaker, text=text, mood=mood, heard=heard, sound=None, at=now)
