"""A small wave: a portfolio, its ghosts, a commitment and what happened after."""

import io
import json
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.wav import Pcm, wav_bytes
from audit.ghosts.commit import commit_wave
from audit.ghosts.events import Event, Happened, append_events
from audit.ghosts.events_heads import publish_head
from audit.ghosts.events_recordings import append_recording, keep_redacted
from audit.ghosts.handoff_wave import Done, Order, hand_over
from audit.ghosts.reveal import Only, reveal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THIEF = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
T0 = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
NAMES = ("account_id", "nombre", "saldo", "vence", "fono")
SOUND = wav_bytes(Pcm(8000, 1, 2, random.Random(5).randbytes(16000 * 3)))
Row = dict[str, str]


def row(dice: random.Random, number: int) -> Row:
    return {
        "account_id": f"C-{number:06}",
        "nombre": dice.choice(["Ana Soto", "José Muñoz", "Inés Pérez"]),
        "saldo": f"{dice.randrange(1000, 900000)}.{dice.randrange(100):02}",
        "vence": f"2026-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
        "fono": f"+569{dice.randrange(10**8):08}",
    }


def csv_of(rows: Sequence[Row], separator: str = ",", end: str = "\n") -> str:
    names = list(rows[0])
    return end.join([separator.join(names), *(separator.join(r[n] for n in names) for r in rows), ""])


def ghost_line(n: int, cells: Row, vendor: str = "Norte", **more: Any) -> dict[str, Any]:
    person = {"full_name": cells.get("nombre", f"Fantasma {n}"), "phones": [f"+5698000{n:04}"], "email": f"caso{n}@buzon.example"}
    return {
        "id": f"g{n:04}", "code": f"F-{n}", "vendor": vendor, "account_id": cells.get("account_id", f"C-{n}"),
        "debtor_id": f"d{n}", "country": "CL", "zone": "America/Santiago", "mission": "disputes", "amount": "1000.00",
        "currency": "CLP", "planted_on": "2026-05-04", "person": person, "row": cells, **more,
    }  # fmt: skip


def folder_of(path: Path, real: Sequence[Row], ghosts: Sequence[dict[str, Any]], text: str | None = None) -> Path:
    wave = path / "wave"
    wave.mkdir(parents=True, exist_ok=True)
    (path / "real.csv").write_text(text or csv_of(real), encoding="utf-8", newline="")
    (wave / "ghosts.jsonl").write_text("".join(json.dumps(g, ensure_ascii=False) + "\n" for g in ghosts), encoding="utf-8")
    (wave / "plan.json").write_text('{"ghosts":3}')
    (wave / "hypotheses.md").write_text("H1: llaman de noche.\n")
    return wave


def small(path: Path, real: int = 40, ghosts: int = 6, seed: int = 1) -> Path:
    dice = random.Random(seed)
    numbers = dice.sample(range(10**6), real + ghosts)
    rows = sorted((row(dice, n) for n in numbers[:real]), key=lambda r: r["account_id"])
    return folder_of(path, rows, [ghost_line(n, row(dice, number)) for n, number in enumerate(numbers[real:])])


def handed(path: Path, **more: Any) -> Done:
    wave = path / "wave"
    order = Order(**{"wave": wave, "portfolio": path / "real.csv", "vendor": "Norte", "batch": "2026-05", "seed": 7, **more})
    return hand_over(order, T0, KEY)


def lived(place: Path, contacts: int = 20, days: int = 3) -> None:
    """Contacts, acts, a recording, a finding and a reply; a head published each day."""
    for day in range(days):
        at = T0 + timedelta(days=day + 1)
        append_events(place, [contact(n, at + timedelta(minutes=n)) for n in range(contacts)])
        publish_head(place, KEY, at + timedelta(hours=10))
    at = T0 + timedelta(days=days + 1)
    append_recording(place, "llamada.wav", SOUND, {"ghost": "g0001", "contact": "k1"}, at)
    keep_redacted(place, "llamada.wav", SOUND, [(0.5, 0.9)])
    append_events(
        place,
        [
            Event(at, Happened.FINDING, {"ghost": "g0001", "rule": "cl-hours-voice-visit", "contact": "k1"}),
            Event(at, Happened.REPLY, {"from": "Norte", "text": "no fuimos nosotros"}),
        ],
    )


def contact(n: int, at: datetime) -> Event:
    return Event(at, Happened.CONTACT, {"ghost": f"g{n % 6:04}", "contact": f"k{n}", "channel": "voice", "at": at.isoformat()})


def revealed(place: Path, only: Only | None = None, **more: Any) -> bytes:
    target = io.BytesIO()
    reveal(place, target, KEY, T0 + timedelta(days=30), only, **more)
    return target.getvalue()


def dice_bytes(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


__all__ = ["commit_wave", "folder_of", "handed", "lived", "revealed", "small"]
