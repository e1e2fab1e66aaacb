"""The tables that know ghosts, for migrations and for whoever needs them all. On Postgres they are in a schema of their own."""

from app.models.canary import Attribution, CanaryPoint, DeclaredSender
from app.models.comparison import Comparison
from app.models.ghost import Ghost, GhostAct, Received
from app.models.tables import Table
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.models.wave_finding import VendorLog, VendorLogEntry, WaveFinding

__all__ = [
    "Attribution",
    "CanaryPoint",
    "Comparison",
    "DeclaredSender",
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
    for model in (
        Attribution,
        CanaryPoint,
        Comparison,
        DeclaredSender,
        Ghost,
        GhostAct,
        Received,
        VendorLog,
        VendorLogEntry,
        Wave,
        WaveEvent,
        WaveFinding,
        WaveVendor,
    )
    if issubclass(model, Table)
)
