"""A clock that was wrong once was wrong for all that the same line noted: what was confirmed by it is looked at again."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, Source
from app.services.waves.events import add_event

_CLOCK = re.compile(
    r"reloj|\brel[oó]gio|clock|timestamp|time ?zone|huso|zona horaria|desfas|adelantad[ao]|atrasad[ao]"
    r"|\bhora\b.{0,20}\b(mal|errad|equivocad|incorrect|erróne)|(wrong|bad) (time|hour)\b",
    re.IGNORECASE,
)
_PHONE_LINE = ("voice", "voicemail", "ivr_prerecorded", "sms", "whatsapp")


def blames_clock(reason: str) -> bool:
    """Whether a reason to dismiss says that the time itself was wrong."""
    return _CLOCK.search(reason) is not None


def reopen_same_clock(
    session: Session, wave: Wave, dismissed: WaveFinding, leave: Collection[str], now: datetime
) -> list[WaveFinding]:
    """Confirmed findings of the law on the same line become drafts again; those the vendor was shown are noted in the chain.

    A line is the ghost's telephone, or its mailbox or door. The caller commits.
    """
    if dismissed.ghost_id is None or dismissed.received_id is None:
        return []
    channel = session.scalar(select(Received.channel).where(Received.id == dismissed.received_id)) or ""
    line = _PHONE_LINE if channel in _PHONE_LINE else (channel,)
    same = (
        select(WaveFinding)
        .join(Received, Received.id == WaveFinding.received_id)
        .where(
            WaveFinding.wave_id == wave.id,
            WaveFinding.source == Source.RULE.value,
            WaveFinding.ghost_id.in_(_on_line(session, wave, dismissed.ghost_id)),
            Received.channel.in_(line),
            WaveFinding.standing.in_(
                [FindingStanding.CONFIRMED.value, FindingStanding.SENT.value, FindingStanding.PUBLISHED.value]
            ),
            WaveFinding.id.not_in(list(leave)),
        )
    )
    found = session.scalars(same.order_by(WaveFinding.mark)).all()
    reopened = [f for f in found if f.standing == FindingStanding.CONFIRMED]
    for finding in reopened:
        finding.standing, finding.decided_by, finding.decided_at, finding.reason = FindingStanding.DRAFT.value, None, None, None
    if found:
        shown = sorted(f.mark for f in found if f not in reopened)
        body = {"because": dismissed.mark, "reopened": sorted(f.mark for f in reopened), "shown_already": shown}
        add_event(session, wave, "findings.reopened", body, now, dismissed.vendor_id)
    return reopened


def _on_line(session: Session, wave: Wave, ghost_id: str) -> list[str]:
    """The ghosts reached at a telephone of this one, itself among them."""
    rows = session.execute(select(Ghost.id, Ghost.person).where(Ghost.wave_id == wave.id)).tuples()
    people: dict[str, dict[str, Any]] = dict(rows.all())
    phone = people[ghost_id].get("phone")
    return [id for id, person in people.items() if id == ghost_id or (phone and person.get("phone") == phone)]
