"""Hand-made rows of a wave, as in the house's pictures: for the preview and the tests of the pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.queries import proof_rows as proof
from app.queries import wave_rows as w
from app.queries.ghost_rows import (
    DiaryEntry,
    DiaryFinding,
    DiaryPage,
    DiaryQuery,
    DiaryWeek,
    GhostHead,
    GhostListRow,
    LogLine,
    WeekUse,
)
from app.queries.verdict_rows import VendorVerdict

ZONE = ZoneInfo("America/Santiago")
NOW = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


def head(state: w.WaveState = w.WaveState.RUNNING) -> w.WaveHead:
    sealed = state not in (w.WaveState.PLANNED, w.WaveState.PEOPLED, w.WaveState.CLEARED)
    return w.WaveHead(
        id="a1b2",
        code="Ola 7",
        organisation="Crédito Lindero",
        country="CL",
        state=state,
        starts_on=date(2026, 4, 27),
        ends_on=date(2026, 5, 24),
        day=19,
        days=28,
        vendors=("Marea Sur", "Contacto Andén", "Tresaltos", "Nexo Llano"),
        active=171,
        total=176,
        retired=5,
        contacts=1904,
        channels=6,
        strict=w.Rate(61, 1904, 0.032, 0.025, 0.041),
        lenient=w.Rate(38, 1904, 0.02, 0.014, 0.027),
        burn=w.BurnRow("Marea Sur", 1.3, 20, False, NOW, 44),
        noticed=False,
        minutes_used=3660,
        minutes_budget=5400,
        findings=99,
        to_decide=12,
        sealed_at=NOW - timedelta(days=20) if sealed else None,
        commitment_head="9f3a0d6b71c25ee0a41ac2e7b98f3304d21e" if sealed else None,
        checked_at=NOW,
        stop_reason=None,
    )


def _found(
    id: str, title: str, note: str, severity: str = "critical", reading: w.Reading = w.Reading.BOTH, **more: object
) -> DiaryFinding:
    return DiaryFinding(id, w.Source.RULE, "cl-x", title, note, severity, reading, None, w.FindingStanding.CONFIRMED, **more)  # type: ignore[arg-type]


GHOSTS = (
    GhostListRow(
        "g23", "F-23", "Marcela S.", "Marea Sur", w.GhostState.ACTIVE, "Perdió el trabajo; promete y paga", None, None, 9, 4, 2, 1
    ),
    GhostListRow(
        "g08", "F-08", "Hugo P.", "Marea Sur", w.GhostState.ACTIVE, "Niega la deuda: «ya pagué»", None, None, 9, 2, 0, 0
    ),
    GhostListRow("g41", "F-41", "Inés R.", "Tresaltos", w.GhostState.ACTIVE, "Contesta su madre", None, None, 6, 1, 0, 1),
    GhostListRow(
        "g17", "F-17", "Óscar V.", "Tresaltos", w.GhostState.RETIRED, "Pide que no lo llamen al trabajo", None, None, 11, 0, 3, 0
    ),
    GhostListRow("g23b", "F-23b", "Rosa M.", "Marea Sur", w.GhostState.ACTIVE, "", "F-23", "otra comuna", 5, 0, 0, 0),
    GhostListRow("g65", "F-65", "Raúl T.", "Nexo Llano", w.GhostState.ACTIVE, "Pregunta dónde reclamar", None, None, 5, 0, 0, 1),
)
GHOST = GhostHead(
    "g23",
    "F-23",
    "Marcela Soto",
    "Marea Sur",
    "00731920",
    Decimal(184990),
    "CLP",
    "CL",
    "America/Santiago",
    w.GhostState.ACTIVE,
    None,
    "Perdió el trabajo; promete y paga",
    "Dice que perdió el trabajo. Puede $60.000 al mes. Promete y paga el viernes, por el canal oficial.",
    None,
    None,
    None,
    (("RUT", "12.•••.•••-5"), ("Comuna", "Puente Alto")),
)
ENTRIES = (
    DiaryEntry(
        "c1",
        at(11, 9, 12),
        "sms",
        "outbound",
        "none",
        caller_id="600 123",
        text="Crédito Lindero: su cuota de $184.990 venció el 05/04. Llámenos y veamos opciones.",
    ),
    DiaryEntry(
        "c2",
        at(12, 10, 31),
        "voice",
        "outbound",
        "debtor",
        duration_s=124,
        text="Si no paga el total hoy, mañana mismo mandamos a embargarle la casa.",
        recording="r",
        recording_id="r2",
        agent="Patricio",
        findings=(_found("f1", "Amenaza legal falsa", "Ley 19.496, art. 37", at_s=48.0),),
    ),
    DiaryEntry(
        "c3",
        at(12, 10, 36),
        "whatsapp",
        "outbound",
        "debtor",
        caller_id="+56 9 ••• 4471",
        text="Sra Marcela, deposite a cuenta vista 00•••318, a nombre de P. Lagos, y me manda foto.",
        findings=(
            _found("f2", "Pago a una cuenta personal", "confirma lo dicho en 1:43"),
            _found("f3", "Segundo escrito antes de dos días", "25 h 24 min después · cl-freq-written", "major"),
        ),
    ),
    DiaryEntry(
        "c4",
        at(14, 20, 47),
        "voice",
        "outbound",
        "none",
        findings=(
            _found("f4", "Fuera de horario: pasadas las 20:00", ""),
            _found("f5", "Segunda llamada de la semana", "nadie contestó", "critical", w.Reading.STRICT),
        ),
    ),
    DiaryEntry("p1", at(15, 11, 2), None, act="paid", amount=Decimal(60000), currency="CLP"),
    DiaryEntry(
        "c5",
        at(16, 12, 20),
        "email",
        "outbound",
        "none",
        caller_id="avisos@…",
        text="Su cuota sigue pendiente. Último aviso: regularice hoy.",
        findings=(
            _found("f6", "Insiste después del pago", "prueba «tras pagar, no cobrar»: no pasa"),
            _found("f7", "Tercer escrito de la semana", "quinto contacto en total · cl-freq-total-week", "major"),
        ),
    ),
)


def diary() -> DiaryPage:
    quiet = DiaryWeek(date(2026, 5, 4), 4, 0, (replace(ENTRIES[0], id="c0", at=at(5, 9, 12)),))
    use = (
        WeekUse("cl-freq-call-visit", "Llamada o visita", 2, 1, 1),
        WeekUse("cl-freq-written", "SMS, WhatsApp y correo", 3, 2, 3),
        WeekUse("cl-freq-total-week", "Todos los canales", 5, 3, 2),
    )
    log = (
        LogLine(at(12, 10, 31), "llamada, 2:04", "match", ()),
        LogLine(at(14, 20, 47), "llamada", "wrong_time", ("anota 19:47",)),
        LogLine(at(12, 10, 36), "WhatsApp", "not_logged", ("no lo anota",)),
        LogLine(None, "promesa de $60.000", "altered_promise", ("anota $184.990",)),
    )
    return DiaryPage(
        head(),
        DiaryQuery(),
        GHOSTS,
        GHOST,
        (quiet, DiaryWeek(date(2026, 5, 11), 5, 7, ENTRIES)),
        ("email", "sms", "voice", "whatsapp"),
        date(2026, 5, 11),
        use,
        log,
        9,
        1,
        412,
        "9f3a0d6b71c25ee0a41ac2e7b98fc21e",
    )


def _curve(rate: float) -> tuple[tuple[int, float], ...]:
    return tuple((n, 1 - (1 - rate) ** n if n < 22 else min(1.0, 1 - (1 + n * rate) * (1 - rate) ** n)) for n in range(6, 121, 2))


def plan(state: w.WaveState = w.WaveState.PLANNED) -> w.WavePlanPage:
    vendors = tuple(
        w.VendorPlan(v, n, 44, 44 / n, r, low, high, r > 0.1)
        for v, n, r, low, high in zip(
            head().vendors,
            (14210, 12940, 6870, 5380),
            (0.03, 0.03, 0.06, 0.11),
            (0.01, 0.01, 0.03, 0.06),
            (0.07, 0.07, 0.12, 0.18),
            strict=True,
        )
    )
    asked = (("tolerated", "2 %"), ("matters", "12 %"), ("power", "80 %"), ("alpha", "5 %"), ("design_effect", "1,2"))
    notice = tuple((n, 0.000016 * n * n, 0.000008 * n * n, 0.00003 * n * n) for n in range(0, 121, 5))
    return w.WavePlanPage(
        head(state),
        asked,
        ("Cada proveedor llama fuera de horario menos de lo tolerado.",),
        44,
        3,
        0.82,
        0.043,
        0.08,
        vendors,
        (
            w.Cost("Líneas y casillas, 176", Decimal(1724800), "CLP"),
            w.Cost("Minutos de agente, 90 h", Decimal(855000), "CLP"),
            w.Cost("Neto", Decimal(2579800), "CLP"),
        ),
        tuple((rate, _curve(rate)) for rate in (0.2, 0.12, 0.08)),
        ("Nexo Llano pasa tu tope. Con 36 fantasmas baja a 8 %, pero el poder queda en 72 %.",),
        (("Contesta su madre", 12), ("Perdió el trabajo", 16)),
        18,
        main_rate=0.12,
        asked_power=0.8,
        notice=notice,
        notice_cap=0.1,
        conclusion="Si un proveedor maltrata al 12 % de las personas, lo notarás con 82 % de seguridad.",
        more="44 fantasmas por proveedor: se acusa con 3 o más faltas.",
        assumed="El riesgo supone que el proveedor revisa 10 cuentas, las más extrañas, con AUC 0,5 [0,45–0,55] (supuesto).",
        betray=(w.AdversaryRow("Antigüedad del correo", 0.53, 0.49, 0.57), w.AdversaryRow("Montos redondos", 0.5, 0.46, 0.54)),
    )


def covertness(verdict: str = "release") -> w.CovertnessPage:
    rows = (
        w.AdversaryRow("Árboles", 0.52, 0.49, 0.55),
        w.AdversaryRow("Logística", 0.51, 0.48, 0.54),
        w.AdversaryRow("Vecinos", 0.5, 0.47, 0.53),
    )
    fields = (
        w.AdversaryRow("Antigüedad del correo", 0.53, 0.49, 0.57),
        w.AdversaryRow("Montos redondos", 0.81, 0.78, 0.84, True),
    )
    vendor = w.CovertVendor("Marea Sur", verdict, 0.52, 0.49, 0.55, 14210, 44, rows, fields, 0 if verdict == "release" else 2)
    return w.CovertnessPage(head(w.WaveState.PEOPLED), verdict, (vendor,), None, None, NOW)


def findings() -> w.FindingsPage:
    def row(
        n: int, title: str, standing: w.FindingStanding, reading: w.Reading = w.Reading.BOTH, quote: str | None = None
    ) -> w.FindingRow:
        return w.FindingRow(
            f"f{n}",
            w.Source.RULE,
            "cl-hours-voice-visit",
            "2021-04-20",
            title,
            "pasadas las 20:00, hora de Santiago",
            "critical",
            reading,
            "Ley 19.496, art. 37",
            "g23",
            "F-23",
            "Marcela S.",
            "Marea Sur",
            f"c{n}",
            "voice",
            at(14, 20, 47),
            quote,
            None,
            standing,
            None,
            None,
            None,
            reply_by=at(25, 12, 0) if standing is w.FindingStanding.SENT else None,
        )

    standing = w.FindingStanding
    rows = (
        row(1, "Amenaza legal falsa", standing.DRAFT, quote="Si no paga hoy, mañana mismo mandamos a embargarle la casa."),
        row(2, "Fuera de horario", standing.CONFIRMED),
        row(3, "Segunda llamada de la semana", standing.SENT, w.Reading.STRICT),
    )
    verdicts = (
        VendorVerdict("Marea Sur", "accuse", "faults_reach", False, w.Rate(8, 44, 8 / 44, 0.09, 0.32), 1, 4, 0.08, 1.0, 0.001),
        VendorVerdict(
            "Contacto Andén", "cannot_tell", "in_between", False, w.Rate(1, 44, 1 / 44, 0.0, 0.12), 0, 4, 0.0, 0.1, 0.6
        ),
    )
    counts = (("draft", 1), ("confirmed", 1), ("sent", 1))
    rates = tuple((v.vendor, v.rate) for v in verdicts)
    return w.FindingsPage(head(), w.FindingsQuery(), rows, 3, 1, counts, rates, verdicts, may_share=True)


def reconcile(empty: bool = False) -> proof.ReconcilePage:
    card = proof.LogCard(
        "l1",
        "Marea Sur",
        "gestiones-mayo.csv",
        412,
        NOW,
        "Valentina Neira",
        w.Rate(371, 398, 0.932, 0.9, 0.955),
        (("match", 371), ("wrong_time", 9), ("not_logged", 18)),
    )
    rows = (
        proof.LogRow(
            1,
            "g23",
            "F-23",
            "c4",
            at(14, 20, 47),
            "wrong_time",
            (("at", "jue 14, 19:47"),),
            (("at", "jue 14, 20:47"),),
            ("anota 19:47 y sonó a las 20:47",),
        ),
        proof.LogRow(2, "g23", "F-23", "c3", at(12, 10, 36), "not_logged", (), (("channel", "WhatsApp"),), ("no lo anota",)),
        proof.LogRow(3, "g23", "F-23", "c2", at(12, 10, 31), "match", (("duration_s", "124"),), (("duration_s", "124"),), ()),
    )
    return proof.ReconcilePage(head(), (), None, ()) if empty else proof.ReconcilePage(head(), (card,), card, rows)


def seal(state: w.WaveState = w.WaveState.RUNNING) -> proof.WaveSealPage:
    events = tuple(
        proof.EventRow(n, NOW - timedelta(hours=n), "contact", "F-23", "9f3a0d6b71c25ee0a41ac2e7b98fc21e") for n in range(1, 9)
    )
    return proof.WaveSealPage(head(state), events, 412, (("Marea Sur", "ab" * 32), ("Tresaltos", "cd" * 32)), None, None, True)


def waves() -> w.WavesPage:
    cards = tuple(
        w.WaveCard(
            f"w{n}", f"Ola {n}", "CL", state, date(2026, 4, 27), date(2026, 5, 24), 19, 28, head().vendors, 176, 1904, 99, 12
        )
        for n, state in ((8, w.WaveState.PLANNED), (7, w.WaveState.RUNNING), (6, w.WaveState.REVEALED))
    )
    return w.WavesPage(cards, ("CL", "CO", "MX"), head().vendors)
