"""A sheet: one scorer's marks of one call. People and judges fill the same shape, so that one rule measures both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.calls import Status


class Purpose(StrEnum):
    """Why a call was scored. Only `RANDOM` may become a rate; `KNOWN` is a known-bad call slipped into the queue."""

    RANDOM = "random"
    RISK = "risk"
    CALIBRATION = "calibration"
    KNOWN = "known"
    APPEAL = "appeal"


class Mode(StrEnum):
    """Whether the scorer saw the machine's marks first."""

    BLIND = "blind"
    ASSISTED = "assisted"


class Mark(StrEnum):
    """What a scorer says of a forbidden act; of a duty they say a `Status`."""

    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    CANNOT_TELL = "cannot_tell"


UNKNOWN = frozenset({Mark.CANNOT_TELL.value, Status.NOT_ASSESSED.value})
"""Marks that are no answer: counted apart, never as disagreement."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scorer's marks of one call, by criterion. `scorer` is opaque: a person's id, or a judge with its version."""

    call: str
    scorer: str
    at: datetime
    purpose: Purpose
    mode: Mode
    marks: Mapping[str, str]
