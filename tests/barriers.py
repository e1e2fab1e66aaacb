"""What axe finds on a page that keeps people out: used by every test that drives a real browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "web" / "vendor" / "axe-4.14.1.min.js"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def barriers(page: Page, only: dict[str, Any] = ALL) -> list[str]:
    """Each serious or critical barrier of the page as it is now, with the first places it was found."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found if v["impact"] in ("serious", "critical")]


def barriers_in_both_lights(page: Page) -> list[str]:
    """The same, and the colours once more in the dark theme."""
    found = [f"{page.url}: {b}" for b in barriers(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark {page.url}: {b}" for b in barriers(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return found
