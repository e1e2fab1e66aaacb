import math
from pathlib import Path

import pytest

from reports.kpis.clustered import Sums
from reports.scorecards.anchors import ingredients
from reports.scorecards.experience import Treatment, experience
from reports.scorecards.measure import vendor_measures


def share(hits: int, of: int) -> Sums:
    """Each row its own cluster."""
    return Sums(of, of, hits, of, hits, hits, of)


def each(values: list[float]) -> Sums:
    n = len(values)
    return Sums(n, n, sum(values), n, sum(v * v for v in values), sum(values), n)


def month() -> dict[str, dict[str, Sums]]:
    def spread(around: float, n: int, width: float) -> Sums:
        return each([around + width * (-1) ** k for k in range(n)])

    return {
        "tone": {"a": spread(2.6, 400, 0.8), "b": spread(3.9, 400, 0.8)},
        "effort": {"a": share(230, 400), "b": share(300, 400)},
        "offers_made": {"a": share(150, 400), "b": share(200, 400)},
        "word_kept": {"a": share(226, 318), "b": share(180, 200)},
        "cap_use": {"a": spread(0.8, 900, 0.3), "b": spread(0.3, 900, 0.2)},
        "opt_out_days": {"a": spread(3, 26, 1.5), "b": spread(1, 20, 0.5)},
        "complaints": {"a": share(88, 14210), "b": share(20, 12000)},
        "survey_csat": {"a": share(50, 86), "b": share(60, 90)},
    }


def without(sums: dict[str, dict[str, Sums]], measure: str, vendor: str = "") -> dict[str, dict[str, Sums]]:
    kept = {m: {v: s for v, s in by.items() if not (m == measure and vendor in (v, ""))} for m, by in sums.items()}
    return {m: by for m, by in kept.items() if by}


def weights(found: Treatment) -> dict[str, float]:
    return {p.id: p.weight for p in found.parts}


def test_the_score_is_the_weighted_mean_of_the_tables_points() -> None:
    found = experience(month(), ["a", "b"], asked={"a": 1433})["a"]
    points = {p.id: p.score.value for p in found.parts}
    assert points["tone"] == pytest.approx(50 * (2.6 - 1.5) / 1.5)
    assert points["effort"] == pytest.approx(50 * (0.575 - 0.2) / 0.4)
    assert points["pressure"] == pytest.approx(50 * (1 - 0.8) / 0.5)
    assert points["respect"] == pytest.approx(50)
    assert sum(weights(found).values()) == pytest.approx(1)
    by_hand = sum(i.weight / 100 * (points[i.id] or 0) for i in ingredients())
    assert found.score.value == pytest.approx(by_hand)
    assert found.score.low is not None and found.score.high is not None and found.score.low < by_hand < found.score.high


def test_the_same_month_gives_the_same_score_whatever_the_order_of_its_measures() -> None:
    turned = dict(reversed(list(month().items())))
    assert experience(month(), ["a", "b"]) == experience(turned, ["a", "b"])


def test_what_one_vendor_lacks_leaves_the_score_of_all_and_says_why() -> None:
    found = experience(without(month(), "survey_csat", "b"), ["a", "b"])
    assert weights(found["a"])["survey"] == 0 == weights(found["b"])["survey"]
    assert weights(found["a"])["tone"] == pytest.approx(20 / 90)
    survey = {v: next(p for p in t.parts if p.id == "survey") for v, t in found.items()}
    assert survey["a"].score.value is not None and survey["a"].cause is not None and "left out" in survey["a"].cause["en"]
    assert survey["b"].score.value is None and survey["b"].cause is not None
    assert found["a"].over == found["b"].over


def test_what_the_own_desk_lacks_leaves_no_vendors_score_and_costs_it_its_own() -> None:
    sums = {measure: {**by, "own": by["a"]} for measure, by in month().items()}
    whole = experience(sums, ["a", "b", "own"])
    assert whole["own"].score.value == pytest.approx(whole["a"].score.value) and whole["own"].over == whole["a"].over
    found, alone = experience(without(sums, "survey_csat", "own"), ["a", "b", "own"]), experience(month(), ["a", "b"])
    assert weights(found["a"]) == weights(alone["a"]) and weights(found["a"])["survey"] > 0
    assert found["b"].score.value == pytest.approx(alone["b"].score.value)
    assert found["own"].score.value is None and found["own"].cause is not None and "todas las partes" in found["own"].cause["es"]
    desk = {measure: {"own": by["own"]} for measure, by in sums.items()}
    assert experience(desk, ["own"])["own"].score.value is not None


