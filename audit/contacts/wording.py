"""What a finding says: the pieces around the figures, in Spanish and English, made from the rule's own numbers.

Every explanation is `a nth b other c when d zone e`; which figures it holds is in `nth` and `other`. Whoever writes findings
one by one (`finding.py`) or a million at a time (`written.py`) joins the same pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from audit.contacts.contact import Channel
from audit.contacts.judge import packed, unpacked
from audit.contacts.limbs import Limb
from audit.contacts.ruled import SPAN_DAYS, CountryRules, LogRule, Reading, rules_of
from audit.data_file import Words
from audit.rule_params import WEEKDAYS, After, CapReading, Counts, Holidays, HoursReading, Period

DAY_NAMES = Words("lun mar mié jue vie sáb dom", "Mon Tue Wed Thu Fri Sat Sun")
_WRITTEN = {Channel.LETTER, Channel.SMS, Channel.EMAIL, Channel.WHATSAPP}
_CALLS = {Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED}
_NTH_ES = (
    *("Primera", "Segunda", "Tercera", "Cuarta", "Quinta", "Sexta", "Séptima", "Octava", "Novena", "Décima"),
    *("Undécima", "Duodécima", "Decimotercera", "Decimocuarta", "Decimoquinta", "Decimosexta", "Decimoséptima"),
    *("Decimoctava", "Decimonovena", "Vigésima"),
)
_PERIODS = {
    Period.DAY: Words("en el día", "in the day"),
    Period.SEVEN_DAYS: Words("en siete días corridos", "in seven days running"),
    Period.ROLLING_WEEK: Words("en siete días corridos", "in seven days running"),
    Period.CALENDAR_WEEK: Words("en la semana, de lunes a domingo", "in the week, Monday to Sunday"),
    Period.CALENDAR_MONTH: Words("en el mes", "in the month"),
}
_WHO = {
    Counts.ATTEMPT: Words("", ""),
    Counts.DIRECT: Words(" atendida por el deudor", " answered by the debtor"),
    Counts.REACHED: Words(" que llegó al deudor", " that reached the debtor"),
}
_CLOCK = Words(". Hora del deudor: ", ". Debtor's time: ")
_LOST = Words(
    " Sin zona horaria: se miraron todas las del país.",
    " No time zone: every zone of the country was looked at.",
)


class Nth(IntEnum):
    """How the count is said."""

    NONE = 0
    ORDINAL = 1
    PLAIN = 2


class Other(IntEnum):
    """What the other figure is."""

    NONE = 0
    ELAPSED = 1
    WHEN = 2
    HOLIDAY = 3


@dataclass(frozen=True, slots=True)
class Said:
    """The pieces of one text and the figures between them."""

    number: int
    rule: LogRule
    reading: Reading
    a: Words
    b: Words
    c: Words
    d: Words
    e: Words
    nth: Nth = Nth.NONE
    other: Other = Other.NONE


@cache
def texts(country: str) -> dict[int, Said]:
    """Every text a country's findings may need, by the number a breach bears; none for a country without rules."""
    rules = rules_of(country)
    return {said.number: said for said in _texts(rules)} if rules else {}


def ordinal(number: int, lang: str) -> str:
    """`Tercera`, `3rd`."""
    if lang == "es":
        return _NTH_ES[number - 1] if 1 <= number <= len(_NTH_ES) else f"{number}.ª"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def what(channels: tuple[str, ...], counts: Counts, per_channel: bool = False) -> Words:
    """What a cap counts, in the singular: `gestión escrita`, `llamada o visita atendida por el deudor`."""
    named = set(channels)
    if named <= _WRITTEN:
        base = Words("gestión escrita", "written contact")
    elif named <= _CALLS:
        base = Words("llamada", "call")
    elif named <= _CALLS | {Channel.VISIT}:
        base = Words("llamada o visita", "call or visit")
    else:
        base = Words("gestión", "contact")
    same = Words(" por el mismo canal", " on the same channel") if per_channel else Words("", "")
    return _joined(base, same, _WHO[counts])


def period_said(period: Period) -> Words:
    """`en la semana, de lunes a domingo`."""
    return _PERIODS[period]


def gap_said(hours: float) -> str:
    """`48 h`, `30 min`."""
    return f"{hours:g} h" if hours >= 1 else f"{hours * 60:g} min"


def allowed(reading: HoursReading, end_included: bool) -> Words:
    """`lun–vie 07:00–19:00, sáb 08:00–15:00; feriados no`."""
    return Words(_allowed(reading, end_included, "es"), _allowed(reading, end_included, "en"))


