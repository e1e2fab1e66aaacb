"""Corrective plans: what a vendor is asked to put right, its answers, the measure taken again, and whether it is cured.

Every step is added and none changed. The vendor reads all of it, so that a plan rests on what the vendor may know: measures of
real debtors, and findings it was shown. Nothing here knows a ghost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.account import FindingShare
from app.models.correction import CorrectivePlan, CorrectiveStep
from app.models.organisation import Vendor
from app.queries.rows import Role
from reports.kpis.measure import Kind
from reports.scorecards.documents.written import asked, shown
from reports.scorecards.measure import VendorMeasure, vendor_measures
from reports.wording import wording

CURERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE})
UNTOLD = frozenset({"critical_ghosts", "attempts_real", "contacts_logged", "promises_as_made"})
"""Measures no plan names to a vendor: they would tell it that somebody lived them."""
OPEN = "open"
ENDS = frozenset({"met", "missed", "withdrawn"})
MOST_LETTERS = 4000
_TWICE = timedelta(minutes=10)
"""The same words of the same person within it are one click made twice."""
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What is asked by a day, and what it rests on: a measure with its target, findings the vendor was shown, or both.

    `present` is the measure as it was last taken, in the units of `target` (`ask_plan` finds it); None where it is not known.
    """

    vendor_id: int
    asked: str
    due_on: date
    measure: str | None = None
    target: float | None = None
    share_ids: Sequence[str] = ()
    present: float | None = None


@dataclass(frozen=True, slots=True)
class Remeasured:
    """The measure taken again, of these days; `low` and `high` None where there is no interval."""

    first: date
    last: date
    value: float
    low: float | None
    high: float | None
    n: int


def plan_correction(session: Session, actor: Actor, new: NewPlan, now: datetime) -> CorrectivePlan:
    """Open a plan; the vendor sees it at once; the same sent twice is one. Commits.

    Raises Forbidden, NotFound, BadInput naming the field.
    """
    _curers_only(actor)
    vendor = session.scalar(select(Vendor).where(Vendor.id == new.vendor_id).with_for_update())
    if vendor is None or vendor.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay proveedor {new.vendor_id}", f"there is no vendor {new.vendor_id}")
    _check(session, vendor, new, now)
    known = _sent_before(session, actor, new, now)
    if known is not None:
        return known
    made = CorrectivePlan(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        vendor_id=vendor.id,
        measure=new.measure,
        target=new.target,
        share_ids=sorted(set(new.share_ids)),
        asked=_text(new.asked, "asked"),
        due_on=new.due_on,
        state=OPEN,
        opened_at=now,
        opened_by=actor.name,
    )
    session.add(made)
    session.flush()
    _step(session, actor, made, "opened", made.asked, now)
    session.commit()
    return made


def answer_plan(session: Session, actor: Actor, plan_id: str, text: str, now: datetime) -> CorrectiveStep:
    """What the vendor did or says, while the plan is open; the same sent twice is one. Commits.

    Raises NotFound for another's plan, Conflict, BadInput.
    """
    if actor.role is not Role.VENDOR:
        raise Forbidden("responde el proveedor", "the vendor answers")
    plan = _plan(session, actor, plan_id)
    _still_open(plan)
    told = _text(text, "text")
    last = session.scalar(
        select(CorrectiveStep).where(CorrectiveStep.plan_id == plan.id).order_by(CorrectiveStep.id.desc()).limit(1)
    )
    if last is not None and (last.kind, last.text, last.user_id) == ("answered", told, actor.user_id) and last.at > now - _TWICE:
        return last
    step = _step(session, actor, plan, "answered", told, now)
    session.commit()
    return step


