"""A sealed bundle, damaged."""

import hashlib
import io
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.bundle import MANIFEST, SIGNATURE, seal
from audit.evidence.items import CallEvidence, RunEvidence, items_of

Case = tuple[str, bytes]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SOUND = b"RIFF" + bytes(400)


def sealed() -> bytes:
    """A bundle of one call."""
    digest = hashlib.sha256(SOUND).hexdigest()
    call = CallEvidence(
        id="call-1",
        file="a.wav",
        sha256=digest,
        size_bytes=len(SOUND),
        transcript={"id": "call-1", "sha256": digest, "turns": []},
        result={"id": "call-1", "rubric": "r", "rulebook": None, "conduct": "pass"},
        audio=SOUND,
    )
    run = RunEvidence(models={}, rubrics={"r": b"r: 1\n"}, rulebooks={}, facts={}, failures=[])
    return seal(items_of(run, [call]), KEY, {"run": "mayo"})


WHOLE = sealed()
with zipfile.ZipFile(io.BytesIO(WHOLE)) as _archive:
    ENTRIES = {info.filename: _archive.read(info) for info in _archive.infolist()}


def repacked(entries: dict[str, bytes]) -> bytes:
    """The entries in a new zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


BAD_JSON = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"nada",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"items": 3}',
    b'{"n": 1' + b"1" * 5000 + b"}",
    b"NaN",
]
CASES: list[Case] = [
    *((f"cut-{n}", WHOLE[: len(WHOLE) * n // 12]) for n in range(12)),
    *((f"cut-end-{n}", WHOLE[:-n]) for n in (1, 2, 21, 22, 23, 60)),
    ("after", WHOLE + b"x"),
    ("before", b"x" + WHOLE),
    ("twice", WHOLE + WHOLE),
    ("text", b"no es un zip\n" * 30),
    *((f"without-{name}", repacked({k: v for k, v in ENTRIES.items() if k != name})) for name in ENTRIES),
    *((f"altered-{name}", repacked({**ENTRIES, name: data + b" "})) for name, data in ENTRIES.items()),
    *((f"emptied-{name}", repacked({**ENTRIES, name: b""})) for name in ENTRIES),
    *((f"manifest-{n}", repacked({**ENTRIES, MANIFEST: data})) for n, data in enumerate(BAD_JSON)),
    *((f"signature-{n}", repacked({**ENTRIES, SIGNATURE: data})) for n, data in enumerate(BAD_JSON)),
    ("added", repacked({**ENTRIES, "more.json": b"{}"})),
    ("reversed", repacked(dict(reversed(ENTRIES.items())))),
]
