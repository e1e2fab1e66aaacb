import json

import numpy as np
import pytest

from reports.scorecards.back_test import Tested
from reports.scorecards.outlook import CAPS, Outlook, outlook_dict, outlook_from, outlook_of
from reports.scorecards.projection import Told
from reports.scorecards.support import covered_of
from reports.scorecards.what_if import Move
from tests.reports.scorecards.small_world import facts, recovered
from tests.reports.scorecards.test_cap import HEAVY, touches

RATES = {"complaints": (0.01, 0.002, 0.005), "contacts_against_law": (0.2, 0.05, 0.1)}


def made(segment: str = "") -> Outlook:
    months = recovered((1.1, 0.9, 1.0), 5)
    del months[1]["c"]
    return outlook_of(facts(((900, 900, 900),) * 5, RATES, touches=touches(HEAVY)), months, segment)


def test_it_is_kept_as_json_and_answers_the_same() -> None:
    found = made()
    text = json.dumps(outlook_dict(found), allow_nan=False)
    again = outlook_from(json.loads(text))
    assert again.move(Move("a", "b", 0.3)) == found.move(Move("a", "b", 0.3))
    assert again.tests == found.tests and again.caps == found.caps
    assert np.isnan(again.past.log_recovery[2, 1])


def test_every_cap_of_every_vendor_is_there() -> None:
    found = made()
    assert set(found.caps) == {(v, n) for v in ("", "a", "b", "c") for n in CAPS}
    assert found.cap(2, "a").line(Told.CONTACTS).change.value == -80
    assert found.cap(2, "a").line(Told.RECOVERY_SHARE).bounds
    with pytest.raises(KeyError):
        found.cap(99)


def test_how_often_it_held_stands_beside_it() -> None:
    test = made().test(Tested.COMPLAINTS)
    assert test.hits.n == 9 and test.cause is None


def test_of_a_segment_rates_of_all_accounts_are_said_to_be_so() -> None:
    notes = made("early").move(Move("a", "b", 0.3)).notes
    assert any("not those of this segment" in n["en"] for n in notes)


def test_what_the_receiver_has_had_is_counted_by_giver() -> None:
    found = covered_of(facts(((900, 900, 900),) * 2, {}, segments=((0,), (0, 1), (1,))))
    assert found[0, 1] == 1 and found[0, 2] == 0 and 0.4 < found[1, 0] < 0.6 and found[2, 0] == 0
    early = covered_of(facts(((900, 900, 900),) * 2, {}, segments=((0,), (0, 1), (1,))), "early")
    assert early[1, 0] == 1
    assert covered_of(facts(((0, 0, 0),), {})).tolist() == np.zeros((3, 3)).tolist()
