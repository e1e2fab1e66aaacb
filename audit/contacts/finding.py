"""A finding: a contact that breaks a rule in one reading, with its law and a plain sentence that shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from audit.contacts.clocks import DAY_US, HOUR_US, SECOND_US, zones
from audit.contacts.contact import Contact
from audit.contacts.days_off import names
from audit.contacts.hours import place_name
from audit.contacts.judge import Breaches, judged
from audit.contacts.rows import timelines
from audit.contacts.ruled import CountryRules, Reading, rules_of
from audit.contacts.wording import DAY_NAMES, Nth, Other, Said, ordinal, texts
from audit.data_file import Words
from audit.rules import RuleSeverity

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of FINDINGS.csv. `rule_version`: the book on the day this version came into force (`CL@2021-04-20`)."""

    contact_id: str
    debtor_id: str
    rule_id: str
    rule_version: str
    severity: RuleSeverity
    reading: Reading
    citation: str
    explanation: Words


def findings_of(contacts: Sequence[Contact]) -> list[Finding]:
    """What a few contacts break, by country, debtor, instant, rule and reading; countries without rules give nothing.

    The same judgement as a file of millions. Raises BadContacts for a time with no offset, an unknown zone or a repeated id.
    """
    found: list[Finding] = []
    for timeline in timelines(contacts):
        rules = rules_of(timeline.country)
        if rules is not None:
            breaches = judged(timeline, rules)
            found += _told(breaches, [contacts[row] for row in timeline.row[breaches.at].tolist()], rules)
    return found


def when_said(us: int, lang: str) -> str:
    """A wall clock: `mar 2026-05-12 20:47:00`."""
    moment = _EPOCH + timedelta(microseconds=us)
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    return f"{DAY_NAMES.say(lang).split()[moment.weekday()]} {moment:%Y-%m-%d %H:%M:%S}{fraction}"


def elapsed_said(us: int) -> str:
    """`25 h 24 min 0 s`."""
    return f"{us // HOUR_US} h {us // (60 * SECOND_US) % 60} min {us // SECOND_US % 60} s"


def _told(breaches: Breaches, contacts: list[Contact], rules: CountryRules) -> Iterator[Finding]:
    said = texts(rules.country)
    lines = np.stack(breaches.columns()[1:], axis=1).tolist()
    for contact, (text, us, zone, number, other, place) in zip(contacts, lines, strict=True):
        saying = said[text]
        yield Finding(
            contact_id=contact.contact_id,
            debtor_id=contact.debtor_id,
            rule_id=saying.rule.rule.id,
            rule_version=saying.rule.version,
            severity=saying.rule.rule.severity,
            reading=saying.reading,
            citation=saying.rule.rule.citation,
            explanation=Words(*(_explained(saying, us, zone, number, other, place, lang) for lang in ("es", "en"))),
        )


def _explained(said: Said, us: int, zone: int, number: int, other: int, place: int, lang: str) -> str:
    nth = {Nth.NONE: "", Nth.ORDINAL: ordinal(number, lang), Nth.PLAIN: str(number)}[said.nth]
    figure = ""
    if said.other is Other.ELAPSED:
        figure = elapsed_said(other)
    elif said.other is Other.WHEN:
        figure = when_said(other, lang)
    elif said.other is Other.HOLIDAY:
        figure = names(us // DAY_US, said.rule.country, place_name(place), lang)
    a, b, c, d, e = (piece.say(lang) for piece in (said.a, said.b, said.c, said.d, said.e))
    return f"{a}{nth}{b}{figure}{c}{when_said(us, lang)}{d}{zones()[zone]}{e}"
