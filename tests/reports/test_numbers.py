"""The numbers of a report, counted by hand; decisions of people change them, doubts never do."""

from dataclasses import replace
from datetime import datetime

import pytest

from audit.calls import Status
from audit.results import Conduct, Decision
from audit.rubric import load_rubric
from reports.audited import build
from reports.comparison import difference
from reports.facts import Decided, Standing, Verdict
from reports.findings import findings_of
from reports.intervals import mean_t
from reports.tallies import conduct_of, duties_of, unassessed_of, violations_of
from tests.reports.cases import MADE_AT, SANTIAGO, call, context, report, violation, week

AT = datetime(2026, 5, 14, 9, 0, tzinfo=SANTIAGO)
THREAT = violation("false_legal_threat", Decision.ASSERTED, 0.95)
DOUBT = violation("insult", Decision.TO_REVIEW, 0.6)
MAJOR = violation("dismiss_hardship", Decision.ASSERTED, 0.92)


def said(criterion: str, what: str, instance: int | None = 0, hour: int = 9) -> Decided:
    return Decided(criterion, instance, what, "V. Neira", AT.replace(hour=hour), "se oye")


@pytest.mark.parametrize(
    ("violations", "decisions", "verdict"),
    [
        ((THREAT,), (), Verdict.FAIL),
        ((DOUBT,), (), Verdict.TO_DECIDE),
        ((MAJOR,), (), Verdict.PASS),
        ((), (), Verdict.PASS),
        ((THREAT,), (said("false_legal_threat", "not_happened"),), Verdict.PASS),
        ((THREAT,), (said("false_legal_threat", "cannot_tell"),), Verdict.PASS),
        ((DOUBT,), (said("insult", "happened"),), Verdict.FAIL),
        ((DOUBT,), (said("insult", "happened"), said("insult", "not_happened", hour=10)), Verdict.PASS),
        ((DOUBT,), (said("insult", "not_happened", hour=10), said("insult", "happened")), Verdict.PASS),
        ((THREAT, DOUBT), (said("insult", "not_happened", instance=1),), Verdict.FAIL),
    ],
)
def test_the_last_word_is_a_persons(violations: tuple, decisions: tuple, verdict: Verdict) -> None:  # type: ignore[type-arg]
    assert call("c", violations, decisions=decisions).verdict() is verdict


def test_a_call_nobody_could_judge_is_not_a_pass() -> None:
    blank = call("c")
    assert replace(blank, result=replace(blank.result, conduct=Conduct.NOT_ASSESSED)).verdict() is Verdict.NOT_ASSESSED


def test_a_corrected_duty_moves_the_skill() -> None:
    rubric = load_rubric()
    missed = call("c", missed=("acknowledge_hardship",))
    corrected = replace(missed, decisions=(said("acknowledge_hardship", "met", instance=None),))
    assert corrected.duties()["acknowledge_hardship"].status is Status.MET
    assert missed.duties()["acknowledge_hardship"].status is Status.NOT_MET
    assert (corrected.skill(rubric).score or 0) > (missed.skill(rubric).score or 0)
    assert corrected.skill(rubric).met == missed.skill(rubric).met + 1


def test_conduct_of_a_week_counted_by_hand() -> None:
    """Ten assert a critical act, one of them ruled out by a person, and one of the other vendor: 9 + 1 of 60."""
    tally = conduct_of(week())
    assert (tally.fail, tally.to_decide, tally.passed, tally.not_assessed) == (10, 3, 47, 0)
    assert tally.share.value == pytest.approx(10 / 60)
    assert tally.if_all_confirmed.value == pytest.approx(13 / 60)
    assert tally.share.low is not None and tally.share.high is not None
    assert tally.share.low < 10 / 60 < tally.share.high


def test_what_was_not_assessed_leaves_the_denominator() -> None:
    duties = {tally.criterion: tally for tally in duties_of(week(), load_rubric())}
    debt, dispute = duties["state_debt"], duties["honor_dispute"]
    assert (debt.assessed, debt.not_assessed, debt.share.value) == (0, 60, None)
    assert (dispute.assessed, dispute.not_applicable, dispute.share.n) == (0, 60, 0)
    gaps = {gap.what: gap.calls for gap in unassessed_of(week(), load_rubric())}
    assert gaps == {"state_debt": 60, "tone": 1}