def take_again(session: Session, actor: Actor, plan_id: str, found: Remeasured, now: datetime) -> CorrectiveStep:
    """Keep what `measure_again` found in the books of days since the plan was opened. Commits.

    Raises NotFound, Conflict, BadInput.
    """
    _curers_only(actor)
    plan = _plan(session, actor, plan_id)
    _still_open(plan)
    if found.first < plan.opened_at.date():
        raise BadInput(
            f"se toma desde el {plan.opened_at.date()}: lo de antes no muestra la corrección",
            f"it is taken from {plan.opened_at.date()} on: what was before shows no cure",
            "first",
        )
    measured = {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.n,
    }
    step = _step(session, actor, plan, "measured", "", now, measured)
    session.commit()
    return step


def judge_cure(session: Session, actor: Actor, plan_id: str, verdict: str, reason: str, now: datetime) -> CorrectivePlan:
    """End a plan as met, missed or withdrawn, with the reason. Twice the same is once. Commits.

    One that rests on a measure is met only once that was taken again, and missed before its day only then too.

    Raises Forbidden, NotFound, Conflict, BadInput.
    """
    _curers_only(actor)
    plan = _plan(session, actor, plan_id)
    if verdict not in ENDS:
        raise BadInput(
            f"veredicto {verdict[:20]!r}: met, missed o withdrawn", f"verdict {verdict[:20]!r}: met, missed or withdrawn"
        )
    if plan.state == verdict:
        return plan
    _still_open(plan)
    why = _text(reason, "reason")
    taken = select(CorrectiveStep.id).where(CorrectiveStep.plan_id == plan.id, CorrectiveStep.kind == "measured")
    again = session.scalar(taken.limit(1)) is not None
    if verdict == "met" and plan.measure is not None and not again:
        raise Conflict("vuelva a tomar la medida antes de darlo por cumplido", "take the measure again before calling it met")
    if verdict == "missed" and plan.due_on > now.date() and not again:
        raise Conflict(
            f"vence el {plan.due_on}: espere a ese día o vuelva a tomar la medida antes de darlo por no cumplido",
            f"it is due on {plan.due_on}: wait for that day or take the measure again before calling it missed",
        )
    _step(session, actor, plan, verdict, why, now)
    plan.state = verdict
    session.commit()
    return plan


def _curers_only(actor: Actor) -> None:
    if actor.role not in CURERS:
        raise Forbidden("su función no abre planes correctivos", "your role does not open corrective plans")


def _check(session: Session, vendor: Vendor, new: NewPlan, now: datetime) -> None:
    if new.due_on <= now.date():
        raise BadInput(f"la fecha {new.due_on} ya pasó", f"the day {new.due_on} is past", "due_on")
    if new.due_on.year > LAST_YEAR:
        raise BadInput(
            f"fecha {new.due_on}: elija un día hasta el año {LAST_YEAR}",
            f"day {new.due_on}: choose one up to the year {LAST_YEAR}",
            "due_on",
        )
    if new.measure is None and not new.share_ids:
        raise BadInput("elija una medida o un hallazgo enviado", "choose a measure or a finding it was sent", "measure")
    if new.measure is not None and (new.measure not in vendor_measures() or new.measure in UNTOLD):
        raise BadInput(
            f"{new.measure[:40]!r} no es una medida de un plan correctivo",
            f"{new.measure[:40]!r} is no measure of a corrective plan",
            "measure",
        )
    if (new.measure is None) != (new.target is None):
        raise BadInput("la medida lleva su meta", "a measure has its target", "target")
    _check_target(new)
    shown = select(FindingShare.id).where(FindingShare.vendor_id == vendor.id, FindingShare.id.in_(set(new.share_ids)))
    if missing := set(new.share_ids) - set(session.scalars(shown)):
        raise BadInput(
            f"el hallazgo {min(missing)[:40]} no se le envió", f"finding {min(missing)[:40]} was not sent to it", "share_ids"
        )


