"""What a strategy asks next for one debt: a pure reading of its steps and of what was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.operations.strategy import Anchor, History, Plan, Step, Stop


@dataclass(frozen=True, slots=True)
class Due:
    """Do `step` today; it has been due since `since` and is worth doing until `until`."""

    step: Step
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing today: `step` comes on `on`."""

    step: Step
    on: date


@dataclass(frozen=True, slots=True)
class Stopped:
    """The strategy rests; the gravest of what stopped it."""

    why: Stop


@dataclass(frozen=True, slots=True)
class Finished:
    """Every step was done or is too late."""


Next = Due | Wait | Stopped | Finished
_GRAVEST = (Stop.CEASE, Stop.DISPUTED, Stop.PAID, Stop.PLACED, Stop.HARDSHIP, Stop.PROMISED)


def next_step(plan: Plan, history: History, today: date) -> Next:
    """The first step not done yet that is not too late. Steps are never done out of order, nor twice.

    A step counted from the last one counts from the day the debt came under the strategy where none was done; after a pause
    (a promise that broke, a dispute that was answered) it simply comes next.
    """
    stopped = [why for why in _GRAVEST if why in plan.stops and why in history.facts]
    if stopped:
        return Stopped(stopped[0])
    done = {taken.step for taken in history.taken}
    behind = max((n for n, step in enumerate(plan.steps) if step.key in done), default=-1)
    last = max((taken.on for taken in history.taken), default=None)
    for step in plan.steps[behind + 1 :]:
        found = _turn(step, history, last, today)
        if found is not None:
            return found
    return Finished()


def _turn(step: Step, history: History, last: date | None, today: date) -> Due | Wait | None:
    """When a step's turn is; None where its day is over. A step counted from the last one is never too late, only later."""
    if step.anchor is Anchor.LAST:
        day = (last or history.since) + timedelta(days=step.day)
    elif history.due_on is not None:
        day = history.due_on + timedelta(days=step.day)
    else:
        return None
    earliest = max(day, last + timedelta(days=step.wait_days)) if last else day
    until = day + timedelta(days=step.window_days)
    if step.anchor is Anchor.LAST:
        until = max(until, today)
    if max(earliest, today) > until:
        return None
    return Due(step, earliest, until) if earliest <= today else Wait(step, earliest)
