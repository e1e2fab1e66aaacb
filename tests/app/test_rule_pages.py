"""The rules of every country as people read them: every rule has its page, and its example breaks it in each reading."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.errors import NotFound
from app.queries.oversight.rules import rule_page, rules_page
from app.queries.rows import Role
from audit.contacts.plain import example, readings
from audit.contacts.ruled import rules_of
from audit.rulebooks import countries, whole

SignIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("country", countries())
def test_a_country_lists_every_rule_once_and_each_has_its_page(country: str) -> None:
    for lang in ("es", "en"):
        page = rules_page(country, lang)
        listed = [line.id for _, lines in page.topics for line in lines]
        assert sorted(listed) == sorted(rule.id for rule in whole(country).rules)
        for id in listed:
            told = rule_page(id, lang)
            assert told.requires
            assert told.country == country
            assert told.sources or told.line.status == "policy_default"


def test_the_two_languages_are_two() -> None:
    es, en = (rule_page("cl-freq-written", lang) for lang in ("es", "en"))
    assert [r.text for r in es.readings] != [r.text for r in en.readings]
    assert es.readings[0].text.startswith("Como máximo 2 en siete días corridos; al menos 72 h entre una y otra.")
    assert en.readings[1].text.startswith("At most 2 in the week, Monday to Sunday; at least 48 h apart.")
    assert (
        rule_page("do-freq-day", "es").readings[0].text.startswith("Como máximo 5 en el día; al menos 30 min entre una y otra.")
    )


@pytest.mark.parametrize("country", countries())
def test_every_example_breaks_its_rule_in_every_reading(country: str) -> None:
    rules = rules_of(country)
    assert rules is not None
    for each in rules.judged:
        _, findings = example(each.rule, country)
        assert {finding.reading for finding in findings} == {reading for reading, _ in readings(each.rule)}
    for rule in rules.unassessed:
        assert example(rule, country) == ((), ())


def test_a_rule_nobody_has_is_not_found() -> None:
    for ask in (lambda: rule_page("cl-nothing", "es"), lambda: rules_page("XX", "es")):
        with pytest.raises(NotFound):
            ask()


def test_the_pages_open_for_staff_and_lead_to_one_another(signed_in: SignIn) -> None:
    client = signed_in(Role.QA)
    listed = client.get("/rules?country=co").get_data(as_text=True)
    assert "/rules/co-one-channel-week" in listed
    page = client.get("/rules/co-one-channel-week").get_data(as_text=True)
    assert "/rules?country=CO" in page
    assert "co-one-channel-week" in page
    assert client.get("/rules?country=XX").status_code == 404
    assert client.get("/rules/nothing").status_code == 404