def test_colombian_calls_do_not_owe_the_reason_and_are_asked_about() -> None:
    calls = [call("co-1", country="CO"), call("cl-1", country="CL")]
    asked = {t.criterion: t for t in duties_of(calls, load_rubric())}["ask_reason"]
    assert (asked.assessed, asked.not_applicable) == (1, 1)
    found = build(calls, [], context()).possible
    assert [(p.rule_id, [c.id for c, _ in p.calls]) for p in found] == [("co-no-reason-question", ["co-1"])]
    assert found[0].rule is not None
    assert found[0].rule.citation == "Ley 2300 de 2023, art. 7"


def test_never_seen_acts_keep_their_upper_limit() -> None:
    tallies = {t.criterion: t for t in violations_of(week(), load_rubric())}
    unseen = tallies["sensitive_data"]
    assert (unseen.calls, unseen.share.value, unseen.share.low) == (0, 0.0, 0.0)
    assert unseen.share.high == pytest.approx(0.0602, abs=0.001)
    assert tallies["false_legal_threat"].ruled_out == 1
    assert tallies["unofficial_payment"].open == 3


def test_findings_go_by_harm_then_doubt_and_what_was_ruled_out_comes_last() -> None:
    confirmed = call("b", (THREAT,), decisions=(said("false_legal_threat", "happened"),))
    ruled_out = call("a", (THREAT,), decisions=(said("false_legal_threat", "not_happened"),))
    found = findings_of([ruled_out, call("c", (MAJOR, DOUBT)), call("d", (THREAT,)), confirmed])
    assert [(f.call.id, f.standing) for f in found] == [
        ("b", Standing.HAPPENED),
        ("d", Standing.ASSERTED),
        ("c", Standing.TO_REVIEW),
        ("c", Standing.ASSERTED),
        ("a", Standing.NOT_HAPPENED),
    ]


def test_a_finding_cites_the_law_of_its_own_day() -> None:
    (found,) = findings_of([call("a", (THREAT,))])
    assert found.rule is not None
    assert found.rule.id == "cl-no-unstarted-legal-consequences"
    nowhere = replace(call("a", (THREAT,)), called_at=None)
    assert findings_of([nowhere])[0].rule is None
    early = replace(call("a", (THREAT,)), called_at=datetime(2019, 5, 12, 10, 0, tzinfo=SANTIAGO))
    assert findings_of([early])[0].rule is None


def test_vendors_are_told_apart_only_where_chance_cannot_explain_it() -> None:
    found = report().comparison
    assert found is not None
    assert (found.worst.name, found.best.name) == ("Marea Sur", "Contacto Andén")
    assert found.gap.told_apart
    few = [c for c in week() if int(c.id[-2:]) < 9]
    assert build(few, [], context()).comparison is None
    alike = [replace(c, vendor="A" if n % 2 else "B") for n, c in enumerate(week())]
    same = build(alike, [], context()).comparison
    assert same is not None
    assert not same.gap.told_apart


@pytest.mark.parametrize(
    ("groups", "low", "high"),
    [((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 20), 0.6791, 1.0)],
)
def test_differences_match_newcombes_tables(groups: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe 1998, Table II, method 10: examples a, b and g."""
    found = difference(*groups)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.0001), pytest.approx(high, abs=0.0001))


def test_a_mean_of_values_all_alike_promises_no_certainty() -> None:
    alike, apart = mean_t([100.0, 100.0, 100.0]), mean_t([90.0, 100.0, 80.0], 0, 100)
    assert (alike.value, alike.low, alike.high, alike.n) == (100.0, None, None, 3)
    assert apart.low is not None and apart.high is not None and apart.low < 90.0 < apart.high


def test_more_comparisons_widen_the_interval() -> None:
    one, six = difference(9, 30, 1, 30), difference(9, 30, 1, 30, comparisons=6)
    assert six.low < one.low < one.high < six.high
    for bad in ((1, 0, 1, 1), (2, 1, 0, 1), (-1, 4, 1, 4)):
        with pytest.raises(ValueError, match="must"):
            difference(*bad)


def test_the_order_of_calls_does_not_matter() -> None:
    one, other = build(week(), [], context()), build(reversed(week()), [], context())
    assert one == other
    assert one.context.made_at == MADE_AT
