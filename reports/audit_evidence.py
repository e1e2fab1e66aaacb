"""What the audit rests on: each finding with its proof, the machine, its limits, the seal."""

from reports.audited import AuditReport
from reports.facts import Standing
from reports.findings import Finding, Possible
from reports.law_pages import rule_anchor
from reports.names import SEVERITIES, SPEAKERS, STANDINGS
from reports.page import (
    Block,
    Bullets,
    Cell,
    Column,
    Fact,
    Facts,
    FindingCard,
    HistoryLine,
    Line,
    Section,
    Table,
    Text,
)
from reports.wording import Wording


def finding_section(report: AuditReport, say: Wording) -> Section:
    """Every finding, by harm, then doubt."""
    blocks: list[Block] = [finding_card(found, report, say) for found in report.findings]
    blocks += [_possible(found, report, say) for found in report.possible]
    if not blocks:
        blocks.append(Text(say("Ninguna llamada tiene hallazgos.", "No call has findings.")))
    note = say(
        "Cada hallazgo lleva lo que se dijo, el segundo, el turno, la confianza, quién decide y la norma en que descansa.",
        "Each finding carries what was said, the second, the turn, the confidence, who decides and the rule it rests on.",
    )
    return Section("hallazgos", say("Hallazgos", "Findings"), tuple(blocks), note)


def finding_card(found: Finding, report: AuditReport, say: Wording) -> FindingCard:
    """One finding with its proof."""
    violation, call = found.violation, found.call
    criterion = report.context.rubric.criterion(violation.id)
    turns = call.transcript.turns if call.transcript else ()
    speaker = next((t.speaker.value for t in turns if t.i == violation.evidence.turn), "agent")
    where = " · ".join(p for p in (call.id, call.agent, call.vendor, say.moment(call.called_at) if call.called_at else None) if p)
    lines = [
        Line(say("Prueba", "Proof"), _proof(found, say)),
        Line(
            say("Confianza", "Confidence"),
            say("la agregó una persona", "added by a person") if found.by_person else say.num(violation.confidence, 2),
        ),
        Line(say("Decisión", "Decision"), say.say(STANDINGS[found.standing])),
        *_basis(found, report, say),
    ]
    tone = {"critical": "critical", "major": "major", "decide": "decide"}.get(found.sign, "plain")
    return FindingCard(
        anchor=found.anchor,
        tone=tone,
        sign=found.sign,
        sign_name=say.say(SEVERITIES[violation.severity])
        if tone in ("critical", "major")
        else say.say(STANDINGS[found.standing]),
        title=say.say(criterion.name),
        tag=say.say(SEVERITIES[violation.severity]) + (say(", si ocurrió", ", if it happened") if tone == "decide" else ""),
        where=where,
        at=say.clock(violation.evidence.start_s) if violation.evidence.start_s is not None else "",
        speaker=say.say(SPEAKERS[speaker]),
        quote=violation.evidence.quote,
        quote_lang=call.transcript.language if call.transcript else say.lang,
        lines=tuple(lines),
        history=tuple(_history(found, say)),
    )


def _proof(found: Finding, say: Wording) -> str:
    evidence = found.violation.evidence
    turns = ", ".join(str(turn + 1) for turn in found.violation.turns)  # people count from one, files from nought
    several = len(found.violation.turns) > 1
    place = (
        say(f"turnos {turns}", f"turns {turns}") if several else say(f"turno {evidence.turn + 1}", f"turn {evidence.turn + 1}")
    )
    if evidence.start_s is None or evidence.end_s is None:
        return say(f"{place}, sin audio", f"{place}, without sound")
    start, end = say.clock(evidence.start_s), say.clock(evidence.end_s)
    file = f" · {found.call.file}" if found.call.file else ""
    return say(f"{place}, de {start} a {end}{file}", f"{place}, {start} to {end}{file}")


