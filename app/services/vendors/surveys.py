"""Surveys of how people were treated: asked through the gate, answered once at an address of their own, or loaded from a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models.debt import Debt
from app.models.interaction import Interaction
from app.models.organisation import Organisation, Vendor
from app.models.person import Person
from app.models.survey import Survey
from app.queries.rows import Role
from app.services.outreach.gate import Ask, clear
from app.services.strategies.do_steps import best_point
from app.services.unpack import Given
from app.services.vendors.survey_file import Answer, SurveyRejected, SurveyRow, checked, read_surveys
from audit.contacts.contact import Channel
from audit.contacts.permission_words import Purpose

MAX_BYTES = 128 * 1024 * 1024
CHANNELS = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
_AT_ONCE = 500
_TEXTS = {
    "es": "{house}: ¿cómo fue la atención de {who}? Son tres preguntas: {url}",
    "en": "{house}: how were you treated by {who}? Three questions: {url}",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: people asked that are new, answers that are new, rows known already, rows left out and why.

    `rows` is every row; a new one that was answered is in `asked` and in `answered`.
    """

    asked: int
    answered: int
    known: int
    rejected: tuple[SurveyRejected, ...]
    rows: int

    @property
    def taken(self) -> int:
        """Rows that brought something new."""
        return self.rows - self.known - len(self.rejected)


def take_answers(session: Session, actor: Actor, given: Given, now: datetime) -> Loaded:
    """Load a CSV: survey_id, account, asked_at, and where known vendor (its name; none: who was last placed with), channel,
    answered_at, csat, ces, nps, text. A row without an answer is somebody who was asked.

    A survey_id told before is the same survey: an answer that was missing is added, one that differs is refused. Commits in
    portions. Raises Forbidden, BadInput for what is no table of surveys.
    """
    loaders_only(actor)
    content = given.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadInput("el archivo pasa de 128 MB; divídalo", "the file is over 128 MB; split it", "file")
    rows, rejected = list[SurveyRow](), list[SurveyRejected]()
    for row in read_surveys(content):
        if isinstance(row, SurveyRow):
            rows.append(row)
        else:
            rejected.append(row)
    named = session.execute(select(Vendor.name, Vendor.id).where(Vendor.organisation_id == actor.organisation_id)).tuples()
    vendors = {name.casefold(): id for name, id in named}
    read = len(rows) + len(rejected)
    asked = answered = known = 0
    for first in range(0, len(rows), _AT_ONCE):
        portion = _taken(session, actor, rows[first : first + _AT_ONCE], vendors, now)
        asked, answered, known = asked + portion.asked, answered + portion.answered, known + portion.known
        rejected += portion.rejected
    return Loaded(asked, answered, known, tuple(sorted(rejected, key=lambda r: r.line)), read)


def loaders_only(actor: Actor) -> None:
    """Raises Forbidden for whoever does not load the operation's files: managers do, and the client's own programs."""
    if actor.role not in (Role.ADMIN, Role.MANAGER) and actor.user_id is not None:
        raise Forbidden("su función no carga archivos de la operación", "your role does not load the operation's files")


def _taken(session: Session, actor: Actor, rows: Sequence[SurveyRow], vendors: dict[str, int], now: datetime) -> "_Portion":
    """Some rows, taken and committed; where the same file came at once from elsewhere, its rows are known by then."""
    portion = _Portion(session, actor, rows, vendors, now)
    portion.take()
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        portion = _Portion(session, actor, rows, vendors, now)
        portion.take()
        session.commit()
    return portion


class _Portion:
    """Some rows of a file."""

    def __init__(self, session: Session, actor: Actor, rows: Sequence[SurveyRow], vendors: dict[str, int], now: datetime) -> None:
        self.session, self.actor, self.rows, self.vendors, self.now = session, actor, rows, vendors, now
        mine = Debt.organisation_id == actor.organisation_id
        wanted = select(Debt.number, Debt.id, Debt.person_id, Debt.placed_with).where(mine)
        numbers = {row.account for row in rows}
        found = session.execute(wanted.where(Debt.number.in_(numbers))).tuples()
        self.debts = {number: (debt, person, vendor) for number, debt, person, vendor in found}
        keys = {self._once(row) for row in rows}
        self.there = {s.once: s for s in session.scalars(select(Survey).where(Survey.once.in_(keys)))}
        self.asked = self.answered = self.known = 0
        self.rejected: list[SurveyRejected] = []

    def _once(self, row: SurveyRow) -> str:
        return f"file:{self.actor.organisation_id}:{row.survey_id}"

    def take(self) -> None:
        """Every row is a new survey, the same one again, or left out."""
        for row in self.rows:
            try:
                self._row(row)
            except (BadInput, Conflict, NotFound) as cause:
                self.rejected.append(SurveyRejected(row.line, row.account[:80], cause.text))

    def _row(self, row: SurveyRow) -> None:
        if row.asked_at > self.now:
            raise BadInput("asked_at: la fecha aún no llega", "asked_at: the day has not come yet", "asked_at")
        if row.answered_at is not None and row.answered_at > self.now:
            raise BadInput("answered_at: la fecha aún no llega", "answered_at: the day has not come yet", "answered_at")
        before = self.there.get(self._once(row))
        debt_id, person_id, placed_with = self.debts.get(row.account, (None, None, None))
        if before is not None:
            self._again(row, before, debt_id)
            return
        if debt_id is None or person_id is None:
            raise NotFound(f"no hay deuda {row.account[:60]}", f"there is no debt {row.account[:60]}")
        vendor = row.vendor.casefold()
        if vendor and vendor not in self.vendors:
            raise NotFound(f"no hay proveedor {row.vendor[:60]}", f"there is no vendor {row.vendor[:60]}")
        made = Survey(
            organisation_id=self.actor.organisation_id,
            person_id=person_id,
            vendor_id=self.vendors[vendor] if vendor else placed_with,
            debt_id=debt_id,
            channel=row.channel,
            once=self._once(row),
            asked_at=row.asked_at,
        )
        if row.answered_at is not None:
            _put(made, row.answer, row.answered_at)
            self.answered += 1
        self.session.add(made)
        self.there[made.once] = made
        self.asked += 1

    def _again(self, row: SurveyRow, before: Survey, debt_id: int | None) -> None:
        if debt_id is not None and before.debt_id not in (None, debt_id):
            raise Conflict(
                f"la encuesta {row.survey_id} ya es de otra cuenta; dé a cada una su número",
                f"survey {row.survey_id} is another account’s already; give each its own number",
            )
        if before.answered_at is None and row.answered_at is not None:
            _put(before, row.answer, row.answered_at)
            self.answered += 1
        elif row.answered_at is not None and _answer_of(before) != row.answer:
            raise Conflict("ya se respondió otra cosa; la primera vale", "something else was answered before; the first stands")
        else:
            self.known += 1


