"""What overturning a mark would change in a published month is told once, whatever segments were compared beside it."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.models import Recording, Vendor
from app.models.comparison import Comparison as Kept
from app.queries.oversight.qa.appeal_effect import _months
from reports.scorecards.as_json import comparison_dict
from tests.app.world import World
from tests.web import scorecard_samples

MADE = datetime(2026, 6, 2, 12, tzinfo=UTC)


def test_a_month_compared_by_segments_too_is_one_row(world: World) -> None:
    world.audited()
    made = scorecard_samples.comparison()
    with world.database.writing() as db:
        recording = db.scalars(select(Recording).where(Recording.vendor_id.is_not(None)).order_by(Recording.id)).first()
        assert recording is not None
        vendor = db.get_one(Vendor, recording.vendor_id)
        told = comparison_dict(scorecard_samples.keyed(made, {v.key: f"{vendor.id + n}" for n, v in enumerate(made.vendors)}))
        for segment in ("Temprana", "", "Tardía"):
            db.add(
                Kept(
                    id=uuid4().hex,
                    organisation_id=recording.organisation_id,
                    fingerprint=uuid4().hex * 2,
                    first=date(2026, 1, 1),
                    last=date(2026, 12, 31),
                    segment=segment,
                    horizon_days=made.horizon_days,
                    months=6,
                    state="made",
                    share_done=100,
                    told=told,
                    asked_at=MADE,
                    made_at=MADE,
                )
            )
        db.flush()
        assert [m.segment for m in _months(db, recording, ZoneInfo("America/Santiago"), False)] == [""]
