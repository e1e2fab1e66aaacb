"""Calls to measure with, drawn by nobody's choice: by a keyed hash of their ids, the same for whoever draws again."""

import hmac
from collections.abc import Iterable

WANTED = 40
"""How many calls after the session are drawn: a rate of about ±15 points."""


def drawn(ids: Iterable[str], key: str, wanted: int = WANTED) -> tuple[str, ...]:
    """At most `wanted` of the ids, in the order they were drawn."""
    ranked = sorted(set(ids), key=lambda i: hmac.digest(key.encode(), i.encode(), "sha256"))
    return tuple(ranked[:wanted])
