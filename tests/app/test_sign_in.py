"""Signing in: right, wrong, too often; accounts closed; settings kept."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Barrier, Thread
from threading import Event as Threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Event, User
from app.queries.rows import Role
from app.services.users import matches
from tests.app.world import PASSWORD, World, other_client

SignIn = Callable[[Role], FlaskClient]
SIGN_IN = "app.services.sign_in"


def enter(browser: FlaskClient, password: str, following: str = "", email: str = "qa@lindero.example") -> int:
    return browser.post("/sign-in", data={"email": email, "password": password, "next": following}).status_code


def tokenless(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_wrong_and_unknown_are_answered_alike(site: Flask, world: World) -> None:
    browser = site.test_client()
    wrong = browser.post("/sign-in", data={"email": "qa@lindero.example", "password": "no es esta"})
    unknown = browser.post("/sign-in", data={"email": "nadie@lindero.example", "password": "no es esta"})
    assert wrong.status_code == unknown.status_code == 401
    assert tokenless(wrong.text).replace("qa@", "nadie@") == tokenless(unknown.text)


def test_many_sign_in_at_once(site: Flask, world: World) -> None:
    together, answers = Barrier(8), []

    def one(n: int) -> None:
        browser = site.test_client()
        together.wait()
        answers.append(enter(browser, PASSWORD if n % 4 else "mala clave", email=f"{'qa' if n % 2 else 'admin'}@lindero.example"))

    threads = [Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] * 6 + [401] * 2
    with world.database.reading() as db:
        kinds = db.scalars(select(Event.kind).where(Event.kind.startswith("sign_in"))).all()
    assert sorted(kinds) == ["sign_in"] * 6 + ["sign_in.refused"] * 2


def test_nobody_holds_the_write_lock_while_a_password_is_checked(
    site: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite there is one such lock; whoever waited for it too long was answered 500."""

    def checked(kept: str, password: str) -> bool:
        write_now(world)
        return matches(kept, password)

    monkeypatch.setattr(f"{SIGN_IN}.matches", checked)
    assert enter(site.test_client(), PASSWORD) == 303 and enter(site.test_client(), "mala clave") == 401


