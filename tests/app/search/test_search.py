"""The search beyond words: what was meant, how the call went, and searches that go on by themselves; the real encoder."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.channels.email.smtp import SmtpMail
from app.channels.local.mail import LocalMail
from app.errors import BadInput, NotFound
from app.meaning import embed, encoder_version
from app.models import CallManner, MonitorHit, Recording, TurnMeaning
from app.queries.list_rows import CallsQuery, Manner
from app.queries.oversight.calls import calls_page
from app.queries.oversight.search.monitors import fresh_hits, monitor_page, monitors_of
from app.queries.rows import Role
from app.services.search.meaning import make_vectors
from app.services.search.monitors import keep_monitor, look_through, open_monitor, stop_monitor
from app.services.search.tell import mail_what_was_found
from app.services.swap_roles import swap_roles
from app.web.searching import wanted_by
from tests.app.fakes import FakeEar
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
JOBLESS = (
    ("agent", "Buenas tardes, ¿hablo con Luis Soto?"),
    ("debtor", "Sí. Me echaron de la empresa y no tengo con qué pagar."),
)
BOSS = (("agent", "La cuota vence el viernes."), ("debtor", "Póngame con un supervisor, quiero hablar con su jefe."))
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def told(world: World) -> World:
    """Three calls: a threat, a lost job, somebody who asks for the manager; their meaning read."""
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts |= {"b.wav": JOBLESS, "c.wav": BOSS}
    world.audited()
    assert make_vectors(world.database, embed, encoder_version(), NOW) == 3
    assert make_vectors(world.database, embed, encoder_version(), NOW) == 0
    return world


def found(world: World, manner: Manner, role: Role = Role.AUDITOR) -> list[str]:
    with world.database.reading() as db:
        actor, query = world.actors[role], CallsQuery(manner=manner)
        return [row.code for row in calls_page(db, actor, query, wanted=wanted_by(db, actor, manner)).rows]


@pytest.mark.parametrize(
    ("meaning", "first"),
    [
        ("perdí el trabajo y no puedo pagar", "MS-2"),
        ("he was fired and cannot pay", "MS-2"),
        ("I want to speak to a manager", "MS-3"),
        ("quiero que me atienda el gerente", "MS-3"),
        ("le vamos a embargar", "MS-1"),
    ],
)
def test_what_was_meant_is_found_in_other_words_and_in_the_other_language(told: World, meaning: str, first: str) -> None:
    assert found(told, Manner(meaning=meaning))[0] == first


def test_the_turn_that_came_closest_is_shown_with_how_close(told: World) -> None:
    with told.database.reading() as db:
        actor, manner = told.actors[Role.AUDITOR], Manner(meaning="perdí mi empleo")
        page = calls_page(db, actor, CallsQuery(manner=manner), wanted=wanted_by(db, actor, manner))
        said = page.rows[0].said
        assert said is not None and said.speaker == "debtor" and said.turn == 1
        assert said.closeness is not None and 0.1 < said.closeness <= 1
        assert [row.said.closeness for row in page.rows if row.said] == sorted(
            (row.said.closeness or 0 for row in page.rows if row.said), reverse=True
        )
        like = Manner(like=f"{page.rows[0].id}:1")
        assert wanted_by(db, actor, like) is not None
        for wrong in (f"{page.rows[0].id}:99", f"{page.rows[0].id}:x", "nobody:0", ":", "a:١"):
            with pytest.raises(NotFound):
                wanted_by(db, actor, Manner(like=wrong))
    assert found(told, like)[0] == "MS-2"


def test_calls_not_read_for_meaning_yet_are_counted_not_hidden(told: World) -> None:
    with told.database.writing() as db:
        db.delete(db.scalars(select(TurnMeaning)).first())
        db.commit()
        actor, manner = told.actors[Role.AUDITOR], Manner(meaning="hola")
        assert calls_page(db, actor, CallsQuery(manner=manner), wanted=wanted_by(db, actor, manner)).unread == 1


def test_how_a_call_went_narrows_the_list_and_unknown_is_not_zero(told: World) -> None:
    with told.database.writing() as db:
        ids = dict(db.execute(select(Recording.code, Recording.id)).tuples().all())
        for code, silence, overlap, tone in (("MS-1", 12.0, 0.2, 1.0), ("MS-2", 2.0, None, 4.0), ("MS-3", None, None, None)):
            manner = db.get_one(CallManner, ids[code])
            manner.longest_silence_s, manner.overlap_share, manner.tone = silence, overlap, tone
        db.commit()
    assert found(told, Manner(silence_s=10)) == ["MS-1"]
    assert found(told, Manner(silence_s=0)) == ["MS-1", "MS-2"]
    assert found(told, Manner(overlap=0.1)) == ["MS-1"]
    assert found(told, Manner(tone_most=2)) == ["MS-1"]
    assert found(told, Manner(tone_least=3.5)) == ["MS-2"]
    with told.database.writing() as db:
        swap_roles(db, told.actors[Role.AUDITOR], ids["MS-1"], "están al revés", told.tools.assessor, LATER)
        assert db.get_one(CallManner, ids["MS-1"]).tone != 9


def test_a_search_goes_on_by_itself_and_tells_of_new_calls_once(told: World) -> None:
    actor = told.actors[Role.QA]
    with told.database.writing() as db:
        kept = keep_monitor(db, actor, "  Sin   trabajo ", "meaning=perdí mi trabajo&page=3&sort=code", 0.1, False, NOW)
        words = keep_monitor(db, actor, "Jefe", "q=supervisor", None, False, NOW - timedelta(days=1))
    assert kept.name == "Sin trabajo" and "page" not in kept.asked and "sort" not in kept.asked
    assert look_through(told.database, embed, encoder_version(), LATER) == 1  # the words, judged after it was kept
    assert look_through(told.database, embed, encoder_version(), LATER) == 0
    with told.database.reading() as db:
        assert [h.monitor_id for h in db.scalars(select(MonitorHit))] == [words.id]
        assert fresh_hits(db, actor) == 1 and fresh_hits(db, told.actors[Role.AUDITOR]) == 0
        assert monitor_page(db, told.actors[Role.AUDITOR], words.id) is None


def test_a_monitor_by_meaning_waits_for_vectors_and_walks_past_no_call(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts |= {"b.wav": JOBLESS, "c.wav": BOSS}
    actor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        kept = keep_monitor(
            db, actor, "Sin trabajo", "meaning=perdí el trabajo y no puedo pagar", 0.15, True, NOW - timedelta(hours=1)
        )
    world.audited()
    assert look_through(world.database, embed, encoder_version(), LATER) == 0
    make_vectors(world.database, embed, encoder_version(), LATER)
    assert look_through(world.database, embed, encoder_version(), LATER) >= 1
    with world.database.writing() as db:
        page = monitor_page(db, actor, kept.id)
        assert page is not None and page.hits[0].fresh and page.hits[0].call.said is not None
        assert "MS-2" in {hit.call.code for hit in page.hits}
        open_monitor(db, actor, kept.id, LATER)
        assert fresh_hits(db, actor) == 0 and monitors_of(db, actor)[0].found == len(page.hits)
        stop_monitor(db, actor, kept.id, LATER)
        with pytest.raises(NotFound):
            stop_monitor(db, world.actors[Role.QA], kept.id, LATER)


@pytest.mark.parametrize(
    ("name", "asked", "closeness", "field"),
    [
        ("", "q=jefe", None, "name"),
        ("x" * 121, "q=jefe", None, "name"),
        ("Todo", "", None, "asked"),
        ("Todo", "page=2&sort=code&nonsense=1", None, "asked"),
        ("Todo", "silence=abc&from=2026-13-45&conduct=x", None, "asked"),
        ("Sentido", "meaning=hola", None, "closeness"),
        ("Sentido", "meaning=hola", 1.5, "closeness"),
    ],
)
def test_a_search_that_cannot_be_kept_says_why(world: World, name: str, asked: str, closeness: float | None, field: str) -> None:
    with world.database.writing() as db, pytest.raises(BadInput) as refused:
        keep_monitor(db, world.actors[Role.AUDITOR], name, asked, closeness, False, NOW)
    assert refused.value.field == field


def test_the_same_search_is_not_kept_twice_under_one_name(world: World) -> None:
    actor, other = world.actors[Role.QA], world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        first = keep_monitor(db, actor, "Jefe", "q=jefe&silence=5", None, False, NOW)
        keep_monitor(db, actor, "Otro jefe", "q=jefe&silence=5", None, False, NOW)
        keep_monitor(db, actor, "Jefe", "q=jefe&silence=6", None, False, NOW)
        keep_monitor(db, other, "Jefe", "q=jefe&silence=5", None, False, NOW)
        with pytest.raises(BadInput) as refused:
            keep_monitor(db, actor, " jefe ", "silence=5&q=jefe&overlap=abc", None, True, NOW)
        assert refused.value.field == "name" and "«jefe»" in refused.value.say("es")
        stop_monitor(db, actor, first.id, NOW)
        assert keep_monitor(db, actor, "Jefe", "q=jefe&silence=5", None, False, NOW).asked == "q=jefe&silence=5"


def test_the_pages_search_keep_and_stop(told: World, signed_in: SignIn) -> None:
    client = signed_in(Role.SUPERVISOR)
    page = client.get("/calls?meaning=perdí+mi+empleo").text
    assert (
        "MS-2" in page
        and ("MS-1" not in page or page.index("MS-2") < page.index("MS-1"))
        and "like=" in page
        and 'name="asked"' in page
    )
    assert client.get("/calls?silence=abc&overlap=900&tone_most=-1&state=nope").status_code == 200
    assert client.get("/calls?like=nobody:1").status_code == 404
    answer = client.post("/monitors", data={"name": "Empleo", "asked": "meaning=perdí mi empleo", "closeness": "40"})
    assert answer.status_code == 303 and "/monitors/" in answer.location
    assert "Empleo" in client.get("/monitors").text and client.get(answer.location).status_code == 200
    assert client.post("/monitors", data={"name": "Nada", "asked": "", "closeness": ""}, follow_redirects=True).status_code == 200
    assert client.post(f"{answer.location}/stop").status_code == 303
    assert signed_in(Role.AUDITOR).get(answer.location).status_code == 404
    assert signed_in(Role.VENDOR).get("/monitors").status_code == 403


def test_letters_say_how_many_and_where_never_what(world: World) -> None:
    assert isinstance(world.tools.ear, FakeEar)
    world.tools.ear.scripts |= {"b.wav": JOBLESS}
    with world.database.writing() as db:
        keep_monitor(db, world.actors[Role.AUDITOR], "Sin trabajo", "q=empresa", None, True, NOW - timedelta(hours=1))
    world.audited("b.wav")
    look_through(world.database, embed, encoder_version(), LATER)
    server = LocalMail()
    server.start()
    try:
        sender = SmtpMail("127.0.0.1", server.port, "avisos@lindero.example")
        assert mail_what_was_found(world.database, None, None, LATER) == 0
        assert mail_what_was_found(world.database, sender, "https://client.example", LATER) == 1
        assert mail_what_was_found(world.database, sender, "https://client.example", LATER) == 0
        (letter,) = server.letters
    finally:
        server.stop()
    body = message_from_bytes(letter.content, policy=policy.default).get_body()
    assert body is not None and "https://client.example/monitors/" in body.get_content()
    assert "empresa" not in body.get_content() and "Luis" not in body.get_content()


def test_a_letter_that_did_not_leave_is_tried_again(world: World) -> None:
    with world.database.writing() as db:
        keep_monitor(db, world.actors[Role.AUDITOR], "Casa", "q=casa", None, True, NOW - timedelta(hours=1))
    world.audited("a.wav")
    look_through(world.database, embed, encoder_version(), LATER)
    assert mail_what_was_found(world.database, SmtpMail("127.0.0.1", 9, "a@lindero.example"), None, LATER) == 0
    with world.database.reading() as db:
        assert [hit.mailed_at for hit in db.scalars(select(MonitorHit))] == [None]
