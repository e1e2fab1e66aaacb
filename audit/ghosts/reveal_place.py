"""Which handoff of a wave is meant."""

from pathlib import Path

from audit.ghosts.commit import COMMITMENT, SECRET, committed_in
from audit.ghosts.commit_error import BadWave


def places_in(wave: Path) -> tuple[Path, ...]:
    """Every committed place of a wave's folder, the first handoff first."""
    inner = sorted(path.parent for path in wave.glob(f"*/{SECRET}") if (path.parent / COMMITMENT).exists())
    return (*((wave,) if (wave / COMMITMENT).exists() else ()), *inner)


def place_of(wave: Path, vendor: str | None = None, batch: str | None = None) -> Path:
    """The place of a vendor's handoff. Raises BadWave where none or several fit."""
    found = []
    for place in places_in(wave):
        commitment = committed_in(place)
        if vendor in (None, commitment.vendor) and batch in (None, commitment.batch):
            found.append((place, f"{commitment.vendor} {commitment.batch}"))
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise BadWave(
            f"{wave}: no hay entrega comprometida de ese proveedor y lote; haga «trasluz ghosts handoff»",
            f"{wave}: no committed handoff of that vendor and batch; run «trasluz ghosts handoff»",
        )
    names = "; ".join(name for _, name in found)
    raise BadWave(
        f"{wave}: hay varias entregas ({names}); diga --vendor y --batch",
        f"{wave}: several handoffs ({names}); give --vendor and --batch",
    )
