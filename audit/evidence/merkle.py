"""A hash tree: one root binds all leaves in their order. Leaves and nodes are hashed apart, as in RFC 6962, section 2.1."""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """A leaf: never to be taken for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, left to right; SHA-256 of nothing where there are none."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]
