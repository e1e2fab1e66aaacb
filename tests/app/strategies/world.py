"""A client with a segment, debts in it, texts and strategies; a judge that sees nothing, where the judge is not what is tried."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from app.actors import Actor
from app.db import Database
from app.models import ContactPoint, Debt, Person, Segment, Strategy
from app.operations.scripts_judged import Judged
from app.services.strategies.edit_strategy import begin_strategy
from app.services.strategies.house_card import save_card
from app.services.strategies.write_template import install_house_texts

NOW = datetime(2026, 5, 18, 15, 0, tzinfo=UTC)
"""Monday 18 May 2026, 11:00 in Santiago: no holiday, inside every window."""
TODAY = date(2026, 5, 18)
_COUNT = count(1)
CARD = {
    "phone": "600 123 4567",
    "hours": "lun a vie, 9 a 18",
    "complaints": "reclamos@lindero.example",
    "link": "lindero.example",
    "agent": "Camila",
}


def unseeing(_text: str, _language: str, _country: str) -> tuple[Judged, ...]:
    return ()


def segment(database: Database, actor: Actor, name: str = "Temprana") -> int:
    with database.writing() as db:
        row = Segment(organisation_id=actor.organisation_id, name=name, rule="x", position=next(_COUNT), changed_at=NOW)
        db.add(row)
        db.commit()
        return row.id


def debts(database: Database, actor: Actor, segment_id: int, how_many: int, overdue_days: int = 5, **more: Any) -> list[int]:
    """People of Santiago with a mobile phone and one debt each, overdue since so many days."""
    ids = []
    with database.writing() as db:
        for _ in range(how_many):
            number = next(_COUNT)
            person = Person(
                organisation_id=actor.organisation_id,
                country=more.get("country", "CL"),
                identity=f"{14000000 + number}-4",
                name=more.get("name", "ANA ROJAS VERA"),
                zone=more.get("zone", "America/Santiago"),
                language=more.get("language", "es"),
                updated_at=NOW,
            )
            db.add(person)
            db.flush()
            for kind, value in more.get("points", [("phone", f"+5691{number:07d}")]):
                db.add(
                    ContactPoint(
                        person_id=person.id,
                        kind=kind,
                        value=value.replace("*", str(number)),
                        mobile=True if kind == "phone" else None,
                        standing="good",
                        source="load",
                        learned_at=NOW,
                    )
                )
            debt = Debt(
                organisation_id=actor.organisation_id,
                person_id=person.id,
                number=f"S-{number}",
                product="consumo",
                currency=more.get("currency", "CLP"),
                balance_minor=246300,
                overdue_minor=46300,
                oldest_due_on=TODAY - timedelta(days=overdue_days),
                stage="early",
                segment_id=segment_id,
                updated_at=NOW,
            )
            db.add(debt)
            db.flush()
            ids.append(debt.id)
        db.commit()
    return ids


def step(key: str, day: int, *channels: str, **more: Any) -> dict[str, Any]:
    row = {"key": key, "anchor": "due", "day": day, "channels": list(channels or ("whatsapp", "sms"))}
    return row | {"template": "early-friendly", "tone": "tu", "window_days": 10, **more}


def document(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"steps": list(steps) or [step("friendly", 2)]}


def strategy(database: Database, actor: Actor, segment_id: int, name: str = "A", *steps: dict[str, Any]) -> Strategy:
    with database.writing() as db:
        return begin_strategy(db, actor, segment_id, name, document(*steps), NOW)


def texts(database: Database, actor: Actor) -> None:
    """The house's texts live, and how the client is reached in Chile."""
    with database.writing() as db:
        install_house_texts(db, actor, unseeing, NOW)
        save_card(db, actor, "CL", CARD, NOW)
