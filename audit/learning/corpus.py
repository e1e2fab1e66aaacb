"""Reads the house's own labelled calls: plain text that people can write and lawyers can read (see README.md here)."""

import re
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from audit.calls import (
    DUTIES,
    OUTCOMES,
    STATES,
    VIOLATIONS,
    Account,
    Call,
    DutyLabel,
    LabelledCall,
    Labels,
    Outcome,
    Status,
    ViolationLabel,
)
from audit.errors import BadCall
from audit.labels import CUES
from speech.transcript import Speaker, Turn

CUES_OF_DUTY = {
    "acknowledge_hardship": {"hardship"},
    "honor_dispute": {"dispute"},
    "honor_contact_request": {"contact_request"},
    "inform_rights": {"rights", "dispute"},
}
_SPEAKERS = {"A": Speaker.AGENT, "D": Speaker.DEBTOR, "O": Speaker.OTHER}
_TURN = re.compile(r"^([ADO]):\s*(.*?)((?:\s+[#!^%][a-z_]+\+?)*)\s*$")
_KNOWN = {"#": DUTIES, "!": VIOLATIONS, "^": CUES, "%": DUTIES + VIOLATIONS + CUES}


def read_corpus(path: Path) -> list[LabelledCall]:
    """Every call of one `.calls` file. Raises BadCall with file and line."""
    calls: list[LabelledCall] = []
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("== ") and block:
            calls.append(_call(path, block))
            block = []
        if line.strip():
            block.append((number, line.strip()))
    if block:
        calls.append(_call(path, block))
    return calls


def _call(path: Path, block: list[tuple[int, str]]) -> LabelledCall:
    first, header = block[0]
    where = f"{path}:{first}"
    fields = dict(re.findall(r"(\w+)=(\S+)", header))
    turns: list[Turn] = []
    tags: dict[str, dict[int, list[str]]] = {kind: defaultdict(list) for kind in "#!^%"}
    tail: dict[str, str] = {}
    try:
        for number, line in block[1:]:
            where = f"{path}:{number}"
            match = _TURN.match(line)
            if match is None:
                key, _, value = line.partition(":")
                tail[key.strip()] = value.strip()
                continue
            speaker, text, marks = match.groups()
            for mark in marks.split():
                if mark[1:].rstrip("+") not in _KNOWN[mark[0]]:
                    raise BadCall(f"{where}: unknown tag {mark!r}")
                if mark[0] in "#!" and speaker != "A":
                    raise BadCall(f"{where}: {mark} belongs on an agent's turn")
                tags[mark[0]][len(turns)].append(mark[1:])
            turns.append(Turn(len(turns), _SPEAKERS[speaker], text))
        where = f"{path}:{first} (call {fields.get('id')})"
        called_at = datetime.fromisoformat(fields["at"])
        call = Call(fields["id"], tuple(turns), fields["country"], fields["lang"], called_at, _account(tail["account"]))
        return LabelledCall(call, _labels(tags, tail, where), _frozen(tags["^"]), _frozen(tags["%"]))
    except (KeyError, ValueError) as cause:
        raise BadCall(f"{where}: {cause!r}") from cause


def _frozen(marks: dict[int, list[str]]) -> dict[int, tuple[str, ...]]:
    return {i: tuple(m.rstrip("+") for m in names) for i, names in marks.items()}


def _account(text: str) -> Account:
    debtor, creditor, agency, product, money, due = (part.strip() for part in text.split("|"))
    amount, currency = money.split()
    return Account(
        debtor, creditor, None if agency == "-" else agency, product, Decimal(amount), currency, date.fromisoformat(due)
    )


def _labels(tags: dict[str, dict[int, list[str]]], tail: dict[str, str], where: str) -> Labels:
    not_applicable = set(tail["na"].replace("-", " ").replace(",", " ").split())
    if unknown := not_applicable - set(DUTIES):
        raise BadCall(f"{where}: na: names {sorted(unknown)}, which are no duties")
    kind, amount, day = [*tail["outcome"].split(), "-", "-"][:3]
    if kind not in OUTCOMES or tail["state"] not in STATES:
        raise BadCall(f"{where}: outcome {kind!r} or state {tail['state']!r} is unknown")
    return Labels(
        duties={d: _duty(d, tags, not_applicable, where) for d in DUTIES},
        violations=_violations(tags["!"]),
        agent_tone=float(tail["tone"]),
        debtor_state=tail["state"],
        outcome=Outcome(kind, None if amount == "-" else Decimal(amount), None if day == "-" else date.fromisoformat(day)),
    )


def _duty(duty: str, tags: dict[str, dict[int, list[str]]], not_applicable: set[str], where: str) -> DutyLabel:
    shown = tuple(i for i, names in tags["#"].items() if duty in names)
    if shown:
        if duty in not_applicable:
            raise BadCall(f"{where}: {duty} is both met (#) and in na:")
        return DutyLabel(Status.MET, shown)
    cues = CUES_OF_DUTY.get(duty, set())
    cued = tuple(i for i, names in tags["^"].items() if cues.intersection(names))
    if duty in not_applicable or (cues and not cued):
        return DutyLabel(Status.NOT_APPLICABLE)
    return DutyLabel(Status.NOT_MET, cued)


def _violations(marks: dict[int, list[str]]) -> tuple[ViolationLabel, ...]:
    instances: list[tuple[str, list[int]]] = []
    for i in sorted(marks):
        for mark in marks[i]:
            name = mark.rstrip("+")
            open_one = next((turns for known, turns in reversed(instances) if known == name), None)
            if open_one is None or mark.endswith("+"):
                instances.append((name, [i]))
            else:
                open_one.append(i)
    return tuple(ViolationLabel(name, tuple(turns)) for name, turns in instances)


def main(paths: list[str]) -> int:
    """Check files and print what is in them: the author's proof-reader."""
    calls = [c for p in paths for c in read_corpus(Path(p))]
    twice = [k for k, n in Counter(c.call.id for c in calls).items() if n > 1]
    found = Counter(v.id for c in calls for v in c.labels.violations)
    clean = sum(not c.labels.violations for c in calls)
    print(f"{len(calls)} calls, {sum(len(c.call.turns) for c in calls)} turns, {clean} clean; ids twice: {twice or 'none'}")
    for title, counter in (
        ("violations", found),
        ("cues", Counter(n for c in calls for names in c.cues.values() for n in names)),
        ("near misses", Counter(n for c in calls for names in c.near_misses.values() for n in names)),
        ("not met", Counter(d for c in calls for d, v in c.labels.duties.items() if v.status is Status.NOT_MET)),
        ("outcomes", Counter(c.labels.outcome.kind for c in calls)),
        ("tone", Counter(str(c.labels.agent_tone) for c in calls)),
    ):
        print(f"{title}: " + ", ".join(f"{k} {n}" for k, n in counter.most_common()))
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
