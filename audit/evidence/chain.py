"""The chain: every item's hash holds the one before, so that nothing can be altered, dropped, added or moved unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "trasluz-evidence/2"
OLDER = "trasluz-evidence/1"


@dataclass(frozen=True, slots=True)
class Link:
    """One item of the chain. `link` is the SHA-256 of everything else here, `previous` the link before it."""

    n: int
    kind: str
    name: str
    sha256: str
    size: int
    previous: str
    link: str

    def as_dict(self) -> dict[str, Any]:
        """As the manifest carries it."""
        return {
            "n": self.n,
            "kind": self.kind,
            "name": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "previous": self.previous,
            "link": self.link,
        }


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value: keys sorted, no spaces, UTF-8, no NaN. Raises ValueError for what JSON has not."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def genesis(about: Mapping[str, Any], format: str = FORMAT) -> str:
    """What the first item holds on to: the format and what the bundle says of itself."""
    return hashlib.sha256(canonical({"format": format, "about": dict(about)})).hexdigest()


def linked(n: int, kind: str, name: str, sha256: str, size: int, previous: str) -> Link:
    """The next link of the chain."""
    row = {"n": n, "kind": kind, "name": name, "sha256": sha256, "size": size, "previous": previous}
    return Link(n, kind, name, sha256, size, previous, hashlib.sha256(canonical(row)).hexdigest())
