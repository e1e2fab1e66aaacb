"""A client's own version: what may change, what is refused, and that its file is read as strictly as a shipped one."""

from dataclasses import replace
from datetime import date

import pytest

from audit.data_file import Words
from audit.errors import BadRubric
from audit.rubric import Criterion, load_rubric, parse_rubric, read_rubric, rubric_bytes
from audit.rubric_edit import LONGEST, Edited, begun, changes, dated, troubles, with_country, with_criterion, with_fewest

BASE = "collections_call@2026-01-01"
NAME = "collections_call+1f0c2a9b"


def draft() -> bytes:
    return begun(rubric_bytes(BASE), BASE, NAME, date(2026, 12, 1))


def entered(criterion: Criterion, **other: object) -> Edited:
    severity = criterion.severity.value if criterion.severity else None
    same = Edited(criterion.question, criterion.good, criterion.bad, criterion.weight, severity)
    return replace(same, **other)  # type: ignore[arg-type]


def test_a_draft_says_the_same_as_its_base_under_the_clients_name() -> None:
    made = parse_rubric(draft(), "draft")
    assert made.id == f"{NAME}@2026-12-01.1" and made.base == BASE and made.number == 1
    assert changes(load_rubric(BASE), made) == ()
    assert made.criteria == load_rubric(BASE).criteria and made.countries == load_rubric(BASE).countries


def test_publishing_changes_the_head_alone() -> None:
    made = parse_rubric(dated(draft(), date(2027, 1, 15), 3), "draft")
    assert made.id == f"{NAME}@2027-01-15.3" and changes(load_rubric(BASE), made) == ()


def test_weight_severity_words_and_fewest_change_and_are_told_one_by_one() -> None:
    rubric = load_rubric(BASE)
    duty, act = rubric.criterion("identify_agent"), rubric.criterion("insult")
    text = with_criterion(draft(), duty.id, entered(duty, weight=4.5, good=Words("Sí: nombre", "Yes: name")))
    text = with_criterion(text, act.id, entered(act, severity="major", question=Words("¿no?", 'a: "b" # c')))
    text = with_fewest(text, 5)
    made = parse_rubric(text, "draft")
    assert made.criterion("insult").critical is False and made.criterion("insult").question.en == 'a: "b" # c'
    assert [(c.where, c.part) for c in changes(rubric, made)] == [
        ("", "fewest_assessed"),
        ("identify_agent", "weight"),
        ("identify_agent", "good"),
        ("insult", "severity"),
        ("insult", "question"),
    ]
    assert made.criterion("identify_agent").weight == 4.5


@pytest.mark.parametrize("weight", [None, 0.0, 0.05, -1.0, 10.01, float("nan"), float("inf")])
def test_a_weight_out_of_range_has_its_sentence(weight: float | None) -> None:
    duty = load_rubric(BASE).criterion("identify_agent")
    assert [t.field for t in troubles(duty, entered(duty, weight=weight))] == ["weight"]
    with pytest.raises(BadRubric):
        with_criterion(draft(), duty.id, entered(duty, weight=weight))


def test_every_field_in_trouble_is_named_with_a_sentence_in_both_languages() -> None:
    act = load_rubric(BASE).criterion("insult")
    bad = entered(act, severity="mild", question=Words("", "x"), bad=Words("y", "z" * (LONGEST + 1)))
    found = troubles(act, bad)
    assert [t.field for t in found] == ["severity", "question_es", "bad_en"]
    assert all(t.said.es and t.said.en for t in found)


def test_a_country_switches_duties_off_with_a_rule_behind_each_and_may_stop_doing_so() -> None:
    text = with_country(draft(), "CL", {"inform_rights": "cl-some-rule"}, Words("porque sí", "because"))
    made = parse_rubric(text, "draft")
    assert made.switched_off("CL") == {"inform_rights": "cl-some-rule"}
    assert [(c.where, c.before, c.after) for c in changes(load_rubric(BASE), made)] == [
        ("CL", None, "inform_rights (cl-some-rule)")
    ]
    assert parse_rubric(with_country(text, "CL", {}, None), "draft").switched_off("CL") == {}
    with pytest.raises(BadRubric, match="why is missing"):
        with_country(draft(), "CL", {"inform_rights": "x"}, None)
    with pytest.raises(BadRubric, match="switched_off"):
        with_country(draft(), "CL", {"insult": "x"}, Words("a", "b"))


@pytest.mark.parametrize("fewest", [0, -1, 15])
def test_fewest_assessed_stays_within_the_duties(fewest: int) -> None:
    with pytest.raises(BadRubric, match="fewest_assessed"):
        with_fewest(draft(), fewest)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: insult", "id: cursing", "no violation of the house"),
        ("weight: 3", "weight: 11", "weight"),
        ("severity: critical", "severity: mild", "severity"),
        ("number: 1", "number: -1", "number"),
        ("base: " + BASE, "base: ''", "base"),
        ("  number: 1", "  number: 1\n  number: 2", "written twice"),
        ("  number: 1", "  number: 1\n  colour: red", "colour"),
    ],
)
def test_a_clients_text_is_read_as_strictly_as_a_file(old: str, new: str, said: str) -> None:
    text = draft().decode()
    assert old in text
    with pytest.raises(BadRubric, match=said):
        parse_rubric(text.replace(old, new, 1).encode(), "draft")


def test_what_is_the_houses_may_not_change() -> None:
    made = parse_rubric(draft().replace("name:\n    es: Insulto o humillación".encode(), b"name:\n    es: Otro"), "draft")
    assert made.criterion("insult").name.es == "Otro"
    with pytest.raises(BadRubric, match="fixed"):
        changes(load_rubric(BASE), made)


def test_a_base_is_no_key_of_a_shipped_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    shipped = rubric_bytes(BASE).replace(b"  fewest_assessed: 3", b"  fewest_assessed: 3\n  base: x")
    (tmp_path / "2026-01-01.yaml").write_bytes(shipped)
    with pytest.raises(BadRubric, match="unknown key 'base'"):
        read_rubric(tmp_path / "2026-01-01.yaml")
