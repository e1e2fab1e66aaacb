"""A clock of the vendor is said as people say it: fast or slow, by how much, in which time."""

import pytest

from audit.ghosts.matching_clock import DEBTORS, Clock
from audit.ghosts.reconcile_report import clock_words


@pytest.mark.parametrize(
    ("offset", "es", "en"),
    [
        (-14400.0, "El reloj del registro está 4 h atrasado; se corrigió", "The log's clock is 4 h slow; it was corrected"),
        (5400.0, "está 1,5 h adelantado", "is 1.5 h fast"),
        (300.0, "está 5 min adelantado", "is 5 min fast"),
    ],
)
def test_a_clock_is_fast_or_slow_never_minus_fast(offset: float, es: str, en: str) -> None:
    said = clock_words(Clock("", DEBTORS, offset_s=offset, known=True))[0]
    assert es in said.es and en in said.en and "-" not in said.es


def test_a_drift_and_a_named_system_are_said_in_words() -> None:
    said = clock_words(Clock("crm", "UTC", offset_s=0.0, drift_s_per_day=-12.0, known=True))[0]
    assert said.es == "El reloj de «crm» está en hora, en horario de UTC y se atrasa 12 s por día; se corrigió y no es una falta."
