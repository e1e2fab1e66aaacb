"""What the card «What if…?» shows: what was asked, and each projected figure as it is written and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.web.vendor_look import Bar
from reports.scorecards.card import Comparison
from reports.scorecards.outlook import line_dict
from reports.scorecards.projection import ProjectionLine

SHARES = (0, 5, 10, 15, 20, 30, 50)
CAPS = (1, 2, 3, 4, 5, 6, 7)
_USUAL = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One projected figure. `sure` is better or worse where its interval leaves zero out; `cause` says why it cannot be told."""

    name: str
    value: str = ""
    span: str = ""
    bar: Bar | None = None
    sure: str = ""
    detail: str = ""
    cause: str = ""
    average: str = ""
    """What many such months would come to, without the chance of one."""
    line: ProjectionLine | None = None
    """The figure itself."""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one projection `of` the move, or of the cap."""

    title: str
    rows: tuple[Row, ...]
    of: str = "move"


@dataclass(frozen=True, slots=True)
class WhatIfShown:
    """The card. `move` is per cent of the accounts of `source`; `asked` the arguments that ask for the same again.

    `odd` are the entries that cannot be projected, by field, as they were given; `problem` says which.
    """

    move: int
    source: str
    target: str
    cap: int | None = None
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    tested: str = ""
    problem: str = ""
    may_decide: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    shares: tuple[int, ...] = SHARES
    caps: tuple[int, ...] = CAPS
    odd: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anything of it can be told, so that there is something to decide on."""
        return any(not row.cause for group in self.groups for row in group.rows)

    def seen(self) -> list[dict[str, Any]]:
        """Every figure as it was read, and as it is, for the record of a decision."""
        return [_kept(group, row, self.cap) for group in self.groups for row in group.rows]


def _kept(group: Group, row: Row, cap: int | None) -> dict[str, Any]:
    name = f"{group.title}: {row.name}" if group.title else row.name
    told = {"line": line_dict(row.line), "of": group.of, "cap": cap} if row.line else None
    return {"name": name, "value": row.cause or row.value, "span": row.span, "told": told}


def asked_in(made: Comparison, args: Mapping[str, str]) -> WhatIfShown:
    """What an address asks for; what it does not say moves a tenth from whoever treats worst to whoever treats best."""
    keys = [v.key for v in made.vendors]
    ranked = sorted((p for p in made.balance.points if p.experience.value is not None), key=lambda p: p.experience.value or 0.0)
    usual = (ranked[0].vendor, ranked[-1].vendor) if len(ranked) > 1 else (keys[0], keys[-1]) if keys else ("", "")
    choices = {"from": keys, "to": keys, "move": [str(n) for n in SHARES], "cap": [str(n) for n in CAPS]}
    given = {name: args.get(name, "").strip() for name in choices}
    odd = {name: text[:40] for name, text in given.items() if text and text not in choices[name]}
    source, target = (given[name] if given[name] in keys else known for name, known in zip(("from", "to"), usual, strict=True))
    move, cap = (int(given[name]) if given[name] and name not in odd else None for name in ("move", "cap"))
    return WhatIfShown(_USUAL if move is None else move, source, target, cap, problem=_said(odd), odd=odd)


def _said(odd: Mapping[str, str]) -> str:
    """Why nothing is projected, in one sentence; empty where all is well."""
    known = {
        "from": _("there is no vendor “%(text)s” to move accounts from", text=odd.get("from", "")),
        "to": _("there is no vendor “%(text)s” to move accounts to", text=odd.get("to", "")),
        "move": _("the share “%(text)s” is none of 0 to 50 per cent that can be chosen", text=odd.get("move", "")),
        "cap": _("the cap “%(text)s” is none of 1 to 7 contacts a week", text=odd.get("cap", "")),
    }
    why = "; ".join(str(known[name]) for name in odd)
    return str(_("Nothing was projected: %(why)s.", why=why)) if why else ""
