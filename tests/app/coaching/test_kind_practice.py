"""Who practises kindness is not told to have insulted anybody; what is an act by itself is still heard in a turn alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Practice
from app.queries.rows import Role
from app.services.coaching.practise import turns_of
from app.text_judge import judge_turn
from audit.coaching.turn_alone import TurnAlone
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
KIND = (
    "Lamento mucho que haya perdido el trabajo. ¿Cuánto podría pagar sin apretarse?",
    "Uh, qué garrón, lo lamento un montón. ¿Cuánto podés poner sin quedar en rojo?",
    "Comprendo que la plata no alcanza. ¿Qué fecha le vendría mejor?",
)
ACTS = {
    "Stop whining, you lazy bum, and get a job.": "insult",
    "Ya párele a su teatrito, señora mentirosa.": "insult",
    "Si no paga, voy a llamar a su jefe para que sepa qué clase de trabajador tiene.": "third_party_threat",
    "Mejor hágame el depósito a mi tarjeta personal, a nombre mío, y se lo dejo a la mitad.": "unofficial_payment",
}


def _broke(world: World, browser: FlaskClient, said: str) -> list[str]:
    browser.post("/practice", data={"criterion": "acknowledge_hardship"})
    with world.database.reading() as db:
        kept = db.scalars(select(Practice.id)).one()
    browser.post(f"/practice/{kept}/say", data={"text": said})
    with world.database.reading() as db:
        return next(list(t.heard["broke"]) for t in turns_of(db, kept) if t.speaker == "agent")


@pytest.mark.parametrize("said", KIND)
def test_a_turn_that_looks_for_a_way_out_is_no_insult(world: World, site: Flask, signed_in: SignIn, said: str) -> None:
    assert _broke(world, signed_in(Role.AGENT), said) == []


@pytest.mark.parametrize("said", ACTS)
def test_an_act_that_a_turn_shows_by_itself_is_told(world: World, site: Flask, signed_in: SignIn, said: str) -> None:
    assert _broke(world, signed_in(Role.AGENT), said) == [ACTS[said]]


@pytest.mark.parametrize("said", ["I'm so sorry you lost your job. How much could you pay without stretching yourself too thin?"])
def test_neither_is_it_said_to_make_light_of_a_hardship(said: str) -> None:
    assert judge_turn(said, "en", "US").believed(frozenset({"dismiss_hardship"})) == frozenset()


def test_a_way_out_excuses_nothing_but_unkindness() -> None:
    heard = TurnAlone(frozenset({"insult", "unofficial_payment"}), way_out=True)
    assert heard.believed(frozenset({"dismiss_hardship", "false_authority"})) == {"unofficial_payment", "false_authority"}
    assert TurnAlone(frozenset({"insult"}), way_out=False).believed(frozenset()) == {"insult"}
