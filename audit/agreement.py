"""How well results agree with labels: per criterion, with n and 95 % intervals.

Duties are compared by status, one decision a call and duty; what was not assessed leaves the comparison and is counted apart.
Violations are compared by instance: a result's instance is right when the labels have an instance of the same criterion that
shares a turn with it; each labelled instance can be found once. Intervals: percentile bootstrap over calls, seeded.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit.calls import DUTIES, VIOLATIONS, LabelledCall, Status, json_lines
from audit.errors import BadCall
from audit.row_shapes import mapping, number, rows, text, turns

STATUSES = (Status.MET.value, Status.NOT_MET.value, Status.NOT_APPLICABLE.value)
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, its 95 % interval and the n it rests on; None where there was nothing to measure."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """For JSON."""
        rounded = [None if v is None else round(v, 4) for v in (self.value, self.low, self.high)]
        return {"value": rounded[0], "low": rounded[1], "high": rounded[2], "n": self.n}


@dataclass(frozen=True, slots=True)
class Compared:
    """One call, its labels and its result line."""

    labelled: LabelledCall
    result: Mapping[str, Any]


def read_results(path: Path) -> dict[str, Mapping[str, Any]]:
    """Result lines by call id. Raises BadCall."""
    found: dict[str, Mapping[str, Any]] = {}
    for where, row in json_lines(path):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise BadCall(
                f"{where}: a results line needs an id; write it with `trasluz score` or `trasluz audit`",
                f"{where}: una línea de resultados necesita id; escríbala con `trasluz score` o `trasluz audit`",
            )
        missing = {"duties", "violations", "outcome"} - set(row)
        if missing:
            raise BadCall(
                f"{where} (call {row['id']}): {', '.join(sorted(missing))} missing from the result",
                f"{where} (llamada {row['id']}): al resultado le falta {', '.join(sorted(missing))}",
            )
        try:
            _check_result(row)
        except (KeyError, ValueError, ArithmeticError, TypeError) as cause:
            raise BadCall(
                f"{where} (call {row['id']}): not a line of results.jsonl; {cause!r}",
                f"{where} (llamada {row['id']}): no es una línea de results.jsonl; {cause!r}",
            ) from cause
        if row["id"] in found:
            raise BadCall(
                f"{where}: call {row['id']} was judged before in this file; keep one line a call",
                f"{where}: la llamada {row['id']} ya viene en este archivo; deje una línea por llamada",
            )
        found[row["id"]] = row
    return found


def _check_result(row: Mapping[str, Any]) -> None:
    """Raises KeyError, TypeError, ValueError or ArithmeticError for what the comparison could not read."""
    for name, duty in mapping(row["duties"], "duties").items():
        Status(mapping(duty, name)["status"])
    for violation in rows(row["violations"], "violations"):
        if text(violation, "id") is None:
            raise ValueError("a violation needs its id")
        turns(violation.get("turns") or [violation["turn"]])
    outcome = mapping(row["outcome"], "outcome")
    number(outcome, "amount")
    if text(outcome, "date"):
        date.fromisoformat(outcome["date"])
    number(mapping(row.get("agent_tone") or {}, "agent_tone"), "score")
    mapping(row.get("debtor_state") or {}, "debtor_state")


def paired(labelled: Sequence[LabelledCall], results: Mapping[str, Mapping[str, Any]]) -> list[Compared]:
    """Labels beside results. Raises BadCall when a labelled call has no result: a missing answer is not a right one."""
    missing = [c.call.id for c in labelled if c.call.id not in results]
    if missing:
        raise BadCall(
            f"{len(missing)} labelled calls have no result, the first is {missing[0]!r}; score them all first",
            f"{len(missing)} llamadas etiquetadas no tienen resultado, la primera es {missing[0]!r}; evalúelas todas antes",
        )
    return [Compared(c, results[c.call.id]) for c in labelled]


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of (label, result) pairs (Cohen 1960); None when chance agreement is total or there are no pairs."""
    if not pairs:
        return None
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    names = {a for a, _ in pairs} | {b for _, b in pairs}
    chance = sum((sum(a == k for a, _ in pairs) / n) * (sum(b == k for _, b in pairs) / n) for k in names)
    return None if chance >= 1 else (agreed - chance) / (1 - chance)


