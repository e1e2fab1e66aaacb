"""A wave's plan and its covertness report, as services kept them (`app.services.waves.plan_wave`, `clear_wave`)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.queries.oversight.diary import mission_of
from app.queries.oversight.waves import wave_head, wave_of, working
from app.queries.rows import Problem
from app.queries.wave_rows import AdversaryRow, ConsentRow, Cost, CovertnessPage, CovertVendor, VendorPlan, WavePlanPage
from audit.ghosts.consent import consent


def plan_page(
    session: Session, actor: Actor, wave_id: str, lang: str, now: datetime, problems: tuple[Problem, ...] = ()
) -> WavePlanPage:
    """The plan, and the people drawn for it so far. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    plan: Mapping[str, Any] = wave.plan or {}
    missions = Counter(mission_of(g, lang)[0] for g in session.scalars(select(Ghost).where(Ghost.wave_id == wave.id)))
    twins = select(Ghost.id).where(Ghost.wave_id == wave.id, Ghost.twin_of_id.is_not(None))
    return WavePlanPage(
        head=wave_head(session, actor, wave, now, lang),
        asked=tuple((str(k), str(v)) for k, v in wave.asked.items()),
        hypotheses=tuple(wave.hypotheses),
        per_vendor=plan.get("per_vendor"),
        accuse_at=plan.get("accuse_at"),
        power=plan.get("power"),
        false_accusation=plan.get("false_accusation"),
        bound_if_none=plan.get("bound_if_none"),
        vendors=tuple(VendorPlan(**row) for row in plan.get("vendors", ())),
        costs=tuple(Cost(_said(c["what"], lang), Decimal(c["amount"]), c["currency"]) for c in plan.get("costs", ())),
        curves=tuple((rate, tuple((n, power) for n, power in points)) for rate, points in plan.get("curves", ())),
        warnings=tuple(_said(w, lang) for w in _warnings(plan)),
        missions=tuple(sorted(missions.items(), key=lambda m: (-m[1], m[0]))),
        pairs=len(session.scalars(twins).all()),
        portfolio_rows=plan.get("portfolio_rows"),
        lines=plan.get("lines"),
        main_rate=plan.get("main_rate"),
        asked_power=plan.get("asked_power"),
        notice=tuple((n, value, low, high) for n, value, low, high in plan.get("notice", ())),
        notice_cap=plan.get("notice_cap"),
        betray=_worst_fields(wave, lang),
        problems=problems,
        consent=consent_row(wave.country, lang),
        **(plan.get("words") or {}).get(lang, {}),
    )


def consent_row(country: str, lang: str) -> ConsentRow | None:
    """The country's note on recording; None where the house has none: nothing is to be recorded there."""
    found = consent(country)
    if found is None:
        return None
    note, notice = found.note.say(lang), found.notice.say(lang)
    return ConsentRow(note, notice, found.all_must_know, found.confidence.value, found.sources, found.read)


def _warnings(plan: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return [w for of in ("warnings", "portfolio_warnings", "people_warnings", "seal_warnings") for w in plan.get(of, ())]


def covertness_page(
    session: Session, actor: Actor, wave_id: str, lang: str, now: datetime, problems: tuple[Problem, ...] = ()
) -> CovertnessPage:
    """The laboratory's report. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    report: Mapping[str, Any] = wave.clearance or {}
    checked_at = report.get("checked_at")
    return CovertnessPage(
        head=wave_head(session, actor, wave, now, lang),
        verdict=report.get("verdict"),
        vendors=covert_vendors(wave, lang),
        override_by=(wave.override or {}).get("by"),
        override_reason=(wave.override or {}).get("reason"),
        checked_at=datetime.fromisoformat(checked_at) if checked_at else None,
        running=working(wave, now) == "cover",
        problems=problems,
    )


def covert_vendors(wave: Wave, lang: str) -> tuple[CovertVendor, ...]:
    """What the suspicious vendor found in each file."""
    return tuple(_covert(row, lang) for row in (wave.clearance or {}).get("vendors", ()))


def _worst_fields(wave: Wave, lang: str, most: int = 5) -> tuple[AdversaryRow, ...]:
    """The columns that would most give ghosts away, over every vendor's file."""
    rows = [r for v in (wave.clearance or {}).get("vendors", ()) for r in v["fields"]]
    return _adversaries(sorted(rows, key=lambda r: -(r["auc"] or 0.0))[:most], lang)


def _covert(row: Mapping[str, Any], lang: str) -> CovertVendor:
    return CovertVendor(
        vendor=row["vendor"],
        verdict=row["verdict"],
        auc=row["auc"],
        low=row["low"],
        high=row["high"],
        real=row["real"],
        ghosts=row["ghosts"],
        adversaries=_adversaries(row["adversaries"], lang),
        fields=_adversaries(row["fields"], lang),
        near_doubles=row["near_doubles"],
        explanation=_said(row["explanation"], lang),
        roc=tuple((x, y) for x, y in row.get("roc", ())),
    )


def _adversaries(rows: Sequence[Mapping[str, Any]], lang: str) -> tuple[AdversaryRow, ...]:
    return tuple(AdversaryRow(_said(r["name"], lang), r["auc"], r["low"], r["high"], r.get("leaks", False)) for r in rows)


def _said(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang) or words["es"]
