"""The vendor's own log against what the ghosts received, event by event. Where two readings are possible, nobody is accused."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from audit.contacts.contact import Channel
from audit.data_file import Words
from audit.ghosts.lived import Act, ActKind, Ghost, Received
from audit.ghosts.matching import Matched, Pair, Placed
from audit.ghosts.matching_clock import Clock, Event, alike, event
from audit.ghosts.reconcile_durations import Measure
from audit.ghosts.reconcile_kinds import Difference, Kind, Said, said, unsure
from audit.ghosts.reconcile_lines import Lines, Medium, Span, medium_of
from audit.ghosts.reconcile_pairs import Known, differences_of, same_promise
from audit.ghosts.reconcile_rest import Coverage, Observed, same_words, unheard, unlogged, usual_losses
from audit.ghosts.reconcile_times import Moved, judged, shared_gap
from audit.ghosts.reconcile_work import Work, ghosts_absent, learn_clocks, learn_measures, match_ghost, reach, zone_of_ghost
from audit.ghosts.vendor_log import PHONE, VendorLog

_MOST_LATE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What reconciling may be told: the log's time zone, when each ghost's lines were up, from when to when they listened.

    `log_vendor` is whose log it is: contacts of others are not looked for in it, contacts of nobody known cannot be.
    """

    zone: str | None = None
    lines: tuple[Span, ...] | None = None
    observed: Observed | None = None
    log_vendor: str | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every difference, and how the log was read. `agreed` has nothing to do with intent: a match is a match."""

    differences: tuple[Difference, ...]
    clocks: tuple[Clock, ...]
    measures: Mapping[str, Measure]
    ghosts_absent: tuple[str, ...]
    other_rows: int
    columns: Mapping[str, str]
    notes: tuple[Words, ...]


def reconcile(
    log: VendorLog, ghosts: Mapping[str, Ghost], received: Sequence[Received], acts: Sequence[Act] | None, setting: Setting
) -> Reconciliation:
    """Compare. `ghosts` by id, `acts` None where nobody noted what the ghosts did (then promises cannot be told)."""
    mine = [r for r in received if not setting.log_vendor or r.contact.vendor in ("", setting.log_vendor)]
    events: dict[str, list[Event]] = defaultdict(list)
    for one in sorted(mine, key=lambda r: r.contact.at):
        events[one.ghost].append(event(one.contact))
    work = Work(log, ghosts, events, {})
    learn_clocks(work, setting.zone)
    for ghost in ghosts:
        match_ghost(work, ghost)
    known = Known(ghosts, _by_ghost(acts), learn_measures(work), log.shape)
    absent = ghosts_absent(work)
    heard = {r.contact.contact_id: r.agent for r in mine if r.agent}
    differences = _numbered(work, _judge(work, known, setting, absent, received), heard)
    return Reconciliation(
        tuple(differences),
        tuple(work.clocks.values()),
        known.measures,
        tuple(sorted(absent)),
        log.other_rows,
        log.columns,
        log.notes,
    )


def _by_ghost(acts: Sequence[Act] | None) -> dict[str, list[Act]] | None:
    if acts is None:
        return None
    found: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        found[act.ghost].append(act)
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    ghost: str
    verdicts: Sequence[Said]
    placed: Placed | None
    event: Event | None
    gap_s: float | None


def _judge(work: Work, known: Known, setting: Setting, absent: set[str], received: Sequence[Received]) -> Iterator[_Judged]:
    yield from _pairs(work, known)
    still = _left(work)
    lines = _lines(work, setting, still, received)
    observed = setting.observed or Observed(
        min((r.contact.at.timestamp() for r in received), default=0.0),
        max((r.contact.at.timestamp() for r in received), default=0.0),
    )
    losses = _losses(work, still)
    coverage = Coverage(work.log.shape, *reach(work))
    taken = {id(m.pair.event) for ones in work.moved.values() for m in ones}
    for ghost, found in work.matched.items():
        mine = None if known.acts is None else known.acts.get(ghost, [])
        for row in still[ghost]:
            if id(row) in work.unclear:
                verdict = unsure(
                    "hay más de un contacto que puede ser, a otra hora", "more than one contact it may be, at another time"
                )
            elif row.batched and _spare(work, ghost, row):
                verdict = unsure("anotado en lote: puede ser de un día anterior", "logged in a batch: may be of a day before")
            elif row.batched and row.row.wall is not None:
                noon = replace(row, at=row.at if row.at is not None else _noon(row, zone_of_ghost(work, ghost)))
                verdict = _entered_twice(row, found, still[ghost]) or unheard(ghost, noon, (), (), lines, observed, losses)
            else:
                verdict = unheard(ghost, row, still[ghost], found.pairs, lines, observed, losses)
            yield _Judged(ghost, [verdict, *_promised_too(verdict, row, mine, found.events)], row, None, None)
        for one in found.events:
            if id(one) in taken:
                continue
            if id(one) in work.unclear:
                verdict = unsure("hay más de una fila que puede ser, a otra hora", "more than one row it may be, at another time")
            elif _late_rows(still[ghost], one, zone_of_ghost(work, ghost)):
                verdict = unsure("puede ser una fila anotada en lote", "may be a row logged in a batch")
            else:
                attributed = bool(one.contact.vendor) or not setting.log_vendor
                verdict = _maybe_resembling(work, ghost, one) or unlogged(one, found.pairs, coverage, ghost in absent, attributed)
            yield _Judged(ghost, [verdict], None, one, None)


def _maybe_resembling(work: Work, ghost: str, one: Event) -> Said | None:
    """Whether the row may be one that was not taken as the ghost's because its id is written otherwise."""
    day = one.contact.local.date().toordinal()
    rows = work.log.resembling.get(ghost, ())
    if not any(row.wall is None or abs(row.wall.date().toordinal() - day) <= 1 for row in rows):
        return None
    return unsure("puede ser una fila con el id escrito de otra forma", "may be a row with the id written another way")


