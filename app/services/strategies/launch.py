"""Putting strategies live in a segment: one for everybody, or champion and challengers with what was declared before."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models.portfolio import Segment
from app.models.strategy import Experiment, Strategy
from app.operations.arms import Arm, BadShares, check
from app.operations.readout import Declared
from app.operations.strategy_reading import read_plan
from app.queries.collections.experiments import declared_document, live_experiment
from app.queries.collections.templates import missing_texts
from app.services.strategies.edit_strategy import next_version, own_strategy


def launch(session: Session, actor: Actor, arms: Sequence[Arm], declared: Declared | None, now: datetime) -> Experiment:
    """The first arm is the champion. What was live in the segment ends; its people enrol anew, under a seed nobody chose.

    A strategy that was live before goes out as a new version, so that no version ever had two shares. Raises BadInput for
    shares, for a test without a declaration, or for texts that are not live; Conflict for strategies of several segments.
    """
    _check_shares(arms, declared)
    rows = [own_strategy(session, actor, arm.strategy) for arm in arms]
    if len({row.segment_id for row in rows}) != 1:
        raise Conflict("las estrategias son de tramos distintos", "the strategies belong to different segments")
    session.get(Segment, rows[0].segment_id, with_for_update=True)  # two who launch at once go one after the other
    for row in rows:
        _check_texts(session, actor, row)
    before = live_experiment(session, rows[0].segment_id)
    if before is not None:
        before.live_to = now
        for old in session.scalars(select(Strategy).where(Strategy.seed == before.seed, Strategy.state == "live")):
            old.state, old.live_to = "retired", now
    going = [row if row.state == "draft" else next_version(session, actor, row, now) for row in rows]
    experiment = Experiment(
        organisation_id=actor.organisation_id,
        segment_id=rows[0].segment_id,
        seed=secrets.token_hex(16),
        declared=_document(declared),
        live_from=now,
        made_by=actor.name,
    )
    session.add(experiment)
    if experiment.declared is not None:  # a version made for this launch is younger than a draft it is tested against
        session.flush()
        experiment.declared = experiment.declared | {"arms": [row.id for row in going]}
    for row, arm in zip(going, arms, strict=True):
        row.state, row.live_from, row.seed, row.share_percent = "live", now, experiment.seed, arm.share_percent
    session.commit()
    return experiment


def stop(session: Session, actor: Actor, segment_id: int, now: datetime) -> None:
    """Nothing more goes out to the segment by strategy. Raises Conflict where nothing is live."""
    found = live_experiment(session, segment_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise Conflict("en este tramo no hay nada en marcha", "nothing is live in this segment")
    found.live_to = now
    for row in session.scalars(select(Strategy).where(Strategy.seed == found.seed, Strategy.state == "live")):
        row.state, row.live_to = "retired", now
    session.commit()


def _document(declared: Declared | None) -> dict[str, Any] | None:
    return None if declared is None else declared_document(declared)


def _check_shares(arms: Sequence[Arm], declared: Declared | None) -> None:
    try:
        check(arms)
    except BadShares as cause:
        shares = " + ".join(str(arm.share_percent) for arm in arms)
        raise BadInput(
            f"los porcentajes ({shares}) deben ser de 1 a 100 y sumar 100",
            f"the shares ({shares}) must be 1 to 100 and add up to 100",
            "shares",
        ) from cause
    if len(arms) > 1 and declared is None:
        raise BadInput(
            "diga antes qué resultado decide, cuándo se mira y hasta cuándo",
            "say beforehand which outcome decides, how it is looked at and until when",
            "outcome",
        )


def _check_texts(session: Session, actor: Actor, row: Strategy) -> None:
    lacking = missing_texts(session, actor.organisation_id, read_plan(row.steps))
    if lacking:
        step, channel, template = lacking[0]
        raise BadInput(
            f"«{row.name}», paso {step}: no hay texto en uso de «{template}» para {channel}; póngalo en uso primero",
            f"“{row.name}”, step {step}: “{template}” has no live text for {channel}; put one live first",
            "texts",
        )