def test_a_cause_of_the_books_is_told_rather_than_ours() -> None:
    why = {"es": "no hubo encuesta", "en": "no survey was sent"}
    found = experience(without(month(), "survey_csat"), ["a", "b"], {("survey_csat", ""): why})
    assert next(p.cause for p in found["a"].parts if p.id == "survey") == why


def test_under_six_tenths_of_the_weight_there_is_no_score() -> None:
    sums = month()
    for measure in ("tone", "effort", "word_kept"):
        sums = without(sums, measure, "b")
    found = experience(sums, ["a", "b"])
    assert found["b"].score.value is None and found["b"].cause is not None and "50%" in found["b"].cause["en"]
    assert found["a"].score.value is not None and len(found["a"].over) == 8


def test_vendors_measured_in_different_parts_are_not_compared() -> None:
    sums = month()
    for measure in ("tone", "effort"):
        sums = without(sums, measure, "b")
    for measure in ("cap_use", "opt_out_days"):
        sums = without(sums, measure, "a")
    found = experience(sums, ["a", "b"])
    assert [v for v, t in found.items() if t.score.value is not None] == ["a"]
    assert found["b"].cause is not None and "in common" in found["b"].cause["en"]


def test_pressure_is_read_from_contacts_a_week_where_the_law_has_no_cap() -> None:
    sums = without(month(), "cap_use") | {"contacts_a_week": {"a": each([3, 5] * 50), "b": each([2, 1] * 50)}}
    found = experience(sums, ["a", "b"])
    pressure = {v: next(p for p in t.parts if p.id == "pressure") for v, t in found.items()}
    assert pressure["a"].measure == pressure["b"].measure == "contacts_a_week"
    assert pressure["a"].score.value == pytest.approx(37.5) and pressure["b"].score.value == pytest.approx(87.5)


def test_everyone_alike_leaves_open_what_so_few_could_hide() -> None:
    sums = month() | {"opt_out_days": {"a": each([0.0] * 10), "b": each([0.0])}}
    found = experience(sums, ["a", "b"])
    respect = {v: next(p for p in t.parts if p.id == "respect").score for v, t in found.items()}
    assert respect["a"].value == 100 and respect["a"].low == pytest.approx(100 * (1 - 0.36889), abs=0.01)
    assert respect["b"].low == 0 and respect["b"].high == 100


def test_the_survey_says_how_many_answered_and_what_the_silent_could_change() -> None:
    survey = next(p for p in experience(month(), ["a", "b"], asked={"a": 1433, "b": 90})["a"].parts if p.id == "survey")
    assert survey.answered is not None and survey.answered.value == pytest.approx(86 / 1433)
    assert survey.bounds == (0.0, 100.0) and survey.note is not None and "6 %" in survey.note["es"]
    whole = next(p for p in experience(month(), ["a", "b"], asked={"b": 90})["b"].parts if p.id == "survey")
    assert whole.bounds == pytest.approx((whole.score.value, whole.score.value))
    unknown = next(p for p in experience(month(), ["a", "b"])["a"].parts if p.id == "survey")
    assert unknown.bounds is None and unknown.note is not None and "not known" in unknown.note["en"]
    with pytest.raises(ValueError, match="86 answers of 20 asked"):
        experience(month(), ["a", "b"], asked={"a": 20})


def test_sums_that_are_no_numbers_are_refused() -> None:
    sums = month()
    sums["tone"]["a"] = Sums(3, 3, math.nan, 3, 1, 1, 3)
    with pytest.raises(ValueError, match="tone of a"):
        experience(sums, ["a", "b"])


def test_nobody_measured_anything() -> None:
    found = experience({}, ["a"])
    assert found["a"].score.value is None and found["a"].cause is not None and "0 %" in found["a"].cause["es"]


def test_months_can_be_held_to_the_same_parts() -> None:
    found = experience(month(), ["a", "b"], only=("tone", "effort", "word_kept", "pressure"))
    assert found["a"].over == ("tone", "effort", "word_kept", "pressure")


def test_the_paper_says_the_weights_and_anchors_of_the_file() -> None:
    text = (Path(__file__).parents[3] / "docs" / "balance.md").read_text(encoding="utf-8")
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    told = {row[0]: (float(row[1]), row[3:6]) for row in rows if row[1].isdigit()}
    assert [weight for weight, _ in told.values()] == [i.weight for i in ingredients()]
    for (_, cells), part in zip(told.values(), ingredients(), strict=True):
        first = part.tables[0]
        by_points = dict(zip(first.points, first.values, strict=True))
        for points, cell in zip((0, 50, 100), cells, strict=True):
            number = float(cell.split("(")[0].replace("%", "").strip())
            scale = 100 if "%" in cell else vendor_measures()[first.measure].scale
            assert number == pytest.approx(by_points[points] * scale), (part.id, points)
