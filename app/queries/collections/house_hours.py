"""The client's own contact hours as the gate takes them, and as the page shows them beside the law's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Text
from app.models.house import HouseHours
from app.operations.cleaning_ids import COUNTRIES
from audit.contacts.permission_words import House
from audit.contacts.ruled import rules_of
from audit.contacts.wording import allowed
from audit.rule_params import WEEKDAYS, Holidays, Hours, HoursReading, Window
from audit.rulebooks import whole
from audit.rules import RuleStatus


@dataclass(frozen=True, slots=True)
class LawHours:
    """What a country's law, or the rulebook's own advice (`law` False), says of hours, each rule in a line."""

    law: bool
    title: Text
    hours: Text


@dataclass(frozen=True, slots=True)
class CountryHours:
    """A country's page: `days` are weekday, from and to as `HH:MM` (empty: no contact); `own` False where none are set."""

    country: str
    own: bool
    days: tuple[tuple[str, str, str], ...]
    holidays: bool
    beside: tuple[LawHours, ...]
    set_in: tuple[str, ...]
    changed_at: datetime | None
    changed_by: str

    @property
    def no_rulebook(self) -> bool:
        """Whether the house has no rules of the country: without hours of its own nothing goes out."""
        return rules_of(self.country) is None


def house_of(session: Session, organisation_id: int, country: str) -> House:
    """The client's own rules for a person of `country`. One look-up by key, never from memory: a change holds at once."""
    says = _says(session, organisation_id).get(country.upper())
    return House(own_hours={country.upper(): reading_of(says)}) if says is not None else _LAW_ALONE


def house_everywhere(session: Session, organisation_id: int) -> House:
    """The client's own rules for people of every country, for whoever asks about many."""
    return House(own_hours={country: reading_of(says) for country, says in _says(session, organisation_id).items()})


_LAW_ALONE = House()


def reading_of(says: Mapping[str, Any]) -> HoursReading:
    """A kept week as the engine reads it; days of the same hours are one window, so that they are said in few words."""
    spans: dict[tuple[str, str], list[str]] = {}
    for day in WEEKDAYS:
        if day in says:
            spans.setdefault((says[day][0], says[day][1]), []).append(day)
    windows = tuple(Window(tuple(days), time.fromisoformat(a), time.fromisoformat(b)) for (a, b), days in spans.items())
    return HoursReading(windows, Holidays.ALLOWED if says["holidays"] else Holidays.PROHIBITED)


def country_hours(session: Session, actor: Actor, country: str) -> CountryHours:
    """What is set for a country, and what its law says; for one that is not known, the first."""
    row = session.get(HouseHours, actor.organisation_id, populate_existing=True)
    says = row.says if row else {}
    country = country if country in COUNTRIES else next(iter(says), COUNTRIES[0])
    mine = says.get(country, {})
    return CountryHours(
        country=country,
        own=bool(mine),
        days=tuple((day, *(mine.get(day) or ("", ""))) for day in WEEKDAYS),
        holidays=bool(mine.get("holidays", False)),
        beside=_beside(country),
        set_in=tuple(sorted(says)),
        changed_at=row.changed_at if row else None,
        changed_by=row.changed_by if row else "",
    )


def _says(session: Session, organisation_id: int) -> Mapping[str, Mapping[str, Any]]:
    return session.scalar(select(HouseHours.says).where(HouseHours.organisation_id == organisation_id)) or {}


def _beside(country: str) -> tuple[LawHours, ...]:
    if rules_of(country) is None:
        return ()
    found = []
    for rule in whole(country).rules:
        params = rule.params
        if isinstance(params, Hours):
            hours = allowed(params.strict, params.end_included)
            law = rule.status is not RuleStatus.POLICY_DEFAULT
            found.append(LawHours(law, Text(rule.title.es, rule.title.en), Text(hours.es, hours.en)))
    return tuple(found)
