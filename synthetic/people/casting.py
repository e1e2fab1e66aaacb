"""From a drawn row to a person: sex, birth and home as the row says them, then everything that has to agree with these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from synthetic.people.atlas import Subdivision, anywhere, find, plain, postal_code
from synthetic.people.holdings import LineKind
from synthetic.people.identity import KINDS, Bearer, Identity, tax_number, unheld, year_told
from synthetic.people.lending import Lender
from synthetic.people.mapping import Role, Roles
from synthetic.people.naming import Name, surnames
from synthetic.people.pairing import Trait
from synthetic.people.ways import FileWays
from synthetic.people.writing import date_of, sex_of
from synthetic.portfolio.learning import Learnt

_YOUNGEST, _OLDEST = 19, 78
_DAYS_OFF = 60  # of a real person's birth date, where only dates in numbers tell what dates there are
_EMPLOYERS: Mapping[str, tuple[str, ...]] = {
    "CL": ("Comercial {s} Ltda.", "Transportes {s} SpA", "Constructora {s} S.A.", "Servicios {s} EIRL"),
    "CO": ("Comercializadora {s} S.A.S.", "Transportes {s} S.A.S.", "Construcciones {s} Ltda.", "Servicios {s} S.A.S."),
    "MX": ("Comercializadora {s} S.A. de C.V.", "Transportes {s} S.A. de C.V.", "Grupo {s} S. de R.L.", "Servicios {s} S.C."),
    "PE": ("Comercial {s} S.A.C.", "Transportes {s} E.I.R.L.", "Constructora {s} S.A.C.", "Servicios Generales {s} S.R.L."),
    "AR": ("Distribuidora {s} S.R.L.", "Transportes {s} S.A.", "Construcciones {s} S.A.", "{s} Hermanos S.R.L."),
    "BR": ("Comercial {s} Ltda.", "Transportes {s} Ltda.", "Construtora {s} S.A.", "{s} Serviços ME"),
    "US": ("{s} Trucking LLC", "{s} & Sons Inc.", "{s} Construction LLC", "{s} Services Inc."),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person. `identity` and `tax` are without punctuation; None where the client lends nothing."""

    name: Name
    sex: str
    born: date
    home: Subdivision
    city: str
    postal: str
    identity: Identity
    tax: Identity
    from_pool: bool
    phone: str | None
    email: str | None
    address: str | None
    employer: str
    vendor: str = ""


