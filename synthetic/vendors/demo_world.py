"""Six months of a client's accounts at five vendors, unevenly handed over: `demo_world(today)`. The truth is `demo_vendors.yaml`.

The same for the same day; another day gives the same draws in other months.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np

from synthetic.vendors.demo_accounts import STAYS, DemoDebt, draw_debts
from synthetic.vendors.demo_calls import first_of
from synthetic.vendors.demo_contacts import ZONE, Stay, month_with
from synthetic.vendors.demo_shapes import DemoAnswer, DemoComplaint, DemoContact, DemoMonth, DemoPayment, DemoStop
from synthetic.vendors.demo_truth import MONTHS, DemoVendor, demo_vendors

SEED = 20_261_122
RESPOND = 0.06
_A_PAYMENT = 0.12
_COMPLAINTS = (
    ("treatment", "Me gritaron por teléfono y me trataron de sinvergüenza."),
    ("treatment", "El ejecutivo se burló cuando le dije que estoy sin trabajo."),
    ("contact", "Me llaman varias veces a la semana, también de noche."),
    ("contact", "Pedí que no me llamaran más y siguen llamando."),
    ("privacy", "Le contaron a mi suegra que tengo una deuda."),
    ("payment_not_counted", "Ya pagué y me siguen cobrando lo mismo."),
    ("other", "Me dijeron que me iban a embargar mañana y no es cierto."),
)


def demo_world(today: date, size: float = 1.0) -> tuple[DemoMonth, ...]:
    """The six whole months before today's. `size` 1 is about 2,500 accounts, handed over some 5,000 times."""
    rng = np.random.default_rng([SEED, 7])
    firsts = [first_of(today, month) for month in range(MONTHS)]
    debts = draw_debts(rng, SEED, firsts, size)
    months = []
    for month, first in enumerate(firsts):
        last = first_of(today, month + 1) - timedelta(days=1)
        paid_to = last if month + 1 < MONTHS else max(last, today - timedelta(days=1))
        months.append(_month(rng, debts, month, first, last, paid_to))
    return tuple(months)


def _month(rng: np.random.Generator, debts: Sequence[DemoDebt], month: int, first: date, last: date, paid_to: date) -> DemoMonth:
    """`paid_to`: what was placed last is still being paid."""
    here = [d for d in debts if d.entered <= month < d.entered + STAYS and not d.closed]
    given = _shared_out(rng, here, first)
    payments, contacts, complaints, answers = list[DemoPayment](), dict[str, tuple[DemoContact, ...]](), [], []
    stops = list[DemoStop]()
    for v, vendor in enumerate(demo_vendors()):
        luck = vendor.recovery * float(np.exp(rng.normal(0, 0.03)))
        log = list[DemoContact]()
        for n, mine in enumerate(given[vendor.name]):
            paid = [p for debt in mine for p in _pays(rng, debt, first, paid_to, luck, f"{v}{month}{n}")]
            payments += paid
            about = mine[0]
            theirs = tuple(p for p in paid if p.number == about.number)
            rows, stop = month_with(rng, vendor, Stay(about.number, about.balance, first, last, theirs), f"{v}{month}-{n}")
            log += rows
            stops += [stop] if stop else []
            if rows:
                complaints += _complains(rng, vendor, about, rows)
                answers.append(_answer(rng, vendor, about, rows[-1].at))
        contacts[vendor.name] = tuple(sorted(log, key=lambda r: (r.at, r.id)))
    return DemoMonth(
        first,
        last,
        tuple(d.cells for d in debts if d.entered == month),
        {name: tuple(d.number for mine in people for d in mine) for name, people in given.items()},
        contacts,
        tuple(sorted(payments, key=lambda p: (p.day, p.reference))),
        tuple(complaints),
        tuple(stops),
        tuple(answers),
    )


def _shared_out(rng: np.random.Generator, here: Sequence[DemoDebt], day: date) -> dict[str, list[list[DemoDebt]]]:
    """People by vendor, all their accounts together: more of the late ones to some, the larger ones to others."""
    people: dict[int, list[DemoDebt]] = {}
    for debt in here:
        people.setdefault(debt.person, []).append(debt)
    vendors, out = demo_vendors(), dict[str, list[list[DemoDebt]]]()
    for mine in people.values():
        late = mine[0].stage(day) == "tardía"
        size = np.log(mine[0].balance / 700_000)
        weights = [(v.late_mix if late else 1 - v.late_mix) * np.exp(4 * (v.heavy - 1) * size) for v in vendors]
        chosen = vendors[int(rng.choice(len(vendors), p=np.array(weights) / sum(weights)))]
        out.setdefault(chosen.name, []).append(mine)
    return {v.name: out.get(v.name, []) for v in vendors}


def _pays(rng: np.random.Generator, debt: DemoDebt, first: date, last: date, luck: float, key: str) -> list[DemoPayment]:
    """Payments of about an eighth of the balance, as many as the account and its vendor bring; none over what is owed."""
    mean = debt.expected(first) * luck / _A_PAYMENT * (last - first).days / 30
    days = sorted(int(d) for d in rng.integers(1, (last - first).days, int(rng.poisson(mean))))
    out = []
    for n, day in enumerate(days):
        amount = min(debt.owed, int(debt.balance * _A_PAYMENT * rng.gamma(8, 1 / 8)) // 500 * 500)
        if amount <= 0:
            continue
        debt.owed -= amount
        out.append(DemoPayment(f"DV-{key}-{debt.number}-{n}", debt.number, amount, first + timedelta(days=day)))
    debt.closed = debt.owed <= 0
    return out


def _complains(rng: np.random.Generator, vendor: DemoVendor, debt: DemoDebt, rows: Sequence[DemoContact]) -> list[DemoComplaint]:
    if rng.random() >= vendor.complaints / 1000:
        return []
    topic, text = _COMPLAINTS[int(rng.integers(len(_COMPLAINTS)))]
    last = rows[-1].at.date()
    return [DemoComplaint(debt.number, datetime.combine(last, time(18, int(rng.integers(60))), ZONE), topic, text)]


def _answer(rng: np.random.Generator, vendor: DemoVendor, debt: DemoDebt, after: datetime) -> DemoAnswer:
    """Asked on the evening of the last contact; of a hundred people six answer."""
    asked = datetime.combine(after.date(), time(19, int(rng.integers(60))), ZONE)
    if rng.random() >= RESPOND:
        return DemoAnswer(debt.number, vendor.name, asked)
    felt = vendor.csat + float(rng.normal(0, 1.1))
    csat = int(np.clip(round(felt), 1, 5))
    ces = int(np.clip(round(felt * 1.35 + float(rng.normal(0, 0.8))), 1, 7))
    nps = int(np.clip(round(felt * 2.1 + float(rng.normal(0, 1.3))), 0, 10))
    return DemoAnswer(debt.number, vendor.name, asked, asked + timedelta(hours=float(rng.uniform(0.2, 4))), csat, ces, nps)
