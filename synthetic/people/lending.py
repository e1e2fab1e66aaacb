"""Lending each ghost a telephone, a mailbox and numbers of the client's: each once, near its home, and saying how many lack."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from stdnum.exceptions import ValidationError

from synthetic.people.atlas import plain
from synthetic.people.holdings import HeldNumber, Line, LineKind
from synthetic.people.identity import Bearer, agrees, years_off
from synthetic.people.mails import MailStyle
from synthetic.people.naming import Name
from synthetic.people.phone_ways import PhoneWays, likeness, national
from synthetic.people.series import Series
from synthetic.people.writing import days_of, mail_name
from synthetic.portfolio.errors import TooFewLines

Thing = TypeVar("Thing")


class Lender:
    """The client's lines and numbers, handed out once each."""

    def __init__(self, lines: Sequence[Line], numbers: Sequence[HeldNumber], rng: np.random.Generator) -> None:
        self._rng = rng
        self._lines = {kind: self._mixed([line for line in lines if line.kind is kind]) for kind in LineKind}
        self._numbers = self._mixed(list(numbers))
        self._local: set[str] = set()
        self._mails: MailStyle | None = None
        self._series: Series | None = None
        self._phones: dict[str, PhoneWays] = {}
        self._agree = True

    def use(
        self,
        mails: MailStyle | None,
        series: Series | None,
        phones: Mapping[str, PhoneWays] | None = None,
        agree: bool = True,
    ) -> None:
        """What the file's own addresses, identity numbers and telephones (by column) look like.

        `agree`: whether its identity numbers go with age and sex, so that ghosts' must.
        """
        self._mails, self._series, self._agree = mails, series, agree
        self._phones = dict(phones or {})

    def _mixed(self, things: list[Thing]) -> list[Thing]:
        return [things[i] for i in self._rng.permutation(len(things))]

    def has(self, kind: LineKind) -> int:
        """How many lines of a kind are left; a domain never runs out."""
        return len(self._lines[kind])

    def has_numbers(self, kind: str) -> bool:
        """Whether the client gave numbers of that kind."""
        return any(number.kind == kind for number in self._numbers)

    def phone(self, country: str, places: Sequence[str], vendor: str, column: str | None = None) -> str | None:
        """A telephone of the country that begins as somebody's of the same place does in the file's `column`.

        Where the file teaches nothing, one of the same city or region where there is one; a fixed line never of another place.
        """
        wanted = [plain(place) for place in places if place]
        ways = self._phones.get(column or "")
        usual = ways.usual(places[0] if places else "", self._rng) if ways else ""

        def liking(line: Line) -> float:
            near = bool(line.place) and any(line.place == place or place in line.place or line.place in place for place in wanted)
            if line.fixed and line.place and wanted and not near:
                return -1.0
            return 1.0 + near if not usual else 2.0 + likeness(national(line.value, country), usual) + 0.1 * near

        return self._take(LineKind.PHONE, country, vendor, liking)

    def mailbox(self, country: str, name: Name, vendor: str, born: date | None = None) -> str | None:
        """A mailbox in the person's name on a domain of the client's, else one given whole, in that name where there is one."""
        domains = [line for line in self._lines[LineKind.DOMAIN] if line.vendor in ("", vendor)]
        if domains:
            return self._address(name, [line.value for line in domains], born)
        words = {word for word in plain(name.full).split() if len(word) > 2}

        def liking(line: Line) -> float:
            return 1.0 + len(words & set(re.split(r"[^a-z]+", line.value.partition("@")[0])))

        return self._take(LineKind.MAILBOX, country, vendor, liking)

    def _address(self, name: Name, domains: Sequence[str], born: date | None) -> str:
        mails = self._mails
        local = mails.local(name, self._rng, born) if mails and mails.known else None
        while local is None:
            local = mail_name((name.given, name.first), self._local, self._rng)
            local = None if mails and mails.is_near(local) else local
        return f"{local}@{mails.domain(domains, self._rng) if mails else domains[0]}"

    def address(self, country: str, city: str, vendor: str) -> str | None:
        """An address of the client's, of the same city where there is one."""
        return self._take(LineKind.ADDRESS, country, vendor, lambda line: 1.0 + (line.place == plain(city)))

    def _take(self, kind: LineKind, country: str, vendor: str, liking: Callable[[Line], float]) -> str | None:
        usable = [line for line in self._lines[kind] if line.country == country and line.vendor in ("", vendor)]
        if not usable:
            return None
        best = max(usable, key=liking)
        if liking(best) <= 0:
            return None
        self._lines[kind].remove(best)
        return best.value

    def plain_number(self, kind: str) -> str | None:
        """The next account or customer number that the client reserved."""
        found = next((number for number in self._numbers if number.kind == kind), None)
        if found is not None:
            self._numbers.remove(found)
        return found.value if found else None

    def identity(self, bearer: Bearer) -> HeldNumber | None:
        """The identity number that fits best. Raises TooFewLines when the client gave some and none is left that fits."""
        mine = [number for number in self._numbers if number.kind == "national_id" and number.country == bearer.country]
        fitting = [number for number in mine if _fits(number, bearer, self._agree)]
        if fitting:
            found = self._usual(fitting, bearer)
            self._numbers.remove(found)
            return found
        if not mine and not any(number.kind == "national_id" for number in self._numbers):
            return None
        who = {"f": ("mujer", "woman"), "m": ("hombre", "man")}[bearer.sex]
        raise TooFewLines(
            f"--ids: ninguno de los {len(mine)} números que quedan sirve para {who[0]} nacido en {bearer.born.year} "
            f"({bearer.home.name}); agregue números que calcen, o nombres y fechas para los que hay",
            f"--ids: none of the {len(mine)} numbers left fits a {who[1]} born in {bearer.born.year} ({bearer.home.name}); "
            "add numbers that fit, or names and dates for those there are",
        )

    def _usual(self, fitting: Sequence[HeldNumber], bearer: Bearer) -> HeldNumber:
        """Of the numbers that fit, the one nearest to that of some real person of the same age."""
        series = self._series
        named = [number for number in fitting if number.born is not None]
        if named:
            return min(named, key=lambda number: abs(((number.born or bearer.born) - bearer.born).days))
        wanted = series.usual(days_of(bearer.born), self._rng, bearer.sex) if series else np.nan
        if series is None or not np.isfinite(wanted):
            return min(fitting, key=lambda number: years_off(number.value, bearer))
        return min(fitting, key=lambda number: abs(np.nan_to_num(series.body(number.value), nan=1e18) - wanted))


def _fits(number: HeldNumber, bearer: Bearer, agree: bool) -> bool:
    if number.sex and number.sex != bearer.sex:
        return False
    if number.born is not None and abs((number.born - bearer.born).days) > 5 * 366:
        return False
    if not agree:
        return True
    held = Bearer(bearer.country, number.name or bearer.name, bearer.sex, number.born or bearer.born, bearer.home)
    try:
        return agrees(number.value, held)
    except (ValidationError, ValueError):
        return False


__all__ = ["Lender"]
