"""`trasluz bench NAME`: the project's own benchmarks."""

import json
from pathlib import Path

import click

from app.cli.speaking import About, command, option, warn

NAMES = ("speech",)


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
@option("--seconds", default=60.0, show_default=True, es="Audio por idioma.", en="Audio in each language.")
def bench(name: str, out: Path, seconds: float) -> int:
    """Run a benchmark and keep its figures."""
    from time import perf_counter

    from app.engines import RubricAssessor
    from app.services.lines import write_whole
    from app.settings import Settings
    from audit.calls import Call
    from speech.bench import bench_speech
    from speech.listen import Heard
    from speech.redact import redact

    settings = Settings.from_env()
    assessor = RubricAssessor(settings)

    def judge(heard: Heard) -> None:
        said = heard.transcript
        assessor.assess(Call("bench", said.turns, lang=said.language), heard.acoustics.as_dict(), said.role_confidence)
        redact(said)

    found = bench_speech(settings.weights_cache, perf_counter, seconds, rest=judge, tell=lambda line: warn(line, line))
    write_whole(out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(bench)
