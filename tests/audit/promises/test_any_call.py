"""The function is asked about every call, whatever happened on it and whatever is missing."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.calls import Account, Call
from audit.promises.agreement import Agreement, find_agreement
from speech.transcript import Speaker, Turn

AT = datetime.fromisoformat("2026-05-12T10:31:00-04:00")
SAID = (
    (Speaker.AGENT, "Debe ciento ochenta y cuatro mil novecientos noventa. ¿Cuándo lo puede pagar?"),
    (Speaker.DEBTOR, "Puedo sesenta mil el viernes quince."),
    (Speaker.AGENT, "Ya, sesenta mil el viernes quince."),
)
CALL = Call(
    "c",
    tuple(Turn(i, who, text) for i, (who, text) in enumerate(SAID)),
    "CL",
    "es",
    AT,
    Account(amount=Decimal(184990), currency="CLP"),
)


def test_the_plain_case() -> None:
    agreement = find_agreement(CALL)
    assert (agreement.amount, agreement.currency, agreement.day) == (Decimal(60000), "CLP", date(2026, 5, 15))
    assert agreement.turns == (1,) and agreement.kind_hint == "promise"


def test_without_the_account_s_figures() -> None:
    agreement = find_agreement(replace(CALL, account=Account()))
    assert (agreement.amount, agreement.currency, agreement.day) == (Decimal(60000), "CLP", date(2026, 5, 15))


def test_without_the_day_of_the_call_no_day_is_guessed() -> None:
    assert find_agreement(replace(CALL, called_at=None)).day is None


def test_without_a_debtor_nothing_is_agreed() -> None:
    spoken = tuple(replace(t, speaker=Speaker.OTHER) if t.speaker is Speaker.DEBTOR else t for t in CALL.turns)
    assert find_agreement(replace(CALL, turns=spoken)) == Agreement()


PHRASES = st.sampled_from(
    [
        *(text for _, text in SAID),
        "No, no puedo.",
        "Ya lo pagué.",
        "Sí, dale.",
        "La mitad el lunes y la otra a fin de mes.",
        "¿A dónde lo deposito?",
        "Yo eso no lo debo.",
        "Cuatro, uno, siete.",
        "Seis cuotas de treinta mil, la primera el cinco.",
        "",
        "...",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(Speaker)), PHRASES), min_size=1, max_size=12))
def test_whatever_is_said_the_answer_holds_together(said: list[tuple[Speaker, str]]) -> None:
    call = replace(CALL, turns=tuple(Turn(i, who, text) for i, (who, text) in enumerate(said)))
    agreement = find_agreement(call)
    if agreement.kind_hint is None:
        assert (agreement.amount, agreement.day, agreement.turns, agreement.confidence) == (None, None, (), 0.0)
    else:
        assert agreement.amount is not None and agreement.amount > 0
        assert agreement.day is not None and agreement.day >= AT.date()
        assert not agreement.vague and all(0 <= t < len(said) for t in agreement.turns)