def _basis(found: Finding, report: AuditReport, say: Wording) -> tuple[Line, ...]:
    """The law in force that day with what it asks, else the rubric's own clause, said to be that."""
    label, asks = say("Base", "Basis"), say("Qué exige", "What it asks")
    if found.rule is None:
        clause = say("Rúbrica; sin norma legal propia en este catálogo", "Rubric; no legal rule of its own in this catalogue")
        return Line(label, clause), Line(asks, say.say(report.context.rubric.criterion(found.violation.id).basis))
    rule = found.rule
    return Line(label, f"{rule.citation} — {say.say(rule.title)}", f"#{rule_anchor(rule)}"), Line(asks, say.say(rule.requires))


def _history(found: Finding, say: Wording) -> list[HistoryLine]:
    if not found.history:
        return []
    judge = found.call.result.judge
    said = "asserted" if found.violation.decision.value == "asserted" else "to_review"
    first = HistoryLine(
        "", f"{judge.name} {judge.version}", say.say(STANDINGS[said]) + f", {say.num(found.violation.confidence, 2)}"
    )
    rest = [
        HistoryLine(
            say.moment(act.at), act.who, say.say(STANDINGS[Standing(act.said)]) + (f": «{act.reason}»" if act.reason else "")
        )
        for act in found.history
    ]
    return rest if found.by_person else [first, *rest]


def _possible(found: Possible, report: AuditReport, say: Wording) -> FindingCard:
    """A duty elsewhere that this country forbids: shown as a question, counted nowhere."""
    criterion = report.context.rubric.criterion(found.criterion)
    cases = ", ".join(call.id for call, _ in found.calls[:12]) + ("…" if len(found.calls) > 12 else "")
    rule = found.rule
    basis = Line(say("Base", "Basis"), rule.citation if rule else found.rule_id, f"#{rule_anchor(rule)}" if rule else "")
    pack = report.context.rubric.countries[found.calls[0][0].country or ""]
    return FindingCard(
        anchor=f"p-{found.criterion}",
        tone="decide",
        sign="decide",
        sign_name=say("Posible hallazgo", "Possible finding"),
        title=say.say(criterion.name),
        tag=say("Posible hallazgo, por país", "Possible finding, by country"),
        where=say.calls(len(found.calls)),
        at="",
        speaker="",
        quote="",
        quote_lang=say.lang,
        lines=(Line(say("Por qué", "Why"), say.say(pack.why)), Line(say("Llamadas", "Calls"), cases), basis),
    )


def machine_section(report: AuditReport, say: Wording) -> Section:
    """Which machine judged, and how well it was seen to work."""
    blocks: list[Block] = []
    if report.context.validation:
        rows = tuple(
            (
                Cell(say(measure.name_es, measure.name_en)),
                Cell(say.num(measure.value, 2), bold=True),
                Cell("" if measure.low is None else f"[{say.num(measure.low, 2)}–{say.num(measure.high, 2)}]", soft=True),
                Cell(say.num(measure.n), soft=True),
                Cell(measure.source, soft=True),
            )
            for measure in report.context.validation
        )
        columns = (
            Column(say("Medida", "Measure"), wide=True),
            Column(say("Valor", "Value"), right=True),
            Column(say("IC 95 %", "95% CI")),
            Column("n", right=True),
            Column(say("Dónde consta", "Written down in")),
        )
        blocks.append(Table(say("Cuánto acierta la máquina", "How often the machine is right"), columns, rows))
    else:
        unsaid = say(
            "Este informe no trae cifras de validación: pídalas antes de decidir con él.",
            "This report carries no validation figures: ask for them before deciding with it.",
        )
        blocks.append(Text(unsaid))
    blocks.append(_stamps(report, say))
    return Section("maquina", say("Cómo se validó la máquina", "How the machine was validated"), tuple(blocks))


