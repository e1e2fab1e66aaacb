"""A message or script looked at before anybody may use it: holes, words, reading level, length, and what the judge sees."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.operations.placeholders import BY_NAME, example, longest, unknown, used
from app.operations.reading_level import Ease, Reading, reading
from app.operations.scripts_judged import Judged
from app.operations.scripts_length import MOST_SUBJECT, Length, length
from app.operations.scripts_wording import Level, Noticed, worded
from audit.contacts.contact import Channel
from audit.data_file import Words

COUNTRIES = {
    "es": ("CL", "CO", "MX", "PE", "AR", "EC", "DO", "PY", "GT", "ES"),
    "en": ("US", "GB"),
}
READ_BY_OTHERS = frozenset({Channel.VOICEMAIL, Channel.IVR_PRERECORDED, Channel.SOCIAL_MEDIA})
"""Where somebody else may hear or see it: nothing there may tell that there is a debt."""
_OPTS_OUT = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.EMAIL})
_PERSON = frozenset({"phone", "agent", "complaints"})
_TU = re.compile(r"\b(tu|tus|ti|contigo|puedes|quieres|tienes|debes|eres|cuéntanos|escríbenos|llámanos)\b", re.IGNORECASE)
_USTED = re.compile(r"\b(usted|puede usted|su cuota|cuéntenos|escríbanos|llámenos|quiere|tiene)\b", re.IGNORECASE)
_VOS = re.compile(r"\b(vos|podés|querés|tenés|contanos|escribinos|llamanos|sos|debés)\b", re.IGNORECASE)
_TONES = {
    "tu": (_USTED, _VOS),
    "usted": (_TU, _VOS),
    "vos": (re.compile(r"\b(puedes|quieres|tienes|eres|debes|contigo|usted)\b", re.I),),
}
Judging = Callable[[str, str, str], tuple[Judged, ...]]
"""Text, language, country: what the audit's judge sees."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as somebody writes it. `country` empty: any of the language."""

    channel: Channel
    language: str
    country: str
    tone: str
    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `noticed` and `judged` gravest first; `preview` is the text for a made-up person."""

    noticed: tuple[Noticed, ...]
    judged: tuple[Judged, ...]
    reading: Reading | None
    length: Length
    preview: str
    preview_subject: str

    @property
    def level(self) -> Level | None:
        """The gravest thing found; None where nothing but advice is."""
        levels = {each.level for each in self.noticed} | {each.level for each in self.judged}
        levels -= {Level.ADVICE}
        return Level.NEVER if Level.NEVER in levels else Level.DOUBT if levels else None

    def as_dict(self) -> dict[str, Any]:
        """What the table keeps: enough to show later what was known when it went live."""
        return {
            "level": self.level.value if self.level else None,
            "noticed": [[n.rule, n.level.value, n.quote] for n in self.noticed],
            "judged": [[j.violation, j.level.value, round(j.p, 3), j.quote] for j in self.judged],
            "reading": self.reading.score if self.reading else None,
            "ease": self.reading.ease.value if self.reading else None,
            "characters": self.length.characters,
            "segments": self.length.segments,
        }


def check(draft: Draft, judging: Judging) -> Checked:
    """Everything there is to say of a draft. Raises NoJudge: without the judge nothing is called clean."""
    whole = f"{draft.subject}\n{draft.body}".strip()
    shown = example(draft.body, draft.language)
    noticed = (*worded(example(whole, draft.language)), *_holes(draft, whole), *_lacking(draft, whole))
    return Checked(
        noticed=tuple(sorted(noticed, key=lambda n: list(Level).index(n.level))),
        judged=judging(whole, draft.language, draft.country) if whole else (),
        reading=reading(shown, draft.language),
        length=length(longest(draft.body), draft.channel),
        preview=shown,
        preview_subject=example(draft.subject, draft.language),
    )


def _never(rule: str, quote: str, es: str, en: str) -> Noticed:
    return Noticed(rule, Level.NEVER, quote, Words(es, en))


def _advice(rule: str, quote: str, es: str, en: str) -> Noticed:
    return Noticed(rule, Level.ADVICE, quote, Words(es, en))


def _holes(draft: Draft, whole: str) -> list[Noticed]:
    found = [
        _never(
            "placeholder",
            f"{{{name}}}" if len(name) > 1 else name,
            "no se conoce; elija uno de la lista",
            "is not known; choose from the list",
        )
        for name in unknown(whole)
    ]
    if not draft.body.strip():
        found.append(_never("empty", "", "escriba el texto", "write the text"))
    open_to_all = draft.body if draft.channel in READ_BY_OTHERS else draft.subject
    for hole in used(open_to_all):
        if hole.about_debt:
            es, en = (
                "puede leerlo otra persona: no diga ahí que hay una deuda",
                "somebody else may see it: do not tell of a debt there",
            )
            found.append(_never("seen_by_others", f"{{{hole.name_es if draft.language == 'es' else hole.id}}}", es, en))
    measured = length(longest(draft.body), draft.channel)
    if measured.over:
        es, en = f"pasa de {measured.most} caracteres", f"is over {measured.most} characters"
        found.append(_never("too_long", str(measured.characters), f"{es}; acórtelo", f"{en}; shorten it"))
    if len(longest(draft.subject)) > MOST_SUBJECT:
        es, en = (
            f"el asunto pasa de {MOST_SUBJECT} caracteres; acórtelo",
            f"the subject is over {MOST_SUBJECT} characters; shorten it",
        )
        found.append(_never("subject_too_long", draft.subject[:40], es, en))
    return found


def _lacking(draft: Draft, whole: str) -> list[Noticed]:
    """What a good message has: who writes, a person in reach, a way out; one way of addressing; plain words."""
    ids = {hole.id for hole in used(whole)}
    found = []
    if "company" not in ids:
        found.append(_advice("who", "", "diga quién escribe: {empresa}", "say who writes: {company}"))
    if not ids & _PERSON:
        found.append(_advice("person", "", "deje una persona al alcance: {telefono}", "leave a person in reach: {phone}"))
    if draft.channel in _OPTS_OUT and "stop" not in ids:
        found.append(_advice("way_out", "", "diga cómo no recibir más: {baja}", "say how to stop: {stop}"))
    mixed = [hit[0] for pattern in _TONES.get(draft.tone, ()) if (hit := pattern.search(draft.body))]
    if mixed:
        found.append(_advice("tone", mixed[0], "no va con el trato elegido", "does not go with the tone chosen"))
    level = reading(example(draft.body, draft.language), draft.language)
    if level and not level.rough and level.ease in (Ease.VERY_HARD, Ease.HARD):
        found.append(_advice("hard", "", "cuesta leerlo: frases más cortas", "is hard to read: shorter sentences"))
    if draft.channel is Channel.SMS and (segments := length(longest(draft.body), Channel.SMS).segments or 1) > 2:
        found.append(_advice("segments", str(segments), "se cobra como varios SMS", "is charged as several SMS"))
    return found


def names_of(values: Mapping[str, str]) -> dict[str, str]:
    """Values given under either name, by id; unknown names are left out."""
    return {BY_NAME[name].id: value for name, value in values.items() if name in BY_NAME}
