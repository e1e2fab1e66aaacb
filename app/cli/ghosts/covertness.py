"""`trasluz ghosts covertness`: plays the suspicious vendor against a file before it is handed over."""

from datetime import datetime
from pathlib import Path

import click

from app.cli.speaking import About, command, lang_of, option, progress

_STEPS = 11
_STEP_NAMES = {
    "rows": ("filas", "rows"),
    "traits": ("rasgos", "traits"),
    "doubles": ("parecidos", "doubles"),
    "one_field": ("campos", "fields"),
    "weights": ("pesos", "weights"),
}


@command(
    "covertness",
    About(
        "Hace de proveedor que sospecha: ¿se distinguen los fantasmas de las cuentas reales? Compara HANDOFF.csv con la cartera "
        "REAL.csv y dice entregar, delatan (con los campos) o no se puede saber. Sale con 1 si no se puede entregar.",
        "Plays the suspicious vendor: can ghosts be told from real accounts? Sets HANDOFF.csv against the portfolio REAL.csv and "
        "says release, leak (with the fields) or cannot tell. Exits 1 unless it may be handed over.",
        "trasluz ghosts covertness cartera.csv entrega.csv --out encubrimiento/",
    ),
)
@click.argument("real", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("handoff", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    es="Carpeta para covertness.html y covertness.json.",
    en="Folder for covertness.html and covertness.json.",
)
@option(
    "--ghosts",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="ghosts.jsonl con account_id: nombra a los fantasmas en vez de buscarlos.",
    en="ghosts.jsonl with account_id: names the ghosts instead of finding them.",
)
@option(
    "--wave",
    "waves",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Archivo con fantasmas de otra ola, a los que no deben parecerse. Se puede repetir.",
    en="File with ghosts of another wave, whom they must not resemble. May be repeated.",
)
@option("--seed", type=int, default=20261122, es="Semilla de las partes.", en="Seed of the folds.")
def covertness(real: Path, handoff: Path, out: Path | None, ghosts: Path | None, waves: tuple[Path, ...], seed: int) -> int:
    """Exit code 0 for release, 1 for leak or cannot tell."""
    from app.errors import BadInput
    from audit.ghosts.covertness.covertness import Verdict
    from audit.ghosts.covertness.faults import BadPortfolio
    from audit.ghosts.covertness.lab import Options, lab
    from audit.ghosts.covertness.planted import read_named
    from audit.ghosts.covertness.table import read_table

    lang = lang_of()
    try:
        options = Options(
            named=read_named(ghosts) if ghosts else None, others=tuple(read_table(wave) for wave in waves), seed=seed
        )
        with progress(_STEPS, "Sospechando", "Suspecting") as step:
            found = lab(
                read_table(real),
                read_table(handoff),
                options,
                lambda name: step(_STEP_NAMES.get(name, (name, name))[lang == "en"]),
            )
    except BadPortfolio as problem:
        raise BadInput(problem.words.es, problem.words.en) from problem
    if out:
        from reports.covertness_json import as_json
        from reports.covertness_page import render_html

        out.mkdir(parents=True, exist_ok=True)
        (out / "covertness.json").write_text(as_json(found), encoding="utf-8")
        (out / "covertness.html").write_text(render_html(found, lang, datetime.now().astimezone()), encoding="utf-8")
    for line in _lines(found, lang):
        click.echo(line)
    if out:
        click.echo(str(out / "covertness.html"))
    return 0 if found.verdict is Verdict.RELEASE else 1


def _lines(found: object, lang: str) -> list[str]:
    """The verdict, the adversaries, and what gives ghosts away."""
    from audit.ghosts.covertness.adversaries import NAMES
    from audit.ghosts.covertness.covertness import Covertness
    from audit.ghosts.covertness.verdict_words import explanation
    from reports.covertness_page import written
    from reports.wording import wording

    assert isinstance(found, Covertness)
    say = wording(lang)
    lines = [f"{found.verdict.value}: {say.say(explanation(found))}"]
    lines += [f"  {say.say(NAMES[a.adversary])}: {written(a.auc, say)}" for a in found.attempts]
    shown = found.leaking[:8] or found.fields[:3]
    if shown:
        lines.append(say("Lo que los delata:", "What gives them away:") if found.leaking else _most(lang))
    lines += [f"  {say.say(f.named())}: {written(f.auc, say)}" for f in shown]
    lines += [f"  · {say.say(s.sentence())}" for s in found.statements[:5]] if found.leaking else []
    return lines


def _most(lang: str) -> str:
    return "What could most give them away (not proven):" if lang == "en" else "Lo que más podría delatarlos (no probado):"


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(covertness)
