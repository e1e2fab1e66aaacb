"""Lists narrowed by how a call went. What was not measured matches nothing: no sound is not silence."""

from sqlalchemy import ColumnElement, select

from app.models import CallManner, Recording
from app.queries.list_rows import Manner


def went(manner: Manner) -> list[ColumnElement[bool]]:
    """The conditions on how the call went; none where none was asked for."""
    asked: list[ColumnElement[bool]] = []
    if manner.tone_most is not None:
        asked.append(CallManner.tone <= manner.tone_most)
    if manner.tone_least is not None:
        asked.append(CallManner.tone >= manner.tone_least)
    if manner.silence_s is not None:
        asked.append(CallManner.longest_silence_s >= manner.silence_s)
    if manner.overlap is not None:
        asked.append(CallManner.overlap_share >= manner.overlap)
    if manner.interruptions is not None:
        asked.append(CallManner.interruptions >= manner.interruptions)
    if manner.state:
        asked.append(CallManner.debtor_state == manner.state)
    if not asked:
        return []
    return [select(CallManner.recording_id).where(CallManner.recording_id == Recording.id, *asked).exists()]