def _entered_twice(row: Placed, found: Matched, others: Sequence[Placed]) -> Said | None:
    """A batched row that says the same of the same day as another."""
    rest = [pair.placed for pair in found.pairs] + [o for o in others if o.row.line < row.row.line]
    day = row.row.wall.date() if row.row.wall else None
    if any(o.row.wall and o.row.wall.date() == day and same_words(row, o) for o in rest):
        return said(Kind.DUPLICATE, "la misma fila, anotada dos veces", "the same row, logged twice")
    return None


def _promised_too(verdict: Said, row: Placed, acts: Sequence[Act] | None, unlogged: Sequence[Event]) -> list[Said]:
    """A promise in a contact that never was: invented, unless the row may be a contact that was, at another time.

    It may be where the ghost made that very promise, or promised in a contact that the log lacks. Nothing is said where nobody
    noted what the ghosts did.
    """
    if verdict.kind is not Kind.FAKE_ATTEMPT or not row.row.claims_promise or acts is None:
        return []
    lacking = {one.contact.contact_id for one in unlogged}
    made = [act for act in acts if act.kind is ActKind.PROMISED]
    if any(same_promise(row.row, act) or act.contact_id in lacking for act in made):
        return [
            unsure(
                "el fantasma hizo una promesa que puede ser esta: quizá se cambió la hora de la fila",
                "the ghost made a promise that may be this one: perhaps the row's time was changed",
            )
        ]
    return [said(Kind.INVENTED_PROMISE, "promesa en un contacto que no existió", "a promise in a contact that never was")]


def _pairs(work: Work, known: Known) -> Iterator[_Judged]:
    good: dict[str, list[Pair]] = defaultdict(list)
    shifted: dict[str, list[Moved]] = defaultdict(list)
    for ghost, found in work.matched.items():
        for pair in found.pairs:
            good[pair.placed.row.system].append(pair)
        for one in work.moved[ghost]:
            shifted[one.pair.placed.row.system].append(one)
    for ghost, found in work.matched.items():
        for pair in found.pairs:
            verdicts = differences_of(ghost, pair, known) or [_match_words(pair)]
            if any(v.kind is Kind.WRONG_TIME for v in verdicts) and shared_gap(pair, good[pair.placed.row.system]):
                verdicts = [
                    unsure(
                        "otras filas de esos días difieren igual: es el reloj", "other rows of those days differ alike: the clock"
                    )
                ]
            yield _Judged(ghost, verdicts, pair.placed, pair.event, pair.gap_s)
        for one in work.moved[ghost]:
            system = one.pair.placed.row.system
            verdict = judged(one, good[system], shifted[system])
            more = differences_of(ghost, replace(one.pair, loose=False), known) if verdict.kind is not Kind.CANNOT_TELL else []
            yield _Judged(ghost, [verdict, *more], one.pair.placed, one.pair.event, one.pair.gap_s)


