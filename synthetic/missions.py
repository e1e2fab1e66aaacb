"""The missions of `missions.yaml`: what ghosts say and do, what must follow, and who gets which."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from synthetic.errors import BadScript

MISSIONS_FILE = Path(__file__).with_name("missions.yaml")
ACTS = frozenset(
    {
        "answered", "other_answered", "asked_to_stop", "disputed", "promised", "paid", "asked_where_to_complain", "offered_card",
        "said_lost_job", "showed_distress",
    }
)  # fmt: skip
_LANGUAGES = {"BR": "pt-BR", "US": "en"}


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a mission: what, in which contact with the debtor (1 is the first), and for money when and what part."""

    kind: str
    contact: int
    due_days: int | None = None
    part: float | None = None


@dataclass(frozen=True, slots=True)
class MissionScript:
    """A mission. Texts are by language (`name` es, en, pt; the others es, en); `lines` by country."""

    id: str
    weight: int
    name: Mapping[str, str]
    knows: Mapping[str, str]
    hides: Mapping[str, str]
    oracle: Mapping[str, str]
    acts: tuple[Deed, ...]
    lines: Mapping[str, tuple[str, ...]]

    def spoken(self, country: str) -> tuple[str, ...]:
        """What is said in a country."""
        return self.lines[country]

    def told(self, country: str) -> dict[str, dict[str, str]]:
        """Name and script in Spanish and English, for the auditor's pages."""
        says = " · ".join(self.spoken(country))
        labels = {"es": ("Sabe", "Calla", "Dice", "Debe seguir"), "en": ("Knows", "Hides", "Says", "Must follow")}
        told = {}
        for lang, (knows, hides, say, follows) in labels.items():
            script = f"{knows}: {self.knows[lang]} {hides}: {self.hides[lang]} {say}: {says} {follows}: {self.oracle[lang]}"
            told[lang] = {"name": self.name[lang], "script": script}
        return told


def language_of(country: str) -> str:
    """The language a ghost of that country speaks."""
    return _LANGUAGES.get(country, f"es-{country}")


@lru_cache(maxsize=8)
def read_missions(path: Path = MISSIONS_FILE) -> tuple[MissionScript, ...]:
    """The missions of a file. Raises BadScript naming the mission and the field."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = held["missions"]
    except (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as cause:
        raise BadScript(f"{path.name}: no missions can be read ({cause}); write them as in synthetic/missions.yaml") from cause
    found = tuple(_mission(row, path.name) for row in rows)
    twice = [id for id, n in Counter(mission.id for mission in found).items() if n > 1]
    if twice or not found:
        raise BadScript(f"{path.name}: mission {twice[0]!r} is there twice" if twice else f"{path.name}: no mission; write one")
    return found


def _mission(row: Any, where: str) -> MissionScript:
    try:
        mission = MissionScript(
            str(row["id"]), int(row["weight"]), row["name"], row["knows"], row["hides"], row["oracle"],
            tuple(_deed(act) for act in row["acts"]), {str(c): tuple(said) for c, said in row["lines"].items()},
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        name = row.get("id", "?") if isinstance(row, dict) else row
        raise BadScript(f"{where}: mission {name!r}: {cause!r} is missing or of another kind") from cause
    for field in ("name", "knows", "hides", "oracle"):
        lacking = [lang for lang in ("es", "en") if not str(getattr(mission, field).get(lang, "")).strip()]
        if lacking:
            raise BadScript(f"{where}: mission {mission.id!r}: {field} has no {lacking[0]}; write it")
    strange = [deed.kind for deed in mission.acts if deed.kind not in ACTS]
    if strange or mission.weight < 1:
        raise BadScript(f"{where}: mission {mission.id!r}: act {strange[:1]} or weight {mission.weight} is not known")
    return mission


def _deed(act: Mapping[str, Any]) -> Deed:
    part, due = act.get("part"), act.get("due_days")
    return Deed(str(act["kind"]), int(act["contact"]), None if due is None else int(due), None if part is None else float(part))


def assign(count: int, rng: np.random.Generator, missions: Sequence[MissionScript] | None = None) -> list[MissionScript]:
    """A mission for each of `count` ghosts of one vendor: as many of each as the weights say, to within one, in random order."""
    given = tuple(missions) if missions is not None else read_missions()
    weights = np.array([mission.weight for mission in given], dtype=float)
    exact = count * weights / weights.sum()
    many = np.floor(exact).astype(int)
    rest = exact - many + rng.random(len(given)) * 1e-6
    for i in np.argsort(-rest)[: count - int(many.sum())]:
        many[i] += 1
    every = [mission for mission, n in zip(given, many, strict=True) for _ in range(n)]
    return [every[i] for i in rng.permutation(count)]


__all__ = ["ACTS", "MISSIONS_FILE", "Deed", "MissionScript", "assign", "language_of", "read_missions"]
