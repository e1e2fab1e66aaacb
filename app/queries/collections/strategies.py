"""Strategies for the pages: every segment with what is live in it, one strategy with its steps."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models.debt import Debt
from app.models.portfolio import Segment
from app.models.strategy import Enrolment, Experiment, Strategy, Template
from app.operations.readout import Declared
from app.queries.collections.experiments import declared_of, in_order


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One version. `state` draft, live, retired."""

    id: int
    name: str
    version: int
    state: str
    share_percent: int
    steps: int
    simulated: bool
    made_by: str


@dataclass(frozen=True, slots=True)
class TestRow:
    """What is or was live in a segment; `declared` None where one strategy stood alone."""

    id: int
    live_from: date
    live_to: date | None
    declared: Declared | None
    people: int
    arms: tuple[StrategyRow, ...]


@dataclass(frozen=True, slots=True)
class SegmentCard:
    """A segment: its people, what is live, drafts that wait, tests that were."""

    id: int
    name: str
    people: int
    live: TestRow | None
    drafts: tuple[StrategyRow, ...]
    retired: tuple[StrategyRow, ...]
    past: tuple[TestRow, ...]


@dataclass(frozen=True, slots=True)
class StrategyPage:
    """One strategy; `keys` are the templates there are, by channel, and `versions` its others."""

    row: StrategyRow
    segment_id: int
    segment: str
    document: dict[str, Any]
    simulated: dict[str, Any] | None
    keys: tuple[str, ...]
    versions: tuple[StrategyRow, ...]


def strategies_page(session: Session, actor: Actor) -> tuple[SegmentCard, ...]:
    """Every active segment by position."""
    mine = actor.organisation_id
    wanted = (
        select(Segment).where(Segment.organisation_id == mine, Segment.active.is_(True)).order_by(Segment.position, Segment.id)
    )
    people = _counted(session, mine)
    rows: dict[int, list[Strategy]] = defaultdict(list)
    for row in session.scalars(select(Strategy).where(Strategy.organisation_id == mine).order_by(Strategy.id)):
        rows[row.segment_id].append(row)
    tests: dict[int, list[Experiment]] = defaultdict(list)
    for test in session.scalars(select(Experiment).where(Experiment.organisation_id == mine).order_by(Experiment.id.desc())):
        tests[test.segment_id].append(test)
    enrolled = _enrolled(session, mine)
    return tuple(_card(s, people.get(s.id, 0), rows[s.id], tests[s.id], enrolled) for s in session.scalars(wanted))


def segment_card(session: Session, actor: Actor, segment_id: int) -> SegmentCard:
    """One segment. Raises NotFound."""
    found = next((card for card in strategies_page(session, actor) if card.id == segment_id), None)
    if found is None:
        raise NotFound(f"no hay tramo {segment_id}", f"there is no segment {segment_id}")
    return found


def strategy_page(session: Session, actor: Actor, strategy_id: int) -> StrategyPage:
    """One strategy of the asker's client. Raises NotFound."""
    row = session.get(Strategy, strategy_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay estrategia {strategy_id}", f"there is no strategy {strategy_id}")
    same = select(Strategy).where(Strategy.segment_id == row.segment_id, Strategy.name == row.name).order_by(Strategy.version)
    keys = select(Template.key).where(Template.organisation_id == actor.organisation_id).distinct().order_by(Template.key)
    return StrategyPage(
        row=_row(row),
        segment_id=row.segment_id,
        segment=session.get_one(Segment, row.segment_id).name,
        document=row.steps,
        simulated=row.simulated,
        keys=tuple(session.scalars(keys)),
        versions=tuple(_row(each) for each in session.scalars(same)),
    )


def _row(row: Strategy) -> StrategyRow:
    steps = len(row.steps["steps"])
    return StrategyRow(row.id, row.name, row.version, row.state, row.share_percent, steps, row.simulated is not None, row.made_by)


def _card(
    segment: Segment, people: int, rows: Sequence[Strategy], tests: Sequence[Experiment], enrolled: dict[int, int]
) -> SegmentCard:
    def told(test: Experiment) -> TestRow:
        arms = tuple(_row(row) for row in in_order(test, (row for row in rows if row.seed == test.seed)))
        until = test.live_to.date() if test.live_to else None
        return TestRow(test.id, test.live_from.date(), until, declared_of(test.declared), enrolled.get(test.id, 0), arms)

    live = next((told(test) for test in tests if test.live_to is None), None)
    newest = {row.name: row for row in rows}
    retired = tuple(_row(row) for row in newest.values() if row.state == "retired")
    return SegmentCard(
        id=segment.id,
        name=segment.name,
        people=people,
        live=live,
        drafts=tuple(_row(row) for row in rows if row.state == "draft"),
        retired=retired,
        past=tuple(told(test) for test in tests if test.live_to is not None),
    )


def _counted(session: Session, organisation_id: int) -> dict[int, int]:
    wanted = (
        select(Debt.segment_id, func.count(Debt.person_id.distinct()))
        .where(Debt.organisation_id == organisation_id, Debt.state == "open", Debt.segment_id.is_not(None))
        .group_by(Debt.segment_id)
    )
    return {segment: n for segment, n in session.execute(wanted).tuples() if segment is not None}


def _enrolled(session: Session, organisation_id: int) -> dict[int, int]:
    wanted = (
        select(Enrolment.experiment_id, func.count())
        .join(Experiment, Experiment.id == Enrolment.experiment_id)
        .where(Experiment.organisation_id == organisation_id)
        .group_by(Enrolment.experiment_id)
    )
    return dict(session.execute(wanted).tuples().all())
