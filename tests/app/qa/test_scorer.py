"""The machine held against people: figures, the calls behind them, the floor."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Evaluation, Finding, Recording, ScoreSheet, Verdict
from app.models.criterion_floor import CriterionFloor
from app.queries.oversight.qa import scorer
from app.queries.oversight.qa.results import results_page
from app.queries.oversight.qa.scorer import cell_page, scorer_page
from app.queries.qa_rows import Stratum
from app.queries.rows import Role
from app.queries.scorer_rows import ScorerRow
from app.services.below_floor import diagnostic_only
from app.services.decide import decide
from app.services.qa.draw_plan import Asked
from app.services.qa.hold_to_floor import hold_to_floor
from app.services.qa.next_call import next_call
from app.services.qa.open_sheet import Reason, open_sheet
from app.services.qa.sessions import NewSession, close_session, make_session
from audit.calibration.floor import Stands
from audit.calibration.sheet import Mode, Purpose
from tests.app.qa.desk import KEY, MAY, analyst, fill, judged, plan_of
from tests.app.world import NOW, World

THREAT = "false_legal_threat"
LATER = NOW + timedelta(minutes=4)


def scored(world: World, wrong: bool, calls: int = 28) -> list[str]:
    """Every call drawn and scored blind by one analyst; the machine asserts a threat in each odd one, rightly or wrongly."""
    ids = judged(world, calls, quiet=tuple(range(0, calls, 2)))
    plan_of(world, Asked(0.02, 0.5, MAY.first_day, MAY.last_day))
    qa = world.actors[Role.QA]
    while True:
        with world.database.writing() as db:
            sheet = next_call(db, qa, Stratum.RANDOM, NOW)
        if sheet is None:
            return ids
        odd = ids.index(sheet.recording_id) % 2 == 1
        fill(world, qa, sheet, *([THREAT] if odd and not wrong else []))


def row_of(world: World, criterion: str = THREAT) -> ScorerRow:
    with world.database.reading() as db:
        return next(r for r in scorer_page(db, world.actors[Role.AUDITOR]).rows if r.criterion == criterion)


def test_nothing_is_known_before_anybody_scores(world: World) -> None:
    judged(world, 2)
    with world.database.reading() as db:
        page = scorer_page(db, world.actors[Role.QA])
    assert page.sheets == 0 and page.judged == 2
    assert all(r.error.precision.value is None and r.stands is Stands.TOO_FEW for r in page.rows)


def test_the_machine_is_held_against_blind_sheets_and_every_cell_leads_to_its_calls(world: World) -> None:
    ids = scored(world, wrong=False, calls=12)
    row = row_of(world)
    assert row.error.precision.value == 1.0 and row.error.sensitivity.value == 1.0
    assert row.error.precision.low is not None and row.error.precision.low < 0.8
    with world.database.reading() as db:
        reader = world.actors[Role.SUPERVISOR]
        hits = cell_page(db, reader, THREAT, "fault", "yes")
        assert {c.id for c in hits.rows} <= {id for n, id in enumerate(ids) if n % 2}
        assert sum(b.faults + b.sound for b in row.behind) == row.error.checked
        assert len(hits.rows) == next(b.faults for b in row.behind if b.said == "fault")
        assert {c.machine for c in hits.rows} == {"happened"}, "each call says what the machine made of it"
        assert cell_page(db, reader, THREAT, "fault", "no").rows == ()
        with pytest.raises(NotFound):
            cell_page(db, reader, "nothing", "", "")


def test_the_calls_behind_a_criterion_come_in_pages(world: World, signed_in, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    scored(world, wrong=False, calls=12)
    monkeypatch.setattr(scorer, "A_PAGE", 5)
    with world.database.reading() as db:
        reader = world.actors[Role.SUPERVISOR]
        pages = [cell_page(db, reader, THREAT, "", "", n) for n in (1, 2, 3)]
        assert [len(p.rows) for p in pages] == [5, 5, pages[0].total - 10] and {p.pages for p in pages} == {3}
        assert len({c.id for p in pages for c in p.rows}) == pages[0].total
        assert cell_page(db, reader, THREAT, "", "", 99).page == 3
    text = signed_in(Role.SUPERVISOR).get(f"/scorer/{THREAT}?page=2").text
    assert "Página 2 de 3" in text


def test_a_call_sealed_for_the_reader_is_behind_no_cell_they_open(world: World) -> None:
    ids = scored(world, wrong=False, calls=8)
    second = analyst(world, 2)
    with world.database.reading() as db:
        shown = cell_page(db, second, THREAT, "", "").rows
    with world.database.writing() as db:
        open_sheet(db, second, shown[0].id, Reason(Purpose.RISK, Mode.BLIND, ""), NOW)
        db.commit()
    with world.database.reading() as db:
        page = cell_page(db, second, THREAT, "", "")
    assert page.hidden == 1 and shown[0].id in ids
    assert shown[0].id not in {c.id for c in page.rows}


def standing(world: World) -> dict[str, int]:
    with world.database.reading() as db:
        counted = select(Finding.standing, func.count()).where(Finding.criterion == THREAT).group_by(Finding.standing)
        return dict(db.execute(counted).tuples().all())


def hold(world: World) -> tuple[str, ...]:
    with world.database.writing() as db:
        changed = hold_to_floor(db, world.actors[Role.AUDITOR].organisation_id, LATER)
        db.commit()
        return changed


def test_below_the_floor_nothing_is_asserted_any_more_and_a_persons_decision_stays(world: World) -> None:
    ids = scored(world, wrong=True)
    auditor = world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        decide(db, auditor, ids[1], THREAT, 0, "happened", "lo oí", LATER)
    before = standing(world)
    assert row_of(world).stands is Stands.DIAGNOSTIC_ONLY
    assert hold(world) == (THREAT,)
    after = standing(world)
    assert after["happened"] == 1 and "asserted" not in after
    assert after["to_review"] == before["asserted"] + before.get("to_review", 0)
    with world.database.reading() as db:
        assert diagnostic_only(db, auditor.organisation_id) == {THREAT}
        verdict = db.get_one(Verdict, ids[3])
        assert (verdict.critical, verdict.conduct, verdict.needs_person) == (0, "to_decide", True)
        assert THREAT in (verdict.why or "")
        kept = db.scalars(select(Evaluation).where(Evaluation.recording_id == ids[3])).one()
        assert any(v["decision"] == "asserted" for v in kept.result["violations"])
    assert hold(world) == (), "held again it changes nothing"
    assert row_of(world).error.precision.value == 0.0, "it is measured by what the machine asserts, wherever that goes"


def test_new_calls_are_sent_to_a_person_while_the_criterion_is_below(world: World) -> None:
    organisation = world.actors[Role.AUDITOR].organisation_id
    with world.database.writing() as db:
        db.add(CriterionFloor(organisation_id=organisation, criterion=THREAT, stands="diagnostic_only", n=40, at=NOW))
        db.commit()
    ids = judged(world, 2, quiet=(0,))
    assert standing(world) == {"to_review": 1}
    with world.database.reading() as db:
        assert db.get_one(Verdict, ids[1]).needs_person
        assert not db.get_one(Verdict, ids[0]).needs_person


def test_a_criterion_that_recovers_asserts_again(world: World) -> None:
    scored(world, wrong=False, calls=44)
    organisation = world.actors[Role.AUDITOR].organisation_id
    assert row_of(world).stands is Stands.ASSERTS
    with world.database.writing() as db:
        db.add(CriterionFloor(organisation_id=organisation, criterion=THREAT, stands="diagnostic_only", n=40, at=NOW))
        for finding in db.scalars(select(Finding).where(Finding.criterion == THREAT)):
            finding.standing = "to_review"
        db.commit()
    assert hold(world) == (THREAT,)
    assert set(standing(world)) == {"asserted"}
    with world.database.reading() as db:
        assert diagnostic_only(db, organisation) == frozenset()


def calibrated(world: World, people: list[Actor], differ: bool = True) -> str:
    ids = judged(world, 6, quiet=tuple(range(6)))
    asked = NewSession(
        "Insultos", "picked", tuple(f"QA-{n:02d}" for n in range(6)), 0, tuple(p.user_id or 0 for p in people), NOW.date()
    )
    with world.database.writing() as db:
        held = make_session(db, world.actors[Role.AUDITOR], asked, KEY, NOW)
        db.commit()
    for n, call in enumerate(ids):
        for place, who in enumerate(people):
            with world.database.writing() as db:
                sheet = open_sheet(db, who, call, Reason(Purpose.CALIBRATION, Mode.BLIND, held.id), NOW)
                db.commit()
            fill(world, who, sheet, *(["insult"] if n < 3 and not (differ and place == 1 and n == 0) else []))
    return held.id


def test_a_session_in_figures_tells_agreement_people_and_where_they_differ(world: World) -> None:
    people = [world.actors[Role.QA], analyst(world, 2), analyst(world, 3)]
    session_id = calibrated(world, people)
    with world.database.writing() as db:
        held = db.scalars(select(ScoreSheet).where(ScoreSheet.session_id == session_id)).all()
        assert len(held) == 18
        close_session(db, world.actors[Role.AUDITOR], session_id, LATER) if _open(world, session_id) else None
        db.commit()
    with world.database.reading() as db:
        page = results_page(db, world.actors[Role.SUPERVISOR], session_id)
    insult = next(c for c in page.rows if c.criterion == "insult")
    assert insult.percent.value == pytest.approx(16 / 18)
    assert insult.alpha.low is not None and insult.alpha.value is not None and insult.alpha.low < insult.alpha.value < 1
    assert page.rows[0].criterion == "insult"
    assert [(row.criterion, [c.apart for c in row.cells].count(True)) for row in page.matrix] == [("insult", 1)]
    other = next(p for p in page.persons if p.name == people[1].name)
    assert other.faults_found.value == pytest.approx(2 / 3)
    assert other.strict is not None and other.strict < 0
    assert page.agreement.value is not None and 0.98 < page.agreement.value < 1


def _open(world: World, session_id: str) -> bool:
    with world.database.reading() as db:
        try:
            results_page(db, world.actors[Role.AUDITOR], session_id)
        except Conflict:
            return True
    return False


def test_a_session_that_goes_on_has_no_figures_and_another_clients_has_none(world: World) -> None:
    people = [world.actors[Role.QA], analyst(world, 2)]
    asked = NewSession("Sigue", "picked", ("QA-00",), 0, tuple(p.user_id or 0 for p in people), NOW.date())
    judged(world, 1)
    with world.database.writing() as db:
        held = make_session(db, world.actors[Role.AUDITOR], asked, KEY, NOW)
        db.commit()
    with world.database.reading() as db:
        with pytest.raises(Conflict):
            results_page(db, people[0], held.id)
        with pytest.raises(NotFound):
            results_page(db, people[0], "nothing")


def test_the_pages_open_and_say_it(world: World, signed_in) -> None:  # type: ignore[no-untyped-def]
    ids = scored(world, wrong=True)
    hold(world)
    browser: FlaskClient = signed_in(Role.SUPERVISOR)
    page = browser.get("/scorer").text
    assert "Solo diagnóstico" in page or "Diagnostic only" in page
    assert browser.get(f"/scorer/{THREAT}?said=fault&fault=no").status_code == 200
    assert browser.get("/scorer/nothing").status_code == 404
    review = browser.get(f"/calls/{ids[1]}").text
    assert "Solo diagnóstico" in review or "Diagnostic only" in review
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Recording)) == len(ids)
