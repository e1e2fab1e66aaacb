"""Only redacted words leave: nothing of the call's people is in the bytes, and quotes still lead back to what was said."""

import json
import re
import unicodedata
from decimal import Decimal

import pytest

from audit.calls import Account, Call
from audit.judges.failures import WouldLeak
from audit.judges.numerals import hide_numbers
from audit.judges.privacy import Veil
from audit.judges.prompt import question
from audit.judges.quotes import find_quote
from audit.rubric import load_rubric
from speech.transcript import Speaker, Turn

from .cases import PRIVATE, A, D, a_call, changed, judge_at, redact, right
from .server import answers, endpoint, says


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def test_no_personal_datum_of_the_call_is_in_any_byte_sent() -> None:
    """Also not in the repair, the headers or the address; and the money, days and companies are."""
    call = a_call()
    said = bare(" ".join(t.text for t in call.turns) + call.id + str(call.called_at) + str(call.account))
    assert all(bare(datum) in said for datum in PRIVATE)
    with endpoint(says("no JSON"), answers(right)) as served:
        judge_at(served.url).judge(call)
    assert len(served.asked) == 2
    for asked in served.asked:
        sent = asked.body.decode() + asked.path + " ".join(f"{k} {v}" for k, v in asked.headers.items() if k != "host")
        loose = bare(sent + json.dumps(asked.question, ensure_ascii=False) + asked.question["messages"][1]["content"])
        for datum in PRIVATE:
            assert bare(datum) not in loose, datum
        digits = re.sub(r"[\s.-]", "", loose)
        assert not [n for n in ("12345678", "987654321", "77120045813") if n in digits]
        for kept in (
            "$184.990",
            "sesenta mil pesos el viernes quince de mayo",
            "Banco Cordillera",
            "Cobranzas Andinas",
            "2026-05-12",
        ):
            assert kept in sent


def test_a_redactor_that_does_nothing_still_lets_no_name_and_no_long_number_out() -> None:
    call = a_call()
    asked = question(call, Veil(call, lambda text: text), load_rubric(), "m")
    for datum in PRIVATE:
        assert bare(datum) not in bare(asked.message), datum


def test_what_the_redactor_makes_of_a_text_is_what_leaves() -> None:
    call = a_call(((A, "Su clave es pajarito azul."),))
    asked = question(call, Veil(call, lambda text: text.replace("pajarito azul", "[SECRET]")), load_rubric(), "m")
    assert "Su clave es [SECRET]." in asked.message


def test_a_name_the_veil_missed_stops_everything() -> None:
    call = a_call()
    with pytest.raises(WouldLeak, match="nothing was sent"):
        Veil(call, redact).check(["todo bien", "hasta luego, MARISOL."])


NAMES = [
    ("Señora Marisól, buenas.", "Señora [DEBTOR], buenas."),
    ("marisol quinones, ¿me oye?", "[DEBTOR] [DEBTOR], ¿me oye?"),
    ("¿Está Marizol?", "¿Está [DEBTOR]?"),
    ("M-A-R-I-S-O-L, con ese.", "[SPELLED], con ese."),
    ("Mi nombre es Ana María Ríos, de Banco Cordillera.", "Mi nombre es [PERSON] [PERSON] [PERSON], de Banco Cordillera."),
    ("Habla el licenciado Pérez.", "Habla el licenciado [PERSON]."),
    ("This is Karen O'Neil calling.", "This is [PERSON] O'[PERSON] calling."),
    ("Le habla la Fiscalía de Santiago.", "Le habla la Fiscalía de Santiago."),
    ("Habla Banco Cordillera.", "Habla Banco Cordillera."),
    ("Soy yo, el lunes le pago.", "Soy yo, el lunes le pago."),
]


@pytest.mark.parametrize(("said", "left"), NAMES)
def test_names(said: str, left: str) -> None:
    call = a_call(((A, said),))
    assert Veil(call, lambda text: text).hide(said) == left


NUMBERS = [
    ("llame al 9 8765 4321", "llame al [NUMBER]"),
    ("llame al +56 9 8765-4321 ya", "llame al [NUMBER] ya"),
    ("su RUT 12.345.678-5", "su RUT [NUMBER]"),
    ("operación 77120045813", "operación [NUMBER]"),
    ("es el cuatro, cuatro, nueve, uno, dos", "es el [NUMBER]"),
    ("four four nine one two", "[NUMBER]"),
    ("cincuenta y seis noventa y ocho setenta y seis cincuenta y cuatro", "[NUMBER]"),
    ("debe 184990 pesos", "debe 184990 pesos"),
    ("debe $1.184.990", "debe $1.184.990"),
    ("debe $ 1184990", "debe $ 1184990"),
    ("son 1184990 pesos", "son 1184990 pesos"),
    ("son 7654321 del saldo", "son 7654321 del saldo"),
    ("ciento ochenta y cuatro mil novecientos noventa", "ciento ochenta y cuatro mil novecientos noventa"),
    ("two hundred and forty five dollars", "two hundred and forty five dollars"),
    ("el 2026-05-15 o el 15/05/2026", "el 2026-05-15 o el 15/05/2026"),
    ("tres cuotas de cincuenta mil", "tres cuotas de cincuenta mil"),
    ("el quince, el veinte o el treinta", "el quince, el veinte o el treinta"),
]


