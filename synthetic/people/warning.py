"""What in the ghosts of a wave a vendor could notice, or a stranger suffer: said before they are used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from synthetic.people.mapping import Role, Roles
from synthetic.portfolio.table import Table

Caution = tuple[str, str]
_SERIES = 4  # last digits that a block of lines leaves free
_FEW = 5
_TOO_MANY = 0.2  # of all mailboxes at one domain, beyond its share among real ones


def warnings_of(lines: Sequence[Mapping[str, Any]], roles: Roles, table: Table) -> tuple[Caution, ...]:
    """The warnings in Spanish and English, the gravest first."""
    found: list[Caution] = []
    people = [line["person"] for line in lines]
    unissued = sum(person["id_from"] == "unissued" for person in people)
    if unissued and any(roles.one(role) for role in (Role.NATIONAL_ID, Role.TAX_ID, Role.DEBTOR)):
        found.append(
            (
                f"{unissued} números de identidad salen de rangos que nadie tiene: un proveedor atento lo nota; "
                "dé --ids con números propios",
                f"{unissued} identity numbers are from ranges nobody holds: an attentive vendor notices; "
                "give --ids with numbers of your own",
            )
        )
    if roles.one(Role.ADDRESS) and not all(person["address"] for person in people):
        found.append(
            (
                "las direcciones son inventadas y pueden ser de un extraño: sin líneas «address», no permita cartas ni visitas",
                "addresses are made up and may be a stranger's: without «address» lines, allow no letters nor visits",
            )
        )
    return (*found, *_of_phones(people, roles), *_of_mail(people, roles, table))


def _of_phones(people: Sequence[Mapping[str, Any]], roles: Roles) -> list[Caution]:
    found: list[Caution] = []
    phones = [str(person["phone"]) for person in people if person["phone"]]
    start, many = Counter(phone[:-_SERIES] for phone in phones).most_common(1)[0] if phones else ("", 0)
    if roles.one(Role.PHONE) and len(phones) >= _FEW and many > len(phones) / 2:
        found.append(
            (
                f"{many} de {len(phones)} teléfonos empiezan por {start}: se nota; use líneas de series distintas",
                f"{many} of {len(phones)} telephones begin with {start}: it shows; use lines of different series",
            )
        )
    silent = len(people) - len(phones)
    if silent:
        found.append(
            (
                f"{silent} fantasmas no tienen teléfono del cliente: nadie podrá llamarlos",
                f"{silent} ghosts have no telephone of the client's: nobody can call them",
            )
        )
    return found


def _of_mail(people: Sequence[Mapping[str, Any]], roles: Roles, table: Table) -> list[Caution]:
    column = roles.one(Role.EMAIL)
    if column is None:
        return []
    real = Counter(cell.rpartition("@")[2].strip().casefold() for cell in table.column(column).cells() if "@" in cell)
    mine = Counter(str(mail).rpartition("@")[2].casefold() for person in people if (mail := person["email"]))
    strange = sorted(set(mine) - set(real))
    if strange:
        return [
            (
                f"ningún deudor real tiene correo en {strange[0]}: se nota; use casillas de dominios comunes",
                f"no real debtor has mail at {strange[0]}: it shows; use mailboxes at common domains",
            )
        ]
    if sum(mine.values()) < _FEW:
        return []
    domain, many = mine.most_common(1)[0]
    usual = real[domain] / max(1, sum(real.values()))
    if many / sum(mine.values()) < usual + _TOO_MANY:
        return []
    return [
        (
            f"{many} de {sum(mine.values())} correos son de {domain}, y solo {usual:.0%} de los reales: "
            "esa columna delata; use casillas en los dominios de los deudores",
            f"{many} of {sum(mine.values())} mail addresses are at {domain}, and only {usual:.0%} of the real ones: "
            "that column tells; use mailboxes at the debtors' domains",
        )
    ]


__all__ = ["warnings_of"]
