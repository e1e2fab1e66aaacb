"""The connection when things go wrong: tries again, gives up, leaves a broken endpoint alone, and never overruns its budget."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from audit.judges.failures import OverBudget, Refused, Unreachable
from audit.judges.options import Prices

from .cases import Time, a_call, judge_at, right
from .server import answers, breaks_off, completion, drips, endpoint, fails, hangs, says, sends

PRICES = Prices(Decimal("2.50"), Decimal("10.00"), "USD")
BROKEN_COMPLETIONS = {
    "a page": b"<html>gateway</html>",
    "half a completion": completion("{}")[:70],
    "no choices": b'{"choices": []}',
    "a choice of nothing": b'{"choices": [null]}',
    "a list": b"[]",
    "nothing": b"",
    "not text": b"\xff\xfe\x00",
}


def test_429_is_waited_for_as_long_as_the_server_asks() -> None:
    time = Time()
    with endpoint(fails(429, retry_after="7"), answers(right)) as served:
        assert judge_at(served.url, time).judge(a_call()).violations
    assert time.slept == [7.0]
    assert len(served.asked) == 2


def test_500s_are_tried_again_with_longer_waits_and_then_given_up() -> None:
    time = Time()
    with endpoint(fails(503, "overloaded")) as served, pytest.raises(Unreachable, match=r"503 \(overloaded\).*4 of 4") as told:
        judge_at(served.url, time).judge(a_call())
    assert time.slept == [1.0, 2.0, 4.0]
    assert len(served.asked) == 4
    assert told.value.retryable


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    time = Time()
    with endpoint(fails(429, retry_after="3600")) as served, pytest.raises(Unreachable, match="asks to wait 3600 s"):
        judge_at(served.url, time).judge(a_call())
    assert time.slept == []
    assert len(served.asked) == 1


@pytest.mark.parametrize("asked", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", "-5", "nan", "1e3"])
def test_a_wait_that_is_no_plain_number_is_the_usual_one(asked: str) -> None:
    time = Time()
    with endpoint(fails(503, retry_after=asked), answers(right)) as served:
        judge_at(served.url, time).judge(a_call())
    assert time.slept == [1.0]


@pytest.mark.parametrize(
    ("status", "code", "hint"),
    [(401, None, "check the key"), (404, "model_not_found", "check url and model"), (400, None, "answer_format"),
     (302, None, "check url"), (429, "insufficient_quota", "check url, model and key")],
)  # fmt: skip
def test_what_trying_again_cannot_help_is_refused_at_once(status: int, code: str | None, hint: str) -> None:
    time = Time()
    echo = "your key sk-secret-1 will not do"
    with (
        endpoint(fails(status, echo, code, location="http://127.0.0.1:1/")) as served,
        pytest.raises(Refused, match=hint) as told,
    ):
        judge_at(served.url, time).judge(a_call())
    assert (len(served.asked), time.slept) == (1, [])
    assert "sk-secret-1" not in str(told.value)
    assert f"answered {status} (your key … will not do)" in str(told.value)


def test_a_server_that_hangs_is_given_up() -> None:
    with endpoint(hangs) as served, pytest.raises(Unreachable, match="gave no whole answer"):
        judge_at(served.url, timeout_s=0.2, tries=2).judge(a_call())
    assert len(served.asked) == 2


def test_a_server_that_answers_a_byte_at_a_time_is_given_up() -> None:
    class Ticking(Time):
        def clock(self) -> float:
            self.now += 1
            return self.now

    with endpoint(drips) as served, pytest.raises(Unreachable, match="not done after 5 s"):
        judge_at(served.url, Ticking(), answer_s=5.0, tries=1).judge(a_call())


def test_an_answer_that_breaks_off_or_swells_is_tried_again() -> None:
    swollen = gzip.compress(b" " * 8_000_000)
    with endpoint(breaks_off, sends(200, swollen, content_encoding="gzip"), answers(right)) as served:
        assert judge_at(served.url).judge(a_call()).violations
    assert len(served.asked) == 3


@pytest.mark.parametrize("body", BROKEN_COMPLETIONS.values(), ids=BROKEN_COMPLETIONS)
def test_what_is_no_completion_is_tried_again(body: bytes) -> None:
    with endpoint(sends(200, body), answers(right)) as served:
        assert judge_at(served.url).judge(a_call()).violations
    assert len(served.asked) == 2


def test_nobody_listening() -> None:
    with endpoint(answers(right)) as served:
        url = served.url
    judge = judge_at(url, prices=PRICES)
    with pytest.raises(Unreachable, match="cannot be reached"):
        judge.judge(a_call())
    spent = judge.spending()
    assert (spent.cost, spent.presumed, spent.untold) == (Decimal(0), Decimal(0), 0)


def test_an_endpoint_that_keeps_failing_is_left_alone_for_a_while() -> None:
    time = Time()
    with endpoint(fails(500), fails(500), answers(right)) as served:
        judge = judge_at(served.url, time, tries=1, rest_after=2, rest_s=60.0)
        for _ in range(2):
            with pytest.raises(Unreachable, match="answered 500"):
                judge.judge(a_call())
        with pytest.raises(Unreachable, match="left alone for 60 s"):
            judge.judge(a_call())
        assert len(served.asked) == 2
        time.sleep(61)
        assert judge.judge(a_call()).violations
        assert judge.judge(a_call()).violations
    assert len(served.asked) == 4


def test_cost_is_tokens_times_price_accumulated_and_exact() -> None:
    with endpoint(says("nonsense", (1001, 7)), answers(right, (2003, 333)), answers(right, (3, 1))) as served:
        judge = judge_at(served.url, prices=PRICES)
        first = judge.judge(a_call())
        second = judge.judge(a_call())
    assert first.cost == (3004 * Decimal("2.50") + 340 * Decimal("10.00")) / 1_000_000
    assert second.cost == Decimal("0.0000175")
    spent = judge.spending()
    assert spent.cost == first.cost + second.cost
    assert (spent.answers, spent.usage.prompt_tokens, spent.usage.completion_tokens) == (3, 3007, 341)
    assert (spent.currency, spent.untold) == ("USD", 0)


def test_without_prices_tokens_are_counted_and_no_cost_is_made_up() -> None:
    with endpoint(answers(right)) as served:
        judge = judge_at(served.url)
        assert judge.judge(a_call()).cost is None
    assert (judge.spending().cost, judge.spending().usage.prompt_tokens) == (None, 1200)


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": "9", "completion_tokens": 1}, {"prompt_tokens": -9, "completion_tokens": 1}]
)
def test_an_answer_that_does_not_tell_its_tokens_is_presumed_dear(usage: Any) -> None:
    with endpoint(answers(right, usage)) as served:
        judge = judge_at(served.url, prices=PRICES)
        judge.judge(a_call())
    spent = judge.spending()
    bound = (Decimal((len(served.asked[0].body) + 1) // 2) * Decimal("2.50") + 6000 * Decimal("10.00")) / 1_000_000
    assert (spent.cost, spent.presumed, spent.untold) == (Decimal(0), bound, 1)


def test_the_budget_is_never_overrun_and_nothing_is_sent_that_could() -> None:
    with endpoint(answers(right, (4000, 1000))) as served:
        judge = judge_at(served.url, prices=PRICES, budget=Decimal("0.15"))
        judged = 0
        with pytest.raises(OverBudget, match=r"of 0\.15 are used"):
            for _ in range(50):
                judge.judge(a_call())
                judged += 1
        spent = judge.spending().cost
        assert spent is not None
        assert 1 <= judged == len(served.asked)
        assert spent == judged * Decimal("0.02") <= Decimal("0.15")
        with pytest.raises(OverBudget):
            judge_at(served.url, spent=Decimal("0.149"), prices=PRICES, budget=Decimal("0.15")).judge(a_call())
        assert judged == len(served.asked)


def test_two_threads_do_not_spend_the_same_money_twice() -> None:
    with endpoint(answers(right, (20_000, 1000))) as served:
        judge = judge_at(served.url, prices=PRICES, budget=Decimal("0.30"))

        def ask(_: int) -> bool:
            try:
                judge.judge(a_call())
            except OverBudget:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = sum(pool.map(ask, range(12)))
    cost = judge.spending().cost
    assert cost is not None
    assert cost == done * Decimal("0.06") <= Decimal("0.30")
    assert done == len(served.asked) >= 2


def test_a_hang_is_presumed_billed() -> None:
    with endpoint(hangs) as served:
        judge = judge_at(served.url, timeout_s=0.2, tries=1, prices=PRICES)
        with pytest.raises(Unreachable):
            judge.judge(a_call())
    spent = judge.spending()
    assert spent.presumed is not None
    assert spent.presumed > 0
    assert (spent.untold, spent.answers) == (1, 0)


def test_a_lone_surrogate_in_the_words_does_not_stop_the_question() -> None:
    call = a_call()
    lines = [*((t.speaker, t.text) for t in call.turns[:-1]), (call.turns[-1].speaker, call.turns[-1].text + " \ud800")]
    with endpoint(answers(right)) as served:
        assert judge_at(served.url).judge(a_call(tuple(lines))).violations
    assert json.loads(served.asked[0].body)
