"""Where an appeal points: a second of a call with times, a turn of one with words only; what is no place is said at its field."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Appeal, Heard, Recording
from app.queries.rows import Role
from app.services.coaching.codes import add_code
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
FORM = {"criterion": "false_legal_threat", "instance": "0", "reason": "Leí el guion aprobado."}


@pytest.fixture
def call(world: World) -> str:
    """A judged call of the agent's own code."""
    _run, ids = world.audited("a.wav")
    with world.database.writing() as db:
        add_code(db, world.actors[Role.ADMIN], world.actors[Role.AGENT].user_id or 0, "A-118", "Marea Sur", NOW)
    return ids[0]


def only_words(world: World, call: str) -> int:
    """Take the sound and the times away; how many turns it has."""
    with world.database.writing() as db:
        db.get_one(Recording, call).audio = "never"
        kept = db.get_one(Heard, call)
        turns = [{**turn, "start": None, "end": None} for turn in kept.transcript["turns"]]
        kept.transcript = {**kept.transcript, "turns": turns}
        db.commit()
    return len(turns)


def wrong(page: str) -> dict[str, bool]:
    """Which fields of the open form are marked as wrong."""
    opened = re.search(r"<details open>.*?</details>", page, re.DOTALL)
    assert opened is not None
    tags = re.findall(r'<(?:input|textarea)[^>]*name="(reason|second|turn)"([^>]*)>', opened.group(0))
    return {name: 'aria-invalid="true"' in rest for name, rest in tags}


def test_a_moment_the_call_does_not_have_is_said_beside_its_own_field(world: World, call: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.AGENT)
    assert "El minuto y el segundo, como 1:05" in browser.get(f"/my/calls/{call}").text
    for second, said in (("99999", "Ese momento no está en la llamada, que dura "), ("pronto", "Escriba el momento como 1:05")):
        refused = browser.post(f"/my/calls/{call}/appeal", data={**FORM, "second": second})
        assert refused.status_code == 422 and said in refused.text and f'value="{second}"' in refused.text
        assert wrong(refused.text) == {"reason": False, "second": True}
    refused = browser.post(f"/my/calls/{call}/appeal", data={**FORM, "reason": "", "second": "0:00"})
    assert wrong(refused.text) == {"reason": True, "second": False}


def test_a_call_of_words_is_pointed_at_by_its_turn(world: World, call: str, signed_in: SignIn) -> None:
    turns, browser = only_words(world, call), signed_in(Role.AGENT)
    page = browser.get(f"/my/calls/{call}").text
    assert f"El número del turno, de 1 a {turns}" in page and 'name="second"' not in page
    said = {
        "99": f"La llamada no tiene el turno 99: tiene {turns}",
        "0": "no tiene el turno 0",
        "x": "no es el número de un turno",
    }
    for turn, why in said.items():
        refused = browser.post(f"/my/calls/{call}/appeal", data={**FORM, "turn": turn})
        assert refused.status_code == 422 and why in refused.text
        assert wrong(refused.text) == {"reason": False, "turn": True}
    by_second = browser.post(f"/my/calls/{call}/appeal", data={**FORM, "second": "5"})
    assert by_second.status_code == 422 and "diga el turno" in by_second.text
    assert browser.post(f"/my/calls/{call}/appeal", data={**FORM, "turn": f"Turno {turns}"}).status_code == 303
    with world.database.reading() as db:
        assert db.execute(select(Appeal.turn, Appeal.start_s)).one() == (turns - 1, None)
