"""Accounts that an earlier file had and a newer one has not: taken out of the work together when somebody says so; put back."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.debt import Debt, DebtCase
from app.models.portfolio import PortfolioLoad
from app.operations.stages import today_of
from app.queries.collections.house_time import at_house
from app.services.money.cases import follow_case
from app.services.money.take_payment import staff_only
from app.services.portfolio.loads import load_of
from app.services.portfolio.prioritise import prioritise
from app.services.portfolio.report import gone_in
from app.services.portfolio.segment import resegment
from app.services.portfolio.withdrawn_waits import wait_again, waits_of
from app.store import Store

WITHDRAWN = "withdrawn"
"""How the cycle of such an account ends: neither paid nor cured, so that no measure counts it as a success."""
LEAST_REASON = 5
_AT_ONCE = 500
_MOST_BYTES = 1024**3


def withdraw_missing(session: Session, store: Store, actor: Actor, load_id: str, reason: str, now: datetime) -> int:
    """Close every account missing from this load that is still owed, is with no vendor and did not come back; how many. Commits.

    Balances and ledgers stay as they are; a later file that has the account again opens it again. Raises BadInput, Conflict.
    """
    staff_only(actor)
    if len(reason.strip()) < LEAST_REASON:
        raise BadInput("escriba por qué salen de la gestión", "write why they leave the work", "reason")
    load = _held(session, actor, load_id)
    if load.state != "loaded" or "gone" not in load.counts:
        raise Conflict("esta carga no dejó cuentas faltantes", "this load left no missing accounts")
    if WITHDRAWN in load.counts:
        raise Conflict("ya se sacaron de la gestión", "they were taken out of the work already")
    today, kept = today_of(at_house(session, actor.organisation_id, now)), io.StringIO(newline="")
    note, count = csv.writer(kept), 0
    for debts in _owed(session, actor, gone_in(store.path(load.counts["gone"])), load.at):
        count += len(debts)
        ids, ended = [debt.id for debt in debts], dict[int, list[int]]()
        for case in session.scalars(select(DebtCase).where(DebtCase.debt_id.in_(ids), DebtCase.closed_on.is_(None))):
            case.closed_on, case.closed_as = max(today, case.opened_on), WITHDRAWN
            ended.setdefault(case.debt_id, []).append(case.id)
        waits = waits_of(session, ids)
        for debt in debts:
            note.writerow((debt.id, debt.state, debt.load_id or "", *ended.get(debt.id, ()), *filter(None, [waits.get(debt.id)])))
            debt.state, debt.fingerprint, debt.updated_at = "closed", None, now
        resegment(session, ids, now)
        prioritise(session, actor.organisation_id, now, ids)
    if not count:
        raise Conflict(
            "ninguna sigue por cobrar en la mesa propia: no se cambió nada",
            "none of them is still owed at the house's own desks: nothing was changed",
        )
    stored = store.put(io.BytesIO(kept.getvalue().encode()), ".csv", _MOST_BYTES, "withdrawn.csv")
    said = {"n": count, "at": now.isoformat(), "who": actor.name, "reason": reason.strip()[:300], "kept": stored.key}
    load.counts = {**load.counts, WITHDRAWN: said}
    session.commit()
    return count


def restore_missing(session: Session, store: Store, actor: Actor, load_id: str, now: datetime) -> int:
    """Put them back as they were, but for those that a newer file or a person changed meanwhile; how many are owed. Commits.

    What was paid to the last meanwhile is paid. Raises Conflict.
    """
    staff_only(actor)
    load = _held(session, actor, load_id)
    said = load.counts.get(WITHDRAWN)
    if said is None:
        raise Conflict("no se sacó ninguna cuenta", "no account was taken out")
    was = _was(store.path(said["kept"]))
    today, count = today_of(at_house(session, actor.organisation_id, now)), 0
    for debts in _some(session, actor, list(was)):
        back = [debt for debt in debts if _still_out(session, debt, was[debt.id], load.at)]
        cases = _cases(session, back)
        for debt in back:
            debt.state, debt.updated_at = was[debt.id].state, now
            follow_case(session, debt, _opened_again(cases.get(debt.id, []), was[debt.id]), today)
        ids = [debt.id for debt in back]
        resegment(session, ids, now)
        prioritise(session, actor.organisation_id, now, ids)
        wait_again(session, {id: waited for id in ids if (waited := was[id].waited)})
        count += sum(debt.state != "paid" for debt in back)
    load.counts = {name: value for name, value in load.counts.items() if name != WITHDRAWN}
    session.commit()
    return count


@dataclass(frozen=True, slots=True)
class _Was:
    """An account as it was taken out: `load_id` of the file that had told of it last, `cases` that ended with it.

    `waited` as `withdrawn_waits` wrote it, None where it waited for nothing. The others None in lists kept before they
    were written down.
    """

    state: str
    load_id: str | None
    cases: frozenset[int] | None
    waited: str | None = None


def _was(path: Path) -> dict[int, _Was]:
    with path.open(encoding="utf-8", newline="") as text:
        return {int(id): _read(state, more) for id, state, *more in csv.reader(text)}


def _read(state: str, more: list[str]) -> _Was:
    if not more:
        return _Was(state, None, None)
    waited = more.pop() if more[-1].startswith("[") else None
    return _Was(state, more[0], frozenset(map(int, more[1:])), waited)


def _still_out(session: Session, debt: Debt, was: _Was, since: datetime) -> bool:
    """Whether it is out by this very decision: a newer file may have brought it back, and another decision taken it out again."""
    if debt.state != "closed" or debt.fingerprint is not None:
        return False
    return debt.load_id == (was.load_id or None) if was.load_id is not None else not _came_back(session, debt, since)


def _cases(session: Session, debts: Sequence[Debt]) -> dict[int, list[DebtCase]]:
    """Every cycle of the debts, the newest last."""
    found: dict[int, list[DebtCase]] = {}
    mine = DebtCase.debt_id.in_([debt.id for debt in debts])
    for case in session.scalars(select(DebtCase).where(mine).order_by(DebtCase.opened_on, DebtCase.id)):
        found.setdefault(case.debt_id, []).append(case)
    return found


def _opened_again(cases: Sequence[DebtCase], was: _Was) -> DebtCase | None:
    """The cycle that this decision ended, going on; the newest where it ended none."""
    ended = [case for case in (cases[-1:] if was.cases is None else cases) if case.closed_as == WITHDRAWN]
    for case in ended:
        if was.cases is None or case.id in was.cases:
            case.closed_on, case.closed_as = None, None
    return next((case for case in reversed(cases) if case.closed_on is None), cases[-1] if cases else None)


def _held(session: Session, actor: Actor, load_id: str) -> PortfolioLoad:
    """The load under lock: who decides over it at the same moment waits, and then finds it decided. Raises NotFound."""
    load = load_of(session, actor, load_id)
    session.refresh(load, with_for_update=True)
    return load


def _owed(session: Session, actor: Actor, ids: Sequence[int], since: datetime) -> Iterator[list[Debt]]:
    for debts in _some(session, actor, ids):
        here = [debt for debt in debts if debt.state not in ("paid", "closed") and debt.placed_with is None]
        yield [debt for debt in here if not _came_back(session, debt, since)]


def _came_back(session: Session, debt: Debt, since: datetime) -> bool:
    """Whether a file after that one told of it again."""
    load = session.get(PortfolioLoad, debt.load_id) if debt.load_id else None
    return load is not None and load.at > since


def _some(session: Session, actor: Actor, ids: Sequence[int]) -> Iterator[list[Debt]]:
    """The debts under lock, in order of id as whoever places or books them does."""
    every = sorted(ids)
    for first in range(0, len(every), _AT_ONCE):
        some = (Debt.organisation_id == actor.organisation_id, Debt.id.in_(every[first : first + _AT_ONCE]))
        wanted = select(Debt).where(*some).order_by(Debt.id).with_for_update()
        found = list(session.scalars(wanted.execution_options(populate_existing=True)))
        if found:
            yield found
