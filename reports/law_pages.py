"""The law in a report: each rule that findings rest on, as it stood on the day of the call."""

from audit.rules import Rule
from reports.audited import AuditReport
from reports.findings import CitedRule
from reports.names import SURENESS
from reports.page import Block, Line, RuleCard, Section, SourceLine
from reports.wording import Wording


def rule_anchor(rule: Rule) -> str:
    """The place of a rule's version in the page."""
    return f"r-{rule.id}-{rule.effective_from}"


def law_section(report: AuditReport, say: Wording) -> Section:
    """The rules that findings rest on, as they stood on the day of the call."""
    blocks: list[Block] = [rule_card(found, say) for found in report.law]
    named = {found.rule.id for found in report.law}
    blocks += [
        rule_card(CitedRule(p.rule, book, len(p.calls)), say)
        for p in report.possible
        if p.rule and p.rule.id not in named
        if (book := p.calls[0][0].law())
    ]
    note = say(
        "La fecha de la llamada elige la versión de la norma. No es asesoría legal: lo no verificado pide un abogado.",
        "The date of the call picks the version of the rule. Not legal advice: what is not verified needs a lawyer.",
    )
    return Section("normas", say("Normas en que descansa", "The law it rests on"), tuple(blocks), note)


def rule_card(found: CitedRule, say: Wording) -> RuleCard:
    """One rule with its sources."""
    rule, book = found.rule, found.book
    since = say.day(rule.effective_from)
    if rule.precision and rule.precision.value != "day":
        since += say(" (fecha aproximada)", " (approximate date)")
    lines = (
        Line(say("Norma", "Law"), rule.citation),
        Line(say("Vigente desde", "In force since"), since),
        Line(say("País", "Country"), f"{say.say(book.name)} · {book.id}"),
        Line(say("Certeza", "Certainty"), say.say(SURENESS[rule.confidence])),
        Line(say("Hallazgos", "Findings"), say.num(found.findings)),
    )
    return RuleCard(
        anchor=rule_anchor(rule),
        id=rule.id,
        title=say.say(rule.title),
        requires=say.say(rule.requires),
        lines=lines,
        caveat=say.say(rule.caveat) if rule.caveat else "",
        sources=tuple(
            SourceLine(s.address, say(f"leída el {say.day(s.read)}", f"read on {say.day(s.read)}")) for s in rule.sources
        ),
    )
