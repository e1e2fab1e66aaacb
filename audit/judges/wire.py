"""Posting a question to the endpoint: time limits, tries again, and what each try cost."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from ssl import SSLContext
from typing import Any

import httpx

from audit.judges.cost import Hold, Ledger, Usage
from audit.judges.failures import Refused, Unreachable
from audit.judges.options import EndpointOptions

LONGEST_REPLY_BYTES = 4_000_000
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_HINTS = {
    400: "it does not know a field of the question: try another answer_format or limit_field, or leave the temperature out",
    401: "check the key",
    402: "no credit is left",
    403: "the key may not use this model",
    404: "check url and model",
    413: "the call is longer than it takes",
    422: "it does not know a field of the question: try another answer_format or limit_field",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """The endpoint's words; `usage` None where it did not tell. `cut`: it stopped at the longest answer allowed."""

    content: str | None
    cut: bool
    usage: Usage | None


class _TryAgain(Exception):
    """This try brought nothing; the next may. `wait_s` is what the server asked for."""

    def __init__(self, problem: str, wait_s: float | None = None) -> None:
        super().__init__(problem)
        self.wait_s = wait_s


class Wire:
    """A connection to one endpoint. `sleep` takes seconds, `clock` gives rising seconds from any start."""

    def __init__(
        self, options: EndpointOptions, ledger: Ledger, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._sleep = sleep
        self._clock = clock

    @cached_property
    def client(self) -> httpx.Client:
        """Opened with the first question, after workers have forked; reads no environment and follows no redirection."""
        headers = {"content-type": "application/json", "user-agent": "trasluz"}
        if self._options.key is not None:
            headers["authorization"] = f"Bearer {self._options.key}"
        return httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(self._options.timeout_s),
            proxy=self._options.proxy,
            verify=_trusted(),
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close the connection, if one was opened."""
        if "client" in self.__dict__:
            self.client.close()

    def ask(self, question: dict[str, Any]) -> Reply:
        """The reply to a chat-completions question.

        Raises OverBudget before sending, Refused where trying again cannot help, Unreachable after the last try.
        """
        body = json.dumps(question, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        for done in range(1, self._options.tries + 1):
            try:
                return self._try(body)
            except _TryAgain as cause:
                self._wait(done, cause)
        raise AssertionError("the last try returns or raises")

    def _wait(self, done: int, cause: _TryAgain) -> None:
        options = self._options
        asked = cause.wait_s
        if done == options.tries or (asked is not None and asked > options.longest_wait_s):
            wish = "" if asked is None or asked <= options.longest_wait_s else f" and asks to wait {asked:.0f} s"
            raise Unreachable(f"{options.url}: {cause}{wish}; given up after {done} of {options.tries} tries") from cause
        doubled = options.first_wait_s * 2.0 ** (done - 1)
        self._sleep(min(options.longest_wait_s, doubled if asked is None else asked))

    def _try(self, body: bytes) -> Reply:
        hold = self._ledger.hold(len(body), self._options.longest_answer_tokens)
        try:
            status, headers, content = self._post(body)
        except _NEVER_SENT as cause:
            self._ledger.release(hold)
            raise _TryAgain(f"cannot be reached ({_told(cause)})") from cause
        except httpx.RequestError as cause:
            self._ledger.presume(hold)
            raise _TryAgain(f"gave no whole answer ({_told(cause)})") from cause
        if status == 200:
            return self._reply(content, hold)
        self._ledger.release(hold)
        problem, code = self._problem(status, content)
        if code != "insufficient_quota" and (status in (408, 409, 425, 429) or status >= 500):
            raise _TryAgain(problem, _seconds(headers.get("retry-after")))
        raise Refused(f"{self._options.url}: {problem}; {_HINTS.get(status, 'check url, model and key')}")

    def _post(self, body: bytes) -> tuple[int, httpx.Headers, bytes]:
        began, parts, size = self._clock(), [], 0
        with self.client.stream("POST", self._options.chat_url, content=body) as response:
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > LONGEST_REPLY_BYTES:
                    raise httpx.ReadError(f"more than {LONGEST_REPLY_BYTES} bytes")
                if self._clock() - began > self._options.answer_s:
                    raise httpx.ReadTimeout(f"not done after {self._options.answer_s:g} s")
            return response.status_code, response.headers, b"".join(parts)

    def _reply(self, content: bytes, hold: Hold) -> Reply:
        try:
            row = json.loads(content)
            first = row["choices"][0]
            words, usage = first["message"].get("content"), _usage(row.get("usage"))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as cause:
            self._ledger.settle(hold, None)
            raise _TryAgain("answered 200 with something that is no chat completion") from cause
        self._ledger.settle(hold, usage)
        return Reply(words if isinstance(words, str) else None, first.get("finish_reason") == "length", usage)

    def _problem(self, status: int, content: bytes) -> tuple[str, str | None]:
        """`answered 404 (model not found)` and the error's code; the key never shows, whatever the server repeats."""
        message, code = "", None
        try:
            error = json.loads(content)["error"]
            message, code = str(error["message"]), error.get("code")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            message = ""
        if self._options.key is not None:
            message = message.replace(self._options.key, "…")
        told = " ".join(message.split())[:160]
        return f"answered {status}" + (f" ({told})" if told else ""), code if isinstance(code, str) else None


@cache
def _trusted() -> SSLContext:
    """The usual certificates; reading them takes a tenth of a second, so once a process."""
    return httpx.create_ssl_context(trust_env=False)


def _told(cause: httpx.RequestError) -> str:
    return str(cause) or type(cause).__name__


def _seconds(asked: str | None) -> float | None:
    """Retry-After in seconds; its other form, a date, would need to know what time it is."""
    if asked is None or not asked.strip().replace(".", "", 1).isdecimal():
        return None
    return float(asked)


def _usage(row: Any) -> Usage | None:
    if not isinstance(row, dict):
        return None
    counts = [row.get("prompt_tokens"), row.get("completion_tokens")]
    if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in counts):
        return None
    return Usage(row["prompt_tokens"], row["completion_tokens"])
