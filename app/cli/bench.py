"""`trasluz bench NAME`: the project's own benchmarks."""

import json
from importlib import import_module
from pathlib import Path

import click

from app.cli.speaking import About, command, option, warn

NAMES = (
    "speech",
    "programme",
    "rates",
    "contacts",
    "portfolio",
    "scorecard",
    "projections",
    "live",
    "calibration",
    "coaching",
    "learning",
)


@command(
    "bench",
    About(
        "Mide velocidad y exactitud frente a una referencia, en la misma corrida.",
        "Measures speed and accuracy against a baseline, in the same run.",
        "trasluz bench speech --out cifras.json",
    ),
)
@click.argument("name", type=click.Choice(NAMES))
@option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), es="Archivo JSON.", en="JSON file.")
@option(
    "--size",
    type=click.IntRange(1),
    es="Segundos (speech), filas (contacts), cuentas (portfolio), olas (programme, rates), mundos (los demás).",
    en="Seconds (speech), rows (contacts), accounts (portfolio), waves (programme, rates), worlds (the others).",
)
def bench(name: str, out: Path, size: int | None) -> int:
    """Run a benchmark and keep its figures."""
    from app.services.lines import write_whole

    found = import_module(f"app.benches.{name}").run(size, lambda line: warn(line, line))
    text = json.dumps(found, ensure_ascii=False, indent=2)
    write_whole(out, (text + "\n").encode())
    click.echo(text)
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(bench)
