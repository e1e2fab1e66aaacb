"""Tables of what people say and what it means: numbers, amounts and days."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from num2words import num2words

from audit.promises.dates import dates_in
from audit.promises.money import amount_matches, amounts_in
from audit.promises.numbers import numbers_in
from audit.promises.tokens import Language

HERE = Path(__file__).parent
TUESDAY = datetime.fromisoformat("2026-05-12T10:31:00-04:00")


def table(name: str) -> list[tuple[str, str, Any]]:
    rows = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        (group, str(row[0]) if len(row) == 2 else ", ".join(map(str, row[:-1])), row[-1]) for group in rows for row in rows[group]
    ]


@pytest.mark.parametrize(("language", "text", "expected"), table("numbers.yaml"))
def test_number(language: str, text: str, expected: Any) -> None:
    found = numbers_in(text, Language(language))
    if expected == "code":
        assert found and all(n.code for n in found)
    elif expected == "nothing":
        assert found == []
    else:
        rough = str(expected).startswith("~")
        assert [(n.value, n.rough, n.code) for n in found] == [(Decimal(str(expected).lstrip("~")), rough, False)]


@pytest.mark.parametrize(("where", "text", "expected"), table("amounts.yaml"))
def test_amounts(where: str, text: str, expected: list[Any]) -> None:
    currency, country = where.split()
    found = [("~" if a.rough else "", a.value) for a in amounts_in(text, currency, country)]
    assert found == [("~" if str(e).startswith("~") else "", Decimal(str(e).lstrip("~"))) for e in expected]


@pytest.mark.parametrize(("where", "text", "expected"), table("days.yaml"))
def test_days(where: str, text: str, expected: str) -> None:
    country = where.split()[1]
    found = [f"{d.day}{'?' if d.doubt else ''}{' past' if d.past else ''}" for d in dates_in(text, TUESDAY, country)]
    assert ", ".join(found) == expected


@settings(deadline=None)
@given(st.integers(1, 9_999_999), st.sampled_from(["es", "en"]))
@example(1, "es")
@example(1_000_200, "es")
@example(9_999_999, "es")
@example(9_999_999, "en")
@example(1_000_001, "en")
def test_every_number_that_can_be_spelled_reads_back(value: int, language: str) -> None:
    found = numbers_in(num2words(value, lang=language), Language(language))
    assert [(n.value, n.code) for n in found] == [(value, False)]


@pytest.mark.parametrize(
    "text, value",
    [
        ("I can pay one million dollars", 1_000_000),
        ("two million and eleven pesos by Friday", 2_000_011),
        ("le debo un million de pesos", 1_000_000),
        ("son dos million quinientos mil", 2_500_000),
        ("son 2 million de pesos", 2_000_000),
    ],
)
def test_a_million_is_read_in_either_language(text: str, value: int) -> None:
    assert [n.value for n in numbers_in(text)] == [value]


@settings(deadline=None)
@given(st.integers(1000, 9_999_999), st.sampled_from(["{:,}", "${:,}", "{} pesos"]))
def test_every_number_that_can_be_written_reads_back(value: int, form: str) -> None:
    assert [a.value for a in amounts_in(form.format(value), "MXN", "MX")] == [value]


@settings(deadline=None)
@given(st.integers(1, 9_999_999))
def test_places_are_those_of_the_words(value: int) -> None:
    words = num2words(value, lang="es")
    text = f"Señora, ¿le anoto {words} el día acordado?"
    assert [text[n.start : n.end] for n in numbers_in(text, Language.SPANISH)] == [words]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_nothing_said_breaks_the_reading(text: str) -> None:
    for country in ("CL", "US"):
        assert all(a.start < a.end for a in amounts_in(text, None, country))
        assert all(isinstance(d.day, date) for d in dates_in(text, TUESDAY, country))


@settings(deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["el quince", "el viernes", "a fin de mes", "la quincena", "mañana"]),
)
def test_a_promised_day_is_never_behind_the_call(today: date, words: str) -> None:
    days = dates_in(words, today, "MX")
    assert len(days) == 1 and days[0].day >= today and not days[0].past


def test_the_year_rolls_over() -> None:
    december = date(2026, 12, 20)
    assert [d.day for d in dates_in("el cinco de enero", december, "CL")] == [date(2027, 1, 5)]
    assert [d.day for d in dates_in("el cinco", december, "CL")] == [date(2027, 1, 5)]
    assert [d.day for d in dates_in("January fifth", december, "US")] == [date(2027, 1, 5)]


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("Debe ciento ochenta y cuatro mil novecientos noventa pesos", True),
        ("debe ciento 84 mil 990", True),
        ("son 184.990", True),
        ("ciento ochenta y cuatro mil y pico", False),
        ("son ciento noventa mil", False),
        ("son ciento ochenta y cuatro mil novecientos noventa más diez mil de gastos", True),
    ],
)
def test_the_account_s_amount_is_stated(text: str, matches: bool) -> None:
    assert amount_matches(text, Decimal(184990), "CLP", "CL") is matches


def test_cents_may_go_unsaid_but_not_come_out_wrong() -> None:
    assert amount_matches("eight hundred and twelve dollars", Decimal("812.46"), "USD", "US")
    assert not amount_matches("eight hundred twelve forty", Decimal("812.46"), "USD", "US")


@pytest.mark.parametrize(
    ("text", "own", "country", "currency"),
    [
        ("two hundred dollars", "AUD", "AU", "AUD"),
        ("two hundred US dollars", "AUD", "AU", "USD"),
        ("three hundred dollars", "JMD", "JM", "JMD"),
        ("cien dólares", "PAB", "PA", "PAB"),
        ("cien dólares", "PEN", "PE", "USD"),
        ("cien pesos", "USD", "UY", "UYU"),
        ("cien pesos", "USD", "PR", "USD"),
        ("cien pesos", "MXN", "MX", "MXN"),
    ],
)
def test_a_plain_dollar_or_peso_is_the_accounts_own_where_it_can_be(text: str, own: str, country: str, currency: str) -> None:
    assert [(a.value in (100, 200, 300), a.currency) for a in amounts_in(text, own, country)] == [(True, currency)]
