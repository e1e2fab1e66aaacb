"""`trasluz ghosts …`: the ghost-shopper programme, one command a file."""

from types import ModuleType

import click

from app.cli.ghosts import covertness, create, handoff, plan, reconcile, reveal
from app.cli.speaking import About, SpokenGroup

PARTS: tuple[ModuleType, ...] = (plan, create, covertness, handoff, reveal, reconcile)
GHOSTS = SpokenGroup("ghosts")
GHOSTS.about = About(
    "El programa de clientes fantasma: planear, crear, encubrir, entregar, revelar y conciliar.",
    "The ghost-shopper programme: plan, create, cover, hand over, reveal and reconcile.",
    "trasluz ghosts plan --matters 0.12",
)


def add_to(group: click.Group) -> None:
    """Add the commands to the group, and the group to the whole."""
    for part in PARTS:
        part.add_to(GHOSTS)
    group.add_command(GHOSTS)
