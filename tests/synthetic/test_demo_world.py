"""The demo's five vendors: nobody real in them, what is so is kept, and what differs in truth differs in the rows."""

from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from stdnum.cl import rut

from synthetic.debts import HEADER
from synthetic.vendors.demo_calls import A_MONTH, demo_calls, in_words, on
from synthetic.vendors.demo_shapes import DemoMonth
from synthetic.vendors.demo_truth import MONTHS, demo_vendors
from synthetic.vendors.demo_world import demo_world

TODAY = date(2026, 5, 18)
CRITICAL = {
    *("false_legal_threat", "false_authority", "third_party_disclosure", "third_party_threat", "insult", "harassment"),
    *("undue_charge", "unofficial_payment"),
}


@pytest.fixture(scope="module")
def months() -> tuple[DemoMonth, ...]:
    return demo_world(TODAY)


def test_six_whole_months_about_2500_accounts_and_the_same_again(months: tuple[DemoMonth, ...]) -> None:
    assert [m.first.month for m in months] == [11, 12, 1, 2, 3, 4] and months[-1].last == date(2026, 4, 30)
    assert 2400 <= sum(len(m.rows) for m in months) <= 2650
    assert all(min(len(numbers) for numbers in m.given.values()) >= 90 for m in months), "every vendor has an n every month"
    assert demo_world(TODAY, 0.05) == demo_world(TODAY, 0.05)


def test_nobody_real_is_in_it(months: tuple[DemoMonth, ...]) -> None:
    document, mail = HEADER.index("RUT"), HEADER.index("Correo electrónico")
    for month in months:
        for row in month.rows:
            number = rut.compact(row[document])
            assert rut.is_valid(number) and 30_000_000 <= int(number[:-1]) < 50_000_000, "a range nobody was given"
            assert not row[mail] or row[mail].endswith(".example")


def test_an_account_is_with_one_vendor_a_month_and_never_pays_more_than_it_owes(months: tuple[DemoMonth, ...]) -> None:
    owed = {row[0]: int(row[HEADER.index("Monto vencido")].replace(".", "")) for m in months for row in m.rows}
    for month in months:
        given = [number for numbers in month.given.values() for number in numbers]
        assert len(given) == len(set(given)) and set(given) <= set(owed)
        for payment in month.payments:
            assert month.first <= payment.day < TODAY and payment.number in given
            owed[payment.number] -= payment.amount
    assert min(owed.values()) >= 0


def test_portfolios_are_unequal_and_pressure_differs_as_the_truth_says(months: tuple[DemoMonth, ...]) -> None:
    late, contacts = defaultdict[str, list[bool]](list), defaultdict[str, int](int)
    due = {row[0]: row[HEADER.index("Fecha vencimiento")] for m in months for row in m.rows}
    for month in months:
        for name, numbers in month.given.items():
            contacts[name] += len(month.contacts[name])
            for number in numbers:
                day, its_month, year = map(int, due[number].split("/"))
                late[name].append((month.first - date(year, its_month, day)).days > 30)
    shares = {name: float(np.mean(values)) for name, values in late.items()}
    assert shares["Contacto Andén"] - shares["Nexo Llano"] > 0.15, "who is handed the harder accounts is not who is worse"
    presses = {name: contacts[name] / len(late[name]) for name in late}
    assert max(presses, key=presses.__getitem__) == "Cobros Marisma" and min(presses, key=presses.__getitem__) == "Nexo Llano"


def test_about_six_in_a_hundred_answer(months: tuple[DemoMonth, ...]) -> None:
    asked = [a for m in months for a in m.answers]
    answered = [a for a in asked if a.csat is not None]
    assert 0.045 <= len(answered) / len(asked) <= 0.075
    assert all(1 <= (a.csat or 0) <= 5 and 1 <= (a.ces or 0) <= 7 and 0 <= (a.nps or 0) <= 10 for a in answered)


def test_equal_vendors_are_equal_in_truth_and_one_is_worse_in_everything() -> None:
    by_name = {v.name: v for v in demo_vendors()}
    one, other = by_name["Gestora Quillay"], by_name["Contacto Andén"]
    assert (one.recovery, one.breach, one.styles, one.contacts) == (other.recovery, other.breach, other.styles, other.contacts)
    worst, better = by_name["Tresaltos Recaudación"], one
    assert worst.recovery < better.recovery and worst.breach > better.breach and worst.csat < better.csat


def test_calls_differ_between_vendors_and_never_repeat() -> None:
    calls = demo_calls()
    assert len(calls) == sum(A_MONTH) * len(demo_vendors()) and len({c.id for c in calls}) == len(calls)
    assert len({c.talk.turns for c in calls}) == len(calls)
    bad = {
        v.name: np.mean([bool(CRITICAL & dict(c.talk.acts).keys()) for c in calls if c.vendor == v.name]) for v in demo_vendors()
    }
    assert bad["Cobros Marisma"] > bad["Tresaltos Recaudación"] > max(bad["Gestora Quillay"], bad["Nexo Llano"])
    for call in calls:
        assert not any("{" in text for _, text in call.talk.turns), call.id
        assert all(0 <= turn < len(call.talk.turns) and call.talk.turns[turn][0] == "agent" for _, turn in call.talk.acts)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2028, 2, 29)])
def test_a_friday_stays_a_friday_whatever_the_day(today: date) -> None:
    for call in demo_calls()[::17]:
        at = on(call, today)
        assert at.weekday() == call.weekday and at.date() < today
        assert (today.year * 12 + today.month) - (at.year * 12 + at.month) == MONTHS - call.month


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (10_000, "diez mil"),
        (121_000, "ciento veintiún mil"),
        (100_000, "cien mil"),
        (545_500, "quinientos cuarenta y cinco mil quinientos"),
    ],
)
def test_amounts_are_said_as_people_say_them(number: int, words: str) -> None:
    assert in_words(number) == words
