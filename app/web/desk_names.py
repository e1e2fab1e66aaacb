"""The desk's own words in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.operations.money import from_minor
from app.operations.seek import Sought
from app.queries.collections.desk_rows import Moment, Owes
from app.web import formats, house_clock
from app.web.formats import minor
from app.web.names import name

OUTCOMES: Mapping[str, Any] = {
    "agreed": _l("Agreed"),
    "more_time": _l("More time"),
    "no_answer": _l("No answer"),
    "not_them": _l("Not them"),
    "dispute": _l("Disputes"),
    "hardship": _l("Hardship"),
}
MISSING: Mapping[str, Any] = {
    "phone": _l("A phone that works"),
    "email": _l("E-mail address"),
    "payday": _l("Which day they are paid"),
    "prefers": _l("How they prefer to be reached"),
    "address": _l("Postal address"),
}
CARES: Mapping[str, Any] = {
    "not_at_work": _l("do not call their work"),
    "pause": _l("paused for hardship"),
    "interpreter": _l("needs an interpreter"),
    "hearing": _l("hears badly"),
}
TONES: Mapping[str, Any] = {
    "friendly": _l("friendly"),
    "tu": _l("informal (tú)"),
    "usted": _l("formal (usted)"),
    "vos": _l("informal (vos)"),
    "you": _l("direct and friendly"),
}
_CALLS: Mapping[str, Any] = {
    "promise": _l("Call: agreed"),
    "payment_plan": _l("Call: agreed a plan"),
    "callback": _l("Call: asked for more time"),
    "no_answer": _l("Call without answer"),
    "wrong_party": _l("Call: not them"),
    "dispute": _l("Call: disputes the debt"),
    "hardship_hold": _l("Call: hardship"),
    "paid_already": _l("Call: says it is paid"),
    "refusal": _l("Call: refused"),
    "voicemail": _l("Call: voicemail"),
}
_SENT: Mapping[str, Any] = {
    "sms": _l("SMS sent"),
    "whatsapp": _l("WhatsApp sent"),
    "email": _l("E-mail sent"),
    "letter": _l("Letter sent"),
    "push": _l("App notice"),
    "voicemail": _l("Voice message left"),
    "ivr_prerecorded": _l("Recorded call"),
    "social_media": _l("Message on a social network"),
    "visit": _l("Visit"),
}
STATES: Mapping[str, Any] = {
    "cleared": _l("on its way"),
    "sent": _l("sent"),
    "delivered": _l("delivered"),
    "read": _l("read"),
    "replied": _l("replied"),
    "failed": _l("failed"),
    "bounced": _l("bounced"),
    "refused": _l("not sent: the rules refuse it"),
    "done": "",
    "open": _l("open"),
    "kept": _l("kept"),
    "broken": _l("broken"),
    "replaced": _l("replaced"),
    "upheld": _l("found to be right"),
    "rejected": _l("found not to be right"),
    "reversed": _l("reversed"),
    "paid": _l("paid"),
}
APPOINTMENTS: Mapping[str, Any] = {
    "callback": _l("Asked to be called at %(at)s"),
    "promise": _l("Promise due: look whether it came"),
}
TOPICS: Mapping[str, Any] = {
    "debt": _l("does not owe it"),
    "amount": _l("the amount is wrong"),
    "payment_not_counted": _l("a payment was not counted"),
    "identity": _l("is somebody else"),
    "treatment": _l("how they were treated"),
    "contact": _l("too many contacts, or at a bad hour"),
    "privacy": _l("somebody else was told"),
    "other": _l("something else"),
}
KINDS: Mapping[str, Any] = {
    "due": _l("Due dates"),
    "promise": _l("Promises"),
    "payment": _l("Payments"),
    "dispute": _l("Disputes"),
    "complaint": _l("Complaints"),
}
SKILLS: Mapping[str, Any] = {"hardship": _l("hardship"), "legal": _l("legal")}
"""Skills the house gives accounts; a client's own words stay as they are."""
LEVELS: Mapping[int, Any] = {0: _l("New"), 1: _l("With experience"), 2: _l("Expert")}
TABLES: Mapping[str, Mapping[str, Any]] = {
    "wrap": OUTCOMES,
    "missing": MISSING,
    "care": CARES,
    "tone": TONES,
    "moment_state": STATES,
}
_SKILLS_SAID = {"hardship": ("dificultades", "dificultad"), "legal": ("judicial",)}
_ICONS = {
    "due": "alert-circle",
    "promise": "writing-sign",
    "payment": "coin",
    "dispute": "scale",
    "complaint": "hand-stop",
    "sms": "message-2",
    "whatsapp": "brand-whatsapp",
    "email": "mail",
    "letter": "mailbox",
    "push": "bell",
    "voicemail": "microphone",
    "ivr_prerecorded": "broadcast",
    "social_media": "world",
    "visit": "door",
}


