"""A made-up debtor to practise with: what they say next, from how they were spoken to. Rules and kept lines, no network.

A debtor begins guarded, with the lines of their mission. Who acknowledges what they tell finds them open; who offers a way
out hears what they could pay; a breach hurts, and a second one ends the call. What was heard in the agent's words is given.
Where somebody else answers the telephone it is not the debtor who speaks: nobody agrees to anything for them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from random import Random

import yaml

from synthetic.errors import BadScript
from synthetic.missions import MissionScript, language_of, read_missions
from synthetic.personas import make_persona

LINES_FILE = Path(__file__).with_name("practice.yaml")
LONGEST = 24
PATIENCE = 4
"""So many turns on end that nobody could understand, and the debtor hangs up."""
_LEAVES = re.compile(
    r"\b(hasta (luego|pronto|ma[ñn]ana)|adi[óo]s|chao|buen d[íi]a\W*$|que (est[ée]|tenga) (muy )?(bien|buen\w* \w+)"
    r"|good ?bye|bye|take care|have a (good|nice))",
    re.IGNORECASE,
)
_OPENS = frozenset({"acknowledge_hardship", "honor_dispute", "honor_contact_request", "inform_rights", "ask_reason"})
_THREATS = frozenset({"false_legal_threat", "false_authority", "third_party_threat", "harassment", "insult"})
_AMOUNTS: Mapping[str, str] = {
    "CL": "quince mil pesos", "CO": "cuarenta mil pesos", "MX": "trescientos pesos", "PE": "cincuenta soles",
    "AR": "ocho mil pesos", "US": "twenty dollars", "GB": "fifteen pounds",
}  # fmt: skip


class Mood(StrEnum):
    """How the debtor feels after the agent's last words. `ENDED`: the call is over, `LEFT`: because of how it went."""

    GUARDED = "guarded"
    OPEN = "open"
    HURT = "hurt"
    ENDED = "ended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in the agent's last turn: duties met and forbidden acts in it, whether it takes leave, or was `unclear`."""

    met: frozenset[str]
    broke: frozenset[str]
    leaves: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The debtor's next turn and how they feel."""

    text: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class PracticeDebtor:
    """One debtor, always the same for the same seed. `lang` is es or en."""

    mission: str
    country: str
    lang: str
    name: str
    sex: str
    seed: int

    @property
    def stranger(self) -> bool:
        """Whether somebody else than the debtor answers."""
        return "other_answered" in _acts(self.mission)

    def hello(self) -> Said:
        """How they answer the telephone."""
        kind = "hello_other" if self.stranger else "hello"
        return Said(self._fill(_pick(self._lines(kind), self.seed, 0)), Mood.GUARDED)

    def answer(self, past: Sequence[tuple[Heard, Mood]], heard: Heard) -> Said:
        """What they say to the agent's turn that was `heard`, after `past` turns with the moods they left."""
        moods = [mood for _, mood in past]
        if heard.broke:
            again = Mood.HURT in moods
            hurt = "hurt" if heard.broke & _THREATS else "wronged"
            return self._say("left" if again else hurt, Mood.LEFT if again else Mood.HURT, len(past))
        if heard.unclear:
            return self._lost(past, moods)
        if len(past) >= LONGEST or heard.leaves:
            return self._say("bye", Mood.ENDED, len(past))
        clear = [seen for seen, _ in past if not seen.unclear]
        asked, spoken, knows = self._so_far(clear)
        if not (asked or spoken or knows or "state_debt" in heard.met):
            return self._say("asked", Mood.GUARDED, len(past))
        return self._moved(heard, moods, self._own()[spoken:], len(clear))

    def _moved(self, heard: Heard, moods: Sequence[Mood], left: Sequence[str], turn: int) -> Said:
        """What they say once they know what it is about, after `turn` turns they understood; `left` of their mission's lines."""
        opened = bool(heard.met & _OPENS) or Mood.OPEN in moods
        if left and not (opened and "offer_options" in heard.met and not self.stranger):
            mood = Mood.OPEN if heard.met & _OPENS else (moods[-1] if moods else Mood.GUARDED)
            return Said(self._fill(left[0]), mood)
        if self.stranger:
            return self._say("other", Mood.OPEN if opened else Mood.GUARDED, turn)
        if opened and heard.met & {"recap_agreement", "secure_commitment"}:
            return self._say("agreed", Mood.OPEN, turn)
        if opened and "offer_options" in heard.met:
            return self._say("offered", Mood.OPEN, turn)
        return self._say("open" if opened else "guarded", Mood.OPEN if opened else Mood.GUARDED, turn)

    def _so_far(self, clear: Sequence[Heard]) -> tuple[bool, int, bool]:
        """Whether they asked who calls, how many of the mission's lines they said, and whether they know what it is about.

        To a first turn that does not tell what it is about they ask, once; to a breach they say how it hurts, and nothing else.
        """
        asked, spoken, knows = False, 0, self.stranger
        for seen in clear:
            knows = knows or "state_debt" in seen.met
            if seen.broke:
                continue
            if asked or spoken or knows:
                spoken += 1
            else:
                asked = True
        return asked, spoken, knows

    def _lost(self, past: Sequence[tuple[Heard, Mood]], moods: Sequence[Mood]) -> Said:
        """To what cannot be understood: they ask again, feeling as before; after it again and again they hang up."""
        before = [seen.unclear for seen, _ in past[-(PATIENCE - 1) :]]
        if len(past) >= LONGEST or (len(before) == PATIENCE - 1 and all(before)):
            return self._say("lost", Mood.ENDED, len(past))
        return self._say("unclear", moods[-1] if moods else Mood.GUARDED, len(past))

    def _own(self) -> tuple[str, ...]:
        """The mission's lines. Who does nothing but answer greets in the first: here the telephone was picked up already."""
        mission = _mission(self.mission)
        lines = mission.lines.get(self.country) or mission.lines["US" if self.lang == "en" else "CL"]
        return lines[1:] if _acts(self.mission) == {"answered"} else lines

    def _say(self, kind: str, mood: Mood, turn: int) -> Said:
        return Said(self._fill(_pick(self._lines(kind), self.seed, turn)), mood)

    def _lines(self, kind: str) -> Sequence[str]:
        return tuple(_read(LINES_FILE)[self.lang][kind])

    def _fill(self, text: str) -> str:
        amount = _AMOUNTS.get(self.country, "fifteen dollars" if self.lang == "en" else "quince mil pesos")
        return text.format(name=self.name, amount=amount, day="30th" if self.lang == "en" else "treinta")