class Casting:
    """Makes the people of drawn rows, one at a time."""

    def __init__(self, learnt: Learnt, roles: Roles, ways: FileWays, lender: Lender, country: str, today: date) -> None:
        self._learnt, self._roles, self._names = learnt, roles, ways.names
        self._births = [day for day in ways.births or () if day]
        self._lender, self._country, self._today = lender, country, today
        sexes = roles.one(Role.SEX)
        self._sex_cells = frozenset(learnt.table.column(sexes).texts) if sexes else frozenset()

    def sex(self, row: Mapping[str, str], rng: np.random.Generator) -> str:
        """What the row says, else as often a woman as in the file."""
        column = self._roles.one(Role.SEX)
        told = sex_of(row.get(column, ""), self._sex_cells) if column else ""
        return told or ("f" if rng.random() < self._names.share_of_women else "m")

    def born(self, values: Mapping[str, float], rng: np.random.Generator) -> date:
        """What the row says, by birth date or age; else as the file's numbers tell; else 19 to 78 years ago."""
        column, age = self._roles.one(Role.BORN), self._roles.one(Role.AGE)
        days = values.get(column, np.nan) if column else np.nan
        if np.isfinite(days):
            return date_of(days)
        years = values.get(age, np.nan) if age else np.nan
        if age is None and column is None and self._births:
            usual = self._births[int(rng.integers(0, len(self._births)))]
            return usual + timedelta(days=int(rng.integers(1, _DAYS_OFF)) * int(rng.choice((-1, 1))))
        if not np.isfinite(years):
            years = np.floor(_YOUNGEST + (_OLDEST - _YOUNGEST) * rng.beta(2, 2.6))
        return self._today - timedelta(days=int(float(years) * 365.25 + rng.integers(1, 364)))

    def home(self, row: Mapping[str, str], rng: np.random.Generator) -> tuple[Subdivision, str]:
        """Subdivision and city that the row names, else a city anywhere in the country."""
        region, city = (row.get(self._roles.one(role) or "", "") for role in (Role.REGION, Role.CITY))
        found = find(self._country, region.strip(), city.strip())
        if found is None:
            found = anywhere(self._country, rng)
        return found, city.strip() or str(rng.choice(found.cities))

    def cast(
        self,
        row: Mapping[str, str],
        values: Mapping[str, float],
        vendor: str,
        trait: Trait | None,
        sex: str,
        rng: np.random.Generator,
        called: bool = True,
    ) -> Person:
        """The person of a row, with a telephone if it is to be `called`. Raises TooFewLines where no number fits."""
        born = self.born(values, rng)
        home, city = self.home(row, rng)
        name = self._names.draw(sex, born.year, rng)
        if trait is Trait.NAME_ORIGIN:
            name = replace(name, first=str(rng.choice(surnames(self._country, origin=True))))
        bearer = Bearer(self._country, name, sex, born, home)
        held = self._lender.identity(bearer)
        if held is not None:
            name, born = held.name or name, held.born or self._as_told(held.value, born)
            bearer = Bearer(self._country, name, sex, born, home)
            identity = Identity(
                KINDS[self._country], _person_number("".join(c for c in held.value if c.isalnum()).upper(), self._country)
            )
        else:
            identity = unheld(bearer, rng)
        places = (self._place(row) or city, home.name)
        return Person(
            name, sex, born, home, city, self._postal(row, home, rng), identity, tax_number(identity, bearer), held is not None,
            self._lender.phone(self._country, places, vendor, self._roles.one(Role.PHONE)) if called else None,
            self._lender.mailbox(self._country, name, vendor, born),
            self._lender.address(self._country, city, vendor) if self._lender.has(LineKind.ADDRESS) else None,
            self._employer(row, rng),
            vendor,
        )  # fmt: skip

    def _as_told(self, number: str, born: date) -> date:
        """The birth date in the year that the number tells, where the file tells none itself."""
        year = year_told(number, self._country)
        if year is None or self._births or self._roles.one(Role.BORN) or self._roles.one(Role.AGE):
            return born
        return born.replace(year=int(year), day=min(born.day, 28))

    def _place(self, row: Mapping[str, str]) -> str:
        """The cell of the row that says where it is, as telephones are learnt by."""
        column = self._roles.one(Role.CITY) or self._roles.one(Role.REGION)
        return row.get(column, "") if column else ""

    def _postal(self, row: Mapping[str, str], home: Subdivision, rng: np.random.Generator) -> str:
        column = self._roles.one(Role.POSTAL)
        return row.get(column, "") if column else postal_code(home, rng)

    def _employer(self, row: Mapping[str, str], rng: np.random.Generator) -> str:
        column = self._roles.one(Role.EMPLOYER)
        if column and row.get(column):
            return row[column]
        form = str(rng.choice(_EMPLOYERS[self._country]))
        return form.format(s=str(rng.choice(surnames(self._country))))


def _person_number(number: str, country: str) -> str:
    """The number of the person in a tax number that the client lends."""
    return number[2:10] if country == "AR" and len(number) == 11 else number


def country_of(cells: Sequence[str]) -> str | None:
    """The country a column of countries means, where all its cells are of one of the seven."""
    names = {"chile": "CL", "colombia": "CO", "mexico": "MX", "peru": "PE", "argentina": "AR", "brasil": "BR", "brazil": "BR"}
    names |= {"usa": "US", "estados unidos": "US", "united states": "US"}
    found = {names.get(plain(cell), cell.strip().upper()[:2]) for cell in cells if cell.strip()}
    return next(iter(found)) if len(found) == 1 and next(iter(found)) in KINDS else None


__all__ = ["Casting", "Person", "country_of"]
