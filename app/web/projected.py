"""A projection as the card «What if…?» writes and draws it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.decision_rows import Seen
from app.web import formats
from app.web.vendor_look import Bar, bar, between, lang, percent, signed, unit
from app.web.what_if_shown import Group, Row, WhatIfShown
from reports.intervals import Estimate
from reports.scorecards.back_test import BackTest, Tested
from reports.scorecards.card import Comparison
from reports.scorecards.outlook import line_from, outlook_from
from reports.scorecards.projection import Projection, ProjectionLine, Told
from reports.scorecards.what_if import Move

_MOST = 100
_SHOWN = (Told.RECOVERY_SHARE, Told.COMPLAINTS, Told.AGAINST_LAW, Told.CONTACTS, Told.CONTACTS_A_WEEK)
_GOOD_UP = (Told.RECOVERY_SHARE, Told.RECOVERY_MONEY)


def projected(made: Comparison, asked: WhatIfShown, place: Mapping[str, Any], may_decide: bool) -> WhatIfShown:
    """The card with its projections, from what was kept with the comparison."""
    address = {**place, "move": str(asked.move), "from": asked.source, "to": asked.target}
    if asked.cap is not None:
        address["cap"] = str(asked.cap)
    if asked.odd:
        return replace(asked, asked=address)
    if asked.move and asked.source == asked.target:
        return replace(asked, problem=_("Choose two different vendors."), asked=address)
    if not asked.move and asked.cap is None:
        return replace(asked, problem=_("Nothing is moved: choose a share of the accounts or a cap on contacts."), asked=address)
    if made.outlook is None:
        return replace(asked, notes=(_("There are no past months to project from."),), may_decide=may_decide, asked=address)
    outlook, told, tested = outlook_from(made.outlook), [], ""
    if asked.move:
        found = outlook.move(Move(asked.source, asked.target, asked.move / _MOST))
        if any(line.about is Told.RECOVERY_SHARE and line.cause is None for line in found.lines):
            tested = _tested(outlook.test(Tested.RECOVERY))
        told.append(("move", found))
    if asked.cap is not None:
        told.append(("cap", outlook.cap(asked.cap)))
    return replace(
        asked,
        groups=tuple(group_of(of, asked.cap, found, made.currency) for of, found in told),
        notes=notes_of(found for _of, found in told),
        tested=tested,
        may_decide=may_decide,
        asked=address,
    )


def _tested(found: BackTest) -> str:
    """How often such projections of recovery held: of a move, not of a cap, which has no past to be held against."""
    if found.cause is not None:
        return _sentence(found.cause[lang()])
    hits = sum(one.hit for one in found.told)
    return str(_("Tested backwards: it held in %(hits)s of %(n)s vendor-months of recovery.", hits=hits, n=len(found.told)))


def _title(of: str, cap: int | None) -> str:
    """What a group is called; a move alone needs no name."""
    if cap is None:
        return ""
    if of == "move":
        return str(_("Of moving them, a month"))
    return str(
        ngettext("Of %(num)s contact a week at most, every vendor", "Of %(num)s contacts a week at most, every vendor", cap)
    )


def seen_as(seen: Seen) -> tuple[str, Row]:
    """Of which projection a figure somebody decided on is, and the figure, in the reader's language; else as it was read."""
    if seen.told is None:
        return "", Row(seen.name, seen.value, seen.span)
    return _title(seen.told["of"], seen.told["cap"]), _row(line_from(seen.told["line"]), None, "")


def group_of(of: str, cap: int | None, found: Projection, currency: str) -> Group:
    """Its lines in the order of the card; the money stands under the share it is."""
    lines = {line.about: line for line in found.lines}
    money = lines.get(Told.RECOVERY_MONEY)
    rows = [_row(lines[about], money if about is Told.RECOVERY_SHARE else None, currency) for about in _SHOWN if about in lines]
    return Group(_title(of, cap), tuple(rows), of)


