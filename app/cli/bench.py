"""`trasluz bench NAME`."""

import click


def add_to(group: click.Group) -> None:
    """Add the command."""
