"""A client's own version of the rubric, made from a base: what may be changed, what is wrong with a change, what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from audit.calls import DUTIES
from audit.data_file import Words
from audit.errors import BadRubric
from audit.results import Severity
from audit.rubric import CountryPack, Criterion, Kind, Rubric, parse_rubric

LONGEST = 400
"""Letters of a question or an anchor: more is not read while a call is scored."""
LIGHTEST, HEAVIEST = 0.1, 10.0


@dataclass(frozen=True, slots=True)
class Edited:
    """What was entered of one criterion: a duty has a weight, a forbidden act a severity; `good` and `bad` are its anchors."""

    question: Words
    good: Words
    bad: Words
    weight: float | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """One field that cannot be as entered, and the sentence to show beside it."""

    field: str
    said: Words


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the base: criterion or country (`where`, "" for the whole), which part of it, before, after."""

    where: str
    part: str
    before: str | Words | None
    after: str | Words | None


def begun(base: bytes, base_id: str, name: str, since: date) -> bytes:
    """A draft that says the same as its base, under the client's own name. Raises BadRubric."""
    row = _row(base)
    row["rubric"] = {**row["rubric"], "name": name, "effective_from": since, "number": 1, "base": base_id}
    return _text(row)


def dated(text: bytes, since: date, number: int) -> bytes:
    """The text with the day it is in force from and its number, as it is published."""
    row = _row(text)
    row["rubric"] |= {"effective_from": since, "number": number}
    return _text(row)


def troubles(criterion: Criterion, entered: Edited) -> tuple[Trouble, ...]:
    """Everything wrong with what was entered of one criterion, in the order of its fields."""
    found = []
    if criterion.kind is Kind.DUTY:
        if entered.weight is None or not LIGHTEST <= entered.weight <= HEAVIEST:
            found.append(Trouble("weight", Words("El peso va de 0,1 a 10.", "The weight goes from 0.1 to 10.")))
    elif entered.severity not in tuple(Severity):
        found.append(Trouble("severity", Words("Elija crítica o grave.", "Choose critical or major.")))
    for field, words in (("question", entered.question), ("good", entered.good), ("bad", entered.bad)):
        found += [t for lang in ("es", "en") if (t := _worded(f"{field}_{lang}", getattr(words, lang)))]
    return tuple(found)


def _worded(field: str, text: str) -> Trouble | None:
    if not text.strip():
        return Trouble(
            field, Words("Escriba el texto: hace falta en los dos idiomas.", "Write the text: both languages need it.")
        )
    if len(text) > LONGEST:
        return Trouble(
            field,
            Words(f"Tiene {len(text)} letras; el máximo es {LONGEST}.", f"It has {len(text)} letters; the most is {LONGEST}."),
        )
    return None


def with_criterion(text: bytes, id: str, entered: Edited) -> bytes:
    """The draft with one criterion as entered. Raises BadRubric for a criterion it has not, or fields that are in trouble."""
    draft = parse_rubric(text, "draft")
    criterion = draft.criterion(id)
    if wrong := troubles(criterion, entered):
        raise BadRubric(f"{id}: {wrong[0].field}: {wrong[0].said.en}")
    duty = criterion.kind is Kind.DUTY
    row = _row(text)
    kept = next(c for c in row["criteria"] if c["id"] == id)
    kept["question"] = _pair(entered.question)
    kept["met" if duty else "near_miss"] = _pair(entered.good)
    kept["not_met" if duty else "happened"] = _pair(entered.bad)
    if duty:
        kept["weight"] = round(float(entered.weight or 0), 2)
    else:
        kept["severity"] = str(entered.severity)
    return _text(row)


def with_fewest(text: bytes, fewest: int) -> bytes:
    """The draft with the fewest assessed duties that give a score. Raises BadRubric outside 1 to the number of duties."""
    if not 1 <= fewest <= len(DUTIES):
        raise BadRubric(f"fewest_assessed {fewest}: must be a whole number from 1 to {len(DUTIES)}")
    row = _row(text)
    row["rubric"]["fewest_assessed"] = fewest
    return _text(row)


def with_country(text: bytes, code: str, switched_off: Mapping[str, str], why: Words | None) -> bytes:
    """The draft with what a country switches off, each duty with the rule behind it; none takes it away. Raises BadRubric."""
    row = _row(text)
    packs = dict(row.get("countries") or {})
    packs.pop(code, None)
    if switched_off:
        if why is None:
            raise BadRubric(f"countries.{code}: why is missing; write it in both languages")
        packs[code] = {"switched_off": dict(switched_off), "why": _pair(why)}
    row["countries"] = dict(sorted(packs.items()))
    changed = _text(row)
    parse_rubric(changed, "draft")
    return changed


def changes(base: Rubric, draft: Rubric) -> tuple[Change, ...]:
    """Everything a client's version says otherwise than its base. Raises BadRubric where it changes what is the house's."""
    _only_what_may(base, draft)
    found = []
    if base.fewest_assessed != draft.fewest_assessed:
        found.append(Change("", "fewest_assessed", str(base.fewest_assessed), str(draft.fewest_assessed)))
    for before, after in zip(base.criteria, draft.criteria, strict=True):
        found += _differing(before, after)
    for code in sorted({*base.countries, *draft.countries}):
        one, two = _said(base.countries.get(code)), _said(draft.countries.get(code))
        if one != two:
            found.append(Change(code, "country", one, two))
    return tuple(found)


def _only_what_may(base: Rubric, draft: Rubric) -> None:
    fixed = [replace(c, question=_NONE, good=_NONE, bad=_NONE, weight=None, severity=None) for c in base.criteria]
    theirs = [replace(c, question=_NONE, good=_NONE, bad=_NONE, weight=None, severity=None) for c in draft.criteria]
    if fixed != theirs:
        raise BadRubric(f"{draft.id}: criteria, their names, order and basis are the house's and fixed; take {base.id} again")


_NONE = Words("", "")


def _differing(before: Criterion, after: Criterion) -> list[Change]:
    found: list[Change] = []
    if before.weight != after.weight:
        found.append(Change(after.id, "weight", f"{before.weight:g}", f"{after.weight:g}"))
    if before.severity != after.severity:
        found.append(Change(after.id, "severity", str(before.severity), str(after.severity)))
    for part in ("question", "good", "bad"):
        if getattr(before, part) != getattr(after, part):
            found.append(Change(after.id, part, getattr(before, part), getattr(after, part)))
    return found


def _said(pack: CountryPack | None) -> str | None:
    return ", ".join(f"{duty} ({rule})" for duty, rule in sorted(pack.switched_off.items())) if pack else None


def _pair(words: Words) -> dict[str, str]:
    return {"es": words.es.strip(), "en": words.en.strip()}


def _row(text: bytes) -> dict[str, Any]:
    row = yaml.safe_load(text.decode("utf-8"))
    if not isinstance(row, dict) or not isinstance(row.get("rubric"), dict):
        raise BadRubric("the draft is no rubric: its head is missing")
    return row


def _text(row: Mapping[str, Any]) -> bytes:
    return yaml.safe_dump(dict(row), allow_unicode=True, sort_keys=False, width=130).encode("utf-8")
