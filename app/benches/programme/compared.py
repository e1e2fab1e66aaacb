"""What was found held against what was planted, contact by contact and row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping

from app.benches.programme.hearing import WORDS, by_machine
from app.benches.programme.honesty_truth import true_claims, true_completeness
from app.benches.programme.judging import Judged, by_contact
from app.benches.programme.tally import Tally
from app.benches.programme.worlds import Role
from audit.contacts.ruled import Reading
from audit.ghosts.honesty import honesty
from audit.ghosts.neglect import neglect_of
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Difference
from audit.ghosts.reconcile_kinds import Kind as Unlike
from synthetic.bpos.rows import LogRow, Touch, VendorRows
from synthetic.bpos.words import Kind, Lie

_HOURS = frozenset({Kind.OUT_OF_HOURS, Kind.REST_DAY})
_FIRST_LINE = 2
_LIES = {
    Unlike.FAKE_ATTEMPT: Lie.FAKE_ATTEMPT,
    Unlike.DENIED_ANSWER: Lie.HIDDEN_ANSWER,
    Unlike.INVENTED_PROMISE: Lie.INVENTED_PROMISE,
    Unlike.ALTERED_PROMISE: Lie.ALTERED_PROMISE,
    Unlike.WRONG_DURATION: Lie.WRONG_DURATION,
    Unlike.WRONG_TIME: Lie.MOVED_INSIDE,
}


def of_ghosts(rows: VendorRows) -> list[Touch]:
    """Contacts that reached ghosts: the only ones the audit has."""
    own = {account.account_id for account in rows.accounts if account.ghost}
    return [touch for touch in rows.touches if touch.row.account_id in own]


def compare_law(touches: Iterable[Touch], judged: Judged, tally: Tally) -> None:
    """Hours and frequencies: recall by kind in either reading and in the lenient one, precision by kind of rule."""
    rules, lenient = by_contact(judged.law), judged.broken(Reading.LENIENT)
    one_reading = {f.contact_id for f in judged.law} - lenient
    for touch in touches:
        id = touch.row.contact_id
        broken = rules.get(id, frozenset())
        hours, often = any("-hours" in rule for rule in broken), any("-hours" not in rule for rule in broken)
        for kind in (Kind.OUT_OF_HOURS, Kind.REST_DAY, Kind.OVER_CALLING):
            if kind in touch.wrong:
                tally.note(f"events/recall/{kind}", hours if kind in _HOURS else often)
        if Kind.OVER_CALLING in touch.wrong:
            tally.note("events/recall/over_calling, lenient reading broken too", often and id not in one_reading)
        if hours:
            tally.note("events/precision/hours", not _HOURS.isdisjoint(touch.wrong))
        if often and not (touch.shadow and Kind.OVER_CALLING not in touch.wrong):
            tally.note("events/precision/over_calling", Kind.OVER_CALLING in touch.wrong)
        if not touch.wrong and not touch.shadow:
            tally.note("events/false/law, per lawful contact", bool(broken))


def compare_words(touches: Iterable[Touch], judged: Judged, tally: Tally) -> None:
    """Threats, insults and disclosure, by the machine alone and once a person has heard what it asserted or sent."""
    for touch in touches:
        heard = judged.heard.get(touch.row.contact_id)
        if heard is None:
            continue
        bad = not WORDS.isdisjoint(touch.wrong)
        for who, held in (("machine alone", by_machine(heard)), ("heard by a person", heard.stands)):
            if bad:
                tally.note(f"events/recall/words, {who}", held)
            if held:
                tally.note(f"events/precision/words, {who}", bad)


def compare_books(rows: VendorRows, judged: Judged, tally: Tally) -> None:
    """The reconciliation: each lie found as what it is, and nothing held against an honest row or a logged contact."""
    lines = {place + _FIRST_LINE: row for place, row in enumerate(rows.log)}
    accounts = {ghost.account_id for ghost in judged.ghosts.values()}
    told = _by_line(judged.books.differences)
    for line, row in lines.items():
        if row.row.account_id not in accounts:
            continue
        kinds = told.get(line, frozenset())
        for unlike, lie in _LIES.items():
            if lie in row.lies:
                tally.note(f"events/recall/log: {lie}", unlike in kinds)
                tally.note(f"events/recall/log: {lie}, as any untruth", bool(kinds & FALSE_CLAIMS))
            if unlike in kinds:
                tally.note(f"events/precision/log: {lie}", lie in row.lies)
        if not row.lies:
            tally.note("events/false/log, per honest row", bool(kinds & FALSE_CLAIMS))
    _unlogged(rows, judged, lines, accounts, tally)


def compare_honesty(country: str, role: Role, judged: Judged, tally: Tally) -> None:
    """Whether the interval of the log's honesty holds what it is over all debtors and agents the vendor could have."""
    found = honesty(judged.books.differences)
    if role in (Role.LIAR, Role.WORSE):
        truth = true_claims(country, role)
        tally.note(f"honesty/interval of true claims holds the truth/{role}", found.claims.low <= truth <= found.claims.high)
    if role is Role.LIAR:
        truth = true_completeness(role)
        tally.note(f"honesty/interval of completeness holds the truth/{role}", found.complete.low <= truth <= found.complete.high)
    if role in (Role.SPOTLESS, Role.TOLERATED, Role.PLANNED):
        clean = found.claims.good == found.claims.n and found.complete.good == found.complete.n
        tally.note("honesty/honest log found wholly honest", clean)


def compare_neglect(role: Role, judged: Judged, tally: Tally) -> None:
    """Segments left alone: told of the vendor that avoids one, of nobody else."""
    segments = {ghost.id: ghost.segment or "" for ghost in judged.ghosts.values()}
    told = any(each.left_alone for each in neglect_of(segments, Counter(each.ghost for each in judged.received)))
    tally.note(f"neglect/told/{role}", told)
    if role is not Role.AVOIDER:
        tally.note("neglect/told/all that avoid nobody", told)


def _unlogged(rows: VendorRows, judged: Judged, lines: Mapping[int, LogRow], accounts: set[str], tally: Tally) -> None:
    missing = {d.contact.contact_id for d in judged.books.differences if d.kind is Unlike.NOT_LOGGED and d.contact is not None}
    moved = {row.of for row in lines.values() if Lie.MOVED_INSIDE in row.lies}
    for touch in rows.touches:
        id = touch.row.contact_id
        if touch.row.account_id not in accounts:
            continue
        if id in rows.unlogged:
            tally.note("events/recall/log: unlogged", id in missing)
        elif id not in moved:
            tally.note("events/false/log, per logged contact", id in missing)
        if id in missing:
            tally.note("events/precision/log: unlogged or moved", id in rows.unlogged or id in moved)


def _by_line(differences: Iterable[Difference]) -> dict[int, frozenset[Unlike]]:
    found: dict[int, set[Unlike]] = {}
    for difference in differences:
        if difference.row is not None:
            found.setdefault(difference.row.line, set()).add(difference.kind)
    return {line: frozenset(kinds) for line, kinds in found.items()}
