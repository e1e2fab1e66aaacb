"""`trasluz ghosts plan` as somebody at a terminal meets it."""

import json
from pathlib import Path

import pytest

from app.cli.main import run
from audit.ghosts.plan_file import from_dict

ASKED = ["ghosts", "plan", "--matters", "0.12", "--tolerated", "0.02", "--design-effect", "1.2", "--vendor", "Marea Sur=14210"]


def test_the_conclusion_comes_first_and_the_file_is_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan.json"
    more = ["--vendor", "Nexo Llano=5380", "--weeks", "4", "--looks", "4", "--twins", "18", "--auc", "0.53,0.49,0.57"]
    assert run(["--lang", "es", *ASKED, *more, "--cost", "line=9800,hour=9500,payment=12000", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    plan = from_dict(json.loads(out.read_text(encoding="utf-8")))
    assert said.startswith(
        "Si un proveedor maltrata al 12 % de las personas, lo notarás con 80 % de seguridad; acusarás a uno que"
    )
    assert f"{plan.ghosts_per_cell} fantasmas por proveedor: se acusa con {plan.threshold} o más faltas." in said
    assert "14.210" in said and "Nexo Llano pasa tu tope" in said
    assert plan.cost is not None and plan.cost.net_minor == plan.ghosts * 14_550 and "por fantasma" in said
    assert plan.question.looks == 4 and plan.twins is not None and plan.twins.pairs == 18


def test_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "en", *ASKED, "--channels", "voice,whatsapp"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("If a vendor mistreats 12 % of people") and "in each of 2 pairs of channel and segment" in said
    assert "Ghosts in each pair: voice: " in said
    assert "Cost in money: no prices" in said and "assumed" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--matters", "12"], "matters is 12"),
        (["--matters", "0.01"], "nothing to tell apart"),
        (["--matters", "nan"], "matters is nan"),
        (["--vendor", "Chica=30"], "over half"),
        (["--vendor", "Chica=muchas"], "muchas"),
        (["--vendor", "=40"], "no name"),
        (["--vendor", "Marea Sur=9"], "twice"),
        (["--channels", "telepathy"], "telepathy"),
        (["--auc", "0.5"], "value,low,high"),
        (["--auc", "0.5,a,b"], "«a»"),
        (["--cost", "line=x"], "«x»"),
        (["--cost", "line=1.5"], "0 decimals"),
        (["--cost", "taxi=3"], "taxi"),
        (["--cost", "line=3", "--currency", "ZZZ"], "ZZZ"),
        (["--design-effect", "0.2"], "0.2"),
        (["--twins", "900"], "pairs at most"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_no_file(
    change: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan.json"
    assert run(["--lang", "en", *ASKED, *change, "--out", str(out)]) == 2
    found = capsys.readouterr()
    assert said in found.err and found.err.count("\n") == 1 and not out.exists()