def notes_of(found: Iterable[Projection]) -> tuple[str, ...]:
    """What limits them, each said once."""
    return tuple(dict.fromkeys(_sentence(note[lang()]) for one in found for note in one.notes))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _names() -> dict[Told, str]:
    return {
        Told.RECOVERY_SHARE: _("Recovery"),
        Told.COMPLAINTS: _("Complaints a month"),
        Told.AGAINST_LAW: _("Contacts against the law"),
        Told.CONTACTS: _("Contacts a month"),
        Told.CONTACTS_A_WEEK: _("Contacts a week with a person"),
    }


def _row(line: ProjectionLine, money: ProjectionLine | None, currency: str) -> Row:
    name = _names()[line.about]
    change = line.change
    if line.cause is not None or (change.value is None and not line.bounds):
        return Row(name, cause=(line.cause or {}).get(lang(), _("cannot be told")), line=line)
    detail = _money(money, currency) if money is not None and money.cause is None else ""
    if line.bounds:
        return Row(name, value=_ends(line), bar=_bar(change), sure="none", detail=detail, line=line)
    value, average = _value(line.about, change.value), _average(line)
    return Row(name, value, _span(line), _bar(change), _sure(line), detail, average=average, line=line)


def _scale(about: Told) -> tuple[float, int]:
    if about is Told.RECOVERY_SHARE:
        return 100.0, 1
    return 1.0, 2 if about is Told.CONTACTS_A_WEEK else 0


def _value(about: Told, value: float | None) -> str:
    if value is None:
        return formats.NONE
    factor, decimals = _scale(about)
    if about is Told.RECOVERY_SHARE:
        text = percent(abs(value))
        return text if value == 0 else f"{'−' if value < 0 else '+'}{text}"
    return signed(value * factor, decimals)


def _span(line: ProjectionLine) -> str:
    factor, decimals = _scale(line.about)
    low, high = (None if end is None else end * factor for end in (line.change.low, line.change.high))
    return between(low, high, decimals, plus=True)


def _average(line: ProjectionLine) -> str:
    """The same over many such months, where chance evens out; empty where nothing was told of it."""
    found = line.average
    if found is None or found.value is None:
        return ""
    factor, decimals = _scale(line.about)
    sign = unit() if line.about is Told.RECOVERY_SHARE else ""
    low, high = (None if end is None else end * factor for end in (found.low, found.high))
    told = f"{signed(found.value * factor, max(1, decimals))}{sign} {between(low, high, max(1, decimals), plus=True)}".strip()
    return str(_("over many such months: %(told)s", told=told))


def _ends(line: ProjectionLine) -> str:
    low, high = (_value(line.about, end) for end in (line.change.low, line.change.high))
    return str(_("%(low)s to %(high)s", low=low, high=high))


def _money(line: ProjectionLine, currency: str) -> str:
    """The same in money; between bounds where there is no likeliest value."""

    def written(value: float | None) -> str:
        if value is None:
            return formats.NONE
        whole = round(value)
        return f"{'−' if whole < 0 else '+' if whole > 0 else ''}{formats.minor(abs(whole), currency)}"

    found = line.change
    if line.bounds or found.value is None:
        return str(_("%(low)s to %(high)s", low=written(found.low), high=written(found.high)))
    return f"{written(found.value)} [{written(found.low)};\u00a0{written(found.high)}]"


def _bar(found: Estimate) -> Bar:
    """On a scale whose middle is no change."""
    far = max((abs(end) for end in (found.low, found.high, found.value) if end is not None), default=0.0) * 1.15 or 1.0
    return bar(found, (-far, far), target=0.0)


def _sure(line: ProjectionLine) -> str:
    low, high = line.change.low, line.change.high
    if low is None or high is None or low <= 0 <= high:
        return "none"
    return "better" if (low > 0) == (line.about in _GOOD_UP) else "worse"
