"""A strategy as a document (JSON, YAML, a form) read into its shape, or every fault in it, each with its step and field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import Text
from app.operations.strategy import ALWAYS, CHANNELS, OFFERS, TONES, Anchor, Dialling, Plan, Step, Stop
from app.operations.strategy_faults import BadStrategy, Fault, RowReader, short
from audit.contacts.contact import Channel

MAX_STEPS = 40
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_STEP_FIELDS = frozenset(Step.__slots__)


def read_plan(document: Mapping[str, Any]) -> Plan:
    """`{"steps": [...], "stops": [...]}`. Raises BadStrategy with every fault."""
    faults: list[Fault] = []
    rows = document.get("steps")
    if not isinstance(rows, list) or not rows:
        raise BadStrategy([Fault(0, "steps", Text("agregue al menos un paso", "add at least one step"))])
    if len(rows) > MAX_STEPS:
        raise BadStrategy(
            [Fault(0, "steps", Text(f"hay {len(rows)}; deje {MAX_STEPS} o menos", f"{len(rows)}; keep {MAX_STEPS} or fewer"))]
        )
    steps = tuple(_step(number, row, faults) for number, row in enumerate(rows, start=1))
    stops = _stops(document.get("stops"), faults)
    if not faults:
        faults += _together(steps)
    if faults:
        raise BadStrategy(faults)
    return Plan(steps, stops)


def _step(number: int, row: Any, faults: list[Fault]) -> Step:
    reader = RowReader(number, row if isinstance(row, Mapping) else {}, faults)
    for name in reader.row:
        if name not in _STEP_FIELDS:
            reader.fail(short(name), "no se conoce ese campo; quítelo", "that field is not known; take it out")
    anchor = reader.choice("anchor", Anchor, Anchor.DUE)
    channels = reader.several("channels", [c.value for c in CHANNELS], 1)
    step = Step(
        key=reader.word("key", _KEY.fullmatch, "use letras sin tilde, cifras y guiones", "use plain letters, figures and dashes"),
        anchor=anchor,
        day=reader.whole("day", -60 if anchor is Anchor.DUE else 0, 720, None),
        channels=tuple(Channel(each) for each in channels) or (Channel.SMS,),
        template=reader.word("template", _KEY.fullmatch, "elija un mensaje", "choose a message"),
        tone=reader.word("tone", TONES.__contains__, f"elija: {', '.join(TONES)}", f"choose: {', '.join(TONES)}"),
        wait_days=reader.whole("wait_days", 0, 120, 1),
        window_days=reader.whole("window_days", 0, 120, 3),
        dialling=reader.choice("dialling", Dialling, Dialling.NONE),
        offers=reader.several("offers", OFFERS, 0),
    )
    if channels:
        _check_calls(reader, step)
    return step


def _check_calls(reader: RowReader, step: Step) -> None:
    calls = Channel.VOICE in step.channels
    if calls and len(step.channels) > 1:
        es = "una llamada de un agente va sola; ponga los mensajes en otro paso"
        reader.fail("channels", es, "an agent's call stands alone; put the messages in another step")
    if calls and step.dialling is Dialling.NONE:
        reader.fail(
            "dialling",
            "diga cómo se marca: a mano, tras leer la cuenta, o cuando haya un agente libre",
            "say how it is dialled: by hand, after reading the account, or when an agent is free",
        )
    if not calls and step.dialling is not Dialling.NONE:
        reader.fail(
            "dialling", "solo una llamada se marca; elija «no es una llamada»", "only a call is dialled; choose “not a call”"
        )


def _stops(value: Any, faults: list[Fault]) -> frozenset[Stop]:
    reader = RowReader(0, {"stops": value if value is not None else [s.value for s in Stop]}, faults)
    found = frozenset(Stop(each) for each in reader.several("stops", [s.value for s in Stop], 1))
    lacking = sorted(ALWAYS - found)
    if lacking and not faults:
        reader.fail("stops", f"siempre detiene: {', '.join(lacking)}; agréguelo", f"always stops: {', '.join(lacking)}; add it")
    return found


def _together(steps: Sequence[Step]) -> list[Fault]:
    """Faults that only show between steps: keys twice, days that go backwards, steps that can never come."""
    found: list[Fault] = []
    seen: set[str] = set()
    day: int | None = None
    for number, step in enumerate(steps, start=1):
        if step.key in seen:
            found.append(
                Fault(number, "key", Text(f"«{step.key}» ya está; use otra", f"“{step.key}” is there already; use another"))
            )
        seen.add(step.key)
        if step.anchor is Anchor.LAST:
            continue
        if day is not None and step.day < day:
            es, en = (
                f"el día {step.day} va antes que el {day} de un paso anterior",
                f"day {step.day} comes before day {day} of an earlier step",
            )
            found.append(Fault(number, "day", Text(f"{es}; ordene los pasos", f"{en}; put the steps in order")))
        day = step.day
    return found


def written(plan: Plan) -> dict[str, Any]:
    """The document of a plan: reading it gives the same plan."""
    return {"steps": [_row(step) for step in plan.steps], "stops": [stop.value for stop in Stop if stop in plan.stops]}


def _row(step: Step) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(step, name) for name in Step.__slots__}
    return row | {
        "anchor": step.anchor.value,
        "channels": [channel.value for channel in step.channels],
        "dialling": step.dialling.value,
        "offers": list(step.offers),
    }
