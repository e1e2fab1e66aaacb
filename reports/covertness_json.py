"""The covertness report for a program: what the lab found, without personal data."""

import json
from typing import Any

from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.covertness import FORMAT, Covertness, Field
from audit.ghosts.covertness.doubles import SAID
from audit.ghosts.covertness.verdict_words import explanation


def as_json(found: Covertness) -> str:
    """Sorted, indented, UTF-8."""
    return json.dumps(as_dict(found), ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"


def as_dict(found: Covertness) -> dict[str, Any]:
    """The report as plain values. `row` and `ghost_row` count from 1 under the header."""
    said = explanation(found)
    return {
        "format": FORMAT,
        "verdict": found.verdict.value,
        "reasons": [reason.value for reason in found.reasons],
        "explanation": {"es": said.es, "en": said.en},
        "auc": auc(found.strongest) if found.strongest else None,
        "strongest": found.by.value if found.by else None,
        "adversaries": [{"name": a.adversary.value, **auc(a.auc)} for a in found.attempts],
        "fields": [_field(field) for field in found.fields],
        "leaking": [list(field.columns) for field in found.leaking],
        "statements": [
            {
                "columns": list(s.columns),
                "what": s.what.value,
                "es": s.sentence().es,
                "en": s.sentence().en,
                "ghosts": [s.ghosts, s.of_ghosts],
                "real": [s.real, s.of_real],
                "p": s.p,
            }
            for s in found.statements
        ],
        "near_doubles": [
            {
                "ghost_row": d.ghost_row,
                "file": d.file,
                "row": d.row,
                "likeness": d.likeness.value,
                "columns": list(d.columns),
                "es": SAID[d.likeness].es,
                "en": SAID[d.likeness].en,
            }
            for d in found.doubles
        ],
        "scores": {"ghosts": list(found.scores.ghosts), "real": list(found.scores.real)},
        "real_file": found.real_file,
        "handed_file": found.handed_file,
        "ghosts": len(found.ghost_rows),
        "ghost_rows": list(found.ghost_rows),
        "real_rows_handed": found.real_rows_handed,
        "judged": {"ghosts": found.judged_ghosts, "real": found.judged_real, "against": found.against.value},
        "not_compared": list(found.rewritten),
        "widest_interval": found.widest,
        "seed": found.seed,
        "versions": dict(found.versions),
    }


def auc(found: Auc) -> dict[str, Any]:
    """An AUC with its interval and numbers."""
    return {
        "auc": round(found.value, 6),
        "low": round(found.low, 6),
        "high": round(found.high, 6),
        "width": round(found.width, 6),
        "ghosts": found.ghosts,
        "real": found.real,
    }


def _field(field: Field) -> dict[str, Any]:
    named = field.named()
    return {
        "columns": list(field.columns),
        "what": field.what.value,
        "name": {"es": named.es, "en": named.en},
        **auc(field.auc),
        "p": field.p,
        "leaks": field.leaks,
        "weight": None if field.weight is None else round(field.weight, 6),
        "advice": {"es": field.advice.es, "en": field.advice.en},
    }
