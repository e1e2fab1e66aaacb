"""The simulator and the rulebooks, by different hands, meet here: what the one plants the other finds, and no more."""

from datetime import date

import pytest

from app.benches.programme.shapes import contact_of
from audit.contacts.finding import Finding, findings_of
from synthetic.bpos import Conduct, Vendor, WavePlan, simulate, written_up
from synthetic.bpos.rows import VendorRows
from synthetic.bpos.words import Kind
from tests.synthetic.bpos.waves import COUNTRIES, EVERY_KIND

STARTS = (date(2026, 5, 4), date(2025, 12, 1), date(2026, 3, 23), date(2025, 9, 1))
HOURS = (Kind.OUT_OF_HOURS, Kind.REST_DAY)


def _lived(vendor: Vendor, country: str, first: date) -> VendorRows:
    return written_up(simulate(WavePlan(country, first, (vendor,), ghosts=120, twins=60), 11))[0]


def _found(rows: VendorRows) -> list[Finding]:
    return findings_of([contact_of(touch.row) for touch in rows.touches])


@pytest.mark.parametrize("first", STARTS)
@pytest.mark.parametrize("country", COUNTRIES)
def test_a_clean_vendor_breaks_no_rule_in_any_reading(country: str, first: date) -> None:
    for keen in (False, True):
        rows = _lived(Vendor("v", keen=keen), country, first)
        assert len(rows.touches) > 600
        assert [(f.rule_id, f.reading) for f in _found(rows)] == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_planted_breaches_are_found_and_nothing_else_is(country: str) -> None:
    rows = _lived(Vendor("v", conduct=Conduct(0.7, 0.05, EVERY_KIND), keen=True), country, STARTS[0])
    found = _found(rows)
    hours = {f.contact_id for f in found if "-hours" in f.rule_id}
    often = {f.contact_id for f in found if "-hours" not in f.rule_id}
    for touch in rows.touches:
        id = touch.row.contact_id
        assert (id in hours) == any(kind in touch.wrong for kind in HOURS), touch
        if Kind.OVER_CALLING in touch.wrong:
            assert id in often, touch
        if id in often:
            assert touch.shadow, touch


def test_each_country_with_a_law_has_something_to_break() -> None:
    planted = {
        country: {
            kind for ways in _lived(Vendor("v", conduct=Conduct(0.7)), country, STARTS[0]).mistreated.values() for kind in ways
        }
        for country in COUNTRIES
    }
    assert all(Kind.OUT_OF_HOURS in kinds for country, kinds in planted.items() if country != "AR")
    assert {country for country, kinds in planted.items() if Kind.OVER_CALLING in kinds} == {"CL", "CO", "US", "EC", "DO", "GT"}
