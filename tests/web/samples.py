"""Hand-made rows for every page: what the pictures of the design show, and the states beside them."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from app.queries.audio_rows import Audio
from app.queries.review_rows import (
    CallHead,
    ConductRow,
    DutyRow,
    Engine,
    HistoryRow,
    KeyRow,
    KeysPage,
    Lane,
    Mark,
    Neighbours,
    Note,
    Powers,
    Profile,
    ReviewPage,
    Standing,
    Tone,
    TurnRow,
    UserRow,
    UsersPage,
    VerdictStrip,
    VoiceFacts,
    Word,
)
from app.queries.rows import CallState, Conduct, Role, Shell
from audit.scoring import voice

CHILE = timezone(timedelta(hours=-4))
DURATION = 124.0
SHELL = Shell("Valentina Neira", "VN", Role.ADMIN, "Crédito Lindero", 1241, 38)

_TURNS = (
    (0.0, 5.6, "agent", "Aló, buenos días. ¿Hablo con la señora Marta Cifuentes?"),
    (4.0, 6.4, "debtor", "Sí, con ella."),
    (6.6, 13.2, "agent", "Le habla Rodrigo, de Marea Sur, por Crédito Lindero. Esta llamada se graba."),
    (13.6, 14.9, "debtor", "Ya, dígame."),
    (
        15.2,
        25.6,
        "agent",
        "Usted debe ciento ochenta y cuatro mil novecientos noventa pesos de su crédito de consumo, vencido el cinco de abril.",
    ),
    (26.2, 32.4, "debtor", "Sí, lo sé. Es que en marzo me quedé sin trabajo y estoy con puros pololitos."),
    (33.0, 40.2, "agent", "Mire, problemas tenemos todos. Yo necesito saber qué día paga."),
    (41.0, 47.2, "debtor", "Podría juntar unos sesenta mil para el viernes, más no puedo."),
    (48.0, 56.2, "agent", "Sesenta no me sirve. Si no paga el total hoy, mañana mismo mandamos a embargarle la casa."),
    (57.0, 62.2, "debtor", "¿Cómo que embargar? Si no me ha llegado nada del tribunal…"),
    (63.0, 69.4, "agent", "Le va a llegar. Y ahí ya no es conmigo, es con el receptor."),
    (70.2, 75.2, "debtor", "No entiendo, estoy nerviosa. ¿No puedo pagar en partes?"),
    (76.0, 86.4, "agent", "A ver. Le dejo tres pagos: sesenta mil este viernes quince y el resto en junio y julio."),
    (87.2, 90.4, "debtor", "El viernes sí, sesenta mil."),
    (91.0, 99.0, "agent", "Quedamos así: sesenta mil el viernes quince de mayo."),
    (100.0, 102.6, "debtor", "¿Y a qué cuenta sería?"),
    (103.4, 108.8, "agent", "A la cuenta mía no más, yo se la ingreso altiro."),
    (109.4, 113.8, "debtor", "Ya… ¿Y dónde reclamo por lo del embargo?"),
    (114.4, 121.5, "agent", "Reclame donde quiera, señora. Que esté bien, hasta luego."),
)
_MARKS = {
    5: (Mark("cue", "acknowledge_hardship", "en marzo me quedé sin trabajo", 26.9, 30.1),),
    6: (Mark("major", "dismiss_hardship", "problemas tenemos todos", 33.4, 40.2, 1),),
    8: (
        Mark(
            "critical",
            "false_legal_threat",
            "Si no paga el total hoy, mañana mismo mandamos a embargarle la casa.",
            48.0,
            69.4,
            1,
        ),
    ),
    10: (Mark("critical", "false_legal_threat", "Le va a llegar.", 63.0, 64.6, 1),),
    16: (Mark("decide", "unofficial_payment", "mía", 103.4, 108.8, 1),),
}


def _words(text: str, start: float, end: float) -> tuple[Word, ...]:
    parts = text.split()
    total = sum(len(p) for p in parts)
    at, out = start, []
    for part in parts:
        length = (end - start) * len(part) / total
        doubtful = part == "mía"
        out.append(
            Word(
                part,
                round(at, 2),
                round(at + length, 2),
                0.54 if doubtful else 0.97,
                "misma" if doubtful else None,
                0.31 if doubtful else None,
            )
        )
        at += length
    return tuple(out)


def turns() -> tuple[TurnRow, ...]:
    """The nineteen turns of the review picture."""
    return tuple(TurnRow(i, who, a, b, text, _words(text, a, b), _MARKS.get(i, ())) for i, (a, b, who, text) in enumerate(_TURNS))


def lane(speaker: str) -> Lane:
    """Peaks that swell where the speaker holds the turn."""
    peaks = []
    for n in range(800):
        at = n * DURATION / 800
        speaking = any(a <= at <= b and who == speaker for a, b, who, _ in _TURNS)
        swell = abs(math.sin(at * 9.1) * 0.45 + math.sin(at * 23.7) * 0.3 + math.sin(at * 3.3) * 0.25)
        peaks.append(round((0.25 + 0.75 * swell) * (1 if speaker == "agent" else 0.7), 3) if speaking else 0.0)
    return Lane(speaker, tuple(peaks))


def _history(said: str, confidence: float) -> tuple[HistoryRow, ...]:
    return (HistoryRow(datetime(2026, 5, 13, 9, 14, tzinfo=CHILE), "Juez local", said, "", confidence, True),)


def conduct() -> tuple[ConductRow, ...]:
    """One asserted critical act, one major, one to decide."""
    second = HistoryRow(datetime(2026, 5, 13, 9, 14, tzinfo=CHILE), "Segundo juez", "not_happened", "", 0.22, True)
    return (
        ConductRow(
            "false_legal_threat",
            1,
            "critical",
            Standing.ASSERTED,
            0.93,
            48.0,
            69.4,
            "Si no paga el total hoy, mañana mismo mandamos a embargarle la casa.",
            "agent",
            "Ley 19.496, art. 37",
            None,
            _history("asserted", 0.93),
        ),
        ConductRow(
            "dismiss_hardship",
            1,
            "major",
            Standing.ASSERTED,
            0.90,
            33.0,
            40.2,
            "problemas tenemos todos",
            "agent",
            None,
            None,
            _history("asserted", 0.9),
        ),
        ConductRow(
            "unofficial_payment",
            1,
            "critical",
            Standing.TO_REVIEW,
            0.58,
            103.4,
            108.8,
            "A la cuenta mía no más, yo se la ingreso altiro.",
            "agent",
            None,
            None,
            (*_history("to_review", 0.58), second),
        ),
    )


def duties() -> tuple[DutyRow, ...]:
    """Fourteen duties: eight met, three not met, one not assessed, two that do not apply."""
    met = (
        ("identify_agent", 6.6),
        ("recording_notice", 11.0),
        ("verify_identity", 0.0),
        ("state_debt", 15.2),
        ("offer_options", 76.0),
        ("secure_commitment", 91.0),
        ("recap_agreement", 91.0),
    )
    rows = [
        DutyRow(c, "met", 0.95, s, s + 5, "Le habla Rodrigo, de Marea Sur", None, False, _history("met", 0.95)) for c, s in met
    ]
    rows += [
        DutyRow("acknowledge_hardship", "not_met", 0.9, 26.2, 32.4, "en marzo me quedé sin trabajo"),
        DutyRow("ask_reason", "not_met", 0.88),
        DutyRow("inform_rights", "not_met", 0.86, 109.4, 113.8, "¿Y dónde reclamo por lo del embargo?"),
        DutyRow("official_channel", "not_assessed", None, 103.4, 108.8, None, "La palabra «mía» se oyó con 0,54."),
        DutyRow("courteous_close", "met", 0.8, 114.4, 121.5, "Que esté bien, hasta luego.", None, True),
        DutyRow("honor_dispute", "not_applicable", 0.97, cause="Nadie disputa la deuda."),
        DutyRow("honor_contact_request", "not_applicable", 0.97, cause="Nadie pide cambiar el contacto."),
    ]
    return tuple(rows)


HEAD = CallHead(
    "c1",
    "MS-20417",
    "MS-20417.wav",
    CallState.DONE,
    DURATION,
    datetime(2026, 5, 12, 10, 31, tzinfo=CHILE),
    "Santiago",
    "A-118",
    "Marea Sur Cobranzas",
    "Marta Cifuentes",
    "Crédito Lindero",
    "Marea Sur",
    "Crédito de consumo",
    Decimal(184990),
    "CLP",
    date(2026, 4, 5),
    "CL",
    "es",
    "r1",
    "MS-0516",
)
VERDICT = VerdictStrip(
    Conduct.FAIL,
    1,
    1,
    1,
    68.0,
    11,
    14,
    Tone(2.1, 1.5, 2.7, 2.4, 1.7, 0.60),
    "distressed",
    0.70,
    "payment_plan",
    Decimal(60000),
    "CLP",
    date(2026, 5, 15),
    0.90,
    "Los dos jueces no coinciden en el canal de pago; el audio es dudoso en 1:45.",
)
_FOUND = {"false_legal_threat", "dismiss_hardship", "unofficial_payment"}
_CLEAR = (
    "false_authority",
    "third_party_disclosure",
    "third_party_threat",
    "insult",
    "harassment",
    "undue_charge",
    "sensitive_data",
    "misleading_statement",
    "ignore_refusal",
)


def review() -> ReviewPage:
    """The call of pictures a1 to a3."""
    return ReviewPage(
        HEAD,
        VERDICT,
        (lane("agent"), lane("debtor")),
        turns(),
        conduct(),
        _CLEAR,
        (),
        duties(),
        Engine("faster-whisper", "base", 0.91),
        Powers(True, True, True, True),
        Neighbours("queue", 12, 38, "c0", "c2"),
        (VoiceFacts("agent", 0.61, 171.0, 3, 1.2, 3.1), VoiceFacts("debtor", 0.39, 148.0, 0, 2.4, None)),
        4.0,
        (Note(datetime(2026, 5, 13, 10, 2, tzinfo=CHILE), "V. Neira", "Pedir el WhatsApp de las 10:36.", 103.4),),
        0.97,
        seal="9f3a" + "0" * 56 + "c21e",
        redacted=True,
        rubric="collections_call@2026-01-01",
        rulebook="CL@2021-04-20",
    )


def review_states() -> dict[str, ReviewPage]:
    """The review page in its other states."""
    page = review()
    return {
        "passed": replace(
            page,
            verdict=replace(
                VERDICT,
                conduct=Conduct.PASS,
                critical=0,
                major=0,
                to_decide=0,
                why=None,
                tone=Tone(None, cause="El agente habló 6 s y hacen falta 20."),
            ),
            conduct=(
                replace(
                    conduct()[2],
                    standing=Standing.NOT_HAPPENED,
                    history=(
                        *conduct()[2].history,
                        HistoryRow(datetime(2026, 5, 13, 11, 2, tzinfo=CHILE), "V. Neira", "not_happened", "Dice «misma»"),
                    ),
                ),
            ),
            signed_by="V. Neira",
            signed_at=datetime(2026, 5, 13, 11, 4, tzinfo=CHILE),
        ),
        "read_only": replace(
            page,
            powers=Powers(False, False, False),
            verdict=replace(VERDICT, tone=Tone(2.1, 1.7, 2.6, text=2.1, confidence=0.7, cause=voice.RISES)),
        ),
        "failed": replace(
            page, verdict=None, call=replace(HEAD, state=CallState.FAILED), problem="está cortado: dice durar 3:10 y trae 0:42."
        ),
        "running": replace(page, verdict=None, call=replace(HEAD, state=CallState.RUNNING)),
        "not_assessed": replace(page, verdict=None),
        "no_audio": _written(page),
        "erased": replace(_written(page), audio=Audio.ERASED, audio_erased_on=date(2026, 8, 12)),
        "silent": replace(
            page,
            turns=(),
            lanes=(),
            conduct=(),
            duties=(),
            unassessed=_CLEAR,
            clear=tuple(_FOUND),
            verdict=replace(
                VERDICT,
                conduct=Conduct.NOT_ASSESSED,
                critical=0,
                major=0,
                to_decide=0,
                skill=None,
                debtor_state=None,
                outcome=None,
                tone=Tone(None, cause="Nadie habla."),
            ),
        ),
    }


def _written(page: ReviewPage) -> ReviewPage:
    """The same call, of which only the words were handed over."""
    here = {m.criterion: t.i for t in page.turns for m in t.marks}
    return replace(
        page,
        lanes=(),
        voices=(),
        dead_air_s=None,
        roles_confidence=None,
        notes=(),
        redacted=False,
        engine=Engine("handed_over", ""),
        powers=Powers(True, True, False, True),
        turns=tuple(
            replace(t, start_s=None, end_s=None, words=(), marks=tuple(replace(m, start_s=None, end_s=None) for m in t.marks))
            for t in page.turns
        ),
        conduct=tuple(replace(r, start_s=None, end_s=None, turn=here.get(r.criterion)) for r in page.conduct),
        duties=tuple(replace(r, start_s=None, end_s=None, turn=here.get(r.criterion)) for r in page.duties),
        audio=Audio.NEVER,
    )


def users() -> UsersPage:
    """Three people."""
    now = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
    return UsersPage(
        (
            UserRow(1, "Valentina Neira", "vneira@lindero.example", Role.ADMIN, True, None, now),
            UserRow(2, "Camilo Rojas", "crojas@lindero.example", Role.QA, True, None, now),
            UserRow(3, "Elena Díaz", "ediaz@mareasur.example", Role.VENDOR, False, "Marea Sur", None),
        ),
        ("Marea Sur", "Nexo Llano"),
    )


def keys() -> KeysPage:
    """Two keys and a fresh one."""
    made = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
    return KeysPage(
        (KeyRow(1, "Central telefónica", "tz_9Kd2", made, made), KeyRow(2, "Prueba", "tz_aa01", made, None, made)),
        "tz_example_only_shown_once",
    )


PROFILE = Profile("Valentina Neira", "vneira@lindero.example", Role.ADMIN, "Crédito Lindero", "es", "auto")