def _allowed(reading: HoursReading, end_included: bool, lang: str) -> str:
    names = DAY_NAMES.say(lang).split()
    spans = []
    for window in reading.allowed:
        days = sorted(WEEKDAYS.index(day) for day in window.days)
        row = days == list(range(days[0], days[-1] + 1)) and len(days) > 1
        said = f"{names[days[0]]}–{names[days[-1]]}" if row else "/".join(names[day] for day in days)
        spans.append(f"{said} {window.start:%H:%M}–{window.end:%H:%M}")
    off = Words("; feriados no", "; no holidays").say(lang) if reading.holidays is Holidays.PROHIBITED else ""
    return ", ".join(spans) + (Words(" inclusive", " inclusive").say(lang) if end_included else "") + off


def _texts(rules: CountryRules) -> Iterator[Said]:
    for number, rule in enumerate(rules.judged):
        for which, (reading, asked) in enumerate(rule.readings):
            for limb in _limbs(asked):
                for lost in (False, True):
                    pieces = _pieces(rule, asked, limb)
                    end = _joined(pieces[4], _LOST) if lost else pieces[4]
                    nth, other = _figures(asked, limb)
                    yield Said(packed(number, which, limb, lost), rule, reading, *pieces[:4], end, nth, other)


def _limbs(asked: HoursReading | CapReading) -> tuple[Limb, ...]:
    if isinstance(asked, HoursReading):
        return (Limb.HOLIDAY, Limb.WEEKDAY, Limb.HOUR)
    return (Limb.AFTER,) if asked.after else (Limb.OVER, Limb.NEAR, Limb.OVER_AND_NEAR)


def _figures(asked: HoursReading | CapReading, limb: Limb) -> tuple[Nth, Other]:
    if limb is Limb.AFTER:
        talked = isinstance(asked, CapReading) and asked.after is After.CONVERSATION
        return (Nth.PLAIN if talked else Nth.NONE), Other.WHEN
    nth = Nth.ORDINAL if limb in (Limb.OVER, Limb.OVER_AND_NEAR) else Nth.NONE
    other = {Limb.HOLIDAY: Other.HOLIDAY, Limb.NEAR: Other.ELAPSED, Limb.OVER_AND_NEAR: Other.ELAPSED}
    return nth, other.get(limb, Other.NONE)


def _pieces(rule: LogRule, asked: HoursReading | CapReading, limb: Limb) -> tuple[Words, Words, Words, Words, Words]:
    none, opening = Words("", ""), Words(" (", " (")
    if isinstance(asked, HoursReading):
        open_at = allowed(asked, rule.end_included)
        end = Words(f"). Permitido: {open_at.es}.", f"). Allowed: {open_at.en}.")
        if limb is Limb.HOLIDAY:
            return Words("Feriado (", "Holiday ("), none, Words("): ", "): "), opening, end
        wrong = Words("Día no permitido: ", "Day not allowed: ")
        return (wrong if limb is Limb.WEEKDAY else Words("Fuera de hora: ", "Out of hours: ")), none, none, opening, end
    end = Words(").", ").")
    if limb is Limb.AFTER:
        return *_after(asked), _CLOCK, opening, end
    counted, period = what(rule.rule.channels, asked.counts, asked.per_channel), period_said(asked.period)
    over = Words(f" {counted.es} {period.es}; máximo {asked.max}", f" {counted.en} {period.en}; at most {asked.max}")
    gap = gap_said(asked.gap_hours or 0)
    apart = Words(f" después de la anterior; mínimo {gap}", f" after the one before; at least {gap}")
    if limb is Limb.OVER:
        return none, _joined(over, _CLOCK), none, opening, end
    if limb is Limb.NEAR:
        said = Words(f"{counted.es.capitalize()} solo ", f"{counted.en.capitalize()} only ")
        return said, none, _joined(apart, _CLOCK), opening, end
    return none, _joined(over, Words("; y solo ", "; and only ")), _joined(apart, _CLOCK), opening, end


def _after(asked: CapReading) -> tuple[Words, Words]:
    if asked.after is After.CONVERSATION:
        days = SPAN_DAYS[asked.period]
        return (
            Words("Llamada en el día ", "Call on day "),
            Words(
                f" de los {days} que empiezan con la conversación del ", f" of the {days} that begin with the conversation of "
            ),
        )
    if asked.other_channel_only:
        first = Words("Contacto directo por otro canal que el primero ", "Direct contact on another channel than the first one ")
    else:
        first = Words("Otra gestión después del contacto directo ", "Another contact after the direct one ")
    return first, _joined(period_said(asked.period), Words(", que fue el ", ", which was on "))


def _joined(*parts: Words) -> Words:
    return Words("".join(part.es for part in parts), "".join(part.en for part in parts))


__all__ = ["Nth", "Other", "Said", "allowed", "gap_said", "ordinal", "period_said", "texts", "unpacked", "what"]
