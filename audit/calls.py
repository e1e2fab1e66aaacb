"""Calls to judge, and what people labelled them: the `CALLS.jsonl` of the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any

from audit.errors import BadCall
from audit.row_shapes import check_times, mapping, number, parsed, rows, text, turns
from speech.transcript import Speaker, Turn

DUTIES = (
    "identify_agent",
    "recording_notice",
    "verify_identity",
    "state_debt",
    "ask_reason",
    "offer_options",
    "secure_commitment",
    "recap_agreement",
    "official_channel",
    "acknowledge_hardship",
    "honor_dispute",
    "honor_contact_request",
    "inform_rights",
    "courteous_close",
)
VIOLATIONS = (
    "false_legal_threat",
    "false_authority",
    "third_party_disclosure",
    "third_party_threat",
    "insult",
    "harassment",
    "dismiss_hardship",
    "undue_charge",
    "unofficial_payment",
    "sensitive_data",
    "misleading_statement",
    "ignore_refusal",
)
OUTCOMES = (
    "promise",
    "payment_plan",
    "paid_already",
    "refusal",
    "dispute",
    "hardship_hold",
    "callback",
    "wrong_party",
    "third_party_message",
    "voicemail",
    "hung_up",
)
STATES = ("calm", "annoyed", "angry", "distressed", "confused")


class Status(StrEnum):
    """How a duty came out. `NOT_ASSESSED` leaves every denominator."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Account:
    """What the file says of the debt. Any field may be unknown (None); amounts are decimals in `currency`."""

    debtor: str | None = None
    creditor: str | None = None
    agency: str | None = None
    product: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One conversation about one account; `called_at` carries the debtor's UTC offset."""

    id: str
    turns: tuple[Turn, ...]
    country: str | None = None
    lang: str | None = None
    called_at: datetime | None = None
    account: Account = Account()


@dataclass(frozen=True, slots=True)
class DutyLabel:
    """A person's answer for one duty and the turns that show it."""

    status: Status
    turns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ViolationLabel:
    """One instance of a forbidden act and every turn that commits it."""

    id: str
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the call ended; amount in the account's currency, both None for a vague promise."""

    kind: str
    amount: Decimal | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What a careful reader made of a call."""

    duties: Mapping[str, DutyLabel]
    violations: tuple[ViolationLabel, ...]
    agent_tone: float
    debtor_state: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LabelledCall:
    """A call with its answer key. `cues` and `near_misses` exist only in the house's own corpus."""

    call: Call
    labels: Labels
    cues: Mapping[int, tuple[str, ...]]
    near_misses: Mapping[int, tuple[str, ...]]


