"""Country law as data: which rules were in force on a day, with their source, and which of them a finding rests on.

One YAML file a country; a rule that changes keeps its id and adds an entry with its own dates. What is only a
house default never serves as the legal basis of a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from audit.calls import DUTIES, VIOLATIONS
from audit.data_file import Fields, Words, read_fields
from audit.errors import BadRubric
from audit.rule_params import params_from
from audit.rules import (
    CHANNELS,
    FOREVER,
    Confidence,
    Evidence,
    Grade,
    Precision,
    Rule,
    RuleSeverity,
    RuleStatus,
    Source,
    Topic,
)

FOLDER = Path(__file__).parent / "rulebooks"
ALIASES = {"UK": "GB"}
_FIRST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A country's rules as they stood on `on`; `sha256` is the whole file's."""

    id: str
    country: str
    on: date
    name: Words
    scope: Words
    zones: tuple[str, ...]
    compiled: date
    sha256: str
    rules: tuple[Rule, ...]
    bases: Mapping[str, tuple[str, ...]]

    def rule(self, id: str) -> Rule | None:
        """The version of that rule that stood on the day, or None."""
        return next((rule for rule in self.rules if rule.id == id), None)

    def basis_for(self, criterion: str, subdivision: str | None = None) -> str | None:
        """The rule in force that the criterion rests on, or None where the country has none."""
        for id in self.bases.get(criterion, ()):
            rule = self.rule(id)
            if rule and rule.binds(self.on, subdivision):
                return id
        return None


@dataclass(frozen=True, slots=True)
class RulebookFile:
    """A country's whole file, every version of every rule."""

    country: str
    name: Words
    scope: Words
    zones: tuple[str, ...]
    compiled: date
    sha256: str
    rules: tuple[Rule, ...]
    bases: Mapping[str, tuple[str, ...]]

    def on(self, day: date) -> Rulebook:
        """The rules that stood on a day: law in force then, and the house's defaults."""
        law = [r for r in self.rules if r.status is not RuleStatus.POLICY_DEFAULT and r.binds(day, r.subdivision)]
        defaults = [r for r in self.rules if r.status is RuleStatus.POLICY_DEFAULT]
        exact = [r.effective_from for r in law if r.effective_from and r.precision is Precision.DAY and not r.subdivision]
        newest = max(exact or [r.effective_from for r in law if r.effective_from], default=None)
        return Rulebook(
            id=f"{self.country}@{newest.isoformat() if newest else 'none'}",
            country=self.country,
            on=day,
            name=self.name,
            scope=self.scope,
            zones=self.zones,
            compiled=self.compiled,
            sha256=self.sha256,
            rules=(*law, *defaults),
            bases=self.bases,
        )


@cache
def countries() -> tuple[str, ...]:
    """ISO codes of every country that has a rulebook."""
    return tuple(sorted(path.stem.upper() for path in FOLDER.glob("*.yaml")))


def rulebook(country: str | None, on: date) -> Rulebook | None:
    """The country's rules as they stood on `on` (the contact's local date), or None where the house has no rulebook.

    The id names the newest date of force known to the day (`CL@2021-04-20`). Raises BadRubric for a bad file.
    """
    code = ALIASES.get((country or "").upper(), (country or "").upper())
    return whole(code).on(on) if code in countries() else None


def rulebook_bytes(id: str) -> bytes:
    """The file behind a rulebook id (`CL@2021-04-20`), for the evidence bundle. Raises BadRubric."""
    country = id.partition("@")[0]
    if country not in countries():
        raise BadRubric(f"no rulebook {id!r}; there is {', '.join(countries())}")
    return (FOLDER / f"{country.lower()}.yaml").read_bytes()


def basis(book: Rulebook | None, criterion: str, subdivision: str | None = None) -> str:
    """What a finding rests on: the country's rule in force, else the rubric's own clause (`rubric:insult`)."""
    rule = book.basis_for(criterion, subdivision) if book else None
    return rule or f"rubric:{criterion}"


@cache
def whole(country: str) -> RulebookFile:
    """Every version of every rule of a country that has a rulebook. Raises BadRubric."""
    return read_rulebook(FOLDER / f"{country.lower()}.yaml")


