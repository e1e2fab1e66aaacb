"""A champion and its challengers as they stand: everybody enrolled, as drawn, whether or not anything reached them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt
from app.models.portfolio import Segment
from app.models.strategy import Enrolment, Experiment, Strategy
from app.operations.arms import Arm, arm_of
from app.operations.readout import ArmSeen, Declared, ReadOut, read_out
from app.queries.collections.experiments import arms_of, declared_of
from app.queries.collections.readouts_outcomes import grouped, lived, samples


@dataclass(frozen=True, slots=True)
class ReadOutPage:
    """A test: who is in it, what was declared, what it says. `currency` None where people owe in several.

    `read` None: a strategy alone, which is compared with nothing.
    """

    experiment_id: int
    segment_id: int
    segment: str
    strategies: tuple[tuple[int, str, int, int], ...]
    arms: tuple[ArmSeen, ...]
    declared: Declared | None
    read: ReadOut | None
    currency: str | None
    live_from: date
    live_to: date | None
    today: date

    def name_of(self, strategy: int) -> str:
        """`Amable v2`."""
        return next(f"{name} v{version}" for id, name, version, _ in self.strategies if id == strategy)


def readout_page(session: Session, actor: Actor, experiment_id: int, now: datetime) -> ReadOutPage:
    """The read-out of an experiment of the asker's client. Raises NotFound."""
    experiment = session.get(Experiment, experiment_id)
    if experiment is None or experiment.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay prueba {experiment_id}", f"there is no test {experiment_id}")
    rows, arms = arms_of(session, experiment)
    declared, today = declared_of(experiment.declared), now.date()
    seen = arms_seen(session, experiment, arms, declared, today)
    read = read_out(declared, seen, today) if declared is not None and len(seen) > 1 else None
    return ReadOutPage(
        experiment_id=experiment.id,
        segment_id=experiment.segment_id,
        segment=session.get_one(Segment, experiment.segment_id).name,
        strategies=_named(rows),
        arms=seen,
        declared=declared,
        read=read,
        currency=_currency(session, experiment),
        live_from=experiment.live_from.date(),
        live_to=experiment.live_to.date() if experiment.live_to else None,
        today=today,
    )


def arms_seen(
    session: Session, experiment: Experiment, arms: Sequence[Arm], declared: Declared | None, today: date
) -> tuple[ArmSeen, ...]:
    """Each arm's people enrolled, and the figures of those followed to the end. None is left out for what happened to them."""
    wanted = select(Enrolment.person_id, Enrolment.on).where(Enrolment.experiment_id == experiment.id)
    enrolled = dict(session.execute(wanted).tuples().all())
    fell = {person: arm_of(person, experiment.seed, arms).strategy for person in enrolled}
    counts = Counter(fell.values())
    by_arm = {}
    if declared is not None:
        ripe = {p: on for p, on in enrolled.items() if on + timedelta(days=declared.window_days) <= today}
        by_arm = grouped(lived(session, ripe, declared.window_days), fell.__getitem__)
    return tuple(
        ArmSeen(arm.strategy, arm.share_percent, counts[arm.strategy], samples(by_arm.get(arm.strategy, []))) for arm in arms
    )


def _named(rows: Sequence[Strategy]) -> tuple[tuple[int, str, int, int], ...]:
    return tuple((row.id, row.name, row.version, row.share_percent) for row in rows)


def _currency(session: Session, experiment: Experiment) -> str | None:
    wanted = (
        select(Debt.currency)
        .join(Enrolment, Enrolment.person_id == Debt.person_id)
        .where(Enrolment.experiment_id == experiment.id)
        .distinct()
    )
    found = session.scalars(wanted.limit(2)).all()
    return found[0] if len(found) == 1 else None
