"""How vendors write times, amounts, durations, ids and results."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from audit.contacts.contact import Channel
from audit.ghosts.vendor_log import Claimed
from audit.ghosts.vendor_log_times import Order, day_of, moment, order_of
from audit.ghosts.vendor_log_values import bare_id, bare_phone, money, seconds
from audit.ghosts.vendor_log_words import channel_of, fields_of, result_of

PLAIN = datetime(2026, 5, 12, 10, 31)


@pytest.mark.parametrize(
    ("day", "clock", "wall"),
    [
        ("2026-05-12 10:31", "", PLAIN),
        ("2026-05-12 10:31:00", "", PLAIN),
        ("2026-05-12 10:31 AM", "", PLAIN),
        ("2026-05-12T10:31:00.250", "", PLAIN),
        ("2026-05-12T10:31:00-04:00", "", PLAIN.replace(tzinfo=timezone(timedelta(hours=-4)))),
        ("2026-05-12 10:31:00Z", "", PLAIN.replace(tzinfo=UTC)),
        ("12/05/2026", "10:31", PLAIN),
        ("12.05.2026 10:31", "", PLAIN),
        ("12-05-26", "10:31:00", PLAIN),
        ("mar 12/05/2026 10:31", "", PLAIN),
        ("12 de mayo de 2026 10:31", "", PLAIN),
        ("May 12, 2026 10:31 AM", "", PLAIN),
        ("12-may-2026", "10:31 a. m.", PLAIN),
        ("12/05/2026 10:31 p.m.", "", PLAIN.replace(hour=22)),
        ("12/05/2026 12:31 AM", "", PLAIN.replace(hour=0)),
        ("12/05/2026 12:31 PM", "", PLAIN.replace(hour=12)),
        ("12/05/2026", "22:31 PM", PLAIN.replace(hour=22)),
        ("12/05/2026", "10h31", PLAIN),
        ("12/05/2026", "1031", PLAIN),
        ("12/05/2026", "103100", PLAIN),
        ("12/05/2026", "24:00", datetime(2026, 5, 13)),
        ("46154.438194444", "", PLAIN),
        ("46154,438194444", "", PLAIN),
        ("46154", "0,438194444", PLAIN),
        ("20260512103100", "", PLAIN),
        ("1778581860", "", datetime(2026, 5, 12, 10, 31, tzinfo=UTC)),
        ("1778581860000", "", datetime(2026, 5, 12, 10, 31, tzinfo=UTC)),
    ],
)
def test_times(day: str, clock: str, wall: datetime) -> None:
    found = moment(day, clock, Order.DAY_FIRST)
    assert found is not None and found.wall == wall and found.wall.tzinfo == wall.tzinfo and not found.day_only


@pytest.mark.parametrize(
    "cell",
    ["", "—", "31/02/2026 10:00", "12/05/2026 25:00", "12/05/2026 10:75", "0001-01-01 00:00:00", "31/12/9999 24:00", "ayer"],
)
def test_what_is_no_time(cell: str) -> None:
    assert moment(cell, "", Order.DAY_FIRST) is None


def test_a_date_alone_is_a_day() -> None:
    found = moment("12/05/2026", "", Order.DAY_FIRST)
    assert found and found.day_only and found.wall.date() == date(2026, 5, 12)
    assert day_of("05/12/2026", Order.MONTH_FIRST) == date(2026, 5, 12)
    assert day_of("", Order.DAY_FIRST) is None


def test_day_or_month_first_is_told_by_the_dates_that_can_be_only_one() -> None:
    assert order_of(["03/04/2026", "13/04/2026"])[0] is Order.DAY_FIRST
    assert order_of(["03/04/2026", "04/13/2026"])[0] is Order.MONTH_FIRST
    assert order_of(["03/04/2026", "2026-04-13"])[0] is None
    assert order_of(["13/04/2026", "04/13/2026"])[1:] == (1, 1)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("60000", 60000),
        ("$ 184.990", 184990),
        ("1,234.50", Decimal("1234.50")),
        ("1.234,50", Decimal("1234.50")),
        ("R$ 60,00", 60),
        ("60000.00", 60000),
        ("1.234.567", 1234567),
        ("0", None),
        ("", None),
        ("-", None),
    ],
)
def test_amounts(cell: str, amount: object) -> None:
    assert money(cell) == amount


@pytest.mark.parametrize(
    ("cell", "minutes", "value"),
    [
        ("124", False, 124),
        ("2:04", False, 124),
        ("00:02:04", False, 124),
        ("2m 4s", False, 124),
        ("2,5", True, 150),
        ("", False, None),
        ("x", False, None),
    ],
)
def test_durations(cell: str, minutes: bool, value: float | None) -> None:
    assert seconds(cell, minutes) == value


def test_ids_and_numbers_lose_what_spreadsheets_change() -> None:
    assert {bare_id(id) for id in ("0012345-K", "12345k", "12.345-k", "'0012345K")} == {"12345K"}
    assert bare_id("123.0") == "123" and bare_id("10.020.000") == "10020000" and bare_id("") == ""
    assert bare_phone("+56 2 2123 4567") == bare_phone("21234567") and bare_phone(None) == ""


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("No contesta", Claimed.NO_ANSWER),
        ("no_answer", Claimed.NO_ANSWER),
        ("Titular no contesta", Claimed.NO_ANSWER),
        ("Contacto con tercero", Claimed.THIRD_PARTY),
        ("Contacto titular - promesa de pago", Claimed.PROMISE),
        ("Contacto sin promesa", Claimed.CONTACTED),
        ("Promesa incumplida", Claimed.UNKNOWN),
        ("Número equivocado", Claimed.WRONG_NUMBER),
        ("No entregado", Claimed.FAILED),
        ("Entregado", Claimed.DELIVERED),
        ("right_party_contact", Claimed.CONTACTED),
        ("PTP", Claimed.PROMISE),
        ("NC", Claimed.NO_ANSWER),
        ("Não atende", Claimed.NO_ANSWER),
        ("Volver a llamar", Claimed.CALLBACK),
    ],
)
def test_results(text: str, claim: Claimed) -> None:
    assert result_of(text) is claim


def test_channels() -> None:
    assert (
        channel_of("Llamada saliente") is Channel.VOICE
        and channel_of("E-mail") is Channel.EMAIL
        and channel_of("Wsp") is Channel.WHATSAPP
    )
    assert channel_of("Mensaje de texto") is Channel.SMS and channel_of("Gestión interna") is None


def test_the_debts_own_dates_and_amounts_are_not_the_calls() -> None:
    header = [
        "Fecha vencimiento",
        "Monto deuda",
        "Fecha gestión",
        "Hora",
        "N° operación",
        "Fecha próxima gestión",
        "Monto compromiso",
    ]
    assert fields_of(header, {}) == {"day": 2, "clock": 3, "account": 4, "promise_amount": 6}