def takes_leave(text: str) -> bool:
    """Whether these words end a call, in Spanish or English."""
    return _LEAVES.search(text) is not None


def practice_debtor(mission: str, country: str, seed: int) -> PracticeDebtor:
    """The debtor of a mission. A country without lines speaks as in Chile. Raises BadScript for a mission that is not there."""
    _mission(mission)
    lang = "en" if language_of(country).startswith("en") or country == "GB" else "es"
    known = country if country in _AMOUNTS else "US" if lang == "en" else "CL"
    made = make_persona(known, Random(f"practice:{seed}"))
    return PracticeDebtor(mission, known, lang, made.name, made.sex, seed)


def mission_name(mission: str, lang: str) -> str:
    """What a mission is called. Raises BadScript for one that is not there."""
    return _mission(mission).name["en" if lang.startswith("en") else "es"]


def _mission(mission: str) -> MissionScript:
    found = next((m for m in read_missions() if m.id == mission), None)
    if found is None:
        raise BadScript(f"no mission {mission!r}; choose one of {', '.join(m.id for m in read_missions())}")
    return found


def _acts(mission: str) -> frozenset[str]:
    return frozenset(deed.kind for deed in _mission(mission).acts)


def _pick(lines: Sequence[str], seed: int, turn: int) -> str:
    """One of the lines, another one each turn, the same for the same seed."""
    return lines[(seed + turn) % len(lines)]


@lru_cache(maxsize=4)
def _read(path: Path) -> Mapping[str, Mapping[str, Sequence[str]]]:
    try:
        held: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["lines"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as cause:
        raise BadScript(f"{path.name}: no lines can be read ({cause}); write them by language and kind") from cause
    return held
