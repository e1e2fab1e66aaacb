"""An error page says its true number and leads back to where it came from, in both languages."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.queries.rows import Role

SignIn = Callable[[Role], FlaskClient]
WORDS = {
    "es": ("Algo de lo enviado no sirve", "Volver al formulario", "Ir al inicio"),
    "en": ("Something in what was sent cannot be used", "Back to the form", "Go home"),
}


def links(page: str) -> dict[str, str]:
    """The page's buttons: what they say and where they lead."""
    return {said.strip(): to for to, said in re.findall(r'<a class="btn[^"]*" href="([^"]*)">([^<]*)</a>', page)}


def number(page: str) -> str:
    """The number the page says."""
    found = re.search(r'<span class="support">(\d+)</span>', page)
    return found[1] if found else ""


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_cannot_be_used_says_422_and_leads_back_to_its_form(signed_in: SignIn, lang: str) -> None:
    browser = signed_in(Role.AUDITOR)
    browser.post("/profile/language", data={"language": lang})
    answer = browser.post("/profile/theme", data={"theme": "pink"}, headers={"Referer": "http://localhost/calls?q=a&page=2"})
    title, back, home = WORDS[lang]
    assert answer.status_code == 422 and number(answer.text) == "422" and title in answer.text
    assert links(answer.text) == {back: "/calls?q=a&amp;page=2", home: "/"}


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("", None),
        ("http://elsewhere.example/profile", None),
        ("http://localhost/profile", "/profile"),
        ("http://localhost//elsewhere.example/x", "/elsewhere.example/x"),
    ],
)
def test_it_leads_back_inside_the_site_or_home(signed_in: SignIn, referer: str, back: str | None) -> None:
    answer = signed_in(Role.AUDITOR).post(
        "/profile/theme", data={"theme": "pink"}, headers={"Referer": referer} if referer else {}
    )
    found = links(answer.text)
    assert found.get(WORDS["es"][1]) == back and found[WORDS["es"][2]] == "/"


def test_an_address_that_is_also_read_leads_to_itself_where_nobody_says_where_it_came_from(signed_in: SignIn) -> None:
    gone = signed_in(Role.AUDITOR).put("/upload")
    assert gone.status_code == 405 and number(gone.text) == "405" and links(gone.text)["Volver"] == "/upload"


@pytest.mark.parametrize(
    ("address", "back"), [("/balance?month=ayer", "/balance"), ("/vendors?month=ayer&segment=x", "/vendors")]
)
def test_a_page_asked_wrongly_leads_to_the_same_asked_anew(signed_in: SignIn, address: str, back: str) -> None:
    answer = signed_in(Role.AUDITOR).get(address)
    assert answer.status_code == 422 and number(answer.text) == "422" and links(answer.text)["Volver"] == back
    itself = signed_in(Role.AUDITOR).get(address, headers={"Referer": f"http://localhost{address}"})
    assert links(itself.text)["Volver"] == back


def test_what_leads_nowhere_leads_home(signed_in: SignIn) -> None:
    answer = signed_in(Role.AUDITOR).get("/nothing-here?x=1")
    assert answer.status_code == 404 and number(answer.text) == "404" and links(answer.text) == {"Ir al inicio": "/"}
