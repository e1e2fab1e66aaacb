"""`trasluz live`: recordings played to a running server as if they were being spoken."""

from pathlib import Path

import click

from app.cli.speaking import About, command, option, say
from app.errors import AppError


@command(
    "live",
    About(
        "Reproduce grabaciones contra un servidor como si se hablaran ahora: el piso las oye en vivo.",
        "Plays recordings to a server as if they were being spoken now: the floor hears them live.",
        "trasluz live llamada.opus otra.opus --server http://127.0.0.1:8080 --key tlz_…",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--server", default="http://127.0.0.1:8080", show_default=True, es="Servidor.", en="Server.")
@option("--key", envvar="TRASLUZ_KEY", required=True, es="Llave de la API (o TRASLUZ_KEY).", en="API key (or TRASLUZ_KEY).")
@option("--agent", multiple=True, es="Agente de cada archivo, en orden.", en="Agent of each file, in order.")
@option("--country", es="País (CL, MX).", en="Country (CL, MX).")
@option("--language", "language", type=click.Choice(["es", "en"]), default="es", show_default=True, es="Idioma.", en="Language.")
@option("--agent-lane", type=click.IntRange(0, 1), default=0, show_default=True, es="Canal del agente.", en="The agent's lane.")
@option(
    "--speed",
    type=click.FloatRange(0.1, 50),
    default=1.0,
    show_default=True,
    es="Veces la velocidad real.",
    en="Times real speed.",
)
def live(
    files: tuple[Path, ...],
    server: str,
    key: str,
    agent: tuple[str, ...],
    country: str | None,
    language: str,
    agent_lane: int,
    speed: float,
) -> int:
    """Every file a line of its own, all at once."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import datetime

    from app.services.live.playing import Played, play

    stamp = f"{datetime.now():%H%M%S}"
    lines = [
        Played(path, f"{path.stem}-{stamp}", agent[n] if n < len(agent) else f"A-{101 + n}", language, country, agent_lane)
        for n, path in enumerate(files)
    ]
    with ThreadPoolExecutor(len(lines)) as pool:
        asked = [pool.submit(play, one, server, key, speed) for one in lines]
        problems = [problem for each in asked if isinstance(problem := each.exception(), AppError)]
        for each in asked:
            if each.exception() is not None and not isinstance(each.exception(), AppError):
                each.result()
    if problems:
        raise problems[0]
    for one in lines:
        say(f"{one.path.name}: dicha como {one.code}", f"{one.path.name}: spoken as {one.code}")
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(live)
