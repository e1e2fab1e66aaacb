"""The report of one call in words: how it stands, what proves it, what was said."""

from audit.calls import Status
from audit.results import Evidence
from audit.rubric import Skill
from reports.audit_evidence import finding_section, machine_section, seal_section
from reports.audited import AuditReport
from reports.causes import cause
from reports.facts import ReportedCall, Verdict
from reports.findings import Finding
from reports.law_pages import law_section
from reports.names import OUTCOMES, SIGNS, SPEAKERS, STATES, STATUSES, VERDICTS, tone_word
from reports.page import (
    Block,
    Cell,
    Column,
    Conclusion,
    Conversation,
    Fact,
    Facts,
    Figure,
    Figures,
    Page,
    Section,
    Table,
    Text,
    TurnLine,
)
from reports.wording import NONE, Wording


def page(audit: AuditReport, call: ReportedCall, skill: Skill, say: Wording) -> Page:
    """The whole report as blocks."""
    agent = say(f"agente {call.agent}", f"agent {call.agent}") if call.agent else ""
    when = say.moment(call.called_at) if call.called_at else ""
    amount = say.money(call.account.amount, call.account.currency) if call.account.amount is not None else ""
    parts = (
        when,
        say.clock(call.transcript.duration_s) if call.transcript and call.transcript.duration_s else "",
        agent,
        call.vendor,
        call.account.product,
        amount,
    )
    sections = (
        finding_section(audit, say),
        _duties(call, audit, say),
        _conversation(call, audit, say),
        law_section(audit, say),
        machine_section(audit, say),
        seal_section(audit, say),
    )
    return Page(
        lang=say.lang,
        title=say(f"Llamada {call.id}", f"Call {call.id}"),
        eyebrow=say("Informe de una llamada de cobranza", "Report of a collections call"),
        subtitle=" · ".join(part for part in parts if part),
        contents=say("En este informe", "In this report"),
        opening=(_conclusion(call, audit, say), _strip(call, skill, say)),
        sections=tuple(section for section in sections if section.blocks),
        footer=say(
            f"Llamada {call.id} · hecho el {say.moment(audit.context.made_at)} · {audit.context.rubric.id}",
            f"Call {call.id} · made on {say.moment(audit.context.made_at)} · {audit.context.rubric.id}",
        ),
    )


def _conclusion(call: ReportedCall, audit: AuditReport, say: Wording) -> Conclusion:
    held = [found for found in audit.findings if found.standing.holds]
    open_ones = [found for found in audit.findings if found.sign == "decide"]
    more = []
    if open_ones:
        names = ", ".join(dict.fromkeys(_name(found, audit, say).lower() for found in open_ones))
        more.append(say(f"Por decidir, falta una persona: {names}.", f"To decide, a person is needed: {names}."))
    if call.signed:
        more.append(
            say(
                f"Firmada por {call.signed.who}, {say.moment(call.signed.at)}.",
                f"Signed off by {call.signed.who}, {say.moment(call.signed.at)}.",
            )
        )
    verdict = call.verdict()
    if verdict is Verdict.NOT_ASSESSED:
        return Conclusion("not_assessed", say("La conducta no se pudo evaluar.", "Conduct could not be assessed."), tuple(more))
    if not held:
        clean = say("No hay conductas prohibidas afirmadas en esta llamada.", "No forbidden act is asserted in this call.")
        return Conclusion("decide" if open_ones else "met", clean, tuple(more))
    names = ", ".join(dict.fromkeys(_name(found, audit, say).lower() for found in held))
    heard = call.audio == "kept"
    source = say("El audio muestra", "The recording shows") if heard else say("Lo dicho muestra", "What was said shows")
    already = say(f"{source} ya, sin ser crítico", source.replace(" shows", " already shows, short of critical"))
    texts = {
        Verdict.FAIL: say(f"No aprueba en conducta. {source}: {names}.", f"Fails on conduct. {source}: {names}."),
        Verdict.TO_DECIDE: say(
            f"La conducta está por decidir. {already}: {names}.", f"Conduct is still to be decided. {already}: {names}."
        ),
        Verdict.PASS: say(
            f"Aprueba en conducta, aunque {_low(source)}: {names}.", f"Passes on conduct, though {_low(source)}: {names}."
        ),
    }
    text = texts[verdict]
    return Conclusion("critical" if verdict is Verdict.FAIL else "major", text, tuple(more))


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _name(found: Finding, audit: AuditReport, say: Wording) -> str:
    return say.say(audit.context.rubric.criterion(found.violation.id).name)


