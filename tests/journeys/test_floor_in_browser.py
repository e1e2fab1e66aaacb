"""In a real browser, in Spanish and English: a threat is spoken on a line and the supervisor stands at its second."""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from simple_websocket import Client

from app.db import Database
from app.factory import make_app
from app.migrations.runner import upgrade
from app.queries.rows import Role
from app.served import served
from app.services.keys import create_key
from app.services.live.playing import telephone
from app.settings import Settings
from speech.live.frames import Coding, coded
from synthetic.world import demo_folder
from tests.app.fakes import fake_tools
from tests.app.world import make_world
from tests.journeys.visitor import visitor

BYTES_S = 2 * 8000
WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "floor": "El piso, ahora",
        "threat": "Posible amenaza legal",
        "told": "en vivo: A-104",
        "so_far": "Palabras hasta ahora",
        "words": "Las palabras de la llamada",
        "whisper": "Susurrar",
        "read": "Lo que leerá el agente",
        "sees": "El agente lo ve en su pantalla.",
        "stop": "Detener",
    },
    "en": {
        "floor": "The floor, now",
        "threat": "Possible legal threat",
        "told": "live: A-104",
        "so_far": "Words so far",
        "words": "The words of the call",
        "whisper": "Whisper",
        "read": "What the agent will read",
        "sees": "The agent sees it on their screen.",
        "stop": "Stop",
    },
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    home, weights = tmp_path_factory.mktemp("floor"), tmp_path_factory.getbasetemp() / "speech-cache"
    settings = Settings(home=home, secret_key="x" * 32, database_url=f"sqlite:///{home / 'trasluz.db'}")
    database = Database(settings.database_url)
    upgrade(database)
    world = make_world(database, home, fake_tools())
    with database.writing() as db:
        _, key = create_key(db, world.actors[Role.ADMIN], "central", datetime.now(UTC))
    with served(make_app(replace(settings, weights=weights), database), threads=16) as server:
        yield server.address, key


class Telephone(threading.Thread):
    """A line that speaks the demo's threat, then goes on with what follows until it is told to hang up."""

    def __init__(self, address: str, key: str, code: str) -> None:
        super().__init__(daemon=True)
        self.line = Client(address.replace("http", "ws", 1) + "/api/v1/live/calls", headers={"Authorization": f"Bearer {key}"})
        hello = {
            "code": code,
            "agent": "A-104",
            "lang": "es",
            "country": "CL",
            "format": "mulaw",
            "abilities": ["listen", "whisper"],
        }
        self.line.send(json.dumps(hello))
        assert json.loads(self.line.receive(timeout=120))["type"] == "ready"
        self.sound = coded(telephone(demo_folder() / "cl-amenaza.opus"), Coding.MU_LAW)
        self.over = threading.Event()

    def run(self) -> None:
        at, fast = 0, 36 * BYTES_S
        while not self.over.is_set():
            step = BYTES_S // 10
            self.line.send(self.sound[at % len(self.sound) : at % len(self.sound) + step])
            at += step
            if at > fast:
                time.sleep(0.1)
        self.line.send(json.dumps({"type": "end"}))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_supervisor_hears_of_a_threat_and_stands_at_its_second(
    site: tuple[str, str], browser: Browser, lang: str, tmp_path: Path
) -> None:
    address, key = site
    words, supervisor = WORDS[lang], visitor(browser, address, Role.SUPERVISOR, lang)
    page = supervisor.page
    supervisor.go("/floor")
    expect(page.get_by_role("heading", name=words["floor"])).to_be_visible()
    phone = Telephone(address, key, f"F-{lang}")
    phone.start()
    alert = page.get_by_role("article", name=re.compile(f"{words['threat']}.*")).first
    expect(alert).to_be_visible(timeout=180_000)
    expect(page.locator("#said")).to_contain_text(words["told"])
    expect(alert).to_contain_text("A-104")
    supervisor.look()
    page.keyboard.press("1")
    expect(page.get_by_role("button", name=words["stop"])).to_be_visible()
    page.get_by_role("button", name=words["stop"]).click()
    alert.get_by_role("link", name=re.compile(f"{words['threat']}.*")).click()
    expect(page.get_by_role("heading", name=words["so_far"])).to_be_visible()
    assert 26 <= float(page.url.split("t=")[1]) <= 33
    here = page.locator("[data-here]")
    expect(here).to_contain_text(re.compile("fuerza|receptor|embarga"))
    expect(here).to_be_in_viewport()
    supervisor.look()
    page.keyboard.press("2")
    expect(page.get_by_label(words["read"])).to_be_focused()
    page.keyboard.type("Reconozca la dificultad")
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["sees"])).to_be_visible()
    page.get_by_role("article").get_by_role("button", name=words["whisper"]).first.click()
    expect(page.get_by_label(words["read"])).to_be_focused()
    phone.over.set()
    phone.join()
    expect(page.get_by_role("heading", name=words["words"])).to_be_visible()
    expect(page.get_by_label(words["read"])).to_have_count(0)
    assert supervisor.wrong == []
