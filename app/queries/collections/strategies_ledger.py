"""What each text cost to make and try, by kind of client and sector, and the lift it earned where a test measured it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.interaction import Interaction
from app.models.strategy import Experiment, Strategy, Template
from app.operations.readout import Compared, Outcome, Verdict, read_out
from app.queries.collections.experiments import arms_of, declared_of
from app.queries.collections.readouts import arms_seen


@dataclass(frozen=True, slots=True)
class Lift:
    """What a test said of a text: the outcome that decided, the difference with its interval, and where to read it."""

    experiment_id: int
    outcome: Outcome
    verdict: Verdict
    row: Compared


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One version of a text. `lift` None: not measured. Costs are minor units of `currency`; `sent` how often it went out."""

    id: int
    key: str
    channel: str
    country: str
    language: str
    tone: str
    version: int
    state: str
    client_type: str | None
    sector: str | None
    currency: str | None
    setup_minor: int
    test_minor: int
    sent: int
    sent_micros: int
    lift: Lift | None


def ledger(session: Session, actor: Actor, now: datetime) -> tuple[LedgerRow, ...]:
    """Every version of every text, by client type, sector and key."""
    mine = actor.organisation_id
    sent = _sent(session, mine)
    lifts = _lifts(session, mine, now.date())
    wanted = (
        select(Template)
        .where(Template.organisation_id == mine)
        .order_by(
            Template.client_type,
            Template.sector,
            Template.key,
            Template.channel,
            Template.language,
            Template.tone,
            Template.version,
        )
    )
    return tuple(_row(row, sent.get(row.id, (0, 0)), lifts.get(row.key)) for row in session.scalars(wanted))


def _row(row: Template, sent: tuple[int, int], lift: Lift | None) -> LedgerRow:
    return LedgerRow(
        id=row.id,
        key=row.key,
        channel=row.channel,
        country=row.country,
        language=row.language,
        tone=row.tone,
        version=row.version,
        state=row.state,
        client_type=row.client_type,
        sector=row.sector,
        currency=row.currency,
        setup_minor=row.setup_cost_minor,
        test_minor=row.test_cost_minor,
        sent=sent[0],
        sent_micros=sent[1],
        lift=lift if sent[0] else None,
    )


def _sent(session: Session, organisation_id: int) -> dict[int, tuple[int, int]]:
    wanted = (
        select(Interaction.template_id, func.count(), func.sum(Interaction.cost_micros))
        .where(Interaction.organisation_id == organisation_id, Interaction.template_id.is_not(None))
        .where(Interaction.state != "refused")
        .group_by(Interaction.template_id)
    )
    return {id: (n, int(cost or 0)) for id, n, cost in session.execute(wanted).tuples() if id is not None}


def _lifts(session: Session, organisation_id: int, today: date) -> dict[str, Lift]:
    """By text's key: the newest decided test whose two arms differ in that text alone. Anything else measured a mixture."""
    out: dict[str, Lift] = {}
    wanted = select(Experiment).where(Experiment.organisation_id == organisation_id).order_by(Experiment.id)
    for experiment in session.scalars(wanted):
        declared = declared_of(experiment.declared)
        rows, arms = arms_of(session, experiment)
        key = text_tried(rows)
        if declared is None or key is None or today < declared.decides_on:
            continue
        read = read_out(declared, arms_seen(session, experiment, arms, declared, today), today)
        _, verdict, compared = read.challengers[0]
        row = next(each for each in compared if each.outcome is declared.outcome)
        out[key] = Lift(experiment.id, declared.outcome, verdict, row)
    return out


def text_tried(rows: tuple[Strategy, ...]) -> str | None:
    """The one text the challenger has and the champion has not, where the arms are alike in all else; None otherwise."""
    if len(rows) != 2:
        return None
    champion, challenger = (row.steps["steps"] for row in rows)
    if len(champion) != len(challenger):
        return None
    changed = defaultdict(set)
    for one, other in zip(champion, challenger, strict=True):
        for name in set(one) | set(other):
            if one.get(name) != other.get(name) and name != "key":
                changed[name].add(other.get(name) if name == "template" else "")
    return next(iter(changed["template"])) if set(changed) == {"template"} and len(changed["template"]) == 1 else None
