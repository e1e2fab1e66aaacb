"""Mail addresses, identity numbers, wordings and dates as a file's own people have them."""

from datetime import date

import numpy as np
from stdnum.cl import rut

from synthetic.people.atlas import find
from synthetic.people.holdings import HeldNumber
from synthetic.people.identity import Bearer
from synthetic.people.lending import Lender
from synthetic.people.mails import MailStyle
from synthetic.people.naming import Name
from synthetic.people.series import Series
from synthetic.people.writing import days_of
from synthetic.portfolio.columns import understand
from synthetic.portfolio.days import Days
from synthetic.portfolio.neighbours import WholeFile
from synthetic.portfolio.numbering import draw_numbers, learn_sequence
from synthetic.portfolio.table import of_rows
from synthetic.portfolio.wording import Wording

GIVEN = ("Ana", "Luis", "Rosa", "Pedro", "Camila", "Diego", "Marta", "Iván")
SURNAMES = ("Rojas", "Muñoz", "Soto", "Pérez", "Tapia", "Vera", "Lagos", "Silva", "Parra", "Cerda")


def _style() -> tuple[MailStyle, list[str]]:
    parts = [(given, surname, "") for given in GIVEN for surname in SURNAMES]
    cells = [f"{g[0]}{s}{n:02d}@{'uno.cl' if n % 4 else 'dos.cl'}".lower() for n, (g, s, _) in enumerate(parts)]
    return MailStyle(cells, parts), cells


def test_mail_addresses_have_the_form_of_the_file_and_are_near_nobodys() -> None:
    style, cells = _style()
    rng = np.random.default_rng(1)
    assert style.known
    for given in ("Beatriz", "Hugo", "Fabiola"):
        made = style.local(Name(given, "Quiroz", ""), rng)
        assert made is not None and made[:-2] == f"{given[0]}quiroz".lower() and made[-2:].isdigit()
    assert style.is_near(cells[3].partition("@")[0])
    assert style.is_near(cells[3].partition("@")[0][:-1])
    assert not style.is_near("zzquiroz77")


def test_accents_are_dropped_where_the_file_drops_them() -> None:
    parts = [(given, surname, "") for given in GIVEN for surname in SURNAMES]
    rng = np.random.default_rng(4)
    plain = MailStyle([f"{g}.{s}@uno.cl".lower().translate(str.maketrans("áéíóúñ", "aeioun")) for g, s, _ in parts], parts)
    kept = MailStyle([f"{g}.{s}@uno.cl".lower() for g, s, _ in parts], parts)
    assert plain.local(Name("Inés", "Muñiz", ""), rng) == "ines.muniz"
    assert kept.local(Name("Inés", "Muñiz", ""), rng) == "inés.muñiz"


def test_domains_are_as_frequent_as_in_the_file() -> None:
    style, _ = _style()
    rng = np.random.default_rng(2)
    drawn = [style.domain(["uno.cl", "dos.cl", "nadie.cl"], rng) for _ in range(400)]
    assert "nadie.cl" not in drawn
    assert 0.65 < drawn.count("uno.cl") / len(drawn) < 0.85


def _rut(born_days: float, stray: int) -> str:
    body = str(int(11_400_000 + born_days * 785 + stray))
    return body + rut.calc_check_digit(body)


def test_identity_numbers_stray_from_birth_dates_no_more_than_in_the_file() -> None:
    rng = np.random.default_rng(3)
    born = rng.integers(0, 11_000, 600).astype(float)
    series = Series([_rut(day, int(rng.normal(0, 60_000))) for day in born], born, "CL")
    assert series.known
    pool = [HeldNumber("national_id", _rut(day, 0), "CL") for day in rng.integers(0, 11_000, 500)]
    lender = Lender((), pool, rng)
    lender.use(None, series)
    home = find("CL", "Biobío", "Concepción")
    assert home is not None
    for day in (2_000, 5_000, 9_000):
        at = date(1970, 1, 1).fromordinal(date(1970, 1, 1).toordinal() + day)
        held = lender.identity(Bearer("CL", Name("Ana", "Rojas", "Soto"), "f", at, home))
        assert held is not None
        assert abs(series.body(held.value) - (11_400_000 + days_of(at) * 785)) < 600_000


def test_identity_numbers_that_do_not_rise_with_birth_dates_teach_nothing() -> None:
    rng = np.random.default_rng(4)
    numbers = [str(n) for n in rng.integers(10_000_000, 20_000_000, 600)]
    assert not Series(numbers, rng.random(600) * 10_000, "CO").known


def test_wording_keeps_the_form_and_shares_only_what_many_have() -> None:
    cells = [f"{s} y {t} SpA" for s in SURNAMES for t in SURNAMES] + ["Comercial Andina S.A."] * 9
    wording = Wording(cells, may_share=True)
    rng = np.random.default_rng(5)
    assert wording.like(len(cells) - 1, rng) == "Comercial Andina S.A."
    made = wording.like(3, rng).split()
    assert made[1] == "y" and made[3] == "SpA"


def test_dates_fall_on_no_day_that_the_column_never_has() -> None:
    start = np.datetime64("2024-01-01")
    days = [str(start + n) for n in range(700)]
    workdays = [day for day in days if np.is_busday(np.datetime64(day)) and int(day[8:]) <= 28]
    known = understand(of_rows(["fecha"], [[day] for day in workdays]).columns[0])
    rules = Days(known)
    saturday, thirtieth, tuesday = (float((np.datetime64(d) - np.datetime64("1970-01-01")).astype(int)) for d in
                                    ("2024-06-08", "2024-07-30", "2024-07-09"))  # fmt: skip
    assert not rules.may_be(saturday)
    assert not rules.may_be(thirtieth)
    assert rules.may_be(tuesday)


def test_numbers_leave_only_gaps_that_the_file_has() -> None:
    rng = np.random.default_rng(6)
    steps = rng.choice((1, 3, 4, 7), 900)
    bodies = 500_000 + np.cumsum(steps)
    numbering = learn_sequence([str(n) for n in bodies], {"position": np.arange(900.0)})
    assert numbering is not None
    made = [int(n) for n in draw_numbers(numbering, rng.random(40) * 900, np.arange(900.0), rng, "x")]
    gaps = np.diff(np.sort(np.r_[bodies, made]))
    assert np.isin(gaps, (1, 3, 4, 7)).mean() > 0.98


def test_a_double_of_any_row_of_the_file_is_found() -> None:
    rng = np.random.default_rng(7)
    rows = [[str(n) for n in row] for row in rng.integers(0, 1000, (3000, 8))]
    columns = [understand(column) for column in of_rows([f"c{i}" for i in range(8)], rows).columns]
    whole = WholeFile(columns, rng)
    codes = np.column_stack([column.codes for column in columns])
    doubles = codes[[17, 1500, 2999]].copy()
    assert not whole.far_enough(doubles).any()
    strangers = np.column_stack([rng.permutation(codes[:, i])[:200] for i in range(8)])
    assert whole.far_enough(strangers).mean() > 0.8