def _strip(call: ReportedCall, skill: Skill, say: Wording) -> Figures:
    result, tone, outcome = call.result, call.result.agent_tone, call.result.outcome
    state = result.debtor_state
    apart = say(
        f"texto {say.num(tone.text, 1)} · voz {say.num(tone.voice, 1)}",
        f"text {say.num(tone.text, 1)} · voice {say.num(tone.voice, 1)}",
    )
    sure = say("conf. ", "conf. ")
    agreed = say.money(outcome.amount, call.account.currency) if outcome.amount is not None else ""
    kind = say.say(OUTCOMES[outcome.kind]) if outcome.kind in OUTCOMES else NONE
    verdict = call.verdict()
    return Figures(
        (
            Figure(say("Conducta", "Conduct"), say.say(VERDICTS[verdict]), "", "", SIGNS[verdict]),
            Figure(
                say("Habilidad", "Skill"),
                say.num(skill.score),
                say("de 100", "of 100"),
                say(
                    f"cumple {skill.met} de {skill.assessed} deberes evaluados",
                    f"met {skill.met} of {skill.assessed} duties assessed",
                ),
            ),
            Figure(
                say("Tono del agente", "Agent's tone"),
                say.num(tone.score, 1),
                say.say(tone_word(tone.score)) if tone.score is not None else "",
                apart if tone.score is not None else cause(tone.cause or "", say),
                "" if tone.score is not None else "not_assessed",
            ),
            Figure(
                say("Deudor", "Debtor"),
                say.say(STATES[state]).capitalize() if state in STATES else NONE,
                "",
                sure + say.num(result.debtor_state_confidence, 2),
            ),
            Figure(
                say("Resultado", "Outcome"),
                kind,
                "",
                " · ".join(
                    part
                    for part in (agreed, say.day(outcome.day) if outcome.day else "", sure + say.num(outcome.confidence, 2))
                    if part
                ),
            ),
        )
    )


def _duties(call: ReportedCall, audit: AuditReport, say: Wording) -> Section:
    rubric = audit.context.rubric
    off = rubric.switched_off(call.country)
    rows = []
    for criterion in rubric.duties:
        duty = call.duties().get(criterion.id)
        status = duty.status if duty else Status.NOT_ASSESSED
        word = say.say(STATUSES[status])
        if criterion.id in off:
            word, status = say("No es deber en este país", "No duty in this country"), Status.NOT_APPLICABLE
        evidence = duty.evidence if duty else None
        said = f"«{evidence.quote}»" if evidence else (cause(duty.cause or "", say) if duty else "")
        rows.append(
            (
                Cell(say.say(criterion.name)),
                Cell(word, status.value, word, bold=status is Status.NOT_MET),
                Cell(say.num(duty.confidence, 2) if duty and status is not Status.NOT_ASSESSED else NONE, soft=True),
                Cell(_place(evidence, say), soft=True),
                Cell(said, soft=True),
            )
        )
    columns = (
        Column(say("Deber", "Duty")),
        Column(say("Cómo salió", "How it came out")),
        Column(say("Confianza", "Confidence"), right=True),
        Column(say("Segundo", "Second") if call.audio == "kept" else say("Lugar", "Place"), right=True),
        Column(say("Prueba o causa", "Proof or cause"), wide=True),
    )
    return Section(
        "deberes", say("Deberes", "Duties"), (Table(say("Los deberes, uno a uno", "Duties, one by one"), columns, tuple(rows)),)
    )


def _place(evidence: Evidence | None, say: Wording) -> str:
    """The second, or the turn where there is none."""
    if evidence is None:
        return NONE
    return (
        say.clock(evidence.start_s)
        if evidence.start_s is not None
        else say(f"turno {evidence.turn + 1}", f"turn {evidence.turn + 1}")
    )


def _conversation(call: ReportedCall, audit: AuditReport, say: Wording) -> Section:
    title = say("La conversación", "The conversation")
    if call.transcript is None:
        return Section("conversacion", title, ())
    marks: dict[int, list[Finding]] = {}
    for found in audit.findings:
        for turn in found.violation.turns:
            marks.setdefault(turn, []).append(found)
    lines = tuple(
        TurnLine(
            at=say.clock(turn.start_s) if turn.start_s is not None else str(turn.i + 1),
            speaker=say.say(SPEAKERS[turn.speaker]),
            role=turn.speaker.value,
            text=turn.text,
            marks=tuple(
                Cell(_name(f, audit, say), f.sign, _name(f, audit, say), href=f"#{f.anchor}") for f in marks.get(turn.i, ())
            ),
            tone=_tone(marks.get(turn.i, [])),
        )
        for turn in call.transcript.turns
    )
    roles = call.transcript.role_confidence
    facts: list[Block] = [Conversation(call.transcript.language, lines)]
    if call.audio != "kept":
        facts.insert(0, Text(_unheard(call, say)))
    if roles is not None:
        facts.append(Facts((Fact(say("Certeza de quién es quién", "Certainty of who is who"), say.num(roles, 2)),)))
    return Section("conversacion", title, tuple(facts))


def _unheard(call: ReportedCall, say: Wording) -> str:
    """Why nobody can hear this call."""
    if call.audio == "never":
        return say(
            "No se entregó el audio de esta llamada: se evaluó lo que se entregó escrito, y nadie pudo comprobarlo de oído.",
            "No audio of this call was handed over: what came in writing was assessed, and nobody could check it by ear.",
        )
    on = f" {say.day(call.audio_erased_on)}" if call.audio_erased_on else ""
    return say(
        f"El audio de esta llamada fue borrado{' el' + on if on else ''}; quedan sus palabras.",
        f"The audio of this call was erased{' on' + on if on else ''}; its words are left.",
    )


def _tone(found: list[Finding]) -> str:
    signs = {f.sign for f in found}
    return next((sign for sign in ("critical", "major", "decide") if sign in signs), "")
