"""One simulated wave through the whole programme, counted."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.benches.programme.burning import watched
from app.benches.programme.compared import compare_books, compare_honesty, compare_law, compare_neglect, compare_words, of_ghosts
from app.benches.programme.hearing import Ear, by_machine
from app.benches.programme.judging import Judged, judge_vendor
from app.benches.programme.probing import OF_KIND, compare_probes
from app.benches.programme.tally import Tally
from app.benches.programme.verdicts import note_ghosts, note_looks, note_plain, note_vendor, outcomes_of, truly_mistreated
from app.benches.programme.worlds import Role, wave_plan
from audit.ghosts.burn_retire import after_retiring, to_retire
from audit.ghosts.oracles import Outcome as ProbeOutcome
from synthetic.bpos import VendorRows, WavePlan, simulate, written_up

TRUTH, PERSON, MACHINE = "were everything seen", "words heard by a person", "words by the machine alone"
RETIRED = f"{PERSON}, ghosts retired at the alarm"


def run_wave(number: int, seed: int) -> Tally:
    """Simulate wave `number`, judge it as the audit would, and count how it did."""
    plan = wave_plan(number, seed)
    tally = Tally()
    for place, rows in enumerate(written_up(simulate(plan, seed * 100_003 + number))):
        rng = np.random.default_rng([seed, number, place])
        judged = judge_vendor(plan, rows, Ear(), rng)
        _count(plan, Role(rows.vendor), rows, judged, rng, tally)
    note_plain(number, seed, tally)
    return tally


def _count(plan: WavePlan, role: Role, rows: VendorRows, judged: Judged, rng: np.random.Generator, tally: Tally) -> None:
    touches = of_ghosts(rows)
    compare_law(touches, judged, tally)
    compare_words(touches, judged, tally)
    compare_books(rows, judged, tally)
    compare_probes(rows, touches, judged.probes, tally)
    seen = seen_by(judged)
    note_ghosts(judged, rows, seen, tally)
    compare_honesty(plan.country, role, judged, tally)
    for who, badly in {TRUTH: truly_mistreated(judged, rows), **seen}.items():
        note_vendor(role, rows.rate, who, outcomes_of(judged, badly), tally)
    compare_neglect(role, judged, tally)
    _burn(plan, role, rows, judged, seen[PERSON], tally)
    note_looks(role, outcomes_of(judged, seen[PERSON]), rng, tally)


def _burn(plan: WavePlan, role: Role, rows: VendorRows, judged: Judged, seen: frozenset[str], tally: Tally) -> None:
    """The alarm, and the verdict once it has retired ghosts: those it retires count for nothing but what was seen of them."""
    burn = watched(plan, rows)
    tally.note(f"burn/alarm/{role}", burn.alarm_day is not None)
    if role is not Role.BURNED:
        tally.note("burn/alarm/all that noticed nothing", burn.alarm_day is not None)
    own = {ghost.account_id: ghost.id for ghost in judged.ghosts.values()}
    retired = [replace(each, ghost=own[each.ghost]) for each in to_retire(burn)]
    outcomes = after_retiring(outcomes_of(judged, seen), retired)
    note_vendor(role, rows.rate, RETIRED, outcomes, tally)


def seen_by(judged: Judged) -> Mapping[str, frozenset[str]]:
    """Ghosts held to be mistreated: by law, probes and words, the words as a person or as the machine alone hears them."""
    ghost = {each.contact.contact_id: each.ghost for each in judged.received}
    facts = {ghost[finding.contact_id] for finding in judged.law}
    facts |= {one.ghost for one in judged.probes if one.probe in OF_KIND and one.outcome is ProbeOutcome.BROKEN}
    person = {ghost[id] for id, heard in judged.heard.items() if heard.stands}
    machine = {ghost[id] for id, heard in judged.heard.items() if by_machine(heard)}
    return {PERSON: frozenset(facts | person), MACHINE: frozenset(facts | machine)}
