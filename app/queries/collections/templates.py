"""Which text a person gets: the live one of a key and channel, nearest to their country, language and way of being addressed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.house import HouseTexts
from app.models.strategy import HouseCard, Template
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


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One version of a text; `checks` as it was kept when it was last looked at."""

    id: int
    key: str
    version: int
    kind: str
    channel: str
    country: str
    language: str
    tone: str
    subject: str | None
    body: str
    state: str
    checks: Mapping[str, Any]
    client_type: str | None
    sector: str | None
    currency: str | None
    setup_cost_minor: int
    test_cost_minor: int
    made_at: datetime
    made_by: str


def template_rows(session: Session, organisation_id: int) -> tuple[TemplateRow, ...]:
    """Every text of a client: by key, channel and way of being addressed, newest version first."""
    wanted = (
        select(Template)
        .where(Template.organisation_id == organisation_id)
        .order_by(
            Template.key, Template.channel, Template.language.desc(), Template.tone, Template.country, Template.version.desc()
        )
    )
    return tuple(_row(row) for row in session.scalars(wanted))


def one_template(session: Session, organisation_id: int, template_id: int) -> TemplateRow:
    """One text. Raises NotFound."""
    row = session.get(Template, template_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotFound(f"no hay texto {template_id}", f"there is no text {template_id}")
    return _row(row)


def card_of(session: Session, organisation_id: int) -> Mapping[str, Mapping[str, str]]:
    """How people of each country reach the client; empty where nobody said."""
    card = session.get(HouseCard, organisation_id)
    return card.says if card else {}


@dataclass(frozen=True, slots=True)
class TextsUnderWay:
    """How far the house's own texts are. `state`: queued, running, silent (its worker died), failed, done."""

    state: str
    done: int
    total: int
    added: int
    problem: Mapping[str, str] | None
    at: datetime

    @property
    def busy(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in ("queued", "running")


def texts_under_way(session: Session, organisation_id: int, busy: Callable[[HouseTexts], bool]) -> TextsUnderWay | None:
    """The last time they were asked for; None where they never were. `busy` says whether a worker is still at it."""
    row = session.get(HouseTexts, organisation_id, populate_existing=True)
    if row is None:
        return None
    state = "silent" if row.state in ("queued", "running") and not busy(row) else row.state
    return TextsUnderWay(state, row.done, row.total, row.added, row.problem, row.beat_at)


def _row(row: Template) -> TemplateRow:
    return TemplateRow(**{name: getattr(row, name) for name in TemplateRow.__slots__})
