"""The ghosts of a wave: rows like the client's, people who fit them, missions and twins, ready to be written down."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from synthetic.missions import MissionScript, assign, language_of
from synthetic.people.atlas import CURRENCIES
from synthetic.people.casting import Casting, Person
from synthetic.people.filling import Filler
from synthetic.people.holdings import HeldNumber, Line
from synthetic.people.lending import Lender
from synthetic.people.mapping import Role, Roles
from synthetic.people.nearness import clear_lines, clear_numbers
from synthetic.people.pairing import Likeness, Pair, Trait, pair_up
from synthetic.people.warning import warnings_of
from synthetic.people.ways import file_ways
from synthetic.portfolio.cells import is_missing
from synthetic.portfolio.draw import Drawn, Painter
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.learning import Learnt, learn
from synthetic.portfolio.table import Table

Tell = Callable[[str], None]
ASIDE = (
    Role.ACCOUNT, Role.DEBTOR, Role.NAME, Role.GIVEN, Role.SURNAMES, Role.SURNAME1, Role.SURNAME2, Role.NATIONAL_ID,
    Role.CHECK_DIGIT, Role.TAX_ID, Role.PHONE, Role.EMAIL, Role.ADDRESS,
)  # fmt: skip
AS_KINDS = (Role.CITY, Role.REGION, Role.POSTAL, Role.CODE, Role.CURRENCY, Role.COUNTRY, Role.VENDOR, Role.SEGMENT, Role.SEX)

_NEW = 0.02  # share of rows with a cell of their own from which cells are put together anew
_CHOICE, _SPARE = 20, 600  # rows drawn beyond need, for a twin to be chosen from


@dataclass(frozen=True, slots=True)
class Asked:
    """What a wave is to have. `vendors`: ghosts of each; `pairs` of twins among each vendor's; `traits` they may differ in."""

    vendors: Mapping[str, int]
    country: str
    planted_on: date
    pairs: int = 0
    traits: tuple[Trait, ...] = tuple(Trait)
    missions: tuple[MissionScript, ...] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of `ghosts.jsonl`, and what the client should know before using them, in Spanish and English."""

    lines: tuple[Mapping[str, Any], ...]
    warnings: tuple[tuple[str, str], ...]
    roles: Roles
    learnt: Learnt = field(repr=False)


def make_wave(
    table: Table, roles: Roles, lines: Sequence[Line], numbers: Sequence[HeldNumber], asked: Asked, seed: int, tell: Tell = print
) -> Made:
    """Ghosts for a wave. The same seed gives the same wave. Raises BadMaterial, TooFewLines with how many lack."""
    rng = np.random.default_rng(seed)
    clear, free = clear_lines(lines, table, roles), clear_numbers(numbers, table, roles)
    lender = Lender(clear, free, rng)
    aside = [name for role in ASIDE for name in roles.of(role)]
    aside += [name for name in roles.of(Role.EMPLOYER) if _has_own(table, name)]
    kinds = [name for role in AS_KINDS for name in roles.of(role)]
    filler = Filler(table, roles, lender, asked.country)
    filler.check_lines(sum(asked.vendors.values()), len(lines) - len(clear))
    by_vendor = roles.one(Role.VENDOR)
    for vendor in asked.vendors if by_vendor else ():
        _as_written(table, str(by_vendor), vendor)
    learnt = learn(table, aside, kinds)
    tell("learnt")
    painter = Painter(learnt, rng)
    tell("fitted")
    ways = file_ways(table, roles, learnt, asked.country)
    lender.use(ways.mails, ways.series, ways.phones, ways.agree)
    casting = Casting(learnt, roles, ways, lender, asked.country, asked.planted_on)
    filler.get_ready(learnt, ways)
    made: list[dict[str, Any]] = []
    for vendor, count in asked.vendors.items():
        made += _vendor_part(vendor, count, asked, painter, casting, filler, roles, rng)
        tell(vendor)
    codes = rng.permutation(len(made))
    for line, code in zip(made, codes, strict=True):
        line["code"] = f"F-{code + 1:02d}"
    made.sort(key=lambda line: str(line["code"]))
    return Made(tuple(made), warnings_of(made, roles, table), roles, learnt)


def _has_own(table: Table, column: str) -> bool:
    """Whether many rows have a cell that nobody else has: a further row would often bring a new one."""
    held = table.column(column)
    return int((np.bincount(held.codes) == 1).sum()) > _NEW * len(held.codes)


def _vendor_part(
    vendor: str,
    count: int,
    asked: Asked,
    painter: Painter,
    casting: Casting,
    filler: Filler,
    roles: Roles,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """One vendor's ghosts: rows drawn, twins paired, missions dealt (twins the same), people cast, cells filled."""
    column = roles.one(Role.VENDOR)
    fixed = (column, _as_written(painter.learnt.table, column, vendor)) if column else None
    pairs = min(asked.pairs, count // 2)
    drawn = painter.draw(count + min(_CHOICE * pairs, max(3 * pairs, _SPARE)), rng, fixed)
    sexes = [casting.sex(_row(drawn, i), rng) for i in range(len(drawn))]
    used, paired = pair_up(count, pairs, _likeness(drawn, roles, sexes), asked.traits, rng)
    scripts = dict(zip(used, assign(len(used), rng, asked.missions), strict=True))
    ids = {i: uuid.UUID(bytes=rng.bytes(16), version=4).hex for i in used}
    for pair in paired:
        scripts[pair.second] = scripts[pair.first]
        if not roles.one(Role.SEX):
            same, other = ("f", "m") if sexes[pair.first] == "f" else ("m", "f")
            sexes[pair.second] = other if pair.trait is Trait.GENDER else same
    twins = {pair.second: pair for pair in paired}
    lines = []
    for i in used:
        twin = twins.get(i)
        called = filler.is_called(drawn, i)
        person = casting.cast(_row(drawn, i), _values(drawn, i), vendor, twin.trait if twin else None, sexes[i], rng, called)
        row = filler.fill(drawn, i, person, rng)
        lines.append(_line(asked, vendor, ids, i, twin, person, row, scripts[i], roles, drawn))
    return lines


def _as_written(table: Table, column: str, vendor: str) -> str:
    texts = table.column(column).texts
    found = next((text for text in texts if text.strip().casefold() == vendor.strip().casefold()), None)
    if found is None:
        raise BadMaterial(
            f"columna {column!r}: no hay cuentas de {vendor!r}; hay de {', '.join(texts[:6])}",
            f"column {column!r}: there are no accounts of {vendor!r}; there are of {', '.join(texts[:6])}",
        )
    return found


def _row(drawn: Drawn, i: int) -> dict[str, str]:
    return {name: cells[i] for name, cells in drawn.cells.items()}


def _values(drawn: Drawn, i: int) -> dict[str, float]:
    return {name: float(values[i]) for name, values in drawn.values.items()}


def _likeness(drawn: Drawn, roles: Roles, sexes: Sequence[str]) -> Likeness:
    amount, born = roles.one(Role.AMOUNT), roles.one(Role.BORN) or roles.one(Role.AGE)
    sizes = np.log1p(np.maximum(drawn.values[amount], 0)) if amount and amount in drawn.values else None
    years = drawn.values.get(born) if born else None
    if years is not None and born == roles.one(Role.BORN):
        years = years / 365.25
    texts: dict[str, Sequence[str]] = {"sex": sexes}
    for role, name in ((Role.CITY, "city"), (Role.REGION, "region"), (Role.SEGMENT, "segment"), (Role.POSTAL, "postal")):
        column = roles.one(role)
        if column and column in drawn.cells:
            texts[name] = drawn.cells[column]
    return Likeness(sizes, years, texts)


def _line(
    asked: Asked, vendor: str, ids: Mapping[int, str], i: int, pair: Pair | None, person: Person, row: Mapping[str, str],
    script: MissionScript, roles: Roles, drawn: Drawn,
) -> dict[str, Any]:  # fmt: skip
    """A ghost as the audit keeps it (the fields of `audit.ghosts.lived.Ghost`, and its person and row)."""
    account, debtor = roles.one(Role.ACCOUNT), roles.one(Role.DEBTOR) or roles.one(Role.NATIONAL_ID)
    amount, currency, segment = (roles.one(role) for role in (Role.AMOUNT, Role.CURRENCY, Role.SEGMENT))
    due, employer = roles.one(Role.DUE), roles.one(Role.EMPLOYER)
    size = drawn.values[amount][i] if amount and amount in drawn.values else np.nan
    money = row.get(currency, "").strip() if currency else ""
    day = drawn.values[due][i] if due and due in drawn.values else np.nan
    return {
        "id": ids[i],
        "code": "",
        "vendor": vendor,
        "account_id": row[account] if account else ids[i],
        "debtor_id": row[debtor] if debtor else person.identity.number,
        "country": asked.country,
        "zone": person.home.zone,
        "subdivision": person.home.code,
        "mission": script.id,
        "twin_of": ids[pair.first] if pair else None,
        "trait": pair.trait.value if pair else None,
        "segment": (row[segment].strip() or None) if segment else None,
        "amount": _money(float(size)),
        "currency": money if len(money) == 3 and not is_missing(money) else CURRENCIES[asked.country],
        "due_date": str(np.datetime64(int(day), "D")) if np.isfinite(day) else None,
        "planted_on": asked.planted_on.isoformat(),
        "name": person.name.full,
        "person": _person(person, script, asked.country, pair, row.get(employer, "") if employer else ""),
        "row": dict(row),
    }


def _money(size: float) -> str:
    """An amount as a decimal; 0 where the row says none."""
    if not np.isfinite(size):
        return "0"
    return str(int(size)) if float(size).is_integer() else f"{size:.2f}"


def _person(person: Person, script: MissionScript, country: str, pair: Pair | None, employer: str) -> dict[str, Any]:
    tense = pair is not None and pair.trait is Trait.TONE
    return {
        "name": person.name.full,
        "given_name": person.name.given,
        "surname1": person.name.first,
        "surname2": person.name.second or None,
        "sex": person.sex,
        "birth_date": person.born.isoformat(),
        "id_kind": person.identity.kind,
        "national_id": person.identity.number,
        "tax_id": person.tax.number if person.tax.number != person.identity.number else None,
        "id_from": "client" if person.from_pool else "unissued",
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
        "city": person.city,
        "region": person.home.name,
        "postal_code": person.postal,
        "employer": employer.strip() or person.employer,
        "language": language_of(country),
        "tone": "tense" if tense else "calm",
        "mission": script.told(country),
        "lines": list(script.spoken(country)),
    }


__all__ = ["Asked", "Made", "make_wave"]
