"""Somebody else's word that a commitment existed: the vendor's signed receipt, or a time stamp of RFC 3161."""

import base64
import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.data_file import Words
from audit.evidence.chain import canonical
from audit.evidence.keys import fingerprint, raw
from audit.evidence.manifest import exact_base64
from audit.ghosts.commit_slots import Commitment

_RECEIPT, _STAMP = "receipt", "rfc3161"


def receipt_bytes(head: str, by: str) -> bytes:
    """What whoever receives a commitment signs, under their name."""
    return f"trasluz-receipt/1\n{head}\n{by}".encode()


def with_receipt(commitment: Commitment, by: str, key: Ed25519PrivateKey) -> bytes:
    """The commitment file with the receiver's signature in it."""
    signature = base64.b64encode(key.sign(receipt_bytes(commitment.head, by))).decode("ascii")
    public = base64.b64encode(raw(key.public_key())).decode("ascii")
    return _with(commitment, {"kind": _RECEIPT, "by": by, "public_key": public, "signature": signature})


def with_time_stamp(commitment: Commitment, by: str, token: bytes) -> bytes:
    """The commitment file with a time-stamp token (DER) over the bytes of its head."""
    return _with(commitment, {"kind": _STAMP, "by": by, "token": base64.b64encode(token).decode("ascii")})


def _with(commitment: Commitment, witness: dict[str, Any]) -> bytes:
    return canonical({**json.loads(commitment.content), "witness": witness})


def witnessed(commitment: Commitment) -> Words:
    """What the witness is worth, in a sentence."""
    witness = commitment.witness
    if witness is None:
        return Words(
            "Testigo: ninguno; la fecha descansa en la palabra del cliente y en la copia que usted guardó.",
            "Witness: none; the date rests on the client's word and on the copy you kept.",
        )
    try:
        return _receipt(witness, commitment) if witness["kind"] == _RECEIPT else _stamp(witness, commitment)
    except (InvalidSignature, ValueError, TypeError, KeyError):
        return Words(
            "Testigo: lo que trae no vale; no lo tome en cuenta.", "Witness: what it carries is not valid; disregard it."
        )


def _receipt(witness: Any, commitment: Commitment) -> Words:
    key = Ed25519PublicKey.from_public_bytes(exact_base64(witness["public_key"]))
    key.verify(exact_base64(witness["signature"]), receipt_bytes(commitment.head, witness["by"]))
    mark = fingerprint(key)
    return Words(
        f"Testigo: {witness['by']} firmó el recibo (huella {mark}).", f"Witness: {witness['by']} signed the receipt ({mark})."
    )


def _stamp(witness: Any, commitment: Commitment) -> Words:
    token = exact_base64(witness["token"])
    imprint = hashlib.sha256(commitment.head.encode("ascii")).digest()
    if witness["kind"] != _STAMP or imprint not in token:
        raise ValueError("the token is of something else")
    return Words(
        f"Testigo: sello de tiempo de {witness['by']} sobre esta cabeza; su firma se comprueba con «openssl ts -verify».",
        f"Witness: time stamp of {witness['by']} over this head; check its signature with «openssl ts -verify».",
    )
