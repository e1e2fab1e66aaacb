"""A made world of vendors as the facts a comparison rests on."""

from reports.kpis.clustered import Sums
from reports.scorecards.facts import Accounts, Calls, Facts, Month, Period, Scorer, VendorName
from synthetic.vendors.shapes import Clusters, World, WorldMonth

_SOURCE = {"es": "examen del mundo", "en": "the world's exam"}


def facts_of(world: World) -> Facts:
    """The world's books; nothing of its truth is in them."""
    vendors = tuple(VendorName(key, key.upper()) for key in world.vendors)
    exam = world.exam
    scorer = Scorer(exam.bad_flagged, exam.bad, exam.good_left, exam.good, _SOURCE) if exam is not None else None
    months = tuple(_month(world, month) for month in world.months)
    return Facts(vendors, world.segments, months, scorer, (), "CLP", 2, world.horizon_days)


def _month(world: World, month: WorldMonth) -> Month:
    calls, held = month.calls, month.accounts
    sums = {
        measure: {key: sums_of(drawn) for key, drawn in zip(world.vendors, by_vendor, strict=True)}
        for measure, by_vendor in month.lived.items()
    }
    sizes = {
        key: {"accounts": int((held.vendor == v).sum()), "calls": int((calls.vendor == v).sum())}
        for v, key in enumerate(world.vendors)
    }
    return Month(
        Period(month.first, month.last),
        Calls(calls.vendor, calls.agent, calls.flagged, calls.truth, calls.drawn),
        Accounts(
            held.vendor,
            held.person,
            held.segment,
            held.product,
            held.days_overdue,
            held.balance,
            held.months_open,
            held.risk,
            held.age,
            held.passed,
            held.recovered,
        ),
        sums,
        {},
        sizes,
    )


def sums_of(drawn: Clusters) -> Sums:
    """The sums of clusters, as the books' queries give them."""
    x, y = drawn.x, drawn.y
    square = (float((x * x).sum()), float((x * y).sum()), float((y * y).sum()))
    return Sums(len(x), int(y.sum()), float(x.sum()), float(y.sum()), *square)
