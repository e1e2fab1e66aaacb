"""Answers as people write them: asking to stop is heard in any words, and a promise is not taken for it."""

import pytest

from app.operations.wording_replies import Asks, read_reply

STOP, CALLS, ALL, WRONG = Asks.STOP, Asks.STOP_CALLS, Asks.STOP_ALL, Asks.WRONG


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("BAJA", {STOP}),
        ("  Baja, por favor. ", {STOP}),
        ("STOP!!!", {STOP}),
        ("no", {STOP}),
        ("No gracias", {STOP}),
        ("quiero que me den de baja", {STOP}),
        ("No me escriban más", {STOP}),
        ("dejen de mandarme mensajes", {STOP}),
        ("no quiero recibir más mensajes", {STOP}),
        ("Please stop texting me", {STOP}),
        ("don’t text me again", {STOP}),
        ("Sáquenme", {STOP}),
        ("no me llamen más", {CALLS}),
        ("dejen de llamarme por favor", {CALLS}),
        ("no me llamen ni me escriban", {CALLS, STOP}),
        ("Stop calling me", {CALLS}),
        ("DÉJENME EN PAZ", {ALL}),
        ("no me molesten mas", {ALL}),
        ("No quiero que me contacten", {ALL}),
        ("por favor no vuelvan a contactarme", {ALL}),
        ("leave me alone", {ALL}),
        ("saquenme de la lista", {ALL, STOP}),
        ("borren mis datos", {ALL}),
        ("número equivocado", {WRONG}),
        ("no soy esa persona", {WRONG}),
        ("No conozco a esa señora, este número ya no es de ella", {WRONG}),
        ("Wrong number", {WRONG}),
    ],
)
def test_what_is_asked_is_heard(text: str, asked: set[Asks]) -> None:
    assert read_reply(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Hola, pago el viernes",
        "no tengo cómo pagar este mes",
        "no puedo hablar ahora, llámeme mañana",
        "¿Me pueden llamar a las 6?",
        "para el 15 pago todo",
        "no entiendo el monto",
        "se equivocaron en el monto",
        "ok gracias",
        "I can pay on Friday, call me",
        "No es mucho pero le deposito hoy",
        "no conozco ninguna deuda con ustedes",
        "cancelo el lunes",
        "Voy a cancelar la cuota el lunes",
        "",
    ],
)
def test_what_asks_for_something_else_stops_nothing(text: str) -> None:
    assert read_reply(text) == frozenset()
