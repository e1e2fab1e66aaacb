"""The plan's page speaks of the ghosts that are there, twins among them, in the words of the command line."""

from datetime import timedelta

from app.models.wave import Wave
from app.queries.oversight.wave_plan import plan_page
from app.services.waves.people_wave import keep_people
from app.services.waves.plan_wave import plan_wave
from audit.ghosts.plan_file import from_dict
from audit.ghosts.plan_words import assumed_said, conclusion
from tests.app.wave_world import SEALED, auditor, ghost_lines, planned
from tests.app.world import World

ASKED = {"tolerated": "2 %", "matters": "60 %", "design_effect": "1", "line_cost": "1000", "pairs": "1"}


def test_cost_risk_and_page_are_of_the_ghosts_that_are_there(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, ASKED, SEALED)
    with world.database.reading() as db:
        before = plan_page(db, auditor(world), wave_id, "es", SEALED)
    row = before.vendors[0]
    assert (row.ghosts, row.planned, row.twins) == (before.per_vendor, before.per_vendor, 2)
    more = row.ghosts + 5
    with world.database.writing() as db:
        keep_people(db, db.get_one(Wave, wave_id), ghost_lines(more), SEALED - timedelta(days=2), "test")
        db.commit()
    with world.database.reading() as db:
        after = plan_page(db, auditor(world), wave_id, "es", SEALED)
    now = after.vendors[0]
    assert (now.ghosts, now.planned, now.twins, after.planted) == (more, row.planned, 2, more)
    assert now.share == more / 120 and (now.noticed or 0) > (row.noticed or 1)
    assert after.costs[0].what.endswith(str(more)) and after.costs[0].amount == 1000 * more
    assert after.per_vendor == before.per_vendor, "what was planned is still said"


def test_the_page_says_what_the_command_says(world: World) -> None:
    wave_id = planned(world)
    with world.database.writing() as db:
        kept = plan_wave(db, auditor(world), wave_id, ASKED, SEALED).plan or {}
    plan = from_dict(kept["full"])
    for lang in ("es", "en"):
        with world.database.reading() as db:
            page = plan_page(db, auditor(world), wave_id, lang, SEALED)
        assert page.conclusion == conclusion(plan, lang)
        assert page.assumed == assumed_said(plan.question.suspicion, lang)
        assert ("0,5" if lang == "es" else "0.5") in page.assumed
