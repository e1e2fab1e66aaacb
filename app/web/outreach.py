"""Campaigns: made, tried dry, begun, watched and stopped; by a manager."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import MANAGERS
from app.errors import BadInput
from app.operations.cost import MICROS, cost_of
from app.queries.collections.campaigns import CampaignPage, Standing, campaign_page, campaigns_page, rule_words
from app.services.outreach.campaign import CAMPAIGN_CHANNELS, NewCampaign, create_campaign, start_campaign, stop_campaign
from app.services.outreach.campaign_dry import dry_run
from app.web.access import actor, allow
from app.web.session import now, parts, reading, writing
from app.web.waves import problem_in, told_back
from app.worker import CAMPAIGN, enqueuer, nobody_works
from audit.contacts.contact import Channel

blueprint = Blueprint("outreach", __name__)


@blueprint.context_processor
def _working() -> dict[str, Callable[[], bool]]:
    """Asked only by pages on which something waits for a worker."""
    return {"nobody_works": lambda: nobody_works(parts().celery, parts().settings)}


_ENTERED = ("name", "rule", "template_key", "due")
ONE_CLICK = (("-3", "before-due"), ("-1", "before-due"), ("3", "early-friendly"), ("8", "early-friendly"))
"""Reminders ready to be tried: days from the due day, and the house's own text."""


@blueprint.get("/operation/campaigns")
@allow(MANAGERS)
def index() -> ResponseReturnValue:
    """Every campaign, and the form for a new one."""
    return _list()


def _list(entered: dict[str, str] | None = None, chosen: list[str] | None = None, problems: object = ()) -> str:
    page = campaigns_page(reading(), actor())
    ready = [(due, key) for due, key in ONE_CLICK if key in {text.key for text in page.texts}]
    return render_template(
        "operation/campaigns.html",
        page=page,
        ready=ready,
        channels=[c.value for c in CAMPAIGN_CHANNELS],
        chosen=chosen or [c.value for c in CAMPAIGN_CHANNELS if c is not Channel.LETTER],
        entered=entered or {},
        problems=problems,
    )


@blueprint.post("/operation/campaigns")
@allow(MANAGERS)
def make() -> ResponseReturnValue:
    """A draft, tried dry at once."""
    form = request.form
    new = NewCampaign(
        name=form.get("name", ""),
        rule=form.get("rule", "")[:2000],
        template_key=form.get("template_key", ""),
        channels=form.getlist("channels"),
        due=form.get("due", ""),
    )
    try:
        with writing() as db:
            made = create_campaign(db, actor(), new, now()).id
            dry_run(db, actor(), made, now())
    except BadInput as cause:
        return _list({name: form.get(name, "") for name in _ENTERED}, form.getlist("channels"), problem_in(cause)), 422
    return redirect(url_for("outreach.show", campaign_id=made), 303)


@blueprint.get("/operation/campaigns/<int:campaign_id>")
@allow(MANAGERS)
def show(campaign_id: int) -> ResponseReturnValue:
    """What would go, or what went."""
    page = campaign_page(reading(), actor(), campaign_id)
    spent = [(micros(value), currency) for currency, value in spent_by_currency(page).items()]
    return render_template("operation/campaign.html", page=page, spent=spent, dry=tried(page.dry) if page.dry else None)


def spent_by_currency(page: CampaignPage) -> dict[str, int]:
    """Cost so far, in millionths."""
    found: dict[str, int] = {}
    for country, value in page.costs.items():
        known = cost_of(Channel.SMS, country)
        if known is not None:
            found[known.currency] = found.get(known.currency, 0) + value
    return found


def micros(value: int) -> Decimal:
    """Millionths as an amount."""
    return Decimal(value) / MICROS


def tried(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the dry run kept, as the page shows it."""
    rules = [
        Standing(
            r["rule"],
            r["kind"],
            r["citation"],
            rule_words(r["rule"], r).es,
            rule_words(r["rule"], r).en,
            r["count"],
            _at(r["first"]),
        )
        for r in found["rules"]
    ]
    causes = [Standing(why, "", "", "", "", count, None) for why, count in found["cannot"].items()]
    return {
        "at": _at(found["at"]),
        "people": found["people"],
        "looked": found["looked"],
        "now": sum(found["goes"].values()),
        "goes": sorted(found["goes"].items(), key=lambda each: -each[1]),
        "costs": [(micros(value), currency) for currency, value in found["costs"].items() if currency != "unknown"],
        "standing": sorted([*rules, *causes], key=lambda each: -each.people),
        "examples": found["examples"],
    }


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@blueprint.post("/operation/campaigns/<int:campaign_id>/dry")
@allow(MANAGERS)
def dry(campaign_id: int) -> ResponseReturnValue:
    """Try it again: an hour later other people may be written to."""
    back = url_for("outreach.show", campaign_id=campaign_id)
    return told_back(lambda db: dry_run(db, actor(), campaign_id, now()), back, _("Tried again. Nothing was sent."))


@blueprint.post("/operation/campaigns/<int:campaign_id>/start")
@allow(MANAGERS)
def start(campaign_id: int) -> ResponseReturnValue:
    """Begin."""
    back, feed = url_for("outreach.show", campaign_id=campaign_id), enqueuer(parts().celery, CAMPAIGN)
    return told_back(lambda db: start_campaign(db, actor(), campaign_id, now(), feed), back, _("It has begun."))


@blueprint.post("/operation/campaigns/<int:campaign_id>/stop")
@allow(MANAGERS)
def stop(campaign_id: int) -> ResponseReturnValue:
    """One button that stops everything that has not left."""
    back = url_for("outreach.show", campaign_id=campaign_id)
    return told_back(
        lambda db: stop_campaign(db, actor(), campaign_id, now()), back, _("Stopped. What had not left will not leave.")
    )
