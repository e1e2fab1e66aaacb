"""While a call goes on: an act is told once, with its second; a rise of tension is seldom false; danger is always told."""

from dataclasses import replace

import numpy as np
import pytest

from audit.calls import VIOLATIONS
from audit.judges.local import LocalJudge
from audit.live.danger import danger
from audit.live.possible import BEFORE_DEBT, Reader, Watch
from audit.live.tension import FEWEST_HALVES, Base, Phrase
from speech.transcript import Speaker, Turn

TALK = (
    (Speaker.AGENT, "Buenos días, ¿hablo con Carolina Pizarro?"),
    (Speaker.DEBTOR, "Sí, soy yo."),
    (Speaker.AGENT, "Le habla Rodrigo, de Cobros Marisma. Usted debe quinientos mil pesos de la tarjeta. ¿Cuándo piensa pagar?"),
    (Speaker.DEBTOR, "Me despidieron en septiembre y todavía no encuentro trabajo."),
    (
        Speaker.AGENT,
        "Si hoy no paga, mañana mismo va el receptor con la fuerza pública y le embarga el televisor y el refrigerador.",
    ),
    (Speaker.DEBTOR, "¡Si nunca me ha llegado nada de un juzgado!"),
    (Speaker.AGENT, "Así funciona. Mañana le embargan todo lo que haya en la casa, con la fuerza pública."),
)


def turns(talk: tuple[tuple[Speaker, str], ...] = TALK) -> tuple[Turn, ...]:
    return tuple(Turn(i, who, text, 6.0 * i, 6.0 * i + 5) for i, (who, text) in enumerate(talk))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(LocalJudge(threads=1))


def test_an_act_is_told_once_when_it_is_said_and_where(reader: Reader) -> None:
    watch, told = Watch(reader, "a", "es", "CL"), []
    for n in range(1, len(TALK) + 1):
        told += [(n, p) for p in watch.see(turns()[:n])]
    threats = [(n, p) for n, p in told if p.criterion == "false_legal_threat"]
    assert len(threats) == 1
    heard, threat = threats[0]
    assert heard in (5, 6) and threat.turn == 4 and 24.0 <= threat.at_s <= 29.0
    assert "fuerza pública" in threat.quote and threat.confidence >= 0.74


def test_the_same_turn_looked_at_again_tells_nothing_new(reader: Reader) -> None:
    watch = Watch(reader, "a", "es", "CL")
    assert watch.see(turns()) and watch.see(turns()) == []


def test_a_decent_call_and_a_call_about_no_debt_are_left_alone(reader: Reader) -> None:
    decent = (
        (Speaker.AGENT, "Buenos días, ¿hablo con Rosa Tapia? Soy Paula, de Gestora Quillay; la llamada se graba."),
        (Speaker.DEBTOR, "Sí, con ella."),
        (Speaker.AGENT, "Es por su crédito: quedó pendiente la cuota de octubre. ¿Le pasó algo?"),
        (Speaker.DEBTOR, "Me atrasé. Puedo pagar el viernes."),
        (Speaker.AGENT, "Perfecto, el viernes entonces, en la página del banco. Muchas gracias, que esté bien."),
    )
    assert [p for n in range(1, 6) for p in Watch(reader, "b", "es").see(turns(decent)[:n])] == []
    menu = ((Speaker.AGENT, "Marque uno para hablar con la fuerza pública y dos para el receptor."),)
    assert Watch(reader, "c", "es").see(turns(menu)) == []


def test_a_grave_act_is_told_before_any_word_of_debt_once_somebody_answered(reader: Reader) -> None:
    sheriff = (
        (Speaker.DEBTOR, "Hello?"),
        (
            Speaker.AGENT,
            "Ma'am, this is Officer Malloy with the county fraud division. I have a case on my desk with your name on it.",
        ),
        (Speaker.DEBTOR, "A case? What did I do?"),
        (
            Speaker.AGENT,
            "There's a warrant ready, and a deputy will be at your door this afternoon, unless you settle it right now.",
        ),
    )
    told = [(n, p) for n in range(1, 5) for p in Watch(reader, "e", "en", "US").see(turns(sheriff)[:n])]
    assert "false_legal_threat" in {p.criterion for n, p in told if n == 4} and all(p.confidence >= BEFORE_DEBT for _, p in told)
    alone = tuple(line for line in sheriff if line[0] is Speaker.AGENT)
    assert Watch(reader, "f", "en", "US").see(turns(alone)) == []


AFTER_KINDS = 4
"""Features of a candidate that follow the twelve that say its kind."""


def as_sure(reader: Reader, criterion: str, chance: float) -> Reader:
    """The same network under a head that gives one criterion this chance and every other none."""
    judge = LocalJudge(threads=1)
    judge.network, heads = reader.judge.network, reader.judge.heads
    head = heads.heads["violation"]
    weights = np.zeros_like(head.weights)
    weights[0, VIOLATIONS.index(criterion) - len(VIOLATIONS) - AFTER_KINDS] = 30.0 + np.log(chance / (1 - chance))
    judge.heads = replace(heads, heads={**heads.heads, "violation": replace(head, weights=weights, bias=np.array([-30.0]))})
    return Reader(judge)


INSULTED = (*TALK[:4], (Speaker.AGENT, "Usted es un sinvergüenza y un ratero."))


