"""Which time zones are a country's own, from the pinned `tzdata` package: its table of zones, and the older names of the same."""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from audit.contacts.clocks import zones


@cache
def zones_of(country: str) -> frozenset[str]:
    """Every name of every zone of a country (ISO 3166, two letters); empty for a country the table does not know."""
    own = frozenset(name for name, of in _tabled() if country in of)
    return own | frozenset(alias for alias, target in _aliases() if target in own)


def foreign(zone: NDArray[np.int64], country: str) -> NDArray[np.int64]:
    """Of zones by their number in `zones()`, those that are not the country's; unknown ones (below 0) are nobody's."""
    known = zones_of(country)
    if not known:
        return zone[:0]
    own = np.array([name in known for name in zones()])
    said = zone[zone >= 0]
    away: NDArray[np.int64] = said[~own[said]]
    return away


def is_foreign(zone: str, country: str) -> bool:
    """Whether a zone is known not to be the country's."""
    known = zones_of(country)
    return bool(known) and bool(zone) and zone not in known


@cache
def _tabled() -> tuple[tuple[str, frozenset[str]], ...]:
    """(zone, its countries) from zone.tab and zone1970.tab, where zones that agree since 1970 are one."""
    found: dict[str, set[str]] = {}
    for table in ("zone.tab", "zone1970.tab"):
        text = (files("tzdata") / "zoneinfo" / table).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                codes, _, name = line.split("\t")[:3]
                found.setdefault(name, set()).update(codes.split(","))
    return tuple((name, frozenset(of)) for name, of in found.items())


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """(older name, zone) of the package's links, followed to their end."""
    text = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8")
    links = {alias: target for kind, target, alias in (line.split() for line in text.splitlines() if line.startswith("L "))}
    out = []
    for alias, target in links.items():
        while target in links:
            target = links[target]
        out.append((alias, target))
    return tuple(out)
