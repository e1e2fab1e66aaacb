"""What the shipped judge's deciding heads were fitted on, small enough to ship: features of calls no network had learnt from.

`python -m audit.learning.corrections.house_table --work DIR` writes it from the `rows-*.npz` of `audit.learning.train`,
after each `audit.learning.heads`. It holds numbers, no text.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import NoJudge
from audit.judges.local import WEIGHTS, version_of

Array = NDArray[Any]
BASE = Path(__file__).parent / "base.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """`x` float32 [calls, features]; `answers` a label a call and head; candidates `vx` [n, f], `vy` bool, their call."""

    version: str
    x: Array
    answers: Mapping[str, Array]
    vx: Array
    vy: Array
    vcall: Array


@cache
def base(path: Path = BASE) -> Base:
    """The table that ships. Raises NoJudge when it is missing, or belongs to other weights than those installed."""
    try:
        with np.load(path) as parts:
            told = {name: parts[name] for name in parts.files}
    except (OSError, ValueError) as cause:
        raise NoJudge(f"{path}: what the judge's heads were fitted on cannot be read ({cause}); reinstall the package") from cause
    version = str(told["version"])
    if version != version_of(WEIGHTS):
        raise NoJudge(f"{path} belongs to the weights {version}, installed are {version_of(WEIGHTS)}; write it again")
    answers = {name.removeprefix("is "): parts for name, parts in told.items() if name.startswith("is ")}
    return Base(version, told["x"].astype(np.float32), answers, told["vx"].astype(np.float32), told["vy"], told["vcall"])


def main() -> None:
    """See the module's docstring."""
    from audit.learning.examples import corpus
    from audit.learning.heads import signals_of, tables

    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=BASE)
    arguments = parser.parse_args()
    calls = corpus()
    signals = signals_of(arguments.work, calls)
    x, _names, answers, table = tables([c for c in calls if c.call.id in signals], signals)
    duties = {f"is {name}": y for name, y in answers.items() if name.startswith("duty ")}
    np.savez_compressed(
        arguments.out,
        allow_pickle=False,
        version=np.array(version_of(WEIGHTS)),
        x=x.astype(np.float16),
        vx=table["x"].astype(np.float16),
        vy=table["y"] == "true",
        vcall=table["call"].astype(np.int16),
        **duties,
    )
    print(f"{arguments.out}: {len(x)} calls, {len(table['x'])} candidates, {arguments.out.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main()
