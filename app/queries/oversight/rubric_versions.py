"""A client's own versions of the rubric: the list, and one of them beside its base."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS, REVIEWERS, Actor
from app.errors import NotFound
from app.models import RubricVersion
from app.queries.rubrics import parsed, rubric_of, version_in_force
from audit.data_file import Words
from audit.rubric import CountryPack, Criterion, Kind, Rubric
from audit.rubric_edit import HEAVIEST, LONGEST, Change, changes
from audit.rulebooks import countries, rulebook


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version, newest first; `standing` is the one in force today (None: what ships)."""

    rows: tuple[RubricVersion, ...]
    standing: RubricVersion | None
    may_draft: bool


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule as people call it: its short name in both languages, its law (empty: a policy of the house)."""

    id: str
    title: Words
    citation: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One version, its base, what is in force; what differs by criterion or country, and the rules a duty may rest on there."""

    row: RubricVersion
    rubric: Rubric
    base: Rubric
    changes: tuple[Change, ...]
    rules: Mapping[str, tuple[RuleRef, ...]]
    today: date
    may_edit: bool
    may_publish: bool
    standing: RubricVersion | None
    heaviest: float = HEAVIEST
    longest: int = LONGEST

    @property
    def duties(self) -> tuple[Criterion, ...]:
        """In the rubric's order."""
        return tuple(c for c in self.rubric.criteria if c.kind is Kind.DUTY)

    @property
    def violations(self) -> tuple[Criterion, ...]:
        """In the rubric's order."""
        return tuple(c for c in self.rubric.criteria if c.kind is Kind.VIOLATION)

    @property
    def packs(self) -> tuple[tuple[str, CountryPack], ...]:
        """Countries that switch something off."""
        return tuple(sorted(self.rubric.countries.items()))

    def rule(self, country: str, id: str) -> RuleRef | None:
        """The rule behind what is switched off; None where the country has it no more."""
        return next((rule for rule in self.rules.get(country, ()) if rule.id == id), None)

    def of(self, where: str) -> tuple[Change, ...]:
        """What differs in one criterion, country, or ("") in the whole."""
        return tuple(c for c in self.changes if c.where == where)


def versions_page(session: Session, actor: Actor, today: date) -> VersionsPage:
    """The client's versions; drafts that were discarded are left out."""
    own = select(RubricVersion).where(RubricVersion.organisation_id == actor.organisation_id)
    kept = own.where((RubricVersion.state != "withdrawn") | RubricVersion.published_at.is_not(None))
    rows = session.scalars(kept.order_by(RubricVersion.made_at.desc(), RubricVersion.id)).all()
    return VersionsPage(tuple(rows), version_in_force(session, actor.organisation_id, today), actor.role in REVIEWERS)


def version_of(session: Session, actor: Actor, id: str) -> RubricVersion:
    """One version of the actor's client. Raises NotFound."""
    row = session.get(RubricVersion, id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound("no hay esa versión de la rúbrica", "there is no such version of the rubric")
    return row


def draft_page(session: Session, actor: Actor, id: str, today: date) -> DraftPage:
    """One version, to read or to edit. Raises NotFound."""
    row = version_of(session, actor, id)
    rubric, base = parsed(row.text, row.id), rubric_of(session, row.base)
    return DraftPage(
        row=row,
        rubric=rubric,
        base=base,
        changes=changes(base, rubric),
        rules={code: rules_of(code, today) for code in countries()},
        today=today,
        may_edit=row.state == "draft" and actor.role in REVIEWERS,
        may_publish=actor.role in LEADS,
        standing=version_in_force(session, actor.organisation_id, today),
    )


def rules_of(country: str, today: date) -> tuple[RuleRef, ...]:
    """A country's rules of a day by their names; none for a country without a rulebook."""
    book = rulebook(country, today)
    known = {rule.id: RuleRef(rule.id, rule.title, rule.citation) for rule in book.rules} if book else {}
    return tuple(sorted(known.values(), key=lambda rule: (rule.title.es.casefold(), rule.id)))
