"""The same act in another judging of its call. `Finding.instance` and `Finding.turn` are of one judging and may change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Act, Evaluation, Finding, Heard

Turns = Sequence[Mapping[str, Any]]
Place = tuple[int, int]
"""A finding by (evaluation, instance)."""
Claim = tuple[bool, bool, float]
"""How well two findings are the same act, the lowest best: other words, another turn, seconds between them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an act is in the call as it is heard now: the turn that is quoted, and all that commit it."""

    at: int
    turns: frozenset[int]
    quote: str
    start_s: float | None


def folded(text: str) -> str:
    """Words alone, for comparing."""
    return " ".join(text.split()).casefold()


def committed_in(finding: Finding, evaluation: Evaluation) -> frozenset[int]:
    """Every turn that commits the act, as judged; of an act that people added, the one they pointed at."""
    found = evaluation.result["violations"]
    judged = found[finding.instance] if finding.instance < len(found) else None
    more = judged["turns"] if judged and judged["id"] == finding.criterion else ()
    return frozenset((finding.turn, *more))


def said_in(finding: Finding, turns: Turns) -> int | None:
    """Where its words are said by the agent now: in the same turn, else in the turn of the same second; None: nowhere."""
    at, start = finding.turn, finding.start_s
    if at < len(turns) and turns[at]["speaker"] == "agent" and folded(finding.quote) in folded(turns[at]["text"]):
        return at
    spoken = (n for n, t in enumerate(turns) if start is not None and t["speaker"] == "agent" and _covers(t, start))
    return next(spoken, None)


def _covers(turn: Mapping[str, Any], second: float) -> bool:
    return turn.get("start") is not None and turn["start"] <= second <= turn["end"]


def spot_now(finding: Finding, evaluation: Evaluation, turns: Turns, heard_anew: bool) -> Spot | None:
    """Where an act of an earlier judging is now; None: nowhere. Heard anew, turns have other numbers: only its words are sure."""
    at = said_in(finding, turns)
    if at is None:
        return None
    all_of_it = frozenset((at,)) if heard_anew or at != finding.turn else committed_in(finding, evaluation)
    return Spot(at, all_of_it, finding.quote, finding.start_s)


def heard_anew(judged: Iterable[Evaluation], since: int, until: int) -> bool:
    """Whether the sound was heard again after the judging of number `since`, up to that of `until`."""
    return any(e.why == "audit" and since < e.number <= until for e in judged)


def claim(old: Spot, new: Finding, evaluation: Evaluation, turns: Turns) -> Claim | None:
    """How well they are the same act; None where no turn of one is a turn of the other."""
    if not old.turns & committed_in(new, evaluation):
        return None
    same_turn = old.at == new.turn
    apart = abs(old.start_s - new.start_s) if old.start_s is not None and new.start_s is not None else 0.0
    return not (same_turn and _words_shared(old.quote, new.quote, turns[old.at]["text"])), not same_turn, apart


def _words_shared(one: str, other: str, text: str) -> bool:
    whole, a, b = folded(text), folded(one), folded(other)
    if a in b or b in a:
        return True
    at, then = whole.find(a), whole.find(b)
    return at >= 0 and then >= 0 and at < then + len(b) and then < at + len(a)


def paired(olds: Sequence[Spot], news: Sequence[Finding], evaluation: Evaluation, turns: Turns) -> dict[int, Finding]:
    """By position in `olds`, the finding of `news` that is the same act: the surest first, each used once."""
    claims = sorted(
        (sure, o, n)
        for o, old in enumerate(olds)
        for n, new in enumerate(news)
        if (sure := claim(old, new, evaluation, turns)) is not None
    )
    out: dict[int, Finding] = {}
    used: set[int] = set()
    for _, o, n in claims:
        if o not in out and n not in used:
            out[o] = news[n]
            used.add(n)
    return out


def tied(acts: Iterable[Act], place: Place) -> set[Place]:
    """The places, over all judgings, of the act at `place`, as people's marks were carried from one to the next."""
    by_id = {a.id: a for a in acts if a.instance is not None}
    steps = [(_place(a), _place(by_id[a.carried_from_id])) for a in by_id.values() if a.carried_from_id in by_id]
    found, grown = {place}, True
    while grown:
        more = {end for step in steps if found & set(step) for end in step}
        grown = not more <= found
        found |= more
    return found


def _place(act: Act) -> Place:
    return act.evaluation_id, act.instance if act.instance is not None else -1


def places_of(session: Session, recording_id: str, criterion: str, place: Place) -> set[Place]:
    """`tied`, of a call as it is kept."""
    return tied(session.scalars(select(Act).where(Act.recording_id == recording_id, Act.criterion == criterion)), place)


def finding_now(session: Session, recording_id: str, criterion: str, place: Place, counts: int) -> Finding | None:
    """The act at `place` in the judging that counts: where people's marks went over, else where its turns are; None: nowhere."""
    acts = session.scalars(select(Act).where(Act.recording_id == recording_id, Act.criterion == criterion)).all()
    of_call = select(Finding).where(Finding.recording_id == recording_id, Finding.criterion == criterion)
    found = {(f.evaluation_id, f.instance): f for f in session.scalars(of_call.order_by(Finding.instance))}
    if place[0] == counts:
        return found.get(place)
    carried = next((found[p] for p in sorted(tied(acts, place)) if p[0] == counts and p in found), None)
    if carried is not None or place not in found:
        return carried
    went = {p for a in acts if a.evaluation_id == counts and a.carried_from_id for p in tied(acts, _place(a))}
    news = [f for p, f in found.items() if p[0] == counts and p not in went]
    olds = [f for p, f in found.items() if p[0] == place[0] and p not in went]
    return _by_turns(session, recording_id, olds, news, (place, counts))


def _by_turns(
    session: Session, recording_id: str, olds: Sequence[Finding], news: Sequence[Finding], asked: tuple[Place, int]
) -> Finding | None:
    (judged, instance), counts = asked
    heard = session.get(Heard, recording_id)
    turns: Turns = heard.transcript["turns"] if heard else []
    judgings = session.scalars(select(Evaluation).where(Evaluation.recording_id == recording_id)).all()
    by_id = {e.id: e for e in judgings}
    anew = heard_anew(judgings, by_id[judged].number, by_id[counts].number)
    spots = [(f.instance, s) for f in olds if (s := spot_now(f, by_id[judged], turns, anew)) is not None]
    pairs = paired([s for _, s in spots], news, by_id[counts], turns)
    return next((pairs[n] for n, (i, _) in enumerate(spots) if i == instance and n in pairs), None)
