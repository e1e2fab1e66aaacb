"""Draws the demo's wave again: a made-up client's portfolio and the ghosts like it, into synthetic/demo/wave (takes minutes).

python tools/draw_demo_wave.py
"""

import csv
import io
import json
import random
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from faker import Faker

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.actors import Actor  # noqa: E402
from app.db import Database  # noqa: E402
from app.migrations.runner import upgrade  # noqa: E402
from app.models.wave import Wave  # noqa: E402
from app.queries.rows import Role  # noqa: E402
from app.services.users import NewUser, first_admin  # noqa: E402
from app.services.waves.agree_people import agreed_lines  # noqa: E402
from app.services.waves.clear_wave import request_cover  # noqa: E402
from app.services.waves.cover_lab import clear_wave  # noqa: E402
from app.services.waves.demo_wave import cleared_wave  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.store import Store  # noqa: E402
from synthetic.people.holdings import read_lines, read_numbers  # noqa: E402
from synthetic.people.mapping import guess  # noqa: E402
from synthetic.people.wave import Asked, make_wave  # noqa: E402
from synthetic.portfolio.table import read  # noqa: E402

OUT = ROOT / "synthetic" / "demo" / "wave"
VENDORS = {"Gestora Quillay": 12, "Cobros Marisma": 12}
FIRST = date(2026, 5, 4)
COMMUNES = ("Puente Alto", "Maipú", "La Florida", "San Bernardo", "Las Condes", "Viña del Mar", "Concepción", "Temuco")


def check_digit(body: int) -> str:
    """A RUT's."""
    total = sum(int(d) * (2 + n % 6) for n, d in enumerate(reversed(str(body))))
    rest = 11 - total % 11
    return {11: "0", 10: "K"}.get(rest, str(rest))


def portfolio(count: int) -> list[dict[str, str]]:
    """Accounts of people who do not exist."""
    Faker.seed(5)
    names, dice = Faker("es_CL"), random.Random(5)
    rows = []
    for number in dice.sample(range(4_000_000, 4_900_000), count):
        late = min(118, int(dice.expovariate(1 / 38)) + 1)
        rut = dice.randrange(6_500_000, 21_900_000)
        first, one, two = names.first_name(), names.last_name(), names.last_name()
        rows.append(
            {
                "account_id": f"{number:08d}",
                "rut": f"{rut}-{check_digit(rut)}",
                "nombre": f"{first} {one} {two}",
                "telefono": f"+569{dice.randrange(40_000_000, 99_999_999)}",
                "comuna": dice.choices(COMMUNES, range(len(COMMUNES), 0, -1))[0],
                "saldo": str(round(dice.lognormvariate(12.1, 0.7))),
                "vencimiento": (FIRST - timedelta(days=late)).isoformat(),
                "tramo": "1-30" if late <= 30 else "31-60" if late <= 60 else "61-90" if late <= 90 else "91-120",
                "proveedor": dice.choice(list(VENDORS)),
            }
        )
    return rows


def covertness() -> None:
    """What the lab says of the files, as the wave keeps it."""
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
            found = session.get_one(Wave, wave_id).clearance
        (OUT / "covertness.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Every file."""
    if sys.argv[1:] == ["covertness"]:
        return covertness()
    OUT.mkdir(parents=True, exist_ok=True)
    rows, out = portfolio(420), io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = OUT / "portfolio.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    dice, ids = random.Random(6), OUT / "ids.csv"
    lines = OUT / "lines.csv"
    phones = "".join(f"phone,+569{dice.randrange(40_000_000, 99_999_999)}\n" for _ in range(40))
    lines.write_text(f"kind,value\n{phones}", encoding="utf-8")
    held = (dice.randrange(6_500_000, 21_900_000) for _ in range(40))
    ids.write_text("kind,value\n" + "".join(f"national_id,{n}-{check_digit(n)}\n" for n in held), encoding="utf-8")
    table = read(path)
    asked = Asked(VENDORS, "CL", FIRST, pairs=2)
    made = make_wave(table, guess(table.names), read_lines(lines, "CL"), read_numbers(ids, "CL"), asked, 20260504)
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in agreed_lines(table, made))
    (OUT / "ghosts.jsonl").write_text(text, encoding="utf-8")
    return covertness()


if __name__ == "__main__":
    main()
