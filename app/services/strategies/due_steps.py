"""What the live strategies ask today: every debt under them, each person in the arm they fell into. Writes enrolments only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.person import Person
from app.models.strategy import Enrolment, Experiment, Strategy
from app.operations.arms import Arm, arm_of
from app.operations.readout import Declared
from app.operations.strategy import History, Plan, Step, Taken
from app.operations.strategy_next import Due, next_step
from app.operations.strategy_reading import read_plan
from app.queries.collections.desk_clock import day_of
from app.queries.collections.experiments import arms_of, declared_of, live_experiments
from app.queries.collections.strategies_facts import Facts, debts_of, facts_of


@dataclass(frozen=True, slots=True)
class StepDue:
    """A step a strategy asks for a debt: due since `since`, worth doing until `until`, in the cycle of `cycle_on`."""

    debt_id: int
    person_id: int
    strategy_id: int
    strategy_name: str
    step: Step
    since: date
    until: date
    cycle_on: date

    def once(self, channel: str) -> str:
        """The key under which the contact is asked for, so that asked twice it goes out once."""
        return f"step.{self.strategy_id}.{self.debt_id}.{self.cycle_on:%Y%m%d}.{self.step.key}.{channel}"[:120]


def due_steps(session: Session, organisation_id: int, now: datetime) -> Iterator[StepDue]:
    """Every step due now, by segment and debt; people seen for the first time are enrolled first. The caller commits."""
    for experiment in live_experiments(session, organisation_id):
        yield from _of_experiment(session, experiment, now)


def _of_experiment(session: Session, experiment: Experiment, now: datetime) -> Iterator[StepDue]:
    rows, arms = arms_of(session, experiment)
    if not rows:
        return
    plans = {row.id: (row, read_plan(row.steps)) for row in rows}
    declared = declared_of(experiment.declared)
    for chunk in debts_of(session, experiment.segment_id):
        since = enrol(session, experiment, declared, [person for _, person in chunk], now)
        facts = facts_of(session, chunk)
        for debt, person in chunk:
            strategy, plan = plans[_arm(person.id, experiment, arms, since)]
            found = due_for(debt, person, strategy, plan, facts[debt.id], since.get(person.id), now)
            if found is not None:
                yield found


def _arm(person: int, experiment: Experiment, arms: Sequence[Arm], enrolled: Mapping[int, date]) -> int:
    """Whoever comes after the last day to enrol gets the champion, and counts for nobody."""
    return arm_of(person, experiment.seed, arms).strategy if person in enrolled else arms[0].strategy


def due_for(
    debt: Debt, person: Person, strategy: Strategy, plan: Plan, facts: Facts, since: date | None, now: datetime
) -> StepDue | None:
    """The step due for one debt on its person's day, or None."""
    today = today_of(person, now)
    taken = tuple(Taken(step if name == strategy.name else f"{name}\x1f{step}", on) for name, step, on in facts.taken)
    found = next_step(plan, History(since or today, facts.due_on, taken, facts.stops), today)
    if not isinstance(found, Due):
        return None
    cycle = facts.due_on or date.min
    return StepDue(debt.id, person.id, strategy.id, strategy.name, found.step, found.since, found.until, cycle)


def today_of(person: Person, now: datetime) -> date:
    """The day it is for the person; that of their country's capital where their zone is not known."""
    return day_of(person, now)


def enrol(
    session: Session, experiment: Experiment, declared: Declared | None, people: Sequence[Person], now: datetime
) -> dict[int, date]:
    """The day each person fell under the experiment, writing down those seen for the first time.

    After the last day declared nobody enrols any more, so that the number read is the number that was drawn.
    """
    ids = list({person.id for person in people})
    wanted = select(Enrolment.person_id, Enrolment.on).where(
        Enrolment.experiment_id == experiment.id, Enrolment.person_id.in_(ids)
    )
    known = dict(session.execute(wanted).tuples().all())
    today = now.date()
    if declared is not None and today > declared.enrols_until:
        return known
    for person in sorted(set(ids) - set(known)):
        session.add(Enrolment(experiment_id=experiment.id, person_id=person, on=today))
        known[person] = today
    session.flush()
    return known
