"""What people said becomes lessons, one against another; and the gate lets through only what is better and nothing worse."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from audit.agreement import kappa
from audit.learning.corrections.correction import BadCorrection, Correction, Source, settled, teaches
from audit.learning.corrections.gate import FLOOR, decide, measure
from audit.learning.corrections.measure import Answer, at_best, compared, precision

AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


def said(mark: str, who: str = "1", criterion: str = "insult", **more: object) -> Correction:
    plain = Correction("c", criterion, mark, who, f"{who}/2026-W45", AT, Source.BLIND)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_mark_that_is_no_answer_is_refused_and_said() -> None:
    assert not teaches("insult", "cannot_tell")
    assert not teaches("state_debt", "not_assessed")
    with pytest.raises(BadCorrection, match="call c: insult='met'"):
        said("met")
    with pytest.raises(BadCorrection, match="nonsense"):
        said("happened", criterion="nonsense")


def test_people_against_each_other_teach_nothing_and_a_majority_its_margin() -> None:
    assert settled([said("happened", turn=3), said("not_happened", "2")]) == []
    one = settled([said("happened", turn=3), said("happened", "2", turn=5), said("not_happened", "3")])[0]
    assert (one.mark, one.turns, one.weight) == ("happened", (3, 5), 1.0)
    doubted = settled([said("happened"), said("not_happened", "2", reliability=0.5)])[0]
    assert (doubted.mark, doubted.weight) == ("happened", 0.5)


def test_whoever_is_never_right_weighs_nothing() -> None:
    assert settled([said("happened", reliability=0.0)]) == []


def test_the_last_word_of_a_person_counts() -> None:
    later = said("not_happened", at=AT + timedelta(hours=1))
    assert settled([later, said("happened", turn=3)])[0].mark == "not_happened"


def test_clearing_one_turn_says_nothing_of_the_call() -> None:
    one = settled([said("not_happened", turn=4, source=Source.DECISION)])[0]
    assert (one.mark, one.cleared) == (None, (4,))
    both = settled([said("not_happened", turn=4), said("happened", turn=9)])[0]
    assert (both.mark, both.turns, both.cleared) == ("happened", (9,), (4,))


def test_kappa_is_the_product_s_own_and_alike_judges_do_not_differ() -> None:
    answers = [Answer(str(n % 40), "insult", *_triple(n)) for n in range(400)]
    found = compared("all", answers)
    assert found.before.value == pytest.approx(kappa([(a.person, a.before) for a in answers]))
    assert found.after.value == pytest.approx(kappa([(a.person, a.after) for a in answers]))
    same = compared("all", [replace(a, after=a.before) for a in answers])
    assert (same.difference.value, same.difference.low, same.difference.high) == (0, 0, 0)
    assert precision("p", answers).n == 400


def _triple(n: int) -> tuple[str, str, str]:
    person = "happened" if n % 7 == 0 else "not_happened"
    return person, "happened" if n % 9 == 0 else "not_happened", person if n % 11 else "happened"


def _answers(
    calls: int, before_right: int, after_right: int, criterion: str = "state_debt", wrong: str = "not_met"
) -> list[Answer]:
    """In each call ten marks, so many of them right before and after."""
    other = {"met": "not_met", "not_met": "met", "happened": "not_happened", "not_happened": "happened"}
    made, wrong = [], "not_met"
    for call in range(calls):
        for n in range(10):
            person = wrong if (n + call) % 3 == 0 else other[wrong]
            was, now = (person if n < right else other[person] for right in (before_right, after_right))
            made.append(Answer(str(call), criterion, person, was, now))
    return made


def test_what_improves_and_lowers_nothing_is_published() -> None:
    assert decide(measure(_answers(40, 6, 9), ())).publish


def test_what_does_not_improve_is_not_published_and_says_so() -> None:
    found = decide(measure(_answers(40, 9, 9), ()))
    assert not found.publish
    assert "improve" in found.against[0].en and "mejora" in found.against[0].es


def test_one_criterion_that_falls_stops_a_better_whole() -> None:
    good = _answers(40, 4, 10)
    bad = [replace(a, call=a.call) for a in _answers(40, 9, 6, "ask_reason")]
    found = decide(measure([*good, *bad], ()))
    assert not found.publish
    assert any("Asks the reason" in w.en and "Pregunta el motivo" in w.es for w in found.against)
    falls = next(w for w in found.against if "Asks the reason" in w.en)
    assert re.fullmatch(r"kappa of “Asks the reason” falls: −0\.\d{3} \[−\d\.\d{3}; −\d\.\d{3}\], n = 400", falls.en), falls.en
    assert re.fullmatch(r"el kappa de «Pregunta el motivo» baja: −0,\d{3} \[−\d,\d{3}; −\d,\d{3}\], n = 400", falls.es), falls.es


def test_too_few_calls_measure_nothing() -> None:
    found = decide(measure(_answers(8, 4, 10), ()))
    assert any("only 8" in w.en for w in found.against)


def test_assertions_people_do_not_confirm_stop_a_version() -> None:
    better = _answers(40, 4, 10)
    wrong = [Answer(str(n), "insult", "not_happened", "not_happened", "happened") for n in range(15)]
    right = [Answer(str(n), "insult", "happened", "happened", "happened") for n in range(15, 20)]
    found = decide(measure([*better, *wrong, *right], ()))
    assert not found.publish
    assert any("5 of 20" in w.en for w in found.against)
    assert at_best(5, 20) < FLOOR


def test_forgetting_stops_a_version() -> None:
    kept = compared("turns", _answers(60, 10, 7))
    found = decide(measure(_answers(40, 4, 10), (kept,)))
    assert [w.en for w in found.against if "forgets" in w.en]
