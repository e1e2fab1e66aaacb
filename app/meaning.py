"""The encoder of meaning, once a process: for questions typed in the search and for turns of calls."""

from collections.abc import Sequence
from functools import cache
from threading import Lock

from audit.judges.local import WEIGHTS, version_of
from audit.judges.network import Network
from audit.meaning.closeness import Packed, packed

_lock = Lock()


@cache
def _network() -> Network:
    return Network(WEIGHTS, threads=1)


@cache
def encoder_version() -> str:
    """Vectors of one version can be compared. Raises NoJudge."""
    return version_of(WEIGHTS)


def embed(texts: Sequence[str]) -> Packed:
    """[texts, 384] int8. Raises NoJudge."""
    with _lock:
        return packed(_network(), texts)
