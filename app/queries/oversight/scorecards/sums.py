"""Facts of a measure summed by vendor and cluster, in the database: no row of it is brought here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select

from app.queries.oversight.scorecards.span import Span, Taken, key_of
from reports.kpis.clustered import Sums
from reports.scorecards.facts import Floats, Ints

NOBODY = {"es": "no hay nada que contar en el período", "en": "there is nothing to count in the period"}


def summed(span: Span, facts: Select[Any]) -> dict[str, Sums]:
    """Sums by vendor key of facts with `vendor`, `cluster`, `x` and `y`."""
    f = facts.subquery().c
    x, y = func.sum(f.x), func.sum(f.y)
    counted = func.count().filter(f.y != 0)
    inner = select(f.vendor, counted.label("rows"), x.label("x"), y.label("y")).group_by(f.vendor, f.cluster).subquery()
    c = inner.c
    products = (func.sum(c.x * c.x), func.sum(c.x * c.y), func.sum(c.y * c.y))
    wanted = select(c.vendor, func.count(), func.sum(c.rows), func.sum(c.x), func.sum(c.y), *products).group_by(c.vendor)
    found = {}
    for vendor, clusters, rows, *rest in span.session.execute(wanted).all():
        x_, y_, xx, xy, yy = (float(value or 0) for value in rest)
        found[key_of(vendor)] = Sums(int(clusters), int(rows), x_, y_, xx, xy, yy)
    return found


def taken(span: Span, facts: Select[Any]) -> Taken:
    """The same, with a cause for each vendor that has nothing below the line."""
    return with_causes(span, summed(span, facts))


@dataclass(frozen=True, slots=True)
class OfPeople:
    """What each person adds at one vendor, as columns: rows counted, above and below the line."""

    person: Ints
    rows: Ints
    x: Floats
    y: Floats

    def sums(self, among: NDArray[np.bool_] | None = None) -> Sums:
        """Of all, or of some."""
        rows, x, y = (c if among is None else c[among] for c in (self.rows, self.x, self.y))
        totals = (x.sum(), y.sum(), (x * x).sum(), (x * y).sum(), (y * y).sum())
        return Sums(int(x.size), int(rows.sum()), *(float(total) for total in totals))


def of_people(span: Span, facts: Select[Any]) -> dict[str, OfPeople]:
    """Facts whose cluster is the person, a row a person and vendor, by vendor key."""
    f = facts.subquery().c
    counted = func.count().filter(f.y != 0)
    wanted = select(f.vendor, f.person, counted, func.sum(f.x), func.sum(f.y)).group_by(f.vendor, f.person)
    by_vendor: dict[str, list[Any]] = {}
    for vendor, *rest in span.session.execute(wanted.order_by(f.vendor, f.person)).all():
        by_vendor.setdefault(key_of(vendor), []).append(rest)
    found = {}
    for key, rows in by_vendor.items():
        person, n, x, y = zip(*rows, strict=True)
        found[key] = OfPeople(np.array(person), np.array(n), np.array(x, dtype=np.float64), np.array(y, dtype=np.float64))
    return found


def by_home(found: Mapping[str, OfPeople], homes: Mapping[tuple[str, int], str]) -> dict[str, dict[str, Sums]]:
    """Their sums by segment and vendor key, of people whose debts at the vendor are of a known one."""
    out: dict[str, dict[str, Sums]] = {}
    for key, people in found.items():
        names = np.array([homes.get((key, person), "") for person in people.person.tolist()], dtype=object)
        for segment in dict.fromkeys(names.tolist()):
            sums = people.sums(names == segment)
            if segment and sums.y > 0:
                out.setdefault(segment, {})[key] = sums
    return out


def with_causes(span: Span, found: Mapping[str, Sums], cause: Mapping[str, str] = NOBODY) -> Taken:
    """Sums of vendors that have something below the line; the others get the cause."""
    held = {key: sums for key, sums in found.items() if sums.y > 0}
    return Taken(held, {v.key: cause for v in span.books.vendors if v.key not in held})


def clustered_sums(cluster: Ints, x: Floats, y: Floats) -> Sums:
    """Sums of rows at hand; `cluster` numbers them from 0."""
    if not cluster.size:
        return Sums(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
    by_x, by_y = np.bincount(cluster, weights=x), np.bincount(cluster, weights=y)
    there = np.bincount(cluster) > 0
    by_x, by_y = by_x[there], by_y[there]
    totals = (by_x.sum(), by_y.sum(), (by_x * by_x).sum(), (by_x * by_y).sum(), (by_y * by_y).sum())
    return Sums(int(there.sum()), int((y != 0).sum()), *(float(total) for total in totals))


def summed_rows(rows: Iterable[tuple[str, object, float, float]]) -> dict[str, Sums]:
    """Sums by vendor key of a few rows (vendor, cluster, x, y)."""
    by_vendor: dict[str, list[tuple[object, float, float]]] = {}
    for vendor, cluster, x, y in rows:
        by_vendor.setdefault(vendor, []).append((cluster, x, y))
    found = {}
    for vendor, some in by_vendor.items():
        numbers = {cluster: n for n, cluster in enumerate(dict.fromkeys(one[0] for one in some))}
        at = np.array([numbers[one[0]] for one in some], dtype=np.int64)
        found[vendor] = clustered_sums(at, np.array([one[1] for one in some]), np.array([one[2] for one in some]))
    return found