@pytest.mark.parametrize(("said", "left"), NUMBERS)
def test_numbers_that_identify_go_and_money_and_days_stay(said: str, left: str) -> None:
    assert hide_numbers(said, Decimal(7654321)) == left


def test_every_number_of_the_answer_to_a_question_for_a_datum_goes() -> None:
    lines = (
        (A, "¿Me dice su fecha de nacimiento?"),
        (D, "El doce de diciembre del sesenta y cuatro."),
        (A, "Debe doce mil pesos."),
    )
    call = a_call(lines)
    assert [m.text for m in Veil(call, redact).turns(call)][1:] == [
        "El [NUMBER] de diciembre del [NUMBER].",
        "Debe doce mil pesos.",
    ]


def test_a_call_of_which_nothing_is_known_is_hidden_too() -> None:
    call = Call("x", (Turn(0, Speaker.AGENT, "Soy Ana Rojas, su deuda es la 123456789."),), account=Account())
    assert Veil(call, redact).turns(call)[0].text == "Soy [PERSON] [PERSON], su deuda es la [NUMBER]."


def test_a_quote_with_marks_leads_back_to_what_was_said() -> None:
    def marked(answer: dict[str, object]) -> None:
        duties = answer["duties"]
        assert isinstance(duties, dict)
        duties["verify_identity"] |= {"quote_turn": 0, "quote": "hablo con la señora [DEBTOR] [DEBTOR] [DEBTOR]"}

    with endpoint(answers(changed(marked))) as served:
        judged = judge_at(served.url).judge(a_call())
    evidence = judged.duties["verify_identity"].evidence
    assert evidence is not None
    assert evidence.quote == "¿hablo con la señora Marisol Quiñones Arriagada?"


QUOTES = [
    ("le embargamos la casa", True),
    ("LE  EMBARGÁMOS la casa", True),
    ("leembargamoslacasa", True),
    ("mañana mismo, le embargamos", True),
    ("mañana mismo … la casa", False),
    ("embargamos la cas", False),
    ("bargamos la casa", False),
    ("no le embargamos la casa", False),
    ("casa", True),
    ("la", False),
    ("", False),
    ("¿?", False),
]


@pytest.mark.parametrize(("quote", "there"), QUOTES)
def test_quotes_are_whole_words_of_the_turn(quote: str, there: bool) -> None:
    assert (find_quote(quote, "Si no paga hoy, mañana mismo le embargamos la casa.") is not None) is there


def test_a_quote_of_a_whole_short_turn_counts() -> None:
    assert find_quote("no", "No.") == (0, 2)


def test_accents_written_as_two_characters_are_the_same_words() -> None:
    said = unicodedata.normalize("NFD", "Irá a la cárcel mañana")
    found = find_quote("a la cárcel", said)
    assert found is not None
    assert unicodedata.normalize("NFC", said[slice(*found)]) == "a la cárcel"


def test_a_number_dictated_over_several_turns_goes() -> None:
    lines = (
        (A, "Perfecto. ¿Me da su número de tarjeta?"),
        (D, "Cuarenta y cinco doce."),
        (A, "Ajá, cuarenta y cinco doce."),
        (D, "Ocho mil ochocientos noventa."),
        (A, "Muy bien, gracias. Entonces su cuota es de doce mil pesos, ¿le parece?"),
        (D, "Doce mil, sí."),
    )
    texts = [m.text for m in Veil(a_call(lines), redact).turns(a_call(lines))]
    assert texts[1:4] == ["[NUMBER] [NUMBER].", "Ajá, [NUMBER] [NUMBER].", "[NUMBER] [NUMBER] [NUMBER] [NUMBER]."]
    assert texts[4:] == [lines[4][1], lines[5][1]]


def test_a_redactor_of_whole_calls_goes_first() -> None:
    call = a_call(((A, "La clave es"), (D, "pajarito, Marisol")))
    veil = Veil(call, redact, lambda heard: [t.text.replace("pajarito", "[clave]") for t in heard.turns])
    assert [m.text for m in veil.turns(call)] == ["La clave es", "[clave], [DEBTOR]"]
    with pytest.raises(WouldLeak, match="gave 1 turns for 2"):
        Veil(call, redact, lambda heard: ["all of it"]).turns(call)
