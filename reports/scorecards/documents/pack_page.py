"""The executive pack: the balance of everybody on a page, how it moved, then a page a vendor."""

from collections.abc import Sequence
from datetime import datetime

from reports.intervals import Estimate
from reports.page import Block, Cell, Chart, Column, Conclusion, Page, Section, Table, Text
from reports.scorecards.card import Comparison, Line, Point
from reports.scorecards.documents.balance_live import balance_figure
from reports.scorecards.documents.balance_plot import balance_svg
from reports.scorecards.documents.sentences import alike, conduct_said, headline, line_of, made_on, period, verdict
from reports.scorecards.documents.trend_plot import TRENDS, month_names, trend_svg
from reports.scorecards.documents.vendor_page import limits, one_page
from reports.scorecards.documents.written import per_cent, ratio, score, shown, signed, span, with_n
from reports.scorecards.measure import VendorMeasure, vendor_measures
from reports.scorecards.placed import among_recovery, of_whom, place
from reports.scorecards.segment_names import segment_name
from reports.wording import NONE, Wording


def pack_page(made: Comparison, say: Wording, made_at: datetime, organisation: str = "") -> Page:
    """Everybody: the comparison, the trend, and each vendor."""
    title = say("El balance: cuánto se recupera y cómo se trata", "The balance: recovery and treatment")
    when = period(made.period, say)
    where = segment_name(made.segment, say.lang) or say("todas las cuentas", "all accounts")
    sections = (
        _comparison(made, say),
        _trends(made, say),
        *(one_page(made, card, say, f"v{n}") for n, card in enumerate(made.cards)),
        *limits(made, say),
    )
    return Page(
        lang=say.lang,
        title=title,
        eyebrow=say("Paquete ejecutivo", "Executive pack"),
        subtitle=" · ".join(part for part in (organisation, when, where, say("sin fantasmas", "without ghosts")) if part),
        contents=say("En este paquete", "In this pack"),
        opening=(Conclusion("", headline(made, say), _more(made, say)), _chart(made, say)),
        sections=sections,
        footer=f"{when} · {made_on(made_at, say)}",
    )


def _more(made: Comparison, say: Wording) -> tuple[str, ...]:
    return tuple(text for text in (alike(made, say), conduct_said(made, say)) if text)


def _chart(made: Comparison, say: Wording) -> Block:
    svg = balance_svg(made, say)
    if not svg:
        return Text(say("De nadie se conocen las dos medidas.", "Nobody has both measures."), soft=True)
    note = say(
        "Elipse: región de 95 % con el error del juez y de la transcripción; su centro, acercado a los demás (la cifra propia, "
        "en la tabla). Raya: la frontera. Borde de puntos: otro es mejor en las dos medidas, con 95 % de probabilidad.",
        "Ellipse: 95% region with the judge's and the transcription's error; its centre is drawn towards the others (own "
        "figures: in the table). Dashes: the frontier. Dotted edge: another is better in both measures, with 95% probability.",
    )
    caption = say("Recupero ajustado y trato vivido", "Adjusted recovery and lived treatment")
    return Chart(caption, svg, note, whole=True, live=balance_figure(made, say))


def _comparison(made: Comparison, say: Wording) -> Section:
    columns = (
        Column(say("Proveedor", "Vendor"), wide=True),
        Column(say("Conducta", "Conduct")),
        Column(say("Falta crítica", "Critical breach"), right=True),
        Column(say("Trato vivido", "Lived treatment"), right=True),
        Column(say("Recupero ajustado", "Adjusted recovery"), right=True),
        Column(say("Su puesto", "Its place"), right=True),
        Column(say("Llamadas", "Calls"), right=True),
        Column(say("Cuentas", "Accounts"), right=True),
    )
    points = {p.vendor: p for p in made.balance.points}
    critical = vendor_measures()["critical_calls"]
    rows = []
    for card in made.cards:
        point, line, money = points.get(card.vendor.key), line_of(card, "critical_calls"), line_of(card, "recovery_adjusted")
        rate = f"{shown(critical, line.value.value, say)} {span(critical, line.value, say)}".strip() if line else NONE
        sign = {"fail": "not_met", "pass": "met"}.get(card.conduct, "decide")
        rows.append(
            (
                Cell(card.vendor.name, bold=True),
                Cell(verdict(card.conduct, say), sign, verdict(card.conduct, say)),
                Cell(with_n(rate, line.value.n, say) if line and line.value.value is not None else NONE),
                Cell(with_n(score(point.experience, say), point.experience.n, say) if point and _has(point.experience) else NONE),
                Cell(with_n(ratio(point.recovery, say), point.recovery.n, say) if point and _has(point.recovery) else NONE),
                Cell((place(money.rank, among_recovery(made), say) if money else "") or NONE),
                Cell(say.num(card.sizes.get("calls", 0))),
                Cell(say.num(card.sizes.get("accounts", 0))),
            )
        )
    table = Table(
        say("Los proveedores", "The vendors"),
        columns,
        tuple(rows),
        f"{of_whom(made, say)} {_dominated(made, say)}".strip(),
        dense=True,
    )
    return Section("comparacion", say("Comparación", "Comparison"), (table, _prices(made, say)))


