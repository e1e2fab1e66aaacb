"""Where people live: first-level subdivisions, their time zones, cities and postal codes, and how registries code them.

`subdivisions.csv`: ISO 3166-2 codes; zones of the IANA database; beginnings of postal codes as each post writes them (PE, CO, MX,
AR, BR, US: the first digits name the subdivision; CL: communes' codes). `key`: letters of the CURP in MX, region digit of the
CPF in BR, postal abbreviation in US. Facts of public standards; no database was copied.
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

_DATA = Path(__file__).with_name("subdivisions.csv")
_POSTAL_WIDTH = {"CL": 7, "CO": 6, "MX": 5, "PE": 5, "AR": 5, "BR": 8, "US": 5}
CURRENCIES = {"CL": "CLP", "CO": "COP", "MX": "MXN", "PE": "PEN", "AR": "ARS", "BR": "BRL", "US": "USD"}
COUNTRIES = tuple(CURRENCIES)


@dataclass(frozen=True, slots=True)
class Subdivision:
    """A region, department, state or province. `key`: its code in identity numbers, "" where they have none."""

    country: str
    code: str
    name: str
    zone: str
    postal: tuple[str, ...]
    key: str
    cities: tuple[str, ...]


def plain(text: str) -> str:
    """A name without accents, case and punctuation, for comparing."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


@lru_cache(maxsize=1)
def subdivisions() -> tuple[Subdivision, ...]:
    """Every subdivision known."""
    with _DATA.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Subdivision(
                row["country"],
                row["code"],
                row["name"],
                row["zone"],
                tuple(row["postal"].split("|")),
                row["key"],
                tuple(row["cities"].split("|")),
            )
            for row in csv.DictReader(lines)
        )


@lru_cache(maxsize=4096)
def find(country: str, region: str, city: str = "") -> Subdivision | None:
    """The subdivision that a region's or city's name or code means; None where it means none."""
    here = [one for one in subdivisions() if one.country == country]
    wanted, town = plain(region), plain(city)
    if wanted:
        for one in here:
            codes = {plain(one.code), plain(one.code.partition("-")[2]), plain(one.key) if len(one.key) > 1 else plain(one.code)}
            if wanted in codes or wanted == plain(one.name) or wanted in _aliases(one):
                return one
        close = [one for one in here if len(wanted) > 3 and (wanted in plain(one.name) or plain(one.name) in wanted)]
        if len(close) == 1:
            return close[0]
    cities = [one for one in here if town and any(town == plain(name) for name in one.cities)]
    return cities[0] if cities else None


def _aliases(one: Subdivision) -> frozenset[str]:
    known = {
        "CL-RM": ("rm", "metropolitana", "region metropolitana", "santiago", "xiii"),
        "CL-AR": ("araucania", "ix"),
        "CL-LI": ("ohiggins", "o higgins", "vi"),
        "MX-CMX": ("cdmx", "df", "distrito federal", "ciudad de mexico"),
        "MX-MEX": ("edomex", "mexico", "edo mex"),
        "CO-DC": ("bogota", "bogota d c", "bogota dc"),
        "AR-C": ("caba", "capital federal", "capital"),
        "AR-B": ("gba", "bs as", "provincia de buenos aires"),
    }
    return frozenset(known.get(one.code, ()))


def anywhere(country: str, rng: np.random.Generator) -> Subdivision:
    """A subdivision of the country, those with more cities more often."""
    here = [one for one in subdivisions() if one.country == country]
    weights = np.array([len(one.cities) ** 2 for one in here], dtype=float)
    return here[int(rng.choice(len(here), p=weights / weights.sum()))]


def postal_code(one: Subdivision, rng: np.random.Generator) -> str:
    """A postal code of the subdivision in its country's width."""
    start = str(rng.choice(one.postal))
    width = _POSTAL_WIDTH[one.country]
    return start + "".join(str(rng.integers(0, 10)) for _ in range(width - len(start)))


__all__ = ["COUNTRIES", "CURRENCIES", "Subdivision", "anywhere", "find", "plain", "postal_code", "subdivisions"]
