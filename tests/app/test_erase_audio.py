"""The audio of a call is erased for good, by whoever may, with a reason in the log; its seal still says what it said."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.cli.main import run as trasluz
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Event, Heard, Recording, Run
from app.queries.rows import Role
from app.services.erase_audio import erase_audio
from app.services.seal_run import bundle_of, check_seal, seal_run
from app.settings import Settings
from tests.app.world import NOW, World, given, other_client, wav

SignIn = Callable[[Role], FlaskClient]
WHY = "Solicitud de la persona, folio 311"


def files_of(world: World, call: str) -> list[str]:
    with world.database.reading() as db:
        heard = db.get_one(Heard, call)
        return [key for key in (db.get_one(Recording, call).stored, heard.redacted) if key]


def test_the_file_is_gone_the_words_stay_and_the_seal_still_verifies(world: World, settings: Settings, signed_in: SignIn) -> None:
    run, ids = world.audited("a.wav", "b.wav")
    auditor, browser = world.actors[Role.AUDITOR], signed_in(Role.AUDITOR)
    with world.database.writing() as db:
        seal_run(db, settings, run.id, NOW)
    keys = files_of(world, ids[0])
    assert all(world.store.path(key).is_file() for key in keys) and browser.get(f"/calls/{ids[0]}/audio").status_code == 200
    with world.database.writing() as db:
        gone = erase_audio(db, world.store, auditor, ids[0], WHY, NOW)
    assert (gone.calls, gone.files, gone.held) == ((ids[0],), len(keys), 0)
    assert not any(world.store.path(key).exists() for key in keys)
    assert browser.get(f"/calls/{ids[0]}/audio").status_code == 404 and "Audio borrado el" in browser.get(f"/calls/{ids[0]}").text
    assert all(world.store.path(key).is_file() for key in files_of(world, ids[1])), "another call keeps its own"
    with world.database.writing() as db:
        (event,) = db.query(Event).where(Event.kind == "audio.erased").all()
        kept = db.get_one(Recording, ids[0])
        assert (event.subject, event.user_id, event.detail["reason"]) == (ids[0], auditor.user_id, WHY)
        assert event.detail["sha256"] == kept.sha256 and (kept.audio, kept.audio_erased_on) == ("erased", NOW.date())
        assert check_seal(settings, db.get_one(Run, run.id), "es") == {}
        assert db.get_one(Heard, ids[0]).transcript["turns"]
        seal_run(db, settings, run.id, NOW)
        again = db.get_one(Run, run.id)
        assert check_seal(settings, again, "es") == {} and bundle_of(settings, again) is not None


def test_the_same_recording_in_another_run_goes_too_and_another_clients_stays(world: World) -> None:
    _, first = world.audited("a.wav")
    _, second = world.audited("a.wav")
    stranger = other_client(world.database)
    with world.database.writing() as db:
        theirs = db.get_one(Recording, first[0])
        gone = erase_audio(db, world.store, world.actors[Role.ADMIN], first[0], WHY, NOW)
        assert set(gone.calls) == {first[0], second[0]}
        assert {r.audio for r in db.query(Recording).all()} == {"erased"}
        with pytest.raises(NotFound):
            erase_audio(db, world.store, stranger, theirs.id, WHY, NOW)


def test_a_file_that_could_not_be_removed_goes_when_it_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ids = world.audited("a.wav")
    path, auditor = world.store.path(files_of(world, ids[0])[0]), world.actors[Role.AUDITOR]

    def stuck(*_given: object, **_more: object) -> None:
        raise PermissionError("busy")

    with monkeypatch.context() as broken, world.database.writing() as db:
        broken.setattr("pathlib.Path.unlink", stuck)
        with pytest.raises(PermissionError):
            erase_audio(db, world.store, auditor, ids[0], WHY, NOW)
    assert path.exists()
    with world.database.writing() as db:
        erase_audio(db, world.store, auditor, ids[0], WHY, NOW)
        assert len(db.query(Event).where(Event.kind == "audio.erased").all()) == 1
    assert not path.exists()


def test_who_may_not_and_without_a_reason_nothing_is_erased(world: World) -> None:
    _, ids = world.audited("a.wav")
    _, waiting = world.upload([given("z.wav", wav(9))])
    for role in (Role.QA, Role.EXECUTIVE, Role.MANAGER, Role.VENDOR):
        with world.database.writing() as db, pytest.raises(Forbidden):
            erase_audio(db, world.store, world.actors[role], ids[0], WHY, NOW)
    with world.database.writing() as db:
        with pytest.raises(BadInput):
            erase_audio(db, world.store, world.actors[Role.AUDITOR], ids[0], "  ", NOW)
        with pytest.raises(Conflict, match="still being audited"):
            erase_audio(db, world.store, world.actors[Role.AUDITOR], waiting[0], WHY, NOW)
    assert all(world.store.path(key).is_file() for key in files_of(world, ids[0]))


def test_the_command_erases_and_says_so(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, ids = world.audited("a.wav")
    monkeypatch.setenv("TRASLUZ_HOME", str(settings.home))
    monkeypatch.setenv("TRASLUZ_DATABASE_URL", world.database.url)
    monkeypatch.setenv("TRASLUZ_SECRET_KEY", settings.secret_key)
    asked = ["--lang", "en", "erase-audio", ids[0], "--reason", WHY, "--as"]
    assert trasluz([*asked, "nadie@lindero.example"]) == 2 and trasluz([*asked, "qa@lindero.example"]) == 2
    assert trasluz([*asked, "auditor@lindero.example"]) == 0
    said = capsys.readouterr()
    assert re.search(r"\d files of 1 calls", said.out) and said.err.count("\n") == 2
    assert files_of(world, ids[0]) and not world.store.path(files_of(world, ids[0])[0]).exists()
