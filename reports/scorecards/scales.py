"""The scale a measure is drawn together on: logit for shares, log for what cannot be negative, plain for the rest."""

from enum import StrEnum

import numpy as np
from scipy.special import expit, logit

from reports.kpis.measure import Kind
from reports.scorecards.facts import Floats
from reports.scorecards.measure import VendorMeasure


class Scale(StrEnum):
    """Where a measure is close to normal."""

    LOGIT = "logit"
    LOG = "log"
    PLAIN = "plain"


def scale_of(measure: VendorMeasure) -> Scale:
    """Shares by logit; counts, money and anything from zero upward without an end by log; bounded scales as they are."""
    if measure.kind is Kind.SHARE:
        return Scale.LOGIT
    if measure.counts or (measure.floor == 0 and measure.ceiling is None):
        return Scale.LOG
    return Scale.PLAIN


def onto(scale: Scale, value: Floats) -> Floats:
    """The value on the scale; ends of a scale go to ±infinity."""
    if scale is Scale.LOGIT:
        return np.asarray(logit(value))
    if scale is Scale.LOG:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(value))
    return np.asarray(value, dtype=float)


def back(scale: Scale, value: Floats) -> Floats:
    """From the scale to the value."""
    if scale is Scale.LOGIT:
        return np.asarray(expit(value))
    return np.asarray(np.exp(value)) if scale is Scale.LOG else np.asarray(value, dtype=float)
