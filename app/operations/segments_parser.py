"""A rule's text into its tree. Spanish and English words may be mixed; a wrong word is pointed at, with what may stand there.

rule := and (("o" | "or") and)*; and := not (("y" | "and") not)*; not := ("no" | "not") not | "(" rule ")" | test
test := field op value | field ["no"] "en" "(" value, … ")" | field "entre" value "y" value | field "es" ["no"] "desconocido"
      | event ["en" N "días"] | flag
"""

from decimal import Decimal
from difflib import get_close_matches
from functools import cache

from app.operations.segments import (
    EVENTS,
    FIELDS,
    FLAGS,
    LONGEST_DAYS,
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
    Word,
)
from app.operations.segments_tokens import RuleError, Sort, Token, fold, number, tokens

_AND, _OR, _NOT = ("y", "and", "e"), ("o", "or", "u"), ("no", "not")
_IN, _BETWEEN, _IS = ("en", "in"), ("entre", "between"), ("es", "is")
_UNKNOWN, _KNOWN = ("desconocido", "desconocida", "unknown"), ("conocido", "conocida", "known")
_FILLER = ("the", "last", "los", "ultimos", "within")
_UNITS = {"dia": 1, "day": 1, "semana": 7, "week": 7, "mes": 30, "month": 30, "ano": 365, "year": 365}
_PLURALS = {"dias": "dia", "days": "day", "semanas": "semana", "weeks": "week", "meses": "mes", "months": "month"}
_PLURALS |= {"anos": "ano", "years": "year"}
_OPS = ("=", "!=", "<", "<=", ">", ">=")
_DEEPEST = 40


@cache
def _names() -> dict[tuple[str, ...], Field | Word]:
    return {tuple(fold(word).split()): one for one in (*FIELDS, *EVENTS, *FLAGS) for word in (*one.es, *one.en)}


@cache
def starts() -> tuple[str, ...]:
    """Every word a test may begin with, for the page and for messages."""
    return tuple(word for one in (*FIELDS, *EVENTS, *FLAGS) for word in (one.es[0], one.en[0]))


def parse(rule: str) -> Rule:
    """The tree of a rule. Raises RuleError."""
    reader = _Reader(tokens(rule))
    if reader.over:
        raise RuleError(0, 1, "la regla está vacía", "the rule is empty", starts())
    found = reader.either(0)
    if not reader.over:
        raise reader.wrong(
            "sobra aquí; una las condiciones con y, o", "is not expected here; join conditions with and, or", ("y", "o")
        )
    return found


