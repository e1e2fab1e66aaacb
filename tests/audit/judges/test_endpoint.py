"""The second judge against a real server: right answers, invented ones, broken ones."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit.calls import DUTIES, Status
from audit.judges.failures import BadAnswer, TooLong
from audit.judges.options import AnswerFormat, LimitField, Prices
from audit.judges.prompt import PROMPT_VERSION, instructions, schema
from audit.results import Conduct, Decision
from audit.rubric import load_rubric
from audit.scoring.score import scored

from .cases import THREAT, A, D, a_call, changed, duty, judge_at, right
from .server import answers, endpoint, fails, says

PROMPTS = {"1": "06f6fb3f0ac5a2b89040ba7c726720008d2bb71aec4bb43c809dbdd4ff7a097f"}


def test_a_right_answer_becomes_a_judgement_with_the_words_as_said() -> None:
    with endpoint(answers(right)) as served:
        judged = judge_at(served.url).judge(a_call())
    assert judged.stamp.name == "endpoint"
    assert judged.stamp.model == "model-1"
    assert set(judged.duties) == set(DUTIES)
    named = judged.duties["identify_agent"]
    assert named.status is Status.MET
    assert named.evidence is not None
    assert named.evidence.quote == "Le habla Fernanda Orellana, de Cobranzas Andinas,"
    assert (named.evidence.start_s, named.evidence.end_s) == (20.0, 23.5)
    (threat,) = judged.violations
    assert (threat.id, threat.turns, threat.decision) == ("false_legal_threat", (7,), Decision.ASSERTED)
    assert threat.evidence.quote == "mañana mismo le embargamos la casa."
    assert (judged.outcome.kind, judged.outcome.amount, judged.outcome.day) == ("promise", Decimal(60000), date(2026, 5, 15))
    assert (judged.tone, judged.debtor_state) == (2.0, "distressed")
    assert judged.dropped == ()
    result = scored(a_call(), judged, load_rubric(), None, None, 0.95)
    assert result.conduct is Conduct.FAIL


def test_the_question_keeps_the_openai_format() -> None:
    with endpoint(answers(right)) as served:
        judge_at(served.url).judge(a_call())
    (asked,) = served.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer sk-secret-1"
    form = asked.question["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["properties"]["duties"]["required"] == list(DUTIES)
    assert asked.question["max_tokens"] == 6000
    assert asked.question["temperature"] == 0.0
    system = asked.question["messages"][0]["content"]
    for criterion in load_rubric().criteria:
        assert criterion.question.en in system


def test_other_dialects_of_the_format() -> None:
    with endpoint(answers(right)) as served:
        judge_at(
            served.url, answer_format=AnswerFormat.TEXT, limit_field=LimitField.MAX_COMPLETION_TOKENS, temperature=None
        ).judge(a_call())
        judge_at(served.url, answer_format=AnswerFormat.OBJECT).judge(a_call())
    plain, loose = (a.question for a in served.asked)
    assert "response_format" not in plain
    assert "temperature" not in plain
    assert "max_tokens" not in plain
    assert plain["max_completion_tokens"] == 6000
    assert loose["response_format"] == {"type": "json_object"}


def test_a_fenced_answer_is_read() -> None:
    def step(asked: Any, handler: Any) -> None:
        says("```json\n" + json.dumps(right(asked.data)) + "\n```")(asked, handler)

    with endpoint(step) as served:
        assert judge_at(served.url).judge(a_call()).violations[0].id == "false_legal_threat"


INVENTED = {
    "quote nobody said": {"quote": "lo vamos a meter preso"},
    "quote of another turn": {"quote_turn": 9},
    "a turn that is not there": {"quote_turn": 40, "turns": [40]},
    "a negative turn": {"quote_turn": -3, "turns": [-3]},
    "the debtor's words": {"quote_turn": 6, "turns": [6], "quote": "uno va a la cárcel por esto"},
    "too short to prove anything": {"quote": "la"},
    "half a word": {"quote": "embarga"},
}


@pytest.mark.parametrize("change", INVENTED.values(), ids=INVENTED)
def test_an_invented_violation_is_dropped_and_counted(change: dict[str, Any]) -> None:
    def invent(answer: dict[str, Any]) -> None:
        answer["violations"][0] |= change

    with endpoint(answers(changed(invent))) as served:
        judged = judge_at(served.url).judge(a_call())
    assert judged.violations == ()
    (dropped,) = judged.dropped
    assert dropped.what == "false_legal_threat"
    assert dropped.turn == (change.get("quote_turn", 7))


def test_a_met_duty_without_its_words_is_not_assessed() -> None:
    def invent(answer: dict[str, Any]) -> None:
        answer["duties"]["offer_options"] = duty("met", 9, "le ofrezco pagar en tres cuotas")
        answer["duties"]["courteous_close"] = duty("met", 6, "Me quedé sin trabajo")
        answer["duties"]["acknowledge_hardship"] = duty("not_met", 6, "words nobody said")

    with endpoint(answers(changed(invent))) as served:
        judged = judge_at(served.url).judge(a_call())
    for name in ("offer_options", "courteous_close"):
        assert judged.duties[name].status is Status.NOT_ASSESSED
        assert judged.duties[name].cause
        assert judged.duties[name].evidence is None
    assert judged.duties["acknowledge_hardship"].status is Status.NOT_MET
    assert judged.duties["acknowledge_hardship"].evidence is None
    assert {d.what for d in judged.dropped} == {"acknowledge_hardship", "courteous_close", "offer_options"}


def test_an_amount_needs_the_words_that_settle_it() -> None:
    def invent(answer: dict[str, Any]) -> None:
        answer["outcome"] |= {"quote": "cien mil pesos el lunes", "amount": "100000"}

    def none(answer: dict[str, Any]) -> None:
        answer["outcome"] |= {"quote": None, "quote_turn": None}

    def other(answer: dict[str, Any]) -> None:
        answer["outcome"] |= {"kind": "refusal"}

    with endpoint(answers(changed(invent)), answers(changed(none)), answers(changed(other))) as served:
        judge = judge_at(served.url)
        for dropped in (1, 1, 0):
            judged = judge.judge(a_call())
            assert (judged.outcome.amount, judged.outcome.day) == (None, None)
            assert [d.what for d in judged.dropped] == ["outcome"] * dropped


def test_how_sure_decides_who_stands_by_it_and_one_act_is_told_once() -> None:
    def less_sure(answer: dict[str, Any]) -> None:
        answer["violations"] = [
            dict(THREAT, probability=0.6),
            dict(THREAT, probability=0.7, quote="le embargamos la casa"),
            dict(THREAT, id="harassment", probability=0.2),
        ]

    with endpoint(answers(changed(less_sure))) as served:
        judged = judge_at(served.url).judge(a_call())
    (only,) = judged.violations
    assert (only.p, only.decision) == (0.7, Decision.TO_REVIEW)


def _without(field: str) -> Any:
    return changed(lambda answer: answer.pop(field))


def _duties(change: Any) -> Any:
    return changed(lambda answer: change(answer["duties"]))


def _threat(**change: Any) -> Any:
    return changed(lambda answer: answer["violations"][0].update(change))


BROKEN: dict[str, tuple[Any, str]] = {
    "no duties": (_without("duties"), "'duties' is missing"),
    "no outcome": (_without("outcome"), "'outcome' is missing"),
    "one duty missing": (_duties(lambda d: d.pop("state_debt")), "duties: 'state_debt' is missing"),
    "a duty of its own": (_duties(lambda d: d.update(be_nice=duty("met", 2, "Gracias"))), "'be_nice' is no field"),
    "a status of its own": (_duties(lambda d: d["state_debt"].update(status="partly")), "status must be one of met"),
    "confidence above one": (_duties(lambda d: d["state_debt"].update(confidence=95)), "confidence must be a number from 0 to 1"),
    "confidence as text": (_duties(lambda d: d["state_debt"].update(confidence="0.9")), "confidence must be a number"),
    "confidence as truth": (_duties(lambda d: d["state_debt"].update(confidence=True)), "confidence must be a number"),
    "met without a quote": (_duties(lambda d: d["state_debt"].update(quote=None)), "duties.state_debt: a duty that is met needs"),
    "turns as text": (_duties(lambda d: d["state_debt"].update(turns=["5"])), "turns must be a list of turn numbers"),
    "a violation of its own": (_threat(id="rudeness"), "violations[0]: id must be one of"),
    "a violation's field missing": (changed(lambda a: a["violations"][0].pop("probability")), "'probability' is missing"),
    "violation without a quote": (_threat(quote=""), "a violation needs quote_turn and quote"),
    "violations as an object": (changed(lambda a: a.update(violations={})), "violations must be a list"),
    "tone of six": (changed(lambda a: a["agent_tone"].update(score=6)), "score must be a number from 1 to 5"),
    "a state of its own": (changed(lambda a: a["debtor_state"].update(label="sad")), "label must be one of calm"),
    "amount with separators": (changed(lambda a: a["outcome"].update(amount="60.000,00")), "amount must be a plain number"),
    "amount as a number": (changed(lambda a: a["outcome"].update(amount=60000)), "amount must be text or null"),
    "a day that is none": (changed(lambda a: a["outcome"].update(date="2026-02-30")), "date must be written as"),
    "another call's answer": (changed(lambda a: a.update(case="000000000000")), "case must be the call's own"),
    "a list": (lambda data: [right(data)], "the answer must be an object"),
}


@pytest.mark.parametrize(("make", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_form_is_told_exactly_and_repaired_once(make: Any, told: str) -> None:
    with endpoint(answers(make), answers(right)) as served:
        judge = judge_at(served.url, prices=Prices(Decimal(3), Decimal(15)))
        judged = judge.judge(a_call())
    assert judged.violations[0].id == "false_legal_threat"
    first, again = served.asked
    assert [m["role"] for m in again.question["messages"]] == ["system", "user", "assistant", "user"]
    assert told in again.question["messages"][3]["content"]
    assert again.question["messages"][:2] == first.question["messages"]
    assert (judged.usage.prompt_tokens, judged.usage.completion_tokens) == (2400, 600)
    assert judged.cost == Decimal("0.0162")


TEXTS = {
    "prose": "The agent was rude.",
    "half an object": '{"case": "',
    "nothing": "",
    "null": None,
    "a number that is none": '{"case": NaN}',
    "a field twice": '{"case": 1, "case": 2}',
    "nested without end": "[" * 100_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_no_answer_after_one_repair_is_refused(text: str | None) -> None:
    with endpoint(says(text)) as served, pytest.raises(BadAnswer, match="it was asked once to repair"):
        judge_at(served.url).judge(a_call())
    assert len(served.asked) == 2


def test_an_answer_cut_off_is_asked_for_again() -> None:
    whole = json.dumps(right({"case": "x"}))
    with endpoint(says(whole[:900], finish="length"), answers(right)) as served:
        assert judge_at(served.url).judge(a_call()).violations
    assert "cut off" in served.asked[1].question["messages"][3]["content"]


def test_a_call_too_long_is_not_sent() -> None:
    with endpoint(fails(500)) as served, pytest.raises(TooLong, match="at most 100"):
        judge_at(served.url, longest_call_chars=100).judge(a_call())
    assert served.asked == []


def test_the_instructions_never_change_under_the_same_version() -> None:
    """Kept answers are found by this number: whoever changes a word of the prompt or the schema raises it."""
    text = instructions(load_rubric("collections_call@2026-01-01")) + json.dumps(schema())
    assert {PROMPT_VERSION: hashlib.sha256(text.encode()).hexdigest()} == PROMPTS


def test_a_kept_answer_costs_nothing_and_another_call_is_asked_anew(tmp_path: Path) -> None:
    other = a_call(((A, "Buenas, le habla Ana."), (D, "No me interesa.")))
    with endpoint(answers(right)) as served:
        options: dict[str, Any] = {"cache": tmp_path, "prices": Prices(Decimal(3), Decimal(15))}
        first = judge_at(served.url, **options).judge(a_call())
        judge = judge_at(served.url, **options)
        again = judge.judge(a_call())
        assert len(served.asked) == 1
        judge.judge(other)
        assert len(served.asked) == 2
    assert (first.kept, again.kept) == (False, True)
    assert again.violations == first.violations
    assert again.duties == first.duties
    assert (first.cost, again.cost) == (Decimal("0.0081"), Decimal(0))
    assert (judge.spending().kept_answers, judge.spending().answers) == (1, 1)
    for kept in tmp_path.rglob("*.json"):
        assert "Marisol" not in kept.read_text()
    assert not list(tmp_path.rglob("*.part"))


def test_a_damaged_kept_answer_is_asked_for_again(tmp_path: Path) -> None:
    with endpoint(answers(right)) as served:
        judge_at(served.url, cache=tmp_path).judge(a_call())
        (kept,) = tmp_path.rglob("*.json")
        for damage in (b"", b"\xff{", kept.read_bytes()[:50], b"[]", kept.read_bytes().replace(b"probability", b"chance")):
            kept.write_bytes(damage)
            assert judge_at(served.url, cache=tmp_path).judge(a_call()).kept is False
            assert judge_at(served.url, cache=tmp_path).judge(a_call()).kept is True
    assert len(served.asked) == 6
