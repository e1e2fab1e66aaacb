"""A simulated vendor through the programme: what the audit, which knows no truth, makes of the diary and of the vendor's log."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from app.benches.programme.hearing import Ear, Heard, hear
from app.benches.programme.probing import pressing_heard, probe_all
from app.benches.programme.shapes import act_of, ghosts_of, received_of
from audit.contacts.finding import Finding, findings_of
from audit.contacts.ruled import Reading
from audit.ghosts.lived import Act, Ghost, Received
from audit.ghosts.probes import ProbeResult
from audit.ghosts.reconcile import Reconciliation, Setting, reconcile
from audit.ghosts.reconcile_lines import Span
from audit.ghosts.vendor_log_read import read_vendor_log
from synthetic.bpos.conduct import WavePlan
from synthetic.bpos.files import log_csv
from synthetic.bpos.rows import LogRow, VendorRows


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found at one vendor, by ghost and contact."""

    ghosts: Mapping[str, Ghost]
    received: tuple[Received, ...]
    acts: tuple[Act, ...]
    heard: Mapping[str, Heard]
    law: tuple[Finding, ...]
    books: Reconciliation
    probes: tuple[ProbeResult, ...]

    def broken(self, reading: Reading) -> frozenset[str]:
        """Contacts that break a rule in that reading."""
        return frozenset(found.contact_id for found in self.law if found.reading is reading)


def judge_vendor(plan: WavePlan, rows: VendorRows, ear: Ear, rng: np.random.Generator) -> Judged:
    """Everything the audit does with one vendor's wave."""
    ghosts = {ghost.id: ghost for ghost in ghosts_of(rows, plan.first)}
    own = {ghost.account_id for ghost in ghosts.values()}
    touches = [touch for touch in rows.touches if touch.row.account_id in own]
    heard = hear(touches, ear, rng)
    received = tuple(received_of(touch, _disclosed(touch.disclosed, heard.get(touch.row.contact_id))) for touch in touches)
    acts = tuple(act_of(act) for act in rows.acts if act.account_id in own)
    law = tuple(findings_of([each.contact for each in received]))
    books = _books(plan, rows.log, ghosts, received, acts, rows.vendor)
    zone = ZoneInfo(next(iter(ghosts.values())).zone)
    begins = datetime.combine(plan.first, time(), zone)
    span = (begins, begins + timedelta(weeks=plan.weeks))
    results = probe_all(ghosts, received, acts, books, pressing_heard(touches, ear, rng), span)
    return Judged(ghosts, received, acts, heard, law, books, results)


def _disclosed(asked: bool | None, heard: Heard | None) -> bool | None:
    """Whether the debt was told to somebody else, as heard: None where nobody else was there."""
    return None if asked is None or heard is None else heard.stands


def _books(
    plan: WavePlan,
    log: Sequence[LogRow],
    ghosts: Mapping[str, Ghost],
    received: Sequence[Received],
    acts: Sequence[Act],
    vendor: str,
) -> Reconciliation:
    ids = {id: ghost.id for ghost in ghosts.values() for id in (ghost.account_id, ghost.debtor_id)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_text(log_csv(log), encoding="utf-8")
        written = read_vendor_log(path, ids)
    return reconcile(written, ghosts, received, acts, Setting(lines=_lines(plan, ghosts), log_vendor=vendor))


def _lines(plan: WavePlan, ghosts: Mapping[str, Ghost]) -> tuple[Span, ...]:
    """Every ghost's lines were up throughout: they are the client's own, and their records say so."""
    begins = datetime.combine(plan.first, time())
    ends = begins + timedelta(weeks=plan.weeks)

    def there(ghost: Ghost, wall: datetime) -> float:
        return wall.replace(tzinfo=ZoneInfo(ghost.zone)).timestamp()

    return tuple(Span(ghost.id, None, there(ghost, begins), there(ghost, ends)) for ghost in ghosts.values())


def by_contact(findings: Sequence[Finding]) -> Mapping[str, frozenset[str]]:
    """Rules each contact breaks, in any reading."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        found[finding.contact_id].add(finding.rule_id)
    return {contact: frozenset(rules) for contact, rules in found.items()}
