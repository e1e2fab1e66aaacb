"""The segments' language: read in both languages, written again, wrong words pointed at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.operations.segments import All, Among, AnyOf, Between, Compare, Happened, Is, Known, Not, Rule
from app.operations.segments_parser import parse
from app.operations.segments_said import said
from app.operations.segments_tokens import RuleError
from tests.operations.rules import RULES


@given(RULES, st.sampled_from(["es", "en"]))
@settings(max_examples=400, deadline=None)
def test_what_is_said_is_read_again(rule: Rule, lang: str) -> None:
    assert parse(said(rule, lang)) == rule


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["mora", "saldo", "y", "o", "no", "en", "(", ")", ">", "30", '"a"', ",", "entre"]), max_size=12
    ).map(" ".join)
)
@settings(max_examples=500, deadline=None)
def test_anything_is_a_rule_or_is_pointed_at(text: str) -> None:
    try:
        parse(text)
    except RuleError as wrong:
        assert 0 <= wrong.at <= len(text) and wrong.length >= 1 and wrong.es and wrong.en


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            'mora > 30 y saldo >= 100.000 y producto en ("tarjeta", "consumo") y no contactado en 14 días',
            All(
                (
                    Compare("days", ">", 30),
                    Compare("balance", ">=", 100000),
                    Among("product", ("tarjeta", "consumo")),
                    Not(Happened("reached", 14)),
                )
            ),
        ),
        ("days past due > 30 and balance >= 100,000", All((Compare("days", ">", 30), Compare("balance", ">=", 100000)))),
        ("MORA>1 O vulnerable", AnyOf((Compare("days", ">", 1), Is("vulnerable")))),
        ("mora entre 1 y 2 meses y riesgo es desconocido", All((Between("days", 1, 60), Known("risk", False)))),
        ("a", None),
        ("etapa = tardia", Compare("stage", "=", "late")),
        ("antigüedad < 1 año", Compare("tenure", "<", 365)),
        ("stage = written off and state = in court", All((Compare("stage", "=", "charged_off"), Compare("state", "=", "legal")))),
        ('stage in ("Before court"; charged_off)', Among("stage", ("pre_legal", "charged_off"))),
        ("not (stage is early)", Not(Compare("stage", "=", "early"))),
        ("producto no en (tarjeta)", Not(Among("product", ("tarjeta",)))),
        (
            "mora > 1 y mora > 2 o mora > 3",
            AnyOf((All((Compare("days", ">", 1), Compare("days", ">", 2))), Compare("days", ">", 3))),
        ),
    ],
)
def test_examples(text: str, rule: Rule | None) -> None:
    if rule is None:
        with pytest.raises(RuleError):
            parse(text)
    else:
        assert parse(text) == rule


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("100.000", 100000),
        ("100,000", 100000),
        ("0,5", 0.5),
        ("0.5", 0.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1.234.567", 1234567),
        ("12,5", 12.5),
        ("0.500", 0.5),
    ],
)
def test_numbers_of_both_languages(number: str, value: float) -> None:
    assert parse(f"saldo = {number}") == Compare("balance", "=", pytest.approx(value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        ("mora > 30 y saldoo >= 3", 12, "saldoo"),
        ("saldo >= muchos", 9, "muchos"),
        ("etapa = tarde", 8, "tarde"),
        ("mora > 3 saldo", 9, "saldo"),
        ("(mora > 3", 9, " "),
        ('producto > "a"', 9, ">"),
        ("contactado en 0 días", 14, "0"),
        ("saldo = 1.23.4", 8, "1.23.4"),
        ("saldo = 'a", 8, "'"),
    ],
)
def test_the_wrong_word_is_pointed_at(text: str, at: int, word: str) -> None:
    with pytest.raises(RuleError) as wrong:
        parse(text)
    assert (wrong.value.at, wrong.value.length) == (at, len(word))


def test_a_misspelt_field_is_answered_with_the_nearest() -> None:
    with pytest.raises(RuleError) as wrong:
        parse("mroa > 3")
    assert "mora" in wrong.value.allowed and "mora" in wrong.value.es
