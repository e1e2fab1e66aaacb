"""Lies found one by one, and everything that only looks like one left alone."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from audit.contacts.contact import AnsweredBy, Channel
from audit.ghosts.honesty import honesty
from audit.ghosts.lived import Received
from audit.ghosts.reconcile import Setting
from audit.ghosts.reconcile_kinds import Kind
from audit.ghosts.reconcile_lines import Span
from tests.audit.ghosts.logs import HEADER, SANTIAGO, accusations, call, compared, line, promised, quiet_weeks

NIGHT = datetime(2026, 5, 14, 20, 47, 10)


def log(*rows: str) -> str:
    """A log with those rows."""
    return HEADER + "".join(rows)


def honest_rows(lived: list[Received]) -> list[str]:
    """The rows of an honest log."""
    return [line(one, off=timedelta(seconds=2)) for one in lived]


def test_an_honest_log_agrees(tmp_path: Path) -> None:
    lived = quiet_weeks()
    found = compared(tmp_path, log(*honest_rows(lived)), lived, [])
    assert {d.kind for d in found.differences} == {Kind.MATCH}
    shares = honesty(found.differences)
    assert shares.claims.value == 1.0 and shares.claims.n == len(lived) and shares.claims.low < 1.0
    assert shares.complete.value == 1.0


def test_what_was_not_logged(tmp_path: Path) -> None:
    lived = quiet_weeks()
    found = compared(tmp_path, log(*honest_rows(lived[:5] + lived[6:])), lived, [])
    assert accusations(found) == ["not_logged"]
    (one,) = [d for d in found.differences if d.kind is Kind.NOT_LOGGED]
    assert one.contact and one.contact.contact_id == lived[5].contact.contact_id


FAKE = "2026-05-13 16:20:00,10020000,Llamada,No contesta,0,,\n"


def test_an_attempt_that_never_rang(tmp_path: Path) -> None:
    lived = quiet_weeks()
    assert accusations(compared(tmp_path, log(*honest_rows(lived), FAKE), lived, [])) == ["fake_attempt"]


def test_it_is_no_lie_while_the_line_was_down_or_unknown(tmp_path: Path) -> None:
    lived = quiet_weeks()
    text = log(*honest_rows(lived), FAKE)
    at = datetime(2026, 5, 13, 16, 20, tzinfo=ZoneInfo(SANTIAGO)).timestamp()
    up = Setting(lines=(Span("g0", None, at - 1e7, at + 1e7),))
    down = Setting(lines=(Span("g0", None, at - 1e7, at - 60), Span("g0", None, at + 60, at + 1e7)))
    nobody_knows = Setting(lines=())
    assert accusations(compared(tmp_path, text, lived, [], setting=up)) == ["fake_attempt"]
    assert accusations(compared(tmp_path, text, lived, [], setting=down)) == []
    assert accusations(compared(tmp_path, text, lived, [], setting=nobody_knows)) == []


def test_an_outage_of_the_line_is_not_the_vendors_lie(tmp_path: Path) -> None:
    lived = [one for n in range(4) for one in quiet_weeks(n)]
    heard = [
        r
        for r in lived
        if not (r.ghost == "g2" and datetime(2026, 5, 11) <= r.contact.local.replace(tzinfo=None) < datetime(2026, 5, 20))
    ]
    assert len(lived) - len(heard) >= 5
    assert accusations(compared(tmp_path, log(*honest_rows(lived)), heard, [], ghosts=4)) == []


def test_nobody_answered_says_the_log(tmp_path: Path) -> None:
    lived = quiet_weeks()
    talk = next(r for r in lived if r.contact.duration_s)
    rows = [line(one, "Número equivocado" if one is talk else "", duration="0" if one is talk else "") for one in lived]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == ["denied_answer"]


def test_a_few_seconds_of_talk_decide_nothing(tmp_path: Path) -> None:
    lived = [*quiet_weeks(), call(datetime(2026, 5, 13, 16, 20), 4)]
    rows = [*honest_rows(lived[:-1]), line(lived[-1], "No contesta", duration="0")]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == []


def test_a_machine_and_a_mother_are_no_debtor(tmp_path: Path) -> None:
    machine = call(datetime(2026, 5, 13, 16, 20), 20, AnsweredBy.MACHINE)
    mother = call(datetime(2026, 5, 15, 16, 20), 40, AnsweredBy.THIRD_PARTY)
    lived = [*quiet_weeks(), machine, mother]
    rows = [*honest_rows(quiet_weeks()), line(machine, "Contacto titular"), line(mother, "Contacto titular")]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == ["wrong_result", "wrong_result"]
    rows = [*honest_rows(quiet_weeks()), line(machine, "No contesta"), line(mother, "Contacto")]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == []


@pytest.mark.parametrize(
    ("amount", "due", "said"),
    [
        ("60000", "2026-05-20", []),
        ("$ 60.000", "2026-05-20", []),
        ("60", "2026-05-20", []),
        ("", "2026-05-20", []),
        ("184990", "2026-05-20", ["altered_promise"]),
        ("60000", "2026-05-27", ["altered_promise"]),
    ],
)
def test_promises_are_compared_as_amounts_and_days(tmp_path: Path, amount: str, due: str, said: list[str]) -> None:
    made = call(datetime(2026, 5, 13, 16, 20), 100)
    lived = [*quiet_weeks(), made]
    rows = [*honest_rows(quiet_weeks()), line(made, "Promesa de pago", amount=amount, due=due)]
    assert accusations(compared(tmp_path, log(*rows), lived, [promised(made, 60000, date(2026, 5, 20))])) == said


def test_a_promise_nobody_made(tmp_path: Path) -> None:
    talk = call(datetime(2026, 5, 13, 16, 20), 100)
    lived = [*quiet_weeks(), talk]
    rows = [*honest_rows(quiet_weeks()), line(talk, "Promesa de pago", amount="90000", due="2026-05-20")]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == ["invented_promise"]
    assert accusations(compared(tmp_path, log(*rows), lived, None)) == []
    other = promised(call(datetime(2026, 5, 13, 11, 0), 90), 60000, date(2026, 5, 20))
    assert accusations(compared(tmp_path, log(*rows), lived, [other])) == []


def test_a_promise_in_a_row_whose_time_was_moved_is_not_invented(tmp_path: Path) -> None:
    made = call(datetime(2026, 5, 13, 16, 20), 100)
    lived = [*quiet_weeks(), made]
    moved = line(made, "Promesa de pago", off=timedelta(days=-4, hours=-3), amount="60000", due="2026-05-20")
    rows = [*honest_rows(quiet_weeks()), moved]
    kept = promised(made, 60000, date(2026, 5, 20))
    found = compared(tmp_path, log(*rows), lived, [kept])
    assert "invented_promise" not in accusations(found)
    assert any("may be this one" in one.words.en for one in found.differences if one.kind is Kind.CANNOT_TELL)
    assert "invented_promise" in accusations(compared(tmp_path, log(*rows), lived, [])), "the ghost promised nothing at all"
    assert "invented_promise" not in accusations(compared(tmp_path, log(*rows), lived, None))


def test_a_promise_carried_over_on_later_rows_is_none_anew(tmp_path: Path) -> None:
    made, later = call(datetime(2026, 5, 13, 16, 20), 100), call(datetime(2026, 5, 18, 16, 20), 50)
    lived = [*quiet_weeks(), made, later]
    rows = [*honest_rows(quiet_weeks()), *(line(one, amount="60000", due="2026-05-20") for one in (made, later))]
    assert accusations(compared(tmp_path, log(*rows), lived, [promised(made, 60000, date(2026, 5, 20))])) == []


def test_durations_allow_for_ringing_and_whole_minutes_but_not_for_invention(tmp_path: Path) -> None:
    lived = [*quiet_weeks(), call(datetime(2026, 5, 13, 16, 20), 100)]
    ringing = [line(r, duration=f"{r.contact.duration_s + 20 if r.contact.duration_s else 0:.0f}") for r in lived]
    assert accusations(compared(tmp_path, log(*ringing), lived, [])) == []
    minutes = [line(r, duration=str(-(-int(r.contact.duration_s or 0) // 60) * 60)) for r in lived]
    assert accusations(compared(tmp_path, log(*minutes), lived, [])) == []
    assert accusations(compared(tmp_path, log(*ringing[:-1], line(lived[-1], duration="300")), lived, [])) == ["wrong_duration"]


def test_another_channel(tmp_path: Path) -> None:
    text = call(datetime(2026, 5, 13, 16, 20), channel=Channel.WHATSAPP)
    mail = call(datetime(2026, 5, 14, 16, 20), channel=Channel.WHATSAPP)
    lived = [*quiet_weeks(), text, mail]
    rows = [*honest_rows(quiet_weeks()), line(text, channel="Correo"), line(mail)]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == ["wrong_channel"]


def test_an_hour_that_hides_a_breach(tmp_path: Path) -> None:
    lived = [*quiet_weeks(), call(NIGHT, 48)]
    rows = [*honest_rows(lived[:-1]), line(lived[-1], off=timedelta(hours=-1))]
    found = compared(tmp_path, log(*rows), lived, [])
    assert accusations(found) == ["wrong_time"]
    (one,) = [d for d in found.differences if d.kind is Kind.WRONG_TIME]
    assert one.hides and "20:47" in one.words.es and "19:47" in one.words.es


def test_the_same_hour_for_everybody_is_the_clock(tmp_path: Path) -> None:
    lived = [*quiet_weeks(), call(NIGHT, 48)]
    rows = [line(one, off=timedelta(hours=-1)) for one in lived]
    found = compared(tmp_path, log(*rows), lived, [])
    assert accusations(found) == []
    assert found.clocks[0].known and round(found.clocks[0].offset_s) in (-3600, 0)


def test_two_calls_a_minute_apart_are_each_their_own(tmp_path: Path) -> None:
    first, second = call(datetime(2026, 5, 13, 16, 20)), call(datetime(2026, 5, 13, 16, 21), 90)
    lived = [*quiet_weeks(), first, second]
    base = honest_rows(quiet_weeks())
    assert accusations(compared(tmp_path, log(*base, line(first), line(second)), lived, [])) == []
    swapped = [line(first, "Contacto titular", duration="90"), line(second, "No contesta", duration="0")]
    assert "denied_answer" not in accusations(compared(tmp_path, log(*base, *swapped), lived, []))
    assert accusations(compared(tmp_path, log(*base, line(second)), lived, [])) == []


def test_a_row_written_twice_is_no_second_attempt(tmp_path: Path) -> None:
    lived = quiet_weeks()
    rows = honest_rows(lived)
    found = compared(tmp_path, log(*rows, rows[4], rows[7]), lived, [])
    assert accusations(found) == []
    assert sum(d.kind is Kind.DUPLICATE for d in found.differences) == 2


def test_two_systems_that_log_the_same_call_are_not_two_calls(tmp_path: Path) -> None:
    lived = quiet_weeks()
    dialer = [line(r).rstrip() + ",Discador\n" for r in lived]
    crm = [line(r, "Gestión", off=timedelta(minutes=6 + n % 5)).rstrip() + ",CRM\n" for n, r in enumerate(lived)]
    found = compared(tmp_path, HEADER.rstrip() + ",Sistema\n" + "".join(dialer + crm), lived, [])
    assert accusations(found) == []


def test_rows_that_claim_no_contact_are_no_fake_attempts(tmp_path: Path) -> None:
    lived = quiet_weeks()
    notes = [
        "2026-05-13 16:20:00,10020000,Gestión interna,Actualiza datos,,,\n",
        "2026-05-14 16:20:00,10020000,,Cambio de tramo,,,\n",
    ]
    assert accusations(compared(tmp_path, log(*honest_rows(lived), *notes), lived, [])) == []


def test_a_long_message_in_two_parts_is_one_row(tmp_path: Path) -> None:
    parts = [call(datetime(2026, 5, 13, 16, 20, s), channel=Channel.SMS) for s in (0, 3)]
    lived = [*quiet_weeks(), *parts]
    assert accusations(compared(tmp_path, log(*honest_rows(quiet_weeks()), line(parts[0])), lived, [])) == []


def test_days_the_clocks_change(tmp_path: Path) -> None:
    """Chile went back an hour at midnight of 5 April 2026; a log kept in one offset all along is wrong by an hour on one side."""
    lived = []
    for day in range(28):
        at = datetime(2026, 3, 23, 9, 0) + timedelta(days=day, hours=(day * 5) % 11, minutes=(day * 17) % 60)
        lived.append(call(at, 30 + day if day % 2 else 0))
    lived.append(call(datetime(2026, 4, 4, 23, 30, tzinfo=timezone(timedelta(hours=-3))), 45))
    lived.append(call(datetime(2026, 4, 4, 23, 30, tzinfo=timezone(timedelta(hours=-4)))))
    local = honest_rows(lived)
    assert accusations(compared(tmp_path, log(*local), lived, [])) == []
    fixed = [line(r, at=r.contact.at.astimezone(timezone(timedelta(hours=-3))).strftime("%Y-%m-%d %H:%M:%S")) for r in lived]
    assert accusations(compared(tmp_path, log(*fixed), lived, [])) == []


def test_midnight(tmp_path: Path) -> None:
    late = call(datetime(2026, 5, 13, 0, 0, 5), 30)
    lived = [*quiet_weeks(), late]
    rows = [*honest_rows(quiet_weeks()), line(late, off=timedelta(seconds=-15))]
    assert accusations(compared(tmp_path, log(*rows), lived, [])) == []


def test_a_clock_of_twelve_hours_that_does_not_say_which(tmp_path: Path) -> None:
    lived = quiet_weeks(days=40)
    rows = [line(r, at=r.contact.local.strftime("%Y-%m-%d %I:%M:%S")) for r in lived]
    found = compared(tmp_path, log(*rows), lived, [])
    assert accusations(found) == [] and {d.kind for d in found.differences} == {Kind.MATCH}


def test_a_log_of_days_compares_days(tmp_path: Path) -> None:
    lived = quiet_weeks()
    rows = [line(r, at=r.contact.local.strftime("%d/%m/%Y")) for r in lived]
    found = compared(tmp_path, log(*rows), lived, [])
    assert accusations(found) == [] and {d.kind for d in found.differences} == {Kind.MATCH}


def test_everything_entered_at_six_is_compared_by_day_and_says_so(tmp_path: Path) -> None:
    lived = quiet_weeks()
    rows = [line(r, at=r.contact.local.strftime("%Y-%m-%d 18:00:00")) for r in lived]
    found = compared(tmp_path, log(*rows), lived, [])
    assert accusations(found) == []
    assert sum("lote" in d.words.es for d in found.differences) >= len(lived) - 2


def test_a_log_that_covers_a_part_is_not_blamed_for_the_rest(tmp_path: Path) -> None:
    lived = quiet_weeks()
    found = compared(tmp_path, log(*honest_rows(lived[6:14])), lived, [])
    assert accusations(found) == []
    assert honesty(found.differences).complete.unsure == len(lived) - 8


def test_a_log_without_messages_is_not_blamed_for_them(tmp_path: Path) -> None:
    text = call(datetime(2026, 5, 13, 16, 20), channel=Channel.SMS)
    lived = quiet_weeks()
    assert accusations(compared(tmp_path, log(*honest_rows(lived)), [*lived, text], [])) == []


def test_a_ghost_that_is_nowhere_in_the_log_is_asked_for(tmp_path: Path) -> None:
    lived = [one for n in range(3) for one in quiet_weeks(n)]
    found = compared(tmp_path, log(*honest_rows([r for r in lived if r.ghost != "g1"])), lived, [], ghosts=3)
    assert accusations(found) == [] and found.ghosts_absent == ("g1",)


def test_other_peoples_rows_are_counted_and_left(tmp_path: Path) -> None:
    lived = quiet_weeks()
    other = "2026-05-13 16:20:00,99999999,Llamada,No contesta,0,,\n"
    found = compared(tmp_path, log(*honest_rows(lived), other * 7), lived, [])
    assert accusations(found) == [] and found.other_rows == 7


@pytest.mark.parametrize("form", ["0010020000", "1002-0000", "10020000.0", " 10020000", "10.020.000", "'10020000"])
def test_ids_are_known_however_they_are_written(tmp_path: Path, form: str) -> None:
    lived = quiet_weeks()
    found = compared(tmp_path, log(*(line(r, account=form) for r in lived)), lived, [])
    assert {d.kind for d in found.differences} == {Kind.MATCH} and len(found.differences) == len(lived)


def test_a_real_account_that_resembles_a_ghost_is_not_it(tmp_path: Path) -> None:
    lived = quiet_weeks()
    similar = "2026-05-13 16:20:00,010020000,Llamada,No contesta,0,,\n"
    assert accusations(compared(tmp_path, log(*honest_rows(lived), similar), lived, [])) == []


def test_an_id_written_two_ways_in_one_log_accuses_of_no_omission(tmp_path: Path) -> None:
    lived = quiet_weeks()
    bare = [
        line(r) if n == 0 else line(r, account=f"{r.contact.account_id[:3]}-{r.contact.account_id[3:]}")
        for n, r in enumerate(lived)
    ]
    found = compared(tmp_path, log(*bare), lived, [])
    assert accusations(found) == []
    assert sum(d.kind is Kind.CANNOT_TELL for d in found.differences) == len(lived) - 1


@pytest.mark.parametrize(
    ("header", "shape", "encoding"),
    [
        ("FECHA GESTIÓN;HORA;N° OPERACIÓN;CANAL;TIPIFICACIÓN;TIEMPO", "{d:%d/%m/%Y};{d:%H:%M};{a};{c};{r};{m}", "cp1252"),
        ("Data;Hora;Conta;Canal;Tabulação;Duração (segundos)", "{d:%d-%m-%y};{d:%H:%M:%S};{a};{c};{r};{s}", "utf-8-sig"),
        ("Call Date,Call Time,Account,Channel,Disposition,Talk Time", '{d:%m/%d/%Y},{d:%I:%M:%S %p},{a},{c},{r},{s}', "utf-8"),
        ("account_id\tstarted_at\tchannel\toutcome\tduration_s", "{a}\t{u}\t{c}\t{r}\t{s}", "utf-16"),
        ("Cuenta|Fecha y hora|Canal|Resultado|Duración min", "{a}|{x}|{c}|{r}|{n}", "utf-8"),
        ("Reporte de gestiones\n\nCuenta;Fecha;Canal;Resultado;Duración", "{a};{e};{c};{r};{m}", "utf-8"),
    ],
)  # fmt: skip
def test_layouts(tmp_path: Path, header: str, shape: str, encoding: str) -> None:
    lived = quiet_weeks()
    rows = []
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
    for one in lived:
        local, seconds = one.contact.local.replace(tzinfo=None), int(one.contact.duration_s or 0)
        serial = (local - datetime(1899, 12, 30)) / timedelta(days=1)
        half = "a. m." if local.hour < 12 else "p. m."
        spoken = f"{local.day}-{months[local.month - 1]}-{local.year} {local.hour % 12 or 12}:{local:%M:%S} {half}"
        filled = shape.format(
            d=local, a=one.contact.account_id, c="Llamada", r="Contacto titular" if seconds else "No contesta", s=seconds,
            m=f"00:{seconds // 60:02d}:{seconds % 60:02d}", n=f"{seconds / 60:.2f}", x=f"{serial:.6f}", e=spoken,
            u=one.contact.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        rows.append(filled)
    found = compared(tmp_path, header + "\n" + "\n".join(rows) + "\n", lived, [], encoding=encoding)
    assert {d.kind for d in found.differences} == {Kind.MATCH} and len(found.differences) == len(lived)
