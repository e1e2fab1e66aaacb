"""The demo's wave: drawn beforehand, handed over eighteen days ago, lived through by simulated vendors, judged in part."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, Reading
from app.services.unpack import Given
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.clear_wave import override_cover
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.demo_origins import declare_lines, somebody_else_writes
from app.services.waves.judge_finding import judge_findings
from app.services.waves.people_wave import keep_people
from app.services.waves.plan_wave import plan_wave
from app.services.waves.portfolio import take_portfolio
from app.services.waves.reconcile_log import reconcile_log
from app.services.waves.seal_wave import seal_wave
from app.services.waves.simulated import live_through
from app.settings import Settings
from app.store import Store
from synthetic.bpos.conduct import Books, Conduct
from synthetic.bpos.conduct import Vendor as Simulated
from synthetic.bpos.words import Kind
from synthetic.world import VENDORS, demo_folder

CODE = "Ola 7"
DRAWN = date(2026, 5, 4)
"""The first day of the wave for which its files were drawn; another day moves every day in them alike."""
_DAYS, _SO_FAR = 28, 18
_DUE = "vencimiento"
_WAYS = {Kind.THREAT: 1.0, Kind.OUT_OF_HOURS: 1.0, Kind.OVER_CALLING: 1.0, Kind.DISCLOSURE: 0.6, Kind.INSULT: 0.3}
CARELESS = Simulated(
    VENDORS[0].name,
    agents=4,
    conduct=Conduct(0.45, 0.1, _WAYS),
    books=Books(fakes=0.06, unlogged=0.08, hidden_answers=0.05, altered_promises=0.3, invented_promises=0.02),
)
CAREFUL = Simulated(VENDORS[1].name, agents=5, keen=True)
_ASKED = {"tolerated": "2 %", "matters": "25 %", "power": "80 %", "design_effect": "1,2", "pairs": "2", "line_cost": "9800"}


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """What was drawn beforehand (tools/draw_demo_wave.py): the portfolio, the ghosts like it, what the lab said of them."""

    portfolio: bytes
    ghosts: Sequence[dict[str, Any]]
    covertness: dict[str, Any]

    def moved_to(self, first: date) -> "DemoFiles":
        """The same with every day as far from that first day as it is from `DRAWN`."""
        days = first - DRAWN

        def later(text: str) -> str:
            return (date.fromisoformat(text) + days).isoformat() if text else text

        table = list(csv.DictReader(io.StringIO(self.portfolio.decode("utf-8"))))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, _DUE: later(row[_DUE])} for row in table)
        ghosts = [
            {
                **g,
                **{name: later(g[name] or "") or None for name in ("due_date", "planted_on")},
                "row": {**g["row"], _DUE: later(g["row"][_DUE])},
            }
            for g in self.ghosts
        ]
        return DemoFiles(out.getvalue().encode(), ghosts, self.covertness)

    @staticmethod
    def read(folder: Path | None = None) -> "DemoFiles":
        """The files of the package."""
        held = folder or demo_folder() / "wave"
        lines = (held / "ghosts.jsonl").read_text(encoding="utf-8").splitlines()
        covertness = json.loads((held / "covertness.json").read_text(encoding="utf-8"))
        return DemoFiles((held / "portfolio.csv").read_bytes(), [json.loads(line) for line in lines], covertness)


def prepare_wave(settings: Settings, database: Database, store: Store, actor: Actor, now: datetime) -> str:
    """The wave's id; made the first time, then as people left it."""
    with database.reading() as session:
        wanted = select(Wave.id).where(Wave.organisation_id == actor.organisation_id, Wave.code == CODE)
        known = session.scalar(wanted.where(Wave.sealed_at.is_not(None)))
    if known is not None:
        return known
    first = (now - timedelta(days=_SO_FAR)).date()
    sealed_at = datetime.combine(first - timedelta(days=1), time(12), now.tzinfo)  # at the hour of every other placement
    wave_id = cleared_wave(database, store, actor, first.isoformat(), sealed_at)
    with database.writing() as session:
        seal_wave(session, settings, store, actor, wave_id, sealed_at)
    for seed, vendor in enumerate((CARELESS, CAREFUL)):
        with database.writing() as session:
            _, log = live_through(session, actor, session.get_one(Wave, wave_id), vendor, seed, now)
            session.commit()
        with database.writing() as session:
            declare_lines(session, actor, wave_id, vendor.name, now)
        with database.writing() as session:
            reconcile_log(session, store, actor, wave_id, vendor.name, Given("gestiones.csv", BytesIO(log)), now)
    with database.writing() as session:
        somebody_else_writes(session, actor, wave_id, CARELESS.name, now)
    with database.writing() as session:
        check_wave(session, actor, wave_id, now, store)
    with database.writing() as session:
        check_burn(session, store, actor, wave_id, now)
    with database.writing() as session:
        _judged_in_part(session, actor, wave_id, now)
    return wave_id


