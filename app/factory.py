"""Puts the web application together."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.db import Database
from app.queries.operations.vendor_home import vendor_shell
from app.queries.oversight.home import shell
from app.queries.rows import Role
from app.settings import Settings
from app.web import (
    access,
    addresses,
    admin,
    appeals,
    auth,
    balance,
    calibration,
    calibration_results,
    calls,
    coaching,
    design,
    desk,
    desk_people,
    evidence,
    floor,
    home,
    hooks,
    house,
    house_clock,
    known,
    kpis,
    learning,
    money,
    monitors,
    my_calls,
    operation,
    outreach,
    packs,
    placements,
    portal,
    portfolio,
    portfolio_accounts,
    portfolio_segments,
    practice,
    prefs,
    queues,
    review,
    rubric,
    rules,
    runs,
    scorer,
    scoring,
    scripts,
    seen,
    session,
    shields,
    strategies,
    team,
    troubles,
    vendor_levels,
    wave_steps,
)
from app.web.access import public
from app.web.api import desk as desk_api
from app.web.api import house as house_api
from app.web.api import live as live_api
from app.web.api import money as money_api
from app.web.api import outreach as outreach_api
from app.web.api import portfolio as portfolio_api
from app.web.api import strategies as strategies_api
from app.web.api import vendors as vendors_api
from app.web.api import waves as api
from app.web.session import Parts, language, reading
from app.worker import make_celery

_WEB = Path(__file__).parent / "web"
APIS = (api, desk_api, house_api, live_api, money_api, outreach_api, portfolio_api, strategies_api, vendors_api)
PAGES = (
    auth,
    home,
    runs,
    calls,
    queues,
    known,
    scoring,
    calibration,
    calibration_results,
    scorer,
    appeals,
    learning,
    review,
    monitors,
    evidence,
    floor,
    rubric,
    rules,
    admin,
    prefs,
    portal,
    wave_steps,
    operation,
    house,
    portfolio,
    portfolio_segments,
    portfolio_accounts,
    outreach,
    kpis,
    desk,
    desk_people,
    money,
    placements,
    strategies,
    scripts,
    balance,
    packs,
    vendor_levels,
    coaching,
    team,
    my_calls,
    practice,
)


def make_app(settings: Settings, database: Database | None = None) -> Flask:
    """The application over a migrated database. Makes nothing run in the background: see `app.embedded`."""
    app = Flask("app.web", root_path=str(_WEB), static_folder=str(_WEB / "static"), template_folder=str(_WEB / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_TRANSLATION_DIRECTORIES=str(_WEB / "translations"),
    )
    if settings.secure_cookies:  # behind a proxy that ends TLS
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    addresses.install(app)
    session.install(
        app, Parts(settings, database or Database(settings.database_url, settings.database_pool), make_celery(settings))
    )
    shields.install(app, settings.max_upload_bytes)
    app.before_request(access.guard)
    csrf = CSRFProtect(app)
    csrf.exempt(api.blueprint)
    csrf.exempt(hooks.blueprint)
    Babel(app, locale_selector=language)
    design.install(app)
    house_clock.install(app)
    troubles.install(app)
    seen.install(app)
    app.context_processor(lambda: {"shell": _shell()})
    for blueprint in dict.fromkeys(page.blueprint for page in (*PAGES, *APIS, hooks)):
        app.register_blueprint(blueprint)
    _add_health(app)
    return app


def _shell() -> object:
    if not current_user or not current_user.is_authenticated:
        return None
    who = current_user.actor
    return vendor_shell(reading(), who) if who.role is Role.VENDOR else shell(reading(), who)


def _add_health(app: Flask) -> None:
    @app.get("/health")
    @public
    def health() -> str:
        """Alive, and the database answers."""
        reading().connection()
        return "ok"
