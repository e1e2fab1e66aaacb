"""What pages and the API are held to alike: a target no worse than now, numbers as each language and unit writes them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.errors import BadInput
from app.queries.rows import Role
from app.services.keys import create_key
from app.services.vendors.ask_plan import ask_plan
from app.services.vendors.correct import NewPlan, as_read
from app.services.vendors.levels import Level, set_level
from reports.scorecards.measure import vendor_measures
from tests.app.vendors import month as m
from tests.app.vendors.test_refused_forms import keys, vendor
from tests.app.world import NOW, World

__all__ = ["keys", "vendor"]
SignIn = Callable[[Role], FlaskClient]


def test_a_plan_by_api_is_held_to_worse_than_now_as_the_pages_is(world: World, keys: dict[str, str], signed_in: SignIn) -> None:
    key, due = keys["Sur Recupera"], (m.NOW + timedelta(days=900)).date().isoformat()
    sent = {"asked": "Bajar los contactos", "due_on": due, "measure": "contacts_a_week", "target": 99.0}
    client = signed_in(Role.AUDITOR)
    page = client.post(f"/vendors/{key}/plans", data={**sent, "target": "99", "month": "2026-04"})
    assert page.status_code == 422 and "es peor que lo de ahora" in page.text
    with world.database.writing() as db:
        by_key = create_key(db, world.actors[Role.ADMIN], "CRM", NOW)[1]
    heads = {"Authorization": f"Bearer {by_key}", "Accept-Language": "en"}
    said = client.application.test_client().post(f"/api/v1/vendors/{key}/plans", json=sent, headers=heads)
    assert said.status_code == 422 and "it is worse than now" in said.text


@pytest.mark.parametrize(
    ("measure", "value", "es", "en"),
    [
        ("critical_calls", 0.02, "2 %", "2%"),
        ("critical_calls", 0.0125, "1,25 %", "1.25%"),
        ("contacts_a_week", 2.0, "2", "2"),
        ("opt_out_days", 1.0, "1 día", "1 day"),
        ("opt_out_days", 2.5, "2,5 días", "2.5 days"),
        ("recovery_adjusted", 1.0, "1,00", "1.00"),
        ("cost_per_unit", 0.1185, "0,1185", "0.1185"),
        ("complaints", 0.01, "10", "10"),
        ("survey_nps", -20.0, "−20", "−20"),
    ],
)
def test_a_limit_is_written_as_its_measure_is(measure: str, value: float, es: str, en: str) -> None:
    said = as_read(vendor_measures()[measure], value)
    assert tuple(text.replace("\u00a0", " ") for text in said) == (es, en)


def test_a_limit_out_of_bounds_is_told_in_its_unit(world: World, vendor: int) -> None:
    with world.database.writing() as db:
        with pytest.raises(BadInput) as told:
            set_level(db, world.actors[Role.AUDITOR], vendor, Level("critical_calls", 2.0), NOW.date(), NOW)
        es, en = (told.value.say(lang).replace("\u00a0", " ") for lang in ("es", "en"))
        assert es.startswith("límite 200 %: ") and "hasta 100 %" in es
        assert en.startswith("limit 200%: ") and "from 0% up to 100%" in en
        made = ask_plan(
            db, world.actors[Role.AUDITOR], NewPlan(vendor, "Capacitar", NOW.date() + timedelta(days=9), "skill", 60.0), NOW
        )
        assert made.state == "open"
