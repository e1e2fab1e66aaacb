"""The Ed25519 keys that seal evidence: made, kept as PEM files that the caller names, and told apart by fingerprint."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.errors import BadEvidence


def create_key() -> Ed25519PrivateKey:
    """A new sealing key."""
    return Ed25519PrivateKey.generate()


def save_key(key: Ed25519PrivateKey, path: Path) -> None:
    """Writes the private key as PEM, readable by its owner only. Raises BadEvidence where the file already exists."""
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as cause:
        raise BadEvidence(f"{path}: a key is already there; what it sealed needs it, so it is not overwritten") from cause
    with os.fdopen(handle, "wb") as file:
        file.write(pem)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The sealing key of a PEM file. Raises BadEvidence."""
    try:
        key = form.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as cause:
        raise BadEvidence(f"{path}: not an unencrypted private key in PEM ({cause}); make one with create_key") from cause
    if not isinstance(key, Ed25519PrivateKey):
        raise BadEvidence(f"{path}: the key is not Ed25519; evidence is sealed with Ed25519 only")
    return key


def load_public_key(path: Path) -> Ed25519PublicKey:
    """The public key of a PEM file, public or private. Raises BadEvidence."""
    content = _read(path)
    if b"PRIVATE KEY" in content:
        return load_key(path).public_key()
    try:
        key = form.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as cause:
        raise BadEvidence(f"{path}: not a public key in PEM ({cause})") from cause
    if not isinstance(key, Ed25519PublicKey):
        raise BadEvidence(f"{path}: the key is not Ed25519; evidence is sealed with Ed25519 only")
    return key


def public_pem(key: Ed25519PublicKey) -> str:
    """The public key as PEM text, to hand to whoever verifies."""
    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the 32 bytes, hex in groups of four: short enough to read over the telephone."""
    digest = hashlib.sha256(raw(key)).hexdigest()[:40]
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise BadEvidence(f"{path}: the key cannot be opened ({cause.strerror}); check the path") from cause
