"""Is a plan within policy, and if not, beyond which limit: so that the refusal can be told and another plan found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Text
from app.operations.money import from_minor
from app.operations.offers import Form, Owing, Policy, Slice, allowed, discount_minor


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a plan passes: its name, what it says, and the field of the form."""

    limit: str
    text: Text
    field: str


def check_plan(policy: Policy, owing: Owing, form_key: str, slices: Sequence[Slice], today: date) -> Breach | None:
    """The first limit that the plan passes, None where it is within policy."""
    form = policy.form(form_key)
    if form is None:
        known = ", ".join(f.key for f in policy.forms)
        said = Text(
            f"la política no ofrece {form_key[:40]}; ofrece {known}", f"the policy has no {form_key[:40]}; it has {known}"
        )
        return Breach("offer", said, "offer")
    if not allowed(form, owing, today):
        days = owing.days_overdue(today)
        said = Text(
            f"{form.says.es}: no para la etapa {owing.stage or 'sin segmentar'} con {days} días de mora",
            f"{form.says.en}: not for stage {owing.stage or 'not segmented'} at {days} days overdue",
        )
        return Breach("stage", said, "offer")
    return _days(policy, form, slices, today) or _amounts(policy, form, owing, slices)


def _days(policy: Policy, form: Form, slices: Sequence[Slice], today: date) -> Breach | None:
    if len(slices) not in range(1, max(form.instalments) + 1):
        most = max(form.instalments)
        return Breach("instalments", Text(f"de 1 a {most} cuotas", f"from 1 to {most} instalments"), "instalments")
    days = [s.due_on for s in slices]
    if days != sorted(set(days)):
        said = Text("cada cuota en un día distinto, en orden", "each instalment on its own day, in order")
        return Breach("order", said, "instalments")
    if days[0] < today:
        return Breach("past", Text(f"{days[0]} ya pasó", f"{days[0]} has passed"), "instalments")
    latest = today + timedelta(days=form.pause_days + form.first_within_days)
    if days[0] > latest:
        said = Text(f"la primera cuota a más tardar el {latest}", f"the first instalment by {latest} at the latest")
        return Breach("first", said, "instalments")
    last = today + timedelta(days=min(policy.longest_days, form.pause_days + form.first_within_days + _span(form)))
    if days[-1] > last:
        return Breach("length", Text(f"la última a más tardar el {last}", f"the last one by {last} at the latest"), "instalments")
    return None


def _span(form: Form) -> int:
    """Days that the longest plan of the form takes, a month being at most 31."""
    return (max(form.instalments) - 1) * (form.every_days or 31)


def _amounts(policy: Policy, form: Form, owing: Owing, slices: Sequence[Slice]) -> Breach | None:
    asked = owing.overdue_minor or owing.balance_minor
    if asked <= 0:
        return Breach("nothing", Text("no debe nada", "nothing is owed"), "offer")
    empty = next((n for n, s in enumerate(slices, start=1) if s.amount_minor == 0), None)
    if empty is not None:
        said = Text(f"la cuota {empty} es de 0: una promesa lleva un monto", f"instalment {empty} is 0: a promise has an amount")
        return Breach("zero", said, "instalments")
    total, least = sum(s.amount_minor for s in slices), asked - discount_minor(form, asked)
    smallest = min(policy.least_minor(owing.currency), least)
    if any(s.amount_minor < smallest for s in slices):
        lowest = _said(smallest, owing.currency)
        said = Text(f"ninguna cuota bajo {lowest}", f"no instalment under {lowest}")
        return Breach("smallest", said, "instalments")
    if total < least:
        short = Text(
            f"las cuotas suman {_said(total, owing.currency)}; faltan {_said(least - total, owing.currency)} para lo mínimo "
            "que la política permite",
            f"the instalments add up to {_said(total, owing.currency)}; {_said(least - total, owing.currency)} short of the "
            "least the policy allows",
        )
        return Breach("total", short, "instalments")
    if total > owing.balance_minor:
        asked_for, balance = _said(total, owing.currency), _said(owing.balance_minor, owing.currency)
        more = Text(f"suman {asked_for}, más que el saldo {balance}", f"they are {asked_for}, over the balance {balance}")
        return Breach("too_much", more, "instalments")
    return None


def _said(minor: int, currency: str) -> str:
    return f"{from_minor(minor, currency):f} {currency}"
