"""A row and the contact it is about: what the row says that was otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from audit.contacts.contact import AnsweredBy, Channel, Contact
from audit.ghosts.lived import Act, ActKind, Ghost
from audit.ghosts.matching import Pair
from audit.ghosts.matching_clock import alike
from audit.ghosts.reconcile_durations import Measure
from audit.ghosts.reconcile_hours import permitted
from audit.ghosts.reconcile_kinds import Kind, Said, said, unsure
from audit.ghosts.vendor_log import NOBODY, PHONE, SPOKE_WITH_DEBTOR, Claimed, LogRow, LogShape
from audit.ghosts.vendor_log_words import plain

_TOO_SHORT_S = 8.0
_TIMED = PHONE | {Channel.VISIT}
_MACHINE_DOUBT_S = 15.0
_DEBTOR_WORDS = frozenset({"titular", "debtor", "deudor", "right", "rpc", "cliente", "devedor"})
_SCALES = (Decimal(1), Decimal(100), Decimal(1000), Decimal("0.01"), Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class Known:
    """What the audit knows besides the pair. `acts` is None where nobody said what the ghosts did."""

    ghosts: Mapping[str, Ghost]
    acts: Mapping[str, Sequence[Act]] | None
    measures: Mapping[str, Measure]
    shape: LogShape


def differences_of(ghost: str, pair: Pair, known: Known) -> list[Said]:
    """Everything the row says that was otherwise; empty where it agrees. What a doubtful pairing rests on is not told."""
    row, contact = pair.placed.row, pair.event.contact
    found = [
        *_channel(pair, known),
        *_result(ghost, row, contact, known),
        *_duration(pair, known),
        *_promise(ghost, row, contact, known),
    ]
    if any(each.kind is Kind.INVENTED_PROMISE for each in found):
        found = [each for each in found if each.kind is not Kind.WRONG_RESULT]
    certain = [each for each in found if each.kind is not Kind.CANNOT_TELL]
    if certain and (pair.doubtful or (pair.loose and not pair.lone)):
        why = ("otro contacto calza casi igual", "another contact fits nearly as well") if pair.doubtful else _far(pair)
        return [unsure(f"puede ser otro contacto: {why[0]}", f"may be another contact: {why[1]}")]
    return found + (_time(pair) if not certain else [])


def _far(pair: Pair) -> tuple[str, str]:
    minutes = abs(pair.gap_s or 0) / 60
    return f"están a {minutes:.0f} min", f"they are {minutes:.0f} min apart"


def _channel(pair: Pair, known: Known) -> Iterator[Said]:
    row, contact = pair.placed.row, pair.event.contact
    if row.channel is None or alike(row, contact):
        return
    if contact.channel not in known.shape.channels:
        yield unsure(
            f"el registro nunca escribe «{contact.channel}»: puede llamarlo «{row.channel}»",
            f"the log never writes “{contact.channel}”: it may call it “{row.channel}”",
        )
        return
    yield said(
        Kind.WRONG_CHANNEL, f"fue {contact.channel}; anota {row.channel}", f"it was {contact.channel}; logged as {row.channel}"
    )


def _result(ghost: str, row: LogRow, contact: Contact, known: Known) -> Iterator[Said]:
    if row.result is None or contact.channel not in _TIMED or (row.channel is not None and row.channel not in _TIMED):
        return
    talk = contact.duration_s
    shown = row.result_text or row.result
    if contact.answered_by in (AnsweredBy.DEBTOR, AnsweredBy.THIRD_PARTY):
        yield from _when_answered(ghost, row, contact, known, talk, shown)
    elif row.result in SPOKE_WITH_DEBTOR or row.result is Claimed.THIRD_PARTY:
        who = (
            ("contestó un buzón", "a machine answered")
            if contact.answered_by is AnsweredBy.MACHINE
            else ("nadie contestó", "nobody answered")
        )
        if contact.answered_by is AnsweredBy.NONE and (talk or 0) > 60:
            yield unsure(
                f"lo recibido no dice quién contestó y duró {talk:.0f} s",
                f"what was received names no answerer and lasted {talk:.0f} s",
            )
        else:
            yield said(Kind.WRONG_RESULT, f"{who[0]}; anota «{shown}»", f"{who[1]}; logged as “{shown}”")


def _when_answered(ghost: str, row: LogRow, contact: Contact, known: Known, talk: float | None, shown: str) -> Iterator[Said]:
    debtor = contact.answered_by is AnsweredBy.DEBTOR
    lasted = "" if talk is None else f" {talk:.0f} s"
    denied = row.result in NOBODY or (row.result is Claimed.WRONG_NUMBER and debtor)
    wrong = (row.result is Claimed.THIRD_PARTY and debtor) or (not debtor and _names_debtor(row)) or row.result is Claimed.MACHINE
    if not denied and not wrong:
        return
    if denied and debtor and _acts(ghost, contact, known, ActKind.OTHER_ANSWERED):
        return
    short = _MACHINE_DOUBT_S if row.result is Claimed.MACHINE else _TOO_SHORT_S
    if talk is not None and talk < short:
        yield unsure(f"la llamada duró solo{lasted}", f"the call lasted only{lasted}")
        return
    who = ("el fantasma contestó", "the ghost answered") if debtor else ("contestó otra persona", "somebody else answered")
    kind = Kind.DENIED_ANSWER if denied else Kind.WRONG_RESULT
    yield said(kind, f"{who[0]}{lasted}; anota «{shown}»", f"{who[1]}{lasted}; logged as “{shown}”")


def _names_debtor(row: LogRow) -> bool:
    if row.result not in SPOKE_WITH_DEBTOR:
        return False
    return row.result in (Claimed.PROMISE, Claimed.REFUSED, Claimed.PAID) or bool(
        _DEBTOR_WORDS & set(plain(row.result_text).split())
    )


def _duration(pair: Pair, known: Known) -> Iterator[Said]:
    row, contact = pair.placed.row, pair.event.contact
    talk, logged = contact.duration_s, row.duration_s
    if contact.channel not in _TIMED or not logged or not talk or contact.answered_by is AnsweredBy.NONE or row.result in NOBODY:
        return
    measure = known.measures.get(row.system, Measure())
    if not measure.comparable:
        return
    if not measure.agrees(logged, talk):
        meant = logged / measure.factor
        yield said(
            Kind.WRONG_DURATION, f"duró {talk:.0f} s; anota {meant:.0f} s", f"it lasted {talk:.0f} s; logged {meant:.0f} s"
        )


def _promise(ghost: str, row: LogRow, contact: Contact, known: Known) -> Iterator[Said]:
    made = _acts(ghost, contact, known, ActKind.PROMISED)
    if not row.claims_promise:
        if made and row.result is Claimed.REFUSED:
            yield said(Kind.WRONG_RESULT, "el fantasma prometió; anota una negativa", "the ghost promised; a refusal is logged")
        return
    if made:
        yield from _compared(row, made)
        return
    unanswered = (
        contact.channel in PHONE
        and contact.answered_by in (AnsweredBy.NONE, AnsweredBy.MACHINE)
        and (contact.duration_s or 0) < 60
    )
    if known.acts is None and not unanswered:
        yield unsure("no se sabe qué prometió el fantasma", "what the ghost promised is not known")
        return
    before = [
        a for a in (known.acts or {}).get(ghost, ()) if a.kind is ActKind.PROMISED and a.at <= contact.at + timedelta(days=1)
    ]
    if any(same_promise(row, act) for act in before):
        return
    if row.result is not Claimed.PROMISE or any(abs(act.at - contact.at) < timedelta(hours=24) for act in before):
        yield unsure("la promesa anotada puede ser de otro contacto", "the promise logged may be of another contact")
        return
    es, en = f"no prometió; anota {_terms(row, 'es')}", f"no promise was made; logged {_terms(row, 'en')}"
    yield said(Kind.INVENTED_PROMISE, es, en)


def _compared(row: LogRow, made: Sequence[Act]) -> Iterator[Said]:
    if any(same_promise(row, act) for act in made):
        return
    act = made[-1]
    yield said(
        Kind.ALTERED_PROMISE,
        f"prometió {_promised(act, 'es')}; anota {_terms(row, 'es')}",
        f"promised {_promised(act, 'en')}; logged {_terms(row, 'en')}",
    )


def same_promise(row: LogRow, act: Act) -> bool:
    """Whether the row records the promise that was made, in what both say."""
    amount = (
        row.promise_amount is None or act.amount is None or any(row.promise_amount * scale == act.amount for scale in _SCALES)
    )
    return amount and (row.promise_due is None or act.due is None or row.promise_due == act.due)


def _terms(row: LogRow, lang: str) -> str:
    return _worded(row.promise_amount, row.promise_due.isoformat() if row.promise_due else None, lang)


def _promised(act: Act, lang: str) -> str:
    return _worded(act.amount, act.due.isoformat() if act.due else None, lang)


def _worded(amount: Decimal | None, due: str | None, lang: str) -> str:
    parts = [f"{amount:,}"] if amount is not None else []
    if due:
        parts.append(f"el {due}" if lang == "es" else f"on {due}")
    return " ".join(parts) or ("una promesa" if lang == "es" else "a promise")


def _acts(ghost: str, contact: Contact, known: Known, kind: ActKind) -> list[Act]:
    """What the ghost did of that kind in that contact."""
    ends = contact.at + timedelta(seconds=(contact.duration_s or 0) + 600)
    return [
        act
        for act in (known.acts or {}).get(ghost, ())
        if act.kind is kind
        and (act.contact_id == contact.contact_id if act.contact_id else contact.at - timedelta(seconds=60) <= act.at <= ends)
    ]


def _time(pair: Pair) -> list[Said]:
    """Whether a time within reach but beyond the clock's tolerance moves the contact into permitted hours."""
    if not pair.loose or pair.gap_s is None or pair.placed.instant is None:
        return []
    contact = pair.event.contact
    logged = pair.placed.instant.astimezone(ZoneInfo(contact.timezone)) if contact.timezone else pair.placed.instant
    if permitted(contact, contact.local) or not permitted(contact, logged):
        return []
    if pair.gap_s < 0 and pair.placed.clock.known and not pair.doubtful:
        return [wrong_time(pair, True)]
    return [unsure("anotado tarde o con otra hora", "logged late, or at another time")]


def wrong_time(pair: Pair, hides: bool) -> Said:
    """The words for a changed time."""
    contact, instant = pair.event.contact, pair.placed.instant
    zone = ZoneInfo(contact.timezone) if contact.timezone else contact.at.tzinfo
    logged = instant.astimezone(zone).strftime("%d/%m %H:%M") if instant else "?"
    lived = contact.local.strftime("%d/%m %H:%M")
    es = f"fue a las {lived}; anota {logged}" + (", dentro del horario permitido" if hides else "")
    en = f"it was at {lived}; logged {logged}" + (", within permitted hours" if hides else "")
    return said(Kind.WRONG_TIME, es, en, hides)
