"""What people marked on a call, over all its judgings, and whether each mark still has its place in the judging that counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Act, Evaluation, Finding
from app.queries.oversight.same_act import Place, Spot, Turns, committed_in, heard_anew, paired, said_in, spot_now
from app.queries.review_rows import Standing, UnfitMark

MARKING = ("finding", "breach", "duty")


@dataclass(frozen=True, slots=True)
class PersonsMark:
    """The last word of people on one act in its place, or on a duty (`finding` None)."""

    act: Act
    finding: Finding | None
    as_heard: bool
    """Whether agent and debtor were then who they are now."""
    judged: Evaluation
    heard_anew: bool
    """Whether the sound was heard again since `judged`."""

    @property
    def criterion(self) -> str:
        """What it is about."""
        return self.act.criterion or ""

    def turn_in(self, turns: Turns) -> int | None:
        """Where its words are said by the agent now; None: nowhere."""
        return said_in(self.finding, turns) if self.finding is not None and self.as_heard else None

    def spot_in(self, turns: Turns) -> Spot | None:
        """The same with every turn of the act."""
        if self.finding is None or not self.as_heard:
            return None
        return spot_now(self.finding, self.judged, turns, self.heard_anew)

    @property
    def settled(self) -> bool:
        """Whether it says no more than that nothing can be held: it is not missed where the machine sees nothing either."""
        return self.finding is not None and self.act.after != Standing.HAPPENED.value


def peoples_marks(session: Session, recording_id: str, counts: Evaluation) -> list[PersonsMark]:
    """The marks of judgings before `counts`, one an act, those taken back left out, oldest first.

    A mark that repeats an earlier one is about the same act, and so is all that was marked there later.
    """
    acts = session.scalars(select(Act).where(Act.recording_id == recording_id).order_by(Act.id)).all()
    judged = session.scalars(select(Evaluation).where(Evaluation.recording_id == recording_id).order_by(Evaluation.number)).all()
    before = {e.id: e for e in judged if e.number < counts.number}
    found = _found(session, recording_id)
    sides, gone, first = _sides(judged), _taken_back(acts), _first_places(acts)
    last: dict[tuple[object, ...], PersonsMark] = {}
    for act in acts:
        if act.kind not in MARKING or act.evaluation_id not in before or act.id in gone:
            continue
        place = None if act.instance is None else (act.evaluation_id, act.instance)
        finding, told = (None, None) if place is None else (found.get(place), found.get(first.get(place, place)))
        side, evaluation = sides[act.evaluation_id], before[act.evaluation_id]
        key = (side, act.criterion, None if told is None else (told.turn, told.start_s, told.quote))
        anew = heard_anew(judged, evaluation.number, counts.number)
        last[key] = PersonsMark(act, finding, side == sides[counts.id], evaluation, anew)
    return sorted(last.values(), key=lambda m: m.act.id)


def _found(session: Session, recording_id: str) -> dict[Place, Finding]:
    of_call = select(Finding).where(Finding.recording_id == recording_id).order_by(Finding.instance)
    return {(f.evaluation_id, f.instance): f for f in session.scalars(of_call)}


def _first_places(acts: Sequence[Act]) -> dict[Place, Place]:
    """Of each place that a mark was carried to, the one where it was made."""
    by_id = {a.id: a for a in acts}
    out: dict[Place, Place] = {}
    for act in acts:
        origin = by_id.get(act.carried_from_id) if act.carried_from_id else None
        if origin is not None and act.instance is not None and origin.instance is not None:
            start = (origin.evaluation_id, origin.instance)
            out[(act.evaluation_id, act.instance)] = out.get(start, start)
    return out


def new_places(
    session: Session, recording_id: str, counts: Evaluation, marks: Sequence[PersonsMark], turns: Turns
) -> Mapping[int, Finding]:
    """By the act of each mark, the finding of `counts` that is the same act; each is used once.

    What nobody marked keeps its own: a finding that quotes its words is not taken for a neighbour that was marked.
    """
    found = _found(session, recording_id)
    out: dict[int, Finding] = {}
    for criterion in {m.criterion for m in marks}:
        mine = [(m, spot) for m in marks if m.criterion == criterion and (spot := m.spot_in(turns)) is not None]
        news = [f for (judged, _), f in found.items() if judged == counts.id and f.criterion == criterion]
        others = _unmarked_beside([m for m, _ in mine], found, turns)
        pairs = paired([*(spot for _, spot in mine), *others], news, counts, turns)
        out |= {m.act.id: pairs[n] for n, (m, _) in enumerate(mine) if n in pairs}
    return out


def _unmarked_beside(marks: Sequence[PersonsMark], found: Mapping[Place, Finding], turns: Turns) -> list[Spot]:
    """Where the judging that the marks are of found the same criterion and nobody marked it; none where they are of several."""
    judged = {m.judged.id for m in marks}
    if len(judged) != 1:
        return []
    marked = {m.finding.instance for m in marks if m.finding is not None}
    one = marks[0]
    beside = (f for (e, n), f in found.items() if e in judged and n not in marked and f.criterion == one.criterion)
    spots = (spot_now(f, one.judged, turns, one.heard_anew) for f in beside)
    return [spot for spot in spots if spot is not None]


def _sides(judged: Sequence[Evaluation]) -> dict[int, bool]:
    """By judging, whether agent and debtor stood exchanged; hearing the sound anew puts them back."""
    out, side = {}, False
    for evaluation in judged:
        side = not side if evaluation.why == "roles" else False if evaluation.why == "audit" else side
        out[evaluation.id] = side
    return out


def _taken_back(acts: Sequence[Act]) -> set[int]:
    """Ids of acts that were undone, and of those that they repeat."""
    by_id = {a.id: a for a in acts}
    gone: set[int] = set()
    for act in acts:
        at = by_id.get(act.undoes_id) if act.undoes_id else None
        while at is not None:
            gone.add(at.id)
            at = by_id.get(at.carried_from_id) if at.carried_from_id else None
    return gone


def unfit_marks(
    session: Session, recording_id: str, counts: Evaluation, turns: Turns, acts: Sequence[Act]
) -> tuple[UnfitMark, ...]:
    """Marks that found no place in the judging that counts, until somebody marks that criterion in it.

    One that says that nothing can be held is told only while the machine asserts that criterion somewhere that nobody marked.
    """
    if counts.number == 1:
        return ()
    here = [a for a in acts if a.evaluation_id == counts.id and a.kind in MARKING]
    answered = {a.criterion for a in here if a.carried_from_id is None}
    bare = _asserted_unmarked(session, counts, here)
    carried = {a.carried_from_id for a in here}
    open_marks = (m for m in peoples_marks(session, recording_id, counts) if m.criterion not in answered)
    lost = (m for m in open_marks if (_exposed(m, m.act.id in carried, bare, counts, turns) if m.settled else _lost(m, turns)))
    return tuple(
        UnfitMark(m.criterion, m.act.after or "", m.act.who, m.act.at, m.act.reason, m.finding.turn if m.finding else None)
        for m in lost
    )


def _lost(mark: PersonsMark, turns: Turns) -> bool:
    return mark.turn_in(turns) is None if mark.finding is not None else not mark.as_heard


def _exposed(mark: PersonsMark, carried: bool, bare: Sequence[Finding], counts: Evaluation, turns: Turns) -> bool:
    """Whether what it denied may stand asserted; once carried, only where another finding is of its turns too."""
    of_it = [f for f in bare if f.criterion == mark.criterion]
    spot = mark.spot_in(turns)
    return any(spot is not None and spot.turns & committed_in(f, counts) for f in of_it) if carried else bool(of_it)


def _asserted_unmarked(session: Session, counts: Evaluation, here: Sequence[Act]) -> Sequence[Finding]:
    """What the machine asserts and nobody marked."""
    marked = {a.instance for a in here}
    asserted = select(Finding).where(Finding.evaluation_id == counts.id, Finding.decision == Standing.ASSERTED.value)
    return [f for f in session.scalars(asserted) if f.instance not in marked]