def duty_pairs(calls: Sequence[Compared], duties: Sequence[str] = DUTIES) -> list[tuple[str, str]]:
    """(label, result) statuses; not assessed ones are left out."""
    pairs = []
    for c in calls:
        for duty in duties:
            label = c.labelled.labels.duties[duty].status.value
            status = str(c.result["duties"].get(duty, {}).get("status", Status.NOT_ASSESSED.value))
            if status != Status.NOT_ASSESSED.value and label != Status.NOT_ASSESSED.value:
                pairs.append((label, status))
    return pairs


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, false alarms and misses."""

    hit: int
    false: int
    missed: int

    def precision(self) -> float | None:
        """Share of findings that are right."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else None

    def recall(self) -> float | None:
        """Share of what happened that was found."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    def f1(self) -> float | None:
        """Their harmonic mean."""
        whole = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / whole if whole else None


def violation_counts(
    calls: Sequence[Compared], ids: Sequence[str] = VIOLATIONS, decisions: Sequence[str] = ("asserted",)
) -> Counts:
    """Instances matched by criterion and shared turn, over the given decisions."""
    hit = false = missed = 0
    for c in calls:
        for name in ids:
            wanted = [set(v.turns) for v in c.labelled.labels.violations if v.id == name]
            found = [
                set(v.get("turns") or [v["turn"]])
                for v in c.result["violations"]
                if v["id"] == name and v.get("decision", "asserted") in decisions
            ]
            for shown in found:
                match = next((w for w in wanted if w & shown), None)
                if match is None:
                    false += 1
                else:
                    wanted.remove(match)
                    hit += 1
            missed += len(wanted)
    return Counts(hit, false, missed)


def presence_counts(
    calls: Sequence[Compared], ids: Sequence[str] = VIOLATIONS, decisions: Sequence[str] = ("asserted",)
) -> Counts:
    """The same by call: did this kind happen in this call at all."""
    hit = false = missed = 0
    for c in calls:
        wanted = {v.id for v in c.labelled.labels.violations} & set(ids)
        found = {v["id"] for v in c.result["violations"] if v.get("decision", "asserted") in decisions} & set(ids)
        hit, false, missed = hit + len(wanted & found), false + len(found - wanted), missed + len(wanted - found)
    return Counts(hit, false, missed)


def interval(calls: Sequence[Compared], figure: Callable[[Sequence[Compared]], float | None], n: int) -> Interval:
    """A figure with its bootstrap interval over calls."""
    value = figure(calls)
    if value is None:
        return Interval(None, None, None, n)
    rng = random.Random(20260101)
    drawn = (figure([calls[rng.randrange(len(calls))] for _ in calls]) for _ in range(RESAMPLES))
    values = sorted(v for v in drawn if v is not None)
    if len(values) < RESAMPLES // 2:
        return Interval(value, None, None, n)
    return Interval(value, values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1], n)


def evaluation(calls: Sequence[Compared]) -> dict[str, Any]:
    """Everything the contract asks of `trasluz evaluate`, as JSON-ready figures."""
    both = ("asserted", "to_review")
    known = len(duty_pairs(calls))
    asked = len(calls) * len(DUTIES)
    instances = sum(len(c.labelled.labels.violations) for c in calls)
    asserted = violation_counts(calls)
    queued = sum(bool(c.result.get("needs_review")) for c in calls)
    return {
        "calls": len(calls),
        "duties": {
            "kappa": interval(calls, lambda s: kappa(duty_pairs(s)), known).as_dict(),
            "not_assessed": asked - known,
            "each": {d: _duty(calls, d) for d in DUTIES},
        },
        "violations": {
            "asserted": _counts(calls, VIOLATIONS, ("asserted",), violation_counts),
            "asserted_by_call": _counts(calls, VIOLATIONS, ("asserted",), presence_counts),
            "asserted_or_sent": _counts(calls, VIOLATIONS, both, presence_counts),
            "instances": instances,
            "found": asserted.hit + asserted.false,
            "each": {v: _counts(calls, (v,), ("asserted",), presence_counts) for v in VIOLATIONS},
        },
        "calls_sent_to_a_person": interval(
            calls, lambda s: sum(bool(c.result.get("needs_review")) for c in s) / len(s), queued
        ).as_dict()
        | {"n": len(calls)},
        "outcome": _outcome(calls),
        "agent_tone": _tone(calls),
        "debtor_state": _state(calls),
    }


def _duty(calls: Sequence[Compared], duty: str) -> dict[str, Any]:
    pairs = duty_pairs(calls, (duty,))
    statuses = {}
    for status in STATUSES:
        hit = sum(a == b == status for a, b in pairs)
        counts = Counts(hit, sum(b == status != a for a, b in pairs), sum(a == status != b for a, b in pairs))
        statuses[status] = {
            "precision": counts.precision(),
            "recall": counts.recall(),
            "f1": counts.f1(),
            "support": sum(a == status for a, _ in pairs),
        }
    return {"kappa": interval(calls, lambda s: kappa(duty_pairs(s, (duty,))), len(pairs)).as_dict(), "statuses": statuses}


def _counts(
    calls: Sequence[Compared],
    ids: Sequence[str],
    decisions: Sequence[str],
    count: Callable[[Sequence[Compared], Sequence[str], Sequence[str]], Counts],
) -> dict[str, Any]:
    whole = count(calls, ids, decisions)
    return {
        "precision": interval(calls, lambda s: count(s, ids, decisions).precision(), whole.hit + whole.false).as_dict(),
        "recall": interval(calls, lambda s: count(s, ids, decisions).recall(), whole.hit + whole.missed).as_dict(),
        "f1": interval(calls, lambda s: count(s, ids, decisions).f1(), whole.hit + whole.false + whole.missed).as_dict(),
        "kappa": interval(calls, lambda s: _presence_kappa(s, ids, decisions), len(calls) * len(ids)).as_dict(),
        "support": whole.hit + whole.missed,
    }


def _presence_kappa(calls: Sequence[Compared], ids: Sequence[str], decisions: Sequence[str]) -> float | None:
    pairs = []
    for c in calls:
        wanted = {v.id for v in c.labelled.labels.violations}
        found = {v["id"] for v in c.result["violations"] if v.get("decision", "asserted") in decisions}
        pairs += [(str(i in wanted), str(i in found)) for i in ids]
    return kappa(pairs)


def agreed_payment(compared: Compared) -> tuple[Decimal | None, date | None]:
    """Amount and day of the result, as the labels write them."""
    outcome = compared.result["outcome"]
    amount = None if outcome.get("amount") is None else Decimal(str(outcome["amount"]))
    return amount, date.fromisoformat(outcome["date"]) if outcome.get("date") else None


def _outcome(calls: Sequence[Compared]) -> dict[str, Any]:
    kinds = [(c.labelled.labels.outcome.kind, str(c.result["outcome"].get("kind"))) for c in calls]
    promised = [c for c in calls if c.labelled.labels.outcome.amount is not None or c.labelled.labels.outcome.day is not None]

    def amounts(some: Sequence[Compared]) -> float | None:
        asked = [c for c in some if c.labelled.labels.outcome.amount is not None]
        return sum(agreed_payment(c)[0] == c.labelled.labels.outcome.amount for c in asked) / len(asked) if asked else None

    def days(some: Sequence[Compared]) -> float | None:
        asked = [c for c in some if c.labelled.labels.outcome.day is not None]
        return sum(agreed_payment(c)[1] == c.labelled.labels.outcome.day for c in asked) / len(asked) if asked else None

    def both(some: Sequence[Compared]) -> float | None:
        right = sum(agreed_payment(c) == (c.labelled.labels.outcome.amount, c.labelled.labels.outcome.day) for c in some)
        return right / len(some) if some else None

    none = [c for c in calls if c.labelled.labels.outcome.amount is None]
    return {
        "kind_kappa": interval(
            calls,
            lambda s: kappa([(c.labelled.labels.outcome.kind, str(c.result["outcome"].get("kind"))) for c in s]),
            len(kinds),
        ).as_dict(),
        "kind_accuracy": sum(a == b for a, b in kinds) / len(kinds) if kinds else None,
        "amount_exact": interval(promised, amounts, len(promised)).as_dict(),
        "date_exact": interval(promised, days, len(promised)).as_dict(),
        "amount_and_date_exact": interval(promised, both, len(promised)).as_dict(),
        "amounts_invented": sum(agreed_payment(c)[0] is not None for c in none),
        "calls_without_amount": len(none),
    }


def _tone(calls: Sequence[Compared]) -> dict[str, Any]:
    told = [c for c in calls if (c.result.get("agent_tone") or {}).get("score") is not None]

    def error(some: Sequence[Compared]) -> float | None:
        return (
            sum(abs(c.result["agent_tone"]["score"] - c.labelled.labels.agent_tone) for c in some) / len(some) if some else None
        )

    return {"mean_absolute_error": interval(told, error, len(told)).as_dict(), "not_assessed": len(calls) - len(told)}


def _state(calls: Sequence[Compared]) -> dict[str, Any]:
    def agreement(some: Sequence[Compared]) -> float | None:
        pairs = [(c.labelled.labels.debtor_state, str((c.result.get("debtor_state") or {}).get("label"))) for c in some]
        return kappa(pairs)

    return {"kappa": interval(calls, agreement, len(calls)).as_dict()}
