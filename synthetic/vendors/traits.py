"""What each vendor truly is, month by month: treatment, recovery, breaches and every lived measure."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from synthetic.vendors.knobs import Knobs
from synthetic.vendors.shapes import Floats


@dataclass(frozen=True, slots=True)
class Lived:
    """One lived measure of lived_measures.yaml."""

    id: str
    draw: str
    base: float
    load: float
    own: float
    by: str
    each: float
    alike: float = 0.0
    noise: float = 0.0
    share_of_people: float = 1.0


@dataclass(frozen=True, slots=True)
class Traits:
    """[months, vendors]: latent treatment, log recovery over the mean, share of calls with a breach, lived measures."""

    treatment: Floats
    recovery: Floats
    conduct: Floats
    lived: dict[str, Floats]


@cache
def lived_measures() -> tuple[Lived, ...]:
    """The list, in the order of the file."""
    text = files("synthetic.vendors").joinpath("lived_measures.yaml").read_text(encoding="utf-8")
    return tuple(Lived(**entry) for entry in yaml.safe_load(text))


def draw_traits(rng: np.random.Generator, knobs: Knobs) -> Traits:
    """Vendors of a world; some are another's equal in everything, in every month."""
    shape = (knobs.months, knobs.vendors)
    kind = _walk(rng, shape, knobs.drift)
    other = _walk(rng, shape, knobs.drift)
    gain = knobs.pull * kind + np.sqrt(1 - knobs.pull**2) * other
    treatment, recovery = knobs.spread_treatment * kind, knobs.spread_recovery * gain
    breach = np.log(knobs.breach / (1 - knobs.breach)) - 0.55 * treatment + rng.normal(0, 0.15, knobs.vendors)
    lived = {m.id: on_scale(m, treatment, rng.normal(0, m.own, knobs.vendors)) for m in lived_measures()}
    found = [treatment, recovery, 1 / (1 + np.exp(-breach)), *lived.values()]
    for vendor in range(1, knobs.vendors):
        if rng.random() < knobs.equal:
            model = int(rng.integers(0, vendor))
            for values in found:
                values[:, vendor] = values[:, model]
    recovery -= recovery.mean(axis=1, keepdims=True)
    return Traits(treatment, recovery, found[2], lived)


def on_scale(measure: Lived, treatment: Floats, own: Floats) -> Floats:
    """The true value of a measure at a treatment."""
    moved = measure.load * treatment + own
    if measure.draw in ("share", "survey"):
        return np.asarray(1 / (1 + np.exp(-(np.log(measure.base / (1 - measure.base)) + moved))))
    if measure.draw == "mean":
        return np.asarray(measure.base + moved)
    return np.asarray(measure.base * np.exp(moved))


def _walk(rng: np.random.Generator, shape: tuple[int, int], drift: float) -> Floats:
    """Standard normal in each month, alike from month to month by √(1 − drift²)."""
    out = np.empty(shape)
    out[0] = rng.normal(size=shape[1])
    for month in range(1, shape[0]):
        out[month] = np.sqrt(1 - drift**2) * out[month - 1] + drift * rng.normal(size=shape[1])
    return out
