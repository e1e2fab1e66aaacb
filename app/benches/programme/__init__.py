"""`trasluz bench programme`: simulated waves through the whole ghost programme, held against what was planted."""

from app.benches.programme.running import run

__all__ = ["run"]
