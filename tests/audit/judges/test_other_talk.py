"""Talk that is no collection call accuses nobody; what is said to a recorder is asked of a person."""

from decimal import Decimal

import pytest

from audit.calls import Account, Call
from audit.judges.local import LocalJudge
from audit.results import Decision
from speech.transcript import Speaker, Turn

MENU = (
    "Marque el número uno si desea que esta persona se comunique con usted directamente, ahora y en adelante. "
    "Marque el número cuatro para enviar a esta persona al menú de no llamar, ahora y en adelante."
)


def test_a_telephone_menu_is_not_accused() -> None:
    judged = LocalJudge().judge(Call("menu", (Turn(0, Speaker.AGENT, MENU),), lang="es"))
    assert all(v.decision is Decision.TO_REVIEW for v in judged.violations)


GREETED = Turn(0, Speaker.OTHER, "El número que usted marcó no está disponible, deje su mensaje después del tono.")


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Señor Rodrigo Paredes, le habla Marta Cid de Financiera Quillay. Usted tiene una deuda vencida. Llámenos.", True),
        ("Don Rodrigo, le habla Marta Cid. Es por los ciento ochenta y cuatro mil novecientos noventa pesos de abril.", True),
        ("Señor Rodrigo Paredes, le habla Marta Cid. Le agradeceré que me llame al número de siempre. Buenas tardes.", False),
    ],
)
def test_a_debt_told_to_a_recorder_is_asked_of_a_person(message: str, asked: bool) -> None:
    account = Account(debtor="Rodrigo Paredes Lara", creditor="Financiera Quillay", amount=Decimal(184990), currency="CLP")
    call = Call("v", (GREETED, Turn(1, Speaker.AGENT, message)), lang="es", country="CL", account=account)
    judged = LocalJudge().judge(call)
    assert judged.outcome.kind == "voicemail"
    told = [v for v in judged.violations if v.id == "third_party_disclosure"]
    assert bool(told) is asked and all(v.evidence.turn == 1 for v in told)
