"""The audit report in words: conclusion first, then people, then acts, then what it all rests on."""

from reports.audit_evidence import finding_section, limits_section, machine_section, seal_section
from reports.audit_tables import agents_table, calls_table, duties_table, unassessed_table, vendors_table, violations_table
from reports.audited import AuditReport, Comparison
from reports.law_pages import law_section
from reports.page import Block, Bullets, Cell, Column, Conclusion, Figure, Figures, Page, Section, Table, Text
from reports.wording import Wording


def page(report: AuditReport, say: Wording) -> Page:
    """The whole report as blocks."""
    context = report.context
    period = say.days(report.first_day, report.last_day)
    sections = (
        _people(report, say),
        _acts(report, say),
        finding_section(report, say),
        _calls(report, say),
        _gaps(report, say),
        law_section(report, say),
        machine_section(report, say),
        limits_section(report, say),
        seal_section(report, say),
    )
    subtitle = [context.organisation or "", period if report.first_day else "", say.calls(len(report.calls))]
    return Page(
        lang=say.lang,
        title=context.title,
        eyebrow=say("Informe de auditoría de llamadas de cobranza", "Audit report of collections calls"),
        subtitle=" · ".join(part for part in subtitle if part),
        contents=say("En este informe", "In this report"),
        opening=(conclusion(report, say), _figures(report, say)),
        sections=tuple(section for section in sections if section.blocks),
        footer=say(
            f"{context.title} · hecho el {say.moment(context.made_at)} · {context.rubric.id}",
            f"{context.title} · made on {say.moment(context.made_at)} · {context.rubric.id}",
        ),
    )


def conclusion(report: AuditReport, say: Wording) -> Conclusion:
    """What a reader must know, in three sentences at most."""
    tally = report.conduct
    more = [sentence for sentence in (_doubts(report, say), _vendors(report.comparison, say), _skill(report, say)) if sentence]
    if not report.calls:
        return Conclusion("not_assessed", say("No hay llamadas auditadas.", "No calls were audited."), ())
    if tally.assessed == 0:
        text = say("No se pudo evaluar la conducta de ninguna llamada.", "Conduct could not be assessed in any call.")
        return Conclusion("not_assessed", text, tuple(more))
    if tally.fail == 0:
        most = say.share(tally.share.high)
        text = say(
            f"En ninguna de las {say.calls(tally.assessed)} evaluadas hay una falta crítica afirmada. "
            f"Con 95 % de confianza, a lo más {most} de llamadas como estas la tendría.",
            f"None of the {say.calls(tally.assessed)} assessed has an asserted critical act. "
            f"With 95% confidence, at most {most} of calls like these would.",
        )
        return Conclusion("decide" if tally.to_decide else "met", text, tuple(more))
    most_seen = _most_seen(report, say)
    share, span = say.share(tally.share.value), say.share_interval(tally.share)
    text = say(
        f"{say.num(tally.fail)} de {say.calls(tally.assessed)} no aprueban en conducta: {share} {span}. {most_seen}",
        f"{say.num(tally.fail)} of {say.calls(tally.assessed)} fail on conduct: {share} {span}. {most_seen}",
    )
    return Conclusion("critical", text, tuple(more))


def _most_seen(report: AuditReport, say: Wording) -> str:
    """The critical act in most calls, or the two that tie; silent where more do."""
    rubric = report.context.rubric
    critical = [tally for tally in report.violations if rubric.criterion(tally.criterion).critical and tally.calls]
    top = [tally for tally in critical if tally.calls == critical[0].calls]
    names = [say.say(rubric.criterion(tally.criterion).name).lower() for tally in top]
    if len(top) == 1:
        return say(
            f"Lo más frecuente: {names[0]}, en {say.calls(top[0].calls)}.",
            f"Most frequent: {names[0]}, in {say.calls(top[0].calls)}.",
        )
    if len(top) == 2:
        return say(
            f"Lo más frecuente: {names[0]} y {names[1]}, en {say.calls(top[0].calls)} cada una.",
            f"Most frequent: {names[0]} and {names[1]}, in {say.calls(top[0].calls)} each.",
        )
    return ""


def _doubts(report: AuditReport, say: Wording) -> str:
    if not report.open_calls:
        return ""
    most, span = say.share(report.conduct.if_all_confirmed.value), say.share_interval(report.conduct.if_all_confirmed)
    return say(
        f"{say.calls(report.open_calls)} con algo por decidir: falta una persona. "
        f"Si toda duda crítica se confirmara, no aprobaría {most} {span}.",
        f"{say.calls(report.open_calls)} with something to decide: a person is needed. "
        f"If every critical doubt were confirmed, {most} {span} would fail.",
    )


def _vendors(found: Comparison | None, say: Wording) -> str:
    if found is None:
        return ""
    worst, best = found.worst.name or "", found.best.name or ""
    if not found.gap.told_apart:
        return say(
            f"En conducta los proveedores no se distinguen: entre {worst} y {best}, la diferencia cabe en el azar.",
            f"On conduct the vendors cannot be told apart: between {worst} and {best}, the difference fits within chance.",
        )
    gap, low, high = (say.num(100 * x) for x in (found.gap.value, found.gap.low, found.gap.high))
    return say(
        f"{worst} falla más que {best}: {gap} puntos [{low}–{high}].",
        f"{worst} fails more often than {best}: {gap} points [{low}–{high}].",
    )


