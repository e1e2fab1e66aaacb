"""Strategies, tests and texts as the API answers them."""

from typing import Any

from app.models.strategy import Strategy, Template
from app.operations.readout import Compared
from app.operations.readout_intervals import Interval
from app.operations.scripts import Checked
from app.queries.collections.experiments import declared_document
from app.queries.collections.readouts import ReadOutPage
from app.web.api.schemas import MAYBE_TEXT, TEXT, many, thing

_WHOLE: dict[str, Any] = {"type": "integer"}
_NUMBER: dict[str, Any] = {"type": "number"}
_MAYBE_NUMBER: dict[str, Any] = {"type": ["number", "null"]}
_MAYBE_WHOLE: dict[str, Any] = {"type": ["integer", "null"]}
ANYTHING: dict[str, Any] = {"type": "object", "additionalProperties": True}
_INTERVAL = thing({"value": _MAYBE_NUMBER, "low": _MAYBE_NUMBER, "high": _MAYBE_NUMBER, "n": _WHOLE})
_OUTCOME = thing(
    {"outcome": TEXT, "champion": _INTERVAL, "challenger": _INTERVAL, "difference": {"anyOf": [_INTERVAL, {"type": "null"}]}}
    | {"verdict": TEXT}
)

SCHEMAS: dict[str, Any] = {
    "Strategies": thing({"segments": many(ANYTHING)}),
    "Strategy": thing(
        {"id": _WHOLE, "segment_id": _WHOLE, "name": TEXT, "version": _WHOLE, "state": TEXT, "share_percent": _WHOLE}
        | {"steps": many(ANYTHING), "stops": many(TEXT)}
    ),
    "Simulation": ANYTHING | {"description": "What would have gone out, and what was refused by which rule"},
    "Test": thing(
        {"id": _WHOLE, "segment": TEXT, "verdict": MAYBE_TEXT, "currency": MAYBE_TEXT, "mismatch_p": _MAYBE_NUMBER}
        | {"declared": {"anyOf": [ANYTHING, {"type": "null"}]}}
        | {"arms": many(thing({"strategy_id": _WHOLE, "name": TEXT, "share_percent": _WHOLE, "people": _WHOLE}))}
        | {"challengers": many(thing({"strategy_id": _WHOLE, "verdict": TEXT, "outcomes": many(_OUTCOME)}))}
    ),
    "Texts": thing({"texts": many(ANYTHING)}),
    "Text": thing(
        {"id": _WHOLE, "key": TEXT, "version": _WHOLE, "kind": TEXT, "channel": TEXT, "country": TEXT, "language": TEXT}
        | {"tone": TEXT, "subject": MAYBE_TEXT, "body": TEXT, "state": TEXT, "checks": ANYTHING}
    ),
    "TextChecked": thing(
        {"level": MAYBE_TEXT, "preview": TEXT, "characters": _WHOLE, "segments": _MAYBE_WHOLE, "reading": _MAYBE_NUMBER}
        | {"ease": MAYBE_TEXT, "found": many(thing({"what": TEXT, "level": TEXT, "quote": TEXT, "p": _MAYBE_NUMBER}))}
    ),
}


def strategy_body(row: Strategy) -> dict[str, Any]:
    """A strategy with its document."""
    names = ("id", "segment_id", "name", "version", "state", "share_percent")
    return {name: getattr(row, name) for name in names} | {"steps": row.steps["steps"], "stops": row.steps["stops"]}


def template_body(row: Template) -> dict[str, Any]:
    """A text."""
    names = ("id", "key", "version", "kind", "channel", "country", "language", "tone", "subject", "body", "state", "checks")
    return {name: getattr(row, name) for name in names}


def checked_body(found: Checked) -> dict[str, Any]:
    """What was found in a text."""
    noticed = [{"what": n.rule, "level": n.level.value, "quote": n.quote, "p": None} for n in found.noticed]
    judged = [{"what": j.violation, "level": j.level.value, "quote": j.quote, "p": j.p} for j in found.judged]
    return {
        "level": found.level.value if found.level else None,
        "preview": found.preview,
        "characters": found.length.characters,
        "segments": found.length.segments,
        "reading": found.reading.score if found.reading else None,
        "ease": found.reading.ease.value if found.reading else None,
        "found": [*judged, *noticed],
    }


def test_body(page: ReadOutPage) -> dict[str, Any]:
    """A test; a strategy alone has no verdict."""
    arms = [
        {"strategy_id": a.strategy, "name": page.name_of(a.strategy), "share_percent": a.share_percent, "people": a.enrolled}
        for a in page.arms
    ]
    challengers = page.read.challengers if page.read else ()
    return {
        "id": page.experiment_id,
        "segment": page.segment,
        "verdict": page.read.verdict.value if page.read else None,
        "currency": page.currency,
        "mismatch_p": page.read.mismatch.p if page.read else None,
        "declared": declared_document(page.declared) if page.declared else None,
        "arms": arms,
        "challengers": [
            {"strategy_id": id, "verdict": verdict.value, "outcomes": [_outcome(row) for row in rows]}
            for id, verdict, rows in challengers
        ],
    }


def _outcome(row: Compared) -> dict[str, Any]:
    return {
        "outcome": row.outcome.value,
        "champion": _interval(row.champion),
        "challenger": _interval(row.challenger),
        "difference": _interval(row.difference) if row.difference else None,
        "verdict": row.verdict.value,
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high, "n": one.n}
