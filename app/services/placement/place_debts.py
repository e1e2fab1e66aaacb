"""Hand debts to a vendor: accounts in its portal, a file in its layout, and our own book of who has what since when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound, Text
from app.models.account import Account
from app.models.debt import Debt
from app.models.interaction import Grievance
from app.models.organisation import Vendor
from app.models.person import ContactPoint, Person
from app.models.placement import Placement as Stay
from app.models.portfolio import Segment
from app.operations.money import from_minor
from app.operations.stages import days_past_due
from app.queries.collections.desk_clock import day_of
from app.queries.collections.house_time import at_house
from app.services.money.take_payment import staff_only
from app.services.place_accounts import Placement, place_accounts
from app.services.portfolio.segment import resegment

_AT_ONCE = 500
DISPUTED = Text("la persona la disputa", "the person disputes it")
PAUSED = Text("la persona tiene una pausa por dificultades", "the person has a pause for hardship")


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a hand-over: the batch, how many went, which did not and why; `held` of those for the person's sake."""

    batch: str
    placed: int
    refused: tuple[tuple[str, Text], ...]
    held: int = 0


def place_debts(session: Session, actor: Actor, vendor_id: int, debt_ids: Collection[int], batch: str, now: datetime) -> Placed:
    """Place them as one batch at one instant, named by its day where it has no name. Placed again, it stays as it is. Commits.

    Raises NotFound for a vendor or debt that is not the client's, BadInput where none can go.
    """
    staff_only(actor)
    vendor = vendor_of(session, actor, vendor_id)
    name = batch.strip() or _next_name(session, vendor, at_house(session, actor.organisation_id, now).date())
    if len(name) > 40 or not name.isprintable():
        raise BadInput("el nombre del lote lleva hasta 40 letras", "the batch's name has up to 40 letters", "batch")
    if _someone_elses(session, vendor, name):
        raise BadInput(
            f"{vendor.name} ya recibió otro lote con el nombre {name}; elija otro nombre",
            f"{vendor.name} was given another batch named {name}; choose another name",
            "batch",
        )
    debts = _locked(session, actor, debt_ids)
    refused = _refused(session, debts, vendor, name, now)
    going = [d for d in debts if d.id not in refused]
    if debts and not going:
        why = next(iter(refused.values()))
        raise BadInput(f"ninguna puede asignarse: {why.es}", f"none can be placed: {why.en}", "debts")
    fresh = [d for d in going if d.placed_with is None]
    _place(session, actor, vendor, fresh, name, now)
    session.commit()
    numbers = {d.id: d.number for d in debts}
    held = sum(why in (DISPUTED, PAUSED) for why in refused.values())
    return Placed(name, len(fresh), tuple((numbers[id], why) for id, why in sorted(refused.items())), held)


def vendor_of(session: Session, actor: Actor, vendor_id: int) -> Vendor:
    """The vendor. Raises NotFound for another client's."""
    found = session.scalar(select(Vendor).where(Vendor.id == vendor_id, Vendor.organisation_id == actor.organisation_id))
    if found is None:
        raise NotFound(f"no hay proveedor {vendor_id}", f"there is no vendor {vendor_id}")
    return found


