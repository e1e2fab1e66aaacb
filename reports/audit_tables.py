"""The tables of the audit report: vendors, agents, forbidden acts, duties, calls, gaps."""

from reports.audited import AuditReport
from reports.causes import cause
from reports.facts import ReportedCall, Verdict
from reports.findings import finding_anchor
from reports.intervals import Estimate
from reports.names import OUTCOMES, SIGNS, VERDICTS
from reports.page import Bar, Cell, Column, Table
from reports.tallies import Group
from reports.wording import NONE, Wording


def share_cells(found: Estimate, hits: int, say: Wording, top: float = 1.0) -> tuple[Cell, ...]:
    """Value, bar, interval and base of a share; the bar's scale ends at `top`."""
    return (
        Cell(say.share(found.value), bold=True),
        Cell(bar=_bar(found, 0.0, top)),
        Cell(say.share_interval(found), soft=True),
        Cell(say.of(hits, found.n) if found.n else NONE, soft=True),
    )


def _bar(found: Estimate, least: float, most: float) -> Bar | None:
    if found.value is None:
        return None

    def place(value: float | None) -> float | None:
        return None if value is None else min(1.0, max(0.0, (value - least) / (most - least)))

    value = place(found.value)
    return None if value is None else Bar(value, place(found.low), place(found.high))


def _share_columns(label: str, say: Wording, top: float = 1.0) -> tuple[Column, ...]:
    return (
        Column(label, right=True),
        Column(f"0–{say.share(top)}", bar=True),
        Column(say("IC 95 %", "95% CI")),
        Column(say("base", "base"), right=True),
    )


