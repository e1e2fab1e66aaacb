"""What is no language is told from what somebody says, however short, in both languages."""

import pytest

from synthetic.sense import makes_sense

NONSENSE = ("asdf asdf", "jkl", "hhhh", "...", "¿?", "123", "qwe rty asd", "la la la la", "aaaa bbbb cccc", "asdf el qwe", "")
SENSE = (
    "Hola",
    "Sí",
    "No",
    "OK",
    "Buenos días, ¿hablo con Xóchitl Quispe?",
    "Entiendo que perdió el trabajo, lamento mucho la situación.",
    "Le propongo dividirla en tres cuotas.",
    "I understand, losing your job is hard.",
    "Take care, goodbye.",
    "Quiero el pago ya.",
)


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_none(text: str) -> None:
    assert not makes_sense(text)


@pytest.mark.parametrize("text", SENSE)
def test_what_people_say_is_understood(text: str) -> None:
    assert makes_sense(text)
