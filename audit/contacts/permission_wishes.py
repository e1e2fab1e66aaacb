"""What a person asked and what stands on file, which no log tells: consent, cease, dispute, work, hardship, bad numbers."""

from collections.abc import Iterator
from datetime import datetime

from audit.contacts.contact import Channel, Contact
from audit.contacts.days_off import places
from audit.contacts.permission_words import ALL, Consent, Kind, Purpose, Reason, Standing, Wishes
from audit.contacts.rows import country_code, place_number
from audit.data_file import Words
from audit.rule_params import Acts
from audit.rulebooks import countries, whole
from audit.rules import Rule

_CEASED = "contact_after_written_cease"
_OPTED_OUT = ("contact_through_opted_out_medium", "honour_opt_out")
_LISTED = "channel_in_debtor_authorised_list"
_DISPUTED = ("cease_until_verification_sent", "suspend_recovery")
_SUED = "any_contact_after_service_of_process"
_WORK = ("call_workplace_line", "contact_at_known_inconvenient_place")
_SPOKEN = (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED)
_BY_A_PERSON = (Channel.VOICE, Channel.VISIT)
_POINTS = {
    Standing.WRONG: Words("ese número o dirección no es suyo", "that number or address is not theirs"),
    Standing.BOUNCED: Words("lo enviado ahí rebota", "what is sent there bounces"),
    Standing.OPTED_OUT: Words("pidió que no se le escriba ahí", "they asked not to be written to there"),
}


def standing_reasons(proposed: Contact, wishes: Wishes) -> Iterator[Reason]:
    """Everything that no waiting ends: only the person, or whoever keeps the file, changes it."""
    channel = proposed.channel.value
    if _ceased(proposed.channel, wishes):
        said = Words("La persona pidió que no se la contacte.", "The person asked not to be contacted.")
        yield _reason(proposed, (_CEASED, *_OPTED_OUT), "house-cease", said)
    elif _opted_out(proposed.channel, wishes):
        said = Words(
            f"La persona pidió que no se use este canal ({channel}).", f"The person asked not to use this channel ({channel})."
        )
        yield _reason(proposed, _OPTED_OUT, "house-opt-out", said)
    elif _rule(proposed, (_LISTED,)) and not _authorised(proposed.channel, wishes):
        said = Words(
            f"Falta que la persona autorice este canal ({channel}).", f"The person has not authorised this channel ({channel})."
        )
        yield _reason(proposed, (_LISTED,), "house-consent", said)
    if wishes.point in _POINTS:
        why = _POINTS[wishes.point]
        yield Reason(
            Kind.WISH, "house-contact-point", "", "", Words(f"No se usa este dato: {why.es}.", f"Not to be used: {why.en}.")
        )
    if wishes.point_at_work and wishes.not_at_work_since is not None:
        day = wishes.not_at_work_since.date().isoformat()
        said = Words(f"Es su trabajo, y el {day} pidió que no.", f"It is their work, and on {day} they asked not to.")
        yield _reason(proposed, _WORK, "house-not-at-work", said)
    yield from _pressing(proposed, wishes)


def _pressing(proposed: Contact, wishes: Wishes) -> Iterator[Reason]:
    if wishes.in_court:
        said = Words("La deuda está en juicio: no se gestiona más.", "The debt is in court: no more contact about it.")
        yield _reason(proposed, (_SUED,), "house-in-court", said)
    if wishes.purpose is not Purpose.COLLECT:
        return
    if wishes.disputed:
        said = Words(
            "Hay una disputa abierta: no se cobra hasta responderla.", "A dispute is open: no pressing until it is answered."
        )
        yield _reason(proposed, _DISPUTED, "house-dispute", said)
    if wishes.vulnerable and wishes.paused_until is None and proposed.channel not in _BY_A_PERSON:
        said = Words(
            "Persona en situación vulnerable: no se le cobra por mensaje; la atiende alguien con nombre.",
            "A vulnerable person: no pressing by message; somebody by name looks after them.",
        )
        yield Reason(Kind.WISH, "house-vulnerable", "", "", said)


def passing_reasons(wishes: Wishes, at: datetime) -> Iterator[Reason]:
    """What ends by itself: a pause that was granted."""
    if wishes.purpose is Purpose.COLLECT and wishes.paused_until is not None and at < wishes.paused_until:
        until = wishes.paused_until.date().isoformat()
        said = Words(f"Pausa por dificultad hasta el {until}.", f"Paused for hardship until {until}.")
        yield Reason(Kind.WISH, "house-pause", "", "", said)


def _ceased(channel: Channel, wishes: Wishes) -> bool:
    """Told to stop altogether, and nothing allowed since: neither everything nor this channel."""
    everything = _newest(wishes, (ALL,))
    if everything is None or everything.granted:
        return False
    since = _newest(wishes, (channel.value,))
    return since is None or not since.granted or since.at <= everything.at


def _opted_out(channel: Channel, wishes: Wishes) -> bool:
    """A channel taken back stays so until that channel itself is allowed again; "no calls" covers every kind of call."""
    said = _newest(wishes, _family(channel))
    return said is not None and not said.granted


def _authorised(channel: Channel, wishes: Wishes) -> bool:
    said = _newest(wishes, (*_family(channel), ALL))
    return said is not None and said.granted


def _family(channel: Channel) -> tuple[str, ...]:
    return tuple({channel.value, Channel.VOICE.value}) if channel in _SPOKEN else (channel.value,)


def _newest(wishes: Wishes, channels: tuple[str, ...]) -> Consent | None:
    """Taken back wins where both are of one instant."""
    said = [each for each in wishes.consents if each.channel in channels]
    return max(said, key=lambda each: (each.at, not each.granted), default=None)


def _reason(proposed: Contact, acts: tuple[str, ...], otherwise: str, said: Words) -> Reason:
    rule = _rule(proposed, acts)
    if rule is None or rule.effective_from is None:
        return Reason(Kind.WISH, otherwise, "", "", said)
    version = f"{country_code(proposed.country)}@{rule.effective_from.isoformat()}"
    return Reason(Kind.LAW, rule.id, version, rule.citation, said)


def _rule(proposed: Contact, acts: tuple[str, ...]) -> Rule | None:
    """The country's rule in force on the debtor's day that names one of the acts, for this channel."""
    country = country_code(proposed.country)
    if country not in countries():
        return None
    number = place_number(proposed.subdivision, country)
    place = places()[number] if number >= 0 else None
    for act in acts:
        for rule in whole(country).rules:
            meant = isinstance(rule.params, Acts) and act in rule.params.acts
            if (
                meant
                and ("any" in rule.channels or proposed.channel in rule.channels)
                and rule.binds(proposed.local.date(), place)
            ):
                return rule
    return None
