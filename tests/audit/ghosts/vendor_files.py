# ruff: noqa: E501  (one row a layout)
"""The made-up vendor's log as a file, in the layouts vendors use, and the named kinds of hard logs."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from audit.contacts.contact import Channel
from tests.audit.ghosts.vendor_world import Entry, Hard, Lies, World, covered, lived, logged, moment_of

STYLES = {
    "iso": (["Fecha y hora", "Cuenta", "Canal", "Resultado", "Duración (seg)", "Agente", "Sistema", "ANI", "Monto promesa", "Fecha promesa"], ",", "utf-8"),
    "dmy": (["FECHA GESTIÓN", "HORA", "N° OPERACIÓN", "TIPO GESTIÓN", "TIPIFICACIÓN", "DURACIÓN", "EJECUTIVO", "SISTEMA", "ORIGEN", "MONTO COMPROMISO", "FECHA COMPROMISO"], ";", "cp1252"),
    "us12": (["Call Date", "Call Time", "Account Number", "Channel", "Disposition", "Talk Time", "Agent", "System", "Caller ID", "PTP Amount", "PTP Date"], ",", "utf-8"),
    "excel": (["Data e hora", "Conta", "Canal", "Tabulação", "Duração (segundos)", "Atendente", "Sistema", "Origem", "Valor promessa", "Data promessa"], ";", "utf-8-sig"),
    "offset": (["started_at", "account_id", "channel", "outcome", "duration_s", "agent", "system", "caller_id", "promise_amount", "promise_date"], ",", "utf-8"),
}  # fmt: skip
NAMES = {Channel.VOICE: "Llamada", Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp", Channel.EMAIL: "Correo electrónico"}


def write(world: World, seed: int, hard: Hard, path: Path) -> dict[int, Entry]:
    """The vendor's file; the entry of each line about a ghost."""
    rng = random.Random(seed * 104729 + 2)
    entries: list[Entry] = list(world.entries)
    first = min(ghost.planted_on for ghost in world.ghosts)
    for _ in range(hard.others):
        at = moment_of(rng, first, 28, world.ghosts[0].zone)
        if covered(at, world, hard):
            entries.append(
                Entry(
                    "",
                    f"{rng.randrange(10**7, 10**8):010d}",
                    at,
                    Channel.VOICE,
                    "No contesta",
                    0,
                    f"A{rng.randrange(8)}",
                    rng.choice("AB") if hard.two_systems else "A",
                    "+56220000001",
                )
            )
    rng.shuffle(entries)
    if rng.random() < 0.7:
        entries.sort(key=lambda e: e.at)
    header, mark, encoding = STYLES[hard.style]
    lines: dict[int, Entry] = {}
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(header)
        for n, entry in enumerate(entries, start=2):
            writer.writerow(_cells(entry, hard, _wall(entry, hard, world, first)))
            if entry.ghost:
                lines[n] = entry
    return lines


def _wall(entry: Entry, hard: Hard, world: World, first: date) -> datetime:
    zone = ZoneInfo(hard.written_zone or world.ghosts[0].zone)
    at = entry.at
    days = (at - datetime(first.year, first.month, first.day, tzinfo=UTC)).total_seconds() / 86400
    if not hard.two_systems or entry.system == "A":
        at += timedelta(seconds=hard.clock_s + hard.drift_s_per_day * days)
    if hard.part and hard.part(entry):
        at += timedelta(seconds=hard.part_shift_s)
    wall = at.astimezone(zone)
    if hard.batch_agent == entry.agent:
        wall = wall.replace(hour=18, minute=0, second=0)
    return wall.replace(second=0, microsecond=0) if hard.minute_only else wall.replace(microsecond=0)


def _cells(entry: Entry, hard: Hard, wall: datetime) -> list[str]:
    id = {
        "plain": entry.account,
        "stripped": entry.account.lstrip("0"),
        "dashed": f"{entry.account[:4]}-{entry.account[4:]}",
        "float": entry.account.lstrip("0") + ".0",
    }[hard.id_form]
    tail = [NAMES[entry.channel], entry.result]
    amount, due = (str(entry.promise[0]), entry.promise[1]) if entry.promise else ("", None)
    if hard.style == "dmy":
        h, rest = divmod(entry.duration_s, 3600)
        spoken = f"{h:02d}:{rest // 60:02d}:{rest % 60:02d}"
        money = f"$ {int(entry.promise[0]):,}".replace(",", ".") if entry.promise else ""
        return [
            wall.strftime("%d/%m/%Y"),
            wall.strftime("%H:%M:%S"),
            id,
            *tail,
            spoken,
            entry.agent,
            entry.system,
            entry.caller_id,
            money,
            due.strftime("%d/%m/%Y") if due else "",
        ]
    if hard.style == "us12":
        return [
            wall.strftime("%m/%d/%Y"),
            wall.strftime("%I:%M:%S %p"),
            id,
            *tail,
            str(entry.duration_s),
            entry.agent,
            entry.system,
            entry.caller_id,
            amount,
            due.strftime("%m/%d/%Y") if due else "",
        ]
    if hard.style == "excel":
        serial = (wall.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86400
        return [
            f"{serial:.6f}".replace(".", ","),
            id,
            *tail,
            str(entry.duration_s),
            entry.agent,
            entry.system,
            entry.caller_id,
            amount,
            str((due - date(1899, 12, 30)).days) if due else "",
        ]
    stamp = wall.isoformat() if hard.style == "offset" else wall.strftime("%Y-%m-%d %H:%M:%S")
    return [
        stamp,
        id,
        *tail,
        str(entry.duration_s),
        entry.agent,
        entry.system,
        entry.caller_id,
        amount,
        due.isoformat() if due else "",
    ]


LIAR = Lies(0.12, 0.08, 0.15, 0.08, 0.6, 0.08, 0.25, 0.06)
HARD = {
    "plain": Hard(),
    "clock": Hard(clock_s=180, drift_s_per_day=6, two_systems=True, style="dmy"),
    "utc": Hard(written_zone="UTC", style="excel", id_form="float"),
    "part_days": Hard(part=lambda e: date(2026, 5, 12) <= e.at.date() <= date(2026, 5, 16), part_shift_s=-3600, style="us12"),
    "part_agent": Hard(part=lambda e: e.agent == "A3", part_shift_s=3600, id_form="stripped"),
    "duplicates": Hard(duplicates=0.15, minute_only=True, id_form="dashed"),
    "sms": Hard(merged_sms=True, at_end=True, ring_s=14),
    "batch": Hard(batch_agent="A2", style="dmy", id_form="stripped"),
    "period": Hard(covers=(5, 19), absent_ghosts=4, style="offset"),
    "offset_zone": Hard(written_zone="America/Sao_Paulo", style="dmy", clock_s=-95, duplicates=0.05),
    "everything": Hard(clock_s=170, drift_s_per_day=9, duplicates=0.08, merged_sms=True, batch_agent="A5", absent_ghosts=3, at_end=True, ring_s=11, two_systems=True, style="excel", id_form="float"),
}  # fmt: skip


def world_of(name: str, seed: int, lies: Lies, folder: Path) -> tuple[World, Path, dict[int, Entry]]:
    """A named hard log of a vendor with those lies, its file and the truth of each line."""
    hard = HARD[name]
    world = logged(lived(seed), seed, hard, lies)
    path = folder / f"{name}-{seed}.csv"
    return world, path, write(world, seed, hard, path)
