"""Findings and duties of a call with their histories, and what they mark in the transcript."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.models import Act, Duty, Evaluation, Finding
from app.queries.oversight.qa.choices import PERSON
from app.queries.review_rows import ConductRow, DutyRow, HistoryRow, Mark, Standing
from audit.rulebooks import rulebook

_RANK = {Standing.TO_REVIEW: 0, Standing.ASSERTED: 1, Standing.HAPPENED: 1, Standing.CANNOT_TELL: 2, Standing.NOT_HAPPENED: 3}
_CUES = ("acknowledge_hardship", "honor_dispute", "honor_contact_request", "inform_rights")


def conduct_rows(
    findings: Sequence[Finding], turns: Sequence[Mapping[str, Any]], acts: Sequence[Act], evaluation: Evaluation
) -> tuple[ConductRow, ...]:
    """Every instance: those that hold by harm, then doubts, then what people denied."""
    rows = [
        ConductRow(
            criterion=f.criterion,
            instance=f.instance,
            severity=f.severity,
            standing=Standing(f.standing),
            confidence=f.confidence,
            start_s=f.start_s,
            end_s=f.end_s,
            quote=f.quote,
            speaker=turns[f.turn]["speaker"] if f.turn < len(turns) else "agent",
            basis=cited(f.basis, evaluation),
            history=_finding_history(f, acts, evaluation),
            turn=f.turn,
            held_back=f.decision == Standing.ASSERTED.value and f.standing == Standing.TO_REVIEW.value,
        )
        for f in findings
    ]
    return tuple(sorted(rows, key=_by_harm))


def cited(basis: str | None, evaluation: Evaluation) -> str | None:
    """The law behind a finding as people cite it; the rubric's clause stays as it is."""
    country, _, day = str(evaluation.result.get("rulebook") or "").partition("@")
    book = rulebook(country, date.fromisoformat(day)) if day else None
    rule = book.rule(basis) if book and basis else None
    return rule.citation if rule else basis


def _by_harm(row: ConductRow) -> tuple[int, bool, float]:
    denied = _RANK[row.standing] >= _RANK[Standing.CANNOT_TELL]
    return (_RANK[row.standing] if denied else 0, row.severity != "critical", row.start_s or 0.0)


def _finding_history(finding: Finding, acts: Sequence[Act], evaluation: Evaluation) -> tuple[HistoryRow, ...]:
    about = (a for a in acts if a.evaluation_id == evaluation.id and _about(a, finding.criterion, finding.instance))
    if finding.decision == PERSON:
        return tuple(_people(about))
    first = HistoryRow(evaluation.judged_at, _judge(evaluation), finding.decision, "", finding.confidence, True)
    return (first, *_people(about))


def _about(act: Act, criterion: str, instance: int | None) -> bool:
    return act.criterion == criterion and act.instance == instance


def _people(acts: Iterable[Act]) -> list[HistoryRow]:
    return [HistoryRow(a.at, a.who, a.after or "", a.reason) for a in acts]


def _judge(evaluation: Evaluation) -> str:
    judge = evaluation.result["judge"]
    return f"{judge['model']} {judge['version']}"


def duty_rows(duties: Sequence[Duty], acts: Sequence[Act], evaluation: Evaluation) -> tuple[DutyRow, ...]:
    """Every duty in the rubric's order."""
    out = []
    for duty in duties:
        about = [a for a in acts if a.evaluation_id == evaluation.id and _about(a, duty.criterion, None)]
        first = HistoryRow(evaluation.judged_at, _judge(evaluation), duty.judged, duty.cause or "", duty.confidence, True)
        turns = evaluation.result["duties"][duty.criterion]["turns"]
        out.append(
            DutyRow(
                criterion=duty.criterion,
                status=duty.status,
                confidence=duty.confidence,
                start_s=duty.start_s,
                end_s=duty.end_s,
                quote=duty.quote,
                cause=duty.cause if duty.status == duty.judged else None,
                by_person=duty.status != duty.judged,
                history=(first, *_people(about)),
                turn=turns[0] if turns and duty.quote else None,
            )
        )
    return tuple(out)


def marks(findings: Sequence[Finding], duties: Sequence[Duty], result: Mapping[str, Any]) -> dict[int, list[Mark]]:
    """Marks by the turn they are in, as the judge pointed at it; people may speak over each other, so seconds do not tell."""
    out: dict[int, list[Mark]] = {}
    for f in findings:
        sign = _sign(f)
        if sign:
            mark = Mark(sign, f.criterion, f.quote, f.start_s, f.end_s or f.start_s, f.instance)
            out.setdefault(f.turn, []).append(mark)
    for d in duties:
        turns = result["duties"][d.criterion]["turns"]
        if turns and d.quote and d.status in ("met", "not_met"):
            sign = "met" if d.status == "met" else "cue" if d.criterion in _CUES else "not_met"
            out.setdefault(turns[0], []).append(Mark(sign, d.criterion, d.quote, d.start_s, d.end_s or d.start_s))
    return out


def _sign(finding: Finding) -> str | None:
    standing = Standing(finding.standing)
    if standing is Standing.TO_REVIEW:
        return "decide"
    return finding.severity if standing in (Standing.ASSERTED, Standing.HAPPENED) else None
