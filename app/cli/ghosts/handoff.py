"""`trasluz ghosts handoff`: commit the wave, then write the vendor's file."""

from collections.abc import Mapping
from pathlib import Path

import click

from app.cli.bilingual import in_both_languages
from app.cli.speaking import About, command, counted, lang_of, one_line, option, say, warn


@command(
    "handoff",
    About(
        "Compromete la ola y escribe el archivo del proveedor, con los fantasmas entre las cuentas reales. En OUT "
        "queda lo que se "
        "envía: el archivo y el compromiso público; las sales quedan en la carpeta de la ola y no se envían. Sale con 1 si el "
        "laboratorio de encubrimiento no lo deja salir.",
        "Commits the wave and writes the vendor's file, ghosts among real accounts. OUT holds what is sent: the file and the "
        "public commitment; the salts stay in the wave's folder and are not sent. Exits 1 where the laboratory does "
        "not let it out.",
        "trasluz ghosts handoff --wave ola/ --portfolio cartera.csv --vendor Norte --layout norte.yaml --out envio/",
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
    "--portfolio",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Cartera real del cliente (CSV).",
    en="The client's real portfolio (CSV).",
)
@option("--vendor", required=True, es="Proveedor que recibe el archivo.", en="Vendor who receives the file.")
@option(
    "--layout",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Diseño del proveedor (YAML): columns, file, separator, encoding, decimal, dates, header, sheet, formulas. "
    "Sin él, el archivo sale como el del cliente.",
    en="The vendor's layout (YAML): columns, file, separator, encoding, decimal, dates, header, sheet, formulas. "
    "Without it the file is laid out as the client's.",
)
@option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    es="Carpeta de lo que se envía.",
    en="Folder of what is sent.",
)
@option("--batch", default="", es="Lote; si no se dice, la fecha de hoy.", en="Batch; today's date unless given.")
@option(
    "--rubric", default="", es="Rúbrica que se compromete; si no, la última.", en="Rubric to commit; the newest unless given."
)
@option(
    "--seed",
    type=int,
    es="Semilla del orden, para repetirlo; guárdela en secreto.",
    en="Seed of the order, to repeat it; keep it secret.",
)
@option(
    "--accept-tells",
    is_flag=True,
    es="Escribe el archivo aunque algo pueda delatar a un fantasma.",
    en="Writes the file even if something may betray a ghost.",
)
@option(
    "--covertness",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Informe covertness.json de este archivo; sin él, el laboratorio se consulta ahora.",
    en="The covertness.json of this file; without it the laboratory is asked now.",
)
@option(
    "--override",
    es="Motivo para seguir cuando el laboratorio no puede saber; queda sellado con la ola.",
    en="Reason to go on where the laboratory cannot tell; it is sealed with the wave.",
)
def handoff(
    wave: Path,
    portfolio: Path,
    vendor: str,
    layout: Path | None,
    out: Path,
    batch: str,
    rubric: str,
    seed: int | None,
    accept_tells: bool,
    covertness: Path | None,
    override: str | None,
) -> int:
    """The wave committed and the file written; 1 where the laboratory does not let it out."""
    from datetime import datetime

    from app.services.lines import write_whole
    from app.services.sealing import sealing_key
    from app.services.waves.cover_gate import Gate, NotCovert
    from app.settings import Settings
    from audit.evidence.keys import fingerprint, public_pem
    from audit.ghosts.commit_error import BadWave
    from audit.ghosts.handoff import batch_name
    from audit.ghosts.handoff_wave import Order, hand_over

    key = sealing_key(Settings.from_env().signing_key)
    now = datetime.now().astimezone()
    with in_both_languages():
        if out.resolve() == wave.resolve():
            raise BadWave(
                f"--out {out}: es la carpeta secreta de la ola; escriba lo que se envía en otra",
                f"--out {out}: it is the wave's secret folder; write what is sent to another",
            )
        lot = batch_name(batch or now.date().isoformat())
        order = Order(wave, portfolio, vendor, lot, layout, rubric or None, seed, accept_tells)
        try:
            done = hand_over(order, now, key, Gate(covertness, override).papers)
        except NotCovert as stopped:
            warn(f"trasluz: {one_line(stopped.text.es)}", f"trasluz: {one_line(stopped.text.en)}")
            return 1
    write_whole(out / done.handed.file, done.handed.content)
    write_whole(out / "commitment.json", done.commitment.content)
    write_whole(out / "public-key.pem", public_pem(key.public_key()).encode("ascii"))
    _tell(done.handed.apostrophes, done.handed.kept, [words.say(lang_of()) for words in done.warnings])
    accounts = counted(done.handed.rows, "cuenta", "cuentas"), counted(done.handed.rows, "account", "accounts")
    mark = fingerprint(key.public_key())
    say(
        f"{out / done.handed.file}: {accounts[0]}. Compromiso {done.commitment.head[:16]}…, clave {mark}. "
        f"Las sales y lo que sigue quedan en {done.place}.",
        f"{out / done.handed.file}: {accounts[1]}. Commitment {done.commitment.head[:16]}…, key {mark}. "
        f"Salts and what follows stay in {done.place}.",
    )
    return 0


def _tell(apostrophes: Mapping[str, int], kept: tuple[str, ...], warnings: list[str]) -> None:
    for text in warnings:
        warn(f"trasluz: {text}", f"trasluz: {text}")
    for column, n in apostrophes.items():
        warn(
            f"trasluz: columna «{column}»: {n} celdas empiezan como fórmula y llevan un apóstrofo delante (formulas: "
            f"keep las deja)",
            f"trasluz: column «{column}»: {n} cells begin like a formula and got an apostrophe in front (formulas: keep "
            f"leaves them)",
        )
    if kept:
        names = ", ".join(kept)
        say(f"Orden del cliente conservado: {names}.", f"The client's order was kept: {names}.")
    else:
        say("La cartera no tiene orden: filas mezcladas al azar.", "The portfolio has no order: rows were mixed at random.")


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(handoff)
