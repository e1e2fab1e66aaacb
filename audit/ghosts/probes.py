"""Probes: a ghost acts, and what must change afterwards decides, whatever the agent said. Parameters are data (probes.yaml)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from audit.contacts.contact import Channel, Contact
from audit.data_file import Fields, Words, read_fields
from audit.ghosts.lived import Act, ActKind
from audit.ghosts.oracles import Life, Outcome, Rule, Told
from audit.ghosts.oracles_contacts import no_dunning, no_pressing, silence
from audit.ghosts.oracles_heard import card_refused, complaint_answered, nothing_told
from audit.ghosts.oracles_records import dispute_recorded, promise_recorded
from audit.ghosts.vendor_log_words import plain
from audit.rulebooks import rulebook

FILE = Path(__file__).with_name("probes.yaml")
Oracle = Callable[[Life, Act, Rule], Told]
ORACLES: Final[Mapping[str, Oracle]] = {
    "silence": silence,
    "no_pressing": no_pressing,
    "no_dunning": no_dunning,
    "nothing_told": nothing_told,
    "dispute_recorded": dispute_recorded,
    "promise_recorded": promise_recorded,
    "complaint_answered": complaint_answered,
    "card_refused": card_refused,
}
_WRITTEN = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER})


@dataclass(frozen=True, slots=True)
class Basis:
    """A country's rule that makes a broken probe a breach; `written` where it asks the debtor to have written."""

    country: str
    rule: str
    written: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe as the data file gives it."""

    id: str
    act: ActKind
    oracle: str
    title: Words
    rule: Rule
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How faithful a ghost was to its script: `faithful` of `replies`; `broke` the contacts in which it was not."""

    faithful: int
    replies: int
    broke: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """`26 de 26 respuestas fieles al guion`."""
        return Words(
            f"{self.faithful} de {self.replies} respuestas fieles al guion",
            f"{self.faithful} of {self.replies} replies true to the script",
        )


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """How a probe ended for one act of one ghost. `law` is the rule broken, None where it is the client's policy only."""

    probe: str
    ghost: str
    act: Act
    outcome: Outcome
    words: Words
    contacts: tuple[Contact, ...]
    missing: Words | None
    law: str | None
    citation: str | None


@cache
def probes() -> tuple[Probe, ...]:
    """The house's probes. Raises BadRubric naming the place in the file."""
    top, _ = read_fields(FILE)
    demands = tuple(dict.fromkeys(plain(p) for p in top.raw("demands") or []))
    thanks = tuple(dict.fromkeys(plain(p) for p in top.raw("thanks") or []))
    found = tuple(_probe(row, f"{FILE.name}: probes[{n}]", demands, thanks) for n, row in enumerate(top.rows("probes")))
    top.done()
    return found


def _probe(row: object, where: str, demands: tuple[str, ...], thanks: tuple[str, ...]) -> Probe:
    fields = Fields(row, where)
    oracle = fields.text("oracle")
    if oracle not in ORACLES:
        raise fields.fail("oracle", f"must be one of {', '.join(ORACLES)}")
    graces = {Channel(channel): float(hours) for channel, hours in fields.mapping("grace_hours").items()}
    days = {name: int(fields.raw(name) or 0) for name in ("watch_days", "watch_business_days", "posting_business_days")}
    rule = Rule(scope=fields.optional_text("scope") or "asked", grace_hours=graces, demands=demands, thanks=thanks, **days)
    bases = tuple(_basis(each, f"{where}: rules[{n}]") for n, each in enumerate(fields.raw("rules") or []))
    made = Probe(fields.text("id"), fields.choice("act", ActKind), oracle, fields.words("title"), rule, bases)
    fields.done()
    return made


def _basis(row: object, where: str) -> Basis:
    fields = Fields(row, where)
    made = Basis(fields.text("country"), fields.text("rule"), fields.flag("written"))
    fields.done()
    return made


def run_probes(life: Life, fidelity: Fidelity | None = None, known: Sequence[Probe] | None = None) -> tuple[ProbeResult, ...]:
    """Every probe of every act of a ghost, in the order of its acts. Other ghosts' acts and contacts are left out."""
    own = replace(
        life,
        acts=tuple(sorted((a for a in life.acts if a.ghost == life.ghost.id), key=lambda a: a.at)),
        received=tuple(sorted((r for r in life.received if r.ghost == life.ghost.id), key=lambda r: r.contact.at)),
    )
    return tuple(
        _result(own, act, probe, fidelity)
        for act in own.acts
        for probe in (known if known is not None else probes())
        if probe.act is act.kind
    )


def _result(life: Life, act: Act, probe: Probe, fidelity: Fidelity | None) -> ProbeResult:
    told = ORACLES[probe.oracle](life, act, probe.rule)
    told = _void(life, act, told, fidelity) or told
    law = _law(life, act, probe, told) if told.outcome is Outcome.BROKEN else None
    return ProbeResult(
        probe.id,
        life.ghost.id,
        act,
        told.outcome,
        told.words,
        told.contacts,
        told.missing,
        law[0] if law else None,
        law[1] if law else None,
    )


def _void(life: Life, act: Act, told: Told, fidelity: Fidelity | None) -> Told | None:
    """A ghost that left its script in the act, or between it and what the outcome rests on, proves nothing about the vendor.

    Where it is not known in which contacts it did, nothing it did proves anything.
    """
    if fidelity is None or fidelity.faithful >= fidelity.replies:
        return None
    last = min((c.at for c in told.contacts if c.at > act.at), default=life.until)
    between = any(
        r.contact.contact_id in fidelity.broke and (r.contact.contact_id == act.contact_id or act.at <= r.contact.at <= last)
        for r in life.received
    )
    if not fidelity.broke or act.contact_id is None or act.contact_id in fidelity.broke or between:
        return Told(Outcome.VOID, Words(f"nula: {fidelity.words.es}", f"void: {fidelity.words.en}"))
    return None


def _law(life: Life, act: Act, probe: Probe, told: Told) -> tuple[str, str] | None:
    """The rule in force that was broken, by the first contact the outcome rests on; None where it is the client's policy only."""
    ghost = life.ghost
    at = told.contacts[0].local.date() if told.contacts else act.at.date()
    for basis in probe.bases:
        if basis.country != ghost.country or (basis.written and act.channel not in _WRITTEN):
            continue
        book = rulebook(ghost.country, at)
        rule = book.rule(basis.rule) if book else None
        if rule is None or not rule.binds(at, ghost.subdivision):
            continue
        if not told.contacts or "any" in rule.channels or any(c.channel in rule.channels for c in told.contacts):
            return rule.id, rule.citation
    return None


def share_held(results: Iterable[ProbeResult]) -> dict[str, tuple[int, int, int, int]]:
    """By probe: held, broken, cannot tell, void."""
    order = (Outcome.HELD, Outcome.BROKEN, Outcome.CANNOT_TELL, Outcome.VOID)
    counts: dict[str, dict[Outcome, int]] = {}
    for one in results:
        counts.setdefault(one.probe, dict.fromkeys(order, 0))[one.outcome] += 1
    return {probe: (c[order[0]], c[order[1]], c[order[2]], c[order[3]]) for probe, c in counts.items()}
