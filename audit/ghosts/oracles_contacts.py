"""Oracles of what comes afterwards: silence after "stop", no pressing after a dispute, no dunning after payment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.contacts.contact import Channel, Direction
from audit.data_file import Words
from audit.ghosts.lived import Act, ActKind, Received
from audit.ghosts.oracles import Life, Outcome, Rule, Told, unsure
from audit.ghosts.probes_days import after_business_days
from audit.ghosts.vendor_log import PHONE
from audit.ghosts.vendor_log_words import plain


def silence(life: Life, act: Act, rule: Rule) -> Told:
    """After "stop": no contact on the channel asked (or on any, by `scope`), beyond the grace for what was under way."""
    own = _ghost_began(life, act.at)
    until = min(life.until, own or life.until)
    later = _after(life, act, rule, until)
    broke = [r for r in later if rule.scope == "all" or act.channel is None or _same_medium(r.contact.channel, act.channel)]
    if broke:
        n, first = len(broke), broke[0].contact
        when = first.local.strftime("%d/%m %H:%M")
        return Told(
            Outcome.BROKEN,
            Words(f"{n} contactos después; el primero el {when}", f"{n} contacts afterwards; the first on {when}"),
            tuple(r.contact for r in broke),
        )
    return _waited(act.at + rule.longest_grace, until, rule, Words("no hubo más contactos", "no further contact"))


def no_pressing(life: Life, act: Act, rule: Rule) -> Told:
    """After a dispute: whatever comes does not press for payment."""
    later = _after(life, act, rule, life.until)
    return _unpressed(life, later, act.at + rule.longest_grace, rule)


def no_dunning(life: Life, act: Act, rule: Rule) -> Told:
    """After payment, once it had days to be posted: nothing asks for it. A part paid without a promise settles nothing."""
    if not _settles(life, act):
        return unsure(
            "pagó una parte sin promesa: el resto se puede cobrar", "a part was paid without a promise: the rest may be asked for"
        )
    posted = after_business_days(act.at, rule.posting_business_days, life.ghost)
    later = [r for r in _after(life, act, rule, life.until) if r.contact.at >= posted]
    return _unpressed(life, later, posted, rule)


def _settles(life: Life, act: Act) -> bool:
    if act.amount is None or act.amount >= life.ghost.amount:
        return True
    made = [a for a in life.acts if a.kind is ActKind.PROMISED and a.at <= act.at and a.amount is not None]
    paid_on = act.at.astimezone(ZoneInfo(life.ghost.zone)).date()
    return any(
        p.amount is not None and act.amount >= p.amount and (p.due is None or paid_on <= p.due + timedelta(days=1)) for p in made
    )


def _unpressed(life: Life, later: Sequence[Received], begins: datetime, rule: Rule) -> Told:
    pressed = [r for r in later if _pressing(life, r, rule)]
    if pressed:
        first = pressed[0].contact.local.strftime("%d/%m %H:%M")
        n = len(pressed)
        return Told(
            Outcome.BROKEN,
            Words(f"{n} contactos piden pagar; el primero el {first}", f"{n} contacts ask for payment; the first on {first}"),
            tuple(r.contact for r in pressed),
        )
    open_ = [r for r in later if _pressing(life, r, rule) is None]
    if open_:
        n = len(open_)
        return Told(
            Outcome.CANNOT_TELL,
            Words(
                f"hubo {n} contactos después y no se sabe qué pedían",
                f"{n} contacts came afterwards; what they asked is not known",
            ),
            tuple(r.contact for r in open_),
            Words("la grabación o el texto, evaluados", "the recording or the text, evaluated"),
        )
    return _waited(begins, life.until, rule, Words("nada volvió a pedir el pago", "nothing asked for payment again"))


def _pressing(life: Life, one: Received, rule: Rule) -> bool | None:
    heard = life.of(one.contact.contact_id).pressing
    if heard is not None or one.content is None:
        return heard
    text = plain(one.content)
    if any(phrase in text for phrase in rule.demands):
        return True
    return False if any(phrase in text for phrase in rule.thanks) else None


def _after(life: Life, act: Act, rule: Rule, until: datetime) -> list[Received]:
    """Outbound contacts after the act, the one it happened in and those under way left out."""
    return [
        r
        for r in life.received
        if r.contact.direction is Direction.OUTBOUND
        and r.contact.contact_id != act.contact_id
        and act.at + rule.grace(r.contact.channel) < r.contact.at <= until
    ]


def _ghost_began(life: Life, after: datetime) -> datetime | None:
    """When the ghost itself got in touch again: what comes then is an answer."""
    began = [r.contact.at for r in life.received if r.contact.direction is Direction.INBOUND and r.contact.at > after]
    return min(began, default=None)


def _same_medium(one: Channel, other: Channel) -> bool:
    return one is other or (one in PHONE and other in PHONE)


def _waited(begins: datetime, until: datetime, rule: Rule, fine: Words) -> Told:
    """Held where the ghost listened long enough; a wave that ended too soon shows nothing."""
    days = (until - begins) / timedelta(days=1)
    if days < rule.watch_days:
        need = rule.watch_days
        seen = max(0.0, days)
        return unsure(
            f"solo se escuchó {seen:.1f} de {need} días",
            f"listened for only {seen:.1f} of {need} days",
            Words(f"{need} días", f"{need} days"),
        )
    return Told(Outcome.HELD, Words(f"{fine.es} en {days:.0f} días", f"{fine.en} in {days:.0f} days"))