def _put(survey: Survey, answer: Answer, at: datetime) -> None:
    survey.csat, survey.ces, survey.nps, survey.text = answer.csat, answer.ces, answer.nps, answer.text
    survey.answered_at = at


def _answer_of(survey: Survey) -> Answer:
    return Answer(survey.csat, survey.ces, survey.nps, survey.text)


@dataclass(frozen=True, slots=True)
class AskedSurvey:
    """A survey on its way, or refused by the gate. `url` is the address of its answer, told only here."""

    id: int
    interaction_id: int
    state: str
    url: str


def ask_survey(
    session: Session, actor: Actor, interaction_id: int, base_url: str, now: datetime, send: Callable[[int], None]
) -> AskedSurvey | None:
    """Ask the person of a contact how they were treated in it, by the first written channel they have. Once a contact.

    It goes through the gate like any contact: it presses for nothing, counts in every cap, and goes to nobody who asked not to
    be written to. None where there is no way to write. Raises Forbidden, NotFound, Conflict where it was asked before. Commits.
    """
    loaders_only(actor)
    contact = session.get(Interaction, interaction_id)
    if contact is None or contact.organisation_id != actor.organisation_id:
        raise NotFound("no hay ese contacto", "there is no such contact")
    once = f"survey:{contact.id}"
    if session.scalar(select(Survey.id).where(Survey.once == once)) is not None:
        raise Conflict("ya se preguntó por ese contacto", "that contact was asked about already")
    person = session.get_one(Person, contact.person_id)
    ways = ((channel, best_point(session, person, channel)) for channel in CHANNELS)
    channel, point = next(((c, p) for c, p in ways if p is not None), (None, None))
    if channel is None or point is None:
        return None
    token = token_urlsafe(24)
    url = f"{base_url}/hooks/survey/{token}"
    said = Ask(
        organisation_id=actor.organisation_id,
        person_id=person.id,
        channel=channel,
        once=once,
        debt_id=contact.debt_id,
        purpose=Purpose.REPLY,
        contact_point_id=point.id,
        text=_text(session, actor, contact, person.language, url),
    )
    row = clear(session, said, now)
    made = Survey(
        organisation_id=actor.organisation_id,
        person_id=person.id,
        vendor_id=contact.vendor_id,
        debt_id=contact.debt_id,
        interaction_id=contact.id,
        channel=channel.value,
        once=once,
        mark=_mark(token),
        asked_at=now,
    )
    if row.state == "refused":
        return AskedSurvey(0, row.id, row.state, "")
    session.add(made)
    session.commit()
    send(row.id)
    return AskedSurvey(made.id, row.id, row.state, url)


def _text(session: Session, actor: Actor, contact: Interaction, language: str, url: str) -> str:
    house = session.get_one(Organisation, actor.organisation_id).name
    vendor = session.get(Vendor, contact.vendor_id) if contact.vendor_id is not None else None
    return _TEXTS["en" if language.startswith("en") else "es"].format(house=house, who=vendor.name if vendor else house, url=url)


def _mark(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def survey_at(session: Session, token: str) -> Survey:
    """The survey of an address. Raises NotFound for an address nobody made."""
    found = session.scalar(select(Survey).where(Survey.mark == _mark(token)))
    if found is None:
        raise NotFound("esa dirección no vale", "that address is not valid")
    return found


def take_answer(session: Session, token: str, answer: Answer, now: datetime) -> Survey:
    """What the person answered at their address: once; the same again changes nothing. Commits.

    Raises NotFound, BadInput with the field, Conflict for another answer than the first.
    """
    survey = survey_at(session, token)
    said = checked(answer)
    if survey.answered_at is not None:
        if _answer_of(survey) != said:
            raise Conflict("esta encuesta ya se respondió; gracias", "this survey was answered already; thank you")
        return survey
    _put(survey, said, now)
    session.commit()
    return survey
