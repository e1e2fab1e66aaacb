"""Which line, mailbox and name was given to which vendor and batch: noted at the hand-over, to attribute a leak later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.models.ghost import Ghost
from app.models.wave import Wave
from app.settings import Settings
from audit.ghosts.canaries import Canary, Point, Register, canaries_of, read_register, write_register
from audit.ghosts.handoff import Planted


def register_of(settings: Settings, organisation_id: int) -> Path:
    """The folder of a client's register over all of its waves."""
    return settings.home / "waves" / f"client-{organisation_id}"


def draw_canaries(
    settings: Settings, wave: Wave, batch: str, given: Sequence[tuple[str, Sequence[Planted], Sequence[Ghost]]], now: datetime
) -> tuple[int, int]:
    """Note the contact points of each vendor's ghosts; how many points, and how many ghosts share one with another vendor or
    batch, so that no leak can be attributed through it. Raises BadWave for a damaged register."""
    folder = register_of(settings, wave.organisation_id)
    folder.mkdir(parents=True, exist_ok=True)
    register = read_register(folder)
    drawn: list[Canary] = []
    for vendor, planted, ghosts in given:
        people = {ghost.id: ghost.person for ghost in ghosts}
        told = [replace(each, told={**each.told, "person": people[each.id]}) for each in planted]
        drawn += canaries_of(told, vendor, batch, now)
    known = Register((*register.canaries, *drawn), register.senders)
    write_register(folder, known)
    mine = {canary.ghost for canary in drawn}
    worn = {canary.ghost for canary in known.shared if canary.point is not Point.NAME and canary.ghost in mine}
    return len(drawn), len(worn)
