"""Calls by what is meant in them: the closest turn of each, read from the vectors in the database, all of them."""

import heapq
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Heard, Recording, TurnMeaning
from app.queries.rows import Said
from audit.meaning.closeness import LENGTH, Packed, closeness

MOST = 200
_AT_ONCE = 2000
_LETTERS = 240


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: one vector of one version of the encoder. `least` is how close it must be."""

    vector: Packed
    encoder: str
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Near:
    """The closest turn of a call."""

    recording_id: str
    turn: int
    closeness: float


def nearest(session: Session, chosen: Select[Any], wanted: Wanted, most: int = MOST) -> list[Near]:
    """The closest calls first, of those whose ids `chosen` selects; read in parts, so that memory stays small."""
    stored = select(TurnMeaning.recording_id, TurnMeaning.vectors).where(
        TurnMeaning.encoder == wanted.encoder, TurnMeaning.recording_id.in_(chosen)
    )
    best: list[tuple[float, str, int]] = []
    for part in session.execute(stored.execution_options(yield_per=_AT_ONCE)).partitions():
        for score, recording_id, turn in _of_part(part, wanted):
            if len(best) < most:
                heapq.heappush(best, (score, recording_id, turn))
            else:
                heapq.heappushpop(best, (score, recording_id, turn))
    return [Near(recording_id, turn, score) for score, recording_id, turn in sorted(best, reverse=True)]


def _of_part(part: Any, wanted: Wanted) -> list[tuple[float, str, int]]:
    """Score, call and turn of each call of a part that is close enough."""
    counts = [len(vectors) // LENGTH for _, vectors in part]
    rows = np.frombuffer(b"".join(vectors for _, vectors in part), dtype=np.int8).reshape(-1, LENGTH)
    scores, found, at = closeness(wanted.vector, rows), [], 0
    for (recording_id, _), count in zip(part, counts, strict=True):
        if count:
            turn = int(np.argmax(scores[at : at + count]))
            if (score := float(scores[at + turn])) >= wanted.least:
                found.append((score, recording_id, turn))
        at += count
    return found


def said_near(session: Session, near: Collection[Near]) -> dict[str, Said]:
    """The turns that came closest, as lists show them, by call."""
    places = {n.recording_id: n for n in near}
    heard = select(Heard.recording_id, Heard.transcript).where(Heard.recording_id.in_(places))
    out = {}
    for recording_id, transcript in session.execute(heard).tuples():
        found = places[recording_id]
        if found.turn >= len(transcript["turns"]):  # heard anew since; its vectors follow
            continue
        turn = transcript["turns"][found.turn]
        text = turn["text"] if len(turn["text"]) <= _LETTERS else turn["text"][:_LETTERS].rsplit(" ", 1)[0] + "…"
        out[recording_id] = Said(turn.get("start"), turn["speaker"], ((text, False),), turn.get("i"), found.closeness)
    return out


def vector_of(session: Session, actor: Actor, like: str, encoder: str) -> Packed:
    """The vector of a moment written `call:turn`. Raises NotFound for a call that is not the client's, or not read yet."""
    call_id, _, turn = like.partition(":")
    stored = session.scalar(
        select(TurnMeaning.vectors)
        .join(Recording, Recording.id == TurnMeaning.recording_id)
        .where(Recording.organisation_id == actor.organisation_id, Recording.id == call_id[:32], TurnMeaning.encoder == encoder)
    )
    rows = np.frombuffer(stored or b"", dtype=np.int8).reshape(-1, LENGTH)
    if not turn.isascii() or not turn.isdecimal() or len(turn) > 6 or int(turn) >= len(rows):
        raise NotFound(
            "ese momento no está, o aún no se puede comparar por sentido",
            "that moment is not there, or cannot be compared by meaning yet",
        )
    row: Packed = rows[int(turn)]
    return row


def still_to_read(session: Session, actor: Actor, encoder: str) -> int:
    """Calls whose meaning is not in the search yet."""
    mine = select(func.count()).select_from(Heard).join(Recording, Recording.id == Heard.recording_id)
    known = select(TurnMeaning.recording_id).where(TurnMeaning.encoder == encoder)
    return session.scalar(mine.where(Recording.organisation_id == actor.organisation_id, Heard.recording_id.not_in(known))) or 0
