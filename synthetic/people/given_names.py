"""Given names of one sex as a file has them: how often each is, which stand first and which second, and how many have two."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

import numpy as np

from synthetic.people.atlas import plain
from synthetic.people.naming import sexes_of_names
from synthetic.portfolio.rarity import Rarity

_TRIES = 20
_LOCALES = ("es_ES", "es_MX", "es_CO", "es_AR", "es_CL", "pt_BR")
_LISTS = {"f": "first_names_female", "m": "first_names_male"}


class GivenNames:
    """The given names of the people of one sex, as written in the file, one string a person."""

    def __init__(self, names: Sequence[str], spares: Sequence[str]) -> None:
        self._names = Rarity(names)
        self._first = Rarity((name.split()[0] for name in names if name), spares, grafts=True)
        self._later = Rarity(word for name in names for word in name.split()[1:])
        self._two = [name for name in names if len(name.split()) > 1]

    def like(self, name: str, rng: np.random.Generator) -> str:
        """Given names as rare as this person's would be in a further row; as many words as its own where nobody else has them."""
        if self._names.count(name) > 1:
            return self._names.shifted(name, rng)
        words = name.split()
        made = name
        for _ in range(_TRIES):
            made = " ".join([self._first.shifted(words[0], rng), *self._following(len(words) - 1, rng)])
            if not self._names.count(made):
                break
        return made

    def _following(self, count: int, rng: np.random.Generator) -> list[str]:
        if not count or not self._two:
            return []
        other = self._two[int(rng.integers(0, len(self._two)))].split()[1:]
        return [self._later.shifted(word, rng) for word in other]


@lru_cache(maxsize=2)
def spare_given(sex: str) -> tuple[str, ...]:
    """Given names of a sex that a file may lack: those of Faker's Spanish and Portuguese lists of
    one sex only."""
    found: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        found |= {str(name) for name in getattr(provider, _LISTS[sex], ()) if " " not in str(name)}
    other = {plain(name) for name, held in sexes_of_names().items() if held and held != sex}
    return tuple(sorted(name for name in found if plain(name) not in other))


__all__ = ["GivenNames", "spare_given"]