def _stamps(report: AuditReport, say: Wording) -> Facts:
    judges = sorted({f"{c.result.judge.name} {c.result.judge.model} {c.result.judge.version}" for c in report.calls})
    engines = sorted({f"{e.name} {e.model} {e.version}" for c in report.calls if c.transcript and (e := c.transcript.engine)})
    none = say("ninguno (llegó como texto)", "none (came as text)")
    items = [
        Fact(say("Transcripción", "Transcription"), "; ".join(engines) or none),
        Fact(say("Juez", "Judge"), "; ".join(judges) or "—"),
        Fact(say("Rúbrica", "Rubric"), report.context.rubric.id),
        Fact(
            say("Reglas", "Rulebooks"), ", ".join(sorted({c.result.rulebook for c in report.calls if c.result.rulebook})) or "—"
        ),
    ]
    if report.context.product_version:
        items.append(Fact("Trasluz", report.context.product_version))
    return Facts(tuple(items))


def limits_section(report: AuditReport, say: Wording) -> Section:
    """What these numbers do not say."""
    items = [
        say(
            "La máquina afirma solo donde acierta nueve de cada diez veces; lo demás espera a una persona y no reprueba.",
            "The machine asserts only where it is right nine times in ten; the rest waits for a person and fails nobody.",
        ),
        say(
            "Los intervalos cuentan el azar de qué llamadas tocaron, no el error de la máquina ni el del transcriptor.",
            "Intervals count the chance of which calls came up, not the error of the machine or of the transcriber.",
        ),
        say(
            "Las llamadas de un mismo agente se parecen: los intervalos por proveedor son, por eso, algo optimistas.",
            "Calls of one agent resemble each other: intervals by vendor are somewhat optimistic for that.",
        ),
        say(
            "Lo que no se dijo en la grabación (mensajes, visitas, lo hecho después) no está en este informe.",
            "What is not in the recordings (messages, visits, what was done later) is not in this report.",
        ),
    ]
    if report.context.samples:
        items.insert(0, say("Se auditó una muestra de las llamadas.", "A sample of the calls was audited."))
    scopes = sorted({say.say(found.book.scope) for found in report.law})
    return Section("limites", say("Límites", "Limits"), (Bullets((*items, *scopes)),))


def seal_section(report: AuditReport, say: Wording) -> Section:
    """The hashes by which each input can be recognised, and the seal of the bundle."""
    seal, rubric = report.context.seal, report.context.rubric
    facts = [Fact(f"SHA-256 {rubric.id}", rubric.sha256, mono=True)]
    books = {c.result.rulebook: book.sha256 for c in report.calls if c.result.rulebook and (book := c.law())}
    facts += [Fact(f"SHA-256 {id}", sha256, mono=True) for id, sha256 in sorted(books.items())]
    if seal:
        facts.insert(0, Fact(say("Huella de la clave", "Key fingerprint"), seal.fingerprint, mono=True))
        if seal.head:
            facts.insert(1, Fact(say("Último eslabón", "Head of the chain"), seal.head, mono=True))
    signed = [c for c in report.calls if c.signed]
    who = say.of(len(signed), len(report.calls))
    facts.append(Fact(say("Llamadas firmadas por una persona", "Calls signed off by a person"), who))
    blocks: list[Block] = [Facts(tuple(facts))]
    rows = tuple(
        (Cell(c.id, mono=True), Cell(c.file or "—"), Cell(c.sha256, mono=True, soft=True)) for c in report.calls if c.sha256
    )
    if rows:
        columns = (Column(say("Llamada", "Call")), Column(say("Archivo", "File")), Column("SHA-256", wide=True))
        blocks.append(Table(say("Grabaciones auditadas", "Audited recordings"), columns, rows))
    note = say(
        "evidence.zip contiene y sella todo lo anterior. Se comprueba sin red: trasluz evidence verify evidence.zip",
        "evidence.zip holds and seals all of the above. Check it offline: trasluz evidence verify evidence.zip",
    )
    return Section("sello", say("Sello y huellas", "Seal and hashes"), tuple(blocks), note)
