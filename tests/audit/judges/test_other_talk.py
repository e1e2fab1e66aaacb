"""Talk that is no collection call accuses nobody."""

from audit.calls import Call
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
