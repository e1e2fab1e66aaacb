"""A vendor's month taken into the books: once, only what is sound, withdrawable, and blind to who is a ghost."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Forbidden, NotFound
from app.models import Account, Interaction, Person, VendorPromise, VendorReturn
from app.models.ghost import Ghost
from app.models.wave_finding import VendorLogEntry
from app.queries.collections.outreach_history import history_of
from app.queries.rows import Role
from app.services.unpack import Given
from app.services.vendors.take_return import Taken, take_return, withdraw_return
from app.services.waves.reconcile_return import reconcile_return
from app.settings import Settings
from tests.app.vendors import month as m
from tests.app.wave_world import VENDOR, sealed
from tests.app.world import World, other_client

COLUMNS = (
    *("contact_id", "debtor_id", "account_id", "vendor", "country", "timezone", "channel", "direction", "at", "outcome"),
    *("answered_by", "duration_s", "promise_amount", "promise_date", "cost"),
)


def row(n: int, account: str, **more: str) -> dict[str, str]:
    """A call of April that nobody answered."""
    plain = {
        "contact_id": f"k{n}", "debtor_id": "", "account_id": account, "vendor": "Sur", "country": "CL",
        "timezone": "America/Santiago", "channel": "voice", "direction": "outbound",
        "at": f"2026-04-{n % 27 + 2:02d}T11:00:00-04:00", "outcome": "no contesta", "answered_by": "none", "duration_s": "12",
    }  # fmt: skip
    return {**dict.fromkeys(COLUMNS, ""), **plain, "debtor_id": more.pop("debtor_id", f"d{n}"), **more}


def as_file(rows: Sequence[Mapping[str, str]], name: str = "abril.csv") -> Given:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    return Given(name, io.BytesIO(out.getvalue().encode()))


def south(world: World, db: Session, debts: int = 2) -> int:
    """A vendor with so many of the client's debts."""
    mine = world.actors[Role.MANAGER].organisation_id
    id = m.vendor(db, mine, "Sur Recupera")
    for n in range(1, debts + 1):
        m.placed(db, mine, id, n)
    db.commit()
    return id


def take(world: World, db: Session, vendor_id: int, rows: Sequence[Mapping[str, str]], who: Actor | None = None) -> Taken:
    return take_return(db, world.store, who or world.actors[Role.MANAGER], vendor_id, as_file(rows), m.NOW)


def told(db: Session) -> list[Interaction]:
    return list(db.scalars(select(Interaction).order_by(Interaction.at)))


def test_a_month_comes_into_the_books_once(both: World) -> None:
    rows = [
        row(1, "D-1", answered_by="debtor", outcome="promesa", promise_amount="12.500", promise_date="2026-04-20", cost="0.25"),
        row(2, "", debtor_id="ID-2", channel="sms"),
        row(3, "D-2", direction="inbound", answered_by="debtor"),
    ]
    with both.database.writing() as db:
        vendor = south(both, db)
        found = take(both, db, vendor, rows)
        assert (found.rows, found.accepted, found.rejected, found.shown, found.again) == (3, 3, 0, (), False)
        assert (found.first, found.last) == (date(2026, 4, 3), date(2026, 4, 5))
        again = take(both, db, vendor, rows)
        assert again.again and again.id == found.id and len(told(db)) == 3
        one, two, three = told(db)
        people = dict(db.execute(select(Person.identity, Person.id)).tuples().all())
        assert (one.person_id, two.person_id, three.direction) == (people["ID-1"], people["ID-2"], "inbound")
        assert one.at == datetime(2026, 4, 3, 15, tzinfo=UTC) and one.vendor_id == vendor and one.cost_micros == 250_000
        promise = db.scalars(select(VendorPromise)).one()
        assert (promise.amount_minor, promise.due_on, promise.once) == (12_500, date(2026, 4, 20), one.once)
        more = take(both, db, vendor, [*rows, row(4, "D-1")])
        assert (more.accepted, more.rejected) == (1, 3) and "earlier file" in more.shown[0]["en"]
        assert len(told(db)) == 4


