"""Whether the law leaves a rule open: only then is there more than one reading to speak of."""

from functools import cache

from audit.contacts.ruled import rules_of


@cache
def has_two_readings(rule_id: str, version: str | None) -> bool:
    """True of a rule that is read in two ways; `version` is the one the finding names (CL@2021-04-20)."""
    rules = rules_of((version or "").partition("@")[0])
    return (
        any(len(each.readings) > 1 for each in rules.judged if (each.rule.id, each.version) == (rule_id, version))
        if rules
        else False
    )
