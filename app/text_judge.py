"""The audit's local judge, once a process, for texts that are written here."""

from functools import cache
from threading import Lock

from app.operations.scripts_judged import Judged, judged_text, text_as_call
from audit.coaching.turn_alone import TurnAlone, turn_alone
from audit.judges.local import LocalJudge

_lock = Lock()


@cache
def _judge() -> LocalJudge:
    return LocalJudge(threads=1)


def judge_text(text: str, language: str, country: str) -> tuple[Judged, ...]:
    """What the judge sees in a text; one at a time. Raises NoJudge."""
    with _lock:
        judge = _judge()
        return judged_text(judge, judge.heads, text, language, country)


def judge_turn(text: str, language: str, country: str) -> TurnAlone:
    """What an agent's turn shows by itself; one at a time. Raises NoJudge."""
    with _lock:
        return turn_alone(_judge(), text_as_call([text], language, country))
