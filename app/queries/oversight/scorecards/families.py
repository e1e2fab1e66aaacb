"""From a measure's id to what takes it: facts summed in the database, or a function that sums what it reads itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.queries.oversight.scorecards import accounts, calls, cost, ghosts, law, people, promises
from app.queries.oversight.scorecards.law import Law, law_of
from app.queries.oversight.scorecards.span import Span, Taken, key_of
from app.queries.oversight.scorecards.sums import OfPeople, by_home, of_people, taken, with_causes
from reports.kpis.clustered import Sums

FACTS: Mapping[str, Callable[[Span], Select[Any]]] = {
    "critical_calls": calls.critical_calls,
    "skill": calls.skill,
    "tone": calls.tone,
    "effort": calls.effort,
    "offers_made": calls.offers_made,
    "opt_out_days": people.opt_out_days,
    "word_kept": promises.word_kept,
    "contacts_a_week": people.contacts_a_week,
    "complaints": people.complaints,
    "survey_csat": people.survey_csat,
    "survey_ces": people.survey_ces,
    "survey_nps": people.survey_nps,
    "promises_kept": promises.promises_kept,
    "first_contact_days": accounts.first_contact_days,
}
"""Measures whose rows the database sums, and that can be listed row by row."""

OWN_MODEL = ("critical_calls", "recovery_adjusted")
"""Measures made of columns (`Month.calls`, `Month.accounts`), not of sums."""

OTHERS: Mapping[str, Callable[[Span], Taken]] = {
    "critical_ghosts": ghosts.critical_ghosts,
    "attempts_real": ghosts.attempts_real,
    "contacts_logged": ghosts.contacts_logged,
    "promises_as_made": ghosts.promises_as_made,
    "cost_per_unit": cost.cost_per_unit,
}

BY_LAW: Mapping[str, Callable[[Span, Law], Taken]] = {
    "contacts_against_law": law.contacts_against_law,
    "cap_use": law.cap_use,
}
"""Measures that rest on the contacts having been judged by the rulebooks, which is done once for all of them."""


OF_PEOPLE = (
    *("opt_out_days", "word_kept", "contacts_a_week", "complaints", "survey_csat", "survey_ces", "survey_nps"),
    *("promises_kept", "first_contact_days"),
)
"""Measures that are told apart by segment, by what the person owes at the vendor."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What a month's measures share: contacts judged by the rulebooks, and what each person adds to the measures of people."""

    law: Law
    people: Mapping[str, Mapping[str, OfPeople]]


def lived_in(span: Span) -> Lived:
    """Read once for everything that rests on it."""
    return Lived(law_of(span), {measure: of_people(span, FACTS[measure](span)) for measure in OF_PEOPLE})


def by_segment(span: Span, lived: Lived) -> dict[str, dict[str, dict[str, Sums]]]:
    """By segment, measure and vendor key, what the books tell apart."""
    homes = {(key_of(vendor), person): name for vendor, person, name in span.session.execute(accounts.homes(span)).tuples()}
    parts = {measure: by_home(found, homes) for measure, found in lived.people.items()}
    parts |= {measure: law.by_segment(lived.law, measure, homes) for measure in BY_LAW}
    found: dict[str, dict[str, dict[str, Sums]]] = {}
    for measure, segments in parts.items():
        for segment, sums in segments.items():
            found.setdefault(segment, {})[measure] = sums
    return found


def take(span: Span, measure: str, lived: Lived) -> Taken:
    """One measure of every vendor. Raises KeyError for a measure nobody takes here."""
    if measure in BY_LAW:
        return BY_LAW[measure](span, lived.law)
    if measure in OTHERS:
        return OTHERS[measure](span)
    if measure in lived.people:
        return with_causes(span, {key: people.sums() for key, people in lived.people[measure].items()})
    return taken(span, FACTS[measure](span))
