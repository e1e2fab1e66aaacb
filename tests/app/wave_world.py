"""Builders for tests of waves: a portfolio of made-up accounts, ghosts that look like them, a wave in any state."""

import csv
import io
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.models import Account
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.queries.rows import Role
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.people_wave import keep_people
from app.services.waves.portfolio import take_portfolio
from app.services.waves.record_contact import Incoming, record_contact
from app.services.waves.seal_wave import seal_wave
from app.settings import Settings
from audit.contacts.contact import AnsweredBy, Channel
from tests.app.world import World, given

SEALED = datetime(2026, 5, 4, 11, 0, tzinfo=UTC)
VENDOR = "Marea Sur"
_FIRST = ("Marcela", "Hugo", "Inés", "Óscar", "Rosa", "Daniel", "Elena", "Raúl", "Paula", "Tomás")
_LAST = ("Soto", "Paredes", "Rivas", "Vera", "Muñoz", "Araya", "Castro", "Tapia", "Fuentes", "Lagos")


def account_row(dice: random.Random, number: int, vendor: str = VENDOR) -> dict[str, str]:
    """A line of a Chilean client's portfolio."""
    return {
        "account_id": str(number),
        "rut": f"{dice.randrange(7_000_000, 26_000_000)}-{dice.randrange(10)}",
        "nombre": f"{dice.choice(_FIRST)} {dice.choice(_LAST)} {dice.choice(_LAST)}",
        "saldo": str(dice.randrange(20, 900) * 1000 + dice.randrange(1000)),
        "vencimiento": (datetime(2026, 4, 1) - timedelta(days=dice.randrange(90))).date().isoformat(),
        "tramo": dice.choice(("1-30", "31-60", "61-90")),
        "vendor": vendor,
    }


def portfolio(count: int = 120, seed: int = 7, vendors: Sequence[str] = (VENDOR,)) -> list[dict[str, str]]:
    """Accounts in the order of nothing."""
    dice = random.Random(seed)
    numbers = dice.sample(range(4_000_000, 4_900_000), count)
    return [account_row(dice, n, vendors[i % len(vendors)]) for i, n in enumerate(numbers)]


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def ghost_lines(count: int = 6, seed: int = 11, vendors: Sequence[str] = (VENDOR,)) -> list[dict[str, Any]]:
    """Ghosts as ghosts.jsonl tells them; the second is the twin of the first."""
    dice = random.Random(seed)
    out = []
    for n, number in enumerate(dice.sample(range(4_000_000, 4_900_000), count)):
        row = account_row(dice, number, vendors[n % len(vendors)])
        out.append(
            {
                "id": f"g{n}",
                "code": f"F-{n + 1:02d}",
                "vendor": row["vendor"],
                "account_id": row["account_id"],
                "debtor_id": row["rut"],
                "name": row["nombre"],
                "row": row,
                "country": "CL",
                "zone": "America/Santiago",
                "mission": "asks_to_stop" if n == 0 else "always_answers",
                "amount": Decimal(row["saldo"]),
                "currency": "CLP",
                "due_date": row["vencimiento"],
                "segment": row["tramo"],
                "twin_of": "g0" if n == 1 else None,
                "trait": "comuna" if n == 1 else None,
                "person": {"mission": {"es": {"name": "Siempre contesta", "script": "Contesta."}, "en": {"name": "Answers"}}},
            }
        )
    return out


def planned(world: World, code: str = "Ola 7", vendors: Sequence[str] = (VENDOR,), minutes: str = "600") -> str:
    """A planned wave with its portfolio; its id."""
    new = NewWave(code, "CL", "2026-05-04", "2026-05-31", vendors, minutes, ("Llama fuera de hora.",), new_vendors=vendors)
    with world.database.writing() as db:
        wave = create_wave(db, auditor(world), new, SEALED - timedelta(days=3))
    with world.database.writing() as db:
        file = given("cartera.csv", as_csv(portfolio(vendors=vendors)))
        take_portfolio(db, world.store, auditor(world), wave.id, file, SEALED - timedelta(days=3))
    return wave.id


def sealed(world: World, settings: Settings, vendors: Sequence[str] = (VENDOR,), minutes: str = "600", ghosts: int = 6) -> str:
    """A wave handed over, its cover cleared by hand."""
    wave_id = planned(world, vendors=vendors, minutes=minutes)
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        keep_people(db, wave, ghost_lines(ghosts, vendors=vendors), SEALED - timedelta(days=2), "test")
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": SEALED.isoformat(), "vendors": []}
        db.commit()
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    return wave_id


def auditor(world: World) -> Actor:
    """Who keeps the wave."""
    return world.actors[Role.AUDITOR]


def call(world: World, wave_id: str, ghost: str, external_id: str, at: datetime, **more: Any) -> str:
    """A call that reached a ghost; the id of its row."""
    facts = {"channel": Channel.VOICE, "answered_by": AnsweredBy.DEBTOR, "duration_s": 120.0, **more}
    with world.database.writing() as db:
        return record_contact(db, auditor(world), wave_id, Incoming(external_id, ghost, at=at, **facts), at).id


def a_ghost_and_a_real_account(world: World, wave_id: str) -> tuple[Account, Account]:
    """One account of each kind at the same vendor."""
    with world.database.reading() as db:
        ghost_ids = set(db.scalars(select(Ghost.account_id).where(Ghost.wave_id == wave_id)))
        accounts = db.scalars(select(Account).order_by(Account.number)).all()
        ghost = next(a for a in accounts if a.id in ghost_ids)
        real = next(a for a in accounts if a.id not in ghost_ids and a.vendor_id == ghost.vendor_id)
        return ghost, real
