"""Files of calls in writing: one JSON object a line (`CALLS.jsonl`), or one object or list of them a file."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import Text
from app.services.take_transcripts import HandedOver
from app.services.unpack import Given, Refusal, shown_name
from audit.calls import call_from
from audit.errors import BadCall

SUFFIXES = (".jsonl", ".json")
MOST_BYTES = 64 * 1024 * 1024
MOST_CALLS = 5_000
_TWO_LETTERS, _THREE_LETTERS = re.compile("[A-Z]{2}"), re.compile("[A-Z]{3}")
_MOST_LETTERS = 300
_TOLD = 20
"""Bad calls of one file that are named one by one."""
_SHAPE = Text("Cada llamada necesita id y turns, con speaker y text.", "Every call needs id and turns, with speaker and text.")


@dataclass(frozen=True, slots=True)
class Written:
    """A call that came in writing and the file it came in."""

    file: str
    call: HandedOver


def read_transcripts(given: Sequence[Given]) -> Iterator[Written | Refusal]:
    """Every call of the files, and what cannot be read with one sentence why; one bad call never stops the rest."""
    seen = set[str]()
    for one in given:
        file, bad = shown_name(one.name), 0
        for item in _of_file(one, file):
            if isinstance(item, Written):
                if item.call.call.id not in seen and len(seen) < MOST_CALLS:
                    seen.add(item.call.call.id)
                    yield item
                    continue
                item = _twice(item) if item.call.call.id in seen else _too_many(item)
            bad += 1
            if bad <= _TOLD:
                yield item
        if bad > _TOLD:
            more = bad - _TOLD
            cause = Text(f"{more} llamadas más no se pudieron leer", f"{more} more calls could not be read")
            yield Refusal(file, cause, _SHAPE)


def _of_file(one: Given, file: str) -> Iterator[Written | Refusal]:
    if not file.lower().endswith(SUFFIXES):
        cause = Text("no es un archivo de llamadas en JSON", "is no file of calls in JSON")
        yield Refusal(file, cause, Text("Envíe .jsonl o .json.", "Send .jsonl or .json."))
        return
    content = one.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        cause = Text(f"pasa de {most} MB", f"is over {most} MB")
        yield Refusal(file, cause, Text("Divida el archivo.", "Split the file."))
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        cause = Text(f"el byte {problem.start} no es UTF-8", f"byte {problem.start} is not UTF-8")
        yield Refusal(file, cause, Text("Guárdelo como UTF-8.", "Save it as UTF-8."))
        return
    empty = True
    for where, row in _rows(text, file):
        empty = False
        yield row if isinstance(row, Refusal) else _written(where, row, file)
    if empty:
        yield Refusal(file, Text("no trae ninguna llamada", "holds no call"), _SHAPE)


def _rows(text: str, file: str) -> Iterator[tuple[str, Any]]:
    if file.lower().endswith(".json"):
        found = _parsed(text, file)
        rows = found if isinstance(found, list) else [found]
        yield from ((f"{file}:{n}" if len(rows) > 1 else file, row) for n, row in enumerate(rows, start=1))
        return
    for n, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{file}:{n}", _parsed(line, f"{file}:{n}")


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(where, Text("no es JSON válido", "is not valid JSON"), _SHAPE)


def _written(where: str, row: Any, file: str) -> Written | Refusal:
    odd = _odd(row)
    if odd is not None:
        return Refusal(where, odd, _SHAPE)
    try:
        call = call_from(row, where)
        seconds = row.get("duration_s")
        known = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e6
        return Written(file, HandedOver(call, _text(row, "vendor"), _text(row, "agent"), float(seconds) if known else None))
    except BadCall as problem:
        told = str(problem).removeprefix(f"{where} ")[:200]
        return Refusal(where, Text(f"la llamada no se entiende: {told}", f"the call cannot be read: {told}"), _SHAPE)


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value.strip()[:200] or None if isinstance(value, str) else None


def _odd(row: Any) -> Text | None:
    """What no row of the books could hold, in both languages."""
    if not isinstance(row, dict):
        return Text("no es una llamada: se espera un objeto", "is no call: an object is expected")
    if not isinstance(row.get("id"), str) or not row["id"].strip():
        return Text("falta el id de la llamada", "the call has no id")
    if not isinstance(row.get("turns"), list) or not row["turns"]:
        return Text("la llamada no trae turnos", "the call has no turns")
    if not _writable(row):
        return Text("trae letras que no se pueden guardar", "it holds characters that cannot be kept")
    when, country, account = row.get("called_at"), row.get("country"), row.get("account") or {}
    if when not in (None, "") and not _is_instant(when):
        example = "2026-05-12T10:31:00-04:00"
        return Text(f"called_at no es un instante con su desfase, como {example}", f"called_at is no instant like {example}")
    if country not in (None, "") and not (isinstance(country, str) and _TWO_LETTERS.fullmatch(country)):
        return Text("el país va en dos letras, como CL", "the country is two letters, like CL")
    if (row.get("lang") or row.get("language")) not in (None, "", "es", "en"):
        return Text("el idioma es es o en", "the language is es or en")
    currency = account.get("currency") if isinstance(account, dict) else None
    if currency not in (None, "") and not (isinstance(currency, str) and _THREE_LETTERS.fullmatch(currency)):
        return Text("la moneda va en tres letras, como CLP", "the currency is three letters, like CLP")
    long = isinstance(account, dict) and any(isinstance(v, str) and len(v) > _MOST_LETTERS for v in account.values())
    return Text("un dato de la cuenta es demasiado largo", "a fact of the account is too long") if long else None


def _writable(row: dict[str, Any]) -> bool:
    text = json.dumps(row, ensure_ascii=False)
    return "\\u0000" not in text and not any(0xD800 <= ord(c) <= 0xDFFF for c in text)


def _is_instant(value: Any) -> bool:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return at.tzinfo is not None and 1990 < at.year < 2200


def _twice(item: Written) -> Refusal:
    id = shown_name(item.call.call.id)
    remedy = Text("Se toma la primera.", "The first is taken.")
    return Refusal(item.file, Text(f"la llamada {id} viene dos veces", f"call {id} comes twice"), remedy)


def _too_many(item: Written) -> Refusal:
    cause = Text(f"hay más de {MOST_CALLS} llamadas", f"there are more than {MOST_CALLS} calls")
    return Refusal(item.file, cause, Text("Envíe el resto aparte.", "Send the rest apart."))
