"""Calls handed over in writing: judged, reviewed, listed, reported and sealed like any other, and nowhere said to be heard."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient

from app.errors import BadInput, Forbidden
from app.models import Event, Recording, Run, User
from app.queries.audio_rows import Audio
from app.queries.oversight.calls import one_call
from app.queries.oversight.runs import run_card
from app.queries.rows import Role
from app.services.seal_run import seal_run
from app.services.take_transcripts import HandedOver, take_transcripts
from app.settings import Settings
from audit.calls import Account, Call
from audit.evidence.verify import verify
from speech.transcript import Speaker, Turn
from tests.app.fakes import SCRIPT, FakeAssessor
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
AT = datetime.fromisoformat("2026-05-12T10:31:00-04:00")


def written(id: str, script: tuple[tuple[str, str], ...] = SCRIPT, erased_on: date | None = None) -> HandedOver:
    turns = tuple(Turn(i, Speaker(who), text) for i, (who, text) in enumerate(script))
    account = Account(debtor="Ana Rojas", creditor="Banco Lindero", currency="CLP")
    return HandedOver(Call(id, turns, "CL", "es", AT, account), "Marea Sur", "A-118", 184.0, erased_on)


def take(world: World, *given: HandedOver, role: Role = Role.AUDITOR) -> tuple[Run, dict[str, str]]:
    told: list[str] = []
    with world.database.writing() as db:
        run = take_transcripts(db, world.actors[role], "Palabras", given, FakeAssessor(), NOW, told.append)
    assert told == [one.call.id for one in given]
    with world.database.reading() as db:
        mine = db.query(Recording).where(Recording.run_id == run.id)
        return run, {r.code: r.id for r in mine}


@pytest.fixture
def calls(world: World) -> tuple[Run, dict[str, str]]:
    return take(world, written("T-1"), written("T-2", erased_on=date(2026, 4, 30)))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_says_why_it_cannot_be_heard_and_leads_to_the_turn(
    calls: tuple[Run, dict[str, str]], signed_in: SignIn, world: World, language: str
) -> None:
    browser = signed_in(Role.AUDITOR)
    with world.database.writing() as db:
        db.get_one(User, world.actors[Role.AUDITOR].user_id).language = language
        db.commit()
    never, erased = (browser.get(f"/calls/{calls[1][code]}").text for code in ("T-1", "T-2"))
    if language == "es":
        assert "No se entregó audio" in never and "Audio borrado el 30 abr 2026" in erased
    else:
        assert "No audio was handed over" in never and "Audio erased on" in erased
    for page in (never, erased):
        assert "<audio" not in page and "/audio" not in page, "nothing offers to play what is not there"
        assert 'href="#turn-2"' in page and 'id="turn-2"' in page
        assert 'class="m m-critical"' in page, "the threat is marked where it was said"
        assert re.search(r"(?<!\d)0:00", page) is None, "no second is invented"


def test_the_audio_address_answers_that_there_is_none(calls: tuple[Run, dict[str, str]], signed_in: SignIn, world: World) -> None:
    browser = signed_in(Role.AUDITOR)
    for query in ("", "?original=1&reason=comprobar"):
        answer = browser.get(f"/calls/{calls[1]['T-1']}/audio{query}")
        assert answer.status_code == 404 and "solo quedan sus palabras" in answer.text
    with world.database.reading() as db:
        assert not db.query(Event).where(Event.kind == "original.heard").count(), "nobody heard what is not there"


def test_people_decide_and_sign_and_take_notes_on_it(calls: tuple[Run, dict[str, str]], signed_in: SignIn) -> None:
    browser, call = signed_in(Role.QA), calls[1]["T-1"]
    form = {"criterion": "false_legal_threat", "instance": "0", "decision": "happened", "reason": "Lo dice el texto"}
    assert browser.post(f"/calls/{call}/decide", data=form).status_code == 303
    assert browser.post(f"/calls/{call}/note", data={"text": "Pedir el audio", "at_s": ""}).status_code == 303
    assert browser.post(f"/calls/{call}/sign").status_code == 303
    page = browser.get(f"/calls/{call}").text
    assert "Firmada por" in page and "Pedir el audio" in page


def test_lists_queue_search_and_the_run_show_it(calls: tuple[Run, dict[str, str]], signed_in: SignIn, world: World) -> None:
    browser = signed_in(Role.AUDITOR)
    found = browser.get("/calls?q=embargarle").text
    assert "T-1" in found and "turno 3" in found and "#turn-2" in found
    for address in ("/", "/queue", f"/runs/{calls[0].id}", "/rubric/false_legal_threat"):
        assert browser.get(address).status_code == 200, address
    with world.database.reading() as db:
        run = db.get_one(Run, calls[0].id)
        card = run_card(db, run, NOW)
        assert (card.assessed, card.total, card.audio_s) == (2, 2, 184.0), "words alone are no audio; erased audio was"
        assert one_call(db, world.actors[Role.AUDITOR], calls[1]["T-2"]).audio is Audio.ERASED


@pytest.mark.parametrize("form", ["html", "pdf", "json"])
def test_its_reports_say_it_too(calls: tuple[Run, dict[str, str]], signed_in: SignIn, form: str) -> None:
    browser = signed_in(Role.AUDITOR)
    for address in (f"/calls/{calls[1]['T-1']}/report/{form}", f"/runs/{calls[0].id}/report/{form}"):
        answer = browser.get(address)
        assert answer.status_code == 200
        if form == "json":
            made = json.loads(answer.data)
            result = made["results"][0] if "results" in made else made
            assert result["audio"] == "never", address
        elif form == "html" and "/calls/" in address:
            assert "No se entregó el audio" in answer.text and "turno 3" in answer.text and "El audio muestra" not in answer.text


def test_the_sealed_bundle_holds_the_words_and_claims_no_recording(
    calls: tuple[Run, dict[str, str]], world: World, settings: Settings
) -> None:
    with world.database.writing() as db:
        seal_run(db, settings, calls[0].id, NOW)
    path = next((settings.seals / calls[0].id).glob("*.zip"))
    assert verify(path).intact
    bundle = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    assert not any(n.endswith("recording.json") for n in bundle.namelist())
    assert sum(n.endswith("transcript.json") for n in bundle.namelist()) == 2


def test_private_data_in_handed_over_words_is_masked(world: World, signed_in: SignIn) -> None:
    said = (("agent", "Dígame su tarjeta."), ("debtor", "Mi tarjeta es 4111 1111 1111 1111, anote."))
    _, ids = take(world, written("T-9", said))
    page = signed_in(Role.AUDITOR).get(f"/calls/{ids['T-9']}").text
    assert "4111" not in page and "[tarjeta]" in page


def test_nothing_twice_nothing_empty_and_not_by_everybody(world: World) -> None:
    with pytest.raises(BadInput, match="T-1 comes twice"):
        take(world, written("T-1"), written("T-1"))
    with pytest.raises(BadInput, match="holds no call"):
        take(world)
    with pytest.raises(Forbidden):
        take(world, written("T-1"), role=Role.EXECUTIVE)
    with world.database.reading() as db:
        assert not db.query(Recording).count()
