"""What the law allows now, in the few lines an agent reads before a call: a headline, ticks and crosses, the law."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from audit.contacts.contact import AnsweredBy, Channel, Contact
from audit.contacts.days_off import is_day_off, names, places
from audit.contacts.permission import permission
from audit.contacts.permission_words import Allowed, House, Kind, Permission, Refused, Wishes
from audit.contacts.rows import country_code, place_number
from audit.contacts.ruled import Reading, rules_of
from audit.contacts.use import Use, use_of
from audit.data_file import Words
from audit.rulebooks import countries, whole
from audit.rules import Topic

_EPOCH = date(1970, 1, 1).toordinal()
_DAYS = Words("lunes martes miércoles jueves viernes sábado domingo", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = Words(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "January February March April May June July August September October November December",
)
_WRITE = Words("escribir", "write")
_DO = {
    Channel.VOICE: Words("llamar", "call"),
    Channel.VISIT: Words("visitar", "visit"),
    Channel.LETTER: Words("enviar una carta", "send a letter"),
    Channel.VOICEMAIL: Words("dejar un mensaje de voz", "leave a voice message"),
    Channel.IVR_PRERECORDED: Words("llamar con grabación", "play a recording"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know: fine (`ok`) or not."""

    ok: bool
    text: Words


@dataclass(frozen=True, slots=True)
class AllowedNow:
    """The panel: the verdict in a headline, its lines, and the laws it rests on, as of the debtor's day."""

    permission: Permission
    headline: Words
    lines: tuple[Line, ...]
    foot: Words

    @property
    def ok(self) -> bool:
        """Whether it may be done now."""
        return isinstance(self.permission, Allowed)


def what_the_law_allows_now(
    history: Sequence[Contact], proposed: Contact, wishes: Wishes | None = None, house: House | None = None
) -> AllowedNow:
    """The lines for one contact that somebody is about to make. Raises BadContacts, as `permission` does."""
    wishes, house = wishes or Wishes(), house or House()
    answer = permission(history, proposed, wishes, house)
    lines = (_day(proposed, answer), *_uses(history, proposed), *_wished(proposed, wishes, answer), *_never(proposed))
    return AllowedNow(answer, _headline(proposed, answer), lines, _foot(proposed, answer))


def day_said(day: date, lang: str) -> str:
    """`5 de mayo`, `5 May`."""
    month = _MONTHS.say(lang).split()[day.month - 1]
    return f"{day.day} de {month}" if lang == "es" else f"{day.day} {month}"


def _local(proposed: Contact, at: datetime) -> datetime:
    """On the person's clock; where it is not known, on the first of the country's."""
    book = rules_of(country_code(proposed.country))
    zone = proposed.timezone or (book.zones[0] if book else "UTC")
    return at.astimezone(ZoneInfo(zone))


def _headline(proposed: Contact, answer: Permission) -> Words:
    do = _DO.get(proposed.channel, _WRITE)
    now = _local(proposed, answer.at)
    if isinstance(answer, Allowed):
        if answer.until is None:
            return Words(f"Se puede {do.es} ahora", f"You may {do.en} now")
        es, en = _when(now, _local(proposed, answer.until))
        return Words(f"Se puede {do.es} ahora, hasta {es}", f"You may {do.en} now, until {en}")
    if answer.may_go_at is None:
        return Words(f"No se puede {do.es}", f"You may not {do.en}")
    es, en = _when(now, _local(proposed, answer.may_go_at))
    return Words(f"Ahora no: se puede {do.es} desde {es}", f"Not now: you may {do.en} from {en}")


def _when(now: datetime, then: datetime) -> tuple[str, str]:
    clock = f"{then:%H:%M}" if not then.second else f"{then:%H:%M:%S}"
    if then.date() == now.date():
        return f"las {clock}", clock
    es, en = (_DAYS.say(lang).split()[then.weekday()] for lang in ("es", "en"))
    return f"el {es} {day_said(then.date(), 'es')} a las {clock}", f"{en} {day_said(then.date(), 'en')} at {clock}"


