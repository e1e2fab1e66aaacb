"""The demo's appeals: one that waits and may be decided, one answered, one of what a vendor was shown; made once."""

from sqlalchemy import func, select

from app.actors import Actor
from app.models import Appeal, User
from app.queries.appeal_rows import Outcome, WhyNot
from app.queries.oversight.coaching.mine import my_call_page
from app.queries.oversight.qa.appeals import appeal_page, appeals_page
from app.queries.rows import Role
from app.services.decide import decide
from app.services.demo_appeals import prepare_appeals
from app.services.demo_coaching import prepare_coaching
from app.services.users import NewUser, first_admin
from tests.app.qa.desk import analyst
from tests.app.world import NOW, PASSWORD, World

VENDOR = "Marea Sur"


def vendors_person(world: World) -> Actor:
    """Somebody of a vendor of whose calls one has an act that a person confirmed."""
    _run, ids = world.audited("a.wav")
    with world.database.writing() as db:
        decide(db, world.actors[Role.QA], ids[0], "false_legal_threat", 0, "happened", "Se oye.", NOW)
        new = NewUser("Rosa Lillo", "rosa@quillay.example", Role.VENDOR.value, PASSWORD, VENDOR)
        user: User = first_admin(db, "Crédito Lindero", new, NOW)
        return Actor(user.id, user.name, user.organisation_id, Role.VENDOR, user.vendor_id)


def test_one_waits_one_is_answered_and_one_is_a_vendors(world: World) -> None:
    auditor, agent, careful = world.actors[Role.AUDITOR], world.actors[Role.AGENT], world.actors[Role.QA]
    analysts = [careful, analyst(world, 1), analyst(world, 2)]
    person = vendors_person(world)
    prepare_coaching(world.database, auditor, world.actors[Role.SUPERVISOR], agent, NOW, None, lambda _id: None)
    for _ in range(2):
        prepare_appeals(world.database, auditor, agent, person, analysts, NOW)
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Appeal)) == 3
        page = appeals_page(db, careful, "es", NOW)
        mine, theirs = page.waiting
        assert (mine.by, mine.kind, mine.why_not) == ("agent", "duty", None)
        assert (theirs.by, theirs.whose, theirs.why_not) == ("vendor", VENDOR, WhyNot.DECIDED_MARK)
        (done,) = page.decided
        assert (done.outcome, done.by, done.decided_by) == (Outcome.OVERTURNED, "agent", analysts[1].name)
        assert "lo lamento" in appeal_page(db, careful, done.id, "es", NOW).answer
        own = my_call_page(db, agent, done.call_id or "")
        assert [a.outcome for a in own.settled] == [Outcome.OVERTURNED], "and the agent reads it on the call"
