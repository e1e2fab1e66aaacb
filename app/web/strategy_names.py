"""Names of strategies', texts' and read-outs' parts."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

TABLES: Mapping[str, Mapping[str, Any]] = {
    "send_channel": {
        "voice": _l("agent's call"),
        "voicemail": _l("voicemail"),
        "ivr_prerecorded": _l("voice message"),
        "sms": _l("SMS"),
        "whatsapp": _l("WhatsApp"),
        "email": _l("e-mail"),
        "letter": _l("letter"),
        "social_media": _l("social message"),
        "push": _l("app or push"),
    },
    "anchor": {"due": _l("from the due day"), "last": _l("after the last step")},
    "dialling": {
        "none": _l("not a call"),
        "manual": _l("by hand"),
        "preview": _l("after reading the account"),
        "progressive": _l("when an agent is free"),
    },
    "tone": {"tu": "tú", "usted": "usted", "vos": "vos", "you": "you"},
    "stop": {
        "paid": _l("paid"),
        "promised": _l("promised"),
        "disputed": _l("disputed"),
        "hardship": _l("hardship"),
        "cease": _l("asked for no contact"),
        "placed": _l("placed with a vendor"),
    },
    "form_of_offer": {
        "in_full": _l("in full"),
        "in_parts": _l("in parts"),
        "monthly": _l("monthly plan"),
        "pause": _l("pause"),
        "settle": _l("settlement"),
    },
    "outcome_of_test": {
        "recovered": _l("money recovered per person"),
        "cured": _l("people up to date at the end"),
        "kept": _l("people who kept a promise"),
        "complained": _l("people who complained"),
        "contacts": _l("contacts per person"),
        "cost": _l("cost of contacts per person"),
    },
    "house_rule": {
        "house-hours": _l("the house's own hours"),
        "house-no-rulebook": _l("no rules of the country"),
        "house-no-zone": _l("the person's time is not known"),
        "house-cease": _l("asked for no contact"),
        "house-opt-out": _l("asked not to use the channel"),
        "house-consent": _l("channel not authorised"),
        "house-in-court": _l("the debt is in court"),
        "house-vulnerable": _l("vulnerable: only a person looks after them"),
    },
    "verdict_of_test": {
        "no_people": _l("Nobody was followed to the end yet"),
        "broken": _l("The draw is broken: nothing can be read"),
        "harm": _l("The challenger brings more complaints"),
        "too_early": _l("Too early to read"),
        "cannot_be_told_apart": _l("They cannot be told apart"),
        "better": _l("The challenger is better"),
        "worse": _l("The challenger is worse"),
    },
    "look": {"horizon": _l("once, on the declared day"), "anytime": _l("any day, with wider intervals")},
    "text_key": {
        "before-due": _l("Before the due day"),
        "early-friendly": _l("First friendly notice"),
        "options": _l("Ways to pay"),
        "promise-before": _l("Before a promise is due"),
        "promise-broken": _l("After a broken promise"),
        "thanks": _l("Thanks for the payment"),
        "call-back": _l("Asking to be called back"),
        "call-early": _l("First call"),
    },
    "step_key": {
        "before-due": _l("before the due day"),
        "friendly": _l("friendly notice"),
        "mail": _l("e-mail"),
        "call": _l("call"),
        "options": _l("ways to pay"),
        "letter": _l("letter"),
        "second-call": _l("second call"),
    },
    "text_state": {"draft": _l("draft"), "live": _l("in use"), "retired": _l("retired")},
    "text_kind": {"message": _l("message"), "script": _l("agent's script")},
    "ease": {
        "very_hard": _l("very hard to read"),
        "hard": _l("somewhat hard to read"),
        "normal": _l("normal to read"),
        "easy": _l("quite easy to read"),
        "very_easy": _l("very easy to read"),
    },
}

FIELDS: Mapping[str, Any] = {
    "steps": _l("Steps"),
    "stops": _l("What stops it"),
    "key": _l("Short name"),
    "name": _l("Name"),
    "anchor": _l("Counted"),
    "day": _l("Day"),
    "channels": _l("Channels, cheapest first"),
    "template": _l("Text"),
    "tone": _l("Addressed as"),
    "wait_days": _l("Days since the step before"),
    "window_days": _l("Days it stays worth doing"),
    "dialling": _l("Dialled"),
    "offers": _l("May offer"),
    "channel": _l("Channel"),
    "kind": _l("Channel"),
    "language": _l("Language"),
    "country": _l("Country"),
    "subject": _l("Subject or title"),
    "body": _l("Text"),
    "reason": _l("Why it may be used"),
}
"""Labels of the fields on the pages of strategies and texts, by the name their faults have."""


def fault_place(field: str) -> str:
    """Where a fault is, as the page says it: `Step 2, Day` for `steps.2.day`."""
    *before, name = field.split(".")
    label = str(FIELDS.get(name, name))
    return f"{gettext('Step %(n)s', n=before[1])}, {label}" if len(before) == 2 else label


def own_name(key: str, table: str) -> str:
    """The house's name of a text (`text_key`) or a step (`step_key`); a client's own stays as it was written."""
    return str(TABLES[table].get(key, key))
