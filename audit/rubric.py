"""The rubric: what is asked of a call, as a dated data file, and the two numbers made of the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from audit.calls import DUTIES, VIOLATIONS, Status
from audit.data_file import Fields, Words, parse_fields
from audit.errors import BadRubric
from audit.results import Conduct, Decision, DutyResult, Severity, ViolationResult

FOLDER = Path(__file__).parent / "rubrics"
LATEST = "collections_call"


class Kind(StrEnum):
    """A duty is owed; a violation is forbidden."""

    DUTY = "duty"
    VIOLATION = "violation"


class Means(StrEnum):
    """How a criterion is judged: by meaning, by order and facts, by pattern."""

    MODEL = "model"
    LOGIC = "logic"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the rubric. `good` and `bad` anchor its two answers; a duty has a weight, a violation a severity."""

    id: str
    kind: Kind
    name: Words
    question: Words
    good: Words
    bad: Words
    judged: tuple[Means, ...]
    basis: Words
    weight: float | None = None
    severity: Severity | None = None
    not_applicable: Words | None = None

    @property
    def critical(self) -> bool:
        """Whether one asserted instance fails the call."""
        return self.severity is Severity.CRITICAL


@dataclass(frozen=True, slots=True)
class CountryPack:
    """What a country changes: duties that are none there, each with the rule that asking or doing it may break."""

    switched_off: Mapping[str, str]
    why: Words


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric as loaded; `id` and `sha256` go with everything it judged.

    A client's own version has a `number` from 1 and names the shipped rubric it is made from as `base`.
    """

    id: str
    name: str
    effective_from: date
    sha256: str
    title: Words
    about: Words
    fewest_assessed: int
    criteria: tuple[Criterion, ...]
    countries: Mapping[str, CountryPack]
    number: int = 0
    base: str | None = None

    @property
    def duties(self) -> tuple[Criterion, ...]:
        """The duties, in the rubric's order."""
        return tuple(c for c in self.criteria if c.kind is Kind.DUTY)

    @property
    def violations(self) -> tuple[Criterion, ...]:
        """The forbidden acts, in the rubric's order."""
        return tuple(c for c in self.criteria if c.kind is Kind.VIOLATION)

    def criterion(self, id: str) -> Criterion:
        """The criterion of that id. Raises BadRubric where the rubric has none."""
        for found in self.criteria:
            if found.id == id:
                return found
        raise BadRubric(f"{self.id} has no criterion {id!r}")

    def switched_off(self, country: str | None) -> Mapping[str, str]:
        """Duties that are none in `country`, each with the rule behind that."""
        pack = self.countries.get(country or "")
        return pack.switched_off if pack else {}


@dataclass(frozen=True, slots=True)
class Skill:
    """Skill with what it rests on: `score` 0–100 or None, duties met, assessed and owed in this call."""

    score: float | None
    met: int
    assessed: int
    owed: int


@dataclass(frozen=True, slots=True)
class PossibleFinding:
    """Something done that is a duty elsewhere and may break `rule` here; for a person to decide, never asserted."""

    criterion: str
    rule: str
    turns: tuple[int, ...]


def weighed(duties: Mapping[str, DutyResult], rubric: Rubric, country: str | None = None) -> Skill:
    """The weighted share of assessed duties that were met, with its counts.

    Not applicable and not assessed duties leave the share, and so do those the country switches off.
    Fewer assessed duties than the rubric asks for give no score.
    """
    off = rubric.switched_off(country)
    met = assessed = owed = 0
    gained = possible = 0.0
    for criterion in rubric.duties:
        found = duties.get(criterion.id)
        if criterion.id in off or (found and found.status is Status.NOT_APPLICABLE):
            continue
        owed += 1
        if found is None or found.status is Status.NOT_ASSESSED:
            continue
        weight = criterion.weight or 0.0
        assessed += 1
        possible += weight
        if found.status is Status.MET:
            met += 1
            gained += weight
    score = 100 * gained / possible if assessed >= rubric.fewest_assessed else None
    return Skill(score, met, assessed, owed)


def skill(duties: Mapping[str, DutyResult], rubric: Rubric, country: str | None = None) -> float | None:
    """Skill 0–100 of one call, or None where too few duties were assessed."""
    return weighed(duties, rubric, country).score


def conduct(violations: Iterable[ViolationResult], judged: bool = True) -> Conduct:
    """Fails by asserted critical violations alone; `judged` False says that conduct could not be looked at."""
    if any(v.decision is Decision.ASSERTED and v.severity is Severity.CRITICAL for v in violations):
        return Conduct.FAIL
    return Conduct.PASS if judged else Conduct.NOT_ASSESSED


def possible_findings(duties: Mapping[str, DutyResult], rubric: Rubric, country: str | None) -> tuple[PossibleFinding, ...]:
    """Duties done where the country forbids them."""
    return tuple(
        PossibleFinding(id, rule, duties[id].turns)
        for id, rule in rubric.switched_off(country).items()
        if id in duties and duties[id].status is Status.MET
    )


