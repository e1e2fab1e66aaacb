"""The practice debtor: the same each time, opens up to who acknowledges, is hurt by a threat and leaves after a second one."""

import re

import pytest

from synthetic.errors import BadScript
from synthetic.missions import read_missions
from synthetic.practice import Heard, Mood, PracticeDebtor, mission_name, practice_debtor, takes_leave

NOTHING = Heard(frozenset(), frozenset())
DEBT = Heard(frozenset({"state_debt"}), frozenset())
THREAT = Heard(frozenset(), frozenset({"false_legal_threat"}))
KIND = Heard(frozenset({"acknowledge_hardship"}), frozenset())
OFFER = Heard(frozenset({"offer_options"}), frozenset())


def played(debtor: PracticeDebtor, *turns: Heard) -> list[Mood]:
    past: list[tuple[Heard, Mood]] = []
    for heard in turns:
        past.append((heard, debtor.answer(past, heard).mood))
    return [mood for _, mood in past]


@pytest.mark.parametrize("country", ["CL", "CO", "MX", "PE", "AR", "US", "GB", "BR"])
@pytest.mark.parametrize("mission", [m.id for m in read_missions()])
def test_every_mission_speaks_in_every_country(mission: str, country: str) -> None:
    debtor = practice_debtor(mission, country, 7)
    past: list[tuple[Heard, Mood]] = []
    for heard in (NOTHING, DEBT, NOTHING, KIND, OFFER, NOTHING):
        said = debtor.answer(past, heard)
        assert said.text and "{" not in said.text
        past.append((heard, said.mood))


def test_who_is_acknowledged_opens_up_and_takes_the_offer() -> None:
    assert played(practice_debtor("lost_job", "CL", 3), DEBT, NOTHING, KIND, OFFER)[-2:] == [Mood.OPEN, Mood.OPEN]


def test_a_threat_hurts_and_a_second_one_ends_it() -> None:
    assert played(practice_debtor("lost_job", "CL", 3), DEBT, THREAT, THREAT)[1:] == [Mood.HURT, Mood.LEFT]


def test_who_is_pressed_stays_guarded() -> None:
    assert set(played(practice_debtor("lost_job", "CL", 3), DEBT, NOTHING, NOTHING, NOTHING)) == {Mood.GUARDED}


def test_the_same_seed_is_the_same_person() -> None:
    assert practice_debtor("lost_job", "CL", 5) == practice_debtor("lost_job", "CL", 5)
    assert practice_debtor("lost_job", "CL", 5).hello() == practice_debtor("lost_job", "CL", 5).hello()


def test_it_never_goes_on_for_ever() -> None:
    debtor = practice_debtor("lost_job", "MX", 1)
    assert debtor.answer([(NOTHING, Mood.GUARDED)] * 30, NOTHING).mood is Mood.ENDED


def test_an_unknown_mission_is_said() -> None:
    with pytest.raises(BadScript, match="no mission 'x'"):
        mission_name("x", "es")


@pytest.mark.parametrize("text", ["Gracias, hasta luego.", "Que esté muy bien.", "Que tenga buen día.", "Take care, goodbye."])
def test_leave_is_heard(text: str) -> None:
    assert takes_leave(text)
    debtor = practice_debtor("lost_job", "CL", 3)
    assert debtor.answer([(DEBT, Mood.GUARDED)], Heard(frozenset(), frozenset(), True)).mood is Mood.ENDED


@pytest.mark.parametrize("text", ["Buenos días, ¿hablo con Ana?", "Lo llamo mañana.", "Está bien.", "I will call you back."])
def test_what_is_no_leave_is_not(text: str) -> None:
    assert not takes_leave(text)


UNCLEAR = Heard(frozenset(), frozenset(), unclear=True)


