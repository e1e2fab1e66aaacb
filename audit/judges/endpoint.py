"""The second judge: any OpenAI-compatible endpoint. Off unless it is built; only redacted words leave; every quote is checked."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.calls import Call
from audit.judges.answers import Answer, read_answer
from audit.judges.cache import Cache
from audit.judges.cost import Ledger, Spending, Usage
from audit.judges.failures import BadAnswer, TooLong, Unreachable
from audit.judges.grounding import Dropped, Grounding
from audit.judges.judge import Judgement
from audit.judges.options import AnswerFormat, EndpointOptions
from audit.judges.privacy import RedactTurns, Veil
from audit.judges.prompt import PROMPT_VERSION, Question, instructions, question, repair, schema
from audit.judges.wire import Reply, Wire
from audit.results import JudgeStamp
from audit.rubric import Rubric
from speech.transcript import Speaker


@dataclass(frozen=True, slots=True)
class EndpointJudgement(Judgement):
    """A judgement with what it cost (None without prices; zero when `kept`, that is, from the cache) and what was dropped."""

    usage: Usage
    cost: Decimal | None
    kept: bool
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    content: str
    answer: Answer
    usage: Usage
    kept: bool


class EndpointJudge:
    """Judges by asking an endpoint. Safe to use from several threads; build one a process.

    `redact` answers a text with marks such as `[PHONE]` in place of private data; names and numbers of the call are hidden
    besides. `redact_turns` may redact the whole call before that. `sleep` waits for seconds; `clock` gives rising seconds.
    `spent` is what was used of the budget before.
    """

    def __init__(
        self,
        options: EndpointOptions,
        rubric: Rubric,
        redact: Callable[[str], str],
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        spent: Decimal = Decimal(0),
        redact_turns: RedactTurns | None = None,
    ) -> None:
        self.stamp = JudgeStamp("endpoint", options.model, f"prompt-{PROMPT_VERSION}")
        self._options = options
        self._rubric = rubric
        self._redact = redact
        self._redact_turns = redact_turns
        self._clock = clock
        self._ledger = Ledger(options.prices, options.budget, spent)
        self._wire = Wire(options, self._ledger, sleep, clock)
        self._cache = Cache(options.cache) if options.cache else None
        self._instructions = instructions(rubric)
        self._failed_in_a_row = 0
        self._resting_until = float("-inf")

    def judge(self, call: Call) -> EndpointJudgement:
        """The judgement of one call.

        Raises EndpointError: Unreachable, Refused, BadAnswer (after one repair), OverBudget, TooLong, WouldLeak, BadCache.
        """
        length = sum(len(t.text) for t in call.turns)
        if length > self._options.longest_call_chars:
            raise TooLong(f"the call has {length} characters; at most {self._options.longest_call_chars} are sent")
        veil = Veil(call, self._redact, self._redact_turns)
        asked = question(call, veil, self._rubric, self._options.model)
        got = self._kept(asked) or self._fresh(asked)
        grounding = Grounding(call, asked.turns, self._options.assert_from, self._options.review_from)
        answer = got.answer
        agent_speaks = any(t.speaker is Speaker.AGENT for t in call.turns)
        return EndpointJudgement(
            stamp=self.stamp,
            duties=grounding.duties(answer),
            violations=grounding.violations(answer),
            tone=answer.tone if agent_speaks else None,
            tone_confidence=answer.tone_confidence if agent_speaks else 0.0,
            debtor_state=answer.state,
            debtor_state_confidence=answer.state_confidence,
            outcome=grounding.outcome(answer),
            usage=got.usage,
            cost=self._ledger.price(got.usage) if self._options.prices else None,
            kept=got.kept,
            dropped=tuple(grounding.dropped),
        )

    def spending(self) -> Spending:
        """Tokens and money of every call so far, failed ones too."""
        return self._ledger.spending()

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _kept(self, asked: Question) -> _Asked | None:
        content = self._cache.read(asked.key) if self._cache else None
        if content is None:
            return None
        try:
            answer = read_answer(content, asked.case)
        except BadAnswer:
            return None
        self._ledger.kept()
        return _Asked(content, answer, Usage(), True)

    def _fresh(self, asked: Question) -> _Asked:
        """Ask, unless the endpoint has failed so often in a row that it is being left alone."""
        left = self._resting_until - self._clock()
        if left > 0:
            raise Unreachable(f"{self._options.url}: failed {self._failed_in_a_row} times in a row; left alone for {left:.0f} s")
        try:
            got = self._asked(asked)
        except Unreachable:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= self._options.rest_after:
                self._resting_until = self._clock() + self._options.rest_s
            raise
        self._failed_in_a_row = 0
        if self._cache:
            self._cache.write(asked.key, self._options.model, got.content)
        return got

    def _asked(self, asked: Question) -> _Asked:
        messages = [{"role": "system", "content": self._instructions}, {"role": "user", "content": asked.message}]
        first = self._wire.ask(self._body(messages))
        used = first.usage or Usage()
        try:
            content, answer = _read(first, asked.case)
        except BadAnswer as problem:
            messages += [
                {"role": "assistant", "content": first.content or "(nothing)"},
                {"role": "user", "content": repair(str(problem))},
            ]
            second = self._wire.ask(self._body(messages))
            used += second.usage or Usage()
            try:
                content, answer = _read(second, asked.case)
            except BadAnswer as again:
                raise BadAnswer(f"{self._options.model}: {again}; it was asked once to repair: {problem}") from again
        return _Asked(content, answer, used, False)

    def _body(self, messages: list[dict[str, str]]) -> dict[str, Any]:
        options = self._options
        body: dict[str, Any] = {
            "model": options.model,
            "messages": messages,
            options.limit_field.value: options.longest_answer_tokens,
        }
        if options.temperature is not None:
            body["temperature"] = options.temperature
        if options.answer_format is AnswerFormat.SCHEMA:
            form = {"name": "audit", "strict": True, "schema": schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        elif options.answer_format is AnswerFormat.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body


def _read(reply: Reply, case: str) -> tuple[str, Answer]:
    if reply.cut:
        raise BadAnswer("the answer was cut off at the longest that is allowed; quote less")
    if not reply.content or not reply.content.strip():
        raise BadAnswer("the answer is empty")
    return reply.content, read_answer(reply.content, case)
