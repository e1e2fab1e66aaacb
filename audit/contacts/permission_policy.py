"""The house's own rules in the shape the engine judges: a rulebook's policy defaults, and hours where there is no rulebook."""

from dataclasses import replace
from datetime import date
from functools import cache

from audit.contacts.permission_words import House
from audit.contacts.ruled import CountryRules, LogRule, Reading
from audit.contacts.wording import allowed, period_said, what
from audit.data_file import Words
from audit.rule_params import Cap, CapReading, Hours, HoursReading
from audit.rulebooks import countries, whole
from audit.rules import Confidence, Evidence, Rule, RuleSeverity, RuleStatus, Topic

_EPOCH = date(1970, 1, 1).toordinal()
_ALWAYS = (0, date(2199, 12, 31).toordinal() - _EPOCH)
OWN_HOURS = "house-hours"


def house_rules(country: str, zones: tuple[str, ...], house: House) -> CountryRules:
    """What the client wants beside the law. Its own hours, where given, take the place of the rulebook's advice on hours."""
    own = house.own_hours.get(country)
    rules = _defaults(country) if house.defaults and country in countries() else ()
    if own is not None:
        rules = (*(each for each in rules if not isinstance(each.rule.params, Hours)), _own(country, own))
    return CountryRules(country, zones, rules, (), 0)


@cache
def _defaults(country: str) -> tuple[LogRule, ...]:
    found = []
    for rule in whole(country).rules:
        if rule.status is RuleStatus.POLICY_DEFAULT and isinstance(rule.params, Hours | Cap):
            found.append(_judged(country, rule, rule.params))
    return tuple(found)


def _judged(country: str, rule: Rule, params: Hours | Cap) -> LogRule:
    end = isinstance(params, Hours) and params.end_included
    by_account = isinstance(params, Cap) and params.scope.value == "account"
    return LogRule(country, rule, ((Reading.STRICT, params.strict),), end, by_account, _ALWAYS)


def _own(country: str, hours: HoursReading) -> LogRule:
    title = Words("Horario de la casa", "House hours")
    params = Hours(hours, None, False)
    rule = Rule(
        id=OWN_HOURS,
        title=title,
        requires=title,
        topic=Topic.CONTACT_HOURS,
        channels=("any",),
        evidence=(Evidence.METADATA,),
        severity=RuleSeverity.MINOR,
        status=RuleStatus.POLICY_DEFAULT,
        confidence=Confidence.VERIFIED,
        params=params,
        sources=(),
    )
    return replace(_judged(country, rule, params), by_account=False)


def said_of(rule: LogRule) -> Words:
    """What a house rule asks, in one sentence that does not sound like law."""
    asked = rule.readings[0][1]
    if isinstance(asked, CapReading):
        counted, period = what(rule.rule.channels, asked.counts, asked.per_channel), period_said(asked.period)
        return Words(
            f"Regla de la casa, no ley: como máximo {asked.max} {counted.es} {period.es}.",
            f"House rule, not law: at most {asked.max} {counted.en} {period.en}.",
        )
    hours = allowed(asked, rule.end_included)
    return Words(f"Regla de la casa, no ley: {hours.es}.", f"House rule, not law: {hours.en}.")
