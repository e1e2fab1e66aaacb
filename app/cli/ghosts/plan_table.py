"""A plan on a terminal: the conclusion, a row a vendor, the cost and the risk."""

from collections.abc import Iterator

from babel.numbers import format_currency, format_decimal, get_currency_precision

from app.errors import Text
from audit.ghosts.plan import Plan, VendorPlan
from audit.ghosts.plan_words import (
    advice_said,
    assumed_said,
    cells_said,
    conclusion,
    counts_said,
    looks_said,
    percent,
    rule,
    twins_said,
)

_UNKNOWN = "—"


def lines(plan: Plan, lang: str) -> Iterator[str]:
    """What the command prints, the conclusion first."""
    yield conclusion(plan, lang)
    yield ""
    yield rule(plan, lang)
    yield from (line for line in (cells_said(plan, lang), looks_said(plan, lang), twins_said(plan, lang)) if line)
    yield ""
    yield from _vendors(plan, lang)
    yield from (line for line in (advice_said(v, plan, lang) for v in plan.vendors) if line)
    yield ""
    yield from _cost(plan, lang)
    yield assumed_said(plan.question.suspicion, lang)


def _vendors(plan: Plan, lang: str) -> Iterator[str]:
    heads = Text(
        "Proveedor|Cuentas|Fantasmas|De su cartera|Acusan|Seguridad|Falsa acusación|Riesgo de notarse (95 %)",
        "Vendor|Accounts|Ghosts|Of its portfolio|Accuse|Power|False accusation|Risk of being noticed (95 %)",
    )
    rows = [heads.say(lang).split("|"), *(_row(v, lang) for v in plan.vendors)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip()


def _row(v: VendorPlan, lang: str) -> list[str]:
    risk = _UNKNOWN
    if v.risk is not None:
        band = f"[{100 * v.risk.low:.0f}–{100 * v.risk.high:.0f}]"
        risk = f"{'▲ ' if v.over_ceiling else ''}{percent(v.risk.value, lang)} {band}"
    return [
        v.vendor,
        _UNKNOWN if v.accounts is None else format_decimal(v.accounts, locale=_locale(lang)),
        str(v.ghosts),
        _UNKNOWN if v.share is None else percent(v.share, lang, 2),
        str(v.threshold),
        percent(v.power, lang, 1),
        percent(v.false_accusation, lang, 1),
        risk,
    ]


def _cost(plan: Plan, lang: str) -> Iterator[str]:
    def said(es: str, en: str) -> str:
        return Text(es, en).say(lang)

    hours = format_decimal(round(plan.agent_minutes / 60, 1), locale=_locale(lang))
    yield counts_said(plan, lang)
    yield said(
        f"{plan.ghosts} cuentas plantadas; {hours} horas de agentes del proveedor; {plan.question.weeks} semanas.",
        f"{plan.ghosts} accounts planted; {hours} hours of the vendors' agents; {plan.question.weeks} weeks.",
    )
    cost = plan.cost
    if cost is None:
        yield said("Costo en dinero: sin precios; use --cost.", "Cost in money: no prices; use --cost.")
        return

    def money(minor: int) -> str:
        digits = get_currency_precision(cost.currency)
        return str(format_currency(minor / 10**digits, cost.currency, locale=_locale(lang)))

    parts = (
        cost.lines_minor,
        cost.agent_time_minor,
        cost.payments_minor,
        cost.returned_minor,
        cost.net_minor,
        cost.per_ghost_minor,
    )
    yield said(
        "Líneas y casillas {}, agentes {}, pagos {}, se devuelve {}. Neto {}, {} por fantasma.",
        "Lines and mailboxes {}, agents {}, payments {}, returned {}. Net {}, {} a ghost.",
    ).format(*(money(part) for part in parts))


def _locale(lang: str) -> str:
    return "en_US" if lang.startswith("en") else "es_CL"
