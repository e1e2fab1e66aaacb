"""Days on which a column's dates never fall: weekends, the end of the month."""

import numpy as np
import numpy.typing as npt

from synthetic.portfolio.columns import Floats, Known

Ints = npt.NDArray[np.int64]
_EXPECTED = 8.0  # rows that chance would have put on a day that has none, from which none is no accident


class Days:
    """Days of the week and of the month of a column of dates."""

    def __init__(self, known: Known) -> None:
        days = known.row_values[np.isfinite(known.row_values)]
        self._week = _never(_weekdays(days), 7, np.full(7, 1 / 7))
        length = np.r_[np.full(28, 12.0), 11.25, 11.0, 7.0] / 365.25
        self._month = _never(_days_of_month(days) - 1, 31, length)

    def may_be(self, day: float) -> bool:
        """Whether a date could stand in the column."""
        one = np.array([day])
        return not (self._week[_weekdays(one)[0]] or self._month[_days_of_month(one)[0] - 1])


def _weekdays(days: Floats) -> Ints:
    found: Ints = (np.floor(days).astype(np.int64) + 3) % 7
    return found


def _days_of_month(days: Floats) -> Ints:
    stamps = np.floor(days).astype(np.int64).astype("datetime64[D]")
    found: Ints = (stamps - stamps.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    return found


def _never(found: Ints, kinds: int, odds: Floats) -> npt.NDArray[np.bool_]:
    counts = np.bincount(found, minlength=kinds)
    return np.asarray((counts == 0) & (odds * len(found) >= _EXPECTED))


__all__ = ["Days"]
