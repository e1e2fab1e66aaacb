"""A filter that cannot be read is told and left out; a list without hits says how many filters stand against it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.queries.oversight.asked import asked_in, query_from, unread_in
from app.queries.rows import Conduct, Role
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
NOBODY = "agent=nadie"


def told(page: str) -> str:
    """The sentence of the page about filters that were left out."""
    found = re.search(r'class="unread-filters".*?<span>(.*?)</span>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("value", ["abc", "-5", "1e9", "nan", "inf"])
def test_a_figure_out_of_reach_is_named_with_what_it_takes(world: World, signed_in: SignIn, value: str) -> None:
    page = signed_in(Role.QA).get(f"/calls?silence={value}").text
    assert told(page) == (
        "No se entendió este filtro y no se tuvo en cuenta: "
        f"Un silencio de al menos, segundos «{value}» (admite una cifra de 0 a 36.000)."
    )
    assert 'name="asked"' not in page


def test_several_are_told_at_once_and_the_others_still_narrow(world: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.QA)
    browser.post("/profile/language", data={"language": "en"})
    page = browser.get(f"/calls?from=2026-13-45&conduct=x&{NOBODY}&to=2026-05-12").text
    assert told(page) == (
        "These filters were not understood and were left out: "
        'From the day "2026-13-45" (it takes a day of the calendar, as 2026-05-12); Conduct "x".'
    )
    assert 'name="asked" value="agent=nadie&amp;to=2026-05-12"' in page


def test_what_was_written_is_shown_cut_and_as_text(world: World, signed_in: SignIn) -> None:
    page = signed_in(Role.QA).get("/calls?state=" + "<b>%25(name)s" + "x" * 500).text
    assert "«<b>%(name)s" in told(page) and "…»" in told(page) and len(told(page)) < 150 and "<b>%(name)s" not in page


def test_what_can_be_read_or_is_empty_is_not_told(world: World, signed_in: SignIn) -> None:
    asked = MultiDict(
        [("conduct", "fail"), ("conduct", "x"), ("silence", "2,5"), ("overlap", ""), ("from", "2026-05-12"), ("signed", "no")]
    )
    assert unread_in(asked) == (("conduct", "x"),)
    assert query_from(asked).conduct == (Conduct.FAIL,) and query_from(asked).filters == 4
    assert asked_in(asked) == "conduct=fail&silence=2%2C5&from=2026-05-12&signed=no"
    assert told(signed_in(Role.QA).get("/calls?silence=2,5&q=nada&sort=x&page=-1").text) == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (NOBODY, "Ninguna llamada tiene lo que pide este filtro."),
        (f"{NOBODY}&silence=abc", "Ninguna llamada tiene lo que pide este filtro."),
        ("from=2001-01-01&to=2001-01-02", "Ninguna llamada tiene lo que pide este filtro."),
        (f"{NOBODY}&silence=5", "Ninguna llamada cumple todo esto a la vez."),
        ("", "Todavía no hay ninguna llamada."),
    ],
)
def test_an_empty_list_says_what_stands_against_it(signed_in: SignIn, query: str, said: str) -> None:
    page = signed_in(Role.QA).get(f"/calls?{query}").text
    assert said in page and ("Quitar" in page) is bool(query)