def test_of_many_guesses_at_once_only_the_first_five_are_told(site: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guesses pass the door together; five are refused and counted, the sixth is told to wait though it is right."""
    together = Barrier(6)

    def checked(kept: str, password: str) -> bool:
        together.wait()
        if password == PASSWORD:
            last.wait()
        return matches(kept, password)

    last, answers = Threading(), {}
    monkeypatch.setattr(f"{SIGN_IN}.matches", checked)

    def one(password: str) -> None:
        answers[password] = enter(site.test_client(), password)

    guesses = [Thread(target=one, args=(f"mala clave {n}",)) for n in range(5)]
    right = Thread(target=one, args=(PASSWORD,))
    for thread in (*guesses, right):
        thread.start()
    for thread in guesses:
        thread.join()
    last.set()
    right.join()
    assert answers.pop(PASSWORD) == 429 and set(answers.values()) == {401}


def write_now(world: World) -> None:
    """Take the write lock and let it go. Raises OperationalError at once where somebody holds it."""
    with closing(sqlite3.connect(str(world.database.engine.url.database), timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def test_the_sixth_attempt_waits_even_with_the_right_password(site: Flask, world: World) -> None:
    browser = site.test_client()
    assert [enter(browser, "mala clave") for _ in range(5)] == [401] * 5
    assert enter(browser, PASSWORD) == 429
    assert enter(browser, PASSWORD, email="admin@lindero.example") == 303


def test_a_closed_account_is_out_at_once(site: Flask, world: World, signed_in: SignIn) -> None:
    analyst, admin = signed_in(Role.QA), signed_in(Role.ADMIN)
    assert analyst.get("/calls").status_code == 200
    with world.database.reading() as db:
        number = db.scalar(select(User.id).where(User.email == "qa@lindero.example"))
    assert admin.post(f"/users/{number}/switch").status_code == 303
    assert analyst.get("/calls").status_code == 303
    assert enter(site.test_client(), PASSWORD) == 401
    with world.database.reading() as db:
        kinds = list(db.scalars(select(Event.kind).order_by(Event.id)))
    assert "user.closed" in kinds and kinds[-1] == "sign_in.refused"


@pytest.mark.parametrize(
    "following", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"]
)
def test_nobody_is_sent_away_after_signing_in(site: Flask, world: World, following: str) -> None:
    answer = site.test_client().post("/sign-in", data={"email": "qa@lindero.example", "password": PASSWORD, "next": following})
    assert answer.status_code == 303 and answer.location == "/"


def test_after_signing_in_one_goes_on_to_the_page_asked_for(site: Flask, world: World) -> None:
    browser = site.test_client()
    sent = browser.get("/calls?q=embargo")
    assert sent.location == "/sign-in?next=/calls?q%3Dembargo"
    answer = browser.post("/sign-in", data={"email": "qa@lindero.example", "password": PASSWORD, "next": "/calls?q=embargo"})
    assert answer.location == "/calls?q=embargo"


def test_language_and_theme_follow_the_person(signed_in: SignIn) -> None:
    browser = signed_in(Role.QA)
    assert 'lang="es"' in browser.get("/calls").text
    assert browser.post("/profile/language", data={"language": "en"}).status_code == 303
    assert browser.post("/profile/theme", data={"theme": "dark"}).status_code == 303
    page = browser.get("/calls").text
    assert 'lang="en"' in page and 'data-theme="dark"' in page
    assert 'lang="en"' in signed_in(Role.QA).get("/calls").text
    assert browser.post("/profile/theme", data={"theme": "pink"}).status_code == 422


def test_the_language_chosen_before_signing_in_stays_with_the_person(site: Flask, signed_in: SignIn) -> None:
    browser = site.test_client()
    assert browser.post("/profile/language", data={"language": "en", "next": "/sign-in"}).location == "/sign-in"
    assert enter(browser, "mala clave") == 401 and enter(browser, PASSWORD) == 303
    assert 'lang="en"' in browser.get("/calls").text
    assert 'lang="en"' in signed_in(Role.QA).get("/calls").text


def test_who_chose_nothing_reads_in_their_own_language_whoever_sat_there_before(site: Flask, world: World) -> None:
    browser = site.test_client()
    assert enter(browser, PASSWORD, email="admin@lindero.example") == 303
    browser.post("/profile/language", data={"language": "en"})
    browser.post("/sign-out")
    assert 'lang="en"' in browser.get("/sign-in").text
    assert enter(browser, PASSWORD) == 303
    assert 'lang="es"' in browser.get("/calls").text


def test_new_people_are_checked_field_by_field(signed_in: SignIn) -> None:
    browser = signed_in(Role.ADMIN)
    good = {"name": "Eva", "email": "eva@lindero.example", "role": "qa", "password": "doce letras mas", "vendor": ""}
    for field, bad in (("email", "eva"), ("password", "corta"), ("role", "dios"), ("name", ""), ("email", "qa@lindero.example")):
        answer = browser.post("/users", data={**good, field: bad})
        assert answer.status_code == 422, field
    assert browser.post("/users", data={**good, "role": "vendor"}).status_code == 422
    assert browser.post("/users", data=good).status_code == 303
    assert "eva@lindero.example" in browser.get("/users").text


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(site: Flask, world: World, signed_in: SignIn) -> None:
    here, elsewhere = signed_in(Role.QA), signed_in(Role.QA)
    fresh = "otra clave bien larga"
    for current, new, field in (("no es esta clave", fresh, "e-current"), (PASSWORD, "corta", "e-new")):
        refused = here.post("/profile/password", data={"current": current, "new": new})
        assert refused.status_code == 422 and f'id="{field}"' in refused.text
    assert elsewhere.get("/calls").status_code == 200
    assert here.post("/profile/password", data={"current": PASSWORD, "new": fresh}).status_code == 303
    assert here.get("/calls").status_code == 200
    assert elsewhere.get("/calls").status_code == 303
    assert enter(site.test_client(), PASSWORD) == 401 and enter(site.test_client(), fresh) == 303
    with world.database.reading() as db:
        assert db.scalar(select(Event.kind).where(Event.kind == "user.password")) == "user.password"


def test_an_administrator_gives_a_password_that_only_opens_the_way_to_another(
    site: Flask, world: World, signed_in: SignIn
) -> None:
    analyst, admin, auditor = signed_in(Role.QA), signed_in(Role.ADMIN), signed_in(Role.AUDITOR)
    number = world.actors[Role.QA].user_id
    assert auditor.post(f"/users/{number}/password").status_code == 403
    assert admin.post(f"/users/{world.actors[Role.ADMIN].user_id}/password").status_code == 422
    assert [enter(site.test_client(), "mala clave") for _ in range(5)] == [401] * 5
    page = admin.post(f"/users/{number}/password")
    shown = re.search(r'<code id="fresh">([a-z0-9-]{23})</code>', page.text)
    assert page.status_code == 200 and shown and "Persona qa" in page.text
    fresh = shown[1]
    assert fresh not in admin.get("/users").text
    assert analyst.get("/calls").status_code == 303 and admin.get("/calls").status_code == 200
    back = site.test_client()
    assert enter(back, PASSWORD) == 401 and enter(back, fresh) == 303
    assert (
        back.get("/calls").location == "/profile" and back.post("/profile/keys", data={"single_keys": "off"}).status_code == 403
    )
    assert "elegir una contraseña propia" in back.get("/profile").text
    assert back.post("/profile/password", data={"current": fresh, "new": fresh}).status_code == 422
    assert back.post("/profile/password", data={"current": fresh, "new": "solo yo la conozco"}).status_code == 303
    assert back.get("/calls").status_code == 200
    with world.database.reading() as db:
        log = db.scalars(select(Event).where(Event.kind == "user.password_reset")).one()
        assert (log.user_id, log.subject) == (world.actors[Role.ADMIN].user_id, str(number)) and fresh not in str(log.detail)


def test_nobody_gives_a_password_to_people_of_another_client(world: World, signed_in: SignIn) -> None:
    stranger = other_client(world.database)
    assert signed_in(Role.ADMIN).post(f"/users/{stranger.user_id}/password").status_code == 404


def test_pages_opened_at_once_after_signing_in_share_one_token(site: Flask, world: World) -> None:
    """Two answers that each made a token would undo each other's, and a form on the losing page would be refused."""
    site.config["WTF_CSRF_ENABLED"] = True
    browser = site.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    answer = browser.post("/sign-in", data={"csrf_token": token[1], "email": "qa@lindero.example", "password": PASSWORD})
    assert answer.status_code == 303
    with browser.session_transaction() as kept:
        assert kept["csrf_token"]