def published() -> tuple[str, ...]:
    """The ids of every rubric that is shipped, oldest first."""
    return tuple(sorted(f"{path.parent.name}@{path.stem}" for path in FOLDER.glob("*/*.yaml")))


@cache
def load_rubric(wanted: str = LATEST) -> Rubric:
    """The rubric of an id (`collections_call@2026-01-01`), or the newest of a name. Raises BadRubric."""
    name, _, day = wanted.partition("@")
    known = [id for id in published() if id.partition("@")[0] == name and (not day or id == wanted)]
    if not known:
        raise BadRubric(f"no rubric {wanted!r}; there is {', '.join(published()) or 'none'}")
    newest = known[-1]
    return read_rubric(FOLDER / name / f"{newest.partition('@')[2]}.yaml")


def rubric_bytes(id: str) -> bytes:
    """The file of a published rubric, for the evidence bundle. Raises BadRubric."""
    rubric = load_rubric(id)
    return (FOLDER / rubric.name / f"{rubric.effective_from.isoformat()}.yaml").read_bytes()


def read_rubric(path: Path) -> Rubric:
    """A rubric file. Raises BadRubric naming file, place, key and value."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise BadRubric(f"{path.name}: cannot be opened ({cause.strerror}); check the path {path}") from cause
    rubric = parse_rubric(content, path.name)
    if path.stem != rubric.id.partition("@")[2]:
        since = rubric.effective_from
        raise BadRubric(f"{path.name}: rubric: effective_from {since} is not the file's date; name the file {since}.yaml")
    return rubric


def parse_rubric(content: bytes, name: str) -> Rubric:
    """A rubric from its bytes, shipped or a client's; errors call it `name`. Raises BadRubric naming place, key and value."""
    top, sha256 = parse_fields(content, name)
    head = Fields(top.raw("rubric"), f"{name}: rubric")
    title, since = head.text("name"), head.day("effective_from")
    number = int(head.number("number", 0, 9999)) if head.raw("number") is not None else 0
    base = head.text("base") if number else None
    rubric = Rubric(
        id=f"{title}@{since.isoformat()}" + (f".{number}" if number else ""),
        name=title,
        effective_from=since,
        sha256=sha256,
        title=head.words("title"),
        about=head.words("about"),
        fewest_assessed=int(head.number("fewest_assessed", 0, len(DUTIES))),
        criteria=tuple(_criterion(row, f"{name}: criteria[{n}]") for n, row in enumerate(top.rows("criteria"))),
        countries={code: _pack(row, f"{name}: countries.{code}") for code, row in top.mapping("countries").items()},
        number=number,
        base=base,
    )
    head.done()
    top.done()
    _complete(rubric, name)
    return rubric


def _criterion(row: object, where: str) -> Criterion:
    fields = Fields(row, where)
    id, kind = fields.text("id"), fields.choice("kind", Kind)
    fields.where = f"{where} ({id})"
    duty = kind is Kind.DUTY
    known: tuple[str, ...] = DUTIES if duty else VIOLATIONS
    if id not in known:
        raise fields.fail("id", f"is no {kind.value} of the house; one of {', '.join(known)}")
    try:
        judged = tuple(Means(m) for m in fields.texts("judged"))
    except ValueError as cause:
        raise fields.fail("judged", f"must name some of {', '.join(Means)}") from cause
    if not judged:
        raise fields.fail("judged", f"must name at least one of {', '.join(Means)}")
    found = Criterion(
        id=id,
        kind=kind,
        name=fields.words("name"),
        question=fields.words("question"),
        good=fields.words("met" if duty else "near_miss"),
        bad=fields.words("not_met" if duty else "happened"),
        judged=judged,
        basis=fields.words("basis"),
        weight=fields.number("weight", 0, 10) if duty else None,
        severity=None if duty else fields.choice("severity", Severity),
        not_applicable=fields.optional_words("not_applicable") if duty else None,
    )
    fields.done()
    return found


def _pack(row: object, where: str) -> CountryPack:
    fields = Fields(row, where)
    off = fields.mapping("switched_off")
    for id, rule in off.items():
        if id not in DUTIES or not isinstance(rule, str):
            raise fields.fail("switched_off", f"must give the rule for a duty; {id!r}: {rule!r} is not that")
    pack = CountryPack(dict(off), fields.words("why"))
    fields.done()
    return pack


def _complete(rubric: Rubric, file: str) -> None:
    ids = [c.id for c in rubric.criteria]
    twice = {id for id in ids if ids.count(id) > 1}
    if twice:
        raise BadRubric(f"{file}: criteria: {min(twice)!r} is written twice; keep one")
    missing = [id for id in (*DUTIES, *VIOLATIONS) if id not in ids]
    if missing:
        raise BadRubric(f"{file}: criteria: {missing[0]!r} is missing; every duty and forbidden act of the house is needed")
