"""`trasluz transcribe`: words only."""

from pathlib import Path

import click

from app.cli.speaking import About, command, option, progress, say, warn


@command(
    "transcribe",
    About(
        "Transcribe grabaciones: quién dice qué y en qué segundo. Escribe transcripts.jsonl.",
        "Transcribes recordings: who says what at which second. Writes transcripts.jsonl.",
        "trasluz transcribe llamada.wav otra.mp3 --out transcripciones/",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), es="Carpeta de salida.", en="Output folder.")
@option("--lang", "call_lang", type=click.Choice(["es", "en"]), es="Idioma de las llamadas.", en="Language of the calls.")
def transcribe(files: tuple[Path, ...], out: Path, call_lang: str | None) -> int:
    """Words only; exit code 2 when no file could be transcribed."""
    from app.engines import build_tools
    from app.services.transcribe_files import transcribe_files
    from app.settings import Settings

    tools = build_tools(Settings.from_env())
    with progress(len(files), "Transcribiendo", "Transcribing") as step:
        done = transcribe_files(files, out, call_lang, tools.ear, step)
    for failed in done.failed:
        warn(f"trasluz: {failed.say('es')}", f"trasluz: {failed.say('en')}")
    say(
        f"{done.ok} transcritas, {len(done.failed)} con error: {out}",
        f"{done.ok} transcribed, {len(done.failed)} failed: {out}",
    )
    return 0 if done.ok else 2


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(transcribe)
