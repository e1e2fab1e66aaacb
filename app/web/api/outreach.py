"""The HTTP API for what goes out: every contact passes the same gate as a page's, whoever's programme asks."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.channels.shape import News
from app.errors import BadInput, NotFound
from app.models.person import Person
from app.queries.collections.campaigns import campaign_page, campaigns_page
from app.queries.collections.contact_rows import AllowedRow, LineRow, contact_row, inbox_of
from app.queries.collections.house_hours import house_of
from app.queries.collections.outreach_history import history_of, proposed_contact, wishes_of
from app.services.outreach.campaign import NewCampaign, create_campaign, start_campaign, stop_campaign
from app.services.outreach.campaign_dry import dry_run
from app.services.outreach.hear import hear
from app.services.outreach.outcomes import record_outcome
from app.services.outreach.reach import NewMessage, reach
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import maybe, sent, text, texts
from app.web.api.wave_shapes import plain
from app.web.session import now, parts, reading, writing
from app.worker import CAMPAIGN, SEND, enqueuer
from audit.contacts.contact import Channel
from audit.contacts.permission_lines import what_the_law_allows_now
from audit.contacts.permission_words import Allowed, Purpose

__all__ = ["blueprint"]
_ONE = "/v1/campaigns/<campaign_id>"


def _do(act: Callable[[Session], Any]) -> Any:
    with writing() as db:
        return act(db)


def _said(row: Any) -> Any:
    return plain(asdict(row))


def _whole(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise BadInput(
            f"{name}: escriba un número entero de hasta 15 cifras", f"{name}: write a whole number of up to 15 digits", name
        )
    return value


def number(text: str) -> int:
    """An id of an address. Raises NotFound for anything that is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise NotFound(f"no hay nada con el número {text[:20]!r}", f"there is nothing with the number {text[:20]!r}")
    return int(text)


@blueprint.post("/v1/contacts")
@by_key
def ask_contact() -> ResponseReturnValue:
    """Ask for a message or a call; the answer says whether it is on its way or which rule refused it."""
    row = sent()
    new = NewMessage(
        person_id=_whole(row, "person_id"),
        channel=text(row, "channel"),
        text=maybe(row, "text") or "",
        once=text(row, "once"),
        subject=maybe(row, "subject") or "",
        debt_id=None if row.get("debt_id") is None else _whole(row, "debt_id"),
        purpose=maybe(row, "purpose") or Purpose.COLLECT.value,
    )
    if not new.once.strip():
        raise BadInput("once: escriba su propia clave", "once: write a key of your own", "once")
    made = _do(lambda db: reach(db, actor(), new, now(), enqueuer(parts().celery, SEND)))
    return jsonify(plain(asdict(contact_row(reading(), actor(), made.id)))), 201


@blueprint.get("/v1/contacts/<contact_id>")
@by_key
def show_contact(contact_id: str) -> ResponseReturnValue:
    """Where a contact stands."""
    return jsonify(plain(asdict(contact_row(reading(), actor(), number(contact_id)))))


@blueprint.post("/v1/contacts/<contact_id>/outcome")
@by_key
def contact_outcome(contact_id: str) -> ResponseReturnValue:
    """How a call ended."""
    row = sent()
    seconds = row.get("duration_s")
    if seconds is not None and (not isinstance(seconds, int | float) or isinstance(seconds, bool)):
        raise BadInput("duration_s: escriba segundos", "duration_s: write seconds", "duration_s")
    answered, outcome = text(row, "answered_by"), maybe(row, "outcome") or ""
    _do(lambda db: record_outcome(db, actor(), number(contact_id), answered, outcome, seconds, now()))
    return jsonify(plain(asdict(contact_row(reading(), actor(), number(contact_id)))))