def _match_words(pair: Pair) -> Said:
    if pair.gap_s is None:
        return said(
            Kind.MATCH,
            "coincide en el día; la hora no se compara (anotado en lote)",
            "agrees by day; entered in a batch, time not compared",
        )
    if pair.placed.shift_s:
        hours = pair.placed.shift_s / 3600
        return said(Kind.MATCH, f"coincide, con el reloj {hours:+g} h", f"agrees, its clock {hours:+g} h off")
    if pair.loose:
        minutes = pair.gap_s / 60
        return said(Kind.MATCH, f"coincide, anotado {minutes:+.0f} min", f"agrees, logged {minutes:+.0f} min off")
    return said(Kind.MATCH, "coincide", "agrees")


def _left(work: Work) -> dict[str, list[Placed]]:
    taken = {id(m.pair.placed) for ones in work.moved.values() for m in ones}
    return {ghost: [row for row in found.rows if id(row) not in taken] for ghost, found in work.matched.items()}


def _lines(work: Work, setting: Setting, still: Mapping[str, Sequence[Placed]], received: Sequence[Received]) -> Lines:
    heard: dict[str, list[Event]] = defaultdict(list)
    for one in received:
        heard[one.ghost].append(event(one.contact))
    silent = [
        (g, medium_of(r.row.channel), r.at) for g, rows in still.items() for r in rows if r.at is not None and not r.batched
    ]
    claims: Counter[Medium] = Counter(medium_of(row.channel) for rows in work.log.claims.values() for row in rows)
    return Lines(setting.lines, heard, silent, claims)


def _losses(work: Work, still: Mapping[str, Sequence[Placed]]) -> frozenset[Channel]:
    sent: Counter[Channel] = Counter(row.channel for rows in work.log.claims.values() for row in rows if row.channel)
    lost: Counter[Channel] = Counter(r.row.channel for rows in still.values() for r in rows if r.row.channel)
    return usual_losses(sent, lost)


def _spare(work: Work, ghost: str, row: Placed) -> bool:
    """Whether a batched row may be one of the ghost's contacts of the days before that has no row of its own for sure."""
    if row.row.wall is None:
        return False
    day = row.row.wall.toordinal()
    zone = ZoneInfo(zone_of_ghost(work, ghost))
    found = work.matched[ghost]
    loose = [pair.event for pair in found.pairs if pair.doubtful]
    lived = [e.contact.at.astimezone(zone).toordinal() for e in (*found.events, *loose) if alike(row.row, e.contact)]
    return any(0 <= day - other <= _MOST_LATE_DAYS for other in lived)


def _late_rows(rows: Sequence[Placed], one: Event, zone: str) -> bool:
    """Whether a row entered in a batch may be that contact, perhaps under another written channel."""
    day = one.contact.at.astimezone(ZoneInfo(zone)).toordinal()
    written = one.contact.channel not in PHONE
    return any(
        r.batched
        and r.row.wall is not None
        and 0 <= r.row.wall.toordinal() - day <= _MOST_LATE_DAYS
        and (alike(r.row, one.contact) or (written and r.row.channel not in PHONE))
        for r in rows
    )


def _noon(row: Placed, zone: str) -> float | None:
    return row.row.wall.replace(hour=12, tzinfo=ZoneInfo(zone)).timestamp() if row.row.wall else None


def _numbered(work: Work, found: Iterator[_Judged], heard: Mapping[str, str]) -> Iterator[Difference]:
    def when(one: _Judged) -> tuple[str, float]:
        at = one.event.at if one.event else one.placed.at if one.placed and one.placed.at is not None else 0.0
        return one.ghost, at

    for number, one in enumerate(sorted(found, key=when), start=1):
        for verdict in one.verdicts:
            yield Difference(
                number, one.ghost, verdict.kind, verdict.words,
                one.placed.row if one.placed else None, one.event.contact if one.event else None,
                one.placed.instant if one.placed else None, one.gap_s, one.placed.shift_s if one.placed else 0.0, verdict.hides,
                heard.get(one.event.contact.contact_id) if one.event else None,
            )  # fmt: skip
