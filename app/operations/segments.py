"""What a segment's rule is made of: fields, events and flags by their words, and the tree a rule becomes.

A rule has two values: what is not known of a debt makes a comparison false, never unknown; `riesgo es desconocido` asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.operations.stages import DebtState, Stage


class Kind(StrEnum):
    """What a field's values are."""

    DAYS = "days"
    MONEY = "money"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `es` and `en` are the words it goes by, the first of each the usual one; `choices` words by value."""

    name: str
    kind: Kind
    es: tuple[str, ...]
    en: tuple[str, ...]
    choices: Mapping[Any, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """An event (may be asked within days) or a flag, by the words it goes by."""

    name: str
    es: tuple[str, ...]
    en: tuple[str, ...]


_STAGES = {
    Stage.PREVENTIVE: ("preventiva", "preventive"),
    Stage.EARLY: ("temprana", "early"),
    Stage.LATE: ("tardía", "late"),
    Stage.CHARGED_OFF: ("castigada", "written off", "charged_off", "charged off", "castigo"),
    Stage.PRE_LEGAL: ("prejudicial", "before court", "pre_legal", "pre-legal", "prelegal"),
    Stage.LEGAL: ("judicial", "in court", "legal"),
}
_STATES = {
    DebtState.OPEN: ("abierta", "open", "vigente"),
    DebtState.PAID: ("pagada", "paid", "paid off"),
    DebtState.CHARGED_OFF: ("castigada", "written off", "charged_off"),
    DebtState.LEGAL: ("judicial", "in court", "legal"),
    DebtState.CLOSED: ("cerrada", "closed"),
}
_CHANNELS = {
    "voice": ("voz", "voice", "llamada", "call"),
    "sms": ("sms",),
    "whatsapp": ("whatsapp",),
    "email": ("correo", "email", "e-mail"),
    "push": ("push", "push", "notificación", "push notice"),
    "letter": ("carta", "letter"),
    "social_media": ("redes", "social_media", "red social", "social network"),
}
FIELDS = (
    Field("days", Kind.DAYS, ("mora", "días de mora"), ("days past due", "dpd", "overdue days")),
    Field("balance", Kind.MONEY, ("saldo",), ("balance",)),
    Field("overdue", Kind.MONEY, ("vencido", "monto vencido"), ("overdue", "overdue amount")),
    Field("tenure", Kind.DAYS, ("antigüedad",), ("tenure", "age of account")),
    Field("risk", Kind.NUMBER, ("riesgo",), ("risk",)),
    Field("product", Kind.TEXT, ("producto",), ("product",)),
    Field("stage", Kind.CHOICE, ("etapa",), ("stage",), _STAGES),
    Field("state", Kind.CHOICE, ("estado",), ("state",), _STATES),
    Field("channel", Kind.CHOICE, ("mejor canal", "canal"), ("best channel", "channel"), _CHANNELS),
    Field("currency", Kind.TEXT, ("moneda",), ("currency",)),
    Field("country", Kind.TEXT, ("país",), ("country",)),
    Field("subdivision", Kind.TEXT, ("región", "subdivisión"), ("region", "subdivision")),
    Field("city", Kind.TEXT, ("ciudad",), ("city",)),
    Field("zone", Kind.TEXT, ("zona horaria",), ("time zone",)),
    Field("language", Kind.TEXT, ("idioma",), ("language",)),
)
EVENTS = (
    Word("reached", ("contactado", "contactada"), ("reached", "contacted")),
    Word("tried", ("intentado", "intentada"), ("tried", "attempted")),
    Word("promised", ("prometió",), ("promised",)),
    Word("broke", ("incumplió",), ("broke promise",)),
    Word("kept", ("cumplió",), ("kept promise",)),
    Word("paid", ("pagó",), ("paid",)),
)
FLAGS = (
    Word("disputed", ("en disputa",), ("disputed",)),
    Word("promise_open", ("con promesa abierta",), ("promise open",)),
    Word("vulnerable", ("vulnerable",), ("vulnerable person",)),
    Word("placed", ("en proveedor",), ("placed with vendor",)),
    Word("has_mobile", ("con móvil",), ("has mobile",)),
    Word("has_phone", ("con teléfono",), ("has phone",)),
    Word("has_email", ("con correo",), ("has email",)),
)
FIELD = {f.name: f for f in FIELDS}
EVENT = {e.name: e for e in EVENTS}
FLAG = {f.name: f for f in FLAGS}
Value = int | Decimal | str
LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Compare:
    """`field op value`; `op` is =, !=, <, <=, > or >=. Money in units of the debt's own currency."""

    field: str
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class Among:
    """The field is one of the values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`low` to `high`, both included."""

    field: str
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Known:
    """Whether the field has a value at all."""

    field: str
    known: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """The event took place; within the last `days`, or ever (None)."""

    event: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Is:
    """A flag."""

    flag: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Rule"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds."""

    parts: tuple["Rule", ...]


Rule = Compare | Among | Between | Known | Happened | Is | Not | All | AnyOf
