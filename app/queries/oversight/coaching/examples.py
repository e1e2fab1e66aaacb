"""What good sounds like: the best call of the same team for a duty, of somebody who allowed it; and what goes along with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from app.models import Duty, ExamplePermission, Finding, Recording, Verdict
from app.queries.audio_rows import Audio
from app.queries.coaching_rows import Association
from app.queries.oversight.calls import HELD
from app.queries.oversight.coaching.facts import SeenCall, of_desk
from app.queries.oversight.performance import is_real_call
from audit.coaching.calls import Figure
from reports.intervals import wilson

GOOD_ENDS = ("promise", "payment_plan", "hardship_hold", "paid_already")
_LOOKED_AT = 200
FEWEST_TO_ASSOCIATE = 20


def permitted(session: Session, organisation_id: int, vendor_id: int | None) -> frozenset[str]:
    """The team's agents whose newest word is that their good calls may be heard."""
    rows = session.execute(
        select(ExamplePermission.agent, ExamplePermission.given)
        .where(
            ExamplePermission.organisation_id == organisation_id,
            ExamplePermission.vendor_id.is_(None) if vendor_id is None else ExamplePermission.vendor_id == vendor_id,
        )
        .order_by(ExamplePermission.id)
    ).tuples()
    newest = dict(rows.all())
    return frozenset(agent for agent, given in newest.items() if given)


def best_example(
    session: Session, organisation_id: int, vendor_id: int | None, criterion: str, not_of: str, before: datetime
) -> tuple[Recording, Duty] | None:
    """The met duty of a colleague: confirmed by a person first, then a call that ended well, then with sound, then the newest.

    A call with any breach that stands is no example.
    """
    allowed = permitted(session, organisation_id, vendor_id) - {not_of}
    if not allowed:
        return None
    broken = exists().where(and_(Finding.evaluation_id == Verdict.evaluation_id, Finding.standing.in_((*HELD, "to_review"))))
    rows = session.execute(
        select(Recording, Verdict, Duty)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Duty, and_(Duty.evaluation_id == Verdict.evaluation_id, Duty.criterion == criterion))
        .where(
            of_desk(organisation_id, vendor_id),
            is_real_call(),
            Recording.agent.in_(sorted(allowed)),
            Recording.called_at < before,
            Duty.status == "met",
            Duty.quote.is_not(None),
            ~broken,
        )
        .order_by(Recording.called_at.desc(), Recording.id)
        .limit(_LOOKED_AT)
    ).tuples()
    found = list(rows)
    if not found:
        return None
    recording, _, duty = max(
        found,
        key=lambda row: (
            row[1].signed_at is not None,
            row[1].outcome in GOOD_ENDS,
            row[0].audio == Audio.KEPT.value,
            row[2].confidence or 0.0,
        ),
    )
    return recording, duty


def association(criterion: str, calls: Sequence[SeenCall]) -> Association | None:
    """How calls end with the duty done and without; None where either side is too small to say."""
    done, without = [c.agreed for c in calls if c.good], [c.agreed for c in calls if not c.good]
    if min(len(done), len(without)) < FEWEST_TO_ASSOCIATE:
        return None
    return Association(criterion, _share(done), _share(without))


def _share(hits: Sequence[bool]) -> Figure:
    found = wilson(sum(hits), len(hits))
    return Figure(found.value, found.low, found.high, found.n)
