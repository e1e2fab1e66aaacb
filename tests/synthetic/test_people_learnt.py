"""Numbers, telephones, names and addresses of ghosts follow what the client's own file keeps, as often as it keeps it."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import phonenumbers
from stdnum.ar import cuit
from stdnum.cl import rut
from stdnum.mx import rfc
from stdnum.pe import ruc

from synthetic.people.given_names import GivenNames
from synthetic.people.holdings import HeldNumber, Line, LineKind
from synthetic.people.lending import Lender
from synthetic.people.mails import MailStyle
from synthetic.people.mapping import Role, guess
from synthetic.people.mexico_ways import rfc_ways
from synthetic.people.naming import Name
from synthetic.people.nearness import clear_numbers
from synthetic.people.phone_ways import PhoneWays, likeness, national
from synthetic.people.tax_ways import tax_ways
from synthetic.people.writing import phone_cell
from synthetic.portfolio.alongside import alongside
from synthetic.portfolio.columns import as_choice
from synthetic.portfolio.number_fields import learn_fields, learn_run
from synthetic.portfolio.numbering import learn_sequence
from synthetic.portfolio.table import of_rows
from synthetic.portfolio.wording import Wording, pieces_of

GIVEN = ("Ana", "Luis", "Rosa", "Pedro", "Camila", "Diego", "Marta", "Iván", "José Luis", "María Elena")
SURNAMES = ("Rojas", "Muñoz", "Soto", "Pérez", "Tapia", "Vera", "Lagos", "Silva", "Parra", "Cerda", "De la Cruz", "Ñanco")
START = date(1960, 1, 1)


def _people(count: int, seed: int) -> list[tuple[tuple[str, str, str], date]]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        given, first, second = (str(rng.choice(names)) for names in (GIVEN, SURNAMES, SURNAMES))
        found.append(((given, first, second), START + timedelta(days=int(rng.integers(0, 15_000)))))
    return found


def _naive(name: tuple[str, str, str], born: date, tail: str) -> str:
    letters = "".join(part.upper().replace("Ñ", "N").replace("Á", "A").replace("É", "E").replace(" ", "") for part in (name[1],))
    return f"{letters[:2]}{name[2][0].upper().replace('Ñ', 'N')}{name[0][0]}{born:%y%m%d}{tail}"


def test_rfc_takes_letters_and_homoclaves_as_the_file_does() -> None:
    rng = np.random.default_rng(1)
    signs = list("ABC123")
    people = [one for one in _people(900, 2) if "Ñ" not in one[0][1] + one[0][2]]
    cells = [_naive(name, born, "".join(rng.choice(signs, 3))) for name, born in people]
    ways = rfc_ways(cells, [name for name, _ in people], [born for _, born in people])
    assert ways is not None
    made = [ways.make(Name("Hugo", "Quiroz", "Baeza"), date(1981, 2, 3), rng) for _ in range(300)]
    assert all(text.startswith("QUBH810203") and set(text[10:]) <= set(signs) for text in made)
    valid = np.mean([rfc.calc_check_digit(text[:12]) == text[12] for text in made])
    theirs = np.mean([rfc.calc_check_digit(text[:12]) == text[12] for text in cells])
    assert abs(valid - theirs) < 0.08, "check digits are right as often as in the file"


def test_rfc_without_a_column_of_birth_dates_tells_them() -> None:
    people = _people(300, 3)
    cells = [_naive(name, born, "AB1") for name, born in people]
    ways = rfc_ways(cells, [name for name, _ in people], None)
    assert ways is not None and list(ways.dates) == [born for _, born in people]


def test_tax_numbers_follow_identity_numbers_as_in_the_file() -> None:
    rng = np.random.default_rng(4)
    numbers = [f"{n:08d}" for n in rng.choice(np.arange(1_000_000, 48_000_000), 400, replace=False)]
    sexes = ["f" if n % 2 else "m" for n in range(400)]
    peru = ["10" + n + ruc.calc_check_digit("10" + n) if i % 3 else "" for i, n in enumerate(numbers)]
    ways = tax_ways(peru, numbers, sexes, "PE")
    assert (
        ways is not None and ruc.is_valid(ways.make("06012345", "f", rng)) and ways.make("06012345", "f", rng)[2:10] == "06012345"
    )
    starts = {"f": "27", "m": "20"}
    cuits = [starts[s] + n + cuit.calc_check_digit(starts[s] + n) for n, s in zip(numbers, sexes, strict=True)]
    kept = [(c, n, s) for c, n, s in zip(cuits, numbers, sexes, strict=True) if len(c) == 11]
    argentine = tax_ways(*([list(column) for column in zip(*kept, strict=True)]), "AR")
    assert argentine is not None
    assert argentine.make("31234567", "f", rng).startswith("27") and argentine.make("31234567", "m", rng).startswith("20")
    assert tax_ways(numbers[::-1], numbers, sexes, "PE") is None, "numbers that do not follow teach nothing"


def test_telephones_begin_as_those_of_the_same_place_and_are_the_clients_lines() -> None:
    rng = np.random.default_rng(5)
    places = ["Guadalajara" if n % 3 else "Monterrey" for n in range(300)]
    cells = [("33" if place == "Guadalajara" else "81") + f"{rng.integers(10**7, 10**8)}" for place in places]
    lines = [
        Line(LineKind.PHONE, f"+52{area}{rng.integers(10**7, 10**8)}", "MX") for area in ("33", "81", "55") for _ in range(40)
    ]
    lender = Lender(lines, (), rng)
    lender.use(None, None, {"cel": PhoneWays(cells, places, "MX")})
    lent = {place: [lender.phone("MX", (place, ""), "", "cel") for _ in range(20)] for place in ("Guadalajara", "Monterrey")}
    assert all(str(number)[3:5] == "33" for number in lent["Guadalajara"])
    assert all(str(number)[3:5] == "81" for number in lent["Monterrey"])
    assert {number for held in lent.values() for number in held} <= {line.value for line in lines}
    assert likeness("3312345678", "3312999999") == 4 and likeness("331", "3312345678") == -1


def test_argentine_mobiles_are_written_as_the_file_writes_them() -> None:
    rng = np.random.default_rng(6)
    for mask, made in (
        ("11-2222-3333", "11-3574-1823"),
        ("+5491122223333", "+5491135741823"),
        ("(011) 15 2222-3333", "(011) 15 3574-1823"),
        ("5491122223333", "5491135741823"),
    ):
        assert phone_cell([mask], "+5491135741823", rng) == made
    assert national("+5491135741823", "AR") == national("011 15-3574-1823", "AR") == "1135741823"
    assert phonenumbers.is_possible_number(phonenumbers.parse(phone_cell(["+5491122223333"], "+5493515741823", rng)))


def test_account_numbers_behind_a_branch_follow_their_date_and_the_branch_its_product() -> None:
    rng = np.random.default_rng(7)
    days = np.sort(rng.integers(15_000, 20_000, 800)).astype(np.float64)
    products = ["Tarjeta" if n % 2 else "Consumo" for n in range(800)]
    bodies = 4_000_000 + np.cumsum(1 + rng.integers(1, 30, 800))
    cells = [f"{'10' if p == 'Tarjeta' else '27'}-{body}" for p, body in zip(products, bodies, strict=True)]
    kinds = [as_choice(of_rows(["producto"], [[p] for p in products]).columns[0])]
    found = learn_fields(cells, {"abierta": days, "position": np.arange(800.0)}, kinds, list(range(800)))
    assert found is not None and found.by == "producto"
    for _ in range(6):
        made, _ = found.draw(0.0, {"abierta": 17_500.0}, rng, "cuenta", (), {"producto": "Tarjeta"})
        before, after = bodies[days < 17_490].max(), bodies[days > 17_510].min()
        assert made.startswith("10-") and before < int(made[3:]) < after and made not in cells


def test_numbers_that_follow_dates_leave_gaps_as_long_as_others() -> None:
    rng = np.random.default_rng(8)
    days = np.sort(rng.integers(15_000, 17_000, 2500)).astype(np.float64)
    bodies = 20_000_000 + np.cumsum(1 + rng.exponential(14, 2500).astype(int))
    run = learn_sequence([str(n) for n in bodies], {"abierta": days})
    assert run is not None
    close = alongside(run, days)
    assert close is not None
    drawn = [close.draw(float(day), rng) for day in rng.choice(days, 250)]
    made = np.array([int(found[0]) for found in drawn if found])
    every = np.sort(np.r_[bodies, made])
    at = np.searchsorted(every, made)
    at = at[(at > 0) & (at < len(every) - 1)]
    ghosts = np.minimum(every[at] - every[at - 1], every[at + 1] - every[at])
    inner = np.arange(1, len(every) - 1)
    rest = np.minimum(every[inner] - every[inner - 1], every[inner + 1] - every[inner])
    below = (np.searchsorted(np.sort(rest), ghosts, "left") + np.searchsorted(np.sort(rest), ghosts, "right")) / 2 / len(rest)
    assert 0.44 < below.mean() < 0.56, "the gaps beside ghosts are neither shorter nor longer"
    for found in drawn:
        assert found is not None
        place = int(np.searchsorted(bodies, int(found[0])))
        assert days[max(0, place - 1)] <= found[1] <= days[min(place, len(days) - 1)], "number and date keep one order"
    seen = set(days.tolist())
    new = np.mean([found is not None and found[1] not in seen for found in drawn])
    assert abs(new - (1 - len(seen) / (days.max() - days.min() + 1))) < 0.07, "as many have a day of their own as chance gives"


def test_numbers_that_go_with_nothing_fall_by_the_length_of_the_gaps() -> None:
    rng = np.random.default_rng(9)
    bodies = rng.choice(10**11, 1500, replace=False) + 10**11
    run = learn_run([str(n) for n in bodies], {})
    assert run is not None
    made = np.array([int(run.draw(0.0, {}, rng, "cuenta")[0]) for _ in range(200)])
    every = np.sort(np.r_[bodies, made])
    shortest = np.diff(every)[np.searchsorted(every, made).clip(0, len(every) - 2)]
    assert 0.7 < np.median(shortest) / np.median(np.diff(every)) < 1.4


def test_as_many_have_two_given_names_and_new_ones_come_as_often_as_they_would() -> None:
    rng = np.random.default_rng(10)
    names = [str(rng.choice(["Ana", "Rosa", "Luz", "Inés"])) for _ in range(300)] + [
        f"Ana {w}{n}" for n in range(75) for w in ("B", "C")
    ]
    given = GivenNames(names, ("Zoila", "Ubaldina"))
    made = [given.like(str(rng.choice(names)), rng) for _ in range(600)]
    assert abs(np.mean([" " in name for name in made]) - np.mean([" " in name for name in names])) < 0.06


def test_streets_that_many_live_in_keep_their_share_and_no_address_is_anybodys() -> None:
    rng = np.random.default_rng(11)
    streets = [f"Calle {chr(65 + n)}lmendro" for n in range(26)]
    cells = [f"{streets[min(25, int(rng.exponential(6)))]} {rng.integers(100, 3000)}" for _ in range(1500)]
    wording = Wording(cells)
    made = [wording.like(int(rng.integers(0, 1500)), rng) for _ in range(300)]
    assert not set(made) & set(cells)
    theirs, ours = (Counter(cell.rpartition(" ")[0] for cell in held) for held in (cells, made))
    common = theirs.most_common(1)[0][0]
    assert abs(theirs[common] / 1500 - ours[common] / 300) < 0.07
    numbers = [int(cell.rpartition(" ")[2]) for cell in made]
    assert min(numbers) >= 100 and max(numbers) < 3000


def test_the_pieces_of_a_cell_are_the_cell() -> None:
    for cell in ("Av. Los Robles 123, Dpto 4-B", "Calle 82A # 90-26", "  N° 5", "Soto", "", "12", "Villa El Prado - Sector 3"):
        assert "".join(text for _, text in pieces_of(cell)) == cell


def test_mail_keeps_years_of_birth_cut_names_and_nicknames() -> None:
    rng = np.random.default_rng(12)
    people = _people(400, 13)
    plain = str.maketrans("áéíóúñ ", "aeioun_")
    cells = []
    for n, ((given, first, _), born) in enumerate(people):
        local = (
            f"{given.split()[0]}{first[:3]}{born:%y}" if n % 2 else f"{['lobo', 'luna', 'tigre'][n % 3]}{rng.integers(100, 999)}"
        )
        cells.append(local.lower().translate(plain).replace("_", "") + "@uno.cl")
    style = MailStyle(cells, [name for name, _ in people], [born for _, born in people])
    assert style.local(Name("Hugo", "Quiroz", "Baeza"), np.random.default_rng(1), date(1977, 5, 6)) == "hugoqui77"
    letters = "abcdefghij"
    names = [Name(f"Hugo{letters[n % 10]}{letters[n // 10]}", "Quiroz", "") for n in range(60)]
    made = [style.local(name, rng, date(1977, 5, 6)) for name in names]
    nick = [text for text in made if text and text[:4] in ("lobo", "luna", "tigr")]
    assert 15 < len(nick) < 45 and all(text[-3:].isdigit() for text in nick), "as often as in the file"
    assert all(text is not None and (text in nick or text.endswith("77")) for text in made)


def test_a_telephone_under_any_header_is_lent_and_never_made_up() -> None:
    names = ("cuenta", "fono_contacto_2", "Tel. de referencia", "CEL_TITULAR", "tipo_telefono", "estado celular", "telefonica")
    roles = guess(names)
    assert roles.of(Role.PHONE) == ("fono_contacto_2", "Tel. de referencia", "CEL_TITULAR")


def test_a_lent_number_a_digit_from_somebodys_is_kept_back_where_check_digits_stand_apart() -> None:
    bodies = [str(n) for n in range(10_000_000, 19_000_000, 30_011)]
    rows = [[body, rut.calc_check_digit(body)] for body in bodies]
    table, roles = of_rows(["rut", "dv"], rows), guess(("rut", "dv"))
    near = bodies[7][:-1] + str((int(bodies[7][-1]) + 1) % 10)
    lent = [HeldNumber("national_id", f"{body}-{rut.calc_check_digit(body)}", "CL") for body in (near, "5500123")]
    assert [number.value[:-2] for number in clear_numbers(lent, table, roles)] == ["5500123"]
