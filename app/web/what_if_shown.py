"""What the card «What if…?» shows: what was asked, and each projected figure as it is written and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.web.vendor_look import Bar
from reports.scorecards.card import Comparison

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


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one projection: of the move, or of the cap."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class WhatIfShown:
    """The card. `move` is per cent of the accounts of `source`; `asked` the arguments that ask for the same again."""

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

    def seen(self) -> list[dict[str, str]]:
        """Every figure as it was read, for the record of a decision."""
        rows = [(f"{g.title}: {r.name}" if g.title else r.name, r) for g in self.groups for r in g.rows]
        return [{"name": name, "value": row.cause or row.value, "span": row.span} for name, row in rows]


def asked_in(made: Comparison, args: Mapping[str, str]) -> WhatIfShown:
    """What an address asks for; what it does not say moves a tenth from whoever treats worst to whoever treats best."""
    keys = [v.key for v in made.vendors]
    ranked = sorted((p for p in made.balance.points if p.experience.value is not None), key=lambda p: p.experience.value or 0.0)
    usual = (ranked[0].vendor, ranked[-1].vendor) if len(ranked) > 1 else (keys[0], keys[-1]) if keys else ("", "")
    source, target = (key if key in keys else known for key, known in zip((args.get("from"), args.get("to")), usual, strict=True))
    move, cap = (_whole(args.get(name, "")) for name in ("move", "cap"))
    return WhatIfShown(
        move=move if move in SHARES else _USUAL, source=source or "", target=target or "", cap=cap if cap in CAPS else None
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None
