"""CALLS.jsonl and results.jsonl that are wrong in one place: a good line, a bad one, a good one."""

import copy
import json
from typing import Any

from audit.calls import DUTIES

Case = tuple[str, bytes]
MISSING = object()
GOOD: dict[str, Any] = {
    "id": "good",
    "country": "CL",
    "lang": "es",
    "called_at": "2026-05-12T10:31:00-04:00",
    "account": {"debtor": "Ana Rojas", "amount": 184990, "currency": "CLP", "due_date": "2026-04-05"},
    "turns": [
        {"speaker": "agent", "text": "Buenas tardes, habla Marta.", "start": 0.0, "end": 2.0},
        {"speaker": "debtor", "text": "Sí, dígame.", "start": 2.0, "end": 3.0},
    ],
    "labels": {
        "duties": {d: {"status": "met", "turns": [0]} for d in DUTIES},
        "violations": [{"id": "insult", "turns": [0]}],
        "agent_tone": 3,
        "debtor_state": "calm",
        "outcome": {"kind": "promise", "amount": 60000, "date": "2026-05-15"},
    },
}
RESULT: dict[str, Any] = {
    "id": "good",
    "duties": {d: {"status": "met", "confidence": 0.9, "turns": [0]} for d in DUTIES},
    "violations": [{"id": "insult", "turn": 0, "turns": [0], "decision": "asserted"}],
    "agent_tone": {"score": 3.0},
    "debtor_state": {"label": "calm"},
    "outcome": {"kind": "promise", "amount": 60000, "date": "2026-05-15"},
    "conduct": "pass",
}
WRONG: dict[str, list[Any]] = {
    "id": [MISSING, None, "", "  ", 3, 1.5, True, [], {}],
    "turns": [MISSING, None, [], {}, "hola", 3, True, [None], ["x"], [3], [[]], [{}]],
    "turns.0.speaker": [MISSING, None, "juez", "AGENT", "", 3, [], {}],
    "turns.1.text": [MISSING, None, 3, True, [], {}, "\ud800"],
    "turns.0.words": [3, "abc", None, [3], [{}], [{"w": "a"}], [{"w": "a", "start": "x", "end": 1, "p": 1}]],
    "turns.0.start": ["ten", [], {}, True, float("nan"), float("inf")],
    "turns.1.end": ["ten", [], {}, float("nan")],
    "turns.1.confidence": ["much", [], float("nan")],
    "account": ["Ana", 3, True, [1]],
    "account.amount": ["x", "1,000", "184.990,00", -1, "-5", "NaN", "Infinity", float("nan"), float("inf"), [], {}, True],
    "account.due_date": ["31/05/2026", "2026-13-01", "2026-02-30", 3, True, [], {}, "ayer"],
    "account.debtor": [[], {}, True, "\udfff"],
    "account.currency": [[], {}, True],
    "called_at": ["ayer", "2026-13-01T10:00:00-04:00", "2026-05-12T25:00:00", 3, [1], {"a": 1}, True],
    "country": [3, ["CL"], {"a": 1}, True],
    "lang": [3, ["es"], {"a": 1}, True],
}
WRONG_LABELS: dict[str, list[Any]] = {
    "labels": [MISSING, None, [], "x", 3],
    "labels.duties": [MISSING, None, [], "x", 3, ["insult"], {"identify_agent": "met"}, {"identify_agent": {"status": "met"}}],
    "labels.duties.identify_agent": [None, "met", 3, [], {}, {"status": "perhaps"}, {"status": "met", "turns": 3}],
    "labels.duties.identify_agent.turns": ["ab", [[]], [None], [{}], ["0"]],
    "labels.violations": [MISSING, None, {"id": "insult"}, "x", 3, [3], ["insult"], [{}], [{"id": "insult"}]],
    "labels.violations.0.turns": [None, 3, "ab", [[]], [{}], {"0": 1}],
    "labels.violations.0.id": [MISSING, None, 3, [], {}],
    "labels.agent_tone": [MISSING, None, "warm", [], {}, float("nan"), float("inf")],
    "labels.debtor_state": [MISSING],
    "labels.outcome": [MISSING, None, [], "promise", 3, {}],
    "labels.outcome.amount": ["x", -3, "NaN", []],
    "labels.outcome.date": ["ayer", "2026-02-30", 3, []],
}
WRONG_RESULTS: dict[str, list[Any]] = {
    "id": [MISSING, None, 3, [], {}],
    "duties": [MISSING, None, [], "x", 3, {"identify_agent": "met"}, {"identify_agent": [1]}],
    "duties.identify_agent.status": ["perhaps", 3, None, [], {}],
    "violations": [MISSING, None, {"a": 1}, "x", 3, [3], ["insult"], [None], [{}], [{"id": "insult"}]],
    "violations.0.turns": [3, "ab", [[]], [{}], {"0": 1}],
    "violations.0.id": [MISSING, None, 3, [], {}],
    "outcome": [MISSING, None, [], "promise", 3],
    "outcome.amount": ["x", [], {}, "NaN"],
    "outcome.date": ["ayer", 3, [], {}],
    "agent_tone": ["x", 3, [1]],
    "agent_tone.score": ["x", [], {}, float("nan")],
    "debtor_state": ["calm", 3, [1]],
}
NOT_ROWS = [b"3", b"null", b"true", b'"x"', b"[]", b"[{}]", b"NaN", b"-Infinity", b"1.5e3"]
NOT_JSON = [
    b"nada", b"{", b"}", b'{"id": "a"', b'{"id": "a",}', b"{'id': 'a'}", b'{"id" "a"}', b'{"id": "a"} {"id": "b"}', b"[" * 9000,
    b'{"id": "a\x01"}', b'{"id": "\x00"}', b"\x00\x00\x00", b'{"id": "\\u12"}', b'{"id": "\\x41"}', b"file;call_id", b"<html>",
    b'{"id": 1' + b"1" * 5000 + b"}", b'{"id": 01}', b'{"id": .5}', b"\xef\xbb\xbf{}", b"// note", b'{"a":' * 5000,
]  # fmt: skip
NOT_TEXT = [
    b'{"id": "a\xf1o"}', b"\xff\xfe{\x00}\x00", b"\xfe\xff\x00{\x00}", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80",
    b"\xc0\xaf", b"PK\x03\x04\xff\xff", b"\x89PNG\r\n", b"\x1f\x8b\x08\x00\xfe", b"\xf4\x90\x80\x80",
]  # fmt: skip