def _skill(report: AuditReport, say: Wording) -> str:
    if report.skill.value is None:
        return ""
    value, span = say.num(report.skill.value), say.interval(report.skill)
    return say(
        f"La habilidad media es {value} {span} de 100; se informa aparte y no compensa la conducta.",
        f"Mean skill is {value} {span} of 100; it is reported apart and does not make up for conduct.",
    )


def _figures(report: AuditReport, say: Wording) -> Figures:
    tally, tone = report.conduct, report.tone
    return Figures(
        (
            Figure(
                say("No aprueban en conducta", "Fail on conduct"),
                say.share(tally.share.value),
                say.share_interval(tally.share),
                say.of(tally.fail, tally.assessed),
                "not_met" if tally.fail else "met",
            ),
            Figure(
                say("Por decidir", "To decide"),
                say.num(report.open_calls),
                "",
                say("llamadas que esperan a una persona", "calls that wait for a person"),
                "decide" if report.open_calls else "met",
            ),
            Figure(
                say("Habilidad media", "Mean skill"),
                say.num(report.skill.value),
                say.interval(report.skill),
                say(f"de 100 · {say.calls(report.skill.n)}", f"of 100 · {say.calls(report.skill.n)}"),
            ),
            Figure(
                say("Tono del agente", "Agent's tone"),
                say.num(tone.value, 1),
                say.interval(tone, 1),
                say(f"de 1 a 5 · {say.calls(tone.n)}", f"1 to 5 · {say.calls(tone.n)}"),
            ),
            Figure(
                say("Archivos auditados", "Files audited"),
                say.num(len(report.calls)),
                "",
                say(f"{say.num(len(report.failures))} no se pudieron leer", f"{say.num(len(report.failures))} could not be read"),
                "not_assessed" if report.failures else "",
            ),
        )
    )


def _people(report: AuditReport, say: Wording) -> Section:
    blocks: list[Block] = []
    if any(group.name for group in report.vendors):
        blocks.append(vendors_table(report, say))
    if any(group.name for group in report.agents):
        blocks.append(agents_table(report, say))
    if report.comparison is None and len([v for v in report.vendors if v.name]) > 1:
        few = say("Hay muy pocas llamadas por proveedor para compararlos.", "There are too few calls per vendor to compare them.")
        blocks.append(Text(few, soft=True))
    return Section("proveedores", say("Proveedores y agentes", "Vendors and agents"), tuple(blocks), _order_note(say))


def _order_note(say: Wording) -> str:
    return say(
        "Conducta y habilidad van aparte. Las barras son intervalos de 95 %: donde se traslapan mucho, no hay orden.",
        "Conduct and skill stand apart. Bars are 95% intervals: where they overlap much, there is no order.",
    )


def _acts(report: AuditReport, say: Wording) -> Section:
    blocks: list[Block] = [violations_table(report, say), duties_table(report, say)] if report.calls else []
    for promised in report.promised:
        amount = say.money(promised.amount, promised.currency)
        text = say(
            f"Acuerdos con monto: {say.num(promised.count)}, por {amount} en primeros pagos. Prometido no es pagado.",
            f"Agreements with an amount: {say.num(promised.count)}, for {amount} in first payments. Promised is not paid.",
        )
        blocks.append(Text(text, soft=True))
    return Section("criterios", say("Lo prohibido y lo debido", "What is forbidden and what is owed"), tuple(blocks))


def _calls(report: AuditReport, say: Wording) -> Section:
    blocks = (calls_table(report, say),) if report.calls else ()
    return Section("llamadas", say("Todas las llamadas", "Every call"), blocks)


def _gaps(report: AuditReport, say: Wording) -> Section:
    blocks: list[Block] = []
    if report.failures:
        rows = tuple(
            (Cell(f.file, mono=True, sign="not_met", sign_name=say("Error", "Error")), Cell(f.cause)) for f in report.failures
        )
        columns = (Column(say("Archivo", "File")), Column(say("Qué pasó y qué hacer", "What happened and what to do"), wide=True))
        blocks.append(Table(say("Archivos que no se pudieron auditar", "Files that could not be audited"), columns, rows))
    if report.unassessed:
        blocks.append(unassessed_table(report, say))
    if not blocks:
        whole = say("Todo lo que se envió se pudo leer y evaluar.", "All that was sent could be read and assessed.")
        blocks.append(Bullets((whole,)))
    return Section("sin-evaluar", say("Lo que no se pudo evaluar", "What could not be assessed"), tuple(blocks), _gap_note(say))


def _gap_note(say: Wording) -> str:
    return say(
        "Lo que no se pudo saber sale del cálculo: nunca cuenta como cero ni como cien.",
        "What could not be told leaves the calculation: it never counts as zero or as a hundred.",
    )
