"""A finding of a call goes to its vendor only confirmed, once, and never out of a wave; decisions keep what was seen."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.errors import BadInput, Conflict, Forbidden
from app.models import Event, FindingShare, Recording
from app.models.ghost import Received
from app.queries.collections.balance_decisions import decisions
from app.queries.decision_rows import Seen
from app.queries.oversight.call_share import share_preview
from app.queries.oversight.vendor_proofs import behind, replies
from app.queries.rows import Role
from app.services.decide import decide
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.decide_placement import carry_out, decide_placement
from app.services.vendors.share_call import share_call
from tests.app.world import NOW, World

FINDING = ("false_legal_threat", 0)


def test_only_what_a_person_confirmed_is_sent_and_once(world: World) -> None:
    _run, ids = world.audited("a.wav")
    auditor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        with pytest.raises(Conflict):
            share_call(db, auditor, ids[0], *FINDING, 10, NOW)
        db.rollback()
        with pytest.raises(Forbidden):
            share_call(db, world.actors[Role.EXECUTIVE], ids[0], *FINDING, 10, NOW)
        decide(db, auditor, ids[0], *FINDING, "happened", "Se oye.", NOW)
        with pytest.raises(BadInput):
            share_call(db, auditor, ids[0], *FINDING, 0, NOW)
        shown = share_preview(db, auditor, ids[0], *FINDING, "es")
        sent = share_call(db, auditor, ids[0], *FINDING, 10, NOW)
        assert share_call(db, auditor, ids[0], *FINDING, 10, NOW).id == sent.id
        assert len(db.scalars(select(FindingShare)).all()) == 1
        assert db.scalar(select(Event.kind).where(Event.subject == sent.id)) == "call_finding.shared"
        assert (sent.told["quote"], sent.told["call"], sent.told["start_s"]) == (shown.quote, shown.code, shown.start_s)
        assert [tuple(line) for line in sent.told["said"]] == list(shown.said) and shown.problem is None
        vendor = world.actors[Role.VENDOR]
        reply_to_finding(db, vendor, sent.id, "appeals", "Se cortó el audio.", NOW)
        found = behind(db, auditor, str(vendor.vendor_id), date(2026, 5, 1), date(2026, 5, 31))
        assert [p.standing.value for p in found.proofs] == ["appealed"] and found.kinds == (("false_legal_threat", 1),)
        told = replies(db, auditor, str(vendor.vendor_id), date(2026, 5, 1), date(2026, 5, 31), NOW)
        assert (told.shown, told.appeals, told.accepts) == (1, 1, 0)
        late = replies(db, auditor, str(vendor.vendor_id), date(2026, 4, 1), date(2026, 4, 30), NOW)
        assert (late.shown, late.appeals, late.open_until) == (0, 0, None)


def test_a_call_of_a_wave_is_never_sent_from_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _run, ids = world.audited("a.wav")
    auditor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        decide(db, auditor, ids[0], *FINDING, "happened", "Se oye.", NOW)
        monkeypatch.setattr(Received, "recording_id", Recording.id)
        monkeypatch.setattr(Received, "id", Recording.id)
        assert "ola" in (share_preview(db, auditor, ids[0], *FINDING, "es").problem or "")
        with pytest.raises(Conflict):
            share_call(db, auditor, ids[0], *FINDING, 10, NOW)
        assert db.scalars(select(FindingShare)).all() == []


def test_a_decision_keeps_the_figures_that_were_seen(world: World) -> None:
    asked = {"source": "1", "target": "2", "move": 10, "cap": None}
    seen = [{"name": "Recupero", "value": "−0,5 %", "span": "[−1,2; +0,2]"}]
    executive, manager = world.actors[Role.EXECUTIVE], world.actors[Role.MANAGER]
    at = datetime(2026, 6, 2, 12, tzinfo=UTC)
    with world.database.writing() as db:
        with pytest.raises(Forbidden):
            decide_placement(db, world.actors[Role.AUDITOR], date(2026, 5, 1), "", asked, seen, "Por el trato.", at)
        with pytest.raises(BadInput):
            decide_placement(db, executive, date(2026, 5, 1), "", asked, seen, "  ", at)
        with pytest.raises(BadInput):
            decide_placement(db, executive, date(2026, 5, 1), "", {**asked, "move": 0}, seen, "Por el trato.", at)
        made = decide_placement(db, executive, date(2026, 5, 1), "", asked, seen, "Por el trato.", at)
        (row,) = decisions(db, manager, at, waiting=True)
        assert row.seen == (Seen("Recupero", "−0,5 %", "[−1,2; +0,2]"),) and row.who == executive.name and row.move == 10
        with pytest.raises(Forbidden):
            carry_out(db, executive, made.id, "Se hizo.", at)
        odd = decide_placement(db, executive, date(2026, 5, 1), "", {**asked, "move": 20}, seen, "Por\x00 el trato.", at)
        assert odd.text == "Por el trato."
        carry_out(db, manager, odd.id, "Se\x00 hizo.", at)
        carry_out(db, manager, made.id, "Se hizo.", at)
        assert decisions(db, manager, at, waiting=True) == () and decisions(db, executive, at)[0].done_by == manager.name
