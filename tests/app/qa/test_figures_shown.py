"""A figure is never shown without its interval, and what waits for a person is told in one breath."""

import pytest
from flask import Flask, g, render_template_string

from app.queries.qa_rows import Figured
from app.web.told import told

CELL = "{% import 'macros/figures.html' as figures with context %}{{ figures.cell('Kappa', f, none, 'number') }}"


@pytest.mark.parametrize(("f", "shown"), [(Figured(0.42, None, None, 6), False), (Figured(0.42, 0.1, 0.8, 6), True)])
def test_too_few_to_tell_shows_no_figure_and_no_bar(site: Flask, f: Figured, shown: bool) -> None:
    with site.test_request_context("/"):
        cell = render_template_string(CELL, f=f)
    assert ("0,42" in cell, "fig-bar" in cell, "[0,10; 0,80]" in cell) == (shown,) * 3
    assert ("muy pocas para saber" in cell) is not shown and "n = 6" in cell


def test_two_reasons_to_decide_are_one(site: Flask) -> None:
    with site.test_request_context("/"):
        g.language = "es"
        one = told("to decide: insult, ignore_refusal; the agent hardly speaks; to decide: dismiss_hardship, insult")
    assert one.count("Por decidir") == 1
    assert one.startswith("Por decidir: insulto, ignora una negativa, desprecia la dificultad; ")
