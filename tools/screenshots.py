"""Takes the pictures of `docs/images` with Chromium, from the real pages over sample rows: `make screenshots`."""

import os
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
PICTURES = (("review", "review", 1440, 900), ("review-phone", "review", 390, 844), ("home", "home", 1440, 900))


def main() -> None:
    """Write every picture. Exits with one sentence without Chromium."""
    from tests.web.preview import create  # noqa: PLC0415 - found only once the root is on the path

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path")
    server = make_server("127.0.0.1", 0, create(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, page, width, height in PICTURES:
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto(f"http://127.0.0.1:{server.port}/preview/{page}?lang=es")
            tab.wait_for_load_state("networkidle")
            tab.screenshot(path=ROOT / "docs" / "images" / f"{name}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
