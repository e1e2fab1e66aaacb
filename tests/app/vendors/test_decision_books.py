"""A decision is carried out as far as the books show it: what they do not show is by somebody's word, and says so."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models import Vendor
from app.models.balance_decision import BalanceDecision
from app.queries.collections.balance_decisions import decisions
from app.queries.decision_rows import NOTHING, PART, WHOLE, Capped, DecisionBooks, Moved
from app.queries.rows import Role
from app.services.placement.place_debts import place_debts
from app.services.placement.recall_debts import recall_debts, rotate_lot
from app.services.vendors.decide_placement import carry_out, decide_placement
from app.services.vendors.levels import Level, set_level
from reports.intervals import Estimate
from reports.scorecards.outlook import line_dict
from reports.scorecards.projection import ProjectionLine, Told
from tests.app.money.people import DAY, NOW, manager, owing
from tests.app.money.test_placements import vendors
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
DECIDED, THEN = NOW + DAY, NOW + 3 * DAY


def vendor(world: World, name: str) -> int:
    with world.database.writing() as db:
        made = Vendor(organisation_id=manager(world).organisation_id, name=name)
        db.add(made)
        db.commit()
        return made.id


def decided(db: Session, world: World, source: object, target: object, move: int = 20, cap: int | None = None) -> BalanceDecision:
    asked: dict[str, Any] = {"source": str(source), "target": str(target), "move": move, "cap": cap}
    return decide_placement(db, world.actors[Role.EXECUTIVE], date(2026, 4, 1), "", asked, [], "Por el trato.", DECIDED)


def shown(db: Session, world: World) -> DecisionBooks:
    (row,) = decisions(db, manager(world), THEN, waiting=True)
    assert row.books is not None
    return row.books


def test_accounts_that_went_over_since_are_counted(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    ids = [owing(world.database, who, f"D-{n}") for n in range(13)]
    third = vendor(world, "Tercero")
    with world.database.writing() as db:
        place_debts(db, who, south, ids[:8], "a", NOW)
        place_debts(db, who, north, ids[8:10], "b", NOW)
        place_debts(db, who, third, ids[12:], "from a third", NOW)
        recall_debts(db, who, ids[:1], "antes", NOW + timedelta(hours=1))
        place_debts(db, who, north, ids[:1], "before", NOW + timedelta(hours=2))
        made = decided(db, world, south, north, 30)
        assert shown(db, world).moved == Moved(0.3, 7, 0, 3, 0, 0) and shown(db, world).standing == NOTHING
        rotate_lot(db, who, third, "from a third", north, "not of this decision", DECIDED + DAY)
        assert shown(db, world).standing == NOTHING
        place_debts(db, who, south, ids[10:11], "c", DECIDED + DAY)
        place_debts(db, who, north, ids[11:12], "d", DECIDED + DAY)
        recall_debts(db, who, ids[1:2], "por la decisión", DECIDED + DAY)
        place_debts(db, who, north, ids[1:2], "e", DECIDED + DAY)
        assert shown(db, world).moved == Moved(0.3, 7, 1, 3, 1, 1) and shown(db, world).standing == PART
        recall_debts(db, who, ids[2:3], "por la decisión", DECIDED + DAY)
        place_debts(db, who, north, ids[2:3], "f", DECIDED + DAY)
        assert shown(db, world).standing == WHOLE
        carry_out(db, who, made.id, "", THEN)
        (kept,) = decisions(db, who, THEN + 9 * DAY)
        assert kept.by_word is None and kept.books == DecisionBooks(Moved(0.3, 7, 2, 3, 1, 1))


def test_to_and_from_the_own_desk(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    ids = [owing(world.database, who, f"D-{n}") for n in range(6)]
    with world.database.writing() as db:
        place_debts(db, who, south, ids[:2], "a", NOW)
        back = decided(db, world, south, "own", 50)
        recall_debts(db, who, ids[:1], "vuelve", DECIDED + DAY)
        assert shown(db, world).moved == Moved(0.5, 2, 1, 0, 0, 0) and shown(db, world).standing == WHOLE
        carry_out(db, who, back.id, "", THEN)
        decided(db, world, "own", north, 50)
        place_debts(db, who, north, ids[2:4], "b", DECIDED + DAY)
        assert shown(db, world).moved == Moved(0.5, 5, 2, 0, 0, 0)


def test_a_cap_is_carried_out_by_the_contracts_that_have_it(world: World) -> None:
    who, (south, north) = manager(world), vendors(world)
    ids = [owing(world.database, who, f"D-{n}") for n in range(2)]
    with world.database.writing() as db:
        place_debts(db, who, south, ids[:1], "a", NOW)
        place_debts(db, who, north, ids[1:], "b", NOW)
        decided(db, world, south, north, 0, 3)
        assert shown(db, world) == DecisionBooks(None, Capped(3, 2, 0)) and shown(db, world).standing == NOTHING
        set_level(db, who, south, Level("contacts_a_week", 3.0), DECIDED.date(), DECIDED)
        set_level(db, who, north, Level("contacts_a_week", 4.0), DECIDED.date(), DECIDED)
        assert shown(db, world).standing == PART
        set_level(db, who, north, Level("contacts_a_week", 2.0), DECIDED.date(), DECIDED)
        assert shown(db, world).standing == WHOLE


def test_what_the_books_do_not_show_needs_a_reason_and_says_so(world: World, signed_in: SignIn) -> None:
    who, (south, north) = manager(world), vendors(world)
    with world.database.writing() as db:
        made = decided(db, world, south, north).id
        with pytest.raises(BadInput, match="nothing of this decision"):
            carry_out(db, who, made, " ", THEN)
    client = signed_in(Role.MANAGER)
    assert "Los libros no muestran nada" in client.get("/placements").text
    refused = client.post(f"/balance/decisions/{made}/done", data={"why": "x"})
    assert refused.status_code == 422 and 'value="x"' in refused.text
    assert re.search(rf'<p class="error-text"[^>]*id="e-why-{made}"', refused.text)
    assert client.post(f"/balance/decisions/{made}/done", data={"why": "Se pidió por carta."}).status_code == 303
    with world.database.reading() as db:
        (row,) = decisions(db, who, THEN)
    assert (row.by_word, row.books and row.books.standing) == ("Se pidió por carta.", NOTHING)
    page = signed_in(Role.EXECUTIVE).get("/").text
    assert "solo de palabra" in page and "Se pidió por carta." in page


def test_what_was_seen_is_read_in_the_readers_language(world: World, signed_in: SignIn) -> None:
    line = line_dict(ProjectionLine(Told.RECOVERY_SHARE, Estimate(-0.0154, -0.03, 0.002, 9)))
    told = {"line": line, "of": "move", "cap": 3}
    seen = [{"name": "De moverlas, al mes: Recupero", "value": "−1,5 %", "span": "[−3,0; +0,2]", "told": told}]
    old = [{"name": "Reclamos de antes", "value": "−9", "span": ""}]
    asked = {"source": "1", "target": "2", "move": 10, "cap": 3}
    with world.database.writing() as db:
        decide_placement(db, world.actors[Role.EXECUTIVE], date(2026, 4, 1), "", asked, seen + old, "Por el trato.", DECIDED)
    client = signed_in(Role.EXECUTIVE)
    assert "−1,5\u00a0%" in client.get("/").text
    client.post("/profile/language", data={"language": "en"})
    page = client.get("/").text
    assert "−1.5%" in page and "Of moving them, a month" in page and "De moverlas" not in page and "Reclamos de antes" in page


def test_a_mark_of_before_anybody_looked_is_by_word_only(world: World, signed_in: SignIn) -> None:
    with world.database.writing() as db:
        made = decided(db, world, *vendors(world))
        made.done_at, made.done_by = THEN, "Operación"
        db.commit()
    page = signed_in(Role.EXECUTIVE).get("/").text
    assert "solo de palabra" in page and "Nadie miró los libros" in page
