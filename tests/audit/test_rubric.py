"""The rubric's file, its loader's refusals, and the two numbers made from it."""

import hashlib
import re
from pathlib import Path

import pytest

from audit.calls import DUTIES, VIOLATIONS, Status
from audit.errors import BadRubric
from audit.results import Conduct, Decision, DutyResult, Evidence, Severity, ViolationResult
from audit.rubric import FOLDER, conduct, load_rubric, possible_findings, published, read_rubric, skill, weighed

PUBLISHED = {
    "collections_call@2026-01-01": "0c2e450092f01ddc8aa903523a54ab63bee04791ae50002df3323afa9e69747b",
}
GOOD = FOLDER / "collections_call" / "2026-01-01.yaml"


def duty(status: Status) -> DutyResult:
    return DutyResult(status, 0.9)


def violation(decision: Decision, severity: Severity) -> ViolationResult:
    return ViolationResult("insult", Evidence(3, "…"), (3,), 0.95, decision, severity, "rubric:insult")


def test_a_published_rubric_never_changes() -> None:
    """A result names its rubric: whoever changes the words writes a new file with a new date."""
    files = {id: FOLDER / id.partition("@")[0] / f"{id.partition('@')[2]}.yaml" for id in published()}
    assert {id: hashlib.sha256(path.read_bytes()).hexdigest() for id, path in files.items()} == PUBLISHED


def test_the_latest_has_every_criterion_in_both_languages() -> None:
    rubric = load_rubric()
    assert rubric.id == "collections_call@2026-01-01"
    assert tuple(c.id for c in rubric.duties) == DUTIES
    assert tuple(c.id for c in rubric.violations) == VIOLATIONS
    assert {c.id for c in rubric.violations if not c.critical} == {"dismiss_hardship", "misleading_statement", "ignore_refusal"}
    for criterion in rubric.criteria:
        for words in (criterion.name, criterion.question, criterion.good, criterion.bad, criterion.basis):
            assert words.es != words.en
    assert load_rubric("collections_call@2026-01-01") is load_rubric("collections_call@2026-01-01")


def test_skill_is_the_weighted_share_of_what_was_assessed() -> None:
    rubric = load_rubric()
    duties = {
        "identify_agent": duty(Status.MET),  # weight 2
        "verify_identity": duty(Status.NOT_MET),  # weight 3
        "courteous_close": duty(Status.MET),  # weight 1
        "honor_dispute": duty(Status.NOT_APPLICABLE),
        "state_debt": duty(Status.NOT_ASSESSED),
    }
    assert skill(duties, rubric) == pytest.approx(50.0)
    counted = weighed(duties, rubric)
    assert (counted.met, counted.assessed, counted.owed) == (2, 3, 13)


def test_too_few_assessed_duties_give_no_skill() -> None:
    two = {"identify_agent": duty(Status.MET), "state_debt": duty(Status.MET), "ask_reason": duty(Status.NOT_ASSESSED)}
    assert skill(two, load_rubric()) is None


def test_colombia_does_not_owe_the_reason_and_reports_it() -> None:
    rubric = load_rubric()
    duties = {id: duty(Status.MET) for id in DUTIES} | {"ask_reason": DutyResult(Status.NOT_MET, 0.9)}
    assert skill(duties, rubric, "CO") == pytest.approx(100.0)
    assert skill(duties, rubric, "CL") < 100.0
    asked = duties | {"ask_reason": DutyResult(Status.MET, 0.9, (4,))}
    (found,) = possible_findings(asked, rubric, "CO")
    assert (found.rule, found.turns) == ("co-no-reason-question", (4,))
    assert possible_findings(asked, rubric, "CL") == ()
    assert possible_findings(duties, rubric, "CO") == ()


@pytest.mark.parametrize(
    ("decision", "severity", "expected"),
    [
        (Decision.ASSERTED, Severity.CRITICAL, Conduct.FAIL),
        (Decision.TO_REVIEW, Severity.CRITICAL, Conduct.PASS),
        (Decision.ASSERTED, Severity.MAJOR, Conduct.PASS),
    ],
)
def test_only_asserted_critical_violations_fail_a_call(decision: Decision, severity: Severity, expected: Conduct) -> None:
    assert conduct([violation(decision, severity)]) is expected


def test_conduct_that_nobody_judged_is_not_a_pass() -> None:
    assert conduct([], judged=False) is Conduct.NOT_ASSESSED


MISTAKES = {
    "unknown key": (r"^  weight: 3$", "  weight: 3\n  colour: red", "unknown key 'colour'"),
    "duplicate key": (r"^  weight: 3$", "  weight: 3\n  weight: 2", "'weight' is written twice"),
    "no English": (r'title: \{es: "Llamada de cobranza",\n    en: "Collections call"\}', "title: {es: Llamada}", "en is missing"),
    "negative weight": (r"^  weight: 3$", "  weight: -1", "weight must be a number above 0"),
    "weight in words": (r"^  weight: 3$", "  weight: three", "weight must be a number above 0"),
    "unknown severity": (r"severity: major", "severity: awful", "severity must be one of critical, major"),
    "unknown means": (r"judged: \[model\]", "judged: [guess]", "judged must name some of model, logic, pattern"),
    "unknown criterion": (r"- id: insult", "- id: rudeness", "'rudeness'"),
    "criterion twice": (r"- id: harassment", "- id: insult", "'insult' is written twice"),
    "wrong date": (r"effective_from: 2026-01-01", "effective_from: 2026-02-01", "is not the file's date"),
    "date in words": (r"effective_from: 2026-01-01", "effective_from: January", "written as 2026-05-31"),
    "not YAML": (r"^rubric:", "rubric: [", "not valid YAML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_file_and_key(mistake: str, tmp_path: Path) -> None:
    pattern, instead, words = MISTAKES[mistake]
    text = GOOD.read_text(encoding="utf-8")
    broken = re.sub(pattern, instead, text, count=1, flags=re.M)
    assert broken != text
    path = tmp_path / "2026-01-01.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BadRubric, match=re.escape(words)) as error:
        read_rubric(path)
    assert "2026-01-01.yaml" in str(error.value)


def test_an_unknown_rubric_says_which_there_are() -> None:
    with pytest.raises(BadRubric, match="collections_call@2026-01-01"):
        load_rubric("collections_call@1999-01-01")
