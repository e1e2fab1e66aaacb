"""Reports and sealed bundles, from the pages."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.queries.rows import Role
from app.services.seal_run import seal_run
from app.settings import Settings
from tests.app.world import NOW, World, given, wav

ALL_WELL = "Nada fue alterado"
SignIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("form", ["html", "pdf", "json"])
def test_a_run_and_a_call_have_a_report_in_every_form(signed_in: SignIn, world: World, form: str) -> None:
    run, ids = world.audited("a.wav", "b.wav")
    browser = signed_in(Role.EXECUTIVE)
    for address in (f"/runs/{run.id}/report/{form}", f"/calls/{ids[0]}/report/{form}"):
        answer = browser.get(address)
        assert answer.status_code == 200
        if form == "pdf":
            assert answer.data.startswith(b"%PDF")
        elif form == "json":
            assert json.loads(answer.data)["rubric"]
        else:
            assert "MS-1" in answer.text and "http://" not in answer.text.replace("http://www.w3.org", "")
    assert browser.get(f"/runs/{run.id}/report/docx").status_code == 404


def test_a_run_that_goes_on_has_no_report_yet(signed_in: SignIn, world: World) -> None:
    run, _ = world.upload([given("a.wav", wav(1)), given("b.wav", wav(2))])
    answer = signed_in(Role.AUDITOR).get(f"/runs/{run.id}/report/html")
    assert answer.status_code == 409 and "faltan 2 de 2" in answer.text


def test_a_finished_run_is_sealed_and_a_changed_bundle_is_found_out(signed_in: SignIn, world: World, settings: Settings) -> None:
    run, _ = world.audited("a.wav", "b.wav")
    browser = signed_in(Role.AUDITOR)
    assert browser.get(f"/runs/{run.id}/evidence.zip").status_code == 404
    with world.database.writing() as db:
        head = seal_run(db, settings, run.id, NOW)
    page = browser.get(f"/runs/{run.id}/evidence?verify=1").text
    assert head in page and ALL_WELL in page
    bundle = browser.get(f"/runs/{run.id}/evidence.zip").data
    names = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert any(name.endswith("result.json") for name in names)
    path = next((settings.seals / run.id).glob("*.zip"))
    path.write_bytes(bundle.replace(b"manifest.json", b"manifesT.json"))
    assert ALL_WELL not in browser.get(f"/runs/{run.id}/evidence?verify=1").text
