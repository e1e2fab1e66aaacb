"""Facts of a measure summed by vendor and cluster, in the database: no row of it is brought here."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
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


def split(span: Span, facts: Select[Any], homes: Select[Any]) -> dict[str, dict[str, Sums]]:
    """The same by segment: of rows whose person's debts at the vendor are of a known one (`homes`: vendor, person, segment)."""
    f, h = facts.subquery().c, homes.subquery()
    same = (h.c.vendor == f.vendor) & (h.c.person == f.person)
    x, y = func.sum(f.x).label("x"), func.sum(f.y).label("y")
    rows = func.count().filter(f.y != 0).label("rows")
    inner = select(h.c.segment, f.vendor, rows, x, y).join_from(f.vendor.table, h, same)
    c = inner.group_by(h.c.segment, f.vendor, f.cluster).subquery().c
    products = (func.sum(c.x * c.x), func.sum(c.x * c.y), func.sum(c.y * c.y))
    wanted = select(c.segment, c.vendor, func.count(), func.sum(c.rows), func.sum(c.x), func.sum(c.y), *products)
    found: dict[str, dict[str, Sums]] = {}
    for segment, vendor, clusters, n, *rest in span.session.execute(wanted.group_by(c.segment, c.vendor)).all():
        x_, y_, xx, xy, yy = (float(value or 0) for value in rest)
        if y_ > 0:
            found.setdefault(segment, {})[key_of(vendor)] = Sums(int(clusters), int(n), x_, y_, xx, xy, yy)
    return found


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
