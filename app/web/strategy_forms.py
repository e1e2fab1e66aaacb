"""The strategy's form: rows of steps that are added, removed and moved on the server, so that no script is needed."""

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.operations.strategy import Anchor, Dialling, Stop

FIELDS = ("key", "anchor", "day", "template", "tone", "wait_days", "window_days", "dialling")
LISTS = ("channels", "offers")
NEW_STEP: Mapping[str, Any] = {
    "key": "",
    "anchor": Anchor.LAST.value,
    "day": 3,
    "channels": ["whatsapp", "sms"],
    "template": "",
    "tone": "tu",
    "wait_days": 2,
    "window_days": 3,
    "dialling": Dialling.NONE.value,
    "offers": [],
}


def document_in(form: MultiDict[str, str]) -> dict[str, Any]:
    """The document a form tells, as typed; steps in the order of their numbers. Channels keep their order."""
    numbers = sorted({int(found[1]) for name in form if (found := re.match(r"steps\.(\d{1,3})\.", name))})
    steps = []
    for number in numbers:
        row: dict[str, Any] = {name: form.get(f"steps.{number}.{name}", "").strip() for name in FIELDS}
        row["channels"] = [c for c in form.getlist(f"steps.{number}.channels") if c]
        row["offers"] = form.getlist(f"steps.{number}.offers")
        steps.append(row)
    return {"steps": steps, "stops": form.getlist("stops")}


def changed(document: dict[str, Any], act: str) -> dict[str, Any]:
    """The document after a button: `add`, `remove-2`, `up-2`, `down-2` (steps count from 1); anything else leaves it."""
    steps = list(document["steps"])
    kind, _, text = act.partition("-")
    at = int(text) - 1 if text.isascii() and text.isdecimal() else -1
    if kind == "add":
        steps.append({**NEW_STEP, "key": _free(steps)})
    elif kind == "remove" and 0 <= at < len(steps):
        del steps[at]
    elif kind == "up" and 0 < at < len(steps):
        steps[at - 1], steps[at] = steps[at], steps[at - 1]
    elif kind == "down" and 0 <= at < len(steps) - 1:
        steps[at], steps[at + 1] = steps[at + 1], steps[at]
    return {**document, "steps": steps}


def _free(steps: list[Any]) -> str:
    used = {step.get("key") for step in steps}
    return next(key for n in range(1, 1000) if (key := f"step-{n}") not in used)


def blank() -> dict[str, Any]:
    """A strategy of one step, to begin with."""
    first = {**NEW_STEP, "key": "step-1", "anchor": Anchor.DUE.value, "day": 2, "template": "early-friendly", "window_days": 8}
    return {"steps": [first], "stops": [stop.value for stop in Stop]}
