"""What a first user got wrong, and what the product must say instead of accusing or leaking."""

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from app.cli.main import run
from app.web import design
from audit.ghosts.handoff_files import read_portfolio
from audit.ghosts.handoff_wave import part_of

HEAD = (
    "contact_id,debtor_id,account_id,vendor,country,subdivision,timezone,channel,direction,at,"
    "outcome,answered_by,duration_s,caller_id,template\n"
)
ROW = "c1,d1,a1,{vendor},{country},,America/Santiago,voice,outbound,2026-11-03T11:00:00-03:00,,debtor,40,600,\n"


def test_a_vendor_nothing_came_from_is_no_liar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "received.csv").write_text(HEAD + ROW.format(vendor="Norte", country="CL"), encoding="utf-8")
    (tmp_path / "log.csv").write_text("cuenta,fecha,canal,resultado\na1,2026-11-03 11:00,llamada,contactado\n", encoding="utf-8")
    asked = ["--received", str(tmp_path / "received.csv"), "--vendor", "Otro", "--out", str(tmp_path / "o")]
    assert run(["--lang", "es", "ghosts", "reconcile", str(tmp_path / "log.csv"), *asked]) == 2
    assert "hay de Norte" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_a_log_of_which_nothing_was_judged_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(HEAD + ROW.format(vendor="Norte", country="XX"), encoding="utf-8")
    asked = ["--out", str(tmp_path / "f.csv"), "--fail-on-findings"]
    assert run(["contacts", "check", str(tmp_path / "log.csv"), *asked]) == 1


def test_other_vendors_debtors_stay_out_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("cuenta,proveedor\n1,Norte\n2,Sur\n3,norte \n", encoding="utf-8")
    part, said = part_of(read_portfolio(file), "Norte")
    assert [row[0] for row in part.rows] == ["1", "3"]
    assert "1 cuentas de otros proveedores" in said[0].es
    assert part_of(read_portfolio(file), "Oriente")[1] == ()


def test_names_of_constants_follow_each_reader(tmp_path: Path) -> None:
    app = Flask("words")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(design.STATIC.parent / "translations")
    Babel(app)
    design.install(app)
    page = "{{ (['critical']|named('severity'))[0][1] }} {{ 'critical'|name('severity') }}"
    with app.test_request_context():
        with force_locale("es"):
            assert render_template_string(page) == "Crítica Crítica"
        with force_locale("en"):
            assert render_template_string(page) == "Critical Critical"
