"""Messages looked at before use: the house's own pass the real judge, and what should not be written is caught however spelt."""

import pytest

from app.operations.offers import policy
from app.operations.placeholders import PLACEHOLDERS, Unfilled, filled, longest, unknown, used
from app.operations.reading_level import Ease, reading, syllables_en, syllables_es
from app.operations.scripts import Checked, Draft, check
from app.operations.scripts_judged import Judged, judged_text
from app.operations.scripts_length import length
from app.operations.scripts_starting import Message, starting_messages, starting_strategies
from app.operations.scripts_wording import Level, worded
from app.operations.strategy import OFFERS
from audit.contacts.contact import Channel
from audit.judges.local import LocalJudge


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return LocalJudge(threads=1)


def checked(judge: LocalJudge, draft: Draft) -> Checked:
    def judging(text: str, language: str, country: str) -> tuple[Judged, ...]:
        return judged_text(judge, judge.heads, text, language, country)

    return check(draft, judging)


@pytest.mark.parametrize("message", starting_messages(), ids=lambda m: f"{m.key}-{m.channel}-{m.tone}")
def test_the_starting_set_is_clean_plain_and_short(judge: LocalJudge, message: Message) -> None:
    draft = Draft(message.channel, message.language, "", message.tone, message.body, message.subject)
    found = checked(judge, draft)
    assert found.level is None, (found.noticed, found.judged)
    assert [n for n in found.noticed if n.rule != "segments"] == []
    assert found.reading is not None and found.reading.ease in (Ease.NORMAL, Ease.EASY, Ease.VERY_EASY)
    assert (found.length.segments or 1) <= 4


def test_every_step_of_the_starting_strategies_has_its_text_on_each_of_its_channels() -> None:
    have = {(m.key, m.channel, m.tone) for m in starting_messages()}
    for strategy in starting_strategies():
        for step in strategy.plan.steps:
            assert all(
                (step.template, channel, tone) in have for channel in step.channels for tone in ("tu", "usted", "vos", "you")
            )
    assert set(OFFERS) == {form.key for form in policy().forms}


NEVER = [
    "Eres un moroso",
    "clientes MOROSOS",
    "m o r o s o",
    "m.o.r.o.s.o",
    "m0r0so",
    "мoroso",
    "mo\u200broso",
    "Último aviso",
    "ULTIMO\u00a0 AVISO",
    "última y última oportunidad",
    "Te quedan 3 horas",
    "Solo te quedan dos días",
    "Paga dentro de 24 horas",
    "Paga de inmediato",
    "Pague hoy o perderá todo",
    "PAGA AHORA!!!",
    "Irás a la cárcel",
    "Notificación judicial",
    "Es por tu culpa",
    "No nos importa tu problema",
    "Eres un sinvergüenza",
    "Envíanos tu clave",
    "Deposita a mi cuenta personal",
    "FINAL NOTICE",
    "Act now",
    "Only two days left",
    "You failed to pay",
    "We will have you arrested",
    "This is the county court",
    "You deadbeat",
    "te vamos a romper las piernas si no pagas",
    "sabemos dónde trabajas",
    "le contaremos a tu jefe",
    "We know where you live",
    "We will tell your neighbours",
]
DOUBT = [
    "Podríamos iniciar acciones legales",
    "Tu nombre va a Dicom",
    "Lo hablaremos con su empleador",
    "We may garnish your wages",
]
FINE = [
    "Hola Ana, tu cuota vence el martes 5 de mayo.",
    "Te quedan tres cuotas de tu plan.",
    "Si este mes está difícil, cuéntanos.",
    "Podemos hablar antes de las vacaciones.",
    "Tu demora no genera un costo extra.",
    "Abierto de 9 a 18 horas.",
    "Gracias por tu pago. Quedó registrado en la cuenta de tu contrato.",
    "Your last payment arrived, thank you.",
    "We are in court street 5.",
    "Podemos partir el pago en dos.",
    "Elige el día del mes que te acomode.",
]


@pytest.mark.parametrize("text", NEVER)
def test_what_may_never_be_written_is_caught(text: str) -> None:
    assert [n.level for n in worded(text)][:1] == [Level.NEVER]


@pytest.mark.parametrize("text", DOUBT)
def test_what_needs_a_reason_is_a_doubt(text: str) -> None:
    assert {n.level for n in worded(text)} == {Level.DOUBT}


@pytest.mark.parametrize("text", FINE)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert worded(text) == ()


@pytest.mark.parametrize(
    ("text", "violation", "level"),
    [
        ("Le vamos a contar a su jefe y a su familia que usted no paga", "third_party_threat", Level.NEVER),
        ("Send us the security code of your card", "sensitive_data", Level.NEVER),
        ("We will tell your employer about your debt", "third_party_disclosure", Level.NEVER),
        ("Mañana le embargan la casa", "false_legal_threat", Level.NEVER),
        ("Vamos a llamar cada hora hasta que pague", "harassment", Level.NEVER),
        ("Somos de la fiscalía de cobros", "false_authority", Level.NEVER),
        ("Se le suman treinta dólares de gastos por este mensaje", "undue_charge", Level.DOUBT),
    ],
)
def test_the_audits_judge_sees_what_words_alone_may_not(judge: LocalJudge, text: str, violation: str, level: Level) -> None:
    found = judged_text(judge, judge.heads, f"Hola {{nombre}}, somos {{empresa}}. {text}", "es", "CL")
    assert (violation, level) in {(j.violation, j.level) for j in found}


