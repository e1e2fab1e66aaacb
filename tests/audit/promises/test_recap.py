"""A summing up that repeats the agreement, and several that change it."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from audit.calls import Account, Call
from audit.promises.agreement import find_agreement
from audit.promises.recap import recap_correct, recap_holds, recap_turns
from speech.transcript import Speaker, Turn


def call(recap: str) -> Call:
    said = [
        (Speaker.AGENT, "¿Cuánto puede abonar y para cuándo?"),
        (Speaker.DEBTOR, "Quinientos mil el viernes trece, y el resto el treinta."),
        (Speaker.AGENT, recap),
        (Speaker.DEBTOR, "Listo."),
    ]
    turns = tuple(Turn(i, who, text) for i, (who, text) in enumerate(said))
    at = datetime.fromisoformat("2026-03-10T10:05:00-05:00")
    return Call("t", turns, "CO", "es", at, Account(amount=Decimal(1287400), currency="COP"))


@pytest.mark.parametrize(
    ("recap", "right"),
    [
        ("Le confirmo: quinientos mil pesos el viernes trece de marzo.", True),
        ("Entonces quinientos el viernes trece y lo demás el lunes treinta.", True),
        ("Le confirmo: cuatrocientos mil pesos el viernes trece de marzo.", False),
        ("Le confirmo: quinientos mil pesos el viernes veinte de marzo.", False),
        ("Entonces quinientos mil el viernes trece y lo demás el veintisiete.", False),
        ("Listo, el viernes trece entonces.", False),
        ("Perfecto, quinientos mil. Muchas gracias.", False),
    ],
)
def test_recap(recap: str, right: bool) -> None:
    spoken = call(recap)
    agreement = find_agreement(spoken)
    assert (agreement.amount, agreement.day) == (Decimal(500000), date(2026, 3, 13))
    assert recap_correct(spoken, [2], agreement) is right


def test_the_last_summing_up_counts() -> None:
    wrong = call("Le confirmo: cuatrocientos mil pesos el viernes trece de marzo.")
    agreement = find_agreement(wrong)
    assert recap_turns(wrong, agreement) == (2,)
    assert recap_holds(wrong, agreement) is False
    silent = call("Muchas gracias, hasta luego.")
    assert recap_holds(silent, find_agreement(silent)) is None


def test_no_agreement_is_recapped_wrongly() -> None:
    empty = call("Muchas gracias.")
    assert recap_correct(empty, [], find_agreement(empty)) is False
