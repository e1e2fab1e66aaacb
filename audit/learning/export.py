"""Writes the house's own labelled calls as the labelled-call lines (JSONL) of the contract."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit.calls import LabelledCall
from audit.learning.corpus import read_corpus


def as_row(labelled: LabelledCall) -> dict[str, Any]:
    """One call with its labels, as `audit.calls` reads it back."""
    call, labels = labelled.call, labelled.labels
    account = call.account
    return {
        "id": call.id,
        "country": call.country,
        "lang": call.lang,
        "called_at": call.called_at.isoformat() if call.called_at else None,
        "account": {
            "debtor": account.debtor,
            "creditor": account.creditor,
            "agency": account.agency,
            "product": account.product,
            "amount": _number(account.amount),
            "currency": account.currency,
            "due_date": account.due_date.isoformat() if account.due_date else None,
        },
        "turns": [{"i": turn.i, "speaker": turn.speaker.value, "text": turn.text} for turn in call.turns],
        "labels": {
            "duties": {duty: {"status": label.status.value, "turns": list(label.turns)} for duty, label in labels.duties.items()},
            "violations": [{"id": label.id, "turns": list(label.turns)} for label in labels.violations],
            "agent_tone": labels.agent_tone,
            "debtor_state": labels.debtor_state,
            "outcome": {
                "kind": labels.outcome.kind,
                "amount": _number(labels.outcome.amount),
                "date": labels.outcome.day.isoformat() if labels.outcome.day else None,
            },
        },
    }


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def main(arguments: list[str]) -> int:
    """`python -m audit.learning.export OUT.jsonl FILE.calls…` writes every call of the files."""
    if len(arguments) < 2:
        print(main.__doc__, file=sys.stderr)
        return 2
    out, *files = arguments
    if out.endswith(".calls"):
        print(f"{out} is a source file; the first name is the file to write, OUT.jsonl", file=sys.stderr)
        return 2
    calls = [call for name in files for call in read_corpus(Path(name))]
    Path(out).write_text("".join(json.dumps(as_row(call), ensure_ascii=False) + "\n" for call in calls), encoding="utf-8")
    print(f"{len(calls)} calls in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
