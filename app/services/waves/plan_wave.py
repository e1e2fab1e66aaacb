"""Answer the question of a wave: how many ghosts at each vendor, when to accuse, what it costs, the risk of being noticed."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import nan
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.waves.column_roles import CURRENCIES
from app.services.waves.desk import refuse_while_working, take_wave
from app.services.waves.events import add_event
from app.services.waves.page_words import refused
from audit.ghosts.cost import Cost, Prices
from audit.ghosts.plan import Plan, make_plan
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.plan_file import as_dict
from audit.ghosts.plan_question import Question, VendorAsked
from audit.ghosts.plan_words import (
    advice_said,
    assumed_said,
    cells_said,
    conclusion,
    looks_said,
    rule,
    twins_said,
)

_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*")
DEFAULTS = {
    "tolerated": "2 %",
    "matters": "12 %",
    "power": "80 %",
    "alpha": "5 %",
    "design_effect": "1,2",
    "looks": "1",
    "pairs": "0",
    "notice_cap": "10 %",
    "contacts_per_ghost": "10",
    "minutes_per_contact": "3",
    "line_cost": "0",
    "agent_hour_cost": "0",
    "payment": "0",
    "returned": "100 %",
}


def plan_wave(session: Session, actor: Actor, wave_id: str, asked: Mapping[str, str], now: datetime) -> Wave:
    """Plan, or plan anew while nobody is drawn. `asked` is the form, percentages as people write them (12 %, 0,12).

    `accounts:VENDOR` says how many accounts a vendor handles; without it the portfolio's own count is used. Raises Conflict, and
    BadInput naming the field.
    """
    wave = take_wave(session, actor, wave_id, WaveState.PLANNED)
    refuse_while_working(wave, now)
    entered = {**DEFAULTS, **wave.asked, **{k: v.strip() for k, v in asked.items() if v.strip()}}
    parts = session.execute(
        select(WaveVendor, Vendor.name).join(Vendor, Vendor.id == WaveVendor.vendor_id).where(WaveVendor.wave_id == wave.id)
    ).tuples()
    by_name = {name: part for part, name in parts}
    try:
        plan = make_plan(_question(wave, entered, by_name))
    except BadPlan as cause:
        raise refused(cause.words.es, cause.words.en) from cause
    wave.asked = {k: v for k, v in entered.items() if k in DEFAULTS or k.startswith("accounts:")}
    kept = {k: v for k, v in (wave.plan or {}).items() if k == "portfolio_warnings"}
    wave.plan = {**page_of(plan), **kept}
    for found in plan.vendors:
        by_name[found.vendor].ghosts = found.ghosts
        by_name[found.vendor].accounts = found.accounts or by_name[found.vendor].accounts
    session.execute(delete(Ghost).where(Ghost.wave_id == wave.id))
    add_event(session, wave, "wave.planned", {"by": actor.name, "ghosts": plan.ghosts, "threshold": plan.threshold}, now)
    session.commit()
    return wave


def _question(wave: Wave, entered: Mapping[str, str], by_name: Mapping[str, WaveVendor]) -> Question:
    currency = CURRENCIES.get(wave.country, "USD")
    unit = 1 if currency in ("CLP", "PYG") else 100
    return Question(
        vendors=tuple(VendorAsked(name, _accounts(entered, name, part)) for name, part in sorted(by_name.items())),
        matters=_share(entered, "matters"),
        tolerated=_share(entered, "tolerated"),
        power=_share(entered, "power"),
        alpha=_share(entered, "alpha"),
        design_effect=_number(entered, "design_effect"),
        weeks=max(1, ((wave.ends_on - wave.starts_on).days + 7) // 7),
        looks=_whole(entered, "looks"),
        twins=_whole(entered, "pairs"),
        contacts_per_ghost=_number(entered, "contacts_per_ghost"),
        ceiling=_share(entered, "notice_cap"),
        prices=Prices(
            currency=currency,
            line_minor=round(_number(entered, "line_cost") * unit),
            agent_hour_minor=round(_number(entered, "agent_hour_cost") * unit),
            payment_minor=round(_number(entered, "payment") * unit),
            returned=_share(entered, "returned"),
            minutes_per_contact=_number(entered, "minutes_per_contact"),
        ),
    )


def _number(entered: Mapping[str, str], field: str) -> float:
    found = _NUMBER.fullmatch(entered[field])
    value = float(found[1].replace(",", ".")) if found else nan
    if value != value or (found and found[2]):
        text = entered[field][:20]
        raise BadInput(
            f"{text!r} no es un número; escriba por ejemplo 1,2", f"{text!r} is no number; write for instance 1.2", field
        )
    return value


def _whole(entered: Mapping[str, str], field: str) -> int:
    value = _number(entered, field)
    if value != int(value):
        raise BadInput(f"{entered[field][:20]!r}: escriba un entero", f"{entered[field][:20]!r}: write a whole number", field)
    return int(value)


def _share(entered: Mapping[str, str], field: str) -> float:
    """«12 %» and «0,12» are the same; a bare number above 1 is a percentage."""
    found = _NUMBER.fullmatch(entered[field])
    if not found:
        text = entered[field][:20]
        raise BadInput(
            f"{text!r} no es un porcentaje; escriba por ejemplo 12 %",
            f"{text!r} is no percentage; write for instance 12 %",
            field,
        )
    value = float(found[1].replace(",", "."))
    return value / 100 if found[2] or value > 1 else value


def _accounts(entered: Mapping[str, str], vendor: str, part: WaveVendor) -> int | None:
    field = f"accounts:{vendor}"
    text = entered.get(field, "").replace(".", "").replace(",", "").replace(" ", "")
    if not text:
        return part.accounts or None
    if not text.isdecimal() or len(text) > 9:
        raise BadInput(f"{text[:20]!r}: escriba cuántas cuentas", f"{text[:20]!r}: write how many accounts", field)
    return int(text)


def page_of(plan: Plan) -> dict[str, Any]:
    """What the plan's page shows, and the whole plan under `full`, as it is sealed."""
    question = plan.question
    return {
        "per_vendor": plan.vendors[0].ghosts_per_cell if plan.vendors else plan.ghosts_per_cell,
        "accuse_at": plan.threshold,
        "power": plan.power,
        "false_accusation": plan.false_accusation,
        "bound_if_none": plan.zero_bound,
        "main_rate": question.matters,
        "asked_power": question.power,
        "notice_cap": question.ceiling,
        "vendors": [
            {
                "vendor": v.vendor,
                "accounts": v.accounts,
                "ghosts": v.ghosts,
                "planned": v.ghosts,
                "twins": 2 * question.twins,
                "share": v.share,
                "noticed": v.risk.value if v.risk else None,
                "noticed_low": v.risk.low if v.risk else None,
                "noticed_high": v.risk.high if v.risk else None,
                "over": v.over_ceiling,
            }
            for v in plan.vendors
        ],
        "costs": costs_of(plan.cost),
        "curves": [[line.rate, [list(p) for p in zip(plan.plot.ghosts, line.power, strict=True)]] for line in plan.plot.lines],
        "notice": _notice(plan),
        "words": {lang: words_of(plan, lang) for lang in ("es", "en")},
        "warnings": [{"es": es, "en": en} for es, en in _warnings(plan)],
        "full": as_dict(plan),
    }


