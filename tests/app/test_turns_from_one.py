"""People count turns from one; files and addresses from nought."""

import re
from pathlib import Path

import pytest
from flask import Flask

import app.web
from app.web.told import told

TEMPLATES = Path(app.web.__file__).parent / "templates"
NAMED = re.compile(r"_\('[^']*turn %\(n\)s[^']*',(?: what=\w+,)? n=([^)]*)\)")


def test_every_page_that_names_a_turn_counts_from_one() -> None:
    named = {(str(p.relative_to(TEMPLATES)), n) for p in TEMPLATES.rglob("*.html") for n in NAMED.findall(p.read_text("utf-8"))}
    assert len(named) > 5
    assert [(page, n) for page, n in named if n != "''" and not n.endswith(" + 1")] == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", "Insulto (turno 8): el juez local le da 0,92, el segundo juez no lo ve"),
        ("en", "Insult (turn 8): the local judge gives it 0.92, the second judge does not see it"),
    ],
)
def test_what_two_judges_dispute_is_told_in_the_readers_words(site: Flask, lang: str, said: str) -> None:
    with site.test_request_context(headers={"Cookie": f"language={lang}"}):
        assert told("insult (turn 7): the local judge gives it 0.92, the second judge does not see it") == said
