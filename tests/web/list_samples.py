"""Hand-made rows for the pages that list: home, calls, queue, run, upload, evidence, rubric."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from app.queries.list_rows import CallsPage, CallsQuery, HomePage
from app.queries.qa_rows import DrawnPlan, DrawnRow, Figured, QueuesPage, RiskRow, Why
from app.queries.rows import (
    AttentionKind,
    AttentionRow,
    CallRow,
    CallState,
    Conduct,
    CriterionPage,
    CriterionRow,
    EvidencePage,
    FailedFile,
    Figure,
    Problem,
    RubricPage,
    RuleRow,
    RunCard,
    RunFile,
    RunPage,
    RunState,
    Said,
    SealedItem,
    UploadPage,
)
from audit.calls import DUTIES, VIOLATIONS

CHILE = timezone(timedelta(hours=-4))


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=CHILE)


_CALLS = (
    (
        "MS-20417",
        (12, 10, 31),
        "A-118",
        48,
        "mañana mismo mandamos a |embargarle| la casa",
        Conduct.FAIL,
        68,
        "payment_plan",
        60000,
        15,
        124,
    ),
    ("MS-20688", (13, 18, 52), "A-104", 72, "el |embargo| ya está firmado, señor", Conduct.FAIL, 41, "refusal", None, None, 217),
    (
        "MS-20701",
        (13, 19, 6),
        "A-104",
        55,
        "llega un furgón y le |embarga| lo que haya",
        Conduct.FAIL,
        37,
        "promise",
        35000,
        14,
        169,
    ),
    (
        "MS-20733",
        (14, 9, 20),
        "A-131",
        123,
        "hoy se decide si se |embarga| o no",
        Conduct.TO_DECIDE,
        59,
        "callback",
        None,
        None,
        251,
    ),
    (
        "MS-20760",
        (14, 10, 2),
        "A-127",
        39,
        "si no, pasa |embargo| directo, así funciona",
        Conduct.FAIL,
        61,
        "promise",
        92500,
        18,
        195,
    ),
    (
        "MS-20790",
        (14, 12, 44),
        "A-118",
        91,
        "eso termina en |embargo| y en el diario",
        Conduct.FAIL,
        52,
        "hardship_hold",
        None,
        None,
        326,
    ),
    (
        "MS-20811",
        (14, 16, 30),
        "A-122",
        118,
        "yo no digo |embargo|, pero usted sabe lo que viene",
        Conduct.TO_DECIDE,
        63,
        "payment_plan",
        48000,
        22,
        362,
    ),
    (
        "MS-20845",
        (15, 9, 11),
        "A-104",
        44,
        "mañana le |embargan| el sueldo, avise en su trabajo",
        Conduct.FAIL,
        33,
        "hung_up",
        None,
        None,
        80,
    ),
    (
        "MS-20852",
        (15, 9, 40),
        "A-131",
        141,
        "con la orden de |embargo| ya no hay convenio",
        Conduct.PASS,
        None,
        "refusal",
        None,
        None,
        273,
    ),
)


def call_rows(said: bool = True) -> tuple[CallRow, ...]:
    """The calls of the home picture."""
    rows = []
    for code, at, agent, second, text, verdict, skill, outcome, amount, day, length in _CALLS:
        pieces = tuple((p, n % 2 == 1) for n, p in enumerate(text.split("|")))
        rows.append(
            CallRow(
                code.lower(),
                code,
                CallState.DONE,
                float(length),
                verdict,
                _at(*at),
                agent,
                "Marea Sur",
                skill,
                outcome,
                Decimal(amount) if amount else None,
                "CLP",
                date(2026, 5, day) if day else None,
                1 if verdict is Conduct.TO_DECIDE else 0,
                Said(float(second), "agent", pieces) if said else None,
                False,
                "false_legal_threat" if verdict is not Conduct.PASS else None,
            )
        )
    return tuple(rows)


def calls(searched: bool = True) -> CallsPage:
    """A searched or a plain list."""
    query = CallsQuery("embargar", (Conduct.FAIL, Conduct.TO_DECIDE), ("Marea Sur",)) if searched else CallsQuery(page=2)
    return CallsPage(
        call_rows(searched),
        query,
        29 if searched else 1241,
        1241,
        4,
        ("Marea Sur", "Nexo Llano"),
        ("A-104", "A-118"),
        (("r1", "MS-0516"),),
    )


NO_CALLS = CallsPage((), CallsQuery("unicornio"), 0, 1241, 1, ("Marea Sur",), ("A-104",), (("r1", "MS-0516"),))
RUN = RunCard("r1", "MS-0516", RunState.RUNNING, 1332, 1332, 1320, 1241, 38, 12, 374400.0, _at(16, 8, 2), None, 240.0)
DONE = replace(RUN, state=RunState.DONE, transcribed=1320, assessed=1320, finished_at=_at(16, 9, 40), left_s=None)


def home() -> HomePage:
    """The home picture."""
    figures = (
        Figure("critical_share", 0.043, 0.032, 0.056, 1241, 53, 0.029, 0.02, 0.041),
        Figure("mean_skill", 71, 70, 72, 1216, None, 70, 69, 72),
        Figure("promise_share", 0.38, 0.35, 0.41, 1007, None, 0.37, 0.34, 0.40),
        Figure("not_assessed_share", 0.021, 0.019, 0.023, 17374, 361),
    )
    attention = (
        AttentionRow(AttentionKind.CRITICAL, 26, "false_legal_threat", "Marea Sur", 6, date(2026, 5, 12), total=53),
        AttentionRow(AttentionKind.CRITICAL, 4, "unofficial_payment", "Marea Sur", 2, None, total=53),
        AttentionRow(AttentionKind.TO_DECIDE, 38, minutes=150),
        AttentionRow(AttentionKind.FAILED_FILES, 12, run_id="r1"),
    )
    return HomePage(
        date(2026, 5, 11), date(2026, 5, 16), "Crédito Lindero", 4, ("CL",), 1241, 0.93, figures, attention, RUN, calls(False)
    )


EMPTY_HOME = HomePage(None, None, "Crédito Lindero", 0, (), 0, 0.0, (), (), None, NO_CALLS)


def queue(plan: bool = True) -> QueuesPage:
    """A sample half done, two calls by risk."""
    rows = call_rows(False)
    drawn = tuple(DrawnRow(r.id, r.code, r.called_at, r.duration_s, r.vendor, r.agent) for r in rows[4:7])
    since, until = date(2026, 5, 1), date(2026, 5, 28)
    going = DrawnPlan("p" * 32, since, until, 0.05, 0.1, 1241, 131, 8, 52, 139, _at(29, 9, 0), "Valentina Neira", None)
    told = Figured(0.061, 0.034, 0.105, 140, 2)
    before = DrawnPlan(
        "b" * 32, since, until, 0.05, 0.1, 1190, 140, 9, 149, 149, _at(29, 9, 0), "Valentina Neira", _at(30, 9, 0), told
    )
    risk = (
        RiskRow(rows[0], (Why.CRITICAL, Why.COMPLAINT, Why.UNSURE), ("unofficial_payment",), "", 103.4),
        RiskRow(rows[3], (Why.DISAGREE,), ("false_legal_threat", "harassment"), "", 123.0, "Bruno Salas"),
    )
    return QueuesPage(
        plan=going if plan else None,
        drawn=drawn if plan else (),
        last=before,
        risk=risk if plan else (),
        risk_total=2 if plan else 0,
        risk_minutes=8 if plan else None,
        begun=((rows[5].id, rows[5].code),) if plan else (),
        closed_today=7,
        minutes_each=3.4,
        sessions=1,
    )


def run(state: RunState = RunState.RUNNING) -> RunPage:
    """A run with recordings in each state."""
    files = (
        RunFile("MS-20417.wav", CallState.DONE, "c1", "MS-20417", 124.0, Conduct.FAIL, 68),
        RunFile("MS-20688.wav", CallState.DONE, "c2", "MS-20688", 217.0, Conduct.PASS, 81),
        RunFile("MS-20733.wav", CallState.DONE, "c3", "MS-20733", 251.0, Conduct.TO_DECIDE, 59),
        RunFile("MS-20790.wav", CallState.RUNNING, "c4", None, 326.0),
        RunFile("MS-20811.wav", CallState.WAITING),
        RunFile("MS-20911.wav", CallState.FAILED, None, None, None),
    )
    failed = (
        FailedFile(
            "MS-20911.wav",
            "Está cortado: dice durar 3:10 y trae 0:42.",
            "Vuelve a exportarlo desde la central y súbelo de nuevo.",
        ),
    )
    return RunPage(
        RUN if state is RunState.RUNNING else DONE, files, failed, ("calls.csv: la fila 14 nombra MS-20912.wav y no está.",)
    )


def upload(wrong: bool = False) -> UploadPage:
    """The form, fresh or refused."""
    problems = (
        (Problem("files", "El .zip tiene una ruta fuera de su carpeta: ../../etc/passwd. Quítala y súbelo de nuevo."),)
        if wrong
        else ()
    )
    return UploadPage(
        2048,
        ("WAV", "MP3", "OGG", "FLAC", "M4A"),
        ("CL", "CO", "MX", "PE", "AR"),
        "Semana 20" if wrong else "",
        "CL" if wrong else "",
        "",
        problems,
        (RUN, DONE),
    )


def evidence(verified: bool | None = True) -> EvidencePage:
    """A seal, whole or broken."""
    broken = None if verified is not False else "El archivo da 11ab… y el sello dice 9f3a…"
    items = (
        SealedItem("recording", "audio/MS-20417.wav", "9f3a" * 16, 1984044),
        SealedItem("transcript", "transcripts.jsonl#MS-20417", "77c1" * 16, 9120, broken),
        SealedItem("rubric", "collections_call@2026-01-01", "0be5" * 16, 7700),
    )
    return EvidencePage("r1", "MS-0516", _at(16, 9, 40), "c21e" * 16, "3b6a" * 16, items, verified, _at(17, 10, 0), (DONE,))


def _criterion(identity: str, kind: str) -> CriterionRow:
    grave = "critical" if identity not in ("dismiss_hardship", "misleading_statement", "ignore_refusal") else "major"
    return CriterionRow(
        identity,
        kind,
        "¿Amenaza con pasos legales que no son reales o no están decididos?",
        "Dice que habrá cárcel, embargo, desalojo o juicio «hoy», sin etapa real.",
        "Explica con neutralidad una etapa real." if kind == "violation" else None,
        1.0,
        grave if kind == "violation" else None,
        "model",
        "Ley 19.496, art. 37" if grave == "critical" else None,
        53,
        1241,
    )


def rubric() -> RubricPage:
    """All twenty-six criteria."""
    return RubricPage(
        "collections_call@2026-01-01",
        date(2026, 1, 1),
        "0be5" * 16,
        tuple(_criterion(d, "duty") for d in DUTIES),
        tuple(_criterion(v, "violation") for v in VIOLATIONS),
        "Llamada de cobranza",
    )


def criterion() -> CriterionPage:
    """A criterion with its law."""
    rule = RuleRow(
        "cl-no-threats",
        "CL",
        "Ley 19.496, art. 37",
        "Al cobrar no se puede aparentar un juicio ni mandar escritos que simulen serlo.",
        date(2021, 4, 20),
        "https://example.org/ley",
        date(2026, 10, 1),
        "alta",
    )
    return CriterionPage("collections_call@2026-01-01", _criterion("false_legal_threat", "violation"), (rule,), call_rows()[:4])