def changed(row: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The row with one place set, or taken away when the value is MISSING."""
    made = copy.deepcopy(row)
    *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
    at: Any = made
    for step in way:
        at = at[step]
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return made


def line(row: Any) -> bytes:
    """One line of JSON."""
    return json.dumps(row).encode() + b"\n"


def between(bad: bytes, good: dict[str, Any]) -> bytes:
    """A file whose second line is the bad one."""
    return line({**good, "id": "first"}) + bad.rstrip(b"\n") + b"\n" + line({**good, "id": "last"})


def cases(good: dict[str, Any], wrong: dict[str, list[Any]]) -> list[Case]:
    """Every wrong value at its place, on the second line."""
    return [
        (f"{path}-{n}", between(line(changed(good, path, value)), good))
        for path, values in wrong.items()
        for n, value in enumerate(values)
    ]


def foreign(good: dict[str, Any]) -> list[Case]:
    """What is no row, no JSON or no text, on the second line."""
    kinds = {"row": NOT_ROWS, "json": NOT_JSON, "text": NOT_TEXT}
    return [(f"no-{kind}-{n}", between(bad, good)) for kind, every in kinds.items() for n, bad in enumerate(every)]


EMPTY: list[Case] = [("empty", b""), ("blank", b"\n \n\n"), ("mark", b"\xef\xbb\xbf")]
TWICE: list[Case] = [("twice", line(GOOD) + line(GOOD))]
CALLS = cases(GOOD, WRONG) + foreign(GOOD)
LABELLED = cases(GOOD, WRONG_LABELS)
RESULTS = cases(RESULT, WRONG_RESULTS) + foreign(RESULT)
