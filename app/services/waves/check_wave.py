"""Hold what the ghosts lived against the law and the probes: findings as drafts, for people to decide."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, Reading, Source, WaveState
from app.services.waves.attribute_contacts import attribute_again
from app.services.waves.desk import AFTER_SEAL, take_wave
from app.services.waves.events import add_event
from app.services.waves.lived import Lived, lived_of
from app.services.waves.reconcile_log import latest_logs
from app.store import Store
from audit.contacts.errors import BadContacts
from audit.contacts.finding import Finding, findings_of
from audit.contacts.ruled import rules_of
from audit.data_file import Words
from audit.ghosts.oracles import Life, Outcome, Recorded
from audit.ghosts.probes import ProbeResult, probes, run_probes
from audit.ghosts.probes_recorded import recorded_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before it is kept. `key` tells it from every other of its wave, however often the wave is checked."""

    key: str
    ghost: str
    source: Source
    rule_id: str
    severity: str
    reading: Reading
    title: Words
    note: Words
    rule_version: str | None = None
    citation: str | None = None
    contact_id: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The key as it is kept."""
        return sha256(self.key.encode()).hexdigest()


def check_wave(session: Session, actor: Actor, wave_id: str, now: datetime, store: Store | None = None) -> list[WaveFinding]:
    """Judge the timelines anew: what is new is added as a draft, drafts that no longer hold go, decided ones stay.

    With `store` the vendors' newest logs are read too: what must be recorded can only be told from them. Raises Conflict before
    the hand-over, BadInput for a timeline that cannot be judged.
    """
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL, WaveState.REVEALED)
    lived = lived_of(session, wave)
    until = min(now, wave.ended_at or now)
    if wave.state != WaveState.REVEALED:
        attribute_again(session, wave, now)
    try:
        recorded = _recorded(session, store, wave, lived, until) if store else {}
        drafts = [*law_drafts(lived), *probe_drafts(lived, recorded, until)]
    except BadContacts as cause:
        raise BadInput(cause.words.es, cause.words.en) from cause
    kept = keep_drafts(session, wave, lived, drafts, (Source.RULE, Source.PROBE), now)
    wave.checked_at = now
    session.commit()
    return kept


def law_drafts(lived: Lived) -> Iterator[Draft]:
    """One draft a contact and rule, saying under which readings of the law it is a breach."""
    owner = {r.contact.contact_id: r for r in lived.received}
    grouped: dict[tuple[str, str, str], list[Finding]] = {}
    for found in findings_of(lived.contacts):
        grouped.setdefault((found.contact_id, found.rule_id, found.rule_version), []).append(found)
    for (contact_id, rule_id, version), readings in grouped.items():
        received = owner[contact_id]
        title, is_open = _rule(received.contact.country, rule_id, version)
        first = readings[0]
        yield Draft(
            key=f"rule:{received.ghost}:{contact_id}:{rule_id}:{version}",
            ghost=received.ghost,
            source=Source.RULE,
            rule_id=rule_id,
            severity=first.severity.value,
            reading=_reading({f.reading.value for f in readings}, is_open),
            title=title,
            note=first.explanation,
            rule_version=version,
            citation=first.citation or None,
            contact_id=contact_id,
            evidence={"contact": contact_id, **({"quote": received.content} if received.content else {})},
        )


def _reading(seen: set[str], is_open: bool) -> Reading:
    if not is_open or len(seen) == 2:
        return Reading.BOTH
    return Reading(next(iter(seen)))


def _rule(country: str, rule_id: str, version: str) -> tuple[Words, bool]:
    rules = rules_of(country)
    for each in rules.judged if rules else ():
        if (each.rule.id, each.version) == (rule_id, version):
            return each.rule.title, len(each.readings) > 1
    raise LookupError(f"{rule_id} {version} is not in the rulebook of {country}")


def probe_drafts(lived: Lived, recorded: Mapping[str, Recorded], until: datetime) -> Iterator[Draft]:
    """What must have changed after a ghost's act, and did not. What cannot be told is no finding."""
    titles = {probe.id: probe.title for probe in probes()}
    for ghost in lived.ghosts.values():
        ended = min(until, lived.retired_at.get(ghost.id, until))
        life = Life(ghost, lived.acts, lived.received, ended, recorded.get(ghost.id))
        for found in run_probes(life):
            if found.outcome is Outcome.BROKEN:
                yield _probe_draft(found, titles[found.probe])


def _probe_draft(found: ProbeResult, title: Words) -> Draft:
    ids = [c.contact_id for c in found.contacts]
    return Draft(
        key=f"probe:{found.ghost}:{found.probe}:{found.act.at.isoformat()}",
        ghost=found.ghost,
        source=Source.PROBE,
        rule_id=f"probe-{found.probe}",
        severity="critical" if found.law else "major",
        reading=Reading.BOTH,
        title=title,
        note=found.words,
        citation=found.citation,
        contact_id=ids[0] if ids else found.act.contact_id,
        evidence={"contacts": ids, "act": found.act.kind.value, "law": found.law},
    )


def _recorded(session: Session, store: Store, wave: Wave, lived: Lived, until: datetime) -> dict[str, Recorded]:
    out: dict[str, Recorded] = {}
    begins = wave.sealed_at or wave.created_at
    for vendor_id, found in latest_logs(session, store, wave):
        ghosts = [g for id, g in lived.ghosts.items() if lived.vendor_ids[id] == vendor_id]
        out |= recorded_of(found, ghosts, begins, until)
    return out


def keep_drafts(
    session: Session, wave: Wave, lived: Lived, drafts: Iterable[Draft], sources: tuple[Source, ...], now: datetime
) -> list[WaveFinding]:
    """Keep drafts of these sources beside what people decided already; the new ones come back. The caller commits."""
    wanted = {d.mark: d for d in drafts}
    known = select(WaveFinding).where(WaveFinding.wave_id == wave.id, WaveFinding.source.in_([s.value for s in sources]))
    marks = {f.mark: f for f in session.scalars(known)}
    gone = [f.id for m, f in marks.items() if m not in wanted and f.standing == FindingStanding.DRAFT]
    session.execute(delete(WaveFinding).where(WaveFinding.id.in_(gone)))
    fresh = [_kept(wave, lived, d, now) for m, d in wanted.items() if m not in marks]
    session.add_all(fresh)
    session.flush()
    for vendor_id in sorted({f.vendor_id for f in fresh}):
        found = sorted(f.mark for f in fresh if f.vendor_id == vendor_id)
        add_event(session, wave, "findings.drafted", {"findings": found}, now, vendor_id)
    return fresh


def _kept(wave: Wave, lived: Lived, draft: Draft, now: datetime) -> WaveFinding:
    return WaveFinding(
        id=uuid4().hex,
        wave_id=wave.id,
        vendor_id=lived.vendor_ids[draft.ghost],
        ghost_id=draft.ghost,
        received_id=lived.contact_rows.get(draft.contact_id or ""),
        mark=draft.mark,
        source=draft.source.value,
        rule_id=draft.rule_id[:80],
        rule_version=draft.rule_version,
        severity=draft.severity,
        reading=draft.reading.value,
        citation=draft.citation,
        told={
            "es": {"title": draft.title.es, "note": draft.note.es},
            "en": {"title": draft.title.en, "note": draft.note.en},
        },
        evidence=dict(draft.evidence),
        standing=FindingStanding.DRAFT.value,
        found_at=now,
    )
