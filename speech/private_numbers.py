"""Which runs of digits are private: cards by Luhn, national ids by their check digits, telephone numbers by their country."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from stdnum import luhn
from stdnum.ar import cuit, dni
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.do import cedula as do_cedula
from stdnum.ec import ci as ec_ci
from stdnum.es import dni as es_dni
from stdnum.pe import cui, ruc
from stdnum.us import ssn
from stdnum.uy import rut as uy_rut


class Private(StrEnum):
    """What kind of private datum."""

    CARD = "card"
    NATIONAL_ID = "national_id"
    PHONE = "phone"
    EMAIL = "email"
    SECRET = "secret"  # noqa: S105


@dataclass(frozen=True, slots=True)
class _Ids:
    """A country's identity numbers: check, and lengths that count as one when the speaker says it is one."""

    checks: tuple[Callable[[str], bool], ...]
    lengths: tuple[int, ...]


def _uy_ci(digits: str) -> bool:
    """Uruguayan cédula: weights 2 9 8 7 6 3 4, check digit to the next ten (Dirección Nacional de Identificación Civil)."""
    if not digits.isdigit() or len(digits) not in (7, 8):
        return False
    body, check = digits[:-1].zfill(7), int(digits[-1])
    return (10 - sum(int(a) * b for a, b in zip(body, (2, 9, 8, 7, 6, 3, 4), strict=True)) % 10) % 10 == check


_IDS: Mapping[str, _Ids] = {
    "CL": _Ids((rut.is_valid,), (8, 9)),
    "MX": _Ids((), ()),
    "CO": _Ids((nit.is_valid,), (6, 7, 8, 10)),
    "AR": _Ids((cuit.is_valid, dni.is_valid), (7, 8, 11)),
    "PE": _Ids((cui.is_valid, ruc.is_valid), (8, 9, 11)),
    "EC": _Ids((ec_ci.is_valid,), (10,)),
    "UY": _Ids((_uy_ci, uy_rut.is_valid), (7, 8)),
    "BR": _Ids((cpf.is_valid,), (11,)),
    "US": _Ids((ssn.is_valid,), (9,)),
    "DO": _Ids((do_cedula.is_valid,), (11,)),
    "ES": _Ids((es_dni.is_valid,), (8,)),
    "GT": _Ids((), (13,)),
    "BO": _Ids((), (7, 8)),
    "PY": _Ids((), (6, 7)),
    "PA": _Ids((), (7, 8, 9)),
    "CR": _Ids((), (9,)),
}
# Identity numbers without a check digit of their own: any number of the right length passes, so the speaker must name them.
_UNCHECKED = (dni.is_valid,)
_LEAST_ID = 6
CARD_LENGTHS = range(13, 20)


@dataclass(frozen=True, slots=True)
class Said:
    """A run of digits and how it was said: one by one, written with an id's punctuation, and which words stood around it."""

    digits: str
    one_by_one: bool
    id_shape: bool
    id_cue: bool
    card_cue: bool
    phone_cue: bool
    secret_cue: bool
    plus: bool = False


def private_kind(said: Said, country: str | None) -> Private | None:
    """What a run of digits is, or None for one that may stay. Amounts and dates must have been left out before."""
    digits = said.digits
    if said.secret_cue and 3 <= len(digits) <= 8:
        return Private.SECRET
    if len(digits) in CARD_LENGTHS and digits.isdigit() and (luhn.is_valid(digits) or said.card_cue or said.one_by_one):
        return Private.CARD
    if _is_id(said, country):
        return Private.NATIONAL_ID
    if _is_phone(said, country):
        return Private.PHONE
    return Private.NATIONAL_ID if said.one_by_one and len(digits) >= 10 else None


def _is_id(said: Said, country: str | None) -> bool:
    """With the word for it, the length is enough (an engine may have misheard a digit); without it the check digit must be right
    and the number look or sound like an id."""
    if len(said.digits) < _LEAST_ID:
        return False
    known = [_IDS[country]] if country is not None and country in _IDS else list(_IDS.values())
    if said.id_cue and any(len(said.digits) in ids.lengths for ids in known):
        return True
    checked = any(check(said.digits) for ids in known for check in ids.checks if check not in _UNCHECKED)
    return checked and (said.id_cue or said.id_shape or (said.one_by_one and not said.phone_cue))


def _is_phone(said: Said, country: str | None) -> bool:
    if not said.digits.isdigit() or not 7 <= len(said.digits) <= 15:
        return False
    if said.phone_cue and 7 <= len(said.digits) <= 13:
        return True
    if not (said.one_by_one or said.plus):
        return False
    regions = [country] if country and not said.plus else [None] if said.plus else ["CL", "MX", "CO", "AR", "PE", "US", "BR"]
    return any(_valid_phone(("+" if said.plus else "") + said.digits, region) for region in regions)


def _valid_phone(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
