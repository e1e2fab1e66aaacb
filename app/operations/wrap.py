"""How a contact ended, in the six words an agent has for it, and what each means for the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from audit.contacts.contact import AnsweredBy

PAUSE = timedelta(days=30)
"""How long nobody presses somebody who lost their work or is ill."""
RETRY = timedelta(hours=3)
"""The least between two attempts that nobody answered, where the law would allow sooner."""
SKILL_FOR_HARDSHIP = "hardship"


class Outcome(StrEnum):
    """The keys 1 to 6 of the desk, in that order."""

    AGREED = "agreed"
    MORE_TIME = "more_time"
    NO_ANSWER = "no_answer"
    NOT_THEM = "not_them"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an outcome writes on the interaction; `spoke` says somebody was at the other end."""

    outcome: str
    answered_by: AnsweredBy
    right_party: bool | None

    @property
    def spoke(self) -> bool:
        """Whether a person answered."""
        return self.answered_by in (AnsweredBy.DEBTOR, AnsweredBy.THIRD_PARTY)


RECORDED: Mapping[Outcome, Recorded] = {
    Outcome.AGREED: Recorded("promise", AnsweredBy.DEBTOR, True),
    Outcome.MORE_TIME: Recorded("callback", AnsweredBy.DEBTOR, True),
    Outcome.NO_ANSWER: Recorded("no_answer", AnsweredBy.NONE, None),
    Outcome.NOT_THEM: Recorded("wrong_party", AnsweredBy.THIRD_PARTY, False),
    Outcome.DISPUTE: Recorded("dispute", AnsweredBy.DEBTOR, True),
    Outcome.HARDSHIP: Recorded("hardship_hold", AnsweredBy.DEBTOR, True),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One payment that was agreed: minor units by a day (ISO)."""

    amount_minor: int
    due_on: str


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What the agent says about the contact. `offer` and `slices` with agreed, `callback_at` (aware) with more time."""

    outcome: Outcome
    note: str = ""
    offer: str = ""
    slices: tuple[Slice, ...] = ()
    callback_at: datetime | None = None
