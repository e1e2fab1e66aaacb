"""Which rule was law on which day, what a finding rests on, and every mistake the loader refuses."""

import re
from datetime import date
from pathlib import Path

import pytest

from audit.calls import DUTIES, VIOLATIONS
from audit.errors import BadRubric
from audit.rubric import load_rubric
from audit.rule_params import Acts, Cap, Counts, Fees, Hours, Period
from audit.rulebooks import FOLDER, basis, countries, read_rulebook, rulebook
from audit.rules import RuleStatus

BAD = Path(__file__).parent / "bad_rulebooks"
MAY_2026 = date(2026, 5, 12)
COUNTRIES = ("AR", "BR", "CL", "CO", "DO", "EC", "ES", "GB", "GT", "MX", "PE", "PY", "US")


def laid_down(file: str, folder: Path) -> Path:
    path = folder / "xx.yaml"
    path.write_text((BAD / file).read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.mark.parametrize("file", sorted(p.name for p in BAD.glob("[!_]*.yaml")))
def test_a_mistaken_rulebook_is_refused_in_words(file: str, tmp_path: Path) -> None:
    words = (BAD / file).read_text(encoding="utf-8").splitlines()[0].removeprefix("# error: ")
    with pytest.raises(BadRubric, match=re.escape(words)) as error:
        read_rulebook(laid_down(file, tmp_path))
    assert "xx.yaml" in str(error.value)


def test_the_day_picks_the_version(tmp_path: Path) -> None:
    book = read_rulebook(laid_down("_good.yaml", tmp_path))
    cited = {
        day: book.on(day).rule("xx-respect")
        for day in (date(2020, 2, 29), date(2020, 3, 1), date(2023, 12, 31), date(2024, 1, 1))
    }
    assert [rule and rule.citation for rule in cited.values()] == [None, "Ley 1, art. 1", "Ley 1, art. 1", "Ley 2, art. 1"]
    assert [book.on(day).id for day in cited] == ["XX@none", "XX@2020-03-01", "XX@2020-03-01", "XX@2024-01-01"]
    assert book.on(date(2020, 1, 1)).basis_for("insult") is None
    assert book.on(MAY_2026).basis_for("insult") == "xx-respect"


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_loads_with_sources(country: str) -> None:
    book = rulebook(country, MAY_2026)
    assert book is not None
    assert book.sha256
    for rule in book.rules:
        assert rule.id.startswith({"GB": "uk"}.get(country, country.lower()) + "-")
        if rule.status is not RuleStatus.POLICY_DEFAULT:
            assert rule.sources
            assert rule.citation
    assert countries() == COUNTRIES


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_finding_rests_on_law_in_force_or_on_the_rubric(country: str) -> None:
    book = rulebook(country, MAY_2026)
    assert book is not None
    for criterion in (*DUTIES, *VIOLATIONS):
        found = basis(book, criterion)
        if found != f"rubric:{criterion}":
            rule = book.rule(found)
            assert rule is not None
            assert rule.binds(MAY_2026)
            assert rule.status is not RuleStatus.POLICY_DEFAULT


@pytest.mark.parametrize(
    ("country", "criterion", "expected"),
    [
        ("CL", "third_party_disclosure", "cl-third-party-disclosure"),
        ("CL", "sensitive_data", "rubric:sensitive_data"),
        ("CO", "ask_reason", "co-no-reason-question"),
        ("CO", "false_legal_threat", "rubric:false_legal_threat"),
        ("MX", "unofficial_payment", "mx-no-direct-payment"),
        ("UK", "false_legal_threat", "uk-impossible-action"),
        ("US", "misleading_statement", "us-no-misleading"),
        ("ZZ", "insult", "rubric:insult"),
    ],
)
def test_known_bases(country: str, criterion: str, expected: str) -> None:
    assert basis(rulebook(country, MAY_2026), criterion) == expected


def test_a_local_law_is_a_basis_only_there() -> None:
    book = rulebook("AR", MAY_2026)
    assert basis(book, "insult") == "ar-dignified-treatment"
    assert basis(book, "insult", "AR-C") == "ar-caba-no-coercion"
    assert basis(rulebook("BR", MAY_2026), "recording_notice") == "rubric:recording_notice"
    assert basis(rulebook("BR", MAY_2026), "recording_notice", "BR-SP") == "br-sp-recording"


def test_before_a_law_there_is_no_breach_of_it() -> None:
    assert basis(rulebook("CO", date(2023, 10, 9)), "ask_reason") == "rubric:ask_reason"
    assert basis(rulebook("CO", date(2023, 10, 10)), "ask_reason") == "co-no-reason-question"


def test_ids_name_the_newest_exact_date_in_force() -> None:
    ids = {c: (rulebook(c, MAY_2026) or pytest.fail(c)).id for c in ("CL", "CO", "MX", "US")}
    assert ids == {"CL": "CL@2021-04-20", "CO": "CO@2023-10-10", "MX": "MX@2017-06-23", "US": "US@2021-11-30"}
    later = rulebook("CL", date(2026, 12, 1))
    assert later is not None
    assert later.id == "CL@2026-12-01"
    assert rulebook("ZZ", MAY_2026) is None


def test_contact_rules_carry_their_readings() -> None:
    chile, colombia, states = (rulebook(c, MAY_2026) for c in ("CL", "CO", "US"))
    assert chile and colombia and states
    calls = chile.rule("cl-freq-call-visit")
    assert calls and isinstance(calls.params, Cap) and calls.params.lenient
    assert (calls.params.strict.period, calls.params.strict.counts) == (Period.ROLLING_WEEK, Counts.ATTEMPT)
    assert (calls.params.lenient.period, calls.params.lenient.counts) == (Period.CALENDAR_WEEK, Counts.DIRECT)
    hours = states.rule("us-hours")
    assert hours and isinstance(hours.params, Hours) and hours.params.end_included
    fees = chile.rule("cl-fee-cap")
    assert fees and isinstance(fees.params, Fees)
    assert [(b.percent, b.up_to) for b in fees.params.brackets] == [(9, 10), (6, 50), (3, None)]
    asking = colombia.rule("co-no-reason-question")
    assert asking and isinstance(asking.params, Acts) and not asking.params.required


def test_every_contact_reading_of_the_house_is_there() -> None:
    ids = {rule.id for c in COUNTRIES for rule in (rulebook(c, MAY_2026) or pytest.fail(c)).rules}
    wanted = """cl-hours-voice-visit cl-freq-call-visit cl-freq-written cl-freq-total-week co-hours co-freq-day
    co-one-channel-week pe-hours mx-hours-financial ec-hours ec-freq-day us-hours us-7-in-7
    us-7-days-after-conversation do-hours do-freq-day py-hours gt-hours gt-freq-day br-sp-hours br-al-hours br-rj-hours"""
    assert set(wanted.split()) <= ids


def test_rules_that_the_rubric_names_exist() -> None:
    for country, pack in load_rubric().countries.items():
        book = rulebook(country, MAY_2026)
        assert book is not None
        assert all(book.rule(rule) for rule in pack.switched_off.values())


def test_no_file_is_too_long() -> None:
    assert all(len(p.read_text(encoding="utf-8").splitlines()) <= 400 for p in FOLDER.glob("*.yaml"))
