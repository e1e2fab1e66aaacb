"""The local judge with a client's own version of its heads: duties and acts by the version, everything else as shipped."""

import hashlib
import io
import json
from dataclasses import dataclass, replace
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audit.calls import Call
from audit.errors import NoJudge
from audit.judges.judge import Judgement
from audit.judges.local import LocalJudge
from audit.judges.network import Vectors, read
from audit.labels import LABELS
from audit.results import JudgeStamp
from audit.scoring.facts import facts
from audit.scoring.heads import Head, Heads

MOVES, BIAS, DECIDING, BASE_VERSION = "moves", "bias", "deciding", "base"


@dataclass(frozen=True, slots=True, eq=False)
class HeadVersion:
    """`moves` float32 [LABELS, VIEW] and `bias` [LABELS] are added to the turn heads; `deciding` replaces heads by name."""

    id: str
    base: str
    moves: NDArray[np.float32]
    bias: NDArray[np.float32]
    deciding: dict[str, Head]


def read_version(data: bytes) -> HeadVersion:
    """A version from its file's bytes. Raises NoJudge when they are damaged."""
    try:
        with np.load(io.BytesIO(data)) as parts:
            rows: dict[str, Any] = json.loads(str(parts[DECIDING]))
            heads = {
                name: Head(tuple(h["classes"]), np.array(h["weights"], dtype=np.float64), np.array(h["bias"], dtype=np.float64))
                for name, h in rows.items()
            }
            moves, bias = parts[MOVES].astype(np.float32), parts[BIAS].astype(np.float32)
            return HeadVersion(hashlib.sha256(data).hexdigest()[:12], str(parts[BASE_VERSION]), moves, bias, heads)
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as cause:
        raise NoJudge(f"this version of the judge's heads cannot be read ({cause}); put an earlier one back") from cause


class AdaptedJudge:
    """A Judge: what ships, with the version's heads. Its stamp names both, so that two results of one stamp were judged alike."""

    def __init__(self, local: LocalJudge, version: HeadVersion) -> None:
        if version.base != local.stamp.version:
            raise NoJudge(
                f"version {version.id} was learnt over the weights {version.base}, installed are {local.stamp.version}; "
                "train again or put the shipped judge back"
            )
        self._plain, self._deciding = local, _Deciding(local, version)
        self._version = version
        self.stamp = JudgeStamp(local.stamp.name, local.stamp.model, f"{local.stamp.version}+{version.id}")

    @property
    def heads(self) -> Heads:
        """The version's deciding heads, beside the shipped ones it does not replace."""
        return self._deciding.heads

    @property
    def turn_heads(self) -> tuple[Vectors, Vectors]:
        """The shipped weights and bias of the turn heads, moved by the version."""
        weight, bias = (given.copy() for given in self._plain.network.heads)
        weight[: len(LABELS)] += self._version.moves
        bias[: len(LABELS)] += self._version.bias
        return weight, bias

    def judge(self, call: Call) -> Judgement:
        """The judgement of one call. Raises NoJudge."""
        network, kept = self._plain.network, dict[str, Vectors]()

        def embed(texts: list[str]) -> Vectors:
            if "vectors" not in kept:
                kept["vectors"] = network.vectors(texts)
            return kept["vectors"]

        known = facts(call)
        whole = self._plain.of(call, read(call, embed, *network.heads), known)
        mine = self._deciding.of(call, read(call, embed, *self.turn_heads), known)
        return replace(whole, stamp=self.stamp, duties=mine.duties, violations=mine.violations)


class _Deciding(LocalJudge):
    """The shipped judge's own reasoning over the version's heads."""

    def __init__(self, local: LocalJudge, version: HeadVersion) -> None:
        self.network, self.stamp, self._shipped, self._version = local.network, local.stamp, local, version

    @property
    def heads(self) -> Heads:
        """The version's heads beside the shipped ones it does not replace."""
        shipped = self._shipped.heads
        return Heads(shipped.features, {**shipped.heads, **self._version.deciding}, shipped.numbers)