def cleared_wave(database: Database, store: Store, actor: Actor, first: str, at: datetime) -> str:
    """The demo's wave up to the hand-over: planned, peopled with who was drawn, its cover tested; its id."""
    files = DemoFiles.read().moved_to(date.fromisoformat(first))
    last = (date.fromisoformat(first) + timedelta(days=_DAYS - 1)).isoformat()
    names = tuple(v.name for v in VENDORS)
    hypotheses = ("Algún proveedor amenaza o llama fuera de hora a más de lo tolerado.", "Los registros dicen lo que pasó.")
    new = NewWave(CODE, "CL", first, last, (), "5400", hypotheses, new_vendors=names)
    with database.writing() as session:
        known = select(Wave.id).where(Wave.organisation_id == actor.organisation_id, Wave.code == CODE)
        wave_id = session.scalar(known) or create_wave(session, actor, new, at - timedelta(days=4)).id
    with database.writing() as session:
        wave = session.get_one(Wave, wave_id)
        if wave.state != "planned":  # an earlier demo was stopped between two steps
            wave.state = "planned"
            session.commit()
    with database.writing() as session:
        take_portfolio(session, store, actor, wave_id, Given("cartera.csv", BytesIO(files.portfolio)), at - timedelta(days=4))
    with database.writing() as session:
        plan_wave(session, actor, wave_id, _ASKED, at - timedelta(days=4))
    with database.writing() as session:
        wave = session.get_one(Wave, wave_id)
        keep_people(session, wave, files.ghosts, at - timedelta(days=3), actor.name)
        wave.clearance = {**files.covertness, "checked_at": (at - timedelta(days=1)).isoformat()}
        wave.state = "cleared" if files.covertness["verdict"] == "release" else "peopled"
        session.commit()
    if files.covertness["verdict"] == "cannot_tell":
        with database.writing() as session:
            reason = "Son pocas personas para medirlo; el cliente acepta el riesgo en esta primera ola."
            override_cover(session, actor, wave_id, reason, at - timedelta(days=1))
    return wave_id


def _judged_in_part(session: Session, actor: Actor, wave_id: str, now: datetime) -> None:
    """Somebody has begun: the gravest sure findings are confirmed, one is dismissed, the rest wait."""
    drafts = session.scalars(
        select(WaveFinding)
        .where(WaveFinding.wave_id == wave_id, WaveFinding.standing == FindingStanding.DRAFT.value)
        .order_by(WaveFinding.severity, WaveFinding.mark)
    ).all()
    sure = [f.id for f in drafts if f.severity == "critical" and f.reading != Reading.STRICT]
    if len(sure) > 1:
        judge_findings(session, actor, wave_id, sure[1 : 1 + max(1, len(sure) * 2 // 3)], "confirmed", "", now)
        judge_findings(session, actor, wave_id, sure[:1], "dismissed", "El reloj de la línea iba adelantado.", now)