def _has(found: Estimate) -> bool:
    return found.value is not None


def _dominated(made: Comparison, say: Wording) -> str:
    names = {v.key: v.name for v in made.vendors}

    def said(p: Point) -> str:
        over = ", ".join(names[k] for k in p.dominated_by)
        if len(p.dominated_by) > 1:
            return say(
                f"Cada uno de estos recupera más y trata mejor que {names[p.vendor]}: {over}.",
                f"Each of these recovers more and treats better than {names[p.vendor]}: {over}.",
            )
        return say(
            f"{names[p.vendor]}: {over} recupera más y trata mejor.",
            f"{names[p.vendor]}: {over} recovers more and treats better.",
        )

    return " ".join(said(p) for p in made.balance.points if p.dominated_by)


def _prices(made: Comparison, say: Wording) -> Table:
    columns = (
        Column(say("Cuentas", "Accounts"), wide=True),
        Column(say("Lo que cuesta un punto de trato, en recupero", "What a point of treatment costs, in recovery"), right=True),
        Column(say("Meses-proveedor", "Vendor-months"), right=True),
        Column("", wide=True),
    )
    rows = []
    for price in made.balance.prices:
        found = price.cost
        text = NONE
        if found.value is not None:
            text = f"{signed(100 * found.value, 1, say)}{per_cent(say)}"
            if found.low is not None and found.high is not None:
                text += f" [{signed(100 * found.low, 1, say)}; {signed(100 * found.high, 1, say)}]"
        name = segment_name(price.segment, say.lang) or say("todas", "all")
        rows.append(
            (Cell(name), Cell(text), Cell(say.num(price.cells)), Cell(say.pick(price.said) if price.said else "", soft=True))
        )
    note = say(
        "Es una asociación entre proveedores y meses, no la prueba de una causa. Con signo más: tratar mejor recupera menos.",
        "It is an association across vendors and months, not proof of a cause. With a plus: treating better recovers less.",
    )
    return Table(say("El precio de un punto de trato", "The price of a point of treatment"), columns, tuple(rows), note)


def _trends(made: Comparison, say: Wording) -> Section:
    measures = [vendor_measures()[id] for id in TRENDS]
    drawn = [(m, svg) for m in measures if (svg := trend_svg(made, m, say))]
    blocks: list[Block] = [Chart(say.pick(m.name), svg, whole=True) for m, svg in drawn]
    if blocks:
        blocks.append(_trend_table(made, [m for m, _ in drawn], say))
    else:
        blocks.append(Text(say("Hay un solo mes: aún no hay tendencia.", "There is one month only: no trend yet."), soft=True))
    return Section("tendencia", say("Tendencia", "Trend"), tuple(blocks), fresh=True)


def _told(line: Line) -> bool:
    return any(found.value is not None for found in line.past)


def _trend_table(made: Comparison, measures: Sequence[VendorMeasure], say: Wording) -> Table:
    found = [
        (m, card.vendor.name, line) for m in measures for card in made.cards if (line := line_of(card, m.id)) and _told(line)
    ]
    months = max(len(line.past) for _, _, line in found)
    heads = month_names(made.period, months, say)
    columns = (
        Column(say("Medida", "Measure")),
        Column(say("Proveedor", "Vendor"), wide=True),
        *(Column(h, right=True) for h in heads),
        Column("n", right=True),
    )
    rows = []
    for measure, name, line in found:
        empty = [Cell(NONE, soft=True)] * (months - len(line.past))
        *before, now = (shown(measure, e.value, say, made.currency) for e in line.past)
        newest = Cell(f"{now} {span(measure, line.past[-1], say)}".strip())
        count = Cell(say.num(line.past[-1].n))
        rows.append((Cell(say.pick(measure.name)), Cell(name), *empty, *(Cell(text) for text in before), newest, count))
    note = say(
        "Intervalo de 95 % y n son del último mes; los de cada mes están en la hoja «Meses» del libro XLSX.",
        "The 95% interval and n are the last month's; those of each month are on the sheet “Months” of the XLSX workbook.",
    )
    return Table(say("Las mismas cifras", "The same figures"), columns, tuple(rows), note, dense=True)
