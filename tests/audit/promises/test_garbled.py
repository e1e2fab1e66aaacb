"""A known amount under a recogniser's misspelling."""

from decimal import Decimal

import pytest

from audit.promises.garbled import sounds_like


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("El televisor. Poicientos ochenta y cuatro dólares que vencieron", 684),
        ("minion, setecientos, sesenta y cuatro mil quinientos desde el doce", 1764500),
        ("su saldo es de noveciensos veintiún mil trescientos pesos", 921300),
        ("you owe fife hundred and sixty two pounds", 562),
    ],
)
def test_one_misheard_word_of_the_known_amount(text: str, amount: int) -> None:
    assert sounds_like(text, Decimal(amount))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("seiscientos noventa y cuatro dólares", 684),  # another figure
        ("y es el ocho mil cuatrocientos cincuenta", 18450),
        ("dos mil poicientos ochenta y cuatro", 684),  # part of a greater figure
        ("poicientos ochenta y cuatro mil", 684),
        ("ochenta y cuatro", 84),  # too little to go by
        ("seiscientos mochilas de a cuatro", 684),
    ],
)
def test_another_figure_stays_another(text: str, amount: int) -> None:
    assert not sounds_like(text, Decimal(amount))
