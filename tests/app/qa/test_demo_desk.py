"""The demo's quality desk: made once, with samples, calibrations and known calls to look at."""

from sqlalchemy import func, select

from app.models import AgreedMark, CalibrationSession, SamplePlan, ScoreSheet
from app.queries.oversight.qa.queue import queues_page
from app.queries.oversight.qa.sheets import closed_sheets, known_marks
from app.queries.rows import Role
from app.services.demo_past_calls import prepare_past_calls
from app.services.qa.demo_desk import prepare_desk
from audit.calibration.sheet import Purpose
from tests.app.qa.desk import KEY, analyst
from tests.app.world import NOW, World


def test_it_is_made_once_and_every_page_has_something(world: World) -> None:
    auditor, careful = world.actors[Role.AUDITOR], world.actors[Role.QA]
    analysts = [careful, analyst(world, 1), analyst(world, 2)]
    prepare_past_calls(world.database, auditor, careful, NOW, 3, lambda _id: None)
    for _ in range(2):
        prepare_desk(world.database, auditor, analysts, KEY, "Demo", NOW)
    with world.database.reading() as db:
        plans = db.scalars(select(SamplePlan).order_by(SamplePlan.drawn_at)).all()
        assert [p.ended_at is None for p in plans] == [False, False, True]
        assert all(p.figure and p.figure["n"] for p in plans[:2])
        page = queues_page(db, careful, NOW)
        assert page.plan and page.last and 0 < page.plan.done < page.plan.total and page.drawn
        sheets = closed_sheets(db, auditor.organisation_id)
        assert {s.purpose for s in sheets} >= {Purpose.RANDOM, Purpose.KNOWN, Purpose.CALIBRATION}
        assert {s.scorer for s in sheets} == {str(a.user_id) for a in analysts}
        assert all(s.at <= NOW for s in sheets) and known_marks(db, auditor.organisation_id)
        assert db.scalar(select(func.count()).select_from(CalibrationSession)) == 1
        assert db.scalar(select(func.count()).select_from(AgreedMark))
        assert db.scalar(select(func.count()).select_from(ScoreSheet)) == len(sheets)
