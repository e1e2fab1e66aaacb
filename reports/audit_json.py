"""The audit report for a program: the same numbers, findings and law as the page, without wording."""

import json
from typing import Any

from audit.results import number
from reports.audited import AuditReport
from reports.facts import ReportedCall
from reports.findings import CitedRule, Finding
from reports.intervals import Estimate
from reports.tallies import ConductTally, Group


def as_json(report: AuditReport) -> str:
    """Sorted, indented, UTF-8."""
    return json.dumps(as_dict(report), ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"


def as_dict(report: AuditReport) -> dict[str, Any]:
    """The report as plain values."""
    context = report.context
    return {
        "format": "trasluz-audit-report/1",
        "title": context.title,
        "organisation": context.organisation,
        "made_at": context.made_at.isoformat(),
        "rubric": {"id": context.rubric.id, "sha256": context.rubric.sha256},
        "period": [day.isoformat() if day else None for day in (report.first_day, report.last_day)],
        "calls": len(report.calls),
        "conduct": _conduct(report.conduct),
        "skill": estimate(report.skill),
        "tone": estimate(report.tone),
        "calls_to_decide": report.open_calls,
        "vendors": [_group(group) for group in report.vendors],
        "agents": [_group(group) for group in report.agents],
        "comparison": _comparison(report),
        "violations": [
            {
                "id": t.criterion,
                "calls": t.calls,
                "instances": t.instances,
                "open": t.open,
                "ruled_out": t.ruled_out,
                "share": estimate(t.share),
            }
            for t in report.violations
        ],
        "duties": [
            {
                "id": t.criterion,
                "met": t.met,
                "assessed": t.assessed,
                "not_applicable": t.not_applicable,
                "not_assessed": t.not_assessed,
                "share": estimate(t.share),
            }
            for t in report.duties
        ],
        "findings": [_finding(found) for found in report.findings],
        "possible_findings": [
            {"criterion": p.criterion, "rule": p.rule_id, "calls": [{"id": c.id, "turns": list(turns)} for c, turns in p.calls]}
            for p in report.possible
        ],
        "results": [_call(call, report) for call in report.calls],
        "failures": [{"file": f.file, "cause": f.cause, "sha256": f.sha256} for f in report.failures],
        "not_assessed": [{"what": gap.what, "cause": gap.cause, "calls": gap.calls} for gap in report.unassessed],
        "promised": [{"currency": p.currency, "count": p.count, "amount": number(p.amount)} for p in report.promised],
        "law": [_rule(found) for found in report.law],
        "validation": [
            {"name": m.name_en, "value": m.value, "low": m.low, "high": m.high, "n": m.n, "source": m.source}
            for m in context.validation
        ],
        "seal": {"head": context.seal.head, "fingerprint": context.seal.fingerprint} if context.seal else None,
    }


def estimate(found: Estimate) -> dict[str, float | int | None]:
    """A value with its 95 % interval and n."""
    value, low, high = (None if x is None else round(x, 4) for x in (found.value, found.low, found.high))
    return {"value": value, "low": low, "high": high, "n": found.n}


def _conduct(tally: ConductTally) -> dict[str, Any]:
    return {
        "fail": tally.fail,
        "pass": tally.passed,
        "to_decide": tally.to_decide,
        "not_assessed": tally.not_assessed,
        "share_that_fails": estimate(tally.share),
        "share_if_all_doubts_hold": estimate(tally.if_all_confirmed),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "vendor": group.vendor,
        "calls": group.calls,
        "conduct": _conduct(group.conduct),
        "skill": estimate(group.skill),
        "tone": estimate(group.tone),
        "calls_to_decide": group.open_doubts,
    }


def _comparison(report: AuditReport) -> dict[str, Any] | None:
    found = report.comparison
    if found is None:
        return None
    gap = found.gap
    return {
        "worst": found.worst.name,
        "best": found.best.name,
        "difference": {"value": round(gap.value, 4), "low": round(gap.low, 4), "high": round(gap.high, 4)},
        "told_apart": gap.told_apart,
        "pairs": found.pairs,
    }


def _finding(found: Finding) -> dict[str, Any]:
    violation, rule = found.violation, found.rule
    return {
        "call": found.call.id,
        "criterion": violation.id,
        "severity": violation.severity.value,
        "standing": found.standing.value,
        "machine": None if found.by_person else violation.decision.value,
        "confidence": None if found.by_person else round(violation.confidence, 2),
        "turn": violation.evidence.turn,
        "turns": list(violation.turns),
        "quote": violation.evidence.quote,
        "start": violation.evidence.start_s,
        "end": violation.evidence.end_s,
        "basis": violation.basis,
        "citation": rule.citation if rule else None,
        "rulebook_sha256": found.book.sha256 if found.book else None,
        "history": [{"at": d.at.isoformat(), "who": d.who, "said": d.said, "reason": d.reason} for d in found.history],
    }


def _call(call: ReportedCall, report: AuditReport) -> dict[str, Any]:
    skill = call.skill(report.context.rubric)
    return {
        "id": call.id,
        "file": call.file,
        "sha256": call.sha256,
        "audio": call.audio,
        "audio_erased_on": call.audio_erased_on.isoformat() if call.audio_erased_on else None,
        "agent": call.agent,
        "vendor": call.vendor,
        "verdict": call.verdict().value,
        "skill": None if skill.score is None else round(skill.score, 1),
        "duties_met": skill.met,
        "duties_assessed": skill.assessed,
        "duties_owed": skill.owed,
        "signed": {"who": call.signed.who, "at": call.signed.at.isoformat()} if call.signed else None,
    }


def _rule(found: CitedRule) -> dict[str, Any]:
    rule = found.rule
    return {
        "id": rule.id,
        "citation": rule.citation,
        "requires": {"es": rule.requires.es, "en": rule.requires.en},
        "effective_from": rule.effective_from.isoformat() if rule.effective_from else None,
        "confidence": rule.confidence.value,
        "rulebook": found.book.id,
        "rulebook_sha256": found.book.sha256,
        "sources": [{"address": s.address, "read": s.read.isoformat()} for s in rule.sources],
        "findings": found.findings,
    }
