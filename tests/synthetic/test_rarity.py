"""Ghosts are as rare as a further row would be: in their words, in the cells they share with any one real row."""

from collections import Counter

import numpy as np

from synthetic.people.spares import spare_surnames
from synthetic.portfolio.draw import Painter
from synthetic.portfolio.learning import learn
from synthetic.portfolio.rarity import Rarity
from synthetic.portfolio.table import read
from tests.portfolios import public_portfolio


def test_a_word_of_one_row_gives_way_to_one_of_none_and_a_common_one_stays() -> None:
    words = [*["Soto"] * 40, *["Vera"] * 3, "Ulloa", "Ulloa", "Llanquinao"]
    rare, rng = Rarity(words, ["Soto", "Zúñiga", "Troncoso"]), np.random.default_rng(1)
    assert rare.shifted("Soto", rng) == "Soto"
    assert rare.shifted("Vera", rng) == "Ulloa"
    assert rare.shifted("Ulloa", rng) == "Llanquinao"
    assert {rare.shifted("Llanquinao", rng) for _ in range(2)} == {"Zúñiga", "Troncoso"}, "each new word is given once"
    assert rare.shifted("Llanquinao", rng) == "Llanquinao", "nothing new is left"
    assert rare.own("Llanquinao", rng) is None


def test_every_country_has_surnames_to_spare() -> None:
    for country in ("CL", "CO", "MX", "PE", "AR", "BR", "US"):
        assert len(spare_surnames(country)) >= 100


def test_ghosts_share_no_more_cells_with_a_real_row_than_real_rows_do() -> None:
    table = read(public_portfolio("credit_data"))
    drawn = Painter(learn(table), np.random.default_rng(4)).draw(400, np.random.default_rng(5))
    real = np.array([table.column(name).cells() for name in table.names]).T
    ghosts = np.array([drawn.cells[name] for name in table.names]).T
    some = np.random.default_rng(6).choice(len(real), 800, replace=False)
    ours = [int((row == real).sum(axis=1).max()) for row in ghosts]
    theirs = [int(np.delete((real[i] == real).sum(axis=1), i).max()) for i in some]
    above = np.mean([[a > b for b in theirs] for a in ours]) + np.mean([[a == b for b in theirs] for a in ours]) / 2
    assert 0.45 < above < 0.55, "an adversary that counts shared cells tells them apart"
    assert max(Counter(drawn.origins.tolist()).values()) == 1, "no two ghosts begin at one real row"
