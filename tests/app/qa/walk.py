"""Every address that a person can open, by the contract and by the links of the pages, and what on them would be an opinion."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Coaching, Duty, Evaluation, Finding, ScoreSheet
from app.queries.oversight.coaching.desks import agent_key
from app.web.contract import ENDPOINTS
from tests.app.world import World

SAID = ("zzquote", "zznote", "zzagreed", "0,4242", "0.4242", "42,42", "42.42")
"""What the machine's marks, a colleague's note and an agreed reason of the sealed call were made to say."""
OPINION = re.compile(r"flag-critical|band-critical|m-critical|verdict-strip|No aprueba|conduct-fail|t-fail|Amenaza legal falsa")
_LINK = re.compile(r'(?:href|hx-get|src|action)="(/[^"#]*)')
_NOT_READ = re.compile(r"^/(static|sign-out|prefs|health)|/events|/pdf|/voice")
_NAMES = re.compile(r"[0-9a-f]{8,}|\d+|(?<==)[^&]*")
"""Links that differ in names, numbers and answers alone are followed once."""


def speak(world: World, calls: Sequence[str]) -> None:
    """Make the machine's marks and the colleagues' notes of these calls say what nothing else says."""
    with world.database.writing() as db:
        for found in db.scalars(select(Finding).where(Finding.recording_id.in_(calls))):
            found.quote, found.confidence = "zzquote", 0.4242
        newest = select(Evaluation).where(Evaluation.recording_id.in_(calls))
        for evaluation in db.scalars(newest):
            evaluation.result = _quoted(evaluation.result)
            for duty in db.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id)):
                duty.quote = "zzquote"
        for kept in db.scalars(select(Coaching).where(Coaching.recording_id.in_(calls))):
            kept.quote = "zzquote"
        for sheet in db.scalars(select(ScoreSheet).where(ScoreSheet.recording_id.in_(calls))):
            sheet.marks = {k: {**m, "note": "zznote"} for k, m in sheet.marks.items()}
        db.commit()


def _quoted(told: object) -> object:
    if isinstance(told, dict):
        return {k: "zzquote" if k == "quote" and v else 0.4242 if k == "confidence" else _quoted(v) for k, v in told.items()}
    return [_quoted(one) for one in told] if isinstance(told, list) else told


def addresses(filled: Mapping[str, str]) -> list[str]:
    """Every address of the contract that is read, its parts filled; what is not given is 1."""
    known = {
        "<criterion_id>": "false_legal_threat",
        "<criterion>": "false_legal_threat",
        "<form>": "json",
        "<rule_id>": "cl-freq-written",
        **filled,
    }
    out = []
    for path, methods in ENDPOINTS.values():
        if "GET" in methods:
            for name, value in known.items():
                path = path.replace(name, value)
            out.append(re.sub(r"<int:\w+>|<\w+>", "1", path))
    return out


def of_call(call: str, code: str, run_id: str) -> list[str]:
    """Addresses with questions, in which a call might be named beside what is thought of it."""
    return [
        f"/calls/{call}/report/html",
        *(f"/calls?q={word}&{more}" for word in ("embargar", code) for more in ("", "manner=meaning", "conduct=fail")),
        f"/runs/{run_id}/report/html",
        "/calls?criterion=false_legal_threat&has=held",
        *(f"/team/{agent_key(v, c)}" for v in (None, 1, 2) for c in ("A-0", "A-1", "A-2", "A-118")),
    ]


def walk(browser: FlaskClient, first: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """(address, status, text) of these and of whatever their pages link to."""
    waiting, known, kinds = list(dict.fromkeys(first)), set(first), set[str]()
    for address in waiting:
        if _NOT_READ.search(address):
            continue
        answer = browser.get(address)
        kind = answer.mimetype or ""
        text = unescape(answer.get_data(as_text=True)) if kind.startswith("text/") or "json" in kind else ""
        yield address, answer.status_code, text
        if kind == "text/html":
            for link in _LINK.findall(text):
                kind_of = _NAMES.sub("*", link)
                if kind_of not in kinds and link not in known:
                    kinds.add(kind_of)
                    waiting.append(link)


def told_of(text: str, codes: Sequence[str]) -> list[str]:
    """What the text says that it should not: words that only the sealed calls' marks say, or an opinion in their row."""
    found = [word for word in SAID if word in text.casefold()]
    for code in codes:
        found += [row[:300] for row in rows(text, code) if OPINION.search(row)]
    return found


def rows(text: str, code: str) -> list[str]:
    """The least parts of a page that name the call."""
    parts = re.findall(r"<(?:tr|li)\b(?:(?!<(?:tr|li)\b).)*?</(?:tr|li)>", text, re.DOTALL)
    return [part for part in parts if code in part]