def _amount(value: Any, where: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as cause:
        raise BadCall(
            f"{where}: amount {value!r} is not a number; write it with a point and no separators",
            f"{where}: el monto {value!r} no es un número; escríbalo con punto y sin separadores",
        ) from cause
    if not number.is_finite() or number < 0:
        raise BadCall(f"{where}: amount {value!r} must be a positive number", f"{where}: el monto {value!r} debe ser positivo")
    return number


def _date(value: Any, where: str) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as cause:
        raise BadCall(
            f"{where}: {value!r} is not a date; write it as 2026-05-31",
            f"{where}: {value!r} no es una fecha; escríbala como 2026-05-31",
        ) from cause


def _called_at(value: Any, where: str) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as cause:
        raise BadCall(
            f"{where}: called_at {value!r} is not ISO 8601; write it as 2026-05-12T10:31:00-04:00",
            f"{where}: called_at {value!r} no es ISO 8601; escríbalo como 2026-05-12T10:31:00-04:00",
        ) from cause


def account_from(row: Mapping[str, Any], where: str) -> Account:
    """The account of a call; empty text means unknown. Raises BadCall."""

    def known(key: str) -> str | None:
        value = row.get(key)
        if isinstance(value, list | dict | bool):
            raise BadCall(f"{where}: {key} {value!r} is not text", f"{where}: {key} {value!r} no es un texto")
        return str(value).strip() or None if value is not None else None

    return Account(
        debtor=known("debtor"),
        creditor=known("creditor"),
        agency=known("agency"),
        product=known("product"),
        amount=_amount(row.get("amount"), where),
        currency=known("currency"),
        due_date=_date(row.get("due_date"), where),
    )


def call_from(row: Any, where: str) -> Call:
    """One line of `CALLS.jsonl` as a Call; labels, if any, are not looked at. Raises BadCall."""
    if not isinstance(row, dict):
        raise BadCall(
            f"{where}: expected an object with id and turns, found {type(row).__name__}",
            f"{where}: se espera un objeto con id y turns, y hay {type(row).__name__}",
        )
    if not isinstance(row.get("id"), str) or not row["id"].strip():
        raise BadCall(
            f"{where}: id is missing or is not text; give every call its own id",
            f"{where}: falta id o no es un texto; dé a cada llamada el suyo",
        )
    where = f"{where} (call {row['id']})"
    if not isinstance(row.get("turns"), list) or not row["turns"]:
        raise BadCall(
            f"{where}: turns is missing or empty; a call needs at least one turn",
            f"{where}: turns falta o está vacío; una llamada necesita al menos un turno",
        )
    said = []
    for n, item in enumerate(row["turns"]):
        try:
            if not isinstance(item["text"], str):
                raise TypeError("text is not text")
            check_times(item)
            said.append(Turn.from_dict({**item, "i": n}))
        except (KeyError, TypeError, ValueError) as cause:
            raise BadCall(
                f"{where}: turn {n} needs speaker (agent, debtor or other) and text; {cause}",
                f"{where}: el turno {n} necesita speaker (agent, debtor u other) y text; {cause}",
            ) from cause
    try:
        country, lang = text(row, "country"), text(row, "lang") or text(row, "language")
    except ValueError as cause:
        raise BadCall(f"{where}: {cause}; write it as CL, es", f"{where}: {cause}; escríbalo como CL, es") from cause
    account = row.get("account") or {}
    if not isinstance(account, dict):
        raise BadCall(
            f"{where}: account must be an object, found {type(account).__name__}",
            f"{where}: account debe ser un objeto, y es {type(account).__name__}",
        )
    return Call(
        id=row["id"],
        turns=tuple(said),
        country=country,
        lang=lang,
        called_at=_called_at(row.get("called_at"), where),
        account=account_from(account, where),
    )


def _duty_label(value: Any, duty: str) -> DutyLabel:
    row = mapping(value, duty)
    return DutyLabel(Status(row["status"]), turns(row.get("turns", ())))


def _violation_label(row: Mapping[str, Any]) -> ViolationLabel:
    kind = text(row, "id")
    if kind is None:
        raise ValueError("a violation needs its id")
    return ViolationLabel(kind, turns(row["turns"]))


def labels_from(row: Mapping[str, Any], where: str) -> Labels:
    """The `labels` object of a labelled call. Raises BadCall."""
    try:
        duties = {d: _duty_label(v, d) for d, v in mapping(row["duties"], "duties").items()}
        outcome, tone = row["outcome"], number(row, "agent_tone")
        if tone is None:
            raise ValueError("agent_tone is missing")
        return Labels(
            duties=duties,
            violations=tuple(_violation_label(v) for v in rows(row["violations"], "violations")),
            agent_tone=float(tone),
            debtor_state=str(row["debtor_state"]),
            outcome=Outcome(outcome["kind"], _amount(outcome.get("amount"), where), _date(outcome.get("date"), where)),
        )
    except (KeyError, TypeError, ValueError) as cause:
        raise BadCall(
            f"{where}: labels do not follow the labelled-call format; {cause!r}",
            f"{where}: las etiquetas no siguen el formato de una llamada etiquetada; {cause!r}",
        ) from cause


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise BadCall(
            f"{path}: cannot be opened ({cause.strerror}); check the path",
            f"{path}: no se puede abrir ({cause.strerror}); revise la ruta",
        ) from cause
    except UnicodeDecodeError as cause:
        raise BadCall(
            f"{path}: byte {cause.start} is not UTF-8; save the file as UTF-8",
            f"{path}: el byte {cause.start} no es UTF-8; guarde el archivo en UTF-8",
        ) from cause
    for place, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{path}:{place}", line


def _object(where: str, line: str) -> Any:
    try:
        return parsed(line)
    except (ValueError, RecursionError) as cause:
        raise BadCall(
            f"{where}: not valid JSON ({cause}); one object a line",
            f"{where}: no es JSON válido ({cause}); va un objeto por línea",
        ) from cause


def json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Every non-empty line of a JSONL file with its place (`file:line`). Raises BadCall."""
    for where, line in _lines(path):
        yield where, _object(where, line)


def read_calls(path: Path) -> tuple[list[Call], list[BadCall]]:
    """The calls of a `CALLS.jsonl`, in order, and what is wrong with lines that hold none: file, line and value.

    Raises BadCall where the file cannot be read or holds no line.
    """
    calls: dict[str, Call] = {}
    faults: list[BadCall] = []
    for where, line in _lines(path):
        try:
            call = call_from(_object(where, line), where)
            if call.id in calls:
                raise BadCall(
                    f"{where}: id {call.id!r} appears twice; every call needs its own",
                    f"{where}: el id {call.id!r} viene dos veces; cada llamada necesita el suyo",
                )
            calls[call.id] = call
        except BadCall as fault:
            faults.append(fault)
    if not calls and not faults:
        raise BadCall(
            f"{path}: no call in it; one JSON object a line", f"{path}: no trae ninguna llamada; va un objeto JSON por línea"
        )
    return list(calls.values()), faults


def read_labelled(path: Path) -> list[LabelledCall]:
    """Every labelled call of a `CALLS.jsonl`. Raises BadCall, also where a line has no labels."""
    labelled: list[LabelledCall] = []
    seen = set()
    for where, row in json_lines(path):
        call = call_from(row, where)
        if call.id in seen:
            raise BadCall(
                f"{where}: id {call.id!r} appears twice; every call needs its own",
                f"{where}: el id {call.id!r} viene dos veces; cada llamada necesita el suyo",
            )
        seen.add(call.id)
        if not isinstance(row.get("labels"), dict):
            raise BadCall(
                f"{where} (call {call.id}): no labels; evaluation needs labelled calls",
                f"{where} (llamada {call.id}): sin etiquetas; para medir se necesitan llamadas etiquetadas",
            )
        labels = labels_from(row["labels"], where)
        unsaid = [d for d in DUTIES if d not in labels.duties]
        if unsaid:
            raise BadCall(
                f"{where} (call {call.id}): labels say nothing of {', '.join(unsaid)}; not_assessed where unknown",
                f"{where} (llamada {call.id}): las etiquetas no dicen nada de {', '.join(unsaid)}; not_assessed donde no se sabe",
            )
        labelled.append(LabelledCall(call, labels, {}, {}))
    if not labelled:
        raise BadCall(
            f"{path}: no call in it; one JSON object a line", f"{path}: no trae ninguna llamada; va un objeto JSON por línea"
        )
    return labelled


def agent_turns(call: Call) -> list[Turn]:
    """The turns the agent holds, in order."""
    return [t for t in call.turns if t.speaker is Speaker.AGENT]
