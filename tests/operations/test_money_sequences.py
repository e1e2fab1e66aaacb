"""Two thousand random lives of a debt; a hundred thousand with `python -m tests.operations.money_sequences 100000`."""

from app.operations import ledger_booking
from tests.operations.money_sequences import TRIED, try_sequences


def test_every_sequence_keeps_every_invariant() -> None:
    try_sequences(2000)
    assert TRIED["sequences"] >= 2000
    assert min(TRIED[name] for name in ("Paid", "Reversed", "Charged", "plan", "refused")) > 100, TRIED


def test_a_ledger_that_forgets_a_unit_is_found_out(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The machine can fail: a payment that keeps one unit for itself is caught."""
    honest = ledger_booking.allocate

    def careless(amount, open_, dues, rule):  # type: ignore[no-untyped-def]
        parts, left = honest(amount, open_, dues, rule)
        return (parts, left - 1) if left > 200 else (parts, left)

    monkeypatch.setattr(ledger_booking, "allocate", careless)
    try:
        try_sequences(300)
    except (AssertionError, ledger_booking.Conflict):
        return
    raise AssertionError("a lost unit went unseen")
