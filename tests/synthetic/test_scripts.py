from pathlib import Path

import pytest
import yaml

from audit.calls import DUTIES, VIOLATIONS, call_from, labels_from
from synthetic import scripts
from synthetic.errors import BadScript
from synthetic.scripts import read_script, read_scripts
from synthetic.world import CLIENT, VENDORS, demo_truth

GOOD = scripts.FOLDER / "cl_threat.yaml"


def changed(tmp_path: Path, **changes: object) -> Path:
    row = yaml.safe_load(GOOD.read_text(encoding="utf-8")) | changes
    path = tmp_path / "changed.yaml"
    path.write_text(yaml.safe_dump({k: v for k, v in row.items() if v is not None}, allow_unicode=True), encoding="utf-8")
    return path


def turn(words: str = "Hola", **marks: object) -> dict[str, object]:
    return {"agent": words, **marks}


def test_the_two_hands_name_the_same_criteria() -> None:
    assert scripts.DUTIES == DUTIES
    assert scripts.VIOLATIONS == VIOLATIONS


def test_the_truth_of_every_script_reads_as_labelled_calls() -> None:
    for row in demo_truth():
        call = call_from(row, row["id"])
        labels = labels_from(row["labels"], row["id"])
        assert set(labels.duties) == set(DUTIES)
        assert call.account.creditor == CLIENT
        spoken_by_agents = {t.i for t in call.turns if t.speaker.value == "agent"}
        assert {i for v in labels.violations for i in v.turns} <= spoken_by_agents
        assert {i for d in labels.duties.values() if d.status.value == "met" for i in d.turns} <= spoken_by_agents


def test_a_week_worth_looking_at() -> None:
    made = read_scripts()
    assert len({script.id for script in made}) == len({script.file for script in made}) == 13
    assert {script.country for script in made} == {"CL", "MX", "CO", "AR", "PE", "GB", "US"}
    found = {v["id"] for script in made for v in script.labels["violations"]}
    assert {"false_legal_threat", "unofficial_payment", "third_party_disclosure", "sensitive_data", "false_authority"} <= found
    assert sum(not script.labels["violations"] for script in made) >= 5
    assert {script.line.stereo for script in made} == {True, False}
    agents = {vendor.name: vendor.agents for vendor in VENDORS}
    assert all(script.agent in agents[script.vendor] for script in made)


def test_acts_of_one_kind_are_one_instance_unless_begun_again(tmp_path: Path) -> None:
    turns = [turn(breaks=["insult"]), turn(breaks=["insult"]), turn(again=["insult"])]
    labels = read_script(changed(tmp_path, turns=turns)).labels
    assert labels["violations"] == [{"id": "insult", "turns": [0, 1]}, {"id": "insult", "turns": [2]}]


def test_cue_duties_apply_only_where_their_cue_was_given(tmp_path: Path) -> None:
    turns = [{"debtor": "Perdí el trabajo.", "missed": ["acknowledge_hardship"]}, turn()]
    duties = read_script(changed(tmp_path, turns=turns)).labels["duties"]
    assert duties["acknowledge_hardship"] == {"status": "not_met", "turns": [0]}
    assert duties["honor_dispute"]["status"] == "not_applicable"
    assert duties["ask_reason"] == {"status": "not_met", "turns": []}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"turns": [turn(breaks=["rudeness"])]}, "rudeness"),
        ({"turns": [turn(met=["recap_agreement"])]}, "recap_agreement"),
        ({"turns": [{"robot": "Hola"}]}, "robot"),
        ({"turns": [turn(mood="sleepy")]}, "sleepy"),
        ({"called_at": "2026-11-11T12:15:00"}, "UTC offset"),
        ({"cast": {"agent": "alex", "debtor": "alex"}}, "one voice"),
        ({"cast": {"agent": "heart", "debtor": "dora"}}, "no es voice"),
        ({"line": {"coding": "MP3", "noise": "line"}}, "MP3"),
        ({"account": None}, "account"),
    ],
)
def test_a_wrong_script_is_refused_by_name(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadScript, match=said) as refused:
        read_script(changed(tmp_path, **changes))
    assert "changed.yaml" in str(refused.value)


def test_broken_yaml_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(BadScript, match=r"broken\.yaml"):
        read_script(tmp_path / "broken.yaml")
    with pytest.raises(BadScript, match="no scripts"):
        read_scripts(tmp_path / "nothing")
