"""Sheets made short."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from audit.calibration.sheet import Mode, Purpose, Sheet

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
YES, NO, UNTOLD = "happened", "not_happened", "cannot_tell"


def sheet(
    call: str,
    scorer: str,
    marks: Mapping[str, str] | str,
    purpose: Purpose = Purpose.RANDOM,
    mode: Mode = Mode.BLIND,
    week: int = 0,
) -> Sheet:
    """A sheet; one mark alone is of the criterion `insult`."""
    held = {"insult": marks} if isinstance(marks, str) else marks
    return Sheet(call, scorer, MONDAY + timedelta(weeks=week), purpose, mode, held)
