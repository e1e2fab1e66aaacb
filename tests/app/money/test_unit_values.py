"""What the UF was worth: by file or by hand, a sentence for each bad row, and used by the fee of that very day."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.errors import BadInput, Forbidden, Text
from app.models.event import Event
from app.models.house import UnitValue
from app.operations.unit_values_file import Valued
from app.queries.collections.unit_values import units_page
from app.queries.rows import Role
from app.services.money import unit_values
from app.services.money.charge import NewCharge, charge
from app.services.money.unit_values import Kept, keep_values, load_values, take_away, typed_value
from tests.app.money.people import NOW, manager, owing
from tests.app.test_doors import SignIn
from tests.app.world import World

FILE = "Fecha;Valor\n17-05-2026;39.480,12\n18-05-2026;39.485,65\n"


def load(world: World, text: str) -> Kept:
    with world.database.writing() as db:
        return load_values(db, manager(world), text.encode("cp1252"), NOW)


def kept(world: World) -> dict[date, Decimal]:
    with world.database.reading() as db:
        return {row.on: row.worth for row in db.scalars(select(UnitValue).order_by(UnitValue.on))}


def test_the_same_file_twice_changes_nothing_and_a_day_told_again_is_corrected(world: World) -> None:
    assert load(world, FILE) == Kept(2, 0, 0, ())
    assert load(world, FILE) == Kept(0, 0, 2, ())
    assert load(world, "date,value\n2026-05-18,39486.00\n") == Kept(0, 1, 0, ())
    assert kept(world) == {date(2026, 5, 17): Decimal("39480.12"), date(2026, 5, 18): Decimal("39486.00")}
    with world.database.reading() as db:
        told = [e.detail for e in db.scalars(select(Event).where(Event.kind == "house.units").order_by(Event.id))]
    assert told == [{"new": 2, "corrected": []}, {"new": 0, "corrected": ["2026-05-18"]}]


def month(worth: int, days: int = 30, first: date = date(2026, 4, 19)) -> str:
    return "fecha;valor\n" + "".join(f"{first + timedelta(days=n)};{worth + n},00\n" for n in range(days))


def test_a_month_told_in_error_is_corrected_by_its_file_with_the_days_after_it(world: World) -> None:
    assert load(world, month(69_000)).new == 30
    by_hand = [typed_value("2026-05-01", "39.012")]
    with world.database.writing() as db:
        assert len(keep_values(db, manager(world), by_hand, NOW).rejected) == 1, "one day against a month that stands"
    assert load(world, month(39_000, 40)) == Kept(10, 30, 0, ())
    assert set(kept(world).values()) == {Decimal(39_000 + n) for n in range(40)}


def test_days_that_the_file_confirms_stand_against_a_slip_beside_them(world: World) -> None:
    load(world, month(39_000))
    slipped = month(39_000).replace("2026-04-19;39000", "2026-04-19;69000")
    found = load(world, slipped)
    assert (found.corrected, found.same, [r.line for r in found.rejected]) == (0, 29, [2])
    assert "2026-04-20" in found.rejected[0].why.en and kept(world)[date(2026, 4, 19)] == 39_000


def test_a_day_told_in_error_is_taken_away_and_it_is_kept_who_did(world: World) -> None:
    load(world, "fecha;valor\n2026-05-16;69.000,00\n")
    assert len(load(world, FILE).rejected) == 2
    with world.database.writing() as db:
        with pytest.raises(Forbidden):
            take_away(db, replace(manager(world), role=Role.QA), "2026-05-16", NOW)
        for day in ("ayer", "2026-05-15", ""):
            with pytest.raises(BadInput) as wrong:
                take_away(db, manager(world), day, NOW)
            assert wrong.value.field == "on"
        other = replace(manager(world), organisation_id=manager(world).organisation_id + 1)
        with pytest.raises(BadInput):
            take_away(db, other, "2026-05-16", NOW)
        assert take_away(db, manager(world), " 16-05-2026 ", NOW) == date(2026, 5, 16)
    assert kept(world) == {} and load(world, FILE).new == 2
    with world.database.reading() as db:
        told = [(e.user_id, e.detail) for e in db.scalars(select(Event).where(Event.kind == "house.units").order_by(Event.id))]
    who = manager(world)
    assert told[1] == (who.user_id, {"taken_away": "2026-05-16", "worth": "69000.00", "told_by": who.name})


def test_twenty_thousand_days_are_each_held_against_their_neighbours_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    far = unit_values._far

    def counting(row: Valued, around: Sequence[tuple[date, Decimal]]) -> Text | None:
        held.append(len(around))
        return far(row, around)

    monkeypatch.setattr(unit_values, "_far", counting)
    assert load(world, month(20_000, 20_000, date(1971, 8, 15))).written == 20_000
    assert len(held) == 20_000 and max(held) <= 3


@pytest.mark.parametrize(
    ("row", "es", "en"),
    [
        ("ayer;39.485,65", "la fecha «ayer» no se entiende", "the day “ayer” cannot be read"),
        ("19-05-2026;mucho", "el valor «mucho» del 19-05-2026", "the value “mucho” of 2026-05-19"),
        ("19-05-2026;39,48", "¿está bien la coma?", "is the decimal mark right?"),
        ("19-05-2026;-39.485,65", "no puede ser el de la UF", "cannot be the UF's"),
        ("19-05-2026;59.485,65", "está lejos del 39485.65 del 18-05-2026", "is far from the 39485.65 of 2026-05-18"),
        ("18-05-2026;39.500,00", "viene dos veces", "comes twice"),
        ("18-12-2026;39.500,00", "muy adelante", "too far ahead"),
        ("19-05-2026", "el valor «» del 19-05-2026", "the value “” of 2026-05-19"),
    ],
)
def test_a_row_that_cannot_be_is_told_in_a_sentence_and_the_others_are_kept(world: World, row: str, es: str, en: str) -> None:
    found = load(world, FILE + row + "\n")
    assert (found.new, [r.line for r in found.rejected]) == (2, [4])
    assert es in found.rejected[0].why.es and en in found.rejected[0].why.en
    assert sorted(kept(world)) == [date(2026, 5, 17), date(2026, 5, 18)]


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "Fecha\n17-05-2026\n", "\x00\x01"])
def test_what_is_no_table_of_values_is_refused(world: World, text: str) -> None:
    with pytest.raises(BadInput) as wrong:
        load(world, text)
    assert wrong.value.field == "file" and kept(world) == {}


def test_a_fee_takes_the_worth_of_its_day_and_another_client_does_not_see_it(world: World) -> None:
    id = owing(world.database, manager(world), contract="simple_18_365")
    new = NewCharge(200_000 * 9 // 100 + 46_300 * 6 // 100, "g-1", "carta")
    with world.database.writing() as db:
        with pytest.raises(BadInput) as missing:
            charge(db, manager(world), id, new, NOW)
        assert "Valores de la UF" in missing.value.say("es") and "Values of the UF" in missing.value.say("en")
        db.rollback()
        keep_values(db, manager(world), [typed_value("2026-05-18", "20.000")], NOW)
        charge(db, manager(world), id, new, NOW)
        page = units_page(db, manager(world), date(2026, 5, 18))
        assert page.today_known and page.kept == 1 and len(page.missing) == 29
        other = replace(manager(world), organisation_id=manager(world).organisation_id + 1)
        assert units_page(db, other, date(2026, 5, 18)).rows == ()
        with pytest.raises(Forbidden):
            keep_values(db, replace(manager(world), role=Role.AGENT), [], NOW)


def test_the_page_loads_a_file_says_what_is_wrong_and_keeps_a_typed_day(world: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)
    assert "aún ninguno" in browser.get("/operation/units").text
    sent = {"file": (io.BytesIO((FILE + "mal;1\n").encode()), "uf.csv")}
    page = browser.post("/operation/units/file", data=sent)
    assert page.status_code == 200 and "la fecha «mal» no se entiende" in page.text and "nuevos 2" in page.text
    assert "aún ninguno" not in page.text, "what was kept by this very request is shown"
    assert browser.post("/operation/units/file", data={"file": (io.BytesIO(b"nada"), "x.csv")}).status_code == 422
    assert browser.post("/operation/units/file").status_code == 422
    wrong = browser.post("/operation/units", data={"on": "2026-05-19", "worth": "39,4"})
    assert wrong.status_code == 422 and "¿está bien la coma?" in wrong.text and 'value="39,4"' in wrong.text
    assert browser.post("/operation/units", data={"on": "2026-05-19", "worth": "39.490,1"}).status_code == 303
    assert kept(world)[date(2026, 5, 19)] == Decimal("39490.1")


def test_the_page_takes_a_day_away(world: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.ADMIN)
    first, second = (datetime.now(UTC).date() - timedelta(days=n) for n in (3, 2))
    sent = {"file": (io.BytesIO(f"fecha;valor\n{first};39.480,12\n{second};39.485,65\n".encode()), "uf.csv")}
    assert browser.post("/operation/units/file", data=sent).status_code == 303
    assert browser.get("/operation/units").text.count('"/operation/units/away"') == 3, "one a day, and the form's own"
    refused = browser.post("/operation/units/away", data={"on": "2026-05-01"})
    assert refused.status_code == 422 and "no tiene valor" in refused.text and 'value="2026-05-01"' in refused.text
    done = browser.post("/operation/units/away", data={"on": first.isoformat()}, follow_redirects=True)
    assert done.status_code == 200 and f"Se quitó el valor del {first.day} " in done.text
    assert list(kept(world)) == [second]
    assert signed_in(Role.AGENT).post("/operation/units/away", data={"on": second.isoformat()}).status_code == 403
