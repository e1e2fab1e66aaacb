"""The covertness report: verdict first, intervals drawn and tabled, in both languages, with nobody's data in it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audit.ghosts.covertness.adversaries import Adversary
from audit.ghosts.covertness.auc import interval
from audit.ghosts.covertness.covertness import Covertness, Reason, Verdict
from audit.ghosts.covertness.lab import Options, lab
from reports.covertness_json import as_json
from reports.covertness_page import render_html
from tests.audit.ghosts.covertness.portfolio import made, rounded

WHEN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def leaking() -> Covertness:
    wave = made(300, 80, seed=2)
    rounded(wave.ghosts, wave.rng)
    wave.ghosts[0]["rut"] = wave.real[5]["rut"]
    return lab(*wave.tables(), Options(repeats=1))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_page_says_the_verdict_first_and_draws_without_script(leaking: Covertness, lang: str) -> None:
    html = render_html(leaking, lang, WHEN)
    assert "<script" not in html
    lead = re.search(r'<p class="lead">(.*?)</p>', html, re.DOTALL)
    assert lead and lead.group(1).startswith({"es": "No se puede entregar", "en": "It may not be handed over"}[lang])
    assert html.count('<svg class="plot"') == 3 and html.count("<table>") >= 4
    assert {"es": "termina en 4 ceros", "en": "ends in 4 zeros"}[lang] in html
    assert {"es": "el mismo número de identidad", "en": "the same identity number"}[lang] in html


def test_neither_page_nor_figures_hold_a_persons_data(leaking: Covertness) -> None:
    wave = made(300, 80, seed=2)
    written = render_html(leaking, "es", WHEN) + as_json(leaking)
    private = {row[c] for row in (*wave.real, *wave.ghosts) for c in ("rut", "nombre", "telefono", "direccion", "cuenta")}
    private |= {row["correo"] for row in wave.real if row["correo"]}
    assert [value for value in private if value in written] == []


def test_the_figures_carry_numbers_and_intervals(leaking: Covertness) -> None:
    found = json.loads(as_json(leaking))
    assert found["verdict"] == "leak" and set(found["reasons"]) == {"near_double", "told_apart"}
    assert {row["name"] for row in found["adversaries"]} == {a.value for a in Adversary}
    for row in (found["auc"], *found["adversaries"], *found["fields"]):
        assert row["low"] <= row["auc"] <= row["high"] and row["ghosts"] == 80 and row["real"] == 300
    assert ["capital"] in found["leaking"]
    assert [(d["likeness"], d["columns"]) for d in found["near_doubles"]] == [("identity", ["rut"])]


def test_each_verdict_has_its_sentence(leaking: Covertness) -> None:
    clean = replace(leaking, doubles=(), fields=(), statements=())
    told = {
        "Se puede entregar": replace(clean, verdict=Verdict.RELEASE, reasons=(), strongest=interval(0.51, 1000, 4000)),
        "son pocos y el intervalo es ancho": replace(
            clean, verdict=Verdict.CANNOT_TELL, reasons=(Reason.WIDE,), strongest=interval(0.51, 30, 4000)
        ),
        "no hay nada que medir": replace(clean, verdict=Verdict.CANNOT_TELL, reasons=(Reason.FEW,), strongest=None, attempts=()),
        "queda bajo 0,5": replace(
            clean, verdict=Verdict.CANNOT_TELL, reasons=(Reason.BELOW,), strongest=interval(0.45, 1000, 4000)
        ),
    }
    for sentence, found in told.items():
        assert sentence in render_html(found, "es", WHEN)
