"""The words vendors use, read once: which field a header names, which channel or result a cell claims."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from audit.contacts.contact import Channel, Direction
from audit.data_file import read_fields
from audit.ghosts.vendor_log import BadGhostFile, Claimed

FILE = Path(__file__).with_name("vendor_log_words.yaml")
Meaning = TypeVar("Meaning", Channel, Claimed)
_NEGATIONS = frozenset({"sin", "no", "sem", "nao", "without", "not", "non"})
_INBOUND = ("inbound", "entrante", "entrada", "recibida", "receptivo", "incoming", "in")


def plain(text: str) -> str:
    """Lower case, no accents, words apart by one space; `Duración (seg.)` is `duracion seg`."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("º", " ").replace("°", " "))
    bare = "".join(c for c in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by what they mean, earlier ones first."""

    headers: Mapping[str, tuple[str, ...]]
    never: frozenset[str]
    channels: tuple[tuple[tuple[str, ...], Channel], ...]
    results: tuple[tuple[tuple[str, ...], Claimed], ...]


@cache
def vocabulary() -> Vocabulary:
    """The house's list. Raises BadRubric for a bad file."""
    fields, _ = read_fields(FILE)
    made = Vocabulary(
        headers={field: tuple(words) for field, words in fields.mapping("headers").items()},
        never=frozenset(fields.texts("never")),
        channels=_longest_first({Channel(k): v for k, v in fields.mapping("channels").items()}),
        results=_longest_first({Claimed(k): v for k, v in fields.mapping("results").items()}),
    )
    fields.done()
    return made


def _longest_first(lists: Mapping[Meaning, Sequence[str]]) -> tuple[tuple[tuple[str, ...], Meaning], ...]:
    pairs = [(tuple(phrase.split()), meaning) for meaning, phrases in lists.items() for phrase in phrases]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def fields_of(header: Sequence[str], told: Mapping[str, str], clock: int | None = None) -> dict[str, int]:
    """Column index of each field. `told` maps fields to header texts and wins; `clock` is a column of clocks without dates.

    Raises BadGhostFile for a field or header that is not there.
    """
    names = [plain(cell) for cell in header]
    found: dict[str, int] = {}
    for field, text in told.items():
        if field not in vocabulary().headers:
            known = ", ".join(sorted(vocabulary().headers))
            raise BadGhostFile(
                f"--map {field}={text}: no hay tal campo; hay {known}", f"--map {field}={text}: no such field; there is {known}"
            )
        if plain(text) not in names:
            have = ", ".join(cell.strip() for cell in header)
            raise BadGhostFile(
                f"--map {field}={text}: el registro no tiene esa columna; tiene {have}",
                f"--map {field}={text}: the log has no such column; it has {have}",
            )
        found[field] = names.index(plain(text))
    if clock is not None:
        found = {field: column for field, column in found.items() if column != clock} | {"clock": clock}
    scored = sorted(
        (-score, column, field)
        for column, name in enumerate(names)
        for field, score in _scores(name).items()
        if column not in found.values()
    )
    for _, column, field in scored:
        if field not in found and column not in found.values():
            found[field] = column
    return found


def _scores(name: str) -> dict[str, float]:
    """How well a header names each field: whole headers first, then phrases within it."""
    if not name or name in vocabulary().never:
        return {}
    scores: dict[str, float] = {}
    words = name.split()
    for field, phrases in vocabulary().headers.items():
        for rank, phrase in enumerate(phrases):
            if name == phrase:
                scores[field] = max(scores.get(field, 0), 1000 - rank)
            elif (
                len(phrase) > 2
                and _within(tuple(phrase.split()), words)
                and not any(f"{n} " in f"{name} " for n in vocabulary().never)
            ):
                scores[field] = max(scores.get(field, 0), 100 * len(phrase.split()) - rank * 0.1)
    return scores


def _within(phrase: tuple[str, ...], words: Sequence[str]) -> int | None:
    """Where the phrase begins among the words plus one, None where it is not."""
    span = len(phrase)
    return next((i + 1 for i in range(len(words) - span + 1) if tuple(words[i : i + span]) == phrase), None)


@cache
def channel_of(text: str) -> Channel | None:
    """The channel a cell names, or None."""
    try:
        return Channel(text.strip().lower())
    except ValueError:
        words = plain(text).split()
    return next((meaning for phrase, meaning in vocabulary().channels if _within(phrase, words)), None)


@cache
def result_of(text: str) -> Claimed | None:
    """What a cell claims; UNKNOWN for words the house does not know, None for an empty cell."""
    words = plain(text).split()
    if not words:
        return None
    for phrase, meaning in vocabulary().results:
        place = _within(phrase, words)
        short = len(phrase) == 1 and len(phrase[0]) <= 2
        if place and not (short and len(words) > 1) and not (place > 1 and words[place - 2] in _NEGATIONS):
            return meaning
    return Claimed.UNKNOWN


def answered_of(text: str) -> Claimed | None:
    """What a cell that names who answered claims; None where it is empty or unknown."""
    named = {
        "debtor": Claimed.CONTACTED,
        "third party": Claimed.THIRD_PARTY,
        "machine": Claimed.MACHINE,
        "none": Claimed.NO_ANSWER,
    }
    named |= {"nadie": Claimed.NO_ANSWER, "ninguno": Claimed.NO_ANSWER, "nobody": Claimed.NO_ANSWER, "ninguem": Claimed.NO_ANSWER}
    found = named.get(plain(text)) or result_of(text)
    return None if found is Claimed.UNKNOWN else found


def direction_of(text: str) -> Direction:
    """Outbound unless the cell says that the debtor began."""
    return Direction.INBOUND if any(word in _INBOUND for word in plain(text).split()) else Direction.OUTBOUND
