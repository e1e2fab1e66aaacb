"""`trasluz demo`: the main job on a workspace of its own, then the application."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from app.cli.speaking import About, command, lang_of, option, progress, say


@command(
    "demo",
    About(
        "Audita las llamadas de un cliente inventado en un espacio propio, escribe los informes y abre la aplicación.",
        "Audits a made-up client's calls in a workspace of its own, writes the reports and opens the application.",
        "trasluz demo\ntrasluz demo --no-serve --out demo/",
    ),
)
@option("--no-serve", is_flag=True, es="Termina sin servir la aplicación.", en="Ends without serving the application.")
@option("--out", type=click.Path(path_type=Path, file_okay=False), es="Carpeta (var/demo).", en="Folder (var/demo).")
@option("--host", default="127.0.0.1", show_default=True, es="Dirección en que escucha.", en="Address to listen on.")
@option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), es="Puerto.", en="Port.")
def demo(no_serve: bool, out: Path | None, host: str, port: int) -> int:
    """The made-up client, audited and served."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from app.cli.serving import check_address, serve_on, start_logging
    from app.engines import build_tools
    from app.migrations.runner import upgrade
    from app.outreach_settings import OutreachSettings
    from app.services.audit_recording import Workshop
    from app.services.demo_workspace import prepare_demo
    from app.settings import Settings
    from app.store import Store
    from app.wiring import open_database

    if not no_serve:
        check_address(host, port)
    base = Settings.from_env()
    folder = (out or base.home / "demo").resolve()
    home = folder / "workspace"
    settings = replace(
        base,
        home=home,
        weights=base.weights_cache,
        database_url=f"sqlite:///{home / 'trasluz.db'}",
        broker_url=None,
        outreach=OutreachSettings(),  # the demo writes to nobody, whatever the environment says
    )
    with open_database(settings) as database, ExitStack() as shown:
        upgrade(database)
        shop = Workshop(
            database,
            Store(settings.recordings),
            lambda: build_tools(settings),
            lambda: datetime.now(UTC),
            settings.lease_s,
        )

        def begin(total: int) -> Callable[[str], None]:
            return shown.enter_context(progress(total, "Auditando la demo", "Auditing the demo"))

        def begin_vendors(total: int) -> Callable[[str], None]:
            return shown.enter_context(progress(total, "Proveedores de la demo", "The demo's vendors"))

        made = prepare_demo(settings, database, shop, folder, lang_of(), begin, begin_vendors)
    for path in made.files:
        click.echo(path)
    if no_serve:
        return 0
    start_logging()
    say(f"Entre con {made.email} y la clave {made.password}", f"Sign in with {made.email} and the password {made.password}")
    serve_on(settings, host, port)
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(demo)
