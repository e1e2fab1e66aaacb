"""A vendor's first page tells of the plans that wait for its answer, until it has answered."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.models.correction import CorrectivePlan
from app.queries.rows import Role
from app.services.vendors.correct import answer_plan
from tests.app.vendors import month as m
from tests.app.world import World


def test_a_plan_waits_on_the_first_page_until_it_is_answered(world: World, signed_in: Callable[[Role], FlaskClient]) -> None:
    who, browser = world.actors[Role.VENDOR], signed_in(Role.VENDOR)
    assert "plan correctivo espera" not in browser.get("/portal").text
    with world.database.writing() as db:
        plan = CorrectivePlan(
            id="a" * 32, organisation_id=who.organisation_id, vendor_id=who.vendor_id or 0, share_ids=[], asked="Corregir.",
            due_on=m.LAST, state="open", opened_at=m.NOW, opened_by="Auditora",
        )  # fmt: skip
        db.add(plan)
        db.commit()
    assert "1 plan correctivo espera su respuesta" in browser.get("/portal").text
    with world.database.writing() as db:
        answer_plan(db, who, "a" * 32, "Se corrigió.", m.NOW)
    assert "plan correctivo espera" not in browser.get("/portal").text
