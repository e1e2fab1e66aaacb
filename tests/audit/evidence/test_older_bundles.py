"""Bundles sealed in the first format still verify; and a bundle past four gigabytes keeps a directory that readers understand."""

import base64
import hashlib
import io
import zipfile
from pathlib import Path

from audit.evidence.bundle import MANIFEST, SIGNATURE, signed_bytes
from audit.evidence.chain import OLDER, canonical, genesis, linked
from audit.evidence.keys import fingerprint, raw
from audit.evidence.packing import DEFLATED, STORED, Packed, directory, packed_zip
from audit.evidence.verify import verify
from tests.audit.ghosts.sealed_wave import KEY

ABOUT = {"run": "abril"}


def older(items: list[tuple[str, bytes]]) -> bytes:
    """As the first release sealed: everything squeezed, nothing said of how."""
    links, previous = [], genesis(ABOUT, OLDER)
    for n, (name, data) in enumerate(items, start=1):
        link = linked(n, "facts", name, hashlib.sha256(data).hexdigest(), len(data), previous)
        links.append(link.as_dict())
        previous = link.link
    public = KEY.public_key()
    manifest = canonical(
        {
            "format": OLDER,
            "about": ABOUT,
            "count": len(links),
            "head": previous,
            "links": links,
            "public_key": base64.b64encode(raw(public)).decode(),
            "fingerprint": fingerprint(public),
        }
    )
    signature = {
        "algorithm": "Ed25519",
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "signature": base64.b64encode(KEY.sign(signed_bytes(manifest, OLDER))).decode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in [*items, (MANIFEST, manifest), (SIGNATURE, canonical(signature))]:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def test_a_bundle_of_the_first_format_is_still_read() -> None:
    data = older([("a.csv", b"1,2\n" * 50), ("b.csv", b"3\n")])
    found = verify(io.BytesIO(data), KEY.public_key())
    assert found.intact, found.say("en")
    assert found.older
    assert "formato anterior" in found.say("es")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rows = [(n, archive.read(n)) for n in archive.namelist()]
    rows[0] = ("a.csv", b"9,9\n")
    again = packed_zip(rows)
    assert not verify(io.BytesIO(again), KEY.public_key()).intact


def test_a_new_bundle_cannot_pass_for_an_older_one() -> None:
    """The format is under the signature."""
    data = older([("a.csv", b"1\n")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rows = {n: archive.read(n) for n in archive.namelist()}
    changed = rows[MANIFEST].replace(b"trasluz-evidence/1", b"trasluz-evidence/2")
    assert not verify(io.BytesIO(packed_zip([("a.csv", b"1\n"), (MANIFEST, changed), (SIGNATURE, rows[SIGNATURE])]))).intact


def test_a_directory_past_four_gigabytes_is_understood(tmp_path: Path) -> None:
    """The entries' data are a hole in the file: only the directory is written and read."""
    big = 3 * 1024**3
    entries = [Packed("a.wav", STORED, 0, big, big, 0)]
    entries.append(Packed("b.wav", STORED, 0, big, big, entries[0].end))
    entries.append(Packed("manifest.json", DEFLATED, 0, 10, 20, entries[1].end))
    path = tmp_path / "big.zip"
    with path.open("wb") as file:
        file.truncate(entries[-1].end)
        file.seek(entries[-1].end)
        file.write(directory(entries))
    with zipfile.ZipFile(path) as archive:
        found = [(i.filename, i.header_offset, i.file_size, i.compress_size) for i in archive.infolist()]
    assert found == [(e.name, e.offset, e.size, e.packed_size) for e in entries]
