"""A stretch of a call around a moment: the turns, their marks, the two lanes cut to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Duty, Evaluation, Finding, Heard, Recording, Verdict
from app.queries.audio_rows import Audio
from app.queries.coaching_rows import Moment
from app.queries.oversight.calls import local
from app.queries.oversight.criteria import marks
from app.queries.oversight.sound import lanes, turn_rows
from app.queries.review_rows import Lane, TurnRow

BEFORE, AFTER = 2, 1
_ROOM_S = 2.0


def moment(
    session: Session,
    recording: Recording,
    turn: int,
    start_s: float | None,
    end_s: float | None,
    quote: str,
    around: tuple[int, int] = (BEFORE, AFTER),
    criteria: frozenset[str] | None = None,
) -> Moment:
    """The turns around one, with the marks of `criteria` (None: every mark). A call without transcript has no turns."""
    heard = session.get(Heard, recording.id)
    turns: Sequence[Mapping[str, Any]] = heard.transcript["turns"] if heard else ()
    rows = turn_rows(turns, _marks(session, recording, criteria))
    near = tuple(r for r in rows if turn - around[0] <= r.i <= turn + around[1])
    first, last = _span(near, start_s, end_s, recording.duration_s)
    return Moment(
        call_id=recording.id,
        code=recording.code,
        called_at=local(recording),
        start_s=start_s,
        end_s=end_s,
        from_s=first,
        to_s=last,
        quote=quote,
        turns=near,
        lanes=_cut(lanes(heard.lanes) if heard else (), first, last, recording.duration_s),
        language=(heard.transcript.get("language") if heard else None) or recording.lang or "es",
        hear=recording.audio == Audio.KEPT.value and start_s is not None,
    )


def whole(session: Session, recording: Recording) -> Moment:
    """The whole call."""
    heard = session.get(Heard, recording.id)
    turns = heard.transcript["turns"] if heard else ()
    start = 0.0 if recording.audio == Audio.KEPT.value else None
    return moment(session, recording, 0, start, recording.duration_s, "", (0, len(turns)))


def _marks(session: Session, recording: Recording, criteria: frozenset[str] | None) -> dict[int, list[Any]]:
    verdict = session.get(Verdict, recording.id)
    if verdict is None:
        return {}
    evaluation = session.get_one(Evaluation, verdict.evaluation_id)
    found = session.scalars(select(Finding).where(Finding.evaluation_id == evaluation.id)).all()
    duties = session.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id)).all()
    shown = marks(found, duties, evaluation.result)
    if criteria is None:
        return shown
    return {i: [m for m in row if m.criterion in criteria] for i, row in shown.items()}


def _span(turns: Sequence[TurnRow], start_s: float | None, end_s: float | None, duration_s: float | None) -> tuple[float, float]:
    starts = [t.start_s for t in turns if t.start_s is not None]
    ends = [t.end_s for t in turns if t.end_s is not None]
    if not starts or not ends:
        return (start_s or 0.0), (end_s or duration_s or 0.0)
    return max(0.0, min(starts) - _ROOM_S), min(max(ends) + _ROOM_S, duration_s or max(ends) + _ROOM_S)


def _cut(found: Sequence[Lane], first: float, last: float, duration_s: float | None) -> tuple[Lane, ...]:
    if not duration_s or last <= first:
        return ()
    out = []
    for lane in found:
        n = len(lane.peaks)
        low, high = int(n * first / duration_s), max(int(n * last / duration_s), int(n * first / duration_s) + 1)
        out.append(Lane(lane.speaker, lane.peaks[low:high]))
    return tuple(out)