def test_rows_that_cannot_be_taken_are_told_with_their_reason(both: World) -> None:
    rows = [
        row(1, "D-1"),
        row(2, "NADIE"),
        row(3, "D-1", at="2026-09-01T10:00:00-04:00"),
        row(4, "D-1", contact_id="k" * 91),
        row(5, "D-1", promise_amount="mucho", promise_date="2026-04-20"),
        row(6, "D-1", promise_amount="1000"),
        row(7, "D-1", promise_amount="1000", promise_date="20/04/2026"),
        row(8, "D-1", cost="-3"),
        row(9, "D-1", channel="paloma"),
        row(10, "D-1", at="2026-04-03 10:00"),
        row(11, "D-1", contact_id="k1"),
    ]
    with both.database.writing() as db:
        vendor = south(both, db)
        found = take(both, db, vendor, rows)
        assert (found.rows, found.accepted, found.rejected) == (11, 1, 10)
        by_row = {one["row"]: (one["column"], one["value"]) for one in found.shown}
        assert by_row[3] == ("account_id", "NADIE") and by_row[6] == ("promise_amount", "mucho")
        assert by_row[7][0] == "promise_date" and by_row[8] == ("promise_date", "20/04/2026") and by_row[9] == ("cost", "-3")
        assert by_row[10] == ("channel", "paloma") and by_row[11][0] == "at" and by_row[12] == ("contact_id", "k1")
        assert by_row[4][0] == "at" and by_row[5][0] == "contact_id"
        kept = db.scalars(select(VendorReturn.rejected_file)).one()
        assert kept and len(both.store.path(kept).read_text(encoding="utf-8").splitlines()) == 11


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "is missing"),
        (b"PK\x03\x04zzz", "unpack it"),
        (",".join(COLUMNS).encode() + b"\n", "no row can be taken"),
        (
            (",".join(COLUMNS) + "\nk1,d1,NADIE,x,CL,,voice,outbound,2026-04-01T10:00:00-04:00,,,,,,\n").encode(),
            "no row can be taken; row 2",
        ),
    ],
)
def test_a_file_that_is_no_log_is_refused_whole(both: World, content: bytes, said: str) -> None:
    with both.database.writing() as db:
        vendor = south(both, db)
        with pytest.raises(BadInput, match=said) as refused:
            take_return(db, both.store, both.actors[Role.MANAGER], vendor, Given("x.csv", io.BytesIO(content)), m.NOW)
        words = refused.value.text.es + refused.value.text.en
        assert not re.search("[0-9a-f]{32}", words), "its sender knows the file by its own name"
        assert "x.csv: " in words or "no row can be taken" in words
        db.rollback()
        assert not told(db) and not db.scalar(select(func.count()).select_from(VendorReturn))


def test_a_withdrawn_return_counts_in_nothing_and_its_contacts_may_be_told_again(both: World) -> None:
    rows = [row(1, "D-1", answered_by="debtor", promise_amount="500", promise_date="2026-04-20"), row(2, "D-2")]
    with both.database.writing() as db:
        vendor, who = south(both, db), both.actors[Role.MANAGER]
        first = take(both, db, vendor, rows)
        person = db.scalars(select(Person).where(Person.identity == "ID-1")).one()
        assert [c.vendor for c in history_of(db, person, m.at(20))] == [str(vendor)]
        with pytest.raises(BadInput, match="write why"):
            withdraw_return(db, who, first.id, " ", m.NOW)
        withdraw_return(db, who, first.id, "otro mes", m.NOW)
        assert withdraw_return(db, who, first.id, "de nuevo", m.NOW).withdrawn_reason == "otro mes"
        assert history_of(db, person, m.at(20)) == [] and not db.scalars(select(VendorPromise)).all()
        with pytest.raises(BadInput, match=r"withdrawn \(otro mes\)"):
            take(both, db, vendor, rows)
        db.rollback()
        assert take(both, db, vendor, [*rows, row(3, "D-2")]).accepted == 3
        assert len(history_of(db, person, m.at(20))) == 1


