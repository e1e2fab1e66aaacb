"""Which line, mailbox and name was given to which vendor and batch: noted at the hand-over, to attribute a contact later."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.canary import CanaryPoint
from app.models.ghost import Ghost
from app.models.wave import Wave
from audit.ghosts.canaries import Canary, Point, canaries_of, plain_mail, plain_phone
from audit.ghosts.handoff import Planted

Given = tuple[int, str, Sequence[Planted], Sequence[Ghost]]
"""A vendor's id and name, and its ghosts as they were promised and as they are."""


def draw_canaries(session: Session, wave: Wave, batch: str, given: Sequence[Given], now: datetime) -> tuple[int, int]:
    """Note the contact points that stand in each vendor's file; how many, and how many ghosts share one with another vendor or
    batch, so that no leak can be attributed through it. The caller commits."""
    drawn: dict[str, int] = {}
    points = 0
    for vendor_id, vendor, planted, ghosts in given:
        people = {ghost.id: ghost.person for ghost in ghosts}
        told = [replace(each, told={**each.told, "person": people[each.id]}) for each in planted]
        rows = {each.id: each for each in planted}
        for canary in canaries_of(told, vendor, batch, now):
            if not _stands(canary, rows[canary.ghost], wave.country):
                continue
            session.add(_row(wave, vendor_id, canary))
            drawn[canary.ghost] = vendor_id
            points += 1
    session.flush()
    return points, len(_worn(session, wave) & set(drawn))


def _stands(canary: Canary, planted: Planted, region: str) -> bool:
    """Whether the vendor was told it: a mailbox that is not in its file is nobody's to leak."""
    return canary.point is Point.NAME or canary.value in set(_plain(planted.row.values(), region))


def _plain(cells: Iterable[str], region: str) -> Iterable[str]:
    for cell in cells:
        for part in cell.replace("|", ";").replace("/", ";").split(";"):
            plain = plain_mail(part) or plain_phone(part, region)
            if plain is not None:
                yield plain


def _row(wave: Wave, vendor_id: int, canary: Canary) -> CanaryPoint:
    return CanaryPoint(
        organisation_id=wave.organisation_id,
        wave_id=wave.id,
        vendor_id=vendor_id,
        ghost_id=canary.ghost,
        point=canary.point.value,
        value=canary.value[:300],
        batch=canary.batch,
        since=canary.since,
    )


def _worn(session: Session, wave: Wave) -> set[str]:
    """Ghosts of the wave with a telephone or mailbox that more than one vendor or batch was given."""
    wanted = select(CanaryPoint.value, CanaryPoint.vendor_id, CanaryPoint.batch, CanaryPoint.ghost_id, CanaryPoint.wave_id)
    wanted = wanted.where(CanaryPoint.organisation_id == wave.organisation_id, CanaryPoint.point != Point.NAME.value)
    places: dict[str, set[tuple[int, str]]] = {}
    mine: list[tuple[str, str]] = []
    for value, vendor_id, batch, ghost_id, wave_id in session.execute(wanted).tuples():
        places.setdefault(value, set()).add((vendor_id, batch))
        if wave_id == wave.id:
            mine.append((value, ghost_id))
    return {ghost_id for value, ghost_id in mine if len(places[value]) > 1}
