"""Findings that were shared with a vendor, and what it answered."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Forbidden, NotFound
from app.models.account import Account, FindingShare, VendorReply
from app.models.appeal import Appeal
from app.queries.appeal_answers import answers, may_appeal
from app.queries.portal_rows import AnswerRow, SharePage, ShareRow, SharesPage
from app.queries.rows import Problem

OPEN, WITHDRAWN = ("open", "replied"), "withdrawn"


def share_rows(
    session: Session, actor: Actor, lang: str, now: datetime, account_id: str | None = None, share_id: str | None = None
) -> tuple[ShareRow, ...]:
    """Findings shared with the actor's vendor, newest first; of one account, or one alone."""
    if actor.vendor_id is None:
        raise Forbidden("esta página es de un proveedor", "this page is a vendor's")
    wanted = (
        select(FindingShare, Account.number)
        .outerjoin(Account, Account.id == FindingShare.account_id)
        .where(FindingShare.vendor_id == actor.vendor_id, FindingShare.organisation_id == actor.organisation_id)
        .order_by(FindingShare.shared_at.desc(), FindingShare.id)
    )
    if account_id is not None:
        wanted = wanted.where(FindingShare.account_id == account_id)
    if share_id is not None:
        wanted = wanted.where(FindingShare.id == share_id)
    found = session.execute(wanted).tuples().all()
    answers = _answers(session, [share.id for share, _ in found])
    return tuple(_row(share, number, tuple(answers.get(share.id, ())), lang, now) for share, number in found)


def _answers(session: Session, ids: Sequence[str]) -> dict[str, list[AnswerRow]]:
    out: dict[str, list[AnswerRow]] = {}
    if ids:
        for r in session.scalars(select(VendorReply).where(VendorReply.share_id.in_(ids)).order_by(VendorReply.id)):
            out.setdefault(r.share_id, []).append(AnswerRow(r.kind, r.text, r.who, r.at))
    return out


def _row(share: FindingShare, number: str | None, answers: tuple[AnswerRow, ...], lang: str, now: datetime) -> ShareRow:
    told = share.told
    words = told.get(lang) or told["es"]
    happened = datetime.fromisoformat(told["happened_at"]) if told.get("happened_at") else None
    if happened and told.get("zone"):
        happened = happened.astimezone(ZoneInfo(told["zone"]))
    return ShareRow(
        id=share.id,
        account_id=share.account_id,
        number=number,
        title=words["title"],
        note=words["note"],
        citation=told.get("citation"),
        severity=told["severity"],
        happened_at=happened,
        channel=told.get("channel"),
        quote=told.get("quote"),
        shared_at=share.shared_at,
        reply_by=share.reply_by,
        standing=share.standing,
        late=now > share.reply_by,
        answers=answers,
        call=told.get("call"),
        agent=told.get("agent"),
        start_s=told.get("start_s"),
        said=tuple((speaker, text) for speaker, text in told.get("said", ())),
        clip_s=told["clip"]["seconds"] if told.get("clip") and share.standing != WITHDRAWN else None,
    )


def clip_key(session: Session, actor: Actor, share_id: str) -> str:
    """The address in the store of the seconds that were shared with the actor's vendor. Raises NotFound, Forbidden."""
    if actor.vendor_id is None:
        raise Forbidden("esta página es de un proveedor", "this page is a vendor's")
    mine = (FindingShare.vendor_id == actor.vendor_id, FindingShare.organisation_id == actor.organisation_id)
    share = session.scalar(select(FindingShare).where(FindingShare.id == share_id, *mine))
    if share is None or share.standing == WITHDRAWN or not share.told.get("clip"):
        raise NotFound("no hay tal sonido", "there is no such sound")
    key: str = share.told["clip"]["key"]
    return key


def shares_page(session: Session, actor: Actor, lang: str, now: datetime) -> SharesPage:
    """Every finding shared."""
    return SharesPage(share_rows(session, actor, lang, now))


def share_page(
    session: Session,
    actor: Actor,
    share_id: str,
    lang: str,
    now: datetime,
    entered: tuple[tuple[str, str], ...] = (),
    problems: tuple[Problem, ...] = (),
) -> SharePage:
    """One finding and the form to answer it. Raises NotFound."""
    rows = share_rows(session, actor, lang, now, share_id=share_id)
    if not rows:
        raise NotFound("no hay tal hallazgo", "there is no such finding")
    known = answers(session, Appeal.share_id == share_id)
    said = {answer.kind for answer in rows[0].answers}
    appealing = may_appeal(known) and "accepts" not in said
    return SharePage(rows[0], rows[0].standing in OPEN, entered, problems, known, appealing, "appeals" not in said)
