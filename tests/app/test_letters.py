"""A note keeps no letter that no database keeps, and what is refused is told where it was written."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import AgentCode, Note, Vendor
from app.queries.rows import Role
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]


def test_a_note_of_nothing_but_nul_is_empty_and_one_within_a_note_is_left_out(world: World, signed_in: SignIn) -> None:
    _run, (call, *_) = world.audited("a.wav")
    browser = signed_in(Role.AUDITOR)
    for sent in ("\x00", " \x00 ", ""):
        told = browser.post(f"/calls/{call}/note", data={"text": sent}, follow_redirects=True)
        assert "La nota está vacía" in told.text
    told = browser.post(f"/calls/{call}/note", data={"text": "n" * 10_000}, follow_redirects=True)
    assert "La nota tiene 10000 letras; el máximo es 4000" in told.text
    browser.post(f"/calls/{call}/note", data={"text": "se oye\x00 bien"})
    with world.database.reading() as db:
        assert db.scalars(select(Note.text)).all() == ["se oye bien"]
    assert browser.get("/calls?q=%00embargo&page=%001").status_code == 200


def test_an_appeal_of_what_is_no_mark_says_why_on_the_page(world: World, signed_in: SignIn) -> None:
    _run, (call, *_) = world.audited("a.wav")
    agent = world.actors[Role.AGENT]
    with world.database.writing() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Marea Sur")).one()
        owner = {"organisation_id": agent.organisation_id, "user_id": agent.user_id or 0, "vendor_id": vendor}
        db.add(AgentCode(**owner, code="A-118", added_at=NOW))
        db.commit()
    for sent in ({}, {"criterion": "zz", "instance": "abc", "reason": "No fue así."}):
        told = signed_in(Role.AGENT).post(f"/my/calls/{call}/appeal", data=sent)
        assert told.status_code == 422 and 'class="notice error" role="alert"' in told.text
