"""Figures as a recogniser spells them are read as they were said, or not at all."""

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from audit.promises.dates import dates_in
from audit.promises.money import amounts_in
from audit.promises.recognised import mended

HEARD = [
    ("son dos cientos setenta y cinco soles", "PEN", "PE", "275"),
    ("la cuota es de seis cientas lempiras", "HNL", "HN", "600"),
    ("cinco cientos ochenta mil guaraníes", "PYG", "PY", "580000"),
    ("quedan nuevecientos treinta pesos", "MXN", "MX", "930"),
    ("tres mil cento cuarenta quetzales", "GTQ", "GT", "3140"),
    ("cuarentamil doscientos pesos", "UYU", "UY", "40200"),
    ("un milión doscientos mil pesos", "CLP", "CL", "1200000"),
    ("mil veinti trés pesos", "MXN", "MX", "1023"),
    ("dieci nueve mil colones", "CRC", "CR", "19000"),
    ("debe 4 .350 pesos", "MXN", "MX", "4350"),
    ("el saldo es 12 , 480 dólares", "USD", "PR", "12480"),
    ("260 y 3.400 pesos", "CLP", "CL", "263400"),
    ("setenta y ocho mil pesos", "COP", "CO", "78000"),
    ("trenta y dos mil pesos", "ARS", "AR", "32000"),
    ("cuatro mil trecientos noventa y dos pesos", "MXN", "MX", "4392"),
    ("mil docentos diez soles", "PEN", "PE", "1210"),
    ("veinticiete mil ochocientos treinta pesos", "UYU", "UY", "27830"),
    ("cuatrocientos veinticres quetzales", "GTQ", "GT", "423"),
    ("cinco milcientos setenta y seis pesos", "MXN", "MX", "5176"),
    ("once milcient pesos", "MXN", "MX", "11100"),
    ("dieciséis mil cuatrocientos se senta pesos", "UYU", "UY", "16460"),
    ("ochenta y unos soles", "PEN", "PE", "81"),
    ("doscientos, sesenta y tres mil, cuatrocientos pesos", "MXN", "MX", "263400"),
    ("tres mil cuatrocientos, treinta y dos sí", "MXN", "MX", "3432"),
    ("siento veinte mil pesos", "MXN", "MX", "120000"),
    ("suiento veinte mil pesos", "MXN", "MX", "120000"),
    ("no vecientos catorce quetzales", "GTQ", "GT", "914"),
    ("ninecientos treinta y nueve euros", "EUR", "ES", "939"),
    ("se senta y tres mil quinientos pesos", "MXN", "MX", "63500"),
    ("cientos de sesenta y dos euros", "EUR", "ES", "162"),
    ("seis mil ochocientos y noventa pesos", "UYU", "UY", "6890"),
    ("serían tres mil, cuatrocientos, cuarenta y cinco el viernes", "UYU", "UY", "3445"),
    ("un milión, cientos, veintidós, mil, cuatrocientos, treinta y uno, no", "CRC", "CR", "1122431"),
    ("un millón trescientos ochenta... y ocho mil cuatrocientos pesos", "COP", "CO", "1388400"),
    ("quatro mil cincuenta y nueve pesos", "MXN", "MX", "4059"),
    ("mil cinquenta de la cuota", "BOB", "BO", "1050"),
    ("cinco mil docentos y treinta y uno", "PEN", "PE", "5231"),
    ("serían cientos, cincuenta y la otra mitad después", "PEN", "PE", "150"),
    ("quinientos, siete mil, ochocientos, ese domingo", "PYG", "PY", "507800"),
    ("quimientos sesenta y cuatro soles", "PEN", "PE", "564"),
    ("diecinueve mil setecientos primeros y el resto después", "DOP", "DO", "19700"),
    ("son siento un mil pesos", "MXN", "MX", "101000"),
    ("six hundred twelve dollars in forty cents", "USD", "US", "612.40"),
]


@pytest.mark.parametrize(("text", "currency", "country", "value"), HEARD)
def test_a_misspelt_figure_is_read(text: str, currency: str, country: str, value: str) -> None:
    assert [a.value for a in amounts_in(text, currency, country)] == [Decimal(value)]


def test_a_torn_day_is_read() -> None:
    assert [d.day for d in dates_in("el veinti siete de junio", date(2026, 6, 3), "CL")] == [date(2026, 6, 27)]
    assert [d.day for d in dates_in("el jueves veinte cinco", date(2026, 6, 3), "CL")] == [date(2026, 6, 25)]


@pytest.mark.parametrize(
    "text",
    [
        "entre 190 y 5.700", "150 y 13.100", "pago 40 y 1.870.500", "veinte uno dos tres", "el cinco, ochocientos pesos",
        "a las veinte horas", "dos mil ciento uno", "son 1.250 y 3.400", "dime si cientos de veces llamé", "cuatro, cero, tres",
        "el 8. 640 pesos",
    ],
)  # fmt: skip
def test_what_has_two_readings_stays(text: str) -> None:
    assert mended(text) == text


TEARS = [
    ("doscient", "dos cient"), ("trescient", "tres cient"), ("cuatrocient", "cuatro cient"), ("seiscient", "seis cient"),
    ("setecient", "siete cient"), ("ochocient", "ocho cient"), ("novecient", "nueve cient"), ("veintid", "veinti d"),
    ("veintit", "veinti t"), ("veintic", "veinte c"), ("veintio", "veinte o"), ("dieciocho", "dieci ocho"),
    ("diecisiete", "dieci siete"), ("quinientos", "cinco cientos"),
]  # fmt: skip


@given(number=st.integers(100, 9_999_999), seed=st.integers(0, 999))
def test_a_number_torn_as_a_recogniser_tears_it_is_read_back(number: int, seed: int) -> None:
    draw = random.Random(seed)
    said = str(num2words(number, lang="es"))
    for whole, torn in TEARS:
        if draw.random() < 0.5:
            said = said.replace(whole, torn)
    assert [a.value for a in amounts_in(f"son {said} pesos", "MXN", "MX")] == [Decimal(number)], said


@given(number=st.integers(30, 9_999_999))
def test_mending_is_done_once(number: int) -> None:
    once = mended(f"son {num2words(number, lang='es')} pesos o {number:,} más")
    assert mended(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "lo siento mucho, mil disculpas", "son dieciocho mil quinientos, diez de julio", "le quedan cincuenta a Crédito Ceibo",
        "un millón es mucho", "noventa y dos mil trescientos, tres cilindros", "puedo quinientos, trescientos pesos",
        "con mil quinientos, un solo pago", "lo siento, veinte no puedo", "la siento un poco baja",
        "vienen siendo nueve mil pesos", "cientos de pesos", "quinientos y algo", "two hundred, sixty dollars",
    ],
)  # fmt: skip
def test_what_was_meant_as_it_stands_stays(text: str) -> None:
    assert mended(text) == text


@given(st.integers(1_001, 999_999), st.data())
def test_a_figure_spelt_by_ear_is_the_figure(value: int, data: st.DataObject) -> None:
    words = num2words(value, lang="es")
    for written, heard in (("ce", "se"), ("ci", "si"), ("v", "b"), ("dosc", "doc"), ("tresc", "trec")):
        if data.draw(st.booleans()):
            words = words.replace(written, heard)
    if "siento" not in words and data.draw(st.booleans()):
        words = words.replace(" mil ", " mil, ", 1)
    assert [a.value for a in amounts_in(f"son {words} pesos", "MXN", "MX")] == [Decimal(value)]
