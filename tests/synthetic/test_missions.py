from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from audit.ghosts.lived import ActKind
from synthetic.bpos.words import Mission
from synthetic.errors import BadScript
from synthetic.missions import ACTS, MISSIONS_FILE, assign, language_of, read_missions
from synthetic.people.atlas import COUNTRIES


def test_acts_are_those_the_audit_knows() -> None:
    assert {kind.value for kind in ActKind} == ACTS


def test_every_simulated_mission_has_its_script() -> None:
    assert {mission.value for mission in Mission} <= {mission.id for mission in read_missions()}


def test_every_mission_speaks_in_every_country() -> None:
    for mission in read_missions():
        assert set(mission.lines) == set(COUNTRIES), mission.id
        assert all(len(said) >= 2 and all(text.strip() for text in said) for said in mission.lines.values()), mission.id
        told = mission.told("MX")
        assert told["es"]["name"] != told["en"]["name"]


def test_what_is_said_is_said_differently_across_countries() -> None:
    for mission in read_missions():
        assert len({said[0] for said in mission.lines.values()}) >= 5, mission.id


def test_lines_take_only_known_blanks() -> None:
    for mission in read_missions():
        for said in mission.lines.values():
            for text in said:
                assert "{" not in text.format(name="Ana", amount="10", day="lunes")


def test_languages() -> None:
    assert [language_of(country) for country in ("CL", "BR", "US")] == ["es-CL", "pt-BR", "en"]


@pytest.mark.parametrize("count", [1, 7, 35, 200])
def test_missions_are_dealt_evenly_and_at_random(count: int) -> None:
    missions = read_missions()
    dealt = assign(count, np.random.default_rng(4))
    total = sum(mission.weight for mission in missions)
    many = Counter(mission.id for mission in dealt)
    assert len(dealt) == count
    for mission in missions:
        assert abs(many[mission.id] - count * mission.weight / total) < 1
    if count > 30:
        assert [m.id for m in dealt] != [m.id for m in assign(count, np.random.default_rng(5))]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{kind: said_lost_job, contact: 1}", "{kind: shouted, contact: 1}", "shouted"),
        ("id: lost_job", "id: disputes", "twice"),
        ("weight: 3", "weight: 0", "weight 0"),
        ("en: Disputes the debt, ", "", "name has no en"),
        ("oracle:", "orakel:", "oracle"),
        ("missions:\n", "mision:\n", "missions"),
    ],
)
def test_bad_missions_are_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = MISSIONS_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "missions.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadScript, match=says):
        read_missions(path)