def moment_icon(m: Moment) -> str:
    """The sprite's icon of a line of the thread."""
    if m.kind == "voice":
        return "phone-incoming" if m.direction == "inbound" else "phone-off" if m.outcome in (None, "no_answer") else "phone-call"
    return _ICONS.get(m.kind, "dots")


def moment_text(m: Moment) -> str:
    """What happened, in a few words."""
    money = minor(m.amount_minor, m.currency) if m.currency else ""
    if m.kind == "due":
        return str(gettext("Instalment %(n)s was due", n=m.number))
    if m.kind == "promise":
        return str(gettext("Promised %(money)s for %(day)s", money=money, day=formats.day(m.on, "d MMM")))
    if m.kind == "payment":
        return str(gettext("Payment reversed") if m.state == "reversed" else gettext("Paid"))
    if m.kind == "dispute":
        return str(gettext("Disputes the debt"))
    if m.kind == "complaint":
        return str(gettext("Complains"))
    return _contact_text(m)


def _contact_text(m: Moment) -> str:
    if m.direction == "inbound":
        wrote = {
            "voice": gettext("They called"),
            "whatsapp": gettext("They wrote on WhatsApp"),
            "email": gettext("They wrote a mail"),
        }
        text = wrote.get(m.kind, gettext("They wrote"))
        said = _CALLS.get(m.outcome or "")
        return f"{text}: {str(said).split(': ', 1)[-1]}" if m.kind == "voice" and said else text
    if m.kind == "voice":
        refused = gettext("Call refused by the rules") if m.state == "refused" else gettext("Call")
        return str(_CALLS.get(m.outcome or "", refused))
    if m.state == "refused":
        return str(gettext("%(channel)s held back", channel=name(m.kind, "channel")))
    return str(_SENT.get(m.kind, m.kind))


def refusal_text(m: Moment, lang: str) -> str:
    """Why a contact was held back, by which law, and when it may go."""
    why = m.refused or {}
    said = " ".join(f"{formats.plain_clocks(why.get(lang) or why.get('es') or '')} {_cited(why)}".split())
    if m.may_go_at is None:
        return said
    then = gettext("It may go from %(at)s.", at=house_clock.spoken(m.may_go_at))
    return f"{said} {then}"


def _cited(why: Mapping[str, Any]) -> str:
    return f"({why['citation']})." if why.get("citation") else ""


def moment_side(m: Moment) -> str:
    """What stands at the right: money, length, or how it stands."""
    if m.kind in ("due", "payment"):
        return minor(m.amount_minor, m.currency)
    if m.duration_s:
        return formats.clock(m.duration_s)
    return str(STATES.get(m.state, m.state)) or "—"


def reason_text(reason: Mapping[str, Any], lang: str) -> str:
    """A reason of the worklist as its builder wrote it in both languages."""
    said = reason.get(lang) or reason.get("es") or reason.get("text") or ""
    return str(said)


def chance_of(reasons: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any] | None:
    """The reason that carries the chance of paying: value, low, high and n, as shares."""
    return next((r for r in reasons if r.get("kind") == "chance" and "value" in r), None)


def fill(owes: Owes, sought: Sought | None, name: str, agent: str, company: str) -> dict[str, str]:
    """Values of a script's placeholders. The agent's own name in full, the person's first name."""
    first = sought.first.slices[0] if sought else None
    said = {
        "first_name": name.split()[0] if name.split() else "",
        "company": company,
        "agent": agent,
        "product": owes.product or "",
        "overdue": minor(owes.overdue_minor, owes.currency),
        "balance": minor(owes.balance_minor, owes.currency),
        "due_date": formats.day(owes.oldest_due_on, "d MMM") if owes.oldest_due_on else "",
        "days": str(owes.days_overdue),
        "part": minor(first.amount_minor, owes.currency) if first else "",
        "parts": str(len(sought.first.slices)) if sought else "",
        "new_date": formats.day(first.due_on, "EEE d MMM") if first else "",
        "reference": owes.number,
    }
    return {name: value for name, value in said.items() if value}


def skill_words(skills: Iterable[str]) -> str:
    """Skills in the reader's language, apart by commas."""
    return ", ".join(str(SKILLS.get(skill, skill)) for skill in skills)


def skill_ids(text: str) -> str:
    """What somebody wrote, with the house's skills by their own ids, in whichever language they were written."""
    known = {said.casefold(): id for id, words in _SKILLS_SAID.items() for said in (id, *words)}
    return ",".join(known.get(word.strip().casefold(), word) for word in text.split(","))


def plain(value: int, currency: str) -> str:
    """Minor units as digits that a form field takes back."""
    return format(from_minor(value, currency), "f")


def iso_day(text: str) -> str:
    """The day of an ISO time, as `5 may`; empty for what is none."""
    try:
        return formats.day(datetime.fromisoformat(text), "d MMM")
    except ValueError:
        return ""
