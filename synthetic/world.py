"""The demo's small made-up world: one client, the vendors it pays, their agents, and a week of recorded calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthetic.scripts import Script, read_scripts
from synthetic.tables import Listed

CLIENT = "Crédito Lindero"


@dataclass(frozen=True, slots=True)
class Vendor:
    """An outsourced collector and its agents in the demo."""

    name: str
    agents: tuple[str, ...]


VENDORS = (
    Vendor("Gestora Quillay", ("Paula Henríquez", "Mónica Treviño", "Camilo Restrepo", "Julio Paredes", "Hannah Whitlock")),
    Vendor("Cobros Marisma", ("Rodrigo Fuenzalida", "Daniela Vergara", "Iván Cárdenas", "Derek Malloy")),
)


def demo_folder() -> Path:
    """The folder of recordings with its `calls.csv`, ready for `trasluz audit`; part of the package, never written to."""
    return Path(__file__).with_name("demo")


def demo_truth() -> list[dict[str, Any]]:
    """Every scripted call in the labelled-call format, the truncated one included: the answer key of the demo."""
    return [labelled_row(script) for script in read_scripts()]


def labelled_row(script: Script) -> dict[str, Any]:
    """One script as a line of labelled calls."""
    debt = script.debt
    return {
        "id": script.id,
        "country": script.country,
        "lang": script.lang,
        "called_at": script.called_at.isoformat(),
        "account": {
            "debtor": debt.debtor,
            "creditor": CLIENT,
            "agency": script.vendor,
            "product": debt.product,
            "amount": int(debt.amount) if debt.amount == debt.amount.to_integral_value() else float(debt.amount),
            "currency": debt.currency,
            "due_date": debt.due_date.isoformat(),
        },
        "turns": [{"i": i, "speaker": turn.speaker.value, "text": turn.text} for i, turn in enumerate(script.turns)],
        "labels": dict(script.labels),
    }


def listed(scripts: list[Script]) -> list[Listed]:
    """The scripts as rows of `calls.csv`."""
    return [Listed(labelled_row(script), script.file, script.line.stereo, script.agent) for script in scripts]
