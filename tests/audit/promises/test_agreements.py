"""Short calls a native speaker can read, and the first payment agreed on each."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from audit.calls import Account, Call
from audit.promises.agreement import find_agreement
from speech.transcript import Speaker, Turn

SPEAKERS = {"A": Speaker.AGENT, "D": Speaker.DEBTOR, "O": Speaker.OTHER}
HERE = Path(__file__).parent
TABLES = ("agreements", "bargains", "haggling", "instalments")
ROWS = [row for name in TABLES for row in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))]


def call_of(row: dict[str, Any]) -> Call:
    at, country, amount, currency = row["at"].split()
    lines = [line.split(": ", 1) for line in row["turns"].strip().splitlines()]
    turns = tuple(Turn(i, SPEAKERS[who.strip()], text) for i, (who, text) in enumerate(lines))
    account = Account(amount=Decimal(amount), currency=currency)
    return Call(row["id"], turns, country, None, datetime.fromisoformat(at), account)


@pytest.mark.parametrize("row", ROWS, ids=[r["id"] for r in ROWS])
def test_first_payment(row: dict[str, Any]) -> None:
    agreement = find_agreement(call_of(row))
    expected = row["agreed"].split()
    if expected in (["nothing"], ["vague"]):
        assert (agreement.amount, agreement.day, agreement.kind_hint) == (None, None, None)
        assert agreement.vague or expected == ["nothing"]
    else:
        assert (agreement.amount, agreement.day) == (Decimal(expected[0]), date.fromisoformat(expected[1]))
        assert agreement.turns and 0 < agreement.confidence <= 1
