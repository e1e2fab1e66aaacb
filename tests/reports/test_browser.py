"""The reports in a real browser: nothing fetched, nothing cut off, and no barrier that axe can find."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from reports import audit_report, call_report
from tests.reports.cases import context, report, week

AXE = Path(__file__).parents[1] / "web" / "vendor" / "axe-4.14.1.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "audit-es": audit_report.render_html(report(), "es"),
        "audit-en": audit_report.render_html(report(), "en"),
        "call-es": call_report.render_html(call_report.build(week()[7], context()), "es"),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["audit-es", "audit-en", "call-es"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_report_opens_whole_and_without_barriers(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    view = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )
    page = view.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(pages[name].as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [pages[name].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.fonts.check('16px Inter')")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run()")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found["violations"]] == []
    assert complaints == []
    view.close()


def test_the_pages_own_rules_let_nothing_in(browser: Browser, pages: dict[str, Path]) -> None:
    """With the policy in force, even a script put into the file does not run."""
    evil = pages["call-es"].with_name("evil.html")
    html = pages["call-es"].read_text(encoding="utf-8")
    evil.write_text(html.replace("</main>", "<script>document.title='owned'</script></main>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(evil.as_uri())
    assert page.title() == "Llamada MS-20407"
    page.close()
