"""What the endpoint has cost: tokens as its answers tell them, times the price; and a budget that is never overrun."""

from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

from audit.judges.failures import OverBudget
from audit.judges.options import Prices

MILLION = Decimal(1_000_000)
FEWEST_BYTES_A_TOKEN = 2
"""Pessimistic for Spanish and English JSON (three to four are usual): it only bounds what a question may cost."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer, as the endpoint counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Spending:
    """All that was spent so far. `cost` is None without prices.

    `presumed` bounds what questions whose usage nobody told (time outs, answers without usage) may have cost on top;
    `untold` counts them. `kept_answers` came from the cache and cost nothing.
    """

    answers: int
    kept_answers: int
    usage: Usage
    cost: Decimal | None
    presumed: Decimal | None
    untold: int
    currency: str | None


@dataclass(frozen=True, slots=True)
class Hold:
    """What a question may cost at most, set aside until its answer tells."""

    most: Decimal


class Ledger:
    """Counts tokens and money, from several threads at once. `spent` is what an earlier process already used of the budget."""

    def __init__(self, prices: Prices | None, budget: Decimal | None, spent: Decimal = Decimal(0)) -> None:
        self.prices = prices
        self.budget = budget
        self._before = spent
        self._held = self._cost = self._presumed = Decimal(0)
        self._usage = Usage()
        self._answers = self._kept = self._untold = 0
        self._lock = Lock()

    def price(self, usage: Usage) -> Decimal:
        """What these tokens cost; zero without prices."""
        if self.prices is None:
            return Decimal(0)
        prompt = usage.prompt_tokens * self.prices.prompt_per_million
        completion = usage.completion_tokens * self.prices.completion_per_million
        return (prompt + completion) / MILLION

    def hold(self, question_bytes: int, longest_answer_tokens: int) -> Hold:
        """Set aside the most this question may cost. Raises OverBudget before anything is sent."""
        most = self.price(Usage(-(-question_bytes // FEWEST_BYTES_A_TOKEN), longest_answer_tokens))
        with self._lock:
            used = self._before + self._cost + self._presumed + self._held
            if self.budget is not None and self.prices is not None and used + most > self.budget:
                raise OverBudget(
                    f"asking may cost {most:f} {self.prices.currency} and {used:f} of {self.budget:f} are used or set aside; "
                    "raise the budget or go on with the local judge alone"
                )
            self._held += most
        return Hold(most)

    def settle(self, hold: Hold, usage: Usage | None) -> None:
        """An answer came; without its usage the most it may have cost is presumed."""
        with self._lock:
            self._held -= hold.most
            self._answers += 1
            if usage is None:
                self._untold += 1
                self._presumed += hold.most
            else:
                self._usage += usage
                self._cost += self.price(usage)

    def release(self, hold: Hold) -> None:
        """The endpoint refused the question: it cost nothing."""
        with self._lock:
            self._held -= hold.most

    def presume(self, hold: Hold) -> None:
        """No answer came, yet it may be billed."""
        with self._lock:
            self._held -= hold.most
            self._untold += 1
            self._presumed += hold.most

    def kept(self) -> None:
        """An answer came from the cache."""
        with self._lock:
            self._kept += 1

    def spending(self) -> Spending:
        """Everything so far, at one moment."""
        with self._lock:
            priced = self.prices is not None
            return Spending(
                answers=self._answers,
                kept_answers=self._kept,
                usage=self._usage,
                cost=self._cost if priced else None,
                presumed=self._presumed if priced else None,
                untold=self._untold,
                currency=self.prices.currency if self.prices else None,
            )
