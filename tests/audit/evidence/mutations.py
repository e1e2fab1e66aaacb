"""Ways to touch a sealed bundle: bits anywhere in the container, whole entries, and what somebody without the key can make."""

import base64
import hashlib
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.bundle import MANIFEST, SIGNATURE, signed_bytes
from audit.evidence.chain import canonical, genesis, linked
from audit.evidence.keys import fingerprint, raw
from audit.evidence.packing import DEFLATED, STORED, Packed, directory, local_header, packed_bytes

Entries = list[tuple[str, bytes]]
_LOCAL = 30


@dataclass(frozen=True, slots=True)
class Mutated:
    """A bundle touched: how, and the entry that must be named (None where the container as a whole is what broke)."""

    how: str
    data: bytes
    name: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """A sealed bundle, opened once; `other` is another of the same key."""

    data: bytes
    entries: Entries
    spans: Sequence[tuple[int, int, str]]
    wrapping: Sequence[int]
    other: Entries
    key: Ed25519PrivateKey

    @property
    def items(self) -> Entries:
        """Without the seal itself."""
        return [row for row in self.entries if row[0] not in (MANIFEST, SIGNATURE)]


def target_of(data: bytes, other: bytes, thief: Ed25519PrivateKey) -> Target:
    """Opens a bundle: its entries, and where the bytes of each lie."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rows = [(i.filename, archive.read(i)) for i in archive.infolist()]
        spans = []
        for i in archive.infolist():
            start = i.header_offset + _LOCAL + len(i.filename)
            spans.append((start, start + i.compress_size, i.filename))
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        others = [(i.filename, archive.read(i)) for i in archive.infolist()]
    inside = {at for start, end, _ in spans for at in range(start, end)}
    wrapping = [at for at in range(len(data)) if at not in inside]
    return Target(data, rows, spans, wrapping, others, thief)


def holder(target: Target, at: int) -> str | None:
    """The entry whose data hold the byte; None for headers and directory."""
    return next((name for start, end, name in target.spans if start <= at < end), None)


def flip(target: Target, dice: random.Random) -> Mutated:
    """One bit."""
    at = dice.randrange(len(target.data))
    return Mutated("bit", _with(target.data, at, bytes([target.data[at] ^ 1 << dice.randrange(8)])), holder(target, at))


def flip_wrapping(target: Target, dice: random.Random) -> Mutated:
    """One bit of a header, the directory or the end."""
    at = dice.choice(target.wrapping)
    return Mutated("wrapping", _with(target.data, at, bytes([target.data[at] ^ 1 << dice.randrange(8)])), None)


def flip_last_byte(target: Target, dice: random.Random) -> Mutated:
    """One bit at the end of a squeezed entry, where bits often mean nothing."""
    start, end, name = dice.choice(target.spans)
    at = max(start, end - 1 - dice.randrange(2))
    return Mutated("padding", _with(target.data, at, bytes([target.data[at] ^ 1 << dice.randrange(8)])), name)


def bytes_changed(target: Target, dice: random.Random) -> Mutated:
    """A few bytes replaced, put in or taken out."""
    at, n = dice.randrange(len(target.data)), dice.randrange(1, 9)
    old = target.data
    changed = dice.choice([old[:at] + dice.randbytes(n) + old[at:], old[:at] + old[at + n :], old[:at] + b"\0" * n + old[at:]])
    return Mutated("bytes", changed, None)


def cut(target: Target, dice: random.Random) -> Mutated:
    """Cut short, or with something after the end."""
    if dice.random() < 0.3:
        return Mutated("tail", target.data + dice.randbytes(dice.randrange(1, 40)), None)
    return Mutated("cut", target.data[: dice.randrange(len(target.data))], None)


def dropped(target: Target, dice: random.Random) -> Mutated:
    """An entry taken out."""
    gone = dice.randrange(len(target.entries))
    rows = [row for n, row in enumerate(target.entries) if n != gone]
    return Mutated("drop", _zip(rows), target.entries[gone][0])


def reordered(target: Target, dice: random.Random) -> Mutated:
    """Two entries exchanged in the zip; the first of the two places is named."""
    one, two = sorted(dice.sample(range(len(target.entries)), 2))
    rows = list(target.entries)
    rows[one], rows[two] = rows[two], rows[one]
    return Mutated("reorder", _zip(rows), rows[one][0])


def inserted(target: Target, dice: random.Random) -> Mutated:
    """An entry nobody sealed, or one twice."""
    rows = list(target.entries)
    if dice.random() < 0.5:
        name, data = dice.choice(rows)
        rows.insert(dice.randrange(len(rows) + 1), (name, dice.choice([data, b"{}"])))
    else:
        name = f"calls/{dice.randrange(10**6)}.json"
        rows.insert(dice.randrange(len(rows) + 1), (name, b"{}"))
    return Mutated("insert", _zip(rows), name)


def content_changed(target: Target, dice: random.Random) -> Mutated:
    """An item's content changed and packed anew with a right CRC."""
    rows = list(target.entries)
    n = dice.randrange(len(rows))
    name, data = rows[n]
    at = dice.randrange(max(1, len(data)))
    changed = dice.choice([data[:at] + dice.randbytes(1) + data[at + 1 :], data + b" ", data[:at], b""])
    rows[n] = (name, changed if changed != data else data + b"x")
    return Mutated("content", _zip(rows), name)


