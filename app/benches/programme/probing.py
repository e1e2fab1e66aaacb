"""The probes on a simulated vendor: what must change after a ghost acts, against whether it did."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from app.benches.programme.hearing import Ear
from app.benches.programme.tally import Tally
from audit.ghosts.lived import Act, Ghost, Received
from audit.ghosts.oracles import Heard, Life, Outcome
from audit.ghosts.probes import ProbeResult, run_probes
from audit.ghosts.probes_recorded import recorded_of
from audit.ghosts.reconcile import Reconciliation
from synthetic.bpos.rows import Touch, VendorRows
from synthetic.bpos.words import SPOKEN, Kind, Lie

OF_KIND = {
    "stop": Kind.IGNORED_STOP,
    "dispute": Kind.IGNORED_DISPUTE,
    "payment": Kind.DUNNED_AFTER_PAYMENT,
    "third_party": Kind.DISCLOSURE,
}
_OF_LOG = ("promise", "dispute_logged")
_PRESSING = frozenset({Kind.IGNORED_DISPUTE, Kind.DUNNED_AFTER_PAYMENT})


def probe_all(
    ghosts: Mapping[str, Ghost],
    received: Sequence[Received],
    acts: Sequence[Act],
    books: Reconciliation,
    pressing: Mapping[str, Heard],
    span: tuple[datetime, datetime],
) -> tuple[ProbeResult, ...]:
    """Every probe of every ghost; `pressing` what a person heard in calls, `span` from when to when ghosts and log reach."""
    begins, ends = span
    recorded = recorded_of(books, ghosts.values(), begins, ends)
    lived: dict[str, list[Received]] = defaultdict(list)
    did: dict[str, list[Act]] = defaultdict(list)
    for each in received:
        lived[each.ghost].append(each)
    for act in acts:
        did[act.ghost].append(act)
    found: list[ProbeResult] = []
    for id, ghost in ghosts.items():
        life = Life(ghost, tuple(did[id]), tuple(lived[id]), ends, recorded.get(id), pressing)
        found += run_probes(life)
    return tuple(found)


def pressing_heard(touches: Sequence[Touch], ear: Ear, rng: np.random.Generator) -> Mapping[str, Heard]:
    """Whether calls pressed for payment, as a person who hears them says; what was written is left to the probe itself."""
    return {
        touch.row.contact_id: Heard(pressing=_PRESSING.isdisjoint(touch.wrong) == (rng.random() < ear.person_errs))
        for touch in touches
        if touch.content is not None and touch.row.channel in SPOKEN
    }


def compare_probes(rows: VendorRows, touches: Sequence[Touch], results: Sequence[ProbeResult], tally: Tally) -> None:
    """Probe by probe: broken where it was, held or undecided where it was not."""
    wrong = {touch.row.contact_id: touch.wrong for touch in touches}
    ways: dict[str, set[Kind]] = defaultdict(set)
    for touch in touches:
        ways[f"g-{touch.row.account_id}"].update(touch.wrong)
    for one in results:
        broken = one.outcome is Outcome.BROKEN
        if one.probe in OF_KIND:
            kind = OF_KIND[one.probe]
            here = kind in wrong.get(one.act.contact_id or "", ()) if kind is Kind.DISCLOSURE else kind in ways[one.ghost]
            _note(one, here, kind.value, tally)
        elif one.probe in _OF_LOG:
            _note(one, _untrue(rows, one), f"record of {one.probe.removesuffix('_logged')}", tally)
        else:
            tally.note(f"probes/{one.probe}: cannot tell (nothing of it is simulated)", not broken)


def _note(one: ProbeResult, here: bool, name: str, tally: Tally) -> None:
    broken, unsure = one.outcome is Outcome.BROKEN, one.outcome in (Outcome.CANNOT_TELL, Outcome.VOID)
    if here:
        tally.note(f"events/recall/probe: {name}", broken)
    if broken:
        tally.note(f"events/precision/probe: {name}", here)
    if not here:
        tally.note("events/false/probes, per probe that should hold", broken)
    tally.note(f"probes/{name}: cannot tell", unsure)


def _untrue(rows: VendorRows, one: ProbeResult) -> bool:
    """Whether the log misses or changes what was said in the contact of the act."""
    if one.act.contact_id in rows.unlogged:
        return True
    row = next(row for row in rows.log if row.of == one.act.contact_id)
    return not {Lie.HIDDEN_ANSWER, Lie.ALTERED_PROMISE, Lie.INVENTED_PROMISE}.isdisjoint(row.lies)