def read_rulebook(path: Path) -> RulebookFile:
    """A rulebook file. Raises BadRubric naming file, place, key and value; a law without a source is not loaded."""
    top, sha256 = read_fields(path)
    head = Fields(top.raw("rulebook"), f"{path.name}: rulebook")
    country = head.text("country")
    if country.lower() != path.stem:
        raise head.fail("country", f"is not the file's country; name the file {country.lower()}.yaml")
    rules = tuple(_rule(row, f"{path.name}: rules[{n}]") for n, row in enumerate(top.rows("rules")))
    bases = {key: tuple(ids) if isinstance(ids, list) else () for key, ids in head.mapping("bases").items()}
    book = RulebookFile(
        country=country,
        name=head.words("name"),
        scope=head.words("scope"),
        zones=head.texts("zones"),
        compiled=head.day("compiled"),
        sha256=sha256,
        rules=rules,
        bases=bases,
    )
    head.done()
    top.done()
    _no_overlap(book, path.name)
    _sound_bases(book, path.name)
    return book


def _rule(row: object, where: str) -> Rule:
    fields = Fields(row, where)
    id = fields.text("id")
    fields.where = f"{where} ({id})"
    status = fields.choice("status", RuleStatus)
    sources = tuple(_source(s, f"{fields.where}: sources[{n}]") for n, s in enumerate(fields.raw("sources") or []))
    default = status is RuleStatus.POLICY_DEFAULT
    if not default and not sources:
        raise fields.fail("sources", "is empty; a rule without a source is not loaded")
    channels = fields.texts("channels")
    if not channels or any(c not in CHANNELS for c in channels):
        raise fields.fail("channels", f"must name some of {', '.join(CHANNELS)}")
    law = None if default else Fields(fields.raw("law"), f"{fields.where}: law")
    force = None if default else Fields(fields.raw("force"), f"{fields.where}: force")
    try:
        evidence = tuple(Evidence(e) for e in fields.texts("evidence"))
    except ValueError as cause:
        raise fields.fail("evidence", f"must name some of {', '.join(Evidence)}") from cause
    made = Rule(
        id=id,
        title=fields.words("title"),
        requires=fields.words("requires"),
        topic=fields.choice("topic", Topic),
        channels=channels,
        evidence=evidence,
        severity=fields.choice("severity", RuleSeverity),
        status=status,
        confidence=fields.choice("confidence", Confidence),
        params=params_from(fields.raw("params"), f"{fields.where}: params"),
        sources=sources,
        grade=fields.choice("grade", Grade) if sources else None,
        law=law.text("name") if law else None,
        article=law.text("article") if law else None,
        effective_from=force.day("from") if force else None,
        effective_to=force.optional_day("to") if force else None,
        precision=force.choice("precision", Precision) if force else None,
        subdivision=fields.optional_text("subdivision"),
        caveat=fields.optional_words("caveat"),
        unassessed=fields.optional_words("unassessed"),
    )
    for inner in (law, force, fields):
        if inner:
            inner.done()
    if made.effective_from and made.effective_to and made.effective_to < made.effective_from:
        raise fields.fail("force", "ends before it begins")
    return made


def _source(row: object, where: str) -> Source:
    fields = Fields(row, where)
    address = fields.text("address")
    if not address.startswith(("https://", "http://")):
        raise fields.fail("address", "must be a web address")
    source = Source(address, fields.day("read"))
    fields.done()
    return source


def _no_overlap(book: RulebookFile, file: str) -> None:
    versions: dict[str, list[Rule]] = {}
    for rule in book.rules:
        versions.setdefault(rule.id, []).append(rule)
    for id, same in versions.items():
        spans = sorted((r.effective_from or _FIRST, r.effective_to or FOREVER) for r in same)
        if any(late[0] <= early[1] for early, late in pairwise(spans)):
            raise BadRubric(f"{file}: rules: two versions of {id!r} hold on the same day; end the first before the second")


def _sound_bases(book: RulebookFile, file: str) -> None:
    rules = {rule.id: rule for rule in book.rules}
    for criterion, ids in book.bases.items():
        where = f"{file}: rulebook: bases.{criterion}"
        if criterion not in DUTIES and criterion not in VIOLATIONS:
            raise BadRubric(f"{where} is no criterion of the house")
        for id in ids:
            if id not in rules:
                raise BadRubric(f"{where} names {id!r}, which is not in the file")
            if rules[id].status is RuleStatus.POLICY_DEFAULT:
                raise BadRubric(f"{where} names {id!r}, a policy default; a house default is never the basis of a breach")
