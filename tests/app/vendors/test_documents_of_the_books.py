"""`trasluz scorecard`, the pages' downloads and the record in the database say the same digits."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.cli.main import run
from app.errors import BadInput, NotFound
from app.models import Placement, Vendor
from app.models.comparison import Comparison
from app.queries.rows import Role
from app.services.vendors.documents import documents_of, month_of, reader_of
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.documents.written import shown
from reports.scorecards.facts import Period
from reports.scorecards.measure import vendor_measures
from reports.wording import wording
from tests.app.vendors import month as m
from tests.app.vendors.test_comparisons import lived
from tests.app.world import World

MONTH = f"{m.FIRST:%Y-%m}"


def test_every_form_says_what_the_database_holds(both: World) -> None:
    with both.database.writing() as db:
        lived(both, db)
        actor = reader_of(db, "")
        made = documents_of(db, actor, "Norte Recupera", month_of(MONTH), "", "es", m.NOW)
        told = db.scalars(select(Comparison.told).where(Comparison.segment == "")).one()
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Norte Recupera")).one()
        placed = db.scalar(select(func.count()).select_from(Placement).where(Placement.vendor_id == vendor))
    assert set(made) == {f"scorecard.{form}" for form in ("html", "pdf", "xlsx", "json")}
    record, row = json.loads(made["scorecard.json"]), dict(told or {})
    mine = [card for card in row["cards"] if card["vendor"]["name"] == "Norte Recupera"]
    assert record["cards"] == mine and record["balance"] == row["balance"]
    assert mine[0]["sizes"]["accounts"] == placed == 20
    sheet = load_workbook(io.BytesIO(made["scorecard.xlsx"]))["Medidas"]
    heads, *rows = sheet.iter_rows(values_only=True)
    cells = {r[2]: dict(zip(heads, r, strict=True)) for r in rows}
    html = made["scorecard.html"].decode()
    measures, say = vendor_measures(), wording("es")
    known = [line for line in mine[0]["lines"] if line["value"]["value"] is not None]
    assert len(known) >= 4
    for line in known:
        assert {k: cells[line["measure"]][k] for k in ("value", "low", "high", "n")} == line["value"]
        assert f">{shown(measures[line['measure']], line['value']['value'], say, record['currency'])}<" in html


def test_the_command_writes_them(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with world.database.writing() as db:
        lived(world, db)
    monkeypatch.setenv("TRASLUZ_DATABASE_URL", str(world.database.engine.url))
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path / "home"))
    typed = ["scorecard", "--period", MONTH, "--out", str(tmp_path / "out")]
    assert run(["--lang", "en", *typed, "--vendor", "Sur Recupera"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"scorecard.{f}" for f in ("html", "json", "pdf", "xlsx")
    ]
    for name in ("sur recupera", "SUR RECUPERÁ"):
        assert run(["--lang", "en", *typed, "--vendor", name]) == 0
    assert json.loads((tmp_path / "out" / "scorecard.json").read_text())["cards"][0]["vendor"]["name"] == "Sur Recupera"
    assert run(["--lang", "en", *typed, "--all-vendors"]) == 0
    assert (tmp_path / "out" / "pack.pdf").read_bytes().startswith(b"%PDF")
    capsys.readouterr()
    for more, said in (
        (["--vendor", "Nadie"], "there is no vendor 'Nadie'; there are: Marea Sur, Norte Recupera, Sur Recupera"),
        ([], "say --vendor NAME or --all-vendors, one of them"),
        (["--all-vendors", "--segment", "Ninguno"], "there is no segment Ninguno"),
        (["--all-vendors", "--organisation", "Otro"], "there is no client 'Otro'"),
    ):
        assert run(["--lang", "en", *typed, *more]) == 2
        told = capsys.readouterr()
        assert said in told.err and told.err.count("\n") == 1 and "Traceback" not in told.err
    assert run(["--lang", "en", "scorecard", "--all-vendors", "--period", "mayo", "--out", str(tmp_path)]) == 2
    assert "write the month as 2026-05" in capsys.readouterr().err


def test_a_name_that_could_be_two_is_asked_for(world: World) -> None:
    with world.database.writing() as db:
        lived(world, db)
        m.vendor(db, world.actors[Role.MANAGER].organisation_id, "SUR RECUPERA")
        db.commit()
        actor = reader_of(db, "")
        with pytest.raises(NotFound, match=r"there are: SUR RECUPERA, Sur Recupera$"):
            documents_of(db, actor, "sur recupera", month_of(MONTH), "", "es", m.NOW)
        assert documents_of(db, actor, "Sur Recupera", month_of(MONTH), "", "es", m.NOW)


def test_the_pages_hand_them_over(signed_in: Callable[[Role], FlaskClient], world: World) -> None:
    with world.database.writing() as db:
        lived(world, db)
        comparison_now(db, world.actors[Role.EXECUTIVE], Period(m.FIRST, m.LAST), "", m.NOW)
    boss = signed_in(Role.EXECUTIVE)
    for form, start in (("html", b"<!doctype"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        answer = boss.get(f"/balance/pack.{form}?month={MONTH}")
        assert answer.status_code == 200 and answer.data.startswith(start)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    with world.database.reading() as db:
        vendor = db.scalars(select(Vendor.id).where(Vendor.name == "Sur Recupera")).one()
    answer = boss.get(f"/vendors/{vendor}/scorecard.pdf?month={MONTH}")
    assert answer.status_code == 200 and "Sur-Recupera-" in answer.headers["Content-Disposition"]
    assert boss.get(f"/balance/pack.doc?month={MONTH}").status_code == 404
    assert boss.get("/balance/pack.pdf?month=1999-01").status_code == 404
    assert boss.get(f"/vendors/99999/scorecard.pdf?month={MONTH}").status_code == 404
    for role in (Role.VENDOR, Role.AGENT, Role.QA):
        assert signed_in(role).get(f"/balance/pack.json?month={MONTH}").status_code == 403


def test_a_person_asks_for_the_pack_and_stops_it(signed_in: Callable[[Role], FlaskClient]) -> None:
    boss = signed_in(Role.EXECUTIVE)
    assert boss.post("/reports/mail", data={"day": "5"}).status_code == 303
    assert 'value="5"' in boss.get("/reports").text
    for day in ("0", "29", "31", "1e1", "٣", ""):
        answer = boss.post("/reports/mail", data={"day": day})
        assert answer.status_code == 422 and "No se entiende" not in answer.text
        assert "Elija un día del 1 al 28" in answer.text and 'action="/reports/mail"' in answer.text
    assert boss.post("/reports/mail", data={"stop": "1"}).status_code == 303
    assert 'value="3"' in boss.get("/reports").text
    assert signed_in(Role.MANAGER).post("/reports/mail", data={"day": "5"}).status_code == 403


def test_a_month_is_a_month() -> None:
    for text in ("2026-13", "202605", "٢٠٢٦-٠٥", "", "2026-05-01", "0001-01"):
        with pytest.raises(BadInput, match="month as 2026-05"):
            month_of(text)


def test_without_a_client_the_command_says_what_to_do(database: object) -> None:
    with database.reading() as db, pytest.raises(NotFound, match="users create"):  # type: ignore[attr-defined]
        reader_of(db, "")
