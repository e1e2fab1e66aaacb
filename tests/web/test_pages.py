"""Every template, in both languages, on sample rows: it renders, has one title, and needs nothing that the policy forbids."""

import itertools
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask

from app.web.contract import ENDPOINTS
from tests.web import preview

LANGUAGES = ("es", "en")


class Page(HTMLParser):
    """What a test asks of a page: its elements with their attributes, and the text of titles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """Attributes of every element with one of these names."""
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.fixture(scope="module")
def app() -> Flask:
    made = preview.create()
    made.testing = True
    return made


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=sorted(preview.PAGES))
def html(request: pytest.FixtureRequest, app: Flask, language: str) -> str:
    answer = app.test_client().get(f"/preview/{request.param}?lang={language}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_one_title_landmark_and_language(html: str, language: str) -> None:
    page = Page(html)
    assert len(page.all("h1")) == 1
    assert [m.get("id") for m in page.all("main")] == ["main"]
    assert page.all("html")[0]["lang"] == language
    assert any(a.get("href") == "#main" and a.get("class") == "skip" for a in page.all("a"))


def test_headings_go_down_one_step_at_a_time(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html).elements if re.fullmatch("h[1-6]", tag)]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels)), levels


def test_nothing_inline(html: str) -> None:
    page = Page(html)
    assert not page.all("style")
    assert all(s.get("src") for s in page.all("script"))
    for tag, attrs in page.elements:
        assert "style" not in attrs, tag
        assert not [a for a in attrs if a.startswith("on")], tag
    assert not re.search(r'(src|href)="(https?:)?//(?!example\.org)', html)


def test_ids_are_single_and_controls_are_named(html: str) -> None:
    page = Page(html)
    ids = Counter(str(attrs["id"]) for _, attrs in page.elements if attrs.get("id"))
    assert [i for i, n in ids.items() if n > 1] == []
    labelled = {a.get("for") for a in page.all("label")}
    for attrs in page.all("input", "select", "textarea"):
        if attrs.get("type") in ("hidden", "radio", "checkbox") or "hidden" in attrs:
            continue
        assert attrs.get("id") in labelled or attrs.get("aria-label"), attrs
    for attrs in page.all("input", "select", "textarea"):
        for described in str(attrs.get("aria-describedby") or "").split():
            assert described in ids


def test_every_form_that_changes_something_carries_the_token(html: str) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    assert all('name="csrf_token"' in form for form in forms)


BY_SCRIPT_OR_REDIRECT = {"floor.sound", "practice.show"}
"""The sound of a line is asked for by the floor's script; a practice is shown where its beginning leads."""


def test_every_endpoint_of_the_contract_is_used(app: Flask) -> None:
    used = set()
    for template in (preview.WEB / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r"url_for\('([\w.]+)'", text)) | set(re.findall(r"\('(\w+\.\w+)', '[\w-]+', _\(", text))
    assert used - {"static"} == set(ENDPOINTS) - BY_SCRIPT_OR_REDIRECT


def test_parts_that_are_swapped_are_on_the_page(app: Flask) -> None:
    html = app.test_client().get("/preview/review").get_data(as_text=True)
    ids = {attrs.get("id") for _, attrs in Page(html).elements}
    wanted = set(re.findall(r'hx-(?:target|select|select-oob)="([^"]+)"', html))
    assert {part.split(":")[0].strip().lstrip("#") for group in wanted for part in group.split(",")} <= ids


def test_progress_block_stands_alone(app: Flask) -> None:
    from jinja2_fragments.flask import render_block

    template, values = preview.PAGES["run"]
    with app.test_request_context("/"):
        html = render_block(template, "progress", **values)
    assert "MS-20911.wav" in html
    assert "<html" not in html


def test_why_the_voice_has_no_tone_stands_beside_the_tone_of_the_words(app: Flask) -> None:
    html = app.test_client().get("/preview/review_read_only?lang=es").get_data(as_text=True)
    assert "voz sin evaluar" in html and "eso solo no distingue el enojo de la alegría" in html
    scored = app.test_client().get("/preview/review?lang=es").get_data(as_text=True)
    assert "El tono de la voz no se puntúa" not in scored
