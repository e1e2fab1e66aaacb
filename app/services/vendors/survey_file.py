"""A file of surveys: who was asked about which vendor and when, and what they answered; whoever did not answer is a row too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from app.errors import BadInput, Text
from app.operations.ledger_payments_file import day_of
from app.services.vendors.named_rows import Columns, named_rows
from audit.contacts.contact import Channel

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "survey_id": ("survey_id", "encuesta", "id"),
    "account": ("account", "cuenta", "account_id"),
    "vendor": ("vendor", "proveedor"),
    "asked_at": ("asked_at", "preguntada"),
    "answered_at": ("answered_at", "respondida"),
    "channel": ("channel", "canal"),
    "csat": ("csat", "satisfaccion", "satisfacción"),
    "ces": ("ces", "facilidad"),
    "nps": ("nps", "recomienda"),
    "text": ("text", "texto", "comentario"),
}
SCALES = {"csat": (1, 5), "ces": (1, 7), "nps": (0, 10)}
_TABLE = Columns(COLUMNS, (("survey_id",), ("account",), ("asked_at",)), 1_000_000)
LONGEST_TEXT = 4000
_LONGEST_FIGURE = 3
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: `csat` 1–5, `ces` 1–7 (7 easiest), `nps` 0–10, any of them, and their own words."""

    csat: int | None = None
    ces: int | None = None
    nps: int | None = None
    text: str | None = None

    @property
    def given(self) -> bool:
        """Whether anything was answered."""
        return any(value is not None for value in (self.csat, self.ces, self.nps, self.text))


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A row of the file; `line` as a spreadsheet counts."""

    line: int
    survey_id: str
    account: str
    vendor: str
    asked_at: datetime
    answered_at: datetime | None
    channel: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class SurveyRejected:
    """A row left out, and why."""

    line: int
    account: str
    why: Text


def checked(answer: Answer) -> Answer:
    """The answer where every figure is on its scale. Raises BadInput with the field."""
    for name, (low, high) in SCALES.items():
        value = getattr(answer, name)
        if value is not None and not low <= value <= high:
            raise BadInput(f"{name} {value}: va de {low} a {high}", f"{name} {value}: goes from {low} to {high}", name)
    if not answer.given:
        raise BadInput("responda al menos una pregunta", "answer one question at least", "csat")
    return answer


def read_surveys(content: bytes) -> Iterator[SurveyRow | SurveyRejected]:
    """Row by row. Raises BadInput for what is no table of surveys."""
    for row in named_rows(content, _TABLE):
        yield SurveyRejected(row.line, row.told["account"][:80], row.problem) if row.problem else _row(row.line, row.told)


def _row(line: int, told: Mapping[str, str]) -> SurveyRow | SurveyRejected:
    account = told["account"]
    try:
        csat, ces, nps = (_figure(name, told.get(name, "")) for name in SCALES)
        answer = Answer(csat, ces, nps, told.get("text", "")[:LONGEST_TEXT] or None)
        asked = _instant("asked_at", told["asked_at"])
        answered = _instant("answered_at", told["answered_at"]) if told.get("answered_at") else None
        if not told["survey_id"] or len(told["survey_id"]) > 80:
            raise BadInput("survey_id: de 1 a 80 letras", "survey_id: 1 to 80 letters", "survey_id")
        if not account:
            raise BadInput("falta la cuenta", "the account is missing", "account")
        channel = told.get("channel", "").lower() or Channel.SMS.value
        if channel not in [c.value for c in Channel]:
            raise BadInput(f"canal {channel[:40]!r} desconocido", f"channel {channel[:40]!r} is not known", "channel")
        if answer.given:
            checked(answer)
            answered = answered or asked
        elif answered is not None:
            raise BadInput("dice cuándo se respondió, y no qué", "says when it was answered, and not what", "answered_at")
        if answered is not None and answered < asked:
            raise BadInput("se respondió antes de preguntar", "was answered before it was asked", "answered_at")
    except BadInput as cause:
        return SurveyRejected(line, account[:80], cause.text)
    return SurveyRow(line, told["survey_id"], account, told.get("vendor", ""), asked, answered, channel, answer)


def _figure(name: str, told: str) -> int | None:
    if not told:
        return None
    if not told.isascii() or not told.isdecimal() or len(told) > _LONGEST_FIGURE:
        low, high = SCALES[name]
        raise BadInput(f"{name} {told[:20]!r}: va de {low} a {high}", f"{name} {told[:20]!r}: goes from {low} to {high}", name)
    return int(told)


def _instant(name: str, told: str) -> datetime:
    """ISO 8601, or a day as people write it; a day without an hour is its noon in UTC."""
    day = day_of(told) if len(told.split()) == 1 and "T" not in told else None
    try:
        found = datetime.combine(day, time(12), UTC) if day else datetime.fromisoformat(told)
        found = found if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as cause:
        raise BadInput(
            f"{name} {told[:40]!r}: escríbala como 2026-05-12T10:00:00-04:00",
            f"{name} {told[:40]!r}: write it as 2026-05-12T10:00:00-04:00",
            name,
        ) from cause
    if found.tzinfo is None:
        raise BadInput(
            f"{name} {told[:40]!r} no dice su zona; escríbala como 2026-05-12T10:00:00-04:00",
            f"{name} {told[:40]!r} says no zone; write it as 2026-05-12T10:00:00-04:00",
            name,
        )
    if found.year < _FIRST_YEAR:
        raise BadInput(f"{name} {told[:40]!r}: revise el año", f"{name} {told[:40]!r}: check the year", name)
    return found