@pytest.mark.parametrize("text", ["", "  \n "])
def test_of_no_words_the_judge_says_nothing(judge: LocalJudge, text: str) -> None:
    assert judged_text(judge, judge.heads, text, "es", "CL") == ()


def draft(body: str, channel: Channel = Channel.SMS, subject: str = "", tone: str = "tu") -> Draft:
    return Draft(channel, "es", "CL", tone, body, subject)


def rules(found: Checked, level: Level) -> set[str]:
    return {n.rule for n in found.noticed if n.level is level}


def nothing(_text: str, _language: str, _country: str) -> tuple[Judged, ...]:
    return ()


def test_holes_are_told() -> None:
    found = check(draft("Hola {nombre}, paga {montoo} en { enlace } y {"), nothing)
    assert rules(found, Level.NEVER) == {"placeholder"}
    assert {n.quote for n in found.noticed if n.rule == "placeholder"} == {"{montoo}", "{"}
    assert check(draft("  "), nothing).level is Level.NEVER


def test_nobody_else_reads_of_the_debt() -> None:
    push = draft("Hola {nombre}", Channel.PUSH, "Debes {monto}")
    assert "seen_by_others" in rules(check(push, nothing), Level.NEVER)
    assert "seen_by_others" in rules(check(draft("{empresa}: {monto}", Channel.VOICEMAIL), nothing), Level.NEVER)


def test_what_a_good_message_has_is_asked_for() -> None:
    lacking = rules(check(draft("Hola, usted puede pagar hoy."), nothing), Level.ADVICE)
    assert lacking == {"who", "person", "way_out", "tone"}


def test_every_placeholder_fills_under_both_names_and_nothing_goes_out_with_a_hole() -> None:
    values = {p.id: p.example.es for p in PLACEHOLDERS}
    for p in PLACEHOLDERS:
        assert filled(f"a {{{p.name_es}}} b {{{p.id}}}", values) == f"a {p.example.es} b {p.example.es}"
        assert max(len(p.example.es), len(p.example.en)) <= p.longest == len(longest(f"{{{p.id}}}"))
    for bad in ("{nobody}", "{nombre}", "a } b", "{"):
        with pytest.raises(Unfilled):
            filled(bad, {"first_name": " "})
    assert [p.id for p in used("{monto} {nombre} {overdue}")] == ["overdue", "first_name"]
    assert unknown("{monto}{{nombre}}") == ("{", "}")


def test_a_value_cannot_smuggle_a_placeholder() -> None:
    assert filled("Hola {nombre}", {"first_name": "{balance}", "balance": "9"}) == "Hola {balance}"


def test_sms_segments_by_the_alphabet() -> None:
    assert (length("a" * 160, Channel.SMS).segments, length("a" * 161, Channel.SMS).segments) == (1, 2)
    assert (length("a" * 306, Channel.SMS).segments, length("a" * 307, Channel.SMS).segments) == (2, 3)
    accented = length("á" + "a" * 69, Channel.SMS)
    assert (accented.encoding, accented.segments, accented.costly) == ("UCS-2", 1, "á")
    assert length("á" + "a" * 70, Channel.SMS).segments == 2
    assert length("éñü¿¡€", Channel.SMS).encoding == "GSM-7" and length("€", Channel.SMS).characters == 2
    assert length("🙂", Channel.SMS).characters == 2


@pytest.mark.parametrize(
    ("word", "count"),
    [("hola", 2), ("deuda", 2), ("vencía", 3), ("guerra", 2), ("pingüino", 3), ("leer", 2), ("rey", 1), ("país", 2),
     ("aéreo", 4), ("búho", 2), ("ciudad", 2), ("tarjeta", 3), ("león", 2), ("y", 1), ("quiero", 2), ("averiguáis", 4)],
)  # fmt: skip
def test_spanish_syllables(word: str, count: int) -> None:
    assert syllables_es(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("payment", 2), ("please", 1), ("table", 2), ("owed", 1), ("needed", 2), ("makes", 1), ("houses", 2), ("whole", 1),
     ("account", 2), ("family", 3), ("create", 2), ("sea", 1), ("radio", 3), ("people", 2)],
)  # fmt: skip
def test_english_syllables(word: str, count: int) -> None:
    assert syllables_en(word) == count


def test_reading_level_is_the_formula() -> None:
    easy = reading("La casa es roja. El gato come pan.", "es")  # 8 words, 12 syllables, 2 sentences
    assert easy is not None
    assert easy.score == pytest.approx(206.835 - 62.3 * 12 / 8 - 4, abs=0.05)
    assert easy.other == pytest.approx(206.84 - 60 * 12 / 8 - 1.02 * 4, abs=0.05)
    hard = reading(
        "La responsabilidad contractual correspondiente al incumplimiento de las obligaciones pecuniarias anteriormente "
        "individualizadas determinará la exigibilidad anticipada de la totalidad de las cantidades adeudadas.",
        "es",
    )
    assert hard is not None and hard.ease is Ease.VERY_HARD and not hard.rough
    assert reading("12 + 30", "es") is None