def _check_target(new: NewPlan) -> None:
    if new.measure is None or new.target is None:
        return
    measure, target = vendor_measures()[new.measure], new.target
    low, high = measure.floor, 1.0 if measure.kind is Kind.SHARE else measure.ceiling
    if not isfinite(target) or (low is not None and target < low) or (high is not None and target > high):
        ends = [("de", "from", low), ("hasta", "up to", high)]
        es, en = (" ".join(f"{e[i]} {as_read(measure, e[2])[i]}" for e in ends if e[2] is not None) for i in (0, 1))
        told = as_read(measure, target)
        raise BadInput(
            f"meta {told[0]}: {measure.name['es']} va {es}; escriba una meta dentro de eso",
            f"target {told[1]}: {measure.name['en']} goes {en}; write a target within that",
            "target",
        )
    present = new.present
    if present is not None and (target > present if measure.better == "down" else target < present):
        told, now = as_read(measure, target), _as_shown(measure, present)
        raise BadInput(
            f"meta {told[0]}: es peor que lo de ahora ({now[0]}); escriba una mejor",
            f"target {told[1]}: it is worse than now ({now[1]}); write a better one",
            "target",
        )


def as_read(measure: VendorMeasure, value: float) -> tuple[str, str]:
    """A limit or a target as Spanish and as English write it."""
    return asked(measure, value, wording("es")), asked(measure, value, wording("en"))


def _as_shown(measure: VendorMeasure, value: float) -> tuple[str, str]:
    """A figure as the pages round it, in Spanish and in English."""
    return shown(measure, value, wording("es")), shown(measure, value, wording("en"))


def _sent_before(session: Session, actor: Actor, new: NewPlan, now: datetime) -> CorrectivePlan | None:
    """The open plan of the same person that asks the very same, opened minutes ago."""
    wanted = (
        select(CorrectivePlan)
        .join(CorrectiveStep, CorrectiveStep.plan_id == CorrectivePlan.id)
        .where(
            CorrectivePlan.vendor_id == new.vendor_id,
            CorrectivePlan.state == OPEN,
            CorrectivePlan.opened_at > now - _TWICE,
            CorrectiveStep.kind == "opened",
            CorrectiveStep.user_id == actor.user_id,
        )
        .order_by(CorrectivePlan.opened_at.desc())
    )
    sent = (_text(new.asked, "asked"), new.due_on, new.measure, new.target, sorted(set(new.share_ids)))
    same = (p for p in session.scalars(wanted) if (p.asked, p.due_on, p.measure, p.target, p.share_ids) == sent)
    return next(same, None)


def _plan(session: Session, actor: Actor, plan_id: str) -> CorrectivePlan:
    """The plan, held; a vendor's own alone."""
    wanted = select(CorrectivePlan).where(CorrectivePlan.id == plan_id, CorrectivePlan.organisation_id == actor.organisation_id)
    if actor.role is Role.VENDOR:
        wanted = wanted.where(CorrectivePlan.vendor_id == actor.vendor_id)
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound(f"no hay plan {plan_id[:40]}", f"there is no plan {plan_id[:40]}")
    return found


def _still_open(plan: CorrectivePlan) -> None:
    if plan.state != OPEN:
        raise Conflict("el plan ya terminó; abra otro", "the plan is over; open another")


def _text(text: str, field: str) -> str:
    told = text.strip()
    if len(told) < 3 or len(told) > MOST_LETTERS or "\x00" in told:
        raise BadInput(f"escriba de 3 a {MOST_LETTERS} letras", f"write 3 to {MOST_LETTERS} letters", field)
    return told


def _step(
    session: Session,
    actor: Actor,
    plan: CorrectivePlan,
    kind: str,
    text: str,
    now: datetime,
    measured: dict[str, object] | None = None,
) -> CorrectiveStep:
    made = CorrectiveStep(
        plan_id=plan.id,
        kind=kind,
        text=text,
        measured=measured,
        from_vendor=actor.role is Role.VENDOR,
        user_id=actor.user_id,
        who=actor.name,
        at=now,
    )
    session.add(made)
    session.flush()
    return made
