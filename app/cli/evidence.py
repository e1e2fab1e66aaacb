"""`trasluz evidence verify`: is a sealed bundle what was sealed?"""

from pathlib import Path

import click

from app.cli.speaking import About, SpokenGroup, command, lang_of, option

EVIDENCE = SpokenGroup("evidence")
EVIDENCE.about = About("Evidencia sellada.", "Sealed evidence.", "trasluz evidence verify auditoria/evidence.zip")


@command(
    "verify",
    About(
        "Comprueba un paquete sellado sin red y sin servidor. Sale con 1 y el primer elemento roto si algo cambió. Si "
        "es la revelación "
        "de una ola, comprueba también la promesa: use --commitment con el compromiso que recibió antes.",
        "Checks a sealed bundle with no network and no server. Exits 1 with the first broken item if anything changed. "
        "For the reveal "
        "of a wave it checks the promise too: give --commitment the commitment you received before.",
        "trasluz evidence verify auditoria/evidence.zip\ntrasluz evidence verify reveal.zip --commitment commitment.json",
    ),
)
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Clave pública (PEM) con la que debe estar sellado.",
    en="Public key (PEM) it must be sealed with.",
)
@option(
    "--commitment",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Compromiso publicado antes de la entrega.",
    en="Commitment published before the handoff.",
)
@option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Cabezas publicadas durante la ola (heads.jsonl).",
    en="Heads published during the wave (heads.jsonl).",
)
@option(
    "--handoff",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="El archivo que usted recibió.",
    en="The file you received.",
)
def verify(bundle: Path, key: Path | None, commitment: Path | None, heads: Path | None, handoff: Path | None) -> int:
    """Exit code 1 when anything was altered."""
    from audit.evidence.keys import load_public_key
    from audit.evidence.verify import verify as check
    from audit.ghosts.reveal_verify import Held, is_reveal, verify_reveal

    pinned = load_public_key(key) if key else None
    seal = check(bundle, pinned)
    promised = is_reveal(seal) or commitment or heads or handoff
    held = Held(_kept(commitment), _kept(heads), _kept(handoff))
    found = verify_reveal(bundle, pinned, held) if promised else seal
    click.echo(found.say(lang_of()), err=not found.intact)
    return 0 if found.intact else 1


def _kept(path: Path | None) -> tuple[str, bytes] | None:
    return (path.name, path.read_bytes()) if path else None


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    EVIDENCE.add_command(verify)
    group.add_command(EVIDENCE)
