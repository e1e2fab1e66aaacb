"""The plan's chart: one page without a network, its figures in a table too."""

from reports.power_plot import power_page


def test_the_chart_needs_no_network_and_says_its_figures() -> None:
    page = power_page((46, 47), (4, 4), ((0.12, (0.79, 0.806)), (0.2, (0.97, 0.975))), 47, "Si maltrata a <muchos>", "es")
    assert "<td>80.6%</td>" in page
    assert "Si maltrata a &lt;muchos&gt;" in page
    assert "se acusa con 4 o m" in page
    assert '<script src="http' not in page
    assert "Plotly.newPlot" in page
