"""A ghost's diary: everything that reached it and everything it did, in one thread, findings in their place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Vendor
from app.models.ghost import Ghost, GhostAct, Received
from app.models.wave import Wave, WaveEvent
from app.models.wave_finding import VendorLog, VendorLogEntry, WaveFinding
from app.queries.ghost_rows import (
    DiaryEntry,
    DiaryFinding,
    DiaryPage,
    DiaryQuery,
    DiaryWeek,
    GhostHead,
    GhostListRow,
    LogLine,
)
from app.queries.origin_rows import Origin
from app.queries.oversight.agents import agents_named
from app.queries.oversight.clocks import monday, on_clock
from app.queries.oversight.open_readings import has_two_readings
from app.queries.oversight.origins import diary_origins
from app.queries.oversight.waves import wave_head, wave_of
from app.queries.oversight.week_use import week_use
from app.queries.wave_rows import FindingStanding, GhostState, Reading, Source
from audit.contacts.homes import is_foreign

_OUT = (FindingStanding.DISMISSED.value, FindingStanding.WITHDRAWN.value)


def diary_page(
    session: Session, actor: Actor, wave_id: str, ghost_id: str | None, query: DiaryQuery, lang: str, now: datetime
) -> DiaryPage:
    """The diary of a ghost (of the one with most findings, when none is said). Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    ghosts = ghost_list(session, wave, query.q, lang)
    chosen = ghost_id or (ghosts[0].id if ghosts else None)
    ghost = session.scalar(select(Ghost).where(Ghost.id == chosen, Ghost.wave_id == wave.id)) if chosen else None
    if ghost_id and ghost is None:
        raise NotFound(f"no hay fantasma {ghost_id[:40]}", f"there is no ghost {ghost_id[:40]}")
    entries = _entries(session, wave, ghost, lang) if ghost else []
    contacts = [e for e in entries if e.act is None]
    shown = [e for e in entries if not query.channel or e.channel == query.channel or e.act is not None]
    last = _last_event(session, wave)
    week = max((monday(e.at) for e in contacts), default=None)
    return DiaryPage(
        head=wave_head(session, actor, wave, now, lang),
        query=query,
        ghosts=ghosts,
        ghost=_head(session, ghost, lang) if ghost else None,
        weeks=_weeks(shown),
        channels=tuple(sorted({e.channel for e in contacts if e.channel})),
        week=week,
        use=week_use(session, ghost, week, lang) if ghost and week else (),
        log=_log(session, ghost, lang) if ghost else (),
        contacts=len(contacts),
        recordings=sum(e.recording is not None for e in contacts),
        last_event=last.n if last else None,
        last_link=last.link if last else None,
    )


def ghost_list(session: Session, wave: Wave, q: str, lang: str) -> tuple[GhostListRow, ...]:
    """Ghosts of a wave, those with most to look at first."""
    contacts: dict[str, int] = dict(
        session.execute(select(Received.ghost_id, func.count()).where(Received.wave_id == wave.id).group_by(Received.ghost_id))
        .tuples()
        .all()
    )
    found: dict[str, list[tuple[str, str]]] = {}
    findings = select(WaveFinding.ghost_id, WaveFinding.severity, WaveFinding.reading)
    for ghost_id, severity, reading in session.execute(
        findings.where(WaveFinding.wave_id == wave.id, WaveFinding.standing.not_in(_OUT))
    ).tuples():
        found.setdefault(ghost_id or "", []).append((severity, reading))
    wanted = select(Ghost, Vendor.name).join(Vendor, Vendor.id == Ghost.vendor_id).where(Ghost.wave_id == wave.id)
    pairs = session.execute(wanted).tuples().all()
    codes = {ghost.id: ghost.code for ghost, _ in pairs}
    rows = [_list_row(ghost, vendor, codes, contacts.get(ghost.id, 0), found.get(ghost.id, ()), lang) for ghost, vendor in pairs]
    needle = q.strip().casefold()
    rows = [r for r in rows if not needle or needle in f"{r.code} {r.name} {r.mission} {r.vendor}".casefold()]
    return tuple(sorted(rows, key=lambda r: (-r.critical, -r.major, -r.doubts, -r.contacts, r.code)))


def _list_row(
    ghost: Ghost, vendor: str, codes: Mapping[str, str], contacts: int, found: Sequence[tuple[str, str]], lang: str
) -> GhostListRow:
    sure = [severity for severity, reading in found if reading != Reading.STRICT]
    return GhostListRow(
        id=ghost.id,
        code=ghost.code,
        name=ghost.name,
        vendor=vendor,
        state=GhostState(ghost.state),
        mission=mission_of(ghost, lang)[0],
        twin_of=codes.get(ghost.twin_of_id or ""),
        trait=ghost.trait,
        contacts=contacts,
        critical=sure.count("critical"),
        major=len(sure) - sure.count("critical"),
        doubts=len(found) - len(sure),
    )


def mission_of(ghost: Ghost, lang: str) -> tuple[str, str]:
    """A mission's name and its script, in the reader's language as far as they were kept with the person."""
    told = ghost.person.get("mission") or {}
    words = told.get(lang) or told.get("es") or {}
    return words.get("name", ghost.mission), str(words.get("script", "")).replace("{name}", ghost.name)


