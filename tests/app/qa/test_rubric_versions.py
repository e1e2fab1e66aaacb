"""A client's own rubric: drafted, published from a day on, withdrawn; what it judges, and what it leaves alone."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Evaluation, Recording, RubricVersion, Run, Verdict
from app.queries.oversight.rubric_try import try_page
from app.queries.rows import Conduct, Role
from app.queries.rubrics import rubric_in_force, rubric_of, rubric_text
from app.services.rubric.drafts import begin_draft, change_criterion, change_fewest, discard
from app.services.rubric.publish import publish, withdraw
from app.services.seal_run import bundle_of, seal_run
from app.services.sealing import sealing_key
from app.settings import Settings
from audit.errors import BadRubric
from audit.evidence.verify import verify
from audit.rubric import load_rubric, parse_rubric
from audit.rubric_edit import Edited
from tests.app.world import NOW, World, other_client

KEY = b"k" * 32
TODAY = NOW.date()
SHIPPED = load_rubric().id


def drafted(world: World, weight: float = 9.0, criterion: str = "identify_agent", role: Role = Role.QA) -> RubricVersion:
    """A draft with one duty that weighs otherwise."""
    with world.database.writing() as db:
        row = begin_draft(db, world.actors[role], KEY, NOW)
        duty = load_rubric().criterion(criterion)
        entered = Edited(duty.question, duty.good, duty.bad, weight)
        return change_criterion(db, world.actors[role], row.id, row.version, criterion, entered, NOW)


def out(world: World, row: RubricVersion, since: date = TODAY, role: Role = Role.AUDITOR) -> RubricVersion:
    """It, published."""
    with world.database.writing() as db:
        return publish(db, world.actors[role], row.id, row.version, since, "pedido del directorio", NOW)


def force(world: World, day: date) -> str:
    with world.database.reading() as db:
        return rubric_in_force(db, world.actors[Role.QA].organisation_id, day).id


def test_a_draft_judges_nothing_until_it_is_published_and_then_from_its_day_on(world: World) -> None:
    row = drafted(world)
    assert force(world, TODAY) == SHIPPED
    row = out(world, row, TODAY + timedelta(days=3))
    assert row.rubric is not None and row.rubric.endswith(f"@{TODAY + timedelta(days=3)}.1")
    assert force(world, TODAY + timedelta(days=2)) == SHIPPED and force(world, TODAY + timedelta(days=3)) == row.rubric
    with world.database.reading() as db:
        assert rubric_of(db, row.rubric).criterion("identify_agent").weight == 9.0
        assert parse_rubric(rubric_text(db, row.rubric), "x").sha256 == row.sha256


def test_another_client_neither_has_it_nor_reaches_it(world: World) -> None:
    stranger = other_client(world.database)
    row = out(world, drafted(world))
    with world.database.writing() as db:
        assert rubric_in_force(db, stranger.organisation_id, TODAY).id == SHIPPED
        for act in (
            lambda: begin_draft(db, stranger, KEY, NOW, row.rubric or ""),
            lambda: withdraw(db, stranger, row.id, "porque sí", NOW),
            lambda: discard(db, stranger, row.id, NOW),
        ):
            with pytest.raises(NotFound):
                act()


def test_published_text_never_changes(world: World) -> None:
    row = out(world, drafted(world))
    with world.database.writing() as db:
        with pytest.raises(Conflict):
            change_fewest(db, world.actors[Role.ADMIN], row.id, row.version, 5, NOW)
        kept = db.get_one(RubricVersion, row.id)
        with pytest.raises(ValueError, match="does not change"):
            kept.text = kept.text + "\n"


def test_two_windows_never_overwrite_each_other(world: World) -> None:
    row = drafted(world)
    with world.database.writing() as db:
        change_fewest(db, world.actors[Role.QA], row.id, row.version, 4, NOW)
        with pytest.raises(Conflict):
            change_fewest(db, world.actors[Role.AUDITOR], row.id, row.version, 6, NOW)


@pytest.mark.parametrize("role", [Role.QA, Role.SUPERVISOR, Role.EXECUTIVE, Role.VENDOR, Role.AGENT, Role.MANAGER])
def test_only_auditor_and_admin_publish_and_withdraw(world: World, role: Role) -> None:
    row = drafted(world)
    with pytest.raises(Forbidden):
        out(world, row, role=role)
    row = out(world, row)
    with world.database.writing() as db, pytest.raises(Forbidden):
        withdraw(db, world.actors[role], row.id, "porque sí", NOW)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EXECUTIVE, Role.VENDOR, Role.AGENT, Role.MANAGER])
def test_only_those_who_score_draft(world: World, role: Role) -> None:
    with world.database.writing() as db, pytest.raises(Forbidden):
        begin_draft(db, world.actors[role], KEY, NOW)


def test_publishing_asks_for_a_day_to_come_a_reason_and_a_change(world: World) -> None:
    row, lead = drafted(world), world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        for since, reason, field in (
            (None, "por algo", "since"),
            (TODAY - timedelta(days=1), "por algo", "since"),
            (TODAY + timedelta(days=400), "por algo", "since"),
            (TODAY, " x ", "reason"),
        ):
            with pytest.raises(BadInput) as told:
                publish(db, lead, row.id, row.version, since, reason, NOW)
            assert told.value.field == field
        same = begin_draft(db, lead, KEY, NOW)
        with pytest.raises(Conflict):
            publish(db, lead, same.id, same.version, TODAY, "por algo", NOW)


def test_what_is_wrong_with_a_field_is_said_of_that_field(world: World) -> None:
    with world.database.writing() as db:
        qa = world.actors[Role.QA]
        row = begin_draft(db, qa, KEY, NOW)
        duty = load_rubric().criterion("identify_agent")
        with pytest.raises(BadInput) as told:
            change_criterion(db, qa, row.id, 1, duty.id, Edited(duty.question, duty.good, duty.bad, 11.0), NOW)
        assert told.value.field == "weight"
        with pytest.raises(BadInput):
            change_fewest(db, qa, row.id, 1, 0, NOW)
        with pytest.raises(NotFound):
            change_criterion(db, qa, row.id, 1, "nothing", Edited(duty.question, duty.good, duty.bad, 1.0), NOW)


def test_new_calls_are_judged_by_it_and_judged_ones_keep_theirs(world: World) -> None:
    _run, before = world.audited("a.wav")
    row = out(world, drafted(world), TODAY)
    with world.database.writing() as db:
        kept = db.get_one(RubricVersion, row.id)
        assert db.scalar(select(Evaluation.rubric).where(Evaluation.recording_id == before[0])) == SHIPPED
        db.execute(RubricVersion.__table__.update().values(effective_from=date(2026, 5, 1)))  # the calls are of mid May
        assert kept.state == "published"
        db.commit()
    _run, after = world.audited("b.wav", "c.wav")
    with world.database.reading() as db:
        assert {db.scalar(select(Evaluation.rubric).where(Evaluation.recording_id == id)) for id in after} == {row.rubric}
        skill = db.scalar(select(Verdict.skill).join(Recording).where(Recording.id == after[0]))
        earlier = db.scalar(select(Verdict.skill).where(Verdict.recording_id == before[0]))
        assert skill is not None and earlier is not None and skill > earlier  # what was met weighs more now


def test_withdrawn_it_judges_no_new_call_and_its_text_stays_for_what_it_judged(world: World) -> None:
    first = out(world, drafted(world))
    second = drafted(world, 1.0)
    assert second.base == first.rubric
    second = out(world, second)
    assert force(world, TODAY) == second.rubric
    with world.database.writing() as db:
        with pytest.raises(BadInput):
            withdraw(db, world.actors[Role.ADMIN], second.id, "", NOW)
        withdraw(db, world.actors[Role.ADMIN], second.id, "estaba mal", NOW)
    assert force(world, TODAY) == first.rubric
    with world.database.reading() as db:
        assert rubric_of(db, second.rubric or "").criterion("identify_agent").weight == 1.0
        with pytest.raises(BadRubric, match="rubric_version"):
            rubric_of(db, "collections_call+00000000@2026-01-01.9")


def test_a_discarded_draft_is_over(world: World) -> None:
    row = drafted(world)
    with world.database.writing() as db:
        discard(db, world.actors[Role.QA], row.id, NOW)
    with pytest.raises(Conflict):
        out(world, row)


def test_trying_counts_again_what_was_judged_and_keeps_nothing(world: World) -> None:
    world.audited()
    with world.database.writing() as db:
        qa = world.actors[Role.QA]
        row = drafted(world, 9.0)
        act = load_rubric().criterion("false_legal_threat")
        row = change_criterion(
            db, qa, row.id, row.version, act.id, Edited(act.question, act.good, act.bad, severity="major"), NOW
        )
        page = try_page(db, qa, row.id, 50)
        assert page.asked == 50 and page.judged == len(page.calls) == 3
        assert {c.conduct_before for c in page.calls} == {Conduct.FAIL}
        assert {c.conduct_after for c in page.turned} == {Conduct.PASS} and len(page.turned) == 3
        assert (page.whole.fails_before, page.whole.fails_after) == (3, 0)
        assert page.whole.change.value is not None and page.whole.change.value > 0 and page.whole.change.n == 3
        assert [(v.name, v.calls) for v in page.vendors] == [("Marea Sur", 2), ("Norte Cobros", 1)]
        assert sum(page.before) == sum(page.after) == 3
        assert {v.conduct for v in db.scalars(select(Verdict))} == {"fail"}


def test_an_unchanged_draft_changes_no_past_call(world: World) -> None:
    world.audited()
    with world.database.writing() as db:
        qa = world.actors[Role.QA]
        page = try_page(db, qa, begin_draft(db, qa, KEY, NOW).id, 50)
    assert page.turned == () and page.moved == 0 and page.before == page.after


def test_the_sealed_bundle_carries_the_clients_version_and_verifies_offline(world: World, settings: Settings) -> None:
    row = out(world, drafted(world), TODAY)
    with world.database.writing() as db:
        db.execute(RubricVersion.__table__.update().values(effective_from=date(2026, 5, 1)))
        db.commit()
    run, _ids = world.audited("a.wav")
    with world.database.writing() as db:
        seal_run(db, settings, run.id, NOW)
        path = bundle_of(settings, db.get_one(Run, run.id))
    assert path is not None and verify(path, sealing_key(settings.signing_key).public_key()).faults == ()
    with zipfile.ZipFile(path) as bundle:
        held = [bundle.read(n) for n in bundle.namelist() if n.startswith("rubrics/")]
    assert [parse_rubric(text, "sealed").sha256 for text in held] == [row.sha256]


def test_the_pages_draft_save_try_and_publish(world: World, signed_in: Callable[[Role], FlaskClient]) -> None:
    world.audited()
    qa = signed_in(Role.QA)
    assert "/rubric/drafts" in qa.get("/rubric").text
    at = qa.post("/rubric/drafts").headers["Location"]
    shown = qa.get(at)
    assert shown.status_code == 200 and qa.get(f"{at}/try?n=50").status_code == 200
    forms = [tag for tag in shown.text.split("<form ")[1:] if "hx-post=" in tag.split(">")[0]]
    assert forms and all(" novalidate" in tag.split(">")[0] for tag in forms), (
        "the browser would hold a bad figure back in silence"
    )
    duty = load_rubric().criterion("identify_agent")
    form = {f"{f}_{t}": getattr(getattr(duty, f), t) for f in ("question", "good", "bad") for t in ("es", "en")}
    ajax = {"HX-Request": "true"}
    bad = qa.post(f"{at}/save/{duty.id}", data={**form, "weight": "11", "version": "1"}, headers=ajax)
    assert bad.status_code == 422 and 'id="e-identify_agent-weight"' in bad.text
    kept = qa.post(f"{at}/save/{duty.id}", data={**form, "weight": "4,5", "version": "1"}, headers=ajax)
    assert kept.status_code == 200 and 'id="draft-version" name="version" value="2"' in kept.text
    late = qa.post(f"{at}/save/{duty.id}", data={**form, "weight": "6", "version": "1"}, headers=ajax)
    assert late.status_code == 409 and late.headers["HX-Refresh"] == "true"
    assert qa.post(f"{at}/publish", data={"version": "2", "since": "2100-01-01", "reason": "sí, ya"}).status_code == 403
    off = {"version": "2", "duty": "ask_reason", "place": "CL/nothing", "why_es": "a", "why_en": "b"}
    assert qa.post(f"{at}/off", data=off).status_code == 422
    lead, supervisor = signed_in(Role.AUDITOR), signed_in(Role.SUPERVISOR)
    assert supervisor.get(at).status_code == 200 and supervisor.post(f"{at}/discard").status_code == 403
    day = datetime.now(UTC).date().isoformat()
    assert lead.post(f"{at}/publish", data={"version": "2", "since": "2020-01-01", "reason": "sí, ya"}).status_code == 422
    assert lead.post(f"{at}/publish", data={"version": "2", "since": day, "reason": "sí, ya"}).status_code == 303
    assert "Versión para llamadas desde" in lead.get("/rubric").text
    own = lead.get(at).text
    assert "En vigor" in own and "Reemplazada" not in own, "what judges now says so on its own page too"
    assert lead.post(f"{at}/withdraw", data={"reason": "no era"}).status_code == 303
    assert "Retirada, ya no rige" in lead.get(at).text
    other = lead.post("/rubric/drafts").headers["Location"]
    assert "El borrador se descartó" in lead.post(f"{other}/discard", follow_redirects=True).text
