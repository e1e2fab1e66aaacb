"""A plan said in words: the conclusion first, then its limits. Figures never say more than was computed."""

from math import ceil, floor

from audit.data_file import Words
from audit.ghosts.notice import Suspicion
from audit.ghosts.plan import Plan, VendorPlan
from audit.ghosts.sequential import Course


def percent(value: float, lang: str, decimals: int = 0) -> str:
    """A fraction as «12 %» or «8,0 %»; the comma in Spanish, the point in English."""
    text = f"{100.0 * value:.{decimals}f} %"
    return text if lang.startswith("en") else text.replace(".", ",")


def exact_percent(value: float, lang: str) -> str:
    """A fraction that somebody typed, with the decimals it has and no more."""
    text = f"{round(100.0 * value, 6):g} %"
    return text if lang.startswith("en") else text.replace(".", ",")


def conclusion(plan: Plan, lang: str) -> str:
    """What the wave will show. Power is rounded down and the bound up."""
    q = plan.question
    power = exact_percent(floor(plan.power * 100.0 + 1e-9) / 100.0, lang)
    bound = percent(ceil(plan.zero_bound * 1000.0 - 1e-9) / 1000.0, lang, 1)
    said = Words(
        "Si un proveedor maltrata al {matters} de las personas, lo notarás con {power} de seguridad; acusarás a uno que cumple "
        "menos de {alpha} de las veces{family}. Si no ves ninguna falta, su tasa real está bajo {bound} ({sure}).",
        "If a vendor mistreats {matters} of people, you will see it with {power} certainty; you will accuse one that complies "
        "less than {alpha} of the time{family}. If you see no fault at all, its true rate is below {bound} ({sure}).",
    ).say(lang)
    wave = Words(" en toda la ola", " in the whole wave").say(lang) if q.family == "wave" else ""
    return said.format(
        matters=exact_percent(q.matters, lang),
        power=power,
        alpha=exact_percent(q.alpha, lang),
        family=wave,
        bound=bound,
        sure=exact_percent(1.0 - q.alpha, lang),
    )


def rule(plan: Plan, lang: str) -> str:
    """How many ghosts and how many faults accuse, with the next dip of the saw teeth."""
    first = plan.vendors[0]
    cells = len(plan.question.cells)
    text = Words(
        "{n} fantasmas por proveedor{cells}: se acusa con {c} o más faltas.",
        "{n} ghosts a vendor{cells}: {c} or more faults accuse.",
    ).say(lang)
    each = Words(" en cada uno de {k} cruces de canal y tramo", " in each of {k} pairs of channel and segment").say(lang)
    out = text.format(n=first.ghosts_per_cell, c=first.threshold, cells=each.format(k=cells) if cells > 1 else "")
    if first.dips_at is None:
        return out
    dip = Words(
        " Con {d} la seguridad vuelve a bajar de lo pedido; desde {s} ya no.",
        " With {d} power falls below what was asked again; from {s} on it does not.",
    ).say(lang)
    return out + dip.format(d=first.dips_at, s=first.safe_from)


def cells_said(plan: Plan, lang: str) -> str:
    """The channels and segments that are kept apart; empty where all go together."""
    if len(plan.question.cells) == 1:
        return ""
    names = ", ".join(f"{' × '.join(part for part in (c.channel, c.segment) if part)}: {c.ghosts}" for c in plan.vendors[0].cells)
    return Words("Fantasmas por cruce: ", "Ghosts in each pair: ").say(lang) + names + "."


def looks_said(plan: Plan, lang: str) -> str:
    """When the wave may stop, for the first vendor."""
    found = plan.vendors[0].schedule
    count = len(found.looks.ghosts)
    if count == 1:
        return ""
    text = Words(
        "Se mira {k} veces: se acusa con {a} faltas y se descarta con {c} o menos, entre {n} fantasmas juzgados. Falsa acusación "
        "sumando todas las miradas: {e}. Fantasmas esperados: {g0} ({w0} semanas) si cumple, "
        "{g1} ({w1}) si maltrata al {m}.",
        "Looked at {k} times: {a} faults accuse and {c} or fewer clear, among {n} ghosts judged. False accusation over all "
        "looks: {e}. Ghosts expected: {g0} ({w0} weeks) if it complies, {g1} ({w1}) if it mistreats {m}.",
    ).say(lang)
    return text.format(
        k=count,
        a="/".join(str(a) for a in found.looks.accuse_at),
        c="/".join("–" if c < 0 else str(c) for c in found.looks.clear_at),
        n="/".join(str(n) for n in found.looks.ghosts),
        e=percent(found.false_accusation, lang, 1),
        g0=ceil(found.tolerated.expected_ghosts),
        g1=ceil(found.matters.expected_ghosts),
        w0=_weeks(plan, found.tolerated, lang),
        w1=_weeks(plan, found.matters, lang),
        m=exact_percent(plan.question.matters, lang),
    )


