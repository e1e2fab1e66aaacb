"""Identity numbers: which documents each country has, told apart and held against their check digits by python-stdnum."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum.ar import cuit
from stdnum.ar import dni as ar_dni
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.do import cedula
from stdnum.ec import ci as ec_ci
from stdnum.ec import ruc as ec_ruc
from stdnum.es import dni, nie
from stdnum.gt import nit as gt_nit
from stdnum.mx import curp, rfc
from stdnum.pe import ruc
from stdnum.py import ruc as py_ruc
from stdnum.us import ssn

from app.operations.cleaning import known_words
from app.operations.cleaning_reasons import Reason
from app.operations.columns import plain

_SIGNS = re.compile(r"[\s.\-–/,'_]+")
_REPEATED = re.compile(r"(\w)\1{5,}")
_FILLERS = frozenset({"12345678", "123456789", "1234567890", "12345678901", "87654321", "01234567", "98765432", "987654321"})


@dataclass(frozen=True, slots=True)
class Document:
    """A country's document: `form` of the number without signs, `holds` its check where it has one."""

    form: re.Pattern[str]
    holds: Callable[[str], bool]


def _any(_number: str) -> bool:
    return True


def _document(form: str, holds: Callable[[str], bool] = _any) -> Document:
    return Document(re.compile(form), holds)


DOCUMENTS: Mapping[str, tuple[Document, ...]] = {
    "CL": (_document(r"\d{6,8}[\dK]", rut.is_valid),),
    "CO": (_document(r"\d{6,8}|1\d{9}"), _document(r"[89]\d{9}", nit.is_valid), _document(r"[89]\d{8}")),
    "MX": (
        _document(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", curp.is_valid),
        _document(r"[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}", rfc.is_valid),
    ),
    "PE": (_document(r"\d{8}"), _document(r"\d{11}", ruc.is_valid), _document(r"\d{9}")),
    "AR": (_document(r"\d{7,8}", ar_dni.is_valid), _document(r"\d{11}", cuit.is_valid)),
    "BR": (_document(r"\d{11}", cpf.is_valid), _document(r"\d{14}", cnpj.is_valid)),
    "US": (_document(r"\d{9}", ssn.is_valid),),
    "EC": (_document(r"\d{10}", ec_ci.is_valid), _document(r"\d{13}", ec_ruc.is_valid)),
    "DO": (_document(r"\d{11}", cedula.is_valid),),
    "PY": (_document(r"\d{5,7}"), _document(r"\d{6,9}", py_ruc.is_valid)),
    "GT": (_document(r"\d{5,11}[\dK]", gt_nit.is_valid), _document(r"\d{13}")),
    "GB": (_document(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]"),),
    "ES": (_document(r"\d{8}[A-Z]", dni.is_valid), _document(r"[XYZ]\d{7}[A-Z]", nie.is_valid)),
}
COUNTRIES = tuple(DOCUMENTS)
_PADDED = {"PE": 8, "BR": 11}


def country(text: str) -> str | Reason:
    """ISO 3166-1 of a country this product knows, from its code or name."""
    code = text.strip().upper()
    return code if code in DOCUMENTS else known_words("countries", str).get(plain(text), Reason.BAD_COUNTRY)


def identity(text: str, of_country: str) -> str | Reason:
    """The number without signs (a RUT with its digit, `12345678K`). Leading zeros that a spreadsheet ate come back."""
    bare = _SIGNS.sub("", text.strip().upper())
    if not bare.isascii() and of_country != "MX":
        return Reason.BAD_IDENTITY
    width = _PADDED.get(of_country)
    if width and bare.isdecimal() and width - 3 <= len(bare) < width:
        bare = bare.zfill(width)
    if of_country == "CL":
        bare = bare.lstrip("0")
    body = bare[:-1] if of_country == "CL" else bare
    if _REPEATED.fullmatch(body) or body in _FILLERS:
        return Reason.FILLER_IDENTITY
    for document in DOCUMENTS[of_country]:
        if document.form.fullmatch(bare) and document.holds(bare):
            return bare
    return Reason.BAD_IDENTITY