def _next_name(session: Session, vendor: Vendor, day: date) -> str:
    """The day; with a number where the vendor was given a batch of that day already."""
    like = Account.batch.startswith(day.isoformat())
    taken = set(session.scalars(select(Account.batch).where(Account.vendor_id == vendor.id, like).distinct()))
    names = (day.isoformat(), *(f"{day.isoformat()}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _someone_elses(session: Session, vendor: Vendor, batch: str) -> bool:
    """Whether the vendor has a batch of that name that was not placed from here: recalling ours would take it along."""
    theirs = select(Account.id).where(Account.vendor_id == vendor.id, Account.batch == batch).limit(1)
    ours = select(Stay.id).where(Stay.vendor_id == vendor.id, Stay.batch == batch).limit(1)
    return session.scalar(ours) is None and session.scalar(theirs) is not None


def _locked(session: Session, actor: Actor, debt_ids: Collection[int]) -> list[Debt]:
    ids, found = sorted(set(debt_ids)), list[Debt]()
    if not ids:
        raise BadInput("elija deudas para asignar", "choose debts to place", "debts")
    for first in range(0, len(ids), _AT_ONCE):
        some = (Debt.id.in_(ids[first : first + _AT_ONCE]), Debt.organisation_id == actor.organisation_id)
        found += session.scalars(select(Debt).where(*some).order_by(Debt.id).with_for_update()).all()
    if len(found) != len(ids):
        missing = next(iter(set(ids) - {d.id for d in found}))
        raise NotFound(f"no hay deuda {missing}", f"there is no debt {missing}")
    return found


def _refused(session: Session, debts: Sequence[Debt], vendor: Vendor, batch: str, now: datetime) -> dict[int, Text]:
    """Those that cannot go, with the reason."""
    held = _held(session, debts, now)
    here = _with_vendor(session, vendor, {d.number for d in debts})
    refused = {}
    for debt in debts:
        if debt.state in ("paid", "closed") or debt.balance_minor <= 0:
            refused[debt.id] = Text("no debe nada", "nothing is owed")
        elif debt.id in held:
            refused[debt.id] = held[debt.id]
        elif debt.placed_with is not None and (debt.placed_with != vendor.id or here.get(debt.number) != batch):
            refused[debt.id] = Text("ya está asignada; retírela antes", "it is placed already; recall it first")
        elif debt.placed_with is None and debt.number in here:
            lot = here[debt.number]
            refused[debt.id] = Text(
                f"{vendor.name} ya la tiene en el lote {lot}; retire ese lote",
                f"{vendor.name} has it in batch {lot}; recall that batch",
            )
    return refused


def _held(session: Session, debts: Sequence[Debt], now: datetime) -> dict[int, Text]:
    """Debts in open dispute, by themselves or with all their person owes, and those of people in a pause for hardship."""
    held = dict[int, Text]()
    for first in range(0, len(debts), _AT_ONCE):
        some = debts[first : first + _AT_ONCE]
        people = {d.person_id for d in some}
        open_ones = (Grievance.kind == "dispute", Grievance.state == "open")
        asked = select(Grievance.person_id, Grievance.debt_id).where(Grievance.person_id.in_(people), *open_ones)
        disputes = set(session.execute(asked).tuples())
        own = {debt for _, debt in disputes if debt is not None}
        cares = session.execute(select(Person.id, Person.cares).where(Person.id.in_(people))).tuples()
        paused = {id for id, told in cares if any(_runs(care, now) for care in told or ())}
        for debt in some:
            if debt.id in own or (debt.person_id, None) in disputes:
                held[debt.id] = DISPUTED
            elif debt.person_id in paused:
                held[debt.id] = PAUSED
    return held


def _runs(care: Mapping[str, Any], now: datetime) -> bool:
    """Whether it is a pause that has not ended; one without an end has not."""
    return care.get("kind") == "pause" and (not care.get("until") or datetime.fromisoformat(care["until"]) > now)


def _with_vendor(session: Session, vendor: Vendor, numbers: Collection[str]) -> dict[str, str]:
    """Account numbers the vendor has now, by whatever way they came to it, with their batch."""
    wanted = select(Account.number, Account.batch).where(Account.vendor_id == vendor.id, Account.recalled_at.is_(None))
    return {number: batch for number, batch in session.execute(wanted).tuples() if number in numbers}


def _place(session: Session, actor: Actor, vendor: Vendor, debts: Sequence[Debt], batch: str, now: datetime) -> None:
    people, points = people_of(session, debts)
    segments = dict(
        session.execute(select(Segment.id, Segment.name).where(Segment.organisation_id == vendor.organisation_id)).tuples().all()
    )
    days = {d.id: days_past_due(d.oldest_due_on, day_of(people[d.person_id], now)) for d in debts}
    rows = [_placement(d, people[d.person_id], points.get(d.person_id, {}), days[d.id]) for d in debts]
    ids = place_accounts(session, actor.organisation_id, vendor.id, batch, rows, now)
    session.flush()
    for debt in debts:
        debt.placed_with, debt.updated_at = vendor.id, now
        session.add(
            Stay(
                organisation_id=actor.organisation_id,
                debt_id=debt.id,
                vendor_id=vendor.id,
                account_id=ids[debt.number],
                batch=batch,
                stage=debt.stage,
                days_overdue=days[debt.id],
                balance_minor=debt.balance_minor,
                segment=segments.get(debt.segment_id or 0),
                placed_at=now,
                placed_by=actor.name,
            )
        )
    resegment(session, [d.id for d in debts], now)


def people_of(session: Session, debts: Sequence[Debt]) -> tuple[dict[int, Person], dict[int, dict[str, str]]]:
    """Who owes the debts, and the first good way of each kind to reach them."""
    ids = sorted({d.person_id for d in debts})
    people, points = {}, dict[int, dict[str, str]]()
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        people.update({p.id: p for p in session.scalars(select(Person).where(Person.id.in_(some)))})
        good = ContactPoint.standing.in_(("good", "unverified"))
        for point in session.scalars(
            select(ContactPoint).where(ContactPoint.person_id.in_(some), good).order_by(ContactPoint.id)
        ):
            points.setdefault(point.person_id, {}).setdefault(point.kind, point.value)
    return people, points


def _placement(debt: Debt, person: Person, points: Mapping[str, str], days: int) -> Placement:
    """The account as it is handed over: what the vendor needs to collect, and no more of the person than that."""
    asked = debt.overdue_minor or debt.balance_minor
    row: dict[str, Any] = {
        "cuenta": debt.number,
        "documento": person.identity or "",
        "nombre": person.name,
        "producto": debt.product or "",
        "moneda": debt.currency,
        "saldo": format(from_minor(debt.balance_minor, debt.currency), "f"),
        "vencido": format(from_minor(asked, debt.currency), "f"),
        "vencimiento": debt.oldest_due_on.isoformat() if debt.oldest_due_on else "",
        "dias_mora": str(days),
        "telefono": points.get("phone", ""),
        "correo": points.get("email", ""),
        "direccion": points.get("address", ""),
        "ciudad": person.city or "",
    }
    return Placement(
        number=debt.number,
        debtor_id=person.identity or f"P-{person.id}",
        debtor=person.name,
        row=row,
        amount=from_minor(asked, debt.currency),
        currency=debt.currency,
        country=person.country,
        due_date=debt.oldest_due_on,
        segment=debt.product,
    )
