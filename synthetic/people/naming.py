"""Names of made-up people from lists, by country, sex and cohort: for files that have too few of their own."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from synthetic.people.atlas import plain

_DATA = Path(__file__).with_name("names.yaml")
_OLD, _YOUNG = 1965, 1990
_TWO_SURNAMES = frozenset({"CL", "CO", "MX", "PE"})
_TWO_GIVEN = {"CL": 0.75, "CO": 0.6, "MX": 0.5, "PE": 0.65, "AR": 0.6, "BR": 0.3, "US": 0.0}


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts, as written with capitals. `second`: the second surname, "" where there is one only."""

    given: str
    first: str
    second: str = ""

    @property
    def full(self) -> str:
        """Given names, then surnames."""
        return " ".join(part for part in (self.given, self.first, self.second) if part)


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return found


def cohort(birth_year: int) -> str:
    """Which list of given names a year of birth is in."""
    return "old" if birth_year < _OLD else "middle" if birth_year < _YOUNG else "young"


def surnames(country: str, origin: bool = False) -> tuple[str, ...]:
    """Common surnames; with `origin` those of first peoples and of immigrants, for twins that differ in nothing else."""
    return tuple(_lists()[country]["origins" if origin else "surnames"].split())


def given_names(country: str, sex: str, birth_year: int) -> tuple[str, ...]:
    """Given names of a sex ("f", "m") in a cohort, commonest first."""
    return tuple(_lists()[country][sex][cohort(birth_year)].split())


@lru_cache(maxsize=1)
def sexes_of_names() -> dict[str, str]:
    """The sex of every given name known, plain; names of both sexes are left out."""
    seen: dict[str, set[str]] = {}
    for country in _lists().values():
        for sex in "fm":
            for names in country[sex].values():
                for name in names.split():
                    seen.setdefault(plain(name), set()).add(sex)
    return {name: next(iter(sexes)) for name, sexes in seen.items() if len(sexes) == 1}


@lru_cache(maxsize=1)
def known_surnames() -> frozenset[str]:
    """Every surname known, plain."""
    return frozenset(plain(n) for country in _lists().values() for n in f"{country['surnames']} {country['origins']}".split())


def _one(names: tuple[str, ...], rng: np.random.Generator) -> str:
    weights = 1.0 / (np.arange(len(names)) + 3.0)
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def draw_name(country: str, sex: str, birth_year: int, rng: np.random.Generator) -> Name:
    """A name as a person of that country, sex and age has it."""
    pool = given_names(country, sex, birth_year)
    given = _one(pool, rng)
    if rng.random() < _TWO_GIVEN[country]:
        other = _one(pool, rng)
        given = f"{given} {other}" if other != given else given
    first = _one(surnames(country), rng)
    if country in _TWO_SURNAMES:
        return Name(given, first, _one(surnames(country), rng))
    if country == "BR" and rng.random() < 0.6:  # the mother's first, the father's last
        return Name(given, _one(surnames(country), rng), first)
    return Name(given, first)


__all__ = ["Name", "cohort", "draw_name", "given_names", "known_surnames", "sexes_of_names", "surnames"]
