"""The pool of known calls, for leads alone; and calls whose truth is known because the house made them up."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.errors import Forbidden
from app.models import Recording, SampleItem, ScoreSheet, Vendor, Verdict
from app.models.known_call import KnownCall, SampleApart
from app.queries.calibration_rows import KnownPage, KnownRow, OfferRow
from app.queries.oversight.calls import local
from audit.calibration.sheet import Mark
from audit.calls import VIOLATIONS
from synthetic.vendors.demo_calls import DemoCall, demo_calls

MOST_OFFERS = 12


def known_page(session: Session, actor: Actor, problem: str | None = None) -> KnownPage:
    """The pool and what may join it. Raises Forbidden."""
    if actor.role not in LEADS:
        raise Forbidden("su función no abre las llamadas conocidas", "your role does not open the known calls")
    rows = tuple(_rows(session, actor))
    waiting = (
        select(func.count())
        .select_from(SampleApart)
        .join(SampleItem, (SampleItem.plan_id == SampleApart.plan_id) & (SampleItem.recording_id == SampleApart.recording_id))
        .join(KnownCall, KnownCall.id == SampleApart.known_id)
        .where(KnownCall.organisation_id == actor.organisation_id, SampleItem.sheet_id.is_(None))
    )
    return KnownPage(rows, tuple(_offers(session, actor)), session.scalar(waiting) or 0, problem)


def _rows(session: Session, actor: Actor) -> list[KnownRow]:
    wanted = (
        select(KnownCall, Recording, Vendor.name)
        .join(Recording, Recording.id == KnownCall.recording_id)
        .outerjoin(Vendor, Vendor.id == Recording.vendor_id)
        .where(KnownCall.organisation_id == actor.organisation_id)
        .order_by(KnownCall.retired_at.is_not(None), KnownCall.added_at.desc(), KnownCall.id)
    )
    slipped = _counts(session, select(SampleApart.known_id, func.count()).group_by(SampleApart.known_id))
    scored = _counts(
        session,
        select(SampleApart.known_id, func.count())
        .join(ScoreSheet, (ScoreSheet.session_id == SampleApart.plan_id) & (ScoreSheet.recording_id == SampleApart.recording_id))
        .where(ScoreSheet.closed_at.is_not(None))
        .group_by(SampleApart.known_id),
    )
    return [
        KnownRow(
            id=known.id,
            call_id=call.id,
            code=call.code,
            called_at=local(call),
            vendor=vendor,
            acts=tuple(c for c in VIOLATIONS if known.marks.get(c, {}).get("mark") == Mark.HAPPENED.value),
            marks=len(known.marks),
            source=known.source,
            reason=known.reason,
            who=known.who,
            added_at=known.added_at,
            slipped=slipped.get(known.id, 0),
            scored=scored.get(known.id, 0),
            retired_at=known.retired_at,
        )
        for known, call, vendor in session.execute(wanted).tuples()
    ]


def _counts(session: Session, wanted: object) -> dict[int, int]:
    return {id: n for id, n in session.execute(wanted).tuples() if id is not None}  # type: ignore[call-overload]


def truth_of(call: DemoCall) -> dict[str, dict[str, object]]:
    """The known marks of a made-up call: of every forbidden act whether it happened, and in which turn."""
    acts = dict(call.talk.acts)
    return {
        c: {
            "mark": Mark.HAPPENED.value if c in acts else Mark.NOT_HAPPENED.value,
            "turn": acts.get(c),
            "start_s": None,
            "note": "",
        }
        for c in VIOLATIONS
    }


def made_up() -> dict[str, DemoCall]:
    """The house's made-up calls by their code."""
    return {call.id: call for call in demo_calls()}


def _offers(session: Session, actor: Actor) -> list[OfferRow]:
    """Made-up calls among the client's newest, those that hold an act first; a real client has none."""
    known = select(KnownCall.recording_id)
    wanted = (
        select(Recording)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .where(Recording.organisation_id == actor.organisation_id, Recording.id.not_in(known), Recording.audio != "kept")
        .order_by(Recording.called_at.desc(), Recording.id)
        .limit(200)
    )
    truth = made_up()
    found = [(call, truth[call.code]) for call in session.scalars(wanted) if call.code in truth]
    ordered = sorted(found, key=lambda pair: not pair[1].talk.acts)[:MOST_OFFERS]
    return [OfferRow(call.id, call.code, local(call), tuple(dict(made.talk.acts))) for call, made in ordered]
