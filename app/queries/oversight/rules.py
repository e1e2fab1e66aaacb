"""The law of each country as the house reads it, in the reader's language."""

import numpy as np

from app.errors import NotFound
from app.queries.rule_rows import ExampleContact, ReadingSaid, RuleLine, RulePage, RulesPage
from audit.contacts.clocks import SECOND_US, local_us
from audit.contacts.contact import Contact
from audit.contacts.finding import when_said
from audit.contacts.plain import example, readings
from audit.contacts.ruled import rules_of
from audit.rulebooks import RulebookFile, countries, whole
from audit.rules import Rule, RuleStatus, Topic


def rules_page(country: str | None, lang: str) -> RulesPage:
    """A country's rules, the first country's where none is asked for. Raises NotFound."""
    code = (country or "CL").upper()
    if code not in countries():
        raise NotFound(f"no hay reglas de {code[:20]!r}", f"there are no rules of {code[:20]!r}")
    book = whole(code)
    judged = _judged(code)
    lines = [(rule.topic, _line(rule, lang, rule.id in judged)) for rule in book.rules]
    topics = tuple((topic.value, tuple(line for each, line in lines if each is topic)) for topic in Topic)
    return RulesPage(
        country=code,
        countries=countries(),
        scope=book.scope.say(lang),
        compiled=book.compiled,
        sha256=book.sha256,
        topics=tuple((topic, some) for topic, some in topics if some),
        in_force=sum(rule.status is RuleStatus.IN_FORCE for rule in book.rules),
        checked=len(judged),
    )


def rule_page(rule_id: str, lang: str) -> RulePage:
    """One rule, with its readings and an example the check itself judges. Raises NotFound."""
    book, rule = _found(rule_id)
    contacts, findings = example(rule, book.country)
    said = {finding.reading: finding.explanation.say(lang) for finding in findings}
    return RulePage(
        line=_line(rule, lang, rule.id in _judged(book.country)),
        country=book.country,
        topic=rule.topic.value,
        requires=rule.requires.say(lang),
        channels=rule.channels,
        evidence=tuple(each.value for each in rule.evidence),
        readings=tuple(ReadingSaid(reading.value, text.say(lang), said.get(reading)) for reading, text in readings(rule)),
        example=tuple(_contact(each, lang) for each in contacts),
        sources=tuple((source.address, source.read) for source in rule.sources),
        precision=rule.precision.value if rule.precision else None,
        grade=rule.grade.value if rule.grade else None,
        caveat=rule.caveat.say(lang) if rule.caveat else None,
        unassessed=rule.unassessed.say(lang) if rule.unassessed else None,
    )


def _found(rule_id: str) -> tuple[RulebookFile, Rule]:
    """The newest version of the rule."""
    for country in countries():
        versions = [rule for rule in whole(country).rules if rule.id == rule_id]
        if versions:
            return whole(country), max(versions, key=lambda rule: (rule.effective_from is not None, rule.effective_from))
    raise NotFound(f"no hay regla {rule_id[:60]!r}", f"there is no rule {rule_id[:60]!r}")


def _judged(country: str) -> set[str]:
    rules = rules_of(country)
    return {each.rule.id for each in rules.judged} if rules else set()


def _line(rule: Rule, lang: str, by_log: bool) -> RuleLine:
    return RuleLine(
        id=rule.id,
        title=rule.title.say(lang),
        citation=rule.citation,
        status=rule.status.value,
        certainty=rule.confidence.value,
        severity=rule.severity.value,
        by_log=by_log,
        two_readings=len(readings(rule)) > 1,
        since=rule.effective_from,
        until=rule.effective_to,
        place=rule.subdivision,
    )


def _contact(contact: Contact, lang: str) -> ExampleContact:
    at = np.array([round(contact.at.timestamp()) * SECOND_US])
    (us,) = local_us(at, contact.timezone or "UTC").tolist()
    return ExampleContact(when_said(us, lang), contact.channel.value, contact.answered_by.value)
