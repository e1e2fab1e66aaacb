"""Made-up judged calls for the reports' tests: two vendors, six agents, every standing, two countries."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from audit.calls import DUTIES, Account, Status
from audit.results import (
    Conduct,
    Decision,
    DutyResult,
    Evidence,
    JudgeStamp,
    OutcomeResult,
    Result,
    Severity,
    Tone,
    ViolationResult,
)
from audit.rubric import load_rubric
from audit.rulebooks import basis, rulebook
from reports.audited import AuditReport, build
from reports.facts import Context, Decided, FailedFile, Measure, ReportedCall, SealFacts, Signed
from speech.transcript import EngineStamp, Speaker, Transcript, Turn

SANTIAGO = timezone(timedelta(hours=-4))
MADE_AT = datetime(2026, 5, 16, 18, 0, tzinfo=SANTIAGO)
SAID = {
    "false_legal_threat": "Si no paga el total hoy, mañana mismo mandamos a embargarle la casa.",
    "third_party_disclosure": "Dígale a su hijo que debe ciento ochenta mil en la tienda desde abril.",
    "insult": "No sea sinvergüenza, pues; para salir de compras sí le alcanza.",
    "dismiss_hardship": "Mire, problemas tenemos todos.",
    "unofficial_payment": "Transfiéralo a la cuenta mía no más, yo se lo ingreso altiro.",
    "misleading_statement": "Va a quedar en el boletín de por vida.",
}
ACTS = ("false_legal_threat", "third_party_disclosure", "insult", "false_legal_threat", "unofficial_payment")
LINES = (
    ("agent", "Buenas tardes, le habla Rodrigo, de Marea Sur, por Tiendas Lindero. Esta llamada se graba."),
    ("debtor", "Sí, con ella."),
    ("agent", "Tiene un saldo de ciento ochenta y cuatro mil novecientos noventa, vencido el cinco de abril."),
    ("debtor", "Es que en marzo me quedé sin trabajo y estoy con puros pololitos."),
    ("agent", "…"),
    ("debtor", "¿Y no puedo pagar en partes?"),
    ("agent", "Quedamos así: sesenta mil el viernes quince de mayo. Que esté bien, hasta luego."),
)


def violation(id: str, decision: Decision, confidence: float, country: str = "CL") -> ViolationResult:
    severity = load_rubric().criterion(id).severity or Severity.MAJOR
    rests = basis(rulebook(country, MADE_AT.date()), id)
    return ViolationResult(id, Evidence(4, SAID[id], 48.2, 55.0), (4,), confidence, decision, severity, rests)


def transcript(id: str, said: str) -> Transcript:
    turns = tuple(
        Turn(i, Speaker(who), said if text == "…" else text, 4.0 + 11 * i, 13.0 + 11 * i, 0.9)
        for i, (who, text) in enumerate(LINES)
    )
    stamp = EngineStamp("faster-whisper", "base", "1.2.1")
    return Transcript(id, f"{id}.wav", "ab" * 32, "es", 84.0, 8000, 2, stamp, turns)


def call(
    id: str,
    violations: tuple[ViolationResult, ...] = (),
    missed: tuple[str, ...] = (),
    country: str = "CL",
    vendor: str | None = "Marea Sur",
    agent: str | None = "A-118",
    decisions: tuple[Decided, ...] = (),
    tone: float | None = 3.6,
) -> ReportedCall:
    statuses = {d: Status.NOT_MET if d in missed else Status.MET for d in DUTIES}
    statuses |= {"honor_dispute": Status.NOT_APPLICABLE, "honor_contact_request": Status.NOT_APPLICABLE}
    duties = {d: DutyResult(s, 0.9, (0,) if s is Status.MET else ()) for d, s in statuses.items()}
    duties["state_debt"] = DutyResult(Status.NOT_ASSESSED, 0.0, cause="no se conoce el monto de la cuenta")
    fails = any(v.decision is Decision.ASSERTED and v.severity is Severity.CRITICAL for v in violations)
    book = rulebook(country, MADE_AT.date())
    result = Result(
        id=id,
        rubric=load_rubric().id,
        rulebook=book.id if book else None,
        judge=JudgeStamp("local", "e5-small-es-en", "1"),
        duties=duties,
        violations=violations,
        agent_tone=Tone(tone, tone, None, 0.6, None if tone else "el agente habló 6 s y hacen falta 20"),
        debtor_state="distressed",
        debtor_state_confidence=0.7,
        outcome=OutcomeResult("payment_plan", Decimal(60000), datetime(2026, 5, 15, tzinfo=UTC).date(), 0.9, (6,)),
        conduct=Conduct.FAIL if fails else Conduct.PASS,
        skill=None,
        needs_review=any(v.decision is Decision.TO_REVIEW for v in violations),
        review_reason=None,
    )
    said = violations[0].evidence.quote if violations else "Entiendo, gracias por contarme. Veamos tres cuotas."
    return ReportedCall(
        result=result,
        transcript=transcript(id, said),
        file=f"{id}.wav",
        sha256="ab" * 32,
        called_at=datetime(2026, 5, 12, 10, 31, tzinfo=SANTIAGO),
        country=country,
        agent=agent,
        vendor=vendor,
        account=Account("Inés Soto", "Tiendas Lindero", vendor, "crédito de consumo", Decimal(184990), "CLP"),
        decisions=decisions,
    )


def week() -> list[ReportedCall]:
    """Sixty calls: Marea Sur breaks rules in a third of thirty, Contacto Andén in one of thirty."""
    asserted, doubt = Decision.ASSERTED, Decision.TO_REVIEW
    at = datetime(2026, 5, 14, 11, 2, tzinfo=SANTIAGO)
    calls = []
    for n in range(30):
        found: tuple[ViolationResult, ...] = ()
        decisions: tuple[Decided, ...] = ()
        if n % 3 == 0:
            kind = ACTS[n // 3 % 5]
            found = (violation(kind, asserted, 0.97 - n / 300),)
            if n == 3:
                decisions = (Decided(kind, 0, "happened", "V. Neira", at, "se oye claro"),)
            if n == 9:
                decisions = (Decided(kind, 0, "not_happened", "C. Rojas", at, "lo dice la deudora, no la agente"),)
        elif n % 7 == 0:
            found = (violation("unofficial_payment", doubt, 0.58), violation("dismiss_hardship", asserted, 0.91))
        missed = ("acknowledge_hardship", "ask_reason") if n % 2 else ("recap_agreement",)
        tone = None if n == 11 else 2.0 + (n % 4) * 0.6
        calls.append(call(f"MS-{20400 + n}", found, missed, agent=f"A-{118 + n % 3}", decisions=decisions, tone=tone))
    for n in range(30):
        found = (violation("misleading_statement", asserted, 0.93),) if n == 4 else ()
        found = (violation("insult", asserted, 0.92),) if n == 9 else found
        missed = ("recap_agreement",) if n % 4 == 0 else ()
        agent, tone = f"B-{40 + n % 3}", 4.0 + n % 3 * 0.4
        calls.append(call(f"CA-{31000 + n}", found, missed, vendor="Contacto Andén", agent=agent, tone=tone))
    return calls


def context(**more: object) -> Context:
    measures = (
        Measure("Conductas afirmadas: precisión", "Asserted acts: precision", 0.93, 0.88, 0.97, 214, "docs/validation.md"),
        Measure("Deberes: kappa", "Duties: kappa", 0.89, 0.86, 0.92, 96, "docs/validation.md"),
    )
    given: dict[str, object] = {
        "title": "Semana 19: Marea Sur y Contacto Andén",
        "made_at": MADE_AT,
        "rubric": load_rubric(),
        "organisation": "Crédito Lindero",
        "product_version": "0.1.0",
        "validation": measures,
        "seal": SealFacts("9f3a" * 16, "5647 5aa7 5463 474c 0285 df5d bf2b cab7 3da6 5135"),
    }
    return Context(**(given | more))  # type: ignore[arg-type]


def failures() -> list[FailedFile]:
    cause = "está cortado: dice durar 3:10 y trae 0:42; vuelva a enviarlo"
    return [FailedFile("MS-20911.wav", cause), FailedFile("nota.txt", "no es audio; envíe WAV, MP3, OGG, FLAC o M4A")]


def report(**more: object) -> AuditReport:
    return build(week(), failures(), context(**more))


def signed(call: ReportedCall) -> Signed:
    return Signed("V. Neira", MADE_AT)
