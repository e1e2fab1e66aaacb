"""`trasluz evidence verify`: is a sealed bundle what was sealed?"""

from pathlib import Path

import click

from app.cli.speaking import About, SpokenGroup, command, lang_of, option

EVIDENCE = SpokenGroup("evidence")
EVIDENCE.about = About("Evidencia sellada.", "Sealed evidence.", "trasluz evidence verify auditoria/evidence.zip")


@command(
    "verify",
    About(
        "Comprueba un paquete sellado sin red y sin servidor. Sale con 1 y el primer elemento roto si algo cambió.",
        "Checks a sealed bundle with no network and no server. Exits 1 with the first broken item if anything changed.",
        "trasluz evidence verify auditoria/evidence.zip",
    ),
)
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Clave pública (PEM) con la que debe estar sellado.",
    en="Public key (PEM) it must be sealed with.",
)
def verify(bundle: Path, key: Path | None) -> int:
    """Exit code 1 when anything was altered."""
    from audit.evidence.keys import load_public_key
    from audit.evidence.verify import verify as check

    found = check(bundle, load_public_key(key) if key else None)
    click.echo(found.say(lang_of()), err=not found.intact)
    return 0 if found.intact else 1


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    EVIDENCE.add_command(verify)
    group.add_command(EVIDENCE)
