"""A rule's tree as text again, in either language: what the product understood, for the person who wrote it to check."""

from decimal import Decimal

from app.operations.segments import (
    EVENT,
    FIELD,
    FLAG,
    All,
    Among,
    AnyOf,
    Between,
    Compare,
    Field,
    Happened,
    Is,
    Kind,
    Known,
    Not,
    Rule,
    Value,
)


def said(rule: Rule, lang: str) -> str:
    """The rule in `es` or `en`; parsed again it is the same tree."""
    es = lang == "es"
    if isinstance(rule, All | AnyOf):
        word = ("y" if es else "and") if isinstance(rule, All) else ("o" if es else "or")
        return f" {word} ".join(_inner(part, lang) for part in rule.parts)
    if isinstance(rule, Not):
        return f"{'no' if es else 'not'} {_inner(rule.part, lang)}"
    if isinstance(rule, Happened):
        name = _word(EVENT[rule.event].es if es else EVENT[rule.event].en)
        return name if rule.days is None else f"{name} {'en' if es else 'in'} {_days(rule.days, es)}"
    if isinstance(rule, Is):
        return _word(FLAG[rule.flag].es if es else FLAG[rule.flag].en)
    field = FIELD[rule.field]
    return f"{_word(field.es if es else field.en)} {_test(rule, field, es)}"


def _test(rule: Compare | Among | Between | Known, field: Field, es: bool) -> str:
    if isinstance(rule, Known):
        return ("es " if es else "is ") + (
            ("conocido" if es else "known") if rule.known else ("desconocido" if es else "unknown")
        )
    if isinstance(rule, Between):
        low, high = _value(field, rule.low, es), _value(field, rule.high, es)
        return f"entre {low} y {high}" if es else f"between {low} and {high}"
    if isinstance(rule, Among):
        return f"{'en' if es else 'in'} ({'; '.join(_value(field, value, es) for value in rule.values)})"
    return f"{rule.op} {_value(field, rule.value, es)}"


def _inner(part: Rule, lang: str) -> str:
    text = said(part, lang)
    return f"({text})" if isinstance(part, All | AnyOf) else text


def _word(words: tuple[str, ...]) -> str:
    return words[0]


def _days(days: int, es: bool) -> str:
    return f"{days} {('día' if days == 1 else 'días') if es else ('day' if days == 1 else 'days')}"


def _value(field: Field, value: Value, es: bool) -> str:
    if field.kind is Kind.DAYS and isinstance(value, int):
        return _days(value, es)
    if field.kind is Kind.CHOICE:
        words = (field.choices or {})[str(value)]
        return words[0] if es else words[min(1, len(words) - 1)]
    if field.kind is Kind.TEXT:
        text = str(value)
        return f"«{text}»" if '"' in text else f'"{text}"'
    return _number(Decimal(value), es)


def _number(value: Decimal, es: bool) -> str:
    whole, _, part = format(value.normalize(), "f").partition(".")
    if part and len(whole) <= 3:
        part = part + "0" if len(part) == 3 and whole != "0" else part  # 1,500 would be read as a thousand and a half
        return f"{whole}{',' if es else '.'}{part}"
    grouped = f"{int(whole):,}"
    grouped = grouped.replace(",", ".") if es else grouped
    return grouped + (("," if es else ".") + part if part else "")
