"""What a cap on contacts a week would change: what contacts above it brought has bounds, nothing and all that came after.

Contacts and breaches above the cap are counted, not modelled. What people paid within some days after a contact above the cap may
be its doing or not; no record tells. So recovery has no likeliest value here.
"""

from collections.abc import Sequence

import numpy as np

from reports.intervals import Estimate
from reports.scorecards.facts import Facts, Floats, Ints, Touches
from reports.scorecards.projection import Projection, ProjectionLine, Told, cannot_tell

_RESAMPLES, _MANY = 1000, 2000
_NONE_SEEN = 3.6888794541139363


def cap_contacts(
    facts: Facts, most: int, vendor: str = "", segment: str = "", recovered: float | None = None, seed: int = 5
) -> Projection:
    """The change in the newest month with at most `most` contacts a person and week, of one vendor ("" all) and segment ("" all).

    `recovered` is what that month brought of those accounts, minor units, for the share. Intervals resample people. Raises
    ValueError for a cap under one, or a vendor or segment nobody knows.
    """
    return cap_table(facts, (most,), vendor, segment, recovered, seed)[most]


def cap_table(
    facts: Facts, caps: Sequence[int], vendor: str = "", segment: str = "", recovered: float | None = None, seed: int = 5
) -> dict[int, Projection]:
    """The same of several caps; people are told apart once."""
    if min(caps) < 1:
        raise ValueError(f"a cap of {min(caps)} contacts a week: one or more")
    touches = facts.touches
    if touches is None or len(touches) == 0:
        return {most: Projection(tuple(cannot_tell(t, _NO_RECORD) for t in Told), ()) for most in caps}
    inside = _inside(facts, touches, vendor, segment)
    if not inside.any():
        return {most: Projection(tuple(cannot_tell(t, _NO_CONTACT) for t in Told), ()) for most in caps}
    person = np.unique(touches.person[inside], return_inverse=True)[1]
    notes = (_bounded(facts.paid_days), _HARD_CAP)
    return {
        most: Projection(_lines(touches, inside, person, touches.order[inside] > most, recovered, seed), notes) for most in caps
    }


def _inside(facts: Facts, touches: Touches, vendor: str, segment: str) -> np.ndarray:
    keys = [v.key for v in facts.vendors]
    if (vendor and vendor not in keys) or (segment and segment not in facts.segments):
        raise ValueError(
            f"vendor {vendor!r} or segment {segment!r} is unknown; there are {', '.join(keys)}; {', '.join(facts.segments)}"
        )
    inside = np.ones(len(touches), dtype=bool)
    if vendor:
        inside &= touches.vendor == keys.index(vendor)
    if segment:
        inside &= touches.segment == facts.segments.index(segment)
    return inside


def _lines(
    touches: Touches, inside: np.ndarray, person: Ints, over: np.ndarray, recovered: float | None, seed: int
) -> tuple[ProjectionLine, ...]:
    people, n = int(person.max()) + 1, int(inside.sum())
    weeks = touches.order[inside] == 1
    rows = np.column_stack([over, over & touches.against[inside], np.where(over, touches.paid[inside], 0.0), weeks]).astype(float)
    sums = np.column_stack([np.bincount(person, column, people).astype(np.float64) for column in rows.T])
    drawn = _resampled(sums, np.random.default_rng(seed))
    contacts, against, paid, pairs = sums.sum(axis=0)
    lost = float(np.quantile(drawn[:, 2], 0.975)) if paid > 0 else 0.0
    whole = recovered if recovered is not None and recovered > 0 else None
    share = (
        cannot_tell(Told.RECOVERY_SHARE, _NO_WHOLE, n)
        if whole is None
        else ProjectionLine(Told.RECOVERY_SHARE, Estimate(None, -min(1.0, lost / whole), 0.0, n), bounds=True)
    )
    pressure = drawn[:, 0] / np.maximum(drawn[:, 3], 1)
    return (
        share,
        ProjectionLine(Told.RECOVERY_MONEY, Estimate(None, -lost, 0.0, n), bounds=True),
        cannot_tell(Told.COMPLAINTS, _NO_TRIAL, n),
        ProjectionLine(Told.AGAINST_LAW, _less(against, drawn[:, 1], n)),
        ProjectionLine(Told.CONTACTS, _less(contacts, drawn[:, 0], n)),
        ProjectionLine(Told.CONTACTS_A_WEEK, _less(contacts / max(pairs, 1), pressure, n, max(pairs, 1))),
    )


def _resampled(sums: Floats, rng: np.random.Generator) -> Floats:
    """Totals of people drawn again, each as often as a Poisson of one says; of many people, the normal those totals come to."""
    kept = sums[(sums[:, :3] > 0).any(axis=1)]
    if len(kept) > _MANY:
        values, vectors = np.linalg.eigh(kept.T @ kept)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        out = kept.sum(axis=0) + rng.standard_normal((_RESAMPLES, 4)) @ root.T
    else:
        out = rng.poisson(1.0, (_RESAMPLES, len(kept))) @ kept
    out[:, 3] += float(sums[:, 3].sum() - kept[:, 3].sum())
    return np.asarray(np.maximum(out, 0.0))


def _less(value: float, drawn: Floats, n: int, unit: float = 1.0) -> Estimate:
    """What would be gone; where nothing was seen, up to Poisson's exact bound may come in a month like it."""
    if value == 0:
        return Estimate(0.0, -_NONE_SEEN / unit, 0.0, n)
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Estimate(-float(value), -max(high, float(value)), -min(low, float(value)), n)


def _bounded(days: int) -> dict[str, str]:
    return {
        "es": f"recupero: entre nada y todo lo pagado a los {days} días de un contacto sobre el tope; ningún registro lo dice",
        "en": f"recovery: between nothing and all paid in the {days} days after a contact above the cap; no record says how much",
    }


_HARD_CAP = {
    "es": "supone que los contactos sobre el tope no se hacen ni se cambian por otros",
    "en": "it takes for granted that contacts above the cap are not made, nor others in their stead",
}
_NO_RECORD = {
    "es": "no hay registro de contactos por persona y semana: no se puede saber",
    "en": "there is no record of contacts by person and week: it cannot be told",
}
_NO_CONTACT = {"es": "no hay contactos en lo elegido", "en": "there are no contacts in what was chosen"}
_NO_WHOLE = {"es": "no se sabe cuánto se recuperó en total", "en": "it is not known how much was recovered in all"}
_NO_TRIAL = {
    "es": "cuántos reclamos evita contactar menos solo lo dice una prueba al azar: no se puede saber",
    "en": "how many complaints fewer contacts avoid only a random trial can say: it cannot be told",
}
