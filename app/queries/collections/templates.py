"""Which text a person gets: the live one of a key and channel, nearest to their country, language and way of being addressed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.strategy import Template
from app.operations.scripts_starting import TONE_OF
from app.operations.strategy import Plan
from audit.contacts.contact import Channel


def tone_for(country: str, language: str, asked: str | None, step_tone: str) -> str:
    """How somebody is addressed: as they asked, as their country does, as the step says; English has one way."""
    if language.startswith("en"):
        return "you"
    spanish = [tone for tone in (asked, step_tone if step_tone == "usted" else None, TONE_OF.get(country), step_tone) if tone]
    return next((tone for tone in spanish if tone != "you"), "usted")


def text_for(
    session: Session, organisation_id: int, key: str, channel: Channel, country: str, language: str, tone: str
) -> Template | None:
    """The live text: of the country before one for any; of the tone, else the formal one; never in another language."""
    wanted = select(Template).where(
        Template.organisation_id == organisation_id,
        Template.key == key,
        Template.channel == channel.value,
        Template.state == "live",
        Template.country.in_((country, "")),
        Template.language == language[:2],
    )
    return nearest(session.scalars(wanted).all(), country, tone)


def nearest(rows: Sequence[Template], country: str, tone: str) -> Template | None:
    """The best of some live texts of one key, channel and language."""
    fits = [row for row in rows if row.tone in (tone, "usted")]
    return min(fits, key=lambda row: (row.tone != tone, row.country != country, -row.version), default=None)


def missing_texts(session: Session, organisation_id: int, plan: Plan) -> list[tuple[int, str, str]]:
    """(step from 1, channel, template) that have no live text at all in any language: nothing could ever go out."""
    live = set(
        session.execute(
            select(Template.key, Template.channel).where(Template.organisation_id == organisation_id, Template.state == "live")
        ).tuples()
    )
    return [
        (number, channel.value, step.template)
        for number, step in enumerate(plan.steps, start=1)
        for channel in step.channels
        if (step.template, channel.value) not in live
    ]
