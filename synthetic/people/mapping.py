"""Which column of a client's file is what, guessed from its header in Spanish, English or Portuguese, or asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from synthetic.people.atlas import plain
from synthetic.portfolio.errors import BadMaterial


class Role(StrEnum):
    """What a column may be."""

    ACCOUNT = "account_id"
    DEBTOR = "debtor_id"
    NAME = "name"
    GIVEN = "given_name"
    SURNAMES = "surnames"
    SURNAME1 = "surname1"
    SURNAME2 = "surname2"
    NATIONAL_ID = "national_id"
    CHECK_DIGIT = "check_digit"
    TAX_ID = "tax_id"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CITY = "city"
    REGION = "region"
    POSTAL = "postal_code"
    BORN = "birth_date"
    AGE = "age"
    SEX = "sex"
    EMPLOYER = "employer"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DUE = "due_date"
    VENDOR = "vendor"
    SEGMENT = "segment"
    COUNTRY = "country"
    CODE = "code"


_MANY = frozenset({Role.PHONE, Role.EMAIL, Role.CODE})


@lru_cache(maxsize=1)
def _words() -> dict[Role, list[str]]:
    held = yaml.safe_load(Path(__file__).with_name("headers.yaml").read_text(encoding="utf-8"))
    return {Role(role): [str(word) for word in words] for role, words in held.items()}


_CODES = ("cod", "codigo", "code", "sucursal", "branch", "oficina", "agencia cod", "cod producto", "product code", "plan")
_PHONES = frozenset(
    ("telefono", "telefone", "telephone", "phone", "celular", "cel", "fono", "fone", "movil", "mobile", "whatsapp", "tel", "tlf")
)
_ABOUT = (
    "tipo",
    "type",
    "compania",
    "operador",
    "operadora",
    "carrier",
    "estado",
    "status",
    "valido",
    "valid",
    "cantidad",
    "count",
)
_ABOUT_PHONES = frozenset(
    (*_ABOUT, "fecha", "date", "flag", "codigo", "code", "cod", "area", "prefijo", "prefix", "lada", "marca")
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a file's columns."""

    columns: Mapping[str, Role]

    def of(self, role: Role) -> tuple[str, ...]:
        """The columns of a role, in the order of the file."""
        return tuple(name for name, held in self.columns.items() if held is role)

    def one(self, role: Role) -> str | None:
        """The column of a role, None where there is none."""
        return next(iter(self.of(role)), None)


def guess(names: tuple[str, ...], said: Mapping[str, str] | None = None) -> Roles:
    """The roles that headers mean; `said` (role to column) goes before. Raises BadMaterial naming two columns of one role."""
    found = _said(names, said or {})
    for name in names:
        if name in found:
            continue
        text = plain(name.replace("_", " "))
        role = next((role for role, words in _words().items() if text in words), None)
        if role is None and ((text.split()[:1] and text.split()[0] in _CODES) or text.endswith(" cod")):
            role = Role.CODE
        if role is None and _is_phone(text.split()):
            role = Role.PHONE
        if role is None:
            continue
        taken = [other for other, held in found.items() if held is role]
        if taken and role not in _MANY:
            if said and role.value in said:
                continue
            better = _better(role, taken[0], name)
            if better is None:
                raise BadMaterial(
                    f"{taken[0]!r} y {name!r} parecen ambas «{role}»; dígalo con --map: {role}: {taken[0]}",
                    f"{taken[0]!r} and {name!r} both look like «{role}»; say which with --map: {role}: {taken[0]}",
                )
            if better == name:
                del found[taken[0]]
                found[name] = role
            continue
        found[name] = role
    return Roles({name: found[name] for name in names if name in found})


def _is_phone(words: list[str]) -> bool:
    """Whether a header unknown to the list still names a telephone: its numbers are lent, never made up like an account's."""
    return bool(_PHONES & set(words)) and not _ABOUT_PHONES & set(words)


def _better(role: Role, first: str, second: str) -> str | None:
    """Of two columns for one role, the one whose name is the plainer word for it; None where neither is."""
    words = _words()[role]
    order = [words.index(plain(name.replace("_", " "))) for name in (first, second)]
    if role in (Role.AMOUNT, Role.CITY, Role.SEGMENT, Role.NAME, Role.EMPLOYER, Role.REGION, Role.ADDRESS):
        return first if order[0] <= order[1] else second
    return None


def _said(names: tuple[str, ...], said: Mapping[str, str]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role, columns in said.items():
        if role not in list(Role):
            raise BadMaterial(
                f"--map: el papel {role!r} no existe; hay {', '.join(Role)}",
                f"--map: there is no role {role!r}; there are {', '.join(Role)}",
            )
        for column in [columns] if isinstance(columns, str) else columns:
            if column not in names:
                raise BadMaterial(
                    f"--map: la cartera no tiene la columna {column!r}; tiene {', '.join(names)}",
                    f"--map: the portfolio has no column {column!r}; it has {', '.join(names)}",
                )
            found[column] = Role(role)
    return found


def read_map(path: Path) -> dict[str, str]:
    """A mapping file: YAML of role to column. Raises BadMaterial."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as cause:
        first = str(cause).splitlines()[0]
        raise BadMaterial(f"{path.name}: no es YAML ({first})", f"{path.name}: it is not YAML ({first})") from cause
    if not isinstance(held, dict):
        raise BadMaterial(f"{path.name}: escriba papel: columna, uno por línea", f"{path.name}: write role: column, one a line")
    return {str(role): column if isinstance(column, list) else str(column) for role, column in held.items()}  # type: ignore[misc]


__all__ = ["Role", "Roles", "guess", "read_map"]
