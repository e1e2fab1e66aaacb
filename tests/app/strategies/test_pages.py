"""The manager's pages over a real database: written, played, put live, read; without a script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Strategy, Template
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome
from app.queries.rows import Role
from app.services.strategies.launch import launch
from tests.app.strategies.world import NOW, TODAY, debts, segment, step, strategy, texts
from tests.app.world import World

SignedIn = Callable[[Role], FlaskClient]
FORM = {
    "steps.1.key": "one",
    "steps.1.anchor": "due",
    "steps.1.day": "2",
    "steps.1.channels": ["whatsapp", "sms", ""],
    "steps.1.template": "early-friendly",
    "steps.1.tone": "tu",
    "steps.1.wait_days": "1",
    "steps.1.window_days": "8",
    "steps.1.dialling": "none",
    "stops": ["paid", "disputed", "cease", "placed", "promised"],
}


@pytest.fixture
def manager(site: Flask, signed_in: SignedIn) -> FlaskClient:
    return signed_in(Role.MANAGER)


def test_only_who_manages_opens_them(site: Flask, signed_in: SignedIn) -> None:
    for role in (Role.AGENT, Role.VENDOR, Role.QA):
        browser = signed_in(role)
        assert [browser.get(p).status_code for p in ("/strategies", "/scripts", "/strategies/ledger")] == [403] * 3


def test_a_strategy_is_written_moved_and_saved_without_a_script(world: World, manager: FlaskClient) -> None:
    segment_id = segment(world.database, world.actors[Role.MANAGER])
    begun = manager.post("/strategies", data={"segment": segment_id, "name": "Mía", "house": ""})
    assert begun.status_code == 303
    address = begun.headers["Location"]
    added = manager.post(address, data=FORM | {"do": "add"})
    assert added.status_code == 200 and 'name="steps.2.day"' in added.text
    two = FORM | {name.replace(".1.", ".2."): value for name, value in FORM.items() if name.startswith("steps")}
    two |= {"steps.2.key": "two", "steps.2.day": "nine"}
    moved = manager.post(address, data=two | {"do": "up-2"})
    assert moved.text.index('value="two"') < moved.text.index('value="one"')
    refused = manager.post(address, data=two | {"do": "save"})
    assert refused.status_code == 422 and "nine" in refused.text
    assert "<li>Paso 2, Día: «nine» no es un número entero" in refused.text, "the label and the step, not the program's field"
    assert manager.post(address, data=two | {"do": "save", "steps.2.day": "9"}).status_code == 303
    with world.database.reading() as db:
        row = db.query(Strategy).one()
        assert [(s["key"], s["day"]) for s in row.steps["steps"]] == [("one", 2), ("two", 9)]
        assert row.steps["steps"][0]["channels"] == ["whatsapp", "sms"]
    taken = manager.post("/strategies", data={"segment": segment_id, "name": "Mía", "house": ""})
    assert taken.status_code == 422 and "Mía" in taken.text


def test_from_the_houses_own_to_live_with_a_play_between(world: World, manager: FlaskClient) -> None:
    actor = world.actors[Role.MANAGER]
    segment_id = segment(world.database, actor)
    debts(world.database, actor, segment_id, 4, overdue_days=20)
    address = manager.post("/strategies", data={"segment": segment_id, "house": "early"}).headers["Location"]
    played = manager.post(f"{address}/simulation", data={"weeks": "4"}, follow_redirects=True)
    assert played.status_code == 200 and "no se sabe" in played.text
    strategy_id = address.rsplit("/", 1)[1]
    thought = manager.get(f"/strategies/launch/{segment_id}?share-{strategy_id}=100")
    assert thought.status_code == 200 and "4 personas" in thought.text
    refused = manager.post(f"/strategies/launch/{segment_id}", data={f"share-{strategy_id}": "100"})
    assert refused.status_code == 422 and "no hay texto en uso" in refused.text
    texts(world.database, actor)
    live = manager.post(f"/strategies/launch/{segment_id}", data={f"share-{strategy_id}": "100"}, follow_redirects=True)
    assert live.status_code == 200 and "no se compara con nada" in live.text
    frozen = manager.get(address)
    assert "no cambia" in frozen.text and 'name="steps.1.day"' not in frozen.text
    assert manager.post(f"/strategies/stop/{segment_id}", follow_redirects=True).status_code == 200


def test_a_test_says_what_it_can_see_and_its_page_waits_for_the_day(world: World, manager: FlaskClient) -> None:
    actor, database = world.actors[Role.MANAGER], world.database
    texts(database, actor)
    segment_id = segment(database, actor)
    a, b = strategy(database, actor, segment_id, "A"), strategy(database, actor, segment_id, "B", step("later", 4))
    debts(database, actor, segment_id, 20)
    shares = {f"share-{a.id}": "60", f"share-{b.id}": "40", "outcome": "cured", "look": "anytime", "least": "5"}
    thought = manager.get(f"/strategies/launch/{segment_id}", query_string=shares)
    assert "puntos" in thought.text and "20 personas" in thought.text
    with database.writing() as db:
        declared = Declared(Outcome.CURED, Look.HORIZON, TODAY, 28, 30, 20, 0.5)
        test = launch(db, actor, [Arm(a.id, 60), Arm(b.id, 40)], declared, NOW - timedelta(days=1))
    page = manager.get(f"/strategies/tests/{test.id}")
    assert page.status_code == 200 and "A v1" in page.text and "B v1" in page.text
    assert manager.get("/strategies/ledger").text.count("sin medir") >= 20


def test_texts_are_added_checked_while_written_and_put_in_use(world: World, manager: FlaskClient) -> None:
    texts(world.database, world.actors[Role.MANAGER])
    listed = manager.get("/scripts?channel=sms&q=partes")
    assert "Primer aviso amable" in listed.text and "Tras una promesa incumplida" not in listed.text
    written = {"key": "mine", "channel": "sms", "language": "es", "tone": "tu", "country": "CL"}
    seen = manager.post("/scripts/check", data=written | {"body": "Último aviso, {nombree}: paga ya mismo"})
    assert seen.status_code == 200 and "<html" not in seen.text
    assert "Último aviso" in seen.text and "{nombree}" in seen.text and "No se puede usar" in seen.text
    bad = manager.post("/scripts/new", data=written | {"body": "Último aviso, {nombre}"}).headers["Location"]
    assert "No se puede usar" in manager.get(bad).text
    assert manager.post(f"{bad}/live", data={"reason": "porque lo digo yo, sin más"}, follow_redirects=True).status_code == 200
    doubtful = written | {
        "key": "doubt",
        "body": "Hola {nombre}, {empresa} informa: tu historial crediticio no cambia. {telefono} {baja}",
    }
    doubt = manager.post("/scripts/new", data=doubtful).headers["Location"]
    manager.post(f"{doubt}/live", data={"reason": "corto"})
    states = {"mine": "draft", "doubt": "draft"}
    with world.database.reading() as db:
        assert {t.key: t.state for t in db.query(Template).filter(Template.key.in_(states))} == states
    manager.post(f"{doubt}/live", data={"reason": "aprobado por legal el 12 de mayo"})
    with world.database.reading() as db:
        row = db.query(Template).filter(Template.key == "doubt").one()
        assert row.state == "live" and row.checks["decided"]["reason"] == "aprobado por legal el 12 de mayo"
    manager.post(doubt, data=doubtful | {"body": "Hola {nombre}, de {empresa}. {telefono} {baja}"})
    with world.database.reading() as db:
        assert [(t.version, t.state) for t in db.query(Template).filter(Template.key == "doubt")] == [(1, "live"), (2, "draft")]

    other = manager.post("/scripts/new", data=doubtful | {"body": "Hola {nombre}, otra idea, de {empresa}. {telefono} {baja}"})
    assert "versión 3" in manager.get(other.headers["Location"]).text, "a draft under a name in use is told to be a version more"
    with world.database.reading() as db:
        drafts = [t.body for t in db.query(Template).filter(Template.key == "doubt", Template.state == "draft")]
        assert len(drafts) == 2 and any("otra idea" not in body for body in drafts), "the draft that was there stays"


@pytest.mark.parametrize(
    "data",
    [{"channel": "visit"}, {"language": "pt"}, {"tone": "you"}, {"country": "US"}, {"key": "Ñandú"}, {"key": ""}],
)
def test_a_text_outside_the_lists_is_refused_with_what_was_written_kept(manager: FlaskClient, data: dict[str, str]) -> None:
    whole = {"key": "k", "channel": "sms", "language": "es", "tone": "tu", "country": "", "body": "hola de nuevo"}
    answer = manager.post("/scripts/new", data=whole | data)
    assert answer.status_code == 422 and "hola de nuevo" in answer.text


def test_how_people_reach_the_client_is_kept_by_country(manager: FlaskClient) -> None:
    data = {"country": "PE", "phone": "01 234 5678", "hours": "9 a 6", "complaints": "r@x.example", "link": "x.example"}
    assert "01 234 5678" in manager.post("/scripts/card", data=data, follow_redirects=True).text
    assert "no se conoce" in manager.post("/scripts/card", data={"country": "XX"}, follow_redirects=True).text
