"""Every page of strategies and texts as it is made from a database, in both languages: whole, named, nothing inline."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Template
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome
from app.queries.rows import Role
from app.services.strategies.edit_strategy import begin_from_house, new_version
from app.services.strategies.launch import launch
from app.services.strategies.simulate_strategy import simulate_strategy
from tests.app.strategies.world import NOW, TODAY, debts, segment, step, strategy, texts
from tests.app.world import World
from tests.web.test_pages import Page

PAGES = (
    "/strategies",
    "/strategies/{draft}",
    "/strategies/{live}",
    "/strategies/{draft}/simulation",
    "/strategies/{bare}/simulation",
    "/strategies/launch/{segment}?share-{draft}=60&share-{live}=40&least=5",
    "/strategies/launch/{segment}?share-{draft}=60&share-{live}=40&outcome=recovered&look=anytime",
    "/strategies/tests/{test}",
    "/strategies/ledger",
    "/scripts",
    "/scripts/new",
    "/scripts/{text}",
)


@pytest.fixture
def whole(world: World) -> dict[str, int]:
    """A test under way, a draft that was played and one that was not, texts."""
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B", step("later", 4))
    debts(database, actor, segment_id, 12, overdue_days=20, points=[("phone", "+56912*"), ("email", "a*@x.example")])
    with database.writing() as db:
        declared = Declared(Outcome.CURED, Look.HORIZON, TODAY - timedelta(days=70), 28, 30, 20, 0.5)
        test = launch(db, actor, [Arm(a.id, 60), Arm(b.id, 40)], declared, NOW - timedelta(days=70))
        draft = new_version(db, actor, a.id, NOW)
        simulate_strategy(db, actor, draft.id, 4, NOW)
        bare = begin_from_house(db, actor, segment_id, "late", "es", NOW)
        text = db.query(Template).first()
        assert text is not None
        return {"draft": draft.id, "live": a.id, "bare": bare.id, "segment": segment_id, "test": test.id, "text": text.id}


@pytest.fixture
def made(whole: dict[str, int], site: Flask, signed_in: Callable[[Role], FlaskClient]) -> Iterator[list[tuple[str, str]]]:
    browser, out = signed_in(Role.MANAGER), []
    for language in ("es", "en"):
        browser.post("/profile/language", data={"language": language})
        for address in PAGES:
            answer = browser.get(address.format(**whole))
            assert answer.status_code == 200, address
            assert f'<html lang="{language}"' in answer.text
            out.append((f"{language} {address}", answer.text))
    yield out


def test_every_page_is_whole(made: list[tuple[str, str]]) -> None:
    for where, html in made:
        page = Page(html)
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, where
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels)), (where, levels)
        ids = Counter(str(attrs["id"]) for _, attrs in page.elements if attrs.get("id"))
        assert [i for i, n in ids.items() if n > 1] == [], where
        labelled = {a.get("for") for a in page.all("label")}
        for attrs in page.all("input", "select", "textarea"):
            if attrs.get("type") in ("hidden", "radio", "checkbox"):
                continue
            inside = attrs.get("name") in ("weeks", "q")
            assert inside or attrs.get("id") in labelled or attrs.get("aria-label"), (where, attrs)
        assert not [attrs for _, attrs in page.elements if "style" in attrs or any(a.startswith("on") for a in attrs)], where
        forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
        assert all('name="csrf_token"' in form for form in forms), where
        assert not re.search(r"\b(None|Undefined)\b", re.sub(r"<[^>]+>", " ", html)), where


def test_no_page_in_spanish_keeps_english_words(made: list[tuple[str, str]]) -> None:
    english = re.compile(r"\b(the|people|share|steps?|played|draft|nothing|with|until|which)\b")
    for where, html in made:
        if where.startswith("es "):
            main = html[html.index("<main") : html.index("</main>")]
            said = re.sub(
                r'<(textarea|small|p|q)[^>]*lang="en".*?</\1>|<option value="[^"]*"></option>', " ", main, flags=re.DOTALL
            )
            text = re.sub(r"<[^>]+>", " ", said)
            assert english.findall(text) == [], where