def _scale(shares: list[Estimate]) -> float:
    """The end of a bar's scale: the next tenth above every interval, so that small shares can be seen."""
    highest = max((found.high or found.value or 0.0 for found in shares), default=1.0)
    return min(1.0, max(0.1, -(-highest * 10 // 1) / 10))


def vendors_table(report: AuditReport, say: Wording) -> Table:
    """Conduct and skill by vendor, apart."""
    return _groups_table(report.vendors, say("Por proveedor", "By vendor"), say("Proveedor", "Vendor"), False, say)


def agents_table(report: AuditReport, say: Wording) -> Table:
    """Conduct and skill by agent, apart."""
    return _groups_table(report.agents, say("Por agente", "By agent"), say("Agente", "Agent"), True, say)


def _groups_table(found: tuple[Group, ...], caption: str, label: str, with_vendor: bool, say: Wording) -> Table:
    top = _scale([group.conduct.share for group in found])
    vendor = (Column(say("Proveedor", "Vendor")),) if with_vendor else ()
    columns = (
        Column(label, wide=True),
        *vendor,
        *_share_columns(say("No aprueban", "Fail"), say, top),
        Column(say("Por decidir", "To decide"), right=True),
        Column(say("Habilidad", "Skill"), right=True),
        Column(say("IC 95 %", "95% CI")),
        Column("n", right=True),
        Column(say("Tono", "Tone"), right=True),
    )
    unknown = say("sin dato", "unknown")
    rows = tuple(
        (
            Cell(group.name or unknown, bold=bool(group.name), soft=not group.name),
            *((Cell(group.vendor or unknown, soft=True),) if with_vendor else ()),
            *share_cells(group.conduct.share, group.conduct.fail, say, top),
            Cell(say.num(group.open_doubts) if group.open_doubts else NONE, soft=not group.open_doubts),
            Cell(say.num(group.skill.value), bold=True),
            Cell(say.interval(group.skill), soft=True),
            Cell(say.num(group.skill.n), soft=True),
            Cell(say.num(group.tone.value, 1)),
        )
        for group in found
    )
    return Table(caption, columns, rows)


def violations_table(report: AuditReport, say: Wording) -> Table:
    """Every forbidden act with the share of calls that have it; those never seen keep their upper limit."""
    rubric = report.context.rubric
    top = _scale([tally.share for tally in report.violations])
    rows = []
    for tally in report.violations:
        criterion = rubric.criterion(tally.criterion)
        severity = criterion.severity.value if criterion.severity else ""
        sign = severity if tally.calls else ("decide" if tally.open else "met")
        name = say("por decidir", "to decide") if sign == "decide" else say("no visto", "not seen") if sign == "met" else ""
        rows.append(
            (
                Cell(say.say(criterion.name), sign, name or _severity(severity, say), bold=bool(tally.calls)),
                Cell(_severity(severity, say), soft=True),
                *share_cells(tally.share, tally.calls, say, top),
                Cell(say.num(tally.instances) if tally.instances else NONE),
                Cell(say.num(tally.open) if tally.open else NONE),
                Cell(say.num(tally.ruled_out) if tally.ruled_out else NONE),
            )
        )
    columns = (
        Column(say("Conducta prohibida", "Forbidden act"), wide=True),
        Column(say("Gravedad", "Severity")),
        *_share_columns(say("Llamadas", "Calls"), say, top),
        Column(say("Veces", "Times"), right=True),
        Column(say("Por decidir", "To decide"), right=True),
        Column(say("Descartadas", "Ruled out"), right=True),
    )
    note = say(
        "Una conducta no vista no es una conducta imposible: el intervalo dice cuánto podría haber.",
        "An act that was not seen is not an impossible one: the interval says how much there could be.",
    )
    return Table(say("Conductas prohibidas", "Forbidden acts"), columns, tuple(rows), note)


def _severity(value: str, say: Wording) -> str:
    return {"critical": say("crítica", "critical"), "major": say("grave", "major")}.get(value, "")


def duties_table(report: AuditReport, say: Wording) -> Table:
    """Every duty with the share of calls that met it."""
    rubric = report.context.rubric
    rows = tuple(
        (
            Cell(say.say(rubric.criterion(tally.criterion).name)),
            *share_cells(tally.share, tally.met, say),
            Cell(say.num(tally.not_applicable) if tally.not_applicable else NONE, soft=True),
            Cell(say.num(tally.not_assessed) if tally.not_assessed else NONE, soft=True),
            Cell(say.num(rubric.criterion(tally.criterion).weight, 0), soft=True),
        )
        for tally in report.duties
    )
    columns = (
        Column(say("Deber", "Duty"), wide=True),
        *_share_columns(say("Cumplen", "Met"), say),
        Column(say("No aplica", "N/A"), right=True),
        Column(say("Sin evaluar", "Not assessed"), right=True),
        Column(say("Peso", "Weight"), right=True),
    )
    return Table(say("Deberes", "Duties"), columns, rows)


def calls_table(report: AuditReport, say: Wording) -> Table:
    """Every audited call, those that fail first."""
    order = {Verdict.FAIL: 0, Verdict.TO_DECIDE: 1, Verdict.NOT_ASSESSED: 2, Verdict.PASS: 3}
    rows = tuple(_call_row(call, report, say) for call in sorted(report.calls, key=lambda c: (order[c.verdict()], c.id)))
    columns = (
        Column(say("Llamada", "Call")),
        Column(say("Fecha", "Date")),
        Column(say("Agente", "Agent"), wide=True),
        Column(say("Conducta", "Conduct")),
        Column(say("Habilidad", "Skill"), right=True),
        Column(say("Deberes", "Duties"), right=True),
        Column(say("Tono", "Tone"), right=True),
        Column(say("Resultado", "Outcome")),
        Column(say("Duración", "Length"), right=True),
    )
    return Table(say("Llamadas auditadas", "Audited calls"), columns, rows)


def _call_row(call: ReportedCall, report: AuditReport, say: Wording) -> tuple[Cell, ...]:
    verdict, skill, outcome = call.verdict(), call.skill(report.context.rubric), call.result.outcome
    first = next(("#" + finding_anchor(call.id, n) for n, _, standing in call.standings() if standing.holds), "")
    agreed = f" {say.money(outcome.amount, None)}" if outcome.amount is not None else ""
    kind = say.say(OUTCOMES[outcome.kind]) if outcome.kind in OUTCOMES else NONE
    return (
        Cell(call.id, mono=True, href=first),
        Cell(say.day(call.day), soft=True),
        Cell(" · ".join(part for part in (call.agent, call.vendor) if part) or NONE),
        Cell(say.say(VERDICTS[verdict]), SIGNS[verdict], say.say(VERDICTS[verdict]), bold=verdict is Verdict.FAIL),
        Cell(say.num(skill.score), bold=True),
        Cell(say.of(skill.met, skill.assessed) if skill.assessed else NONE, soft=True),
        Cell(say.num(call.result.agent_tone.score, 1)),
        Cell(kind + agreed),
        Cell(say.clock((call.transcript.duration_s or None) if call.transcript else None), soft=True),
    )


def unassessed_table(report: AuditReport, say: Wording) -> Table:
    """What could not be told, why, and in how many calls."""
    known = {c.id: say.say(c.name) for c in report.context.rubric.criteria}
    known |= {
        "tone": say("Tono del agente", "Agent's tone"),
        "conduct": say("Conducta", "Conduct"),
        "skill": say("Habilidad", "Skill"),
    }
    few = say("muy pocos deberes evaluados", "too few duties assessed")
    unsaid = say("sin causa registrada", "no cause recorded")
    rows = tuple(
        (
            Cell(known.get(gap.what, gap.what), "not_assessed", say("Sin evaluar", "Not assessed")),
            Cell(cause(gap.cause, say) or (few if gap.what == "skill" else unsaid), soft=True),
            Cell(say.num(gap.calls)),
        )
        for gap in report.unassessed
    )
    columns = (
        Column(say("Qué", "What")),
        Column(say("Por qué", "Why"), wide=True),
        Column(say("Llamadas", "Calls"), right=True),
    )
    return Table(say("Sin evaluar, por causa", "Not assessed, by cause"), columns, rows)
