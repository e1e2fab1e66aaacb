"""Takes the pictures of `docs/images` with Chromium, from the real application over the demo: `make screenshots`.

`screenshots.py [FOLDER]`: the folder that `trasluz demo --out` wrote, `var/demo` by default.
"""

import os
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from waitress.server import create_server

from app.db import Database
from app.factory import make_app
from app.services.demo_workspace import PASSWORD, PEOPLE
from app.settings import Settings

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CALL = "cl-amenaza"
LAPTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main(folder: Path) -> None:
    """Write every picture. Exits with one sentence without Chromium or without the demo."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path")
    home = (folder / "workspace").resolve()
    if not (home / "trasluz.db").is_file():
        sys.exit(f"{home} holds no demo; run: trasluz demo --no-serve --out {folder}")
    url = f"sqlite:///{home / 'trasluz.db'}"
    settings = replace(Settings.from_env({"TRASLUZ_HOME": str(home)}), database_url=url)
    database = Database(url)
    server = create_server(make_app(settings, database), host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="es-CL")
        take(page, f"http://127.0.0.1:{server.effective_port}")
        browser.close()
    server.close()
    database.dispose()


def take(page: Page, address: str) -> None:
    """Sign in as the demo's auditor and photograph the first page, one call and one ghost's diary."""
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_label("Correo").fill(PEOPLE[0][1])
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_load_state("networkidle")
    snap(page, "home", LAPTOP)
    page.goto(f"{address}/calls")
    page.get_by_role("link", name=CALL, exact=True).first.click()
    page.wait_for_load_state("networkidle")
    snap(page, "review", LAPTOP)
    snap(page, "review-phone", PHONE)
    page.goto(f"{address}/waves")
    page.locator("table a.code").first.click()
    page.wait_for_load_state("networkidle")
    snap(page, "diary", LAPTOP)


def snap(page: Page, name: str, size: dict[str, int]) -> None:
    """One picture at one size."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.reload()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo"))
