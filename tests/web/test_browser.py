"""The pages in a real browser: accessibility by axe, reflow, and the review page worked by keyboard alone.

Chromium must be installed (`apt-get install chromium`, or CHROMIUM with its path): without it these tests fail and say so.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.barriers import barriers
from tests.web import preview

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
    " --autoplay-policy=no-user-gesture-required"
)
MAIN = (
    "sign_in",
    "home",
    "upload_refused",
    "run",
    "calls",
    "queue",
    "review",
    "evidence_broken",
    "rubric",
    "criterion",
    "rules",
    "rule",
    "users",
    "keys",
    "profile",
    "waves",
    "diary",
    "wave_plan",
    "covertness_leaks",
    "wave_findings",
    "reconcile",
    "wave_seal",
    "portal_home",
    "portal_accounts",
    "portal_account",
    "portal_findings",
    "portal_finding",
    "portal_finding_call",
    "portal_plans",
    "balance",
    "balance_table",
    "balance_unknown",
    "balance_decide",
    "vendors",
    "vendor",
    "vendor_pane",
    "vendor_plans",
    "vendor_rows",
    "vendor_send",
    "executive",
    "reports",
)
STATES = (
    "review_passed",
    "review_read_only",
    "review_failed",
    "review_silent",
    "review_no_audio",
    "home_empty",
    "calls_none",
    "error_404",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, preview.create(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield started
        started.close()


def _open(browser: Browser, url: str, width: int = 1440, height: int = 900, scheme: str = "light", scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.fixture
def review(browser: Browser, address: str) -> Iterator[Page]:
    page = _open(browser, f"{address}/preview/review?lang=en")
    page.wait_for_function("document.querySelector('.review').dataset.pane === 'conduct'")
    yield page
    page.context.close()


SMALL = """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, .btn, .chip, .nav-link')]
    .filter(e => e.checkVisibility({checkOpacity: true}) && !e.closest('label') && !e.matches('.pick, .slider'))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5)).map(([h, r]) => `${h} ${r.width}x${r.height}`)"""


@pytest.mark.parametrize("name", [*MAIN, *STATES])
def test_page_in_both_themes_and_every_width(browser: Browser, address: str, name: str) -> None:
    """No serious barrier, nothing off the side from 320 px on, targets of a thumb's size on the phone."""
    page = _open(browser, f"{address}/preview/{name}?lang=es")
    problems = barriers(page)
    for width in (1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems += [f"{over} px off the side at {width}"] if over > 0 else []
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    problems += [f"dark, phone: {b}" for b in barriers(page)]
    problems += [f"small: {s}" for s in page.evaluate(SMALL)]
    page.context.close()
    assert problems == []


def test_one_key_plays_the_evidence(review: Page) -> None:
    review.keyboard.press("e")
    review.wait_for_function("document.querySelector('#audio').currentTime >= 103.3")
    review.wait_for_function("document.querySelector('.turn[aria-current]')?.id === 'turn-16'")
    assert review.locator("#slider").get_attribute("aria-valuetext", timeout=2000).startswith("1:4")
    review.keyboard.press("Space")
    review.wait_for_function("document.querySelector('#audio').paused")


def test_a_decision_by_keyboard_asks_for_its_reason(review: Page) -> None:
    review.keyboard.press("1")
    assert review.locator(".crits details[open] input[value=happened]").is_checked()
    assert review.evaluate("document.activeElement.name") == "reason"
    review.keyboard.press("Enter")
    assert review.evaluate("document.activeElement.validity.valueMissing")
    review.keyboard.type("jknr2 all letters stay here")
    assert review.locator(".crits details[open] input[name=reason]").input_value() == "jknr2 all letters stay here"
    assert review.locator(".crits details[open] input[value=happened]").is_checked()
    with review.expect_request(lambda r: r.method == "POST" and "/calls/c1/decide?" in r.url) as sent:
        review.keyboard.press("Enter")
    body = sent.value.post_data or ""
    assert all(part in body for part in ("criterion=unofficial_payment", "instance=1", "decision=happened", "csrf_token=preview"))


def test_the_work_screen_scrolls_inside_its_panes(review: Page) -> None:
    assert review.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert review.evaluate("document.querySelector('#work').scrollHeight - document.querySelector('#work').clientHeight") > 0


def test_arrows_seek_and_shift_arrows_walk_the_turns(review: Page) -> None:
    now = "document.querySelector('#audio').currentTime"
    review.wait_for_function("document.querySelector('#audio').readyState >= 1")
    for _ in range(2):
        review.keyboard.press("ArrowRight")
    assert review.evaluate(now) == pytest.approx(10)
    review.keyboard.press("ArrowLeft")
    assert review.evaluate(now) == pytest.approx(5)
    review.keyboard.press("Shift+ArrowRight")
    assert review.evaluate(now) == pytest.approx(6.6)


def test_criteria_by_arrows_and_list_of_keys(review: Page) -> None:
    review.keyboard.press("ArrowDown")
    review.keyboard.press("ArrowDown")
    assert review.evaluate("document.activeElement.textContent.trim()").startswith("Identifies themself")
    review.keyboard.press("?")
    assert review.locator("#keys").is_visible()
    review.keyboard.press("Escape")
    assert not review.locator("#keys").is_visible()


def test_search_in_the_transcript_ignores_accents(review: Page) -> None:
    review.keyboard.press("/")
    review.keyboard.type("llamada se graba")
    assert review.locator(".turn.match").count() == 1
    review.locator("#find").fill("dejeme")
    assert review.locator(".turn.match").count() == 0
    review.locator("#find").fill("mia no mas")
    assert review.locator(".turn.match").get_attribute("id") == "turn-16"


def test_swap_report_and_neighbours(review: Page) -> None:
    review.keyboard.press("r")
    assert review.evaluate("document.activeElement.id") == "swap-reason"
    review.keyboard.press("Escape")
    review.locator(".report-menu summary").click()
    assert [a.get_attribute("href") for a in review.locator(".report-menu .menu-item").all()][:3] == [
        f"/calls/c1/report/{form}" for form in ("html", "pdf", "json")
    ]
    review.keyboard.press("Escape")
    with review.expect_navigation(url="**/calls/c2?*"):
        review.keyboard.press("j")


def test_single_keys_can_be_switched_off(browser: Browser, address: str) -> None:
    page = _open(browser, f"{address}/preview/sign_in")
    page.context.add_cookies([{"name": "single_keys", "value": "off", "url": address}])
    page.goto(f"{address}/preview/review?lang=en")
    page.wait_for_function("document.querySelector('.review').dataset.pane === 'conduct'")
    page.keyboard.press("1")
    assert not page.locator(".crits details[open] input[value=happened]").is_checked()
    page.context.close()


def test_phone_shows_one_pane_at_a_time(browser: Browser, address: str) -> None:
    page = _open(browser, f"{address}/preview/review?lang=en", 390, 844)
    page.locator(".tabs a[data-pane=transcript]").click()
    assert page.locator("#transcript").is_visible()
    assert not page.locator("#conduct").is_visible()
    assert page.locator(".tabs a[aria-current]").text_content() == "Transcript"
    page.context.close()


def test_without_scripts_everything_is_reachable(browser: Browser, address: str) -> None:
    page = _open(browser, f"{address}/preview/review?lang=en", 390, 844, scripts=False)
    for part in ("#transcript", "#conduct", "#skill", "#sheet", "audio[controls]", ".crits details[open] .decision button"):
        assert page.locator(part).is_visible(), part
    assert page.locator("#turn-8 a").get_attribute("href") == "/calls/c1/audio#t=48.0"
    page.goto(f"{address}/preview/upload?lang=en")
    assert page.locator("#files").is_visible()
    page.goto(f"{address}/preview/run?lang=en")
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1 or "refresh" in page.content()
    page.context.close()


def test_policy_allows_what_the_pages_do(browser: Browser, address: str) -> None:
    page = _open(browser, f"{address}/preview/sign_in")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for name in ("home", "calls", "upload", "review", "keys"):
        page.goto(f"{address}/preview/{name}")
        page.wait_for_load_state("networkidle")
    page.context.close()
    assert said == []


def test_files_are_listed_with_their_sum(browser: Browser, address: str, tmp_path: Path) -> None:
    for name in ("one.wav", "two.mp3"):
        (tmp_path / name).write_bytes(b"x" * 50_000)
    page = _open(browser, f"{address}/preview/upload?lang=en")
    page.locator("#files").set_input_files([tmp_path / "one.wav", tmp_path / "two.mp3"])
    assert page.locator("#chosen li").count() == 2
    assert page.locator("#chosen-sum").text_content() == "2 files · 0.1 MB"
    page.context.close()
