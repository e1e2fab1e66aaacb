"""The question a wave answers: what must be seen, with what certainty, at which vendors."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from audit.ghosts.cost import Prices
from audit.ghosts.notice import Suspicion
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power import Standard
from audit.ghosts.power_tails import Clustering
from audit.ghosts.sequential import Spending, Stopping


class Family(StrEnum):
    """Whose risk of a false accusation is held at alpha: each vendor's over its channels and segments, or the whole wave's."""

    VENDOR = "vendor"
    WAVE = "wave"


@dataclass(frozen=True, slots=True)
class VendorAsked:
    """A vendor to be audited; `accounts` it handles in the wave, ghosts among them, None where nobody knows."""

    vendor: str
    accounts: int | None = None

    def __post_init__(self) -> None:
        if not self.vendor.strip():
            raise BadPlan("un proveedor no tiene nombre; escríbalo", "a vendor has no name; write it")
        if self.accounts is not None and not 1 <= self.accounts <= 10**9:
            raise BadPlan(
                f"«{self.vendor}» maneja {self.accounts} cuentas; escriba de 1 a mil millones",
                f"«{self.vendor}» handles {self.accounts} accounts; write 1 to a billion",
            )


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a wave. Rates and probabilities are fractions of 1.

    `matters` is the rate of mistreated people that must be seen with probability `power`; a vendor at `tolerated` is accused with
    probability at most `alpha`. `design_effect_high` is the upper end of a measured design effect, guarded against when accusing.
    Channels and segments named are separated: each pair gets its ghosts and its share of alpha (Bonferroni). `ceiling` is
    the most risk of being noticed that the auditor accepts; None for no limit.
    """

    vendors: tuple[VendorAsked, ...]
    matters: float
    tolerated: float
    power: float = 0.80
    alpha: float = 0.05
    conduct: str = ""
    design_effect: float = 1.0
    design_effect_high: float | None = None
    ghosts_per_agent: int | None = None
    channels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    family: Family = Family.VENDOR
    weeks: int = 4
    looks: int = 1
    stopping: Stopping = Stopping.CURTAILED
    spending: Spending = Spending.POCOCK
    twins: int = 0
    contacts_per_ghost: float = 10.0
    ceiling: float | None = 0.10
    suspicion: Suspicion = field(default_factory=Suspicion)
    prices: Prices | None = None

    def __post_init__(self) -> None:
        _in_range("matters", self.matters, 0.0, 1.0, "0.12")
        _in_range("tolerated", self.tolerated, 0.0, 1.0, "0.02", low_too=True)
        _in_range("power", self.power, 0.0, 1.0, "0.80")
        _in_range("alpha", self.alpha, 0.0, 0.5, "0.05")
        if self.ceiling is not None:
            _in_range("ceiling", self.ceiling, 0.0, 1.0, "0.10")
        if self.matters <= self.tolerated:
            raise BadPlan(
                f"la tasa que importa ({self.matters:g}) no supera la tolerada ({self.tolerated:g}): no hay qué distinguir; "
                "suba la primera o baje la segunda",
                f"the rate that matters ({self.matters:g}) is not above the tolerated one ({self.tolerated:g}): there is nothing "
                "to tell apart; raise the first or lower the second",
            )
        if self.power <= self.alpha:
            raise BadPlan(
                f"la seguridad pedida ({self.power:g}) no supera la falsa acusación ({self.alpha:g}); pida por ejemplo 0.80",
                f"the power asked for ({self.power:g}) is not above the false accusation ({self.alpha:g}); ask for instance 0.80",
            )
        _whole("weeks", self.weeks, 1, 104)
        _whole("looks", self.looks, 1, 52)
        _whole("twins", self.twins, 0, 1000)
        if not 0.0 <= self.contacts_per_ghost <= 10_000.0:
            raise BadPlan(
                f"contactos por fantasma: {self.contacts_per_ghost:g}; escriba de 0 a 10000",
                f"contacts per ghost: {self.contacts_per_ghost:g}; write 0 to 10000",
            )
        self._names_once()
        _ = self.standard  # a clustering that cannot be is refused here

    def _names_once(self) -> None:
        if not self.vendors:
            raise BadPlan(
                'falta al menos un proveedor; escriba --vendor "Nombre=cuentas"', 'name a vendor: --vendor "Name=accounts"'
            )
        for what, names in (("vendor", [v.vendor for v in self.vendors]), ("channel", self.channels), ("segment", self.segments)):
            twice = [name for name in names if list(names).count(name) > 1 or not name.strip()]
            if twice:
                raise BadPlan(f"{what}: «{twice[0]}» está dos veces o vacío", f"{what}: «{twice[0]}» is there twice or empty")

    @property
    def cells(self) -> tuple[tuple[str | None, str | None], ...]:
        """The channel and segment of every question asked of a vendor; None means all together."""
        return tuple(product(self.channels or (None,), self.segments or (None,)))

    @property
    def cell_alpha(self) -> float:
        """False accusation allowed in one cell, so that all of its family together stay within alpha (Bonferroni)."""
        return self.alpha / len(self.cells) / (len(self.vendors) if self.family is Family.WAVE else 1)

    @property
    def standard(self) -> Standard:
        """What one cell's accusation must hold to."""
        worst = Clustering(self.design_effect_high, self.ghosts_per_agent) if self.design_effect_high is not None else None
        if worst is not None and worst.design_effect < self.design_effect:
            raise BadPlan(
                f"el extremo alto del efecto de diseño ({worst.design_effect:g}) es menor que el efecto ({self.design_effect:g})",
                f"the upper end of the design effect ({worst.design_effect:g}) is below the effect ({self.design_effect:g})",
            )
        return Standard(self.tolerated, self.cell_alpha, Clustering(self.design_effect, self.ghosts_per_agent), worst)


def _in_range(name: str, value: float, low: float, high: float, example: str, low_too: bool = False) -> None:
    if not (low < value < high or (low_too and value == low)):
        start, begin = ("desde", "from") if low_too else ("sobre", "above")
        raise BadPlan(
            f"{name} vale {value:g}; va {start} {low:g} y bajo {high:g}, como fracción: escriba por ejemplo {example}",
            f"{name} is {value:g}; it goes {begin} {low:g} and below {high:g}, a fraction: say {example}",
        )


def _whole(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadPlan(f"{name} vale {value}; va de {low} a {high}", f"{name} is {value}; it goes from {low} to {high}")
