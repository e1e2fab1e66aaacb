"""A reconciliation as people and programs read it: reconciliation.csv, summary.json and a conclusion in plain words."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from audit.data_file import Words
from audit.ghosts.honesty import Honesty, Share, honesty
from audit.ghosts.lived import Ghost
from audit.ghosts.matching_clock import DEBTORS, IGNORE_OFFSET, Clock
from audit.ghosts.reconcile import Reconciliation
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, TITLES, Difference, Kind
from audit.ghosts.reconcile_rest import LINE_UNKNOWN
from audit.spreadsheet import TableWriter

COLUMNS = (
    "event", "ghost", "account_id", "category", "line", "contact_id", "channel", "logged_at", "written_at", "lived_at",
    "difference_s", "clock_shift_s", "hides_breach", "agent", "es", "en",
)  # fmt: skip


def write_report(found: Reconciliation, ghosts: Mapping[str, Ghost], out: Path) -> Honesty:
    """reconciliation.csv, summary.json and conclusion.txt under `out` (made if missing). Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    shares = honesty(found.differences)
    with (out / "reconciliation.csv").open("w", encoding="utf-8", newline="") as file:
        table = TableWriter(file)
        table.writerow(COLUMNS)
        table.writerows(_row(one, ghosts[one.ghost]) for one in found.differences)
    summary = summarised(found, shares, ghosts)
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    lines = conclusion(found, shares)
    text = "\n".join(line.es for line in lines) + "\n\n" + "\n".join(line.en for line in lines) + "\n"
    (out / "conclusion.txt").write_text(text, encoding="utf-8")
    return shares


def _row(one: Difference, ghost: Ghost) -> list[object]:
    zone = ZoneInfo(ghost.zone)
    logged = one.logged_at.astimezone(zone).isoformat(timespec="seconds") if one.logged_at else ""
    lived = one.contact.at.astimezone(zone).isoformat(timespec="seconds") if one.contact else ""
    channel = (one.contact.channel if one.contact else None) or (one.row.channel if one.row else None) or ""
    return [
        one.event, ghost.code, ghost.account_id, one.kind.value, one.row.line if one.row else "",
        one.contact.contact_id if one.contact else "", channel, logged, one.row.written if one.row else "", lived,
        "" if one.gap_s is None else round(one.gap_s), round(one.clock_shift_s) or "", "yes" if one.hides else "",
        (one.row.agent or "") if one.row else "", one.words.es, one.words.en,
    ]  # fmt: skip


def summarised(found: Reconciliation, shares: Honesty, ghosts: Mapping[str, Ghost]) -> dict[str, Any]:
    """Counts, shares, clocks and notes, for programs."""
    events = Counter(one.kind.value for one in found.differences)
    return {
        "events": len({one.event for one in found.differences}),
        "categories": {kind.value: events.get(kind.value, 0) for kind in Kind},
        "honesty": _share(shares.claims),
        "completeness": _share(shares.complete),
        "ghosts": len(ghosts),
        "ghosts_absent_from_log": [ghosts[g].code for g in found.ghosts_absent],
        "rows_of_other_accounts": found.other_rows,
        "clocks": [_clock(clock) for clock in found.clocks],
        "durations": {system or "-": asdict(measure) for system, measure in found.measures.items()},
        "columns": dict(found.columns),
        "notes": [asdict(note) for note in found.notes],
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "value": None if share.value is None else round(share.value, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "good": share.good,
        "n": share.n,
        "ghosts": share.ghosts,
        "cannot_tell": share.unsure,
        "cannot_tell_share": None if share.unsure_share is None else round(share.unsure_share, 4),
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "system": clock.system or "-",
        "zone": clock.zone,
        "known": clock.known,
        "fast_s": round(clock.offset_s, 1),
        "drift_s_per_day": round(clock.drift_s_per_day, 2),
        "tolerance_s": round(clock.tolerance_s),
        "rows": clock.rows,
        "parts": [
            {
                "shift_s": round(part.shift_s),
                "of": part.attribute or "period",
                "value": part.value,
                "from": _day(part.begins),
                "to": _day(part.ends),
                "rows": part.rows,
            }
            for part in clock.parts
        ],
    }


def _day(at: float) -> str | None:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="minutes") if abs(at) < 1e11 else None


