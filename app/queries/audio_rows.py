"""Whether a call can be heard."""

from enum import StrEnum


class Audio(StrEnum):
    """`NEVER`: only its words were handed over."""

    KEPT = "kept"
    NEVER = "never"
    ERASED = "erased"
