"""What a line says of itself before its sound: read, checked, refused in one sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import BadInput
from speech.engines.interface import LANGUAGES
from speech.live.frames import RATES, Coding, Wire
from speech.transcript import Speaker

ABILITIES = ("listen", "whisper", "barge")
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Hello:
    """A line: who calls, under which code, in what form its sound comes. `at_s` is where its next frame lies in the call."""

    code: str
    agent: str
    desk: str | None
    vendor: str | None
    country: str | None
    lang: str
    agent_lane: int | None
    wire: Wire
    abilities: tuple[str, ...]
    at_s: float | None = None

    @property
    def speakers(self) -> dict[int, Speaker]:
        """Who is on each lane. Until their voices are told apart a single lane is taken for the agent's, and that is said."""
        if self.wire.lanes == 1:
            return {0: Speaker.AGENT}
        return {lane: Speaker.AGENT if lane == self.agent_lane else Speaker.DEBTOR for lane in (0, 1)}


def read_hello(text: str | bytes) -> Hello:
    """The hello of a line. Raises BadInput naming the field, its value and what to send."""
    if isinstance(text, bytes):
        raise BadInput(
            "el primer mensaje debe ser el saludo en JSON, y llegó sonido",
            "the first message must be the hello as JSON, not sound",
        )
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as cause:
        raise BadInput(f"el saludo no es JSON: {cause}", f"the hello is not JSON: {cause}") from cause
    if not isinstance(said, dict):
        raise BadInput("el saludo debe ser un objeto JSON", "the hello must be a JSON object")
    lanes = _number(said, "lanes", 2)
    agent_lane = None if lanes == 1 else _choice(said, "agent_lane", (0, 1), 0)
    wire = Wire(
        _choice(said, "rate", RATES, 8000),
        _choice({"lanes": lanes}, "lanes", (1, 2), 2),
        Coding(_choice(said, "format", tuple(c.value for c in Coding), "s16le")),
    )
    country = _text(said, "country", False)
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise _bad("country", country, "dos letras: CL, MX", "two letters: CL, MX")
    abilities = said.get("abilities", ["listen"])
    if not isinstance(abilities, list) or not set(map(str, abilities)) <= set(ABILITIES):
        raise _bad("abilities", abilities, f"una lista de {', '.join(ABILITIES)}", f"a list of {', '.join(ABILITIES)}")
    return Hello(
        code=_text(said, "code") or "",
        agent=_text(said, "agent") or "",
        desk=_text(said, "desk", False),
        vendor=_text(said, "vendor", False),
        country=country.upper() if country else None,
        lang=_choice(said, "lang", LANGUAGES, None),
        agent_lane=agent_lane,
        wire=wire,
        abilities=tuple(a for a in ABILITIES if a in abilities),
        at_s=_seconds(said),
    )


def _bad(field: str, value: object, es: str, en: str) -> BadInput:
    shown = json.dumps(value, ensure_ascii=False)[:60]
    return BadInput(f"saludo: {field} {shown} no sirve; envíe {es}", f"hello: {field} {shown} is of no use; send {en}", field)


def _text(said: Mapping[str, Any], field: str, needed: bool = True) -> str | None:
    value = said.get(field)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST_LETTERS:
        raise _bad(field, value, f"texto de 1 a {_MOST_LETTERS} letras", f"text of 1 to {_MOST_LETTERS} letters")
    return value.strip()


def _choice(said: Mapping[str, Any], field: str, known: tuple[Any, ...], usual: Any) -> Any:
    value = said.get(field, usual)
    if value not in known or isinstance(value, bool):
        shown = ", ".join(map(str, known))
        raise _bad(field, value, f"uno de {shown}", f"one of {shown}")
    return value


def _number(said: Mapping[str, Any], field: str, usual: int) -> int:
    value = said.get(field, usual)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad(field, value, "un número", "a number")
    return value


def _seconds(said: Mapping[str, Any]) -> float | None:
    value = said.get("at_s")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 6 * 3600:
        raise _bad("at_s", value, "segundos desde el comienzo de la llamada", "seconds from the beginning of the call")
    return float(value)
