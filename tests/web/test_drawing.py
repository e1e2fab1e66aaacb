"""Numbers as the reader's language writes them, pieces of a turn, geometry of the waveform."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask_babel import force_locale

from app.queries.review_rows import Mark, TurnRow, Word
from app.web import formats, names, pieces, told, waveform
from audit.scoring import tone, voice
from tests.web import preview, samples


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    with preview.create().test_request_context("/?lang=es"):
        yield


@pytest.mark.parametrize(
    ("language", "share", "small", "money", "clock", "moment"),
    [
        ("es", "38\u00a0%", "4,3\u00a0%", "$184.990\u00a0CLP", "1:45,2", "mar 12 may, 10:31"),
        ("en", "38%", "4.3%", "$184,990\u00a0CLP", "1:45.2", "Tue 12 May, 10:31"),
        ("es_MX", "38\u00a0%", "4.3\u00a0%", "$184,990\u00a0CLP", "1:45,2", "mar 12 may, 10:31"),
    ],
)
def test_both_languages(language: str, share: str, small: str, money: str, clock: str, moment: str) -> None:
    with force_locale(language):
        assert formats.share(0.38) == share
        assert formats.share(0.043) == small
        assert formats.money(Decimal(184990), "CLP", True) == money
        assert formats.clock(105.2, True) == clock
        assert formats.moment(datetime(2026, 5, 12, 10, 31)) == moment


def test_unknown_is_never_a_zero() -> None:
    for write in (
        formats.num,
        formats.share,
        formats.clock,
        formats.span,
        formats.day,
        formats.moment,
        formats.money,
        formats.size,
    ):
        assert write(None) == formats.NONE
    assert formats.interval(None, 0.4, "share") == ""


def test_lengths_and_days() -> None:
    assert [formats.span(s) for s in (40, 240, 9000, 374400)] == ["40\u00a0s", "4\u00a0min", "2\u00a0h 30\u00a0min", "104\u00a0h"]
    assert [formats.clock(s) for s in (0, 59.9, 124, 3725)] == ["0:00", "0:59", "2:04", "1:02:05"]
    assert formats.days(date(2026, 5, 11), date(2026, 5, 16)) == "11–16 may 2026"
    assert formats.days(date(2026, 4, 28), date(2026, 5, 3)) == "28 abr – 3 may 2026"
    assert formats.interval(0.032, 0.056, "share") == "[3,2–5,6]"
    assert formats.money(Decimal("10.50"), "PEN") == "S/\u00a010,50"
    assert formats.money(Decimal(5), "XYZ") == "5\u00a0XYZ"


@pytest.mark.parametrize(
    ("language", "kept", "said"),
    [
        (
            "es",
            "Hora del deudor: lun 2026-11-23 18:27:09.401923 (America/Santiago).",
            "Hora del deudor: lun 23 nov, 18:27 (America/Santiago).",
        ),
        ("es", "Hora del deudor: sáb 2026-05-16 20:47:00.", "Hora del deudor: sáb 16 may, 20:47."),
        ("en", "Debtor's time: Mon 2026-11-23 18:27:09.401923.", "Debtor's time: Mon 23 Nov, 18:27."),
        ("es", "En pausa hasta el 2026-12-01.", "En pausa hasta el 1 dic 2026."),
        (
            "es",
            "a esa hora no se puede. Se puede desde 2026-05-18 08:00.",
            "a esa hora no se puede. Se puede desde lun 18 may, 08:00.",
        ),
        (
            "es",
            "La cuenta 2026-13-45 y CL@2021-04-20T10 quedan como están.",
            "La cuenta 2026-13-45 y CL@2021-04-20T10 quedan como están.",
        ),
        (
            "en",
            "Files 2026-10-01.csv, pagos-2026-10-01 and “2026-10-01” stay.",
            "Files 2026-10-01.csv, pagos-2026-10-01 and “2026-10-01” stay.",
        ),
        (
            "es",
            "Salió el 2026-05-18 08:00:00-04:00 y llegó el 2026-05-19.",
            "Salió el 2026-05-18 08:00:00-04:00 y llegó el 19 may 2026.",
        ),
        ("es", "Escriba 31/12/2025 o 2025-12-31.", "Escriba 31/12/2025 o 2025-12-31."),
        ("es", "No es un día (2026-05-31); escríbalo así: 2026-05-31", "No es un día (2026-05-31); escríbalo así: 2026-05-31"),
        ("en", "the day cannot be read; write it as 2026-05-31", "the day cannot be read; write it as 2026-05-31"),
    ],
)
def test_clocks_of_a_rules_sentence_are_written_as_pages_write_them(language: str, kept: str, said: str) -> None:
    with force_locale(language):
        assert formats.plain_clocks(kept) == said


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("la fecha 2026-05-18 ya pasó", "La fecha 18 may 2026 ya pasó"),
        ("ñandú, sin más", "Ñandú, sin más"),
        ("calls.csv: falta una columna", "calls.csv: falta una columna"),
        ("c-104 no está", "c-104 no está"),
        ("«ayer» no es un día", "«ayer» no es un día"),
        ("", ""),
    ],
)
def test_a_message_begins_with_a_capital_unless_it_begins_with_a_code(kept: str, said: str) -> None:
    with force_locale("es"):
        assert formats.sentence(kept) == said


def test_unknown_names_are_readable() -> None:
    assert names.name("insult", "criterion") == "Insulto"
    assert names.name("a_new_duty", "criterion") == "A new duty"
    assert names.name(None, "outcome") == "—"


def _joined(turn: TurnRow) -> str:
    return "".join(p.text for s in pieces.stretches(turn) for p in s.pieces)


@pytest.mark.parametrize("turn", samples.turns(), ids=lambda t: str(t.i))
def test_pieces_are_the_text(turn: TurnRow) -> None:
    assert _joined(turn) == turn.text


def test_quote_is_found_whatever_its_case_and_points() -> None:
    turn = TurnRow(0, "agent", 0, 4, "Bueno, ¡Le va a LLEGAR! Y ya.", (), (Mark("critical", "insult", "le va, a llegar", 1, 2),))
    marked = [s for s in pieces.stretches(turn) if s.mark]
    assert ["".join(p.text for p in s.pieces) for s in marked] == ["Le va a LLEGAR!"]


def test_quote_that_is_not_there_marks_the_whole_turn() -> None:
    turn = TurnRow(0, "agent", 0, 4, "Buenas tardes.", (), (Mark("major", "insult", "otra cosa", 1, 2),))
    assert [bool(s.mark) for s in pieces.stretches(turn)] == [True]


def test_graver_mark_wins_where_two_meet() -> None:
    marks = (Mark("decide", "harassment", "paga hoy", 1, 2), Mark("critical", "insult", "hoy o nunca", 1, 2))
    turn = TurnRow(0, "agent", 0, 4, "Usted paga hoy o nunca, dije.", (), marks)
    assert [s.mark.criterion for s in pieces.stretches(turn) if s.mark] == ["insult"]
    assert _joined(turn) == turn.text


def test_words_that_the_text_lacks_are_passed_over() -> None:
    turn = TurnRow(0, "agent", 0, 4, "Uno dos", (Word("cero", 0, 1), Word("Uno", 1, 2), Word("dos", 2, 3, 0.2, "tos", 0.1)))
    timed = [(p.text, p.start_s) for s in pieces.stretches(turn) for p in s.pieces if p.start_s is not None]
    assert timed == [("Uno", 1), ("dos", 2)]
    assert [w.text for w in pieces.doubts(turn)] == ["dos"]


def test_bars_are_tallest_at_the_loudest() -> None:
    path = waveform.bars((0.0, 0.5, 1.0, 0.0), 4)
    heights = [float(b.split("V")[1]) - float(b.split(" ")[1].split("V")[0]) for b in path[1:].split("M")]
    assert heights[2] == max(heights) == 36
    assert heights[0] == heights[3] == 0.5
    assert waveform.bars((), 4).count("M") == 4


def test_axis_has_round_times_within_the_call() -> None:
    assert [t.text for t in waveform.ticks(124)] == ["0:00", "0:15", "0:30", "0:45", "1:00", "1:15", "1:30", "1:45", "2:00"]
    assert waveform.ticks(0) == ()
    assert len(waveform.ticks(36000)) <= 12


def test_labels_do_not_run_into_each_other() -> None:
    bands = [b for b in waveform.bands(samples.conduct(), samples.duties(), samples.DURATION) if b.sign != "met"]
    assert [b.sign for b in bands] == ["major", "critical", "decide"]
    assert all(0 <= b.x <= 100 and b.x + b.width <= 100.001 for b in bands)
    for left, right in itertools.pairwise(bands):
        assert not left.label or left.x + (len(left.label) * 7.0 + 30) / 10 <= right.x


def test_marks_that_begin_together_stand_side_by_side_and_the_gravest_is_named() -> None:
    doubt = next(r for r in samples.conduct() if r.severity == "critical")
    grave = next(r for r in samples.conduct() if r.severity == "major")
    together = [replace(doubt, start_s=20.0, end_s=25.0), replace(grave, start_s=20.0, end_s=25.0)]
    first, last = waveform.bands(together, (), samples.DURATION)
    assert (first.criterion, first.nudge_px, first.label) == (grave.criterion, 0, "")
    assert last.criterion == doubt.criterion and last.nudge_px >= 15 and last.label


def test_what_a_person_denied_leaves_the_waveform() -> None:
    denied = samples.review_states()["passed"]
    assert {b.sign for b in waveform.bands(denied.conduct, denied.duties, samples.DURATION)} == {"met"}


def test_reasons_of_the_machine_are_said_in_the_readers_words() -> None:
    reason = "who is agent and who is debtor is only 0.62 certain; to decide: insult, unofficial_payment"
    assert (
        told.told(reason) == "No es seguro quién es agente y quién deudor (0,62); Por decidir: insulto, pago por canal no oficial"
    )
    assert told.told("the words of insult were heard with 0.41") == "Las palabras de insulto se oyeron con duda (0,41)"
    assert told.told("the agent hardly speaks") == "El agente casi no habla."
    for cause in (voice.TOO_LITTLE, voice.WHO, voice.RISES, tone.UNCHANGING):
        assert told.told(cause).startswith("El tono de la voz no se puntúa: ")
    assert told.told("algo que nadie previó") == "algo que nadie previó"
    assert told.told(None) == ""


def test_a_criterion_without_law_names_none() -> None:
    assert told.law("rubric:insult") == ""
    assert told.law("Ley 19.496, art. 37") == "Ley 19.496, art. 37"
