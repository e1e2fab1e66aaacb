"""`trasluz ghosts reveal`: open what was committed, under seal."""

from pathlib import Path

import click

from app.cli.bilingual import in_both_languages
from app.cli.speaking import About, command, option, say


@command(
    "reveal",
    About(
        "Abre lo comprometido: sales, fantasmas, hechos, archivo entregado y evidencia, en un paquete sellado. Con "
        "--open abre solo "
        "lo nombrado, y aun así prueba que estaba en la promesa.",
        "Opens what was committed: salts, ghosts, events, the file handed over and evidence, in a sealed bundle. With --open it "
        "opens only what is named, and still proves that it was in the promise.",
        "trasluz ghosts reveal --wave ola/ --out reveal.zip\n"
        "trasluz ghosts reveal --wave ola/ --open ghost-G7 --event 12 --out hallazgo.zip",
    ),
)
@option(
    "--wave",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    es="Carpeta de la ola.",
    en="Wave's folder.",
)
@option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    es="Paquete que se escribe (.zip).",
    en="Bundle to write (.zip).",
)
@option(
    "--vendor",
    default="",
    es="Proveedor, si la ola tiene varias entregas.",
    en="Vendor, where the wave was handed over more than once.",
)
@option("--batch", default="", es="Lote, si hace falta.", en="Batch, where needed.")
@option("--open", "names", multiple=True, es="Abre solo esto (se repite).", en="Opens this only (repeatable).")
@option(
    "--event",
    "events",
    type=int,
    multiple=True,
    es="Abre solo este hecho, por su número.",
    en="Opens this event only, by number.",
)
@option("--evidence", multiple=True, es="Incluye solo este archivo de evidencia.", en="Includes this evidence file only.")
@option(
    "--without-file",
    is_flag=True,
    es="No incluye el archivo entregado (tiene datos de personas reales); quien verifica usa el suyo con --handoff.",
    en="Leaves out the file handed over (it holds real people's data); whoever verifies uses theirs with --handoff.",
)
def reveal(
    wave: Path,
    out: Path,
    vendor: str,
    batch: str,
    names: tuple[str, ...],
    events: tuple[int, ...],
    evidence: tuple[str, ...],
    without_file: bool,
) -> int:
    """A bundle anybody can check."""
    import io
    from datetime import datetime

    from app.services.lines import write_whole
    from app.services.sealing import sealing_key
    from app.settings import Settings
    from audit.ghosts.reveal import Only
    from audit.ghosts.reveal import reveal as open_wave
    from audit.ghosts.reveal_place import place_of

    key = sealing_key(Settings.from_env().signing_key)
    partial = bool(names or events or evidence)
    only = Only(frozenset(names), frozenset(events), frozenset(evidence)) if partial else None
    target = io.BytesIO()
    with in_both_languages():
        place = place_of(wave, vendor or None, batch or None)
        head = open_wave(place, target, key, datetime.now().astimezone(), only, with_file=not without_file)
    write_whole(out, target.getvalue())
    say(
        f"{out}: {len(target.getvalue()) / 1e6:.1f} MB, cabeza {head[:16]}…. Quien lo reciba: trasluz evidence verify {out.name} "
        "--commitment commitment.json",
        f"{out}: {len(target.getvalue()) / 1e6:.1f} MB, head {head[:16]}…. Whoever receives it: trasluz evidence verify "
        f"{out.name} "
        "--commitment commitment.json",
    )
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(reveal)
