"""What a vendor says it did is in no figure of the client's own desk, and in the gate's history."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Interaction, Person, Segment, Vendor
from app.queries.collections.contact_rows import inbox_of
from app.queries.collections.desk_hand import week
from app.queries.collections.desk_staff import staff_page
from app.queries.collections.desk_thread import thread
from app.queries.collections.kpis import asked, board
from app.queries.collections.outreach_history import history_of
from app.queries.collections.overview import overview
from app.queries.collections.person import person_page
from app.queries.collections.segments_history import answering_hours, met_lately
from app.queries.collections.strategies_past import prices
from app.queries.rows import Role
from app.services.portfolio.photograph import photograph
from tests.app.kpis import small_world as w
from tests.app.world import World

OF_A_VENDOR: tuple[dict[str, object], ...] = (
    {"answered_by": "debtor", "duration_s": 90, "cost_micros": 7_000_000, "outcome": "unknown"},
    {"direction": "inbound", "channel": "sms", "state": "done"},
    {"channel": "push", "outcome": "promise"},
    {"channel": "sms", "state": "delivered", "answered_by": "debtor"},
)


def figures(db: Session, who: Actor, people: list[Person]) -> list[object]:
    """Everything that counts the client's own contacts."""
    one = people[0]
    page = person_page(db, who, one.id, w.NOW)
    return [
        board(db, asked(db, who, w.FIRST, w.LAST, w.NOW)),
        overview(db, who, w.NOW),
        met_lately(db, who.organisation_id, w.NOW),
        answering_hours(db, who.organisation_id, w.NOW),
        prices(db, who.organisation_id),
        staff_page(db, who, w.NOW),
        thread(db, one, w.NOW),
        (page.spent, page.debts, page.history),
        inbox_of(db, who, one.id),
    ]


def test_vendors_contacts_are_in_no_figure_of_the_desk_and_in_the_gates_history(both: World) -> None:
    who = both.actors[Role.MANAGER]
    with both.database.writing() as db:
        mine = who.organisation_id
        db.add(Segment(organisation_id=mine, name="Temprana", rule="mora > 0", position=1, changed_at=w.NOW))
        db.flush()
        w_debts = [w.debt(db, mine, n, 100_000, 10 + n) for n in range(3)]
        db.commit()
        photograph(db, mine, w.FIRST)
        for debt in w_debts[:2]:
            w.contact(db, debt, w.at(5), answered_by="debtor", right_party=True, duration_s=60, cost_micros=5)
            w.contact(db, debt, w.at(6), channel="sms", state="delivered")
        vendor = Vendor(organisation_id=mine, name="Sur Recupera")
        db.add(vendor)
        db.commit()
        people = [db.get_one(Person, debt.person_id) for debt in w_debts]
        before = figures(db, who, people)
        for debt in w_debts:
            for n, more in enumerate(OF_A_VENDOR):
                w.contact(db, debt, w.at(6) + timedelta(hours=n + 1), vendor_id=vendor.id, **more)
        db.commit()
        db.expire_all()
        assert figures(db, who, people) == before
        seen = history_of(db, people[2], w.NOW)
        assert len(seen) == 4 and {c.vendor for c in seen} == {str(vendor.id)}
        assert (week(db, people[2], w.NOW - timedelta(days=9)).calls, week(db, people[2], w.NOW).calls) == (1, 0)
        assert db.query(Interaction).filter(Interaction.vendor_id == vendor.id).count() == 12
