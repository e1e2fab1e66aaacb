"""A simulated vendor's rows in the shapes the audit knows: what lines, mailboxes and the ghosts' diary would have kept."""

from datetime import date

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.lived import Act, ActKind, Ghost, Received
from synthetic.bpos.rows import AccountRow, ActRow, ContactRow, Touch, VendorRows


def ghost_of(row: AccountRow, number: int, planted_on: date) -> Ghost:
    """A ghost account as the audit knows it; its id is not what the vendor sees."""
    return Ghost(
        id=f"g-{row.account_id}",
        code=f"F-{number}",
        vendor=row.vendor,
        account_id=row.account_id,
        debtor_id=row.debtor_id,
        country=row.country,
        zone=row.timezone,
        mission=row.mission.value,
        amount=row.amount,
        currency=row.currency,
        planted_on=planted_on,
        subdivision=row.subdivision,
        segment=row.segment,
    )


def contact_of(row: ContactRow) -> Contact:
    """A row as a contact."""
    return Contact(
        contact_id=row.contact_id,
        debtor_id=row.debtor_id,
        account_id=row.account_id,
        vendor=row.vendor,
        country=row.country,
        channel=Channel(row.channel.value),
        direction=Direction(row.direction),
        at=row.at,
        subdivision=row.subdivision,
        timezone=row.timezone,
        outcome=row.outcome,
        answered_by=AnsweredBy(row.answered_by.value),
        duration_s=row.duration_s,
        caller_id=row.caller_id or None,
        template=row.template or None,
    )


def received_of(touch: Touch, disclosed: bool | None) -> Received:
    """A contact as the ghost's diary has it; `disclosed` as heard, which may err."""
    return Received(f"g-{touch.row.account_id}", contact_of(touch.row), touch.content, None, touch.agent, disclosed)


def act_of(row: ActRow) -> Act:
    """What a ghost did."""
    return Act(
        ghost=f"g-{row.account_id}",
        at=row.at,
        kind=ActKind(row.kind.value),
        channel=Channel(row.channel.value) if row.channel else None,
        amount=row.amount,
        due=row.due,
        contact_id=row.contact_id,
    )


def ghosts_of(vendor: VendorRows, planted_on: date) -> tuple[Ghost, ...]:
    """The ghosts among a vendor's accounts."""
    return tuple(ghost_of(row, n + 1, planted_on) for n, row in enumerate(vendor.accounts) if row.ghost)
