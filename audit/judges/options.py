"""Which endpoint is asked, how, and how much it may cost."""

import ipaddress
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import httpx

from audit.judges.failures import BadOptions


class AnswerFormat(StrEnum):
    """How the endpoint is held to the format; what it answers is checked in the same way under each of them."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


class LimitField(StrEnum):
    """The name under which the endpoint knows the longest answer; newer models of some vendors only know the second."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"


@dataclass(frozen=True, slots=True)
class Prices:
    """Price of a million tokens, in `currency`; zero for a model of one's own."""

    prompt_per_million: Decimal
    completion_per_million: Decimal
    currency: str = "USD"

    def __post_init__(self) -> None:
        for name in ("prompt_per_million", "completion_per_million"):
            price = getattr(self, name)
            if not price.is_finite() or price < 0:
                raise BadOptions(f"{name}={price}: must be zero or more; write the price of a million tokens")


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """An OpenAI-compatible endpoint. `url` is the base, as in `https://host/v1`; `key` None where none is asked for.

    `timeout_s` bounds each wait for the network, `answer_s` a whole answer. `tries` counts the first; waits between
    them double from `first_wait_s`, or are what the server asks for, up to `longest_wait_s`. After `rest_after` calls
    in a row without an answer the endpoint is left alone for `rest_s`. `budget` (in the prices' currency) needs prices.
    From `assert_from` on the judge stands by a violation, from `review_from` on it asks for a person.
    Raises BadOptions naming the field, its value and what to write.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    prices: Prices | None = None
    budget: Decimal | None = None
    cache: Path | None = None
    answer_format: AnswerFormat = AnswerFormat.SCHEMA
    limit_field: LimitField = LimitField.MAX_TOKENS
    longest_answer_tokens: int = 6000
    longest_call_chars: int = 120_000
    temperature: float | None = 0.0
    timeout_s: float = 60.0
    answer_s: float = 180.0
    tries: int = 4
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    rest_after: int = 3
    rest_s: float = 300.0
    assert_from: float = 0.9
    review_from: float = 0.4
    allow_plain_http: bool = False
    proxy: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._check_address()
        if not self.model.strip():
            raise BadOptions("model is empty; write the name by which the endpoint knows it")
        if self.key is not None and (not self.key.isascii() or not self.key.isprintable() or not self.key.strip()):
            raise BadOptions("key is empty or holds characters that no key has; copy it again")
        for name in ("timeout_s", "answer_s", "tries", "longest_answer_tokens", "longest_call_chars", "rest_after"):
            if getattr(self, name) <= 0:
                raise BadOptions(f"{name}={getattr(self, name)}: must be more than zero")
        for name in ("first_wait_s", "longest_wait_s", "rest_s"):
            if getattr(self, name) < 0:
                raise BadOptions(f"{name}={getattr(self, name)}: must be zero or more")
        if not 0 < self.review_from <= self.assert_from <= 1:
            raise BadOptions(f"review_from={self.review_from}, assert_from={self.assert_from}: need 0 < review <= assert <= 1")
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://")):
            raise BadOptions("proxy must begin with http:// or https://")
        self._check_budget()

    @property
    def chat_url(self) -> str:
        """Where questions are posted."""
        return self.url.rstrip("/") + "/chat/completions"

    def _check_budget(self) -> None:
        if self.budget is None:
            return
        if self.prices is None:
            raise BadOptions(f"budget={self.budget}: cannot be kept without prices; give the price of a million tokens")
        if not self.budget.is_finite() or self.budget <= 0:
            raise BadOptions(f"budget={self.budget}: must be more than zero; leave it out for no limit")

    def _check_address(self) -> None:
        try:
            address = httpx.URL(self.url)
        except httpx.InvalidURL as cause:
            raise BadOptions(f"url={self.url!r}: is no address ({cause}); write it as https://host/v1") from cause
        if address.userinfo or address.query or address.fragment:
            raise BadOptions("url holds a user, a query or a fragment; write only https://host/v1 and give the key apart")
        if address.scheme not in ("http", "https") or not address.host:
            raise BadOptions(f"url={self.url!r}: must begin with https:// and name a host; write it as https://host/v1")
        if address.path.rstrip("/").endswith("/chat/completions"):
            raise BadOptions(f"url={self.url!r}: leave out /chat/completions; it is added")
        if address.scheme == "http" and not self.allow_plain_http and not _near(address.host):
            raise BadOptions(f"url={self.url!r}: http sends calls and key in the open; use https, or allow plain http")


def _near(host: str) -> bool:
    """This machine, a private address, or a name without a dot (a neighbour in the same compose file)."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host
