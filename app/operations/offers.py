"""What may be offered to whom: the client's policy as data, and the options it leaves for a debt today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from app.operations.money import exponent
from app.operations.stages import days_past_due
from audit.data_file import Fields, Words, read_fields

_FOLDER = Path(__file__).parent / "policies"


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of offer and its limits. `every_days` 0 means monthly; `pause_days` a time without payments before the first.

    `discount_percent` is forgiven of interest and fees first, then principal, once everything promised was paid.
    """

    key: str
    says: Words
    instalments: tuple[int, ...]
    first_within_days: int
    every_days: int
    pause_days: int
    discount_percent: int
    stages: tuple[str, ...]
    least_days_overdue: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A client's policy: the forms in the order they are offered, and how promises are judged.

    `least_minor` is the smallest instalment by currency, as a whole number of its unit times the currency's minor units.
    """

    id: str
    forms: tuple[Form, ...]
    share_percent: int
    grace_days: int
    longest_days: int
    least: Mapping[str, int]

    def form(self, key: str) -> Form | None:
        """The form of that key."""
        return next((f for f in self.forms if f.key == key), None)

    def least_minor(self, currency: str) -> int:
        """The smallest instalment in minor units; 1 where the policy names none for the currency."""
        return int(self.least[currency] * 10 ** exponent(currency)) if currency in self.least else 1


@dataclass(frozen=True, slots=True)
class Owing:
    """What the policy looks at of a debt. `stage` None: not segmented yet, which only forms for every stage allow."""

    currency: str
    balance_minor: int
    overdue_minor: int
    oldest_due_on: date | None
    stage: str | None

    def days_overdue(self, today: date) -> int:
        """Days since the oldest overdue instalment's day; 0 where nothing is overdue."""
        return days_past_due(self.oldest_due_on, today)


@dataclass(frozen=True, slots=True)
class Slice:
    """An instalment of a plan."""

    amount_minor: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """Own history of debts alike: of `n` plans of this form that fell due, `kept` were; the share with its 95 % interval."""

    n: int
    kept: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Offer:
    """An option within policy. `history` None: nobody alike has finished such a plan yet."""

    key: str
    says: Words
    slices: tuple[Slice, ...]
    waives_minor: int
    history: Kept | None

    @property
    def total_minor(self) -> int:
        """What is to be paid altogether."""
        return sum(s.amount_minor for s in self.slices)


History = Callable[[str, int], Kept | None]
"""(form, instalments) to what became of such plans."""


def no_history(_form: str, _instalments: int) -> None:
    """Where there is none."""


def offers_for(owing: Owing, policy: Policy, today: date, history: History = no_history) -> tuple[Offer, ...]:
    """Every option within policy, in the policy's order; none where nothing is owed."""
    asked = owing.overdue_minor or owing.balance_minor
    found = []
    for form in policy.forms if asked else ():
        if not allowed(form, owing, today):
            continue
        waives = discount_minor(form, asked)
        for count in form.instalments:
            slices = schedule(form, asked - waives, count, today)
            if min(s.amount_minor for s in slices) >= min(policy.least_minor(owing.currency), asked - waives):
                found.append(Offer(form.key, form.says, slices, waives, history(form.key, count)))
    return tuple(found)


def allowed(form: Form, owing: Owing, today: date) -> bool:
    """Whether the debt's stage and age let it be offered."""
    staged = not form.stages or owing.stage in form.stages
    return staged and owing.days_overdue(today) >= form.least_days_overdue


def discount_minor(form: Form, asked_minor: int) -> int:
    """What the form forgives, rounded down."""
    return asked_minor * form.discount_percent // 100


def schedule(form: Form, total_minor: int, count: int, today: date) -> tuple[Slice, ...]:
    """Equal instalments that add up to the total; the odd units go to the first ones."""
    each, odd = divmod(total_minor, count)
    first = today + timedelta(days=form.pause_days + form.first_within_days)
    return tuple(Slice(each + (n < odd), _day(first, form, n)) for n in range(count) if each + (n < odd))


def _day(first: date, form: Form, n: int) -> date:
    if form.every_days:
        return first + timedelta(days=form.every_days * n)
    year, month = divmod(first.month - 1 + n, 12)
    following = date(first.year + year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(first.year + year, month + 1, 1) + timedelta(days=first.day - 1), following - timedelta(days=1))


@cache
def policy(name: str = "offers") -> Policy:
    """A policy of the folder. Raises BadRubric for a file that says something else."""
    top, _ = read_fields(_FOLDER / f"{name}.yaml")
    promise = Fields(top.raw("promise"), f"{name}.yaml: promise")
    forms = tuple(_form(row, f"{name}.yaml: forms[{n}]") for n, row in enumerate(top.rows("forms")))
    least = {str(k): int(v) for k, v in top.mapping("least_instalment").items()}
    made = Policy(
        id=top.text("id"),
        forms=forms,
        share_percent=int(promise.number("share_percent", 0, 100)),
        grace_days=int(promise.number("grace_days", -1, 30)),
        longest_days=int(top.number("longest_days", 0, 3650)),
        least=least,
    )
    promise.done()
    top.done()
    return made


def _form(row: object, where: str) -> Form:
    fields = Fields(row, where)
    made = Form(
        key=fields.text("key"),
        says=fields.words("says"),
        instalments=tuple(int(n) for n in fields.rows("instalments")),
        first_within_days=int(fields.number("first_within_days", -1, 365)),
        every_days=int(fields.number("every_days", -1, 365)),
        pause_days=int(fields.number("pause_days", -1, 365)),
        discount_percent=int(fields.number("discount_percent", -1, 90)),
        stages=fields.texts("stages"),
        least_days_overdue=int(fields.number("least_days_overdue", -1, 3650)),
    )
    fields.done()
    return made
