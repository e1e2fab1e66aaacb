"""Rules drawn at random, for the tests of the language."""

from decimal import Decimal

from hypothesis import strategies as st

from app.operations.segments import (
    EVENTS,
    FIELD,
    FIELDS,
    FLAGS,
    All,
    Among,
    AnyOf,
    Between,
    Compare,
    Happened,
    Is,
    Kind,
    Known,
    Not,
    Rule,
    Value,
)

TEXTS = {
    "product": ("tarjeta", "Consumo", "crédito", "CRÉDITO", "auto loan"),
    "currency": ("CLP", "pen", "KWD", "CLF"),
    "country": ("CL", "pe"),
    "subdivision": ("CL-RM", "PE-LIM"),
    "city": ("Ñuñoa", "ñuñoa", "Lima"),
    "zone": ("America/Santiago", "America/Lima"),
    "language": ("es", "EN"),
}


def _values(name: str) -> st.SearchStrategy[Value]:
    field = FIELD[name]
    if field.kind is Kind.DAYS:
        return st.integers(0, 400)
    if field.kind is Kind.MONEY:
        return st.integers(0, 4_000_000).map(lambda n: Decimal(n) / 1000) | st.integers(0, 10**7).map(Decimal)
    if field.kind is Kind.NUMBER:
        return st.integers(0, 20).map(lambda n: Decimal(n) / 20)
    if field.kind is Kind.CHOICE:
        return st.sampled_from([str(c) for c in field.choices or {}])
    return st.sampled_from(TEXTS[name])


def _tests(name: str) -> st.SearchStrategy[Rule]:
    values, ordered = _values(name), FIELD[name].kind not in (Kind.TEXT, Kind.CHOICE)
    ops = ("=", "!=", "<", "<=", ">", ">=") if ordered else ("=", "!=")
    made = st.builds(Compare, st.just(name), st.sampled_from(ops), values)
    made |= st.builds(Among, st.just(name), st.lists(values, min_size=1, max_size=3).map(tuple))
    made |= st.builds(Known, st.just(name), st.booleans())
    return made | st.builds(Between, st.just(name), values, values) if ordered else made


TESTS: st.SearchStrategy[Rule] = st.sampled_from([f.name for f in FIELDS]).flatmap(_tests)
TESTS |= st.builds(Happened, st.sampled_from([e.name for e in EVENTS]), st.none() | st.integers(1, 90))
TESTS |= st.builds(Is, st.sampled_from([f.name for f in FLAGS]))


RULES: st.SearchStrategy[Rule] = st.recursive(
    TESTS,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
    ),
    max_leaves=6,
)
