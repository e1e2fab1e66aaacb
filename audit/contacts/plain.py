"""A rule's readings in plain words, and an example that breaks it, judged by the engine itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.finding import Finding, findings_of
from audit.contacts.ruled import CHANNELS, SPAN_DAYS, LogRule, Reading, rules_of
from audit.contacts.wording import allowed, gap_said, period_said, what
from audit.data_file import Words
from audit.rule_params import After, Cap, CapReading, Hours, HoursReading, Scope
from audit.rules import Rule

_TUESDAY = datetime(2026, 5, 12, 10)


def readings(rule: Rule) -> tuple[tuple[Reading, Words], ...]:
    """What each reading of the rule's hours or cap allows; empty for a rule without numbers."""
    params = rule.params
    if not isinstance(params, Hours | Cap):
        return ()
    both = [(Reading.STRICT, params.strict), (Reading.LENIENT, params.lenient)]
    return tuple((reading, _said(rule, asked)) for reading, asked in both if asked is not None)


def example(rule: Rule, country: str) -> tuple[Sequence[Contact], Sequence[Finding]]:
    """A few made-up contacts that break the rule and what the engine says of them; nothing where no log can break it."""
    rules = rules_of(country)
    judged = next((each for each in rules.judged if each.rule == rule), None) if rules else None
    if rules is None or judged is None:
        return (), ()
    contacts = _contacts(judged, rules.zones[0])
    return contacts, [finding for finding in findings_of(contacts) if finding.rule_id == rule.id]


def _said(rule: Rule, asked: HoursReading | CapReading) -> Words:
    if isinstance(asked, HoursReading):
        open_at = allowed(asked, isinstance(rule.params, Hours) and rule.params.end_included)
        return Words(f"Permitido: {open_at.es}.", f"Allowed: {open_at.en}.")
    if asked.after is not None:
        return _after(asked)
    counted, period = what(rule.channels, asked.counts, asked.per_channel), period_said(asked.period)
    account = isinstance(rule.params, Cap) and rule.params.scope is Scope.ACCOUNT
    whose = (
        Words("por cuenta", "per account")
        if account
        else Words("por deudor, todas sus cuentas juntas", "per debtor, all accounts")
    )
    gap = gap_said(asked.gap_hours or 0)
    apart = Words(f"; al menos {gap} entre una y otra", f"; at least {gap} apart") if asked.gap_hours else Words("", "")
    return Words(
        f"Como máximo {asked.max} {period.es}{apart.es}. Cuenta cada {counted.es}, {whose.es}.",
        f"At most {asked.max} {period.en}{apart.en}. Each {counted.en} counts, {whose.en}.",
    )


def _after(asked: CapReading) -> Words:
    if asked.after is After.CONVERSATION:
        days = SPAN_DAYS[asked.period]
        return Words(
            f"Tras una conversación por teléfono, llamara quien llamara, ninguna llamada por esa cuenta en {days} días; el de la "
            "conversación es el primero.",
            f"After a telephone conversation, whoever called, no call about that account for {days} days; the conversation's own "
            "is the first.",
        )
    if asked.other_channel_only:
        return Words(
            "Tras el primer contacto directo de la semana, ningún contacto directo por otro canal.",
            "After the week's first direct contact, no direct contact on another channel.",
        )
    return Words(
        "Tras el primer contacto directo de la semana, ninguna otra gestión que llegue al deudor.",
        "After the week's first direct contact, no other contact that reaches the debtor.",
    )


def _contacts(judged: LogRule, zone: str) -> list[Contact]:
    """Hours: one late at night. A cap: one too many. A wait: another channel the day after."""
    asked = judged.readings[0][1]
    bound = [channel for channel, named in zip(CHANNELS, judged.channels, strict=True) if named]
    if isinstance(asked, HoursReading):
        return [_contact(judged, zone, 0, _TUESDAY.replace(hour=23), bound[0])]
    if asked.after is not None:
        return [_contact(judged, zone, n, _TUESDAY + timedelta(days=n), bound[n % len(bound)]) for n in range(2)]
    return [_contact(judged, zone, n, _TUESDAY + timedelta(minutes=45 * n), bound[0]) for n in range(asked.max + 1)]


def _contact(judged: LogRule, zone: str, number: int, at: datetime, channel: Channel) -> Contact:
    return Contact(
        contact_id=str(number + 1),
        debtor_id="1",
        account_id="1",
        vendor="1",
        country=judged.country,
        channel=channel,
        direction=Direction.OUTBOUND,
        at=at.replace(tzinfo=ZoneInfo(zone)),
        subdivision=judged.rule.subdivision,
        timezone=zone,
        answered_by=AnsweredBy.DEBTOR,
    )
