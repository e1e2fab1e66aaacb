"""Texts as drafts, checked; live once nothing forbids it; a doubt needs a person's reason; a change is a new version."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.strategy import Template
from app.operations.scripts import COUNTRIES, Checked, Draft, Judging, check
from app.operations.scripts_starting import Message, starting_messages
from app.operations.scripts_wording import Level
from app.operations.strategy import CHANNELS, TONES
from audit.contacts.contact import Channel

MOST_BODY = 8000
LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class NewText:
    """What somebody wrote. Costs in minor units of `currency`."""

    key: str
    kind: str
    channel: str
    country: str
    language: str
    tone: str
    subject: str
    body: str
    client_type: str = ""
    sector: str = ""
    currency: str = ""
    setup_cost_minor: int = 0
    test_cost_minor: int = 0


def draft_of(new: NewText) -> Draft:
    """What is checked. Raises BadInput for a field outside its list."""
    if new.channel not in {c.value for c in CHANNELS}:
        raise BadInput(f"canal «{new.channel[:20]}»: no se conoce", f"channel “{new.channel[:20]}”: is not known", "channel")
    if new.language not in COUNTRIES:
        raise BadInput("elija español o inglés", "choose Spanish or English", "language")
    if new.country and new.country not in COUNTRIES[new.language]:
        known = ", ".join(COUNTRIES[new.language])
        raise BadInput(f"elija {known}, o todos", f"choose {known}, or any", "country")
    if new.tone not in TONES or (new.tone == "you") != (new.language == "en"):
        raise BadInput("elija tú, usted o vos; en inglés, you", "choose tú, usted or vos; in English, you", "tone")
    if len(new.body) > MOST_BODY:
        raise BadInput(f"el texto pasa de {MOST_BODY} letras", f"the text is over {MOST_BODY} letters", "body")
    return Draft(Channel(new.channel), new.language, new.country, new.tone, new.body, new.subject)


def write_template(
    session: Session, actor: Actor, new: NewText, judging: Judging, now: datetime, changes: int | None = None
) -> Template:
    """A draft: the waiting draft with the id `changes` is changed, anything else begins a version. Raises BadInput, NoJudge."""
    draft = draft_of(new)
    key = new.key.strip()
    if not key or len(key) > 60 or not all(c.isascii() and (c.islower() or c.isdigit() or c in "-_") for c in key):
        raise BadInput("letras minúsculas sin tilde, cifras y guiones", "plain lower case letters, figures and dashes", "key")
    if new.kind not in ("message", "script") or (new.kind == "script") != (draft.channel is Channel.VOICE):
        raise BadInput("un guion es para la voz; lo demás es mensaje", "a script is for voice; the rest are messages", "kind")
    checked = check(draft, judging)
    row = _waiting(session, actor, new, key, changes) or _next(session, actor, new, key)
    row.subject, row.body = new.subject.strip() or None, new.body.strip()
    row.checks = checked.as_dict()
    row.client_type, row.sector = new.client_type.strip()[:60] or None, new.sector.strip()[:60] or None
    row.currency = new.currency.strip().upper()[:3] or None
    row.setup_cost_minor, row.test_cost_minor = new.setup_cost_minor, new.test_cost_minor
    row.made_at, row.made_by = now, actor.name
    session.add(row)
    session.commit()
    return row


def go_live(session: Session, actor: Actor, template_id: int, reason: str, judging: Judging, now: datetime) -> Template:
    """Judged again as it stands now; the version that was live retires. Raises Conflict, BadInput, NoJudge."""
    row = own_template(session, actor, template_id)
    if row.state != "draft":
        raise Conflict("solo un borrador se pone en uso", "only a draft can be put live")
    checked = check(_draft(row), judging)
    if checked.level is Level.NEVER:
        first = _gravest(checked)
        raise BadInput(
            f"no se puede usar: «{first[0]}» {first[1]}. Cámbielo y pruebe de nuevo",
            f"it cannot be used: “{first[0]}” {first[2]}. Change it and try again",
            "body",
        )
    reason = reason.strip()
    if checked.level is Level.DOUBT and len(reason) < LEAST_REASON:
        raise BadInput(
            f"hay una duda; escriba por qué se puede usar (al menos {LEAST_REASON} letras)",
            f"there is a doubt; write why it may be used (at least {LEAST_REASON} letters)",
            "reason",
        )
    for old in session.scalars(_same(row).where(Template.state == "live")):
        old.state = "retired"
    decided = {"reason": reason[:500], "by": actor.name, "at": now.isoformat()} if checked.level is Level.DOUBT else None
    row.state, row.checks = "live", checked.as_dict() | {"decided": decided}
    session.commit()
    return row


def retire(session: Session, actor: Actor, template_id: int) -> Template:
    """It is not used again. Raises NotFound."""
    row = own_template(session, actor, template_id)
    row.state = "retired"
    session.commit()
    return row


def own_template(session: Session, actor: Actor, template_id: int) -> Template:
    """A text of the asker's client. Raises NotFound."""
    row = session.get(Template, template_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise NotFound(f"no hay texto {template_id}", f"there is no text {template_id}")
    return row


def install_house_texts(
    session: Session, actor: Actor, judging: Judging, now: datetime, tones: Collection[str] | None = None
) -> int:
    """The house's own set (of these tones), live where the client has nothing of that kind yet; how many. Raises NoJudge."""
    wanted = not_there(session, actor.organisation_id, tones)
    session.rollback()  # the judge takes its time over each: nobody waits for the database meanwhile
    made = [(message, from_house(actor.organisation_id, actor.name, message, judging, now)) for message in wanted]
    still = set(not_there(session, actor.organisation_id, tones))
    added = [row for message, row in made if message in still]
    session.add_all(added)
    session.commit()
    return len(added)


def not_there(session: Session, organisation_id: int, tones: Collection[str] | None = None) -> list[Message]:
    """The house's texts that the client has nothing of."""
    mine = Template.organisation_id == organisation_id
    have = set(session.execute(select(Template.key, Template.channel, Template.language, Template.tone).where(mine)).tuples())
    asked = [message for message in starting_messages() if tones is None or message.tone in tones]
    return [m for m in asked if (m.key, m.channel.value, m.language, m.tone) not in have]


def from_house(organisation_id: int, who: str, message: Message, judging: Judging, now: datetime) -> Template:
    """One of the house's texts, looked at: live where nothing was found, else a draft. Raises NoJudge."""
    draft = Draft(message.channel, message.language, "", message.tone, message.body, message.subject)
    checked = check(draft, judging)
    return Template(
        organisation_id=organisation_id,
        key=message.key,
        version=1,
        kind=message.kind,
        channel=message.channel.value,
        country="",
        language=message.language,
        tone=message.tone,
        subject=message.subject or None,
        body=message.body,
        state="live" if checked.level is None else "draft",
        checks=checked.as_dict(),
        made_at=now,
        made_by=who,
    )


def _gravest(checked: Checked) -> tuple[str, str, str]:
    for noticed in checked.noticed:
        if noticed.level is Level.NEVER:
            return noticed.quote, noticed.why.es, noticed.why.en
    judged = next(j for j in checked.judged if j.level is Level.NEVER)
    return judged.quote, f"({judged.violation}, según el juez)", f"({judged.violation}, says the judge)"


def _draft(row: Template) -> Draft:
    return Draft(Channel(row.channel), row.language, row.country, row.tone, row.body, row.subject or "")


def _same(row: Template) -> Select[Any]:
    return select(Template).where(
        Template.organisation_id == row.organisation_id,
        Template.key == row.key,
        Template.channel == row.channel,
        Template.language == row.language,
        Template.country == row.country,
        Template.tone == row.tone,
    )


def _named(actor: Actor, new: NewText, key: str) -> Template:
    return Template(
        organisation_id=actor.organisation_id,
        key=key,
        kind=new.kind,
        channel=new.channel,
        country=new.country,
        language=new.language,
        tone=new.tone,
        state="draft",
    )


def _waiting(session: Session, actor: Actor, new: NewText, key: str, id: int | None) -> Template | None:
    """The draft being changed, where it is still of this name, channel, language, country and tone."""
    wanted = _same(_named(actor, new, key)).where(Template.state == "draft", Template.id == id)
    found: Template | None = session.scalar(wanted) if id is not None else None
    return found


def _next(session: Session, actor: Actor, new: NewText, key: str) -> Template:
    row = _named(actor, new, key)
    newest = session.scalar(_same(row).with_only_columns(func.max(Template.version)))
    row.version = (newest or 0) + 1
    return row
