"""A made-up call of the demo as a line of CALLS.jsonl."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from synthetic.vendors.demo_talk import Talk

CREDITOR = "Crédito Lindero"


class Spoken(Protocol):
    """A call whose words are known. `owed` is in pesos."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def debtor(self) -> str:
        """Who is called."""

    @property
    def product(self) -> str:
        """What is owed on."""

    @property
    def owed(self) -> int:
        """In pesos."""

    @property
    def days_late(self) -> int:
        """When it was made."""

    @property
    def talk(self) -> Talk:
        """What is said."""


def spoken_row(call: Spoken, at: datetime, agency: str) -> dict[str, Any]:
    """The line of a call made at `at` by somebody of `agency`."""
    return {
        "id": call.id,
        "country": "CL",
        "lang": "es",
        "called_at": at.isoformat(),
        "account": {
            "debtor": call.debtor,
            "creditor": CREDITOR,
            "agency": agency,
            "product": call.product,
            "amount": call.owed,
            "currency": "CLP",
            "due_date": (at.date() - timedelta(days=call.days_late)).isoformat(),
        },
        "turns": [{"i": i, "speaker": who, "text": text} for i, (who, text) in enumerate(call.talk.turns)],
    }
