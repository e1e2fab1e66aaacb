"""The days of an appeal are told on the client's clock: what was written late in the evening was written that day."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import AgentCode, Person, Vendor
from app.queries.rows import Role
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from tests.app.qa.desk import analyst, heard
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
LATE_ON_THE_18TH = datetime(2026, 5, 19, 2, 30, tzinfo=UTC)
LATE_ON_THE_20TH = datetime(2026, 5, 21, 1, 0, tzinfo=UTC)


def test_an_appeal_of_the_evening_belongs_to_that_day(world: World, signed_in: SignIn) -> None:
    _run, (call, *_) = world.audited("a.wav")
    agent, second = world.actors[Role.AGENT], analyst(world, 1)
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        owner = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor}
        db.add(AgentCode(**owner, code="A-118", added_at=NOW))
        here = {"country": "CL", "zone": "America/Santiago", "updated_at": NOW}
        db.add(Person(organisation_id=agent.organisation_id, identity="ID-1", name="Rosa Muñoz", **here))
        db.commit()
    with world.database.writing() as db:
        appeal = appeal_mark(db, agent, call, "false_legal_threat", 0, "No dije eso.", LATE_ON_THE_18TH, start_s=0.0).id
    mine = signed_in(Role.AGENT)
    assert "Apelada el 18 may:" in mine.get(f"/my/calls/{call}").text
    with world.database.writing() as db:
        give_opinion(db, second, appeal, heard("happened"), LATE_ON_THE_20TH)
    with world.database.writing() as db:
        decide_appeal(db, second, appeal, Answer("upheld", "Se oye."), LATE_ON_THE_20TH)
    page = mine.get(f"/my/calls/{call}").text
    assert "Apelada el 18 may:" in page and "Respondida el 20 may:" in page