def _day(proposed: Contact, answer: Permission) -> Line:
    country, day = country_code(proposed.country), _local(proposed, answer.at).date()
    es, en = (_DAYS.say(lang).split()[day.weekday()] for lang in ("es", "en"))
    ok = isinstance(answer, Allowed) or not any(_about_hours(country, reason.rule_id) for reason in answer.reasons)
    number = place_number(proposed.subdivision, country)
    place, ordinal = places()[number] if number >= 0 else None, day.toordinal() - _EPOCH
    if country in countries() and is_day_off(np.array([ordinal], dtype=np.int64), country, place)[0]:
        off = [names(ordinal, country, place, lang) for lang in ("es", "en")]
        return Line(ok, Words(f"Es {es}, feriado: {off[0]}.", f"It is {en}, a holiday: {off[1]}."))
    if ok:
        return Line(True, Words(f"Es {es} hábil; no hay feriado.", f"It is {en}, a working day; no holiday."))
    return Line(
        False,
        Words(
            f"Es {es}, {_local(proposed, answer.at):%H:%M}: fuera de hora.",
            f"It is {en}, {_local(proposed, answer.at):%H:%M}: out of hours.",
        ),
    )


def _uses(history: Sequence[Contact], proposed: Contact) -> Iterator[Line]:
    mine = [c for c in history if c.debtor_id == proposed.debtor_id]
    for use in use_of([*mine, replace(proposed, answered_by=AnsweredBy.DEBTOR)]).get(proposed.contact_id, ()):
        if use.reading is Reading.STRICT:
            yield _use(use)


def _use(use: Use) -> Line:
    text = Words(
        f"Sería la {use.what.es} {use.used} de {use.most} {use.period.es}.",
        f"It would be {use.what.en} {use.used} of {use.most} {use.period.en}.",
    )
    if use.used == use.most:
        text = Words(f"{text.es} Después, ninguna más.", f"{text.en} After it, no more.")
    return Line(not use.over, text)


def _wished(proposed: Contact, wishes: Wishes, answer: Permission) -> Iterator[Line]:
    if isinstance(answer, Refused):
        counted = {use.rule_id for use in use_of([proposed]).get(proposed.contact_id, ())}
        for reason in answer.reasons:
            if reason.kind is Kind.POLICY or not (
                reason.rule_id in counted or _about_hours(country_code(proposed.country), reason.rule_id)
            ):
                yield Line(False, reason.explanation)
    if wishes.not_at_work_since is not None and not wishes.point_at_work:
        day = wishes.not_at_work_since.date()
        yield Line(
            False,
            Words(
                f"No llames a su trabajo: lo pidió el {day_said(day, 'es')}.",
                f"Do not call their work: they asked on {day_said(day, 'en')}.",
            ),
        )


def _never(proposed: Contact) -> Iterator[Line]:
    country = country_code(proposed.country)
    local = _local(proposed, proposed.at).date()
    rules = whole(country).rules if country in countries() else ()
    if any(rule.topic is Topic.THIRD_PARTY and rule.binds(local, proposed.subdivision) for rule in rules):
        yield Line(
            False,
            Words(
                "No hables de la deuda con otra persona, ni en el buzón.",
                "Do not speak of the debt to anybody else, nor to voicemail.",
            ),
        )


def _foot(proposed: Contact, answer: Permission) -> Words:
    country, day = country_code(proposed.country), _local(proposed, answer.at).date()
    if country not in countries():
        return Words("Sin reglas de este país en la casa.", "The house has no rules for this country.")
    book = whole(country)
    said = [r.citation for r in answer.reasons if r.citation] if isinstance(answer, Refused) else []
    rules = rules_of(country)
    laws = said or [
        rule.rule.citation
        for rule in (rules.judged if rules else ())
        if proposed.channel in rule.rule.channels or "any" in rule.rule.channels
    ]
    law = "; ".join(dict.fromkeys(laws))
    return Words(
        f"{law} · reglas de {book.name.es} al {day.isoformat()}".removeprefix(" · "),
        f"{law} · rules of {book.name.en} as of {day.isoformat()}".removeprefix(" · "),
    )


def _about_hours(country: str, rule_id: str) -> bool:
    rules = whole(country).rules if country in countries() else ()
    return any(rule.id == rule_id and rule.topic is Topic.CONTACT_HOURS for rule in rules)