class _Reader:
    """Where the reading stands."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at = found, 0

    @property
    def now(self) -> Token:
        return self._tokens[self._at]

    @property
    def over(self) -> bool:
        return self.now.sort is Sort.END

    def wrong(self, es: str, en: str, allowed: tuple[str, ...] = (), token: Token | None = None) -> RuleError:
        at = token or self.now
        if at.sort is Sort.END:
            return RuleError(at.at, 1, f"la regla termina antes de tiempo: {es}", f"the rule ends too soon: {en}", allowed)
        return RuleError(at.at, len(at.text), f"«{at.text}» {es}", f"“{at.text}” {en}", allowed)

    def take(self, *words: str) -> Token | None:
        """The next word if it is one of these."""
        token = self.now
        if token.sort in (Sort.WORD, Sort.MARK) and token.plain in words:
            self._at += 1
            return token
        return None

    def either(self, depth: int) -> Rule:
        parts = [self.both(depth)]
        while self.take(*_OR):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, depth: int) -> Rule:
        parts = [self.one(depth)]
        while self.take(*_AND):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self, depth: int) -> Rule:
        if depth > _DEEPEST:
            raise self.wrong("está demasiado anidado", "is nested too deep")
        if self.take(*_NOT):
            return Not(self.one(depth + 1))
        if self.take("("):
            inner = self.either(depth + 1)
            if not self.take(")"):
                raise self.wrong(
                    "no se espera aquí; falta cerrar el paréntesis", "is not expected here; close the bracket", (")",)
                )
            return inner
        return self.test()

    def test(self) -> Rule:
        first = self.now
        found = self._name()
        if isinstance(found, Field):
            return self._of_field(found)
        if found in EVENTS:
            return Happened(found.name, self._window())
        if found in FLAGS:
            return Is(found.name)
        raise self.wrong("no se puede usar aquí", "cannot be used here", starts(), first)

    def _name(self) -> Field | Word:
        """The longest name that the next words make."""
        for length in (3, 2, 1):
            words = self._tokens[self._at : self._at + length]
            if len(words) == length and all(w.sort is Sort.WORD for w in words):
                found = _names().get(tuple(w.plain for w in words))
                if found is not None:
                    self._at += length
                    return found
        close = get_close_matches(self.now.plain, [" ".join(n) for n in _names()], 3, 0.6) if self.now.sort is Sort.WORD else []
        raise self.wrong(
            "no es un campo" + (f"; ¿quiso decir {' o '.join(close)}?" if close else "; escriba uno, como mora o saldo"),
            "is not a field" + (f"; did you mean {' or '.join(close)}?" if close else "; write one, such as balance or stage"),
            tuple(close) or starts(),
        )

    def _window(self) -> int | None:
        if not self.take(*_IN, "within"):
            return None
        while self.take(*_FILLER):
            pass
        token = self.now
        days = self._days()
        if days < 1 or days > LONGEST_DAYS:
            raise self.wrong(f"debe ser de 1 a {LONGEST_DAYS} días", f"must be 1 to {LONGEST_DAYS} days", (), token)
        return days

    def _days(self) -> int:
        token = self.now
        if token.sort is not Sort.NUMBER:
            raise self.wrong("debía ser un número de días", "should be a number of days", ("14 días", "14 days"))
        self._at += 1
        found = number(token)
        unit = _UNITS.get(_PLURALS.get(self.now.plain, self.now.plain)) if self.now.sort is Sort.WORD else None
        if unit:
            self._at += 1
        if found != int(found) or found > LONGEST_DAYS:
            raise self.wrong("debe ser un número entero", "must be a whole number", (), token)
        return int(found) * (unit or 1)

    def _of_field(self, field: Field) -> Rule:
        if self.now.sort is Sort.OP:
            return self._compared(field)
        if self.take(*_IS):
            return self._is(field)
        if self.take(*_BETWEEN):
            low = self._value(field)
            if not self.take(*_AND):
                raise self.wrong(
                    "no se espera aquí; escriba entre A y B", "is not expected here; write between A and B", ("y", "and")
                )
            if field.kind in (Kind.TEXT, Kind.CHOICE):
                raise self.wrong("no tiene orden; use =", "has no order; use =", ("=",))
            return Between(field.name, low, self._value(field))
        negated = self.take(*_NOT) is not None
        if self.take(*_IN):
            among = Among(field.name, self._list(field))
            return Not(among) if negated else among
        allowed = (*_OPS, "en (…)", "entre … y …", "es desconocido")
        raise self.wrong(f"no puede ir después de {field.es[0]}", f"cannot follow {field.en[0]}", allowed)

    def _compared(self, field: Field) -> Rule:
        op = self.now
        if field.kind in (Kind.TEXT, Kind.CHOICE) and op.plain not in ("=", "!="):
            raise self.wrong(
                f"no sirve con {field.es[0]}; use = o !=", f"does not go with {field.en[0]}; use = or !=", ("=", "!=")
            )
        self._at += 1
        return Compare(field.name, op.plain, self._value(field))

    def _is(self, field: Field) -> Rule:
        negated = self.take(*_NOT) is not None
        if self.take(*_UNKNOWN):
            return Known(field.name, negated)
        if self.take(*_KNOWN):
            return Known(field.name, not negated)
        compared = Compare(field.name, "=", self._value(field))
        return Not(compared) if negated else compared

    def _list(self, field: Field) -> tuple[Value, ...]:
        if not self.take("("):
            raise self.wrong("no se espera aquí; abra un paréntesis", "is not expected here; open a bracket", ("(",))
        values = [self._value(field)]
        while self.take(",", ";"):
            values.append(self._value(field))
        if not self.take(")"):
            raise self.wrong(
                "no se espera aquí; use coma o cierre el paréntesis",
                "is not expected here; use a comma or close the bracket",
                (",", ")"),
            )
        return tuple(values)

    def _value(self, field: Field) -> Value:
        if field.kind is Kind.DAYS:
            return self._days()
        if field.kind in (Kind.MONEY, Kind.NUMBER):
            return self._number(field)
        token = self.now
        if token.sort not in (Sort.TEXT, Sort.WORD) or (token.sort is Sort.WORD and token.plain in (*_AND, *_OR, *_NOT)):
            raise self.wrong(f"debía ser un valor de {field.es[0]}", f"should be a value of {field.en[0]}", _choices(field))
        if field.kind is Kind.TEXT:
            self._at += 1
            return token.plain if token.sort is Sort.TEXT else token.text
        return self._choice(field)

    def _choice(self, field: Field) -> str:
        """One of the field's own values, by the longest of its names that the next words make."""
        token = self.now
        names = {fold(word): str(value) for value, words in (field.choices or {}).items() for word in (*words, str(value))}
        for length in (2, 1):
            words = self._tokens[self._at : self._at + length]
            if length == 1 or all(w.sort is Sort.WORD for w in words):
                found = names.get(" ".join(fold(w.plain) for w in words))
                if found is not None:
                    self._at += length
                    return found
        raise self.wrong(f"no es un valor de {field.es[0]}", f"is not a value of {field.en[0]}", _choices(field), token)

    def _number(self, field: Field) -> Decimal:
        while self.take("$"):
            pass
        token = self.now
        if token.sort is not Sort.NUMBER:
            raise self.wrong(
                f"debía ser un número para {field.es[0]}", f"should be a number for {field.en[0]}", ("100.000", "0,5")
            )
        self._at += 1
        found = number(token)
        exponent = found.normalize().as_tuple().exponent
        if field.kind is Kind.MONEY and (found > 10**12 or (isinstance(exponent, int) and exponent < -3)):
            raise self.wrong("no es un monto", "is not an amount", (), token)
        if field.kind is Kind.NUMBER and self.take("%"):
            found = found / 100
        return found


def _choices(field: Field) -> tuple[str, ...]:
    return tuple(words[0] for words in (field.choices or {}).values()) or ('"…"',)