def words_of(plan: Plan, lang: str) -> dict[str, str]:
    """The plan's sentences, the same as on the command line."""
    more = (rule(plan, lang), cells_said(plan, lang), looks_said(plan, lang), twins_said(plan, lang))
    return {
        "conclusion": conclusion(plan, lang),
        "more": " ".join(text for text in more if text),
        "assumed": assumed_said(plan.question.suspicion, lang),
    }


def costs_of(cost: Cost | None) -> list[dict[str, Any]]:
    """The lines of what it costs, all of it planted; none without prices."""
    if cost is None:
        return []
    unit = Decimal(1) if cost.currency in ("CLP", "PYG") else Decimal("0.01")
    hours = cost.agent_minutes // 60
    rows = (
        (f"Líneas y casillas, {cost.ghosts}", f"Lines and mailboxes, {cost.ghosts}", cost.lines_minor),
        (f"Minutos de agente, {hours} h", f"Agent minutes, {hours} h", cost.agent_time_minor),
        ("Pagos de fantasmas", "Ghosts' payments", cost.payments_minor),
        ("Se devuelve", "Comes back", -cost.returned_minor),
        ("Neto", "Net", cost.net_minor),
    )
    return [{"what": {"es": es, "en": en}, "amount": format(unit * n, "f"), "currency": cost.currency} for es, en, n in rows]


def _notice(plan: Plan) -> list[list[float]]:
    """The band of the vendor most likely to notice."""
    if not plan.plot.notice:
        return []
    worst = max(plan.plot.notice, key=lambda band: band.value[-1])
    return [list(p) for p in zip(plan.plot.ghosts, worst.value, worst.low, worst.high, strict=True)]


def _warnings(plan: Plan) -> list[tuple[str, str]]:
    return [(advice_said(v, plan, "es"), advice_said(v, plan, "en")) for v in plan.vendors if v.over_ceiling]
