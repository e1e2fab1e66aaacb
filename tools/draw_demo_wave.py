"""Draws the demo's wave again: a made-up client's portfolio and the ghosts like it, into synthetic/demo/wave (takes minutes).

python tools/draw_demo_wave.py
"""

import csv
import io
import json
import random
import sys
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.actors import Actor  # noqa: E402
from app.db import Database  # noqa: E402
from app.migrations.runner import upgrade  # noqa: E402
from app.models import Vendor  # noqa: E402
from app.models.account import Account  # noqa: E402
from app.models.debt import Debt  # noqa: E402
from app.models.wave import Wave  # noqa: E402
from app.queries.rows import Role  # noqa: E402
from app.services.demo_contracts import table  # noqa: E402
from app.services.placement.place_debts import place_debts  # noqa: E402
from app.services.portfolio.loads import ask, take_file  # noqa: E402
from app.services.portfolio.run_load import run_load  # noqa: E402
from app.services.users import NewUser, first_admin  # noqa: E402
from app.services.waves.agree_people import agreed_lines  # noqa: E402
from app.services.waves.clear_wave import request_cover  # noqa: E402
from app.services.waves.cover_lab import clear_wave  # noqa: E402
from app.services.waves.demo_wave import DRAWN as FIRST  # noqa: E402
from app.services.waves.demo_wave import cleared_wave  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.store import Store  # noqa: E402
from synthetic.debts import HEADER  # noqa: E402
from synthetic.people.holdings import read_lines, read_numbers  # noqa: E402
from synthetic.people.mapping import guess  # noqa: E402
from synthetic.people.wave import Asked, make_wave  # noqa: E402
from synthetic.portfolio.table import read  # noqa: E402
from synthetic.vendors.demo_accounts import NEW, draw_debts  # noqa: E402

OUT = ROOT / "synthetic" / "demo" / "wave"
VENDORS = {"Gestora Quillay": 12, "Cobros Marisma": 12}
SEED, FIRST_NUMBER = 20_260_504, 60_024_400
"""Numbers go on where those of the demo's other placements end."""
PLACED, SPARE, DRAWS = 420, 60, 5


def client_rows() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Accounts as the operation hands them over, read by the very services that place every other batch of the demo.

    Those of the vendors, with the vendor's name; and some nobody was given, whose lines and numbers the client lends.
    """
    dice, now = random.Random(5), datetime.combine(FIRST, time(12), UTC)
    debts = draw_debts(np.random.default_rng(SEED), SEED, (FIRST,), (PLACED + SPARE) / NEW[0], FIRST_NUMBER)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), secret_key="x" * 32, database_url=f"sqlite:///{home}/x.db")
        database, store = Database(settings.database_url), Store(settings.recordings)
        upgrade(database)
        file = table("cartera.csv", HEADER, [debt.cells for debt in debts], ";")
        with database.writing() as session:
            user = first_admin(session, "x", NewUser("x", "x@x.example", "manager", "x" * 20), now)
            actor = Actor(user.id, user.name, user.organisation_id, Role.MANAGER)
            load = take_file(session, store, actor, file, "CL", 10**9, now)
            ask(session, actor, load.id, "load", now, lambda _id: None)
            load_id = load.id
        run_load(database, store, load_id, lambda: now)
        with database.writing() as session:
            found: dict[int, list[Debt]] = {}
            for debt in session.scalars(select(Debt).order_by(Debt.number)):
                found.setdefault(debt.person_id, []).append(debt)
            whose = {person: dice.choice(list(VENDORS)) for person in found}
            taken, held = 0, []
            for person in dice.sample(sorted(found), len(found)):
                if taken + len(found[person]) > PLACED:
                    held.append(person)
                taken += len(found[person])
            for name in (*VENDORS, ""):
                vendor = Vendor(organisation_id=actor.organisation_id, name=name or "nobody")
                session.add(vendor)
                session.flush()
                ids = [
                    debt.id
                    for person, some in found.items()
                    for debt in some
                    if (whose[person] if person not in held else "") == name
                ]
                place_debts(session, actor, vendor.id, ids, FIRST.isoformat(), now)
            wanted = select(Account.row, Vendor.name).join(Vendor, Vendor.id == Account.vendor_id).order_by(Account.number)
            rows = [{**row, "proveedor": name} for row, name in session.execute(wanted)]
    return [r for r in rows if r["proveedor"] in VENDORS], [r for r in rows if r["proveedor"] not in VENDORS]


def covertness() -> dict[str, Any]:
    """What the lab says of the files, as the wave keeps it; written beside them."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), secret_key="x" * 32, database_url=f"sqlite:///{home}/x.db")
        database, store, now = Database(settings.database_url), Store(settings.recordings), datetime(2026, 5, 4, 4, tzinfo=UTC)
        upgrade(database)
        (OUT / "covertness.json").write_text('{"verdict": "leak", "vendors": []}', encoding="utf-8")
        with database.writing() as session:
            user = first_admin(session, "x", NewUser("x", "x@x.example", "auditor", "x" * 20), now)
            actor = Actor(user.id, user.name, user.organisation_id, Role.AUDITOR)
        wave_id = cleared_wave(database, store, actor, FIRST.isoformat(), now)
        with database.writing() as session:
            request_cover(session, actor, wave_id, now, lambda _id: None)
        clear_wave(database, store, wave_id, now)
        with database.reading() as session:
            found = dict(session.get_one(Wave, wave_id).clearance or {})
        (OUT / "covertness.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table of the client's."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    """Every file."""
    if sys.argv[1:] == ["covertness"]:
        covertness()
        return
    OUT.mkdir(parents=True, exist_ok=True)
    (rows, spare), out = client_rows(), io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = OUT / "portfolio.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    lines, ids = OUT / "lines.csv", OUT / "ids.csv"
    told = [("phone", r["telefono"], "") for r in spare if r["telefono"]]
    told += [("mailbox", r["correo"], "") for r in spare if r["correo"]]
    dice = random.Random(6)
    cities = dict.fromkeys(r["ciudad"] for r in rows if r["ciudad"])
    told += [("address", f"Calle {dice.randint(1, 99)} N° {dice.randint(50, 3999)}, {c}", c) for c in cities for _ in range(3)]
    told += [("domain", f"correo{n}.example", "") for n in (1, 2, 3)]
    write(lines, ("kind", "value", "city"), list(dict.fromkeys(told)))
    write(ids, ("kind", "value"), list(dict.fromkeys(("national_id", r["documento"]) for r in spare)))
    held = read(path)
    asked = Asked(VENDORS, "CL", FIRST, pairs=2)
    for seed in range(DRAWS):  # as people do who are told that a draw leaks: another
        made = make_wave(held, guess(held.names), read_lines(lines, "CL"), read_numbers(ids, "CL"), asked, SEED + seed)
        text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in agreed_lines(held, made))
        (OUT / "ghosts.jsonl").write_text(text, encoding="utf-8")
        found = covertness()
        print(seed, found["verdict"], [(v["vendor"], v["auc"], v["low"], v["high"]) for v in found["vendors"]])
        if found["verdict"] != "leak":
            return


if __name__ == "__main__":
    main()