@pytest.mark.parametrize(
    ("criterion", "chance", "paused", "speaking"),
    [
        ("false_legal_threat", 0.64, False, False),
        ("false_legal_threat", 0.66, True, False),
        ("false_legal_threat", 0.79, True, False),
        ("false_legal_threat", 0.83, True, True),
        ("insult", 0.79, False, False),
        ("insult", 0.86, False, False),
        ("insult", 0.90, True, False),
        ("insult", 0.96, True, True),
    ],
)
def test_what_is_told_when_the_agent_pauses_and_what_while_they_speak_on(
    reader: Reader, criterion: str, chance: float, paused: bool, speaking: bool
) -> None:
    """An act below 0.82 waits for the pause. What may be irony is no insult below 0.87, and below 0.95 waits too."""
    stub = as_sure(reader, criterion, chance)
    talk = turns(INSULTED if criterion == "insult" else TALK[:5])
    for goes_on, told in ((False, paused), (True, speaking)):
        found = Watch(stub, "g", "es", "CL").see(talk, goes_on)
        assert [(p.criterion, p.turn) for p in found] == [(criterion, 4)] * told
        assert all(p.confidence == pytest.approx(chance) for p in found)


@pytest.mark.parametrize(
    ("criterion", "chance", "told"),
    [("false_legal_threat", 0.84, False), ("false_legal_threat", 0.86, True), ("third_party_disclosure", 0.99, False)],
)
def test_where_nobody_knows_who_speaks_only_the_surest_is_told(reader: Reader, criterion: str, chance: float, told: bool) -> None:
    """What is an act only because of who is speaking to whom is never told there."""
    stub = as_sure(reader, criterion, chance)
    cousin = (Speaker.AGENT, "Dígale a su prima Carolina que debe quinientos mil pesos de la tarjeta.")
    talk = turns((*TALK[:5], cousin))
    assert bool(Watch(stub, "i", "es", "CL").see(talk, speakers_known=False)) is told
    assert Watch(stub, "i", "es", "CL").see(talk, speakers_known=True)


def test_what_stands_when_more_was_said_is_told_while_they_speak_on(reader: Reader) -> None:
    watch = Watch(as_sure(reader, "false_legal_threat", 0.79), "h", "es", "CL")
    more = (*TALK[:4], (Speaker.AGENT, f"{TALK[4][1]} Ya está"))
    seen = [watch.see(turns(talk), speaking=True) for talk in (TALK[:5], TALK[:5], more)]
    assert [len(found) for found in seen] == [0, 0, 1]


def test_what_has_been_read_is_not_read_again(reader: Reader) -> None:
    read: list[int] = []
    honest = reader.judge.network.vectors

    def counted(texts: list[str]) -> object:
        read.append(len(texts))
        return honest(texts)

    fresh = Reader(reader.judge)
    fresh.judge.network.vectors = counted  # type: ignore[method-assign,assignment]
    try:
        watch = Watch(fresh, "d", "es")
        for n in range(1, len(TALK) + 1):
            watch.see(turns()[:n])
    finally:
        del fresh.judge.network.__dict__["vectors"]
    assert sum(read) <= 2 * len(TALK) + 4


@pytest.mark.parametrize(
    ("who", "text", "told"),
    [
        (Speaker.DEBTOR, "Ya no quiero vivir, de verdad", True),
        (Speaker.DEBTOR, "Me quiero morir con esta deuda", True),
        (Speaker.OTHER, "She said she'd rather kill herself... I mean, she wants to end her life, kill myself she said", True),
        (Speaker.AGENT, "no se va a suicidar por una cuota", False),
        (Speaker.DEBTOR, "me muero de la risa", False),
        (Speaker.DEBTOR, "mi papá murió en marzo", False),
    ],
)
def test_words_of_danger(who: Speaker, text: str, told: bool) -> None:
    assert bool(danger([Turn(0, who, text)])) is told


def test_where_nobody_knows_who_speaks_anybodys_words_of_danger_count() -> None:
    said = [Turn(0, Speaker.AGENT, "Ya no quiero vivir.")]
    assert danger(said) == [] and danger(said, anybody=True) == said


def calls(rng: np.random.Generator, count: int, minutes: int = 4) -> list[list[Phrase]]:
    """Somebody's calls with nothing special in them: a phrase every five seconds."""
    return [
        [Phrase(5.0 * k + 5, tuple(rng.normal((2.0, -20.0, -5.0, 5.0), (1.5, 3.0, 2.0, 1.0)))) for k in range(12 * minutes)]
        for _ in range(count)
    ]


def _rises(base: Base, call: list[Phrase]) -> bool:
    return any(base.rises([p for p in call if p.end_s <= at], at) for at in np.arange(60.0, call[-1].end_s + 1, 10.0))


def test_a_rise_is_seldom_false_and_a_real_one_is_found() -> None:
    false = found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        base = Base(calls(rng, 12))
        assert base.known and base.halves >= FEWEST_HALVES
        plain, tense = calls(rng, 2)
        false += _rises(base, plain)
        raised = [Phrase(p.end_s, (p.values[0] + 3, p.values[1] + 4, p.values[2] + 3, p.values[3] + 1.5)) for p in tense]
        found += _rises(base, [*tense[:24], *raised[24:]])
    assert false <= 3 and found >= 55


def test_without_enough_of_somebody_nothing_is_called_a_rise() -> None:
    rng = np.random.default_rng(0)
    few = Base(calls(rng, 1))
    assert few.known and few.halves < FEWEST_HALVES
    loud = [Phrase(p.end_s, (9.0, 0.0, 5.0, 9.0)) for p in calls(rng, 1)[0]]
    assert not _rises(few, loud) and Base().tension(loud[0]) is None
