"""Phone numbers to E.164, with what line they are. Google's numbering plans decide, by `phonenumbers`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

from app.operations.cleaning_reasons import Reason

_SEVERAL = re.compile(r"[/;|,]| y | o | - ")
_NONE = re.compile(r"[0\s.\-]*|no|n/?a|sin ?(n[uú]mero|tel[eé]fono|fono)?|no (tiene|registra)|s/?n|null|none|-+", re.IGNORECASE)
_FLOAT = re.compile(r"(\d{7,15})\.0")
_ALIKE = re.compile(r"(\d)\1{6,}")
_KINDS = {
    PhoneNumberType.MOBILE: True,
    PhoneNumberType.FIXED_LINE: False,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: None,
    PhoneNumberType.VOIP: False,
}
PLAIN_COUNTRIES = ("CL", "CO", "MX", "PE", "BR", "US")
"""Where a number of plain digits means one thing: what of a file is settled by pattern, without the library's parser."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and whether it is a mobile; None where the plan does not tell mobiles apart."""

    e164: str
    mobile: bool | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A country's numbers as patterns of the national digits."""

    code: str
    length: int
    mobile: str
    fixed: str


@cache
def plan(country: str) -> Plan:
    """The plan's own patterns, from the library's data."""
    held: Any = PhoneMetadata.metadata_for_region(country, None)
    pattern = {kind: getattr(held, kind).national_number_pattern for kind in ("mobile", "fixed_line")}
    return Plan(str(held.country_code), max(held.mobile.possible_length), pattern["mobile"], pattern["fixed_line"])


def phones(text: str, country: str) -> tuple[Phone, ...] | Reason:
    """The numbers of a cell, each once; none (an empty tuple) where the cell says there is none."""
    text = text.strip()
    if _NONE.fullmatch(text):
        return ()
    whole = one_phone(text, country)
    if isinstance(whole, Phone):
        return (whole,)
    parts = [part for part in _SEVERAL.split(text) if part.strip()]
    found = [one_phone(part, country) for part in parts]
    if len(parts) < 2 or any(isinstance(one, Reason) for one in found):
        return Reason.BAD_PHONE
    return tuple(dict.fromkeys(one for one in found if isinstance(one, Phone)))


def one_phone(text: str, country: str) -> Phone | Reason:
    """One number. A Mexican 1 and an Argentine 15 of old are understood; a placeholder of one digit is none."""
    bare = _FLOAT.sub(r"\1", text.strip()) if _FLOAT.fullmatch(text.strip()) else text.strip()
    digits = re.sub(r"\D", "", bare)
    if _ALIKE.search(digits[-8:]) or not 7 <= len(digits) <= 15 or len(bare) > 40:
        return Reason.BAD_PHONE
    for candidate in _candidates(bare, digits, country):
        try:
            number = phonenumbers.parse(candidate, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not number.extension:
            return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), _mobile(number, country))
    return Reason.BAD_PHONE


def _candidates(bare: str, digits: str, country: str) -> list[str]:
    code = plan(country).code
    found = [bare]
    if digits.startswith(code) and len(digits) > plan(country).length:
        found.append(f"+{digits}")
    if digits.startswith("00"):
        found.append(f"+{digits[2:]}")
    if country == "MX" and digits.startswith(("521", "044", "045")):
        found.append(f"+52{digits[3:]}")
    if country == "CL" and len(digits) == 8:
        found += [f"+569{digits}"] if digits[0] in "89" else [f"+562{digits}"] if digits[0] == "2" else []
    if country == "CL" and len(digits) in (9, 10) and digits.startswith("0"):  # 09 before mobiles, 0 before areas, until 2016
        found.append(f"+569{digits[2:]}" if len(digits) == 10 and digits[1] == "9" else f"+56{digits[1:]}")
    return found


def _mobile(number: phonenumbers.PhoneNumber, country: str) -> bool | None:
    kind = phonenumbers.number_type(number)
    if (
        number.country_code == 56 and kind == PhoneNumberType.FIXED_LINE_OR_MOBILE
    ):  # SUBTEL: mobiles begin with 9, the rest do not
        return str(number.national_number).startswith("9")
    return _KINDS.get(kind)