def _head(session: Session, ghost: Ghost, lang: str) -> GhostHead:
    vendor = session.get_one(Vendor, ghost.vendor_id)
    twin = session.get(Ghost, ghost.twin_of_id) if ghost.twin_of_id else None
    name, script = mission_of(ghost, lang)
    return GhostHead(
        id=ghost.id,
        code=ghost.code,
        name=ghost.name,
        vendor=vendor.name,
        number=ghost.number,
        amount=ghost.amount,
        currency=ghost.currency,
        country=ghost.country,
        zone=ghost.zone,
        state=GhostState(ghost.state),
        retired_why=ghost.retired_why,
        mission=name,
        mission_text=script,
        twin_of=twin.code if twin else None,
        twin_of_id=ghost.twin_of_id,
        trait=ghost.trait,
        fields=tuple((k, str(v)) for k, v in ghost.row.items()),
        foreign_zone=is_foreign(ghost.zone, ghost.country),
    )


def _entries(session: Session, wave: Wave, ghost: Ghost, lang: str) -> list[DiaryEntry]:
    findings = _findings(session, ghost, lang)
    named = agents_named(session, wave.id)
    contacts = session.scalars(select(Received).where(Received.ghost_id == ghost.id))
    acts = session.scalars(select(GhostAct).where(GhostAct.ghost_id == ghost.id, GhostAct.state != "cancelled"))
    origins = diary_origins(session, ghost, lang)
    out = [_contact(r, ghost, findings.get(r.id, ()), named, origins.get(r.id)) for r in contacts]
    out += [_act(a, ghost) for a in acts]
    return sorted(out, key=lambda e: (e.at, e.act is not None, e.id))


def _contact(
    received: Received,
    ghost: Ghost,
    findings: Sequence[DiaryFinding],
    named: frozenset[tuple[int, str]],
    origin: Origin | None,
) -> DiaryEntry:
    agent = received.agent if received.agent and (ghost.vendor_id, received.agent) in named else None
    return DiaryEntry(
        id=received.id,
        at=on_clock(received.at, ghost.zone),
        channel=received.channel,
        direction=received.direction,
        answered_by=received.answered_by,
        outcome=received.outcome,
        duration_s=received.duration_s,
        caller_id=received.caller_id,
        text=received.content,
        recording=received.recording,
        recording_id=received.recording_id,
        agent=agent,
        findings=tuple(findings),
        origin=origin,
    )


def _act(act: GhostAct, ghost: Ghost) -> DiaryEntry:
    return DiaryEntry(
        id=act.id,
        at=on_clock(act.at, ghost.zone),
        channel=act.channel,
        act=act.kind,
        amount=act.amount,
        currency=ghost.currency if act.amount is not None else None,
        due=act.due,
        scheduled=act.state == "scheduled",
    )


def _findings(session: Session, ghost: Ghost, lang: str) -> dict[str, list[DiaryFinding]]:
    wanted = select(WaveFinding).where(WaveFinding.ghost_id == ghost.id, WaveFinding.standing.not_in(_OUT))
    out: dict[str, list[DiaryFinding]] = {}
    for f in session.scalars(wanted.order_by(WaveFinding.severity, WaveFinding.mark)):
        told = f.told.get(lang) or f.told["es"]
        out.setdefault(f.received_id or "", []).append(
            DiaryFinding(
                id=f.id,
                source=Source(f.source),
                rule_id=f.rule_id,
                title=told["title"],
                note=told["note"],
                severity=f.severity,
                reading=Reading(f.reading),
                citation=f.citation,
                standing=FindingStanding(f.standing),
                at_s=f.evidence.get("at_s"),
                two_readings=has_two_readings(f.rule_id, f.rule_version),
            )
        )
    return out


def _weeks(entries: Sequence[DiaryEntry]) -> tuple[DiaryWeek, ...]:
    by_week: dict[date, list[DiaryEntry]] = {}
    for entry in entries:
        by_week.setdefault(monday(entry.at), []).append(entry)
    return tuple(
        DiaryWeek(start, sum(e.act is None for e in inside), sum(len(e.findings) for e in inside), tuple(inside))
        for start, inside in sorted(by_week.items())
    )


def _log(session: Session, ghost: Ghost, lang: str) -> tuple[LogLine, ...]:
    """What the newest log of its vendor says of this ghost."""
    newest = (
        select(VendorLog.id)
        .where(VendorLog.wave_id == ghost.wave_id, VendorLog.vendor_id == ghost.vendor_id)
        .order_by(VendorLog.added_at.desc(), VendorLog.id)
        .limit(1)
    )
    log_id = session.scalar(newest)
    if log_id is None:
        return ()
    wanted = select(VendorLogEntry).where(VendorLogEntry.log_id == log_id, VendorLogEntry.ghost_id == ghost.id)
    return tuple(
        LogLine(
            at=on_clock(e.at, ghost.zone) if e.at else None,
            what=str((e.lived or e.logged or {}).get("channel") or ""),
            outcome=e.outcome,
            differences=tuple(d.get(lang) or d["es"] for d in e.differences),
        )
        for e in session.scalars(wanted.order_by(VendorLogEntry.n))
    )


def _last_event(session: Session, wave: Wave) -> WaveEvent | None:
    return session.scalar(select(WaveEvent).where(WaveEvent.wave_id == wave.id).order_by(WaveEvent.n.desc()).limit(1))
