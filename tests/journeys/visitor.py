"""Somebody at a real browser, for the journeys: goes to pages, and every page is looked at on the way."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Download, Page

from app.queries.rows import Role
from tests.app.world import PASSWORD
from tests.barriers import barriers_in_both_lights

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PATIENCE_MS = 60_000
DESK, PHONE = {"width": 1389, "height": 868}, {"width": 390, "height": 844}


class Visitor:
    """Somebody at a browser: goes to pages, and every page is looked at for barriers, width and errors."""

    def __init__(self, browser: Browser, address: str, email: str) -> None:
        self.address = address
        self.page: Page = browser.new_context(viewport=DESK, locale="es-CL").new_page()  # type: ignore[arg-type]
        self.page.set_default_timeout(PATIENCE_MS)
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.goto(f"{address}/sign-in")
        self.page.get_by_label("Correo").fill(email)
        self.page.get_by_label("Contraseña").fill(PASSWORD)
        self.press("Entrar")

    def press(self, name: str | re.Pattern[str], exact: bool = True) -> None:
        """The button or link of this name, and the page it leads to."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=exact)).first.click()
        self.page.wait_for_load_state()

    def go(self, path: str, look: bool = True) -> None:
        """By address; what is there is looked at."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None and answer.status == 200, path
        if look:
            self.look()

    def look(self) -> None:
        """No barrier in either theme, nothing off the side of a phone."""
        self.wrong += barriers_in_both_lights(self.page)
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        self.wrong += [f"{self.page.url}: {over} px off the side of a phone"] if over > 0 else []
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]

    def until(self, path: str, text: str) -> None:
        """Look again until the worker's work is to be seen."""
        for _ in range(40):
            self.go(path, look=False)
            said = self.page.locator("main").inner_text()
            if text.lower() in said.lower():
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"{path} never said «{text}»: {said}")

    def take(self, press: Callable[[], None], folder: Path) -> Path:
        """What a press downloads."""
        with self.page.expect_download() as caught:
            press()
        download: Download = caught.value
        folder.mkdir(exist_ok=True)
        target = folder / download.suggested_filename
        download.save_as(target)
        return target


def visitor(browser: Browser, address: str, role: Role, lang: str) -> Visitor:
    """Somebody of that role, reading in that language."""
    found = Visitor(browser, address, f"{role.value}@lindero.example")
    if lang == "en":
        found.go("/profile", look=False)
        found.page.locator("form[action='/profile/language'] [name=language][value=en]").first.click()
        found.page.wait_for_load_state()
    return found
