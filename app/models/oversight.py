"""The tables that know ghosts, for migrations and for whoever needs them all. On Postgres they are in a schema of their own."""

from app.models.comparison import Comparison
from app.models.ghost import Ghost, GhostAct, Received
from app.models.tables import Table
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.models.wave_finding import VendorLog, VendorLogEntry, WaveFinding

__all__ = [
    "Comparison",
    "Ghost",
    "GhostAct",
    "Received",
    "VendorLog",
    "VendorLogEntry",
    "Wave",
    "WaveEvent",
    "WaveFinding",
    "WaveVendor",
]

SCHEMA = "oversight"
TABLES: frozenset[str] = frozenset(
    model.__tablename__
    for model in (Comparison, Ghost, GhostAct, Received, VendorLog, VendorLogEntry, Wave, WaveEvent, WaveFinding, WaveVendor)
    if issubclass(model, Table)
)
