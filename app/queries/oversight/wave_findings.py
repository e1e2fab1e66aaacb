"""A wave's findings as rows, gravest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import FindingShare, Vendor, VendorReply
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.oversight.agents import agents_named
from app.queries.oversight.clocks import on_clock
from app.queries.oversight.open_readings import has_two_readings
from app.queries.oversight.origins import origin_groups
from app.queries.oversight.vendor_verdicts import vendor_verdicts
from app.queries.oversight.waves import wave_head, wave_of
from app.queries.rows import Problem
from app.queries.wave_rows import FindingRow, FindingsPage, FindingsQuery, FindingStanding, Reading, ReplyRow, Source

PER_PAGE = 50
_GRAVITY = case({"critical": 0, "major": 1, "minor": 2}, value=WaveFinding.severity, else_=3)


def findings_page(
    session: Session,
    actor: Actor,
    wave_id: str,
    query: FindingsQuery,
    lang: str,
    now: datetime,
    problems: tuple[Problem, ...] = (),
) -> FindingsPage:
    """Findings by filter. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    asked = _asked(wave, query)
    joined = select(func.count()).select_from(WaveFinding).join(Vendor, Vendor.id == WaveFinding.vendor_id)
    found = session.scalar(joined.where(*asked)) or 0
    pages = max(1, -(-found // PER_PAGE))
    page = min(max(1, query.page), pages)
    rows = finding_rows(session, wave, asked, lang, PER_PAGE, (page - 1) * PER_PAGE)
    verdicts = vendor_verdicts(session, wave)
    return FindingsPage(
        head=wave_head(session, actor, wave, now, lang),
        query=query,
        rows=rows,
        found=found,
        pages=pages,
        counts=_counts(session, wave),
        rates=tuple((v.vendor, v.rate) for v in verdicts),
        verdicts=verdicts,
        may_share=wave.sealed_at is not None,
        problems=problems,
        origins=origin_groups(session, wave, lang),
    )


def one_finding(session: Session, actor: Actor, wave_id: str, finding_id: str, lang: str) -> FindingRow:
    """One finding. Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    rows = finding_rows(session, wave, [WaveFinding.wave_id == wave.id, WaveFinding.id == finding_id], lang, 1)
    if not rows:
        raise NotFound(f"no hay hallazgo {finding_id[:40]}", f"there is no finding {finding_id[:40]}")
    return rows[0]


def _asked(wave: Wave, query: FindingsQuery) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [WaveFinding.wave_id == wave.id]
    if query.vendor:
        asked.append(Vendor.name == query.vendor)
    if query.severity:
        asked.append(WaveFinding.severity == query.severity)
    if query.source:
        asked.append(WaveFinding.source == query.source)
    if query.ghost:
        asked.append(WaveFinding.ghost_id == query.ghost)
    if query.standing == FindingStanding.REPLIED:
        asked += [WaveFinding.standing == FindingStanding.SENT.value, _answered()]
    elif query.standing == FindingStanding.SENT:
        asked += [WaveFinding.standing == FindingStanding.SENT.value, ~_answered()]
    elif query.standing:
        asked.append(WaveFinding.standing == query.standing)
    return asked


def _answered() -> ColumnElement[bool]:
    """Vendors answer on their own side, which knows nothing of findings here: it is read from there."""
    return select(VendorReply.id).where(VendorReply.share_id == WaveFinding.share_id).exists()


def _counts(session: Session, wave: Wave) -> tuple[tuple[str, int], ...]:
    shown = case((_answered() & (WaveFinding.standing == "sent"), FindingStanding.REPLIED.value), else_=WaveFinding.standing)
    counted = select(shown, func.count()).where(WaveFinding.wave_id == wave.id).group_by(shown)
    found: dict[str, int] = dict(session.execute(counted).tuples().all())
    return tuple((s.value, found[s.value]) for s in FindingStanding if s.value in found)


def finding_rows(
    session: Session, wave: Wave, asked: Sequence[ColumnElement[bool]], lang: str, most: int | None = None, skip: int = 0
) -> tuple[FindingRow, ...]:
    """Rows of findings that match, gravest and oldest first."""
    wanted = (
        select(WaveFinding, Vendor, Ghost, Received, FindingShare)
        .join(Vendor, Vendor.id == WaveFinding.vendor_id)
        .outerjoin(Ghost, Ghost.id == WaveFinding.ghost_id)
        .outerjoin(Received, Received.id == WaveFinding.received_id)
        .outerjoin(FindingShare, FindingShare.id == WaveFinding.share_id)
        .where(*asked)
        .order_by(_GRAVITY, Received.at, WaveFinding.mark)
        .offset(skip)
        .limit(most)
    )
    found = session.execute(wanted).tuples().all()
    named = agents_named(session, wave.id)
    replies = _replies(session, [share.id for *_, share in found if share])
    return tuple(
        _row(finding, vendor, ghost, received, share, tuple(replies.get(share.id, ())) if share else (), named, lang)
        for finding, vendor, ghost, received, share in found
    )


def _replies(session: Session, ids: Sequence[str]) -> dict[str, list[ReplyRow]]:
    out: dict[str, list[ReplyRow]] = {}
    if ids:
        for r in session.scalars(select(VendorReply).where(VendorReply.share_id.in_(ids)).order_by(VendorReply.id)):
            out.setdefault(r.share_id, []).append(ReplyRow(r.kind, r.text, r.who, r.at))
    return out


def _row(
    finding: WaveFinding,
    vendor: Vendor,
    ghost: Ghost | None,
    received: Received | None,
    share: FindingShare | None,
    replies: tuple[ReplyRow, ...],
    named: frozenset[tuple[int, str]],
    lang: str,
) -> FindingRow:
    told = finding.told.get(lang) or finding.told["es"]
    agent = received.agent if received and received.agent and (vendor.id, received.agent) in named else None
    standing = FindingStanding(finding.standing)
    return FindingRow(
        id=finding.id,
        source=Source(finding.source),
        rule_id=finding.rule_id,
        rule_version=finding.rule_version,
        title=told["title"],
        note=told["note"],
        severity=finding.severity,
        reading=Reading(finding.reading),
        citation=finding.citation,
        ghost_id=finding.ghost_id,
        ghost_code=ghost.code if ghost else None,
        ghost_name=ghost.name if ghost else None,
        vendor=vendor.name,
        contact_id=finding.received_id,
        channel=received.channel if received else None,
        at=on_clock(received.at, ghost.zone) if received and ghost else None,
        quote=finding.evidence.get("quote"),
        agent=agent,
        standing=FindingStanding.REPLIED if standing is FindingStanding.SENT and replies else standing,
        decided_by=finding.decided_by,
        decided_at=finding.decided_at,
        reason=finding.reason,
        shared_at=share.shared_at if share else None,
        reply_by=share.reply_by if share else None,
        replies=replies,
        published_at=finding.published_at,
        two_readings=has_two_readings(finding.rule_id, finding.rule_version),
    )
