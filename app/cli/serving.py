"""`trasluz serve` and `trasluz worker`: run it."""

import errno
import logging
import socket
import traceback
from contextlib import suppress
from typing import Any

import click

from app.cli.speaking import About, command, option, say
from app.errors import SettingsError, Text

THREADS = 48
TOLD = ("recording_id", "attempt", "kind", "place", "endpoint")


@command(
    "serve",
    About(
        "Sirve la aplicación. Sin TRASLUZ_BROKER_URL también audita, dentro del mismo proceso.",
        "Serves the application. Without TRASLUZ_BROKER_URL it audits too, within the same process.",
        "trasluz serve --port 8080",
    ),
)
@option("--host", default="127.0.0.1", show_default=True, es="Dirección en que escucha.", en="Address to listen on.")
@option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), es="Puerto.", en="Port.")
def serve(host: str, port: int) -> int:
    """The application, until stopped."""
    from app.settings import Settings

    serve_on(Settings.from_env(), host, port)
    return 0


@command(
    "worker",
    About(
        "Audita lo que la aplicación encola, por Redis; cuantos se quieran, uno con --beat.",
        "Audits what the application queues, over Redis; as many as wanted, one of them with --beat.",
        "TRASLUZ_BROKER_URL=redis://localhost:6379/0 trasluz worker --concurrency 2 --beat",
    ),
)
@option("--concurrency", default=1, show_default=True, type=click.IntRange(1, 64), es="Procesos.", en="Processes.")
@option(
    "--beat/--no-beat",
    default=False,
    es="También reenvía lo que quedó a medias.",
    en="Also sends again what was left halfway.",
)
def worker(concurrency: int, beat: bool) -> int:
    """A worker of the queue, until stopped."""
    from app.settings import Settings
    from app.worker import work

    start_logging()
    work(Settings.from_env(), concurrency, beat)
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(serve)
    group.add_command(worker)


class _Lines(logging.Formatter):
    """A line with the ids it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """As the format says, then `key=value`."""
        told = [f"{key}={record.__dict__[key]}" for key in TOLD if key in record.__dict__]
        return " ".join([super().format(record), *told])

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """Where it went wrong and the error's kind; its words may hold what was said on a call."""
        kind, _, trace = ei
        return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


def start_logging() -> None:
    """Plain lines with ids, never names or words."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("waitress", "celery", "kombu", "faster_whisper", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def check_address(host: str, port: int) -> None:
    """That one may listen there. Raises SettingsError with what to do, before any long work."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except socket.gaierror as cause:
        raise SettingsError(
            f"--host {host}: no es una dirección de esta máquina; use 127.0.0.1 o 0.0.0.0",
            f"--host {host}: is not an address of this machine; use 127.0.0.1 or 0.0.0.0",
        ) from cause
    except OSError as cause:
        raise SettingsError(
            f"no se puede escuchar en {host}:{port} ({_why(cause, 'es')}); pruebe con --port {port % 65535 + 1}",
            f"cannot listen on {host}:{port} ({_why(cause, 'en')}); try --port {port % 65535 + 1}",
        ) from cause


def _why(cause: OSError, lang: str) -> str:
    known = {
        errno.EADDRINUSE: Text("otro programa usa ese puerto", "another program uses that port"),
        errno.EACCES: Text("sin permiso para ese puerto", "no permission for that port"),
        errno.EADDRNOTAVAIL: Text("la dirección no es de esta máquina", "the address is not of this machine"),
    }
    return known[cause.errno].say(lang) if cause.errno in known else str(cause.strerror or cause)


def serve_on(settings: "Settings", host: str, port: int) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Migrate, start the worker thread where there is no broker, and serve until stopped."""
    from app.factory import make_app
    from app.served import served
    from app.wiring import embedded_worker, open_database

    start_logging()
    if settings.embedded:
        logging.getLogger("kombu").setLevel(logging.ERROR)  # the queue in memory has no host, and need not be told so
    check_address(host, port)
    with open_database(settings) as database:
        from app.migrations.runner import upgrade

        upgrade(database)
        app = make_app(settings, database)
        options = {"threads": THREADS, "ident": None, "max_request_body_size": settings.max_upload_bytes}
        with embedded_worker(app, settings, database), served(app, host, port, **options) as running, suppress(KeyboardInterrupt):
            say(f"Trasluz en http://{host}:{port} (Ctrl+C para terminar)", f"Trasluz at http://{host}:{port} (Ctrl+C to stop)")
            running.wait()