def _weeks(plan: Plan, course: Course, lang: str) -> str:
    looks = len(plan.vendors[0].schedule.looks.ghosts)
    text = f"{course.expected_looks * plan.question.weeks / looks:.1f}"
    return text if lang.startswith("en") else text.replace(".", ",")


def twins_said(plan: Plan, lang: str) -> str:
    """What the twins can see, and what they cannot."""
    twins, q = plan.twins, plan.question
    if twins is None:
        return ""
    text = Words(
        "{p} parejas gemelas por proveedor ven {m} frente a {t} con {w} de seguridad; para {asked} harían falta {need}.{rate}",
        "{p} pairs of twins a vendor see {m} against {t} with power {w}; {asked} would take {need}.{rate}",
    ).say(lang)
    seen = Words(" Con esa seguridad ven desde {r} frente a {t}.", " With that power they see from {r} against {t}.").say(lang)
    low = exact_percent(q.tolerated, lang)
    return text.format(
        p=twins.pairs,
        m=exact_percent(q.matters, lang),
        t=low,
        w=percent(floor(twins.power * 100.0) / 100.0, lang),
        asked=exact_percent(q.power, lang),
        need=twins.pairs_needed if twins.pairs_needed is not None else Words("más de 2000", "more than 2000").say(lang),
        rate=seen.format(r=percent(twins.visible_rate, lang), t=low) if twins.visible_rate is not None else "",
    )


def assumed_said(suspicion: Suspicion, lang: str) -> str:
    """What the risk of being noticed rests on: how well the vendor tells ghosts, measured or assumed."""
    s, spanish = suspicion, not lang.startswith("en")
    auc = f"{s.auc:g} [{s.auc_low:g}–{s.auc_high:g}]"
    assumed = Words("supuesto: falta el laboratorio", "assumed: the lab has not run")
    measured = Words("medido", "measured") if s.measured else assumed
    return Words(
        f"El riesgo supone que el proveedor revisa {s.inspected} cuentas, las que más le extrañan, con AUC "
        f"{auc.replace('.', ',') if spanish else auc} ({measured.es}).",
        f"The risk supposes that the vendor inspects the {s.inspected} accounts it finds oddest, with AUC {auc} ({measured.en}).",
    ).say(lang)


def counts_said(plan: Plan, lang: str) -> str:
    """How many are planted in all, twins counted among them."""
    twins = 2 * plan.twins.pairs * len(plan.vendors) if plan.twins else 0
    of = Words(f", {twins} de ellos en parejas gemelas" if twins else "", f", {twins} of them in pairs of twins" if twins else "")
    return Words(f"{plan.ghosts} fantasmas en total{of.es}.", f"{plan.ghosts} ghosts in all{of.en}.").say(lang)


def advice_said(vendor: VendorPlan, plan: Plan, lang: str) -> str:
    """What to do about a vendor whose risk passes the ceiling; empty where it does not."""
    if not vendor.over_ceiling:
        return ""
    if vendor.advice is None:
        text = Words(
            "{v} pasa tu tope y su cartera es muy chica para esconder la ola: súmale cuentas o no lo audites así.",
            "{v} passes your ceiling and its portfolio is too small to hide the wave: add accounts or do not audit it so.",
        )
        return text.say(lang).format(v=vendor.vendor)
    text = Words(
        "{v} pasa tu tope. Con {n} fantasmas baja a {r}, pero la seguridad queda en {w}: ver en {k} olas.",
        "{v} passes your ceiling. With {n} ghosts it falls to {r}, but power stays at {w}: see in {k} waves.",
    )
    found = vendor.advice
    return text.say(lang).format(
        v=vendor.vendor,
        n=found.ghosts,
        r=percent(found.risk.value, lang),
        w=percent(floor(found.power * 100.0) / 100.0, lang),
        k=found.waves,
    )
