"""The files beside recordings: `calls.csv` in the contract's columns, and the true times of the turns."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthetic.recordings import Rendered

COLUMNS = (
    "file", "call_id", "country", "lang", "called_at", "vendor", "agent", "agent_channel",
    "debtor", "creditor", "agency", "product", "amount", "currency", "due_date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A labelled call (a line of the labelled-call format) with the file that holds it and what only the recorder knows."""

    row: Mapping[str, Any]
    file: str
    stereo: bool
    agent: str = ""


def calls_csv(calls: Iterable[Listed]) -> str:
    """The text of `calls.csv`; what is not known stays empty."""
    held = io.StringIO()
    table = csv.DictWriter(held, COLUMNS, lineterminator="\n")
    table.writeheader()
    for call in calls:
        account = call.row["account"]
        cells = {column: account.get(column, call.row.get(column)) for column in COLUMNS}
        cells |= {"file": call.file, "call_id": call.row["id"], "vendor": account.get("agency"), "agent": call.agent}
        cells["agent_channel"] = "left" if call.stereo else "mixed"
        table.writerow({column: "" if cell is None else cell for column, cell in cells.items()})
    return held.getvalue()


def times_line(call_id: str, file: str, rendered: Rendered, facts: Mapping[str, Any] | None = None) -> str:
    """One call's true times as a line of JSON; backchannels have no number (`i` null)."""
    turns = [
        {"i": t.i, "speaker": t.speaker.value, "start": round(t.start_s, 2), "end": round(t.end_s, 2), "text": t.text}
        for t in rendered.turns
    ]
    return json.dumps({"id": call_id, "file": file, **(facts or {}), "turns": turns}, ensure_ascii=False)


def lines(path: Path) -> list[str]:
    """The lines of a JSONL file that hold something; none when there is no file."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path.is_file() else []
