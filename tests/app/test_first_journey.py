"""From a folder to a signed call, through the pages."""

import io
from collections.abc import Callable

from flask.testing import FlaskClient

from app.queries.rows import Role
from tests.app.world import CALLS_CSV, World, wav

SignIn = Callable[[Role], FlaskClient]


def test_a_folder_is_uploaded_audited_reviewed_and_signed(signed_in: SignIn, world: World) -> None:
    browser = signed_in(Role.ADMIN)
    files = [(io.BytesIO(wav(1)), "a.wav"), (io.BytesIO(wav(2)), "b.wav"), (io.BytesIO(CALLS_CSV.encode()), "calls.csv")]
    sent = browser.post("/upload", data={"name": "Mayo", "files": files})
    assert sent.status_code == 303, sent.text
    page = browser.get(sent.location).text
    assert "a.wav" in page and "b.wav" in page
    from sqlalchemy import select

    from app.models import Recording

    with world.database.reading() as db:
        ids = list(db.scalars(select(Recording.id).order_by(Recording.code)))
    world.audit(ids)
    assert "MS-1" in browser.get("/").text
    review = browser.get(f"/calls/{ids[0]}").text
    assert "embargarle" in review
    denied = browser.post(
        f"/calls/{ids[0]}/decide",
        data={"criterion": "false_legal_threat", "instance": "0", "decision": "not_happened", "reason": ""},
    )
    assert denied.status_code == 422
    decided = browser.post(
        f"/calls/{ids[0]}/decide",
        data={"criterion": "false_legal_threat", "instance": "0", "decision": "not_happened", "reason": "cita al tribunal"},
    )
    assert decided.status_code == 303
    assert browser.post(f"/calls/{ids[0]}/sign").status_code == 303
    assert "Persona admin" in browser.get(f"/calls/{ids[0]}").text
