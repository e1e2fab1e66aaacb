"""A simulated wave as files: the log `trasluz contacts check` reads, the vendors' logs, what debtors did, and the truth."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthetic.bpos.conduct import WavePlan
from synthetic.bpos.rows import ActRow, ContactRow, LogRow, VendorRows
from synthetic.bpos.simulate import simulate
from synthetic.bpos.writing_up import written_up

COLUMNS = (
    "contact_id", "debtor_id", "account_id", "vendor", "country", "subdivision", "timezone", "channel", "direction", "at",
    "outcome", "answered_by", "duration_s", "caller_id", "template",
)  # fmt: skip
LOG_COLUMNS = (*COLUMNS, "agent", "promise_amount", "promise_date")


@dataclass(frozen=True, slots=True)
class WaveFiles:
    """Where a written wave is. `contacts` holds every contact really made; `logs` is by vendor; `accounts` and `truth` are
    not for vendors' eyes."""

    contacts: Path
    logs: dict[str, Path]
    acts: Path
    accounts: Path
    received: Path
    truth: Path


def write_wave(plan: WavePlan, seed: int, out: Path) -> WaveFiles:
    """Simulate `plan` and write it under `out` (made if missing): contacts.csv, vendor_log_N.csv, acts.jsonl, accounts.jsonl
    (which are ghosts, with mission), received.jsonl (what was said to ghosts, by contact) and truth.jsonl. Raises BadWave,
    OSError."""
    out.mkdir(parents=True, exist_ok=True)
    vendors = written_up(simulate(plan, seed))
    contacts = sorted((touch.row for vendor in vendors for touch in vendor.touches), key=lambda row: row.at)
    (out / "contacts.csv").write_text(contacts_csv(contacts), encoding="utf-8")
    logs = {}
    for number, vendor in enumerate(vendors, 1):
        logs[vendor.vendor] = out / f"vendor_log_{number}.csv"
        logs[vendor.vendor].write_text(log_csv(vendor.log), encoding="utf-8")
    ghosts = {a.account_id for vendor in vendors for a in vendor.accounts if a.ghost}
    lines = {
        "acts": [_act(act) for vendor in vendors for act in vendor.acts if act.account_id in ghosts],
        "accounts": [_account(vendor, n) for vendor in vendors for n in range(len(vendor.accounts))],
        "received": [line for vendor in vendors for line in _received(vendor, ghosts)],
        "truth": [_truth(vendor) for vendor in vendors],
    }
    paths = {name: _jsonl(out / f"{name}.jsonl", rows) for name, rows in lines.items()}
    return WaveFiles(out / "contacts.csv", logs, **paths)


def contacts_csv(rows: Iterable[ContactRow]) -> str:
    """The text of CONTACTS.csv; what is not known stays empty."""
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_cells(row) for row in rows)
    return held.getvalue()


def log_csv(rows: Iterable[LogRow]) -> str:
    """The text of a vendor's log: the same columns and the agent, the promise's amount and date."""
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\n")
    table.writerow(LOG_COLUMNS)
    table.writerows([*_cells(r.row), r.agent, _text(r.promise_amount), _text(r.promise_date)] for r in rows)
    return held.getvalue()


def _cells(row: ContactRow) -> list[str]:
    length = "" if row.duration_s is None else f"{row.duration_s:.0f}"
    cells = {name: str(getattr(row, name)) for name in COLUMNS} | {"at": row.at.isoformat(), "duration_s": length}
    return [cells[name] for name in COLUMNS]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _act(act: ActRow) -> dict[str, Any]:
    return {
        "account_id": act.account_id,
        "at": act.at.isoformat(),
        "kind": act.kind.value,
        "channel": act.channel.value if act.channel else None,
        "amount": _text(act.amount) or None,
        "due": _text(act.due) or None,
        "contact_id": act.contact_id,
    }


def _account(vendor: VendorRows, n: int) -> dict[str, Any]:
    row = vendor.accounts[n]
    return {name: getattr(row, name) for name in row.__slots__} | {"amount": str(row.amount)}


def _received(vendor: VendorRows, ghosts: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "contact_id": t.row.contact_id,
            "account_id": t.row.account_id,
            "agent": t.agent,
            "content": t.content,
            "disclosed": t.disclosed,
        }
        for t in vendor.touches
        if t.row.account_id in ghosts
    ]


def _truth(vendor: VendorRows) -> dict[str, Any]:
    return {
        "vendor": vendor.vendor,
        "rate": vendor.rate,
        "mistreated": {account: list(kinds) for account, kinds in vendor.mistreated.items()},
        "contacts": {t.row.contact_id: list(t.wrong) for t in vendor.touches if t.wrong},
        "lies": {r.row.contact_id: list(r.lies) for r in vendor.log if r.lies},
        "unlogged": sorted(vendor.unlogged),
        "noticed": {account: day.isoformat() for account, day in vendor.noticed.items()},
    }


def _jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