def test_who_may_load_and_whose(both: World) -> None:
    with both.database.writing() as db:
        vendor = south(both, db)
        with pytest.raises(NotFound):
            take(both, db, vendor, [row(1, "D-1")], other_client(both.database))
        for role in (Role.AGENT, Role.EXECUTIVE, Role.VENDOR):
            with pytest.raises(Forbidden):
                take(both, db, vendor, [row(1, "D-1")], both.actors[role])
        db.rollback()


def test_a_vendor_learns_nothing_of_ghosts_from_its_return(world: World, settings: Settings) -> None:
    """Key by key the answer is the same whether rows are about ghosts or about real accounts; no ghost becomes a contact."""
    sealed(world, settings)
    who = world.actors[Role.VENDOR]
    with world.database.writing() as db:
        vendor = m.vendor(db, who.organisation_id, VENDOR)
        numbers = db.scalars(select(Account.number).where(Account.vendor_id == vendor).order_by(Account.number)).all()
        ghosts = set(db.scalars(select(Ghost.number)))
        theirs, real = [n for n in numbers if n in ghosts], [n for n in numbers if n not in ghosts]
        debtors = dict(db.execute(select(Account.number, Account.debtor_id)).tuples().all())
        assert len(theirs) >= 6

        def month(start: int, accounts: Sequence[str]) -> list[dict[str, str]]:
            bad = [row(start + 8, accounts[0], promise_amount="x", promise_date="2026-04-20")]
            good = [row(start + n, account, debtor_id=debtors[account]) for n, account in enumerate(accounts)]
            return [*good, *bad, row(start + 9, "", debtor_id=debtors[accounts[1]]), row(start + 10, "NADIE")]

        answers = [
            asdict(take(world, db, vendor, month(start, accounts), who))
            for start, accounts in ((27, real[:6]), (54, theirs[:6]), (81, [*real[6:9], *theirs[:3]]))
        ]
        plain = [{**a, "id": "", "shown": [{**s, "contact_id": "", "value": ""} for s in a["shown"]]} for a in answers]
        assert plain[0] == plain[1] == plain[2] and plain[0]["accepted"] == 7 and plain[0]["rejected"] == 2
        again = take(world, db, vendor, [*month(54, theirs[:6]), row(99, real[0])], who)
        assert (again.accepted, again.rejected) == (1, 9)
        assert not told(db) and not db.scalars(select(VendorPromise)).all()


def test_the_rows_of_ghosts_go_to_their_waves_reconciliation(world: World, settings: Settings) -> None:
    wave_id, auditor = sealed(world, settings), world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        vendor = m.vendor(db, auditor.organisation_id, VENDOR)
        ghosts = db.scalars(select(Ghost.number).where(Ghost.account_id.is_not(None)).order_by(Ghost.number)).all()
        rows = [row(n, number, vendor=VENDOR, at=f"2026-05-1{n}T11:00:00-04:00") for n, number in enumerate(ghosts[:3], start=1)]
        back = take(world, db, vendor, rows, world.actors[Role.VENDOR])
        log = reconcile_return(db, world.store, auditor, wave_id, back.id, m.NOW)
        assert log.rows == 3 and reconcile_return(db, world.store, auditor, wave_id, back.id, m.NOW).id == log.id
        held = set(db.scalars(select(VendorLogEntry.ghost_id).where(VendorLogEntry.log_id == log.id)))
        assert held == set(db.scalars(select(Ghost.id).where(Ghost.number.in_(ghosts[:3]))))
        withdraw_return(db, world.actors[Role.MANAGER], back.id, "otro mes", m.NOW)
        with pytest.raises(NotFound):
            reconcile_return(db, world.store, auditor, wave_id, back.id, m.NOW)
