"""`trasluz bench calibration`: do sizes give their precision, intervals hold the truth, is drift found and not invented?"""

from collections.abc import Callable
from typing import Any

from app.benches.calibration.machine import machine
from app.benches.calibration.people import known_calls, sessions
from app.benches.calibration.rates import drawn, sizes
from app.benches.calibration.weeks import invented, planted

WORLDS = 100


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size` simulated worlds in each cell (100)."""
    worlds = size or WORLDS
    found: dict[str, Any] = {"worlds": worlds}
    parts: dict[str, Callable[[int], Any]] = {
        "sizes": sizes,
        "random_stratum": drawn,
        "sessions": sessions,
        "known_calls": known_calls,
        "machine": machine,
        "drift_planted": planted,
        "drift_invented": invented,
    }
    for name, part in parts.items():
        tell(name)
        found[name] = part(worlds)
    return found
