"""The rules' pages for previews: the house's own rules, with addresses that lead nowhere."""

from dataclasses import replace
from datetime import date

from app.queries.oversight.rules import rule_page, rules_page
from app.queries.rule_rows import RulePage

RULES = rules_page("CL", "es")


def rule(id: str) -> RulePage:
    """A rule's page."""
    page = rule_page(id, "es")
    return replace(page, sources=tuple((f"https://example.org/ley/{n}", date(2026, 11, 21)) for n, _ in enumerate(page.sources)))
