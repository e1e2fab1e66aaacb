"""For WSGI servers: `gunicorn -c python:app.production 'app.wsgi:make()'`."""

from flask import Flask

from app.cli.serving import start_logging
from app.errors import SettingsError
from app.factory import make_app
from app.settings import Settings


def make() -> Flask:
    """The application of the environment. Raises SettingsError without a broker, because nothing would audit."""
    settings = Settings.from_env()
    if settings.embedded:
        raise SettingsError(
            "falta TRASLUZ_BROKER_URL; sin Redis use: trasluz serve",
            "TRASLUZ_BROKER_URL is missing; without Redis use: trasluz serve",
        )
    start_logging()
    return make_app(settings)
