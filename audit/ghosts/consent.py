"""Who must consent to a recording, by country and state, with source and confidence: a note for counsel, not advice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from audit.data_file import Fields, Words, read_fields
from audit.errors import BadRubric
from audit.rules import Confidence

FILE = Path(__file__).with_name("consent.yaml")


class Parties(StrEnum):
    """Whose consent it takes."""

    ONE = "one"
    ALL = "all"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Consent:
    """A place's note. `rule` is the rulebook's rule on notices, where there is one; `sources` are addresses read on `read`."""

    place: str
    parties: Parties
    note: Words
    notice: Words
    rule: str | None
    confidence: Confidence
    sources: tuple[str, ...]
    read: date

    @property
    def all_must_know(self) -> bool:
        """Whether a wave must treat it as everybody's consent: where it is so, is unclear, or no source was read."""
        return self.parties is not Parties.ONE or self.confidence is Confidence.UNVERIFIED


def consent(country: str, subdivision: str | None = None) -> Consent | None:
    """The note that holds in a country's subdivision (`US-CA`), else the country's; None without any: do not record."""
    notes = _notes()
    return notes.get((subdivision or "").upper()) or notes.get(country.upper())


def strictest(places: Iterable[tuple[str, str | None]]) -> Consent | None:
    """Of the places a call touches (the ghost's, the vendor's), the note that asks most; None where one of them has no note."""
    found = [consent(country, subdivision) for country, subdivision in places]
    known = [note for note in found if note is not None]
    if not known or len(known) < len(found):
        return None
    return max(known, key=lambda note: (note.all_must_know, note.parties is Parties.ALL))


@cache
def _notes() -> Mapping[str, Consent]:
    top, _ = read_fields(FILE)
    read = top.day("read")
    found: dict[str, Consent] = {}
    for n, row in enumerate(top.rows("notes")):
        note = _note(Fields(row, f"{FILE.name}: notes[{n}]"), read)
        if note.place in found:
            raise BadRubric(f"{FILE.name}: notes[{n}]: {note.place} stands twice; keep one")
        found[note.place] = note
    states = Fields(top.raw("states"), f"{FILE.name}: states")
    for parties, words in ((Parties.ALL, states.words("note")), (Parties.UNCLEAR, states.words("unclear_note"))):
        for place in states.texts(parties.value):
            usual = found["US"]
            grade = states.choice("confidence", Confidence)
            found[place] = Consent(place, parties, words, usual.notice, usual.rule, grade, states.texts("sources"), read)
    states.done()
    top.done()
    return found


def _note(fields: Fields, read: date) -> Consent:
    made = Consent(
        fields.text("place"),
        fields.choice("parties", Parties),
        fields.words("note"),
        fields.words("notice"),
        fields.optional_text("rule"),
        fields.choice("confidence", Confidence),
        fields.texts("sources"),
        read,
    )
    if not made.sources and made.confidence is not Confidence.UNVERIFIED:
        raise fields.fail("confidence", "must be unverified where no source was read")
    fields.done()
    return made
