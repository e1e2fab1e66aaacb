"""Surnames of a country beyond the common ones, for names and firms that nobody in a file shares with anybody."""

from functools import lru_cache
from importlib import import_module

from synthetic.people.naming import surnames

_LOCALES = {"CL": "es_CL", "CO": "es_CO", "MX": "es_MX", "PE": "es_ES", "AR": "es_AR", "BR": "pt_BR", "US": "en_US"}


@lru_cache(maxsize=8)
def spare_surnames(country: str) -> tuple[str, ...]:
    """Surnames of Faker's list for the country and of ours, in alphabetical order."""
    provider = import_module(f"faker.providers.person.{_LOCALES[country]}").Provider
    listed = getattr(provider, "last_names", ())
    return tuple(sorted({*map(str, listed), *surnames(country)}))


__all__ = ["spare_surnames"]
