"""One simulated wave through the whole programme, counted."""

from collections.abc import Mapping

import numpy as np

from app.benches.programme.compared import compare_books, compare_law, compare_words, of_ghosts
from app.benches.programme.hearing import Ear, by_machine
from app.benches.programme.judging import Judged, judge_vendor
from app.benches.programme.tally import Tally
from app.benches.programme.verdicts import note_ghosts, note_looks, note_vendor, outcomes_of, truly_mistreated
from app.benches.programme.worlds import Role, wave_plan
from synthetic.bpos import VendorRows, simulate, written_up

TRUTH, PERSON, MACHINE = "were everything seen", "words heard by a person", "words by the machine alone"


def run_wave(number: int, seed: int) -> Tally:
    """Simulate wave `number`, judge it as the audit would, and count how it did."""
    plan = wave_plan(number, seed)
    tally = Tally()
    for place, rows in enumerate(written_up(simulate(plan, seed * 100_003 + number))):
        rng = np.random.default_rng([seed, number, place])
        judged = judge_vendor(plan, rows, Ear(), rng)
        _count(Role(rows.vendor), rows, judged, rng, tally)
    return tally


def _count(role: Role, rows: VendorRows, judged: Judged, rng: np.random.Generator, tally: Tally) -> None:
    touches = of_ghosts(rows)
    compare_law(touches, judged, tally)
    compare_words(touches, judged, tally)
    compare_books(rows, judged, tally)
    seen = seen_by(judged)
    note_ghosts(judged, rows, seen, tally)
    for who, badly in {TRUTH: truly_mistreated(judged, rows), **seen}.items():
        note_vendor(role, rows.rate, who, outcomes_of(judged, badly), tally)
    note_looks(role, outcomes_of(judged, seen[PERSON]), rng, tally)


def seen_by(judged: Judged) -> Mapping[str, frozenset[str]]:
    """Ghosts held to be mistreated: by law and words, the words as a person or as the machine alone hears them."""
    ghost = {each.contact.contact_id: each.ghost for each in judged.received}
    facts = {ghost[finding.contact_id] for finding in judged.law}
    person = {ghost[id] for id, heard in judged.heard.items() if heard.stands}
    machine = {ghost[id] for id, heard in judged.heard.items() if by_machine(heard)}
    return {PERSON: frozenset(facts | person), MACHINE: frozenset(facts | machine)}
