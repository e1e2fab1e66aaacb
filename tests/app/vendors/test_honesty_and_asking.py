"""How honest a vendor's log is of ghosts, as a comparison counts it; and a survey on its way through the gate."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.errors import Conflict
from app.models import ContactPoint, Interaction, Survey
from app.models.ghost import Ghost
from app.models.wave_finding import VendorLog, VendorLogEntry
from app.queries.oversight.scorecards.behind import rows_of
from app.queries.oversight.scorecards.facts import facts
from app.queries.rows import Role
from app.services.vendors.survey_file import Answer
from app.services.vendors.surveys import ask_survey, take_answer
from app.settings import Settings
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.wave_world import SEALED, VENDOR, auditor, call, sealed
from tests.app.world import World

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def test_honesty_is_of_the_newest_log_that_stands_by_ghost(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    heard = [call(world, wave_id, f"F-0{n + 1}", f"c{n}", SEALED + timedelta(days=n + 1)) for n in range(3)]
    with world.database.writing() as db:
        vendor = m.vendor(db, auditor(world).organisation_id, VENDOR)
        ghosts = db.scalars(select(Ghost).order_by(Ghost.code)).all()

        def log(id: str, added: int, **more: object) -> None:
            db.add(
                VendorLog(
                    id=id, wave_id=wave_id, vendor_id=vendor, file="f", stored="s", sha256=id, rows=1, report={}, added_by="x",
                    added_at=SEALED + timedelta(days=added), **more,
                )
            )  # fmt: skip
            db.flush()

        def line(id: str, n: int, ghost: int, outcome: str, row: int | None, received: str | None, **told: object) -> None:
            logged = {"line": row, **told} if row is not None else None
            db.add(
                VendorLogEntry(
                    log_id=id, n=n, ghost_id=ghosts[ghost].id, received_id=received, at=SEALED + timedelta(days=1, hours=n),
                    outcome=outcome, logged=logged, lived={} if received else None,
                )
            )  # fmt: skip

        log("old", 9)
        line("old", 1, 0, "fake_attempt", 2, None)
        log("withdrawn", 11, withdrawn_at=SEALED + timedelta(days=12))
        line("withdrawn", 1, 0, "fake_attempt", 2, None)
        log("new", 10)
        line("new", 1, 0, "match", 2, heard[0], promise="5000")
        line("new", 2, 1, "wrong_result", 3, heard[1])
        line("new", 3, 1, "altered_promise", 3, heard[1], promise="7000")
        line("new", 4, 2, "not_logged", None, heard[2])
        line("new", 5, 2, "fake_attempt", 4, None)
        line("new", 6, 2, "cannot_tell", 5, None)
        db.commit()
        found = facts(db, world.actors[Role.EXECUTIVE], MAY, months=1)
        sums, key = found.months[-1].sums, str(vendor)
        told = {name: (sums[name][key].clusters, sums[name][key].x, sums[name][key].y) for name in (
            "attempts_real", "contacts_logged", "promises_as_made")}  # fmt: skip
        assert told == {"attempts_real": (3, 1.0, 3.0), "contacts_logged": (3, 2.0, 3.0), "promises_as_made": (2, 1.0, 2.0)}
        rows = rows_of(db, world.actors[Role.EXECUTIVE], "attempts_real", key, MAY).rows
        assert len(rows) == 6 and {row.kind for row in rows} == {"ghost"} and rows[-1].rule == "match"


def test_a_survey_goes_through_the_gate_and_is_answered_at_its_address(both: World) -> None:
    who = both.actors[Role.MANAGER]
    sent: list[int] = []
    with both.database.writing() as db:
        vendor = m.vendor(db, who.organisation_id, "Sur Recupera")
        one, two = m.placed(db, who.organisation_id, vendor, 1), m.placed(db, who.organisation_id, vendor, 2)
        first, second = m.contact(db, one, m.at(8)), m.contact(db, two, m.at(8))
        db.add(
            ContactPoint(person_id=one.person_id, kind="phone", value="+56911111111", mobile=True, source="x", learned_at=m.at(1))
        )
        db.commit()
        asked = ask_survey(db, who, first.id, "https://casa.example", m.NOW, sent.append)
        assert asked is not None and asked.state == "cleared" and sent == [asked.interaction_id]
        message = db.get_one(Interaction, asked.interaction_id)
        assert message.vendor_id is None and asked.url in (message.text or "") and "Sur Recupera" in (message.text or "")
        with pytest.raises(Conflict, match="asked about already"):
            ask_survey(db, who, first.id, "https://casa.example", m.NOW, sent.append)
        db.rollback()
        assert ask_survey(db, who, second.id, "https://casa.example", m.NOW, sent.append) is None
        take_answer(db, asked.url.rsplit("/", 1)[1], Answer(csat=4), m.NOW)
        (survey,) = db.scalars(select(Survey)).all()
        assert (survey.csat, survey.vendor_id, survey.interaction_id) == (4, vendor, first.id)
        assert asked.url.rsplit("/", 1)[1] not in (survey.mark or "")