def conclusion(found: Reconciliation, shares: Honesty) -> list[Words]:
    """A few lines a person reads: the two shares, what is false, the clocks, what could not be told."""
    claims, complete = shares.claims, shares.complete
    lines = [
        Words(f"Honestidad del registro: {_said(claims, 'es')}.", f"Honesty of the log: {_said(claims, 'en')}."),
        Words(f"Contactos que el registro tiene: {_said(complete, 'es')}.", f"Contacts the log has: {_said(complete, 'en')}."),
    ]
    counts = Counter(one.kind for one in found.differences)
    for kind in (*sorted(FALSE_CLAIMS), Kind.NOT_LOGGED):
        if counts[kind]:
            title = TITLES[kind]
            lines.append(Words(f"- {counts[kind]}: {title.es}", f"- {counts[kind]}: {title.en}"))
    lines += _remarks(found)
    lines += [words for clock in found.clocks for words in clock_words(clock)]
    lines.append(
        Words(
            f"{found.other_rows} filas de otras cuentas, no comparadas",
            f"{found.other_rows} rows of other accounts, not compared",
        )
    )
    return [*lines, *found.notes]


def _remarks(found: Reconciliation) -> list[Words]:
    """What a reader should know before reading the counts."""
    lines: list[Words] = []
    hidden = sum(one.hides for one in found.differences)
    if hidden:
        lines.append(
            Words(
                f"  {hidden} con una hora que esconde un contacto fuera de horario",
                f"  {hidden} with a time that hides a breach of hours",
            )
        )
    if unknown := sum(one.words == LINE_UNKNOWN.words for one in found.differences):
        lines.append(
            Words(
                f"{unknown} filas sin contacto quedan sin saber porque no se sabe si la línea estaba activa: dé --lines",
                f"{unknown} rows without a contact cannot be told because it is not known whether the line was up: give --lines",
            )
        )
    if found.ghosts_absent:
        n = len(found.ghosts_absent)
        lines.append(
            Words(
                f"{n} fantasmas contactados no están en el registro: pídalo completo antes de concluir sobre ellos",
                f"{n} ghosts that were contacted are not in the log: ask for all of it before concluding about them",
            )
        )
    return lines


def _said(share: Share, lang: str) -> str:
    spanish = lang == "es"
    unsure = f"{'sin poder saber' if spanish else 'cannot tell'}: {share.unsure}"
    if share.value is None:
        return f"{'no hay nada que comparar' if spanish else 'there is nothing to compare'}; {unsure}"
    value = f"{share.value:.1%} [{share.low:.1%}–{share.high:.1%}]"
    if spanish:
        people = "1 fantasma" if share.ghosts == 1 else f"{share.ghosts} fantasmas"
        return f"{value.replace('.', ',')}, {share.good} de {share.n} en {people}; {unsure}"
    people = "1 ghost" if share.ghosts == 1 else f"{share.ghosts} ghosts"
    return f"{value}, {share.good} of {share.n} over {people}; {unsure}"


def clock_words(clock: Clock) -> list[Words]:
    """What was learnt of a system's clock: nothing to say of one that is right."""
    es, en = (f"El reloj de «{clock.system}»", f"The clock of «{clock.system}»") if clock.system else _LOGS
    if not clock.known:
        return [Words(f"{es} no se pudo conocer.", f"{en} could not be learned.")]
    zone, said = clock.zone not in (DEBTORS, IGNORE_OFFSET), []
    off, drift = abs(clock.offset_s) > 60, clock.drift_s_per_day
    if off or zone:
        stands = _stands(clock.offset_s) if off else Words("está en hora", "is right")
        where = Words(f", en horario de {clock.zone}", f", in the time of {clock.zone}") if zone else Words("", "")
        runs = Words(f" y {_runs(drift, 'es')}", f" and {_runs(drift, 'en')}") if abs(drift) >= 1 else Words("", "")
        said.append(
            Words(
                f"{es} {stands.es}{where.es}{runs.es}; se corrigió y no es una falta.",
                f"{en} {stands.en}{where.en}{runs.en}; it was corrected and is no fault.",
            )
        )
    for part in clock.parts:
        of = part.value or f"{_day(part.begins) or '…'} – {_day(part.ends) or '…'}"
        stands = _stands(part.shift_s)
        said.append(Words(f"{es} {stands.es} en {of} ({part.rows} filas).", f"{en} {stands.en} in {of} ({part.rows} rows)."))
    return said


_LOGS = ("El reloj del registro", "The log's clock")


def _stands(seconds: float) -> Words:
    """Fast or slow by so much, never a negative span."""
    es, en = ("adelantado", "fast") if seconds > 0 else ("atrasado", "slow")
    return Words(f"está {_span(seconds).replace('.', ',')} {es}", f"is {_span(seconds)} {en}")


def _runs(drift: float, lang: str) -> str:
    if lang == "es":
        return f"{'se adelanta' if drift > 0 else 'se atrasa'} {abs(drift):.0f} s por día"
    return f"{'gains' if drift > 0 else 'loses'} {abs(drift):.0f} s a day"


def _span(seconds: float) -> str:
    size = abs(seconds)
    if size < 90:
        return f"{size:.0f} s"
    if size < 1800:
        return f"{size / 60:.0f} min"
    return f"{size / 3600:.2f}".rstrip("0").rstrip(".") + " h"