@pytest.mark.parametrize("country", ["CL", "US"])
def test_to_nonsense_they_ask_again_feel_as_before_and_hang_up_in_the_end(country: str) -> None:
    debtor = practice_debtor("lost_job", country, 3)
    first = debtor.answer([(DEBT, Mood.GUARDED), (KIND, Mood.OPEN)], UNCLEAR)
    assert first.mood is Mood.OPEN and "?" in first.text
    moods = played(debtor, UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR)
    assert moods == [Mood.GUARDED, Mood.GUARDED, Mood.GUARDED, Mood.ENDED]


def test_what_nobody_understood_moves_the_call_nowhere() -> None:
    debtor = practice_debtor("lost_job", "CL", 3)
    through = [(DEBT, Mood.GUARDED), (NOTHING, Mood.GUARDED)]
    muddled = [(DEBT, Mood.GUARDED), (UNCLEAR, Mood.GUARDED), (NOTHING, Mood.GUARDED)]
    assert debtor.answer(muddled, KIND) == debtor.answer(through, KIND)


def said(debtor: PracticeDebtor, *turns: Heard) -> list[str]:
    past: list[tuple[Heard, Mood]] = []
    texts = [debtor.hello().text]
    for heard in turns:
        answer = debtor.answer(past, heard)
        texts.append(answer.text)
        past.append((heard, answer.mood))
    return texts


GREETS = re.compile(r"¿?(aló|bueno|hola|hello)\b", re.IGNORECASE)


@pytest.mark.parametrize("country", ["CL", "CO", "MX", "PE", "AR", "US", "GB"])
@pytest.mark.parametrize("first", [DEBT, NOTHING], ids=["debt said at once", "debt said later"])
def test_who_always_answers_greets_once_and_then_answers_what_was_said(country: str, first: Heard) -> None:
    texts = said(practice_debtor("always_answers", country, 3), first, DEBT, NOTHING)
    assert GREETS.match(texts[0]) and not any(GREETS.match(text) for text in texts[1:])
    own = next(m for m in read_missions() if m.id == "always_answers").lines["US" if country == "GB" else country][1]
    assert texts.count(own) == 1 and texts.index(own) == (1 if first is DEBT else 2)


@pytest.mark.parametrize("mission", ["lost_job", "disputes", "asks_to_stop", "asks_where_to_complain", "already_paid"])
def test_no_line_of_a_mission_is_said_twice(mission: str) -> None:
    own = list(next(m for m in read_missions() if m.id == mission).lines["CL"])
    assert said(practice_debtor(mission, "CL", 3), DEBT, NOTHING, NOTHING)[1:3] == own
    assert said(practice_debtor(mission, "CL", 3), NOTHING, DEBT, NOTHING)[2:4] == own
    assert said(practice_debtor(mission, "CL", 3), DEBT, THREAT, NOTHING)[1::2] == own


@pytest.mark.parametrize("mission", ["mother_answers", "wrong_person"])
def test_who_answers_for_somebody_else_never_speaks_as_the_debtor(mission: str) -> None:
    debtor = practice_debtor(mission, "CL", 3)
    own = [line.format(name=debtor.name) for line in next(m for m in read_missions() if m.id == mission).lines["CL"]]
    texts = said(debtor, NOTHING, DEBT, KIND, OFFER, Heard(frozenset({"recap_agreement"}), frozenset()))
    assert debtor.name not in texts[0] and texts[1:3] == own
    assert not any(word in text for text in texts[3:] for word in ("quedamos", "lo anoto", "al mes", "hoy no puedo", "soy yo"))


def test_to_a_breach_that_is_no_threat_nobody_asks_whether_they_are_threatened() -> None:
    told = Heard(frozenset({"state_debt"}), frozenset({"third_party_disclosure"}))
    texts = said(practice_debtor("always_answers", "CL", 3), told, NOTHING, NOTHING)
    assert "amenaz" not in texts[1] and "amenaz" in said(practice_debtor("lost_job", "CL", 2), THREAT)[1]
    own = next(m for m in read_missions() if m.id == "always_answers").lines["CL"][1]
    assert texts[2] == own and texts.count(own) == 1, "what it is about was said already, in a turn that hurt"
