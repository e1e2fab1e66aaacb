"""`trasluz score` and `trasluz evaluate`: transcripts that already exist, and results beside labels."""

import json
from pathlib import Path

import click

from app.cli.speaking import About, command, counted, lang_of, option, progress, say, warn


@command(
    "score",
    About(
        "Evalúa transcripciones que ya existen. Lee los turnos, nunca las etiquetas; escribe results.jsonl.",
        "Scores transcripts that already exist. Reads the turns, never the labels; writes results.jsonl.",
        "trasluz score llamadas.jsonl --out resultados/",
    ),
)
@click.argument("calls", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), es="Carpeta de salida.", en="Output folder.")
def score(calls: Path, out: Path) -> int:
    """Transcripts in, results out; exit code 2 where a line could not be read, after the others are scored."""
    from app.cli.spending import tell_spending
    from app.engines import build_tools
    from app.services.score_calls import score_calls
    from app.settings import Settings
    from audit.calls import read_calls

    given, faults = read_calls(calls)
    for fault in faults:
        warn(f"trasluz: {fault.say('es')}", f"trasluz: {fault.say('en')}")
    if not given:
        return 2
    assessor = build_tools(Settings.from_env()).assessor
    with progress(len(given), "Evaluando", "Scoring") as step:
        path = score_calls(given, out, assessor, step)
    tell_spending(assessor)
    n = len(given)
    say(f"{counted(n, 'llamada evaluada', 'llamadas evaluadas')}: {path}", f"{counted(n, 'call', 'calls')} scored: {path}")
    return 2 if faults else 0


@command(
    "evaluate",
    About(
        "Compara resultados con etiquetas: precisión, exhaustividad, F1 y kappa con intervalos del 95 %.",
        "Compares results with labels: precision, recall, F1 and kappa with 95 % intervals.",
        "trasluz evaluate etiquetadas.jsonl resultados/results.jsonl --out cifras.json",
    ),
)
@click.argument("calls", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("results", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    es="Guarda las cifras como JSON.",
    en="Keeps the figures as JSON.",
)
def evaluate(calls: Path, results: Path, out: Path | None) -> int:
    """Results beside labels."""
    from app.cli.figures import table
    from audit.agreement import evaluation, paired, read_results
    from audit.calls import read_labelled

    figures = evaluation(paired(read_labelled(calls), read_results(results)))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    for line in table(figures, lang_of()):
        click.echo(line)
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(score)
    group.add_command(evaluate)