def exchanged(target: Target, dice: random.Random) -> Mutated:
    """Two items with each other's content, or one with another bundle's."""
    rows = list(target.entries)
    one, two = dice.sample(range(len(target.items)), 2)
    known = dict(rows)
    others = [row for row in target.other if row[0] not in (MANIFEST, SIGNATURE) and row[1] != known.get(row[0], b"")]
    if dice.random() < 0.5 and others:
        name, data = dice.choice(others)
        place = next((n for n, row in enumerate(rows) if row[0] == name), one)
        rows[place] = (rows[place][0], data)
        if data == target.entries[place][1]:
            rows[place] = (rows[place][0], data + b"x")
        return Mutated("foreign", _zip(rows), rows[place][0])
    if rows[one][1] == rows[two][1]:
        return content_changed(target, dice)
    rows[one], rows[two] = (rows[one][0], rows[two][1]), (rows[two][0], rows[one][1])
    return Mutated("swap", _zip(rows), rows[one][0])


def packed_otherwise(target: Target, dice: random.Random) -> Mutated:
    """The same files, every one whole, in a zip made by somebody else."""
    out = io.BytesIO()
    level, year = dice.randrange(1, 10), dice.randrange(1980, 2030)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in target.entries:
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 2, 3, 4, 6)), data, zipfile.ZIP_DEFLATED)
    return Mutated("repacked", out.getvalue(), None)


def manifest_made_anew(target: Target, dice: random.Random) -> Mutated:
    """An item altered, dropped or moved, hashes, chain and manifest made to agree, under the old signature or a thief's."""
    rows = list(target.items)
    n = dice.randrange(len(rows))
    how = dice.choice(["alter", "drop", "move"])
    if how == "alter":
        rows[n] = (rows[n][0], rows[n][1] + b" ")
    elif how == "drop":
        rows.pop(n)
    else:
        rows.insert(dice.randrange(len(rows)), rows.pop(n))
        rows = rows if rows != target.items else rows[::-1]
    seal = dict(target.entries)
    manifest = json.loads(seal[MANIFEST])
    kinds = {link["name"]: link["kind"] for link in manifest["links"]}
    links, previous = [], genesis(manifest["about"], manifest["format"])
    for at, (name, data) in enumerate(rows, start=1):
        link = linked(at, kinds[name], name, hashlib.sha256(data).hexdigest(), len(data), previous)
        links.append(link.as_dict())
        previous = link.link
    squeezed = [hashlib.sha256(_squeezed(data)).hexdigest() for _, data in rows]
    manifest |= {"links": links, "count": len(links), "head": previous, "packed": squeezed}
    return Mutated("forged", _zip([*rows, *_seal(target, manifest, seal, dice)]), None)


def _seal(target: Target, manifest: dict[str, object], seal: dict[str, bytes], dice: random.Random) -> Entries:
    """The seal over a forged manifest: an old signature, a thief's under the client's name, or a thief's own."""
    choice = dice.choice(["old", "thief", "own"])
    public = target.key.public_key()
    if choice == "own":
        manifest |= {"public_key": base64.b64encode(raw(public)).decode(), "fingerprint": fingerprint(public)}
    content = canonical(manifest)
    row = json.loads(seal[SIGNATURE])
    row["manifest_sha256"] = hashlib.sha256(content).hexdigest()
    if choice != "old":
        row["signature"] = base64.b64encode(target.key.sign(signed_bytes(content))).decode()
    return [(MANIFEST, content), (SIGNATURE, canonical(row))]


def _zip(rows: Entries) -> bytes:
    """As sealing packs them; what was squeezed once is not squeezed again."""
    at, parts, entries = 0, [], []
    for name, data in rows:
        method = STORED if name in (MANIFEST, SIGNATURE) else DEFLATED
        lying = data if method == STORED else _squeezed(data)
        entry = Packed(name, method, zlib.crc32(data), len(lying), len(data), at)
        parts += [local_header(entry), lying]
        entries.append(entry)
        at = entry.end
    return b"".join([*parts, directory(entries)])


@lru_cache(maxsize=256)
def _squeezed(data: bytes) -> bytes:
    return packed_bytes(data, DEFLATED)


def _with(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


WAYS: tuple[tuple[Callable[[Target, random.Random], Mutated], int], ...] = (
    (flip, 42),
    (flip_wrapping, 8),
    (flip_last_byte, 6),
    (bytes_changed, 8),
    (cut, 5),
    (dropped, 4),
    (reordered, 4),
    (inserted, 4),
    (content_changed, 6),
    (exchanged, 4),
    (packed_otherwise, 2),
    (manifest_made_anew, 7),
)


def mutated(target: Target, dice: random.Random) -> Mutated:
    """The bundle touched in one way drawn at random; never the bundle itself."""
    way = dice.choices([way for way, _ in WAYS], [weight for _, weight in WAYS])[0]
    found = way(target, dice)
    return found if found.data != target.data else flip(target, dice)
