"""The house's own messages, scripts and strategies, to begin with; a client's own are versions of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.operations.strategy import TONES, Plan
from app.operations.strategy_reading import read_plan
from audit.contacts.contact import Channel
from audit.data_file import Fields, Words, read_fields

MESSAGES = Path(__file__).parent / "scripts" / "messages.yaml"
STRATEGIES = Path(__file__).parent / "strategies"
TONE_OF = {
    **dict.fromkeys(("CL", "CO", "MX", "PE", "DO", "ES"), "tu"),
    **dict.fromkeys(("EC", "GT", "PY"), "usted"),
    "AR": "vos",
    **dict.fromkeys(("US", "GB"), "you"),
}
"""How each country's people are addressed where nobody said otherwise."""


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the starting set; `kind` message or script."""

    key: str
    kind: str
    channel: Channel
    language: str
    tone: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class StartingStrategy:
    """One strategy of the starting set, and for which debts it was thought."""

    key: str
    title: Words
    meant_for: Words
    plan: Plan


@cache
def starting_messages() -> tuple[Message, ...]:
    """Every text, by key, channel and tone. Raises BadRubric for a file that cannot be read."""
    top, _ = read_fields(MESSAGES)
    found = tuple(message for number, row in enumerate(top.rows("messages"), start=1) for message in _messages(row, number))
    top.done()
    return found


def _messages(row: Any, number: int) -> list[Message]:
    fields = Fields(row, f"{MESSAGES.name}: message {number}")
    key, kind, channel = fields.text("key"), fields.text("kind"), fields.choice("channel", Channel)
    subject, formal = fields.optional_words("subject"), fields.optional_text("subject_usted")
    bodies: Mapping[str, Any] = fields.mapping("bodies")
    fields.done()
    if set(bodies) != set(TONES):
        raise fields.fail("bodies", f"must have one text for each of {', '.join(TONES)}")
    out = []
    for tone in TONES:
        language = "en" if tone == "you" else "es"
        said = subject.say(language) if subject else ""
        out.append(Message(key, kind, channel, language, tone, formal if formal and tone == "usted" else said, str(bodies[tone])))
    return out


@cache
def starting_strategies() -> tuple[StartingStrategy, ...]:
    """Every strategy of the starting set, in the order of their files. Raises BadRubric, BadStrategy."""
    return tuple(_strategy(path) for path in sorted(STRATEGIES.glob("[0-9]*.yaml")))


def _strategy(path: Path) -> StartingStrategy:
    top, _ = read_fields(path)
    title, meant_for = top.words("title"), top.words("meant_for")
    plan = read_plan({"steps": top.rows("steps"), "stops": list(top.texts("stops"))})
    top.done()
    return StartingStrategy(path.stem.split("-", 1)[1], title, meant_for, plan)
