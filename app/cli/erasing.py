"""`trasluz erase-audio`: the sound of a call, gone for good."""

import click

from app.cli.speaking import About, command, option, say


@command(
    "erase-audio",
    About(
        "Borra para siempre el audio de una llamada: la grabación y la copia que se oye. Quedan sus palabras, su evaluación y su "
        "sello, y el registro de quién lo pidió y por qué.",
        "Erases the audio of a call for good: the recording and the copy people hear. Its words, its assessment and its seal "
        "stay, and the log of who asked and why.",
        "trasluz erase-audio 5f0c9a… --as auditora@cliente.example --reason 'Solicitud de la persona, folio 311'",
    ),
)
@click.argument("call")
@option("--as", "email", required=True, es="Correo de quien lo pide (auditoría o administración).",
        en="E-mail of who asks (auditor or administrator).")  # fmt: skip
@option("--reason", required=True, es="Por qué; queda en el registro.", en="Why; it stays in the log.")
def erase(call: str, email: str, reason: str) -> int:
    """One call, by the id of its address."""
    from datetime import UTC, datetime

    from app.migrations.runner import upgrade
    from app.services.erase_audio import erase_audio
    from app.services.users import actor_of
    from app.settings import Settings
    from app.store import Store
    from app.wiring import open_database

    settings = Settings.from_env()
    with open_database(settings) as database:
        upgrade(database)
        with database.writing() as session:
            actor = actor_of(session, email)
            gone = erase_audio(session, Store(settings.recordings), actor, call, reason, datetime.now(UTC))
    say(
        f"Audio borrado: {gone.files} archivos de {len(gone.calls)} llamadas",
        f"Audio erased: {gone.files} files of {len(gone.calls)} calls",
    )
    if gone.held:
        say(f"{gone.held} archivos quedan para otro cliente", f"{gone.held} files stay for another client")
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(erase)
