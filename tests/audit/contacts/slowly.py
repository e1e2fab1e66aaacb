"""The same law written a second time, row by row and by hand from the readings: slow, and sharing nothing with the engine.

Every number stands here as the readings give it, so that a slip in a rulebook shows as much as a slip in the engine.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from audit.contacts.contact import Contact

ZONES = {
    "CL": ("America/Santiago", "America/Punta_Arenas", "America/Coyhaique", "Pacific/Easter"),
    "CO": ("America/Bogota",),
    "PE": ("America/Lima",),
    "MX": (
        *("America/Mexico_City", "America/Cancun", "America/Merida", "America/Monterrey", "America/Chihuahua"),
        *("America/Ciudad_Juarez", "America/Ojinaga", "America/Hermosillo", "America/Mazatlan", "America/Bahia_Banderas"),
        "America/Tijuana",
    ),
    "EC": ("America/Guayaquil", "Pacific/Galapagos"),
    "US": (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
        *("America/Anchorage", "Pacific/Honolulu"),
    ),
    "DO": ("America/Santo_Domingo",),
    "PY": ("America/Asuncion",),
    "GT": ("America/Guatemala",),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Cuiaba", "America/Rio_Branco", "America/Noronha"),
}
ALL = {"voice", "voicemail", "ivr_prerecorded", "sms", "whatsapp", "email", "letter", "visit", "social_media", "push"}
SPOKEN = {"voice", "voicemail", "ivr_prerecorded", "visit"}
MON_FRI, MON_SAT, ALWAYS = range(5), range(6), range(7)
Windows = Sequence[tuple[Iterable[int], str, str]]
Found = set[tuple[str, str, str]]

# rule: country, channels, since, subdivision, last second allowed, [(reading, windows, holidays forbidden)]
HOURS: dict[str, tuple[str, set[str], date, str | None, bool, list[tuple[str, Windows, bool]]]] = {
    "cl-hours-voice-visit": (
        *("CL", {"voice", "ivr_prerecorded", "visit"}, date(2021, 4, 20), None, False),
        [("strict", [(MON_SAT, "08:00", "20:00")], True)],
    ),
    "co-hours": (
        *("CO", ALL, date(2023, 10, 10), None, False),
        [("strict", [(MON_FRI, "07:00", "19:00"), ([5], "08:00", "15:00")], True)],
    ),
    "pe-hours": (
        *("PE", {"voice", "ivr_prerecorded", "visit"}, date(2010, 10, 2), None, False),
        [("strict", [(MON_FRI, "07:00", "20:00")], True)],
    ),
    "mx-hours-financial": (
        *("MX", {"voice", "visit", "sms", "whatsapp", "email"}, date(2015, 1, 6), None, False),
        [("strict", [(MON_FRI, "07:00", "22:00")], True), ("lenient", [(ALWAYS, "07:00", "22:00")], False)],
    ),
    "ec-hours": (
        *("EC", {"voice", "sms", "whatsapp", "email"}, date(2022, 2, 1), None, False),
        [("strict", [(MON_FRI, "07:00", "20:00")], True)],
    ),
    "us-hours": ("US", ALL, date(2021, 11, 30), None, True, [("strict", [(ALWAYS, "08:00", "21:00")], False)]),
    "do-hours": (
        *("DO", {"voice", "ivr_prerecorded", "sms", "whatsapp", "email"}, date(2016, 9, 14), None, False),
        [("strict", [(MON_FRI, "07:00", "20:00"), ([5], "09:00", "13:00")], True)],
    ),
    "py-hours": (
        *("PY", ALL, date(2025, 1, 1), None, False),
        [
            ("strict", [(MON_FRI, "08:00", "18:00"), ([5], "08:00", "12:00")], True),
            ("lenient", [(MON_FRI, "08:00", "18:00"), ([5], "08:00", "12:00")], False),
        ],
    ),
    "gt-hours": (
        *("GT", {"voice", "sms", "email", "whatsapp"}, date(2016, 5, 1), None, False),
        [("strict", [(MON_FRI, "08:00", "18:00")], True)],
    ),
    "br-sp-hours": (
        *("BR", {"voice"}, date(2014, 5, 23), "BR-SP", False),
        [("strict", [(MON_FRI, "08:00", "20:00"), ([5], "08:00", "14:00")], True)],
    ),
    "br-al-hours": (
        *("BR", {"voice", "sms"}, date(2016, 1, 1), "BR-AL", False),
        [("strict", [(MON_FRI, "08:00", "20:00"), ([5], "08:00", "14:00")], True)],
    ),
    "br-rj-hours": ("BR", {"voice"}, date(2018, 1, 1), "BR-RJ", False, [("strict", [(MON_FRI, "09:00", "19:00")], True)]),
}

CL_SINCE, CO_SINCE, US_SINCE = date(2021, 4, 20), date(2023, 10, 10), date(2021, 11, 30)
WRITTEN_CL = {"letter", "sms", "email", "whatsapp"}
CALLS_US = {"voice", "voicemail", "ivr_prerecorded"}


def slowly(contacts: Sequence[Contact]) -> Found:
    """(contact_id, rule, reading) of every breach."""
    found: Found = set()
    order = sorted(range(len(contacts)), key=lambda n: (contacts[n].at.astimezone(UTC), n))
    debtors: dict[tuple[str, str], list[Contact]] = {}
    for n in order:
        debtors.setdefault((contacts[n].country, contacts[n].debtor_id), []).append(contacts[n])
    for (country, _), life in debtors.items():
        for contact in life:
            found |= _hours(contact)
        if any(not contact.timezone for contact in life):
            found |= set.intersection(*(_caps(country, life, zone) for zone in ZONES.get(country, ("UTC",))))
        else:
            found |= _caps(country, life, "")
    return found


def _hours(contact: Contact) -> Found:
    found: Found = set()
    for rule, (country, channels, since, place, end_allowed, readings) in HOURS.items():
        if contact.country != country or contact.channel not in channels or contact.direction != "outbound":
            continue
        if place is not None and contact.subdivision != place:
            continue
        for reading, windows, no_holidays in readings:
            for zone in [contact.timezone] if contact.timezone else ZONES[country]:
                local = contact.at.astimezone(ZoneInfo(zone))
                if local.date() < since:
                    continue
                clock = local.time().isoformat(timespec="microseconds")
                fine = any(
                    local.weekday() in days and start <= clock and (clock < end or (end_allowed and clock == f"{end}:00.000000"))
                    for days, start, end in windows
                )
                if not fine or (no_holidays and _holiday(local.date(), country, contact)):
                    found.add((contact.contact_id, rule, reading))
    return found


def _holiday(day: date, country: str, contact: Contact) -> bool:
    known = _subdivisions(country)
    part = contact.subdivision.partition("-")[2] if contact.subdivision else ""
    if part in known:
        return day in _days(country, part)
    if contact.timezone:
        return day in _days(country, None)
    return any(day in _days(country, each) for each in (None, *known))


@cache
def _subdivisions(country: str) -> tuple[str, ...]:
    return tuple(holidays.list_supported_countries(include_aliases=False)[country])


@cache
def _days(country: str, part: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=part)


def _caps(country: str, life: Sequence[Contact], zone: str) -> Found:
    found: Found = set()
    out = [c for c in life if c.direction == "outbound"]
    seen = [_Seen(c, zone) for c in life]
    for n, now in enumerate(seen):
        if now.contact in out:
            before = [earlier for earlier in seen[:n] if earlier.out]
            for rule, reading in _CAPS.get(country, lambda now, before, everything: ())(now, before, seen[:n]):
                found.add((now.contact.contact_id, rule, reading))
    return found


class _Seen:
    def __init__(self, contact: Contact, zone: str) -> None:
        self.contact = contact
        self.local: datetime = contact.at.astimezone(ZoneInfo(contact.timezone or zone))
        self.day = self.local.date()
        self.monday = self.day - timedelta(days=self.day.weekday())
        self.channel = contact.channel.value
        self.out = contact.direction == "outbound"
        self.direct = contact.answered_by == "debtor"
        self.reached = self.direct or self.channel not in SPOKEN

    def since(self, earlier: "_Seen") -> timedelta:
        return self.contact.at.astimezone(UTC) - earlier.contact.at.astimezone(UTC)


def _last_seven(now: _Seen, before: Iterable[_Seen]) -> int:
    return sum(timedelta(0) <= now.day - e.day <= timedelta(days=6) for e in before)


def _same_week(now: _Seen, before: Iterable[_Seen]) -> int:
    return sum(e.monday == now.monday for e in before)


def _same_day(now: _Seen, before: Iterable[_Seen]) -> int:
    return sum(e.day == now.day for e in before)


Told = Iterable[tuple[str, str]]


def _chile(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    if now.day < CL_SINCE:
        return
    before = [e for e in before if e.day >= CL_SINCE]
    spoken = [e for e in before if e.channel in ("voice", "ivr_prerecorded", "visit")]
    if now.channel in ("voice", "ivr_prerecorded", "visit") and _last_seven(now, spoken) >= 1:
        yield "cl-freq-call-visit", "strict"
        if now.direct and _same_week(now, [e for e in spoken if e.direct]) >= 1:
            yield "cl-freq-call-visit", "lenient"
    if now.channel in WRITTEN_CL:
        written = [e for e in before if e.channel in WRITTEN_CL]
        if _last_seven(now, written) >= 2 or (written and now.since(written[-1]) < timedelta(hours=72)):
            yield "cl-freq-written", "strict"
            if _same_week(now, written) >= 2 or (written and now.since(written[-1]) < timedelta(hours=48)):
                yield "cl-freq-written", "lenient"
    if now.reached and _last_seven(now, [e for e in before if e.reached]) >= 3:
        yield "cl-freq-total-week", "strict"
        if now.direct and _same_week(now, [e for e in before if e.direct]) >= 3:
            yield "cl-freq-total-week", "lenient"


def _colombia(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    if now.day < CO_SINCE:
        return
    before = [e for e in before if e.day >= CO_SINCE]
    if _same_day(now, before) >= 1:
        yield "co-freq-day", "strict"
        if now.direct and _same_day(now, [e for e in before if e.direct]) >= 1:
            yield "co-freq-day", "lenient"
    week = [e for e in before if e.direct and e.monday == now.monday]
    if week and now.reached:
        yield "co-one-channel-week", "strict"
        if now.direct and now.channel != week[0].channel:
            yield "co-one-channel-week", "lenient"


def _ecuador(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    channels = {"voice", "sms", "whatsapp", "email"}
    before = [e for e in before if e.channel in channels and e.day >= date(2022, 2, 1)]
    if now.channel in channels and now.day >= date(2022, 2, 1) and _same_day(now, before) >= 1:
        yield "ec-freq-day", "strict"
        if _same_day(now, [e for e in before if e.channel == now.channel]) >= 1:
            yield "ec-freq-day", "lenient"


def _dominican(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    channels = {"voice", "ivr_prerecorded", "sms"}
    before = [e for e in before if e.channel in channels and e.day >= date(2016, 9, 14)]
    if now.channel not in channels or now.day < date(2016, 9, 14):
        return
    if _same_day(now, before) >= 5 or (before and now.since(before[-1]) < timedelta(minutes=30)):
        yield "do-freq-day", "strict"


def _guatemala(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    channels = {"voice", "sms", "email", "whatsapp"}
    before = [e for e in before if e.channel in channels and e.day >= date(2016, 5, 1)]
    if now.channel in channels and now.day >= date(2016, 5, 1) and _same_day(now, before) >= 2:
        yield "gt-freq-day", "strict"


def _united_states(now: _Seen, before: list[_Seen], everything: list[_Seen]) -> Told:
    if now.channel not in CALLS_US or now.day < US_SINCE:
        return
    account = now.contact.account_id
    calls = [e for e in before if e.channel in CALLS_US and e.contact.account_id == account and e.day >= US_SINCE]
    if _last_seven(now, calls) >= 7:
        yield "us-7-in-7", "strict"
    talks = [e for e in everything if e.channel == "voice" and e.direct and e.contact.account_id == account]
    if _last_seven(now, [e for e in talks if e.day >= US_SINCE]) >= 1:
        yield "us-7-days-after-conversation", "strict"


_CAPS: dict[str, Callable[[_Seen, list[_Seen], list[_Seen]], Told]] = {
    "CL": _chile,
    "CO": _colombia,
    "EC": _ecuador,
    "DO": _dominican,
    "GT": _guatemala,
    "US": _united_states,
}