@blueprint.get("/v1/people/<person_id>/allowed")
@by_key
def allowed_now(person_id: str) -> ResponseReturnValue:
    """What may be done now on a channel; nothing is written down."""
    db, name = reading(), request.args.get("channel", Channel.VOICE.value)
    person = db.get(Person, number(person_id))
    if person is None or person.organisation_id != actor().organisation_id:
        raise NotFound("no hay esa persona", "there is no such person")
    if name not in list(Channel):
        raise BadInput(f"channel: {name[:20]!r} no se conoce", f"channel: {name[:20]!r} is not known", "channel")
    at = now()
    wishes = wishes_of(db, person, None, at, None, Purpose.COLLECT)
    house, contact = house_of(db, person.organisation_id, person.country), proposed_contact(person, None, Channel(name), at)
    panel = what_the_law_allows_now(history_of(db, person, at), contact, wishes, house)
    said = panel.permission
    return jsonify(
        _said(
            AllowedRow(
                allowed=panel.ok,
                until=said.until if isinstance(said, Allowed) else None,
                may_go_at=None if isinstance(said, Allowed) else said.may_go_at,
                headline=LineRow(panel.ok, panel.headline.es, panel.headline.en),
                lines=tuple(LineRow(line.ok, line.text.es, line.text.en) for line in panel.lines),
                law=LineRow(panel.ok, panel.foot.es, panel.foot.en),
            )
        )
    )


@blueprint.get("/v1/people/<person_id>/inbox")
@by_key
def person_inbox(person_id: str) -> ResponseReturnValue:
    """What waits in the client's own app; asking for it with `read=1` says that the person opened it."""
    rows = inbox_of(reading(), actor(), number(person_id))
    if request.args.get("read") == "1":
        news = tuple(News("read", now(), ref=str(row.id)) for row in rows)
        _do(lambda db: hear(db, Channel.PUSH, news, now()))
    return jsonify({"messages": [plain(asdict(row)) for row in rows]})


@blueprint.get("/v1/campaigns")
@by_key
def list_campaigns() -> ResponseReturnValue:
    """Every campaign, newest first."""
    return jsonify({"campaigns": [plain(asdict(row)) for row in campaigns_page(reading(), actor()).rows]})


@blueprint.post("/v1/campaigns")
@by_key
def make_campaign() -> ResponseReturnValue:
    """A draft, tried dry."""
    row = sent()
    due = row.get("due")
    if due is not None and (not isinstance(due, int) or isinstance(due, bool)):
        raise BadInput("due: escriba días", "due: write days", "due")
    new = NewCampaign(
        name=text(row, "name"),
        rule=maybe(row, "rule") or "",
        template_key=text(row, "template_key"),
        channels=texts(row, "channels"),
        due="" if due is None else str(due),
    )

    def make(db: Session) -> int:
        made = create_campaign(db, actor(), new, now()).id
        dry_run(db, actor(), made, now())
        return made

    return jsonify(plain(asdict(campaign_page(reading(), actor(), _do(make))))), 201


@blueprint.get(_ONE)
@by_key
def show_campaign(campaign_id: str) -> ResponseReturnValue:
    """What was found dry, and what came of it."""
    return jsonify(plain(asdict(campaign_page(reading(), actor(), number(campaign_id)))))


@blueprint.post(f"{_ONE}/dry")
@by_key
def try_campaign(campaign_id: str) -> ResponseReturnValue:
    """Try it again."""
    _do(lambda db: dry_run(db, actor(), number(campaign_id), now()))
    return jsonify(plain(asdict(campaign_page(reading(), actor(), number(campaign_id)))))


@blueprint.post(f"{_ONE}/start")
@by_key
def begin_campaign(campaign_id: str) -> ResponseReturnValue:
    """Begin."""
    _do(lambda db: start_campaign(db, actor(), number(campaign_id), now(), enqueuer(parts().celery, CAMPAIGN)))
    return jsonify(plain(asdict(campaign_page(reading(), actor(), number(campaign_id)))))


@blueprint.post(f"{_ONE}/stop")
@by_key
def end_campaign(campaign_id: str) -> ResponseReturnValue:
    """Nothing more goes out."""
    _do(lambda db: stop_campaign(db, actor(), number(campaign_id), now()))
    return jsonify(plain(asdict(campaign_page(reading(), actor(), number(campaign_id)))))
