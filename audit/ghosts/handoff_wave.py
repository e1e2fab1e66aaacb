"""From a wave's folder to a file ready to leave: the file is made, everything is committed, and only then is it given out."""

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.data_file import Words
from audit.evidence.items import safe_name
from audit.ghosts.canaries import Point, Register, canaries_of, read_register, write_register
from audit.ghosts.commit import COMMITMENT, commit_wave
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_papers import papers_in, standing_papers
from audit.ghosts.commit_slots import Commitment, Committed, Kept
from audit.ghosts.events import Event, Happened, append_event
from audit.ghosts.handoff import Handed, Planted, made, promised, read_planted
from audit.ghosts.handoff_files import Portfolio, read_portfolio
from audit.ghosts.layouts import read_layout
from audit.ghosts.reveal import HANDED

GHOSTS = "ghosts.jsonl"
_FEW, _FAR = 5, 4.0
Cover = Callable[[Portfolio, Handed, Sequence[Planted]], Sequence[Committed]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `seed` repeats the order of the rows; None draws a secret one."""

    wave: Path
    portfolio: Path
    vendor: str
    batch: str
    layout: Path | None = None
    rubric: str | None = None
    seed: int | None = None
    accept_tells: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A file handed over: where its secrets are kept, the file, the promise, and what the client should know."""

    place: Path
    handed: Handed
    commitment: Commitment
    warnings: tuple[Words, ...]


def hand_over(order: Order, at: datetime, key: Ed25519PrivateKey, cover: Cover | None = None) -> Done:
    """Makes the file and commits it with the wave's papers and ghosts. The first handoff of a wave is kept in its folder, each
    later one in a folder of its own inside. `cover` judges the file and gives what is sealed of its verdict, or raises where it
    must not leave. Raises BadWave, BadRubric, and what `cover` raises; nothing is committed then."""
    ghosts = _of_vendor(read_planted(order.wave / GHOSTS), order.vendor)
    portfolio, others = part_of(read_portfolio(order.portfolio), order.vendor)
    layout = read_layout(order.layout, portfolio.layout) if order.layout else portfolio.layout
    seed = secrets.randbits(128) if order.seed is None else order.seed
    handed = made(portfolio, ghosts, layout, order.vendor, order.batch, Random(seed))
    if handed.tells and not order.accept_tells:
        first = handed.tells[0]
        raise BadWave(
            f"{first.es}: el proveedor los vería; cree los fantasmas otra vez o use --accept-tells",
            f"{first.en}: the vendor would see them; create the ghosts again or use --accept-tells",
        )
    judged = cover(portfolio, handed, ghosts) if cover else ()
    register = read_register(order.wave)
    canaries = canaries_of(ghosts, order.vendor, order.batch, at)
    known = Register((*register.canaries, *canaries), register.senders)
    papers = papers_in(order.wave)
    countries = [str(ghost.told.get("country", "")) for ghost in ghosts]
    things = [*papers, *standing_papers(countries, order.rubric), *judged, *promised(handed, ghosts)]
    place = _place(order)
    (place / HANDED).mkdir(parents=True, exist_ok=True)
    (place / HANDED / handed.file).write_bytes(handed.content)
    commitment = commit_wave(place, things, order.vendor, order.batch, at, key)
    write_register(order.wave, known)
    append_event(place, Event(at, Happened.HANDED_OVER, {"file": handed.file, "sha256": handed.sha256, "rows": handed.rows}))
    return Done(place, handed, commitment, (*others, *handed.tells, *_together(handed), *_lacking(papers), *_worn(known, order)))


def part_of(portfolio: Portfolio, vendor: str) -> tuple[Portfolio, tuple[Words, ...]]:
    """The vendor's own rows, where a column of the file names the vendors; nobody else's debtors leave with them."""
    wanted = vendor.strip().casefold()
    for column in range(len(portfolio.names)):
        named = [row[column].strip().casefold() for row in portfolio.rows]
        if wanted in named and len(set(named)) > 1:
            own = tuple(row for row, name in zip(portfolio.rows, named, strict=True) if name == wanted)
            out = len(portfolio.rows) - len(own)
            said = Words(f"{out} cuentas de otros proveedores no van en el archivo", f"{out} accounts of other vendors stay out")
            return replace(portfolio, rows=own), (said,)
    return portfolio, ()


def _of_vendor(ghosts: Sequence[Planted], vendor: str) -> tuple[Planted, ...]:
    mine = tuple(ghost for ghost in ghosts if ghost.vendor.casefold() == vendor.casefold())
    if not mine:
        known = ", ".join(sorted({ghost.vendor for ghost in ghosts})) or "-"
        raise BadWave(
            f"{GHOSTS}: ningún fantasma es de «{vendor}»; hay de {known}",
            f"{GHOSTS}: no ghost is of «{vendor}»; there are of {known}",
        )
    return mine


def _place(order: Order) -> Path:
    if not (order.wave / COMMITMENT).exists():
        return order.wave
    place = order.wave / f"{safe_name(order.vendor)}-{safe_name(order.batch)}"
    if (order.wave / HANDED).is_dir() and any((order.wave / HANDED).glob(f"{place.name}.*")):
        raise BadWave(
            f"{order.wave}: el lote {order.batch} de «{order.vendor}» ya se entregó; dele otro --batch",
            f"{order.wave}: batch {order.batch} of «{order.vendor}» was handed over already; give it another --batch",
        )
    return place


def _lacking(papers: Sequence[object]) -> list[Words]:
    kinds = {getattr(paper, "kind", None) for paper in papers}
    if Kept.PLAN in kinds:
        return []
    return [
        Words(
            "la ola no tiene plan.json: nada prueba después qué se quería medir",
            "the wave has no plan.json: nothing will prove later what was to be measured",
        )
    ]


def _together(handed: Handed) -> list[Words]:
    """Ghosts in one part of the file, as when their numbers come after all real ones; a stratum of its own may explain it."""
    lines = sorted(line for line, _ in handed.lines.values())
    if len(lines) < _FEW:
        return []
    mean = sum(lines) / len(lines)
    deviation = abs(mean - (handed.rows + 1) / 2) / (handed.rows / math.sqrt(12 * len(lines)))
    beside = sum(b - a == 1 for a, b in pairwise(lines)) / len(lines)
    expected = len(lines) / handed.rows
    if deviation < _FAR and beside < max(0.5, 3 * expected):
        return []
    return [
        Words(
            "los fantasmas quedaron juntos en una parte del archivo; vea «trasluz ghosts covertness» antes de enviarlo",
            "the ghosts ended up together in one part of the file; see «trasluz ghosts covertness» before sending it",
        )
    ]


def _worn(register: Register, order: Order) -> list[Words]:
    mine = [c for c in register.shared if c.point is not Point.NAME and (c.vendor, c.batch) == (order.vendor, order.batch)]
    shared = {canary.ghost for canary in mine}
    if not shared:
        return []
    n = len(shared)
    return [
        Words(
            f"{n} fantasmas comparten línea o casilla con otro proveedor o lote: por ahí no se podrá atribuir una fuga",
            f"{n} ghosts share a line or mailbox with another vendor or batch: no leak can be attributed through it",
        )
    ]
