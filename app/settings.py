"""Where things are and what may be used, from the environment, once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import SettingsError
from app.outreach_settings import OutreachSettings

MEGABYTE = 1024 * 1024
DATABASE_POOL = 32
"""Connections to Postgres a process keeps open. Opening one costs more than most queries: with too few a full desk waits."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment may say. Sizes in bytes, times in seconds."""

    home: Path
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    broker_url: str | None = None
    portal_database_url: str | None = field(default=None, repr=False)
    max_upload_bytes: int = 4096 * MEGABYTE
    max_file_bytes: int = 512 * MEGABYTE
    database_pool: int = DATABASE_POOL
    lease_s: float = 60.0
    secure_cookies: bool = False
    embedded_worker: bool = True
    allow_hub: bool = False
    whisper_model: str | None = None
    judge_url: str | None = None
    judge_model: str | None = None
    judge_key: str | None = field(default=None, repr=False)
    judge_prices: str | None = None
    judge_budget: str | None = None
    weights: Path | None = None
    desk_dial: bool = False
    outreach: OutreachSettings = field(default_factory=OutreachSettings)

    @property
    def embedded(self) -> bool:
        """Everything in one process: SQLite and a worker thread."""
        return self.broker_url is None

    @property
    def weights_cache(self) -> Path:
        """Where weights that come in parts are put together, once."""
        return self.weights or self.home / "weights"

    @property
    def recordings(self) -> Path:
        """Where recordings are kept, by the first letters of their hash."""
        return self.home / "recordings"

    @property
    def seals(self) -> Path:
        """Where sealed bundles are kept."""
        return self.home / "seals"

    @property
    def signing_key(self) -> Path:
        """The Ed25519 key that seals evidence, PEM."""
        return self.home / "signing-key.pem"

    @staticmethod
    def from_env(environ: Mapping[str, str] | None = None) -> "Settings":
        """Read TRASLUZ_* once. Raises SettingsError naming the variable, its value and what to write."""
        env = os.environ if environ is None else environ
        home = Path(env.get("TRASLUZ_HOME") or "var").expanduser().resolve()
        database_url = _database_url(_secret(env, "TRASLUZ_DATABASE_URL"), home)
        broker_url = _broker_url(_secret(env, "TRASLUZ_BROKER_URL"))
        portal_url = _secret(env, "TRASLUZ_PORTAL_DATABASE_URL")
        return Settings(
            home=home,
            secret_key=_secret_key(env, home, database_url, broker_url),
            database_url=database_url,
            broker_url=broker_url,
            portal_database_url=_database_url(portal_url, home) if portal_url else None,
            max_upload_bytes=_number(env, "TRASLUZ_MAX_UPLOAD_MB", 4096) * MEGABYTE,
            max_file_bytes=_number(env, "TRASLUZ_MAX_FILE_MB", 512) * MEGABYTE,
            database_pool=_number(env, "TRASLUZ_DATABASE_POOL", DATABASE_POOL),
            lease_s=float(_number(env, "TRASLUZ_LEASE_S", 60)),
            secure_cookies=_switch(env, "TRASLUZ_SECURE_COOKIES", False),
            embedded_worker=_switch(env, "TRASLUZ_EMBEDDED_WORKER", True),
            allow_hub=_switch(env, "TRASLUZ_ALLOW_HUB", False),
            whisper_model=env.get("TRASLUZ_WHISPER_MODEL") or None,
            judge_url=env.get("TRASLUZ_JUDGE_URL") or None,
            judge_model=env.get("TRASLUZ_JUDGE_MODEL") or None,
            judge_key=_secret(env, "TRASLUZ_JUDGE_KEY"),
            judge_prices=env.get("TRASLUZ_JUDGE_PRICES") or None,
            judge_budget=env.get("TRASLUZ_JUDGE_BUDGET") or None,
            weights=Path(env["TRASLUZ_WEIGHTS"]).expanduser().resolve() if env.get("TRASLUZ_WEIGHTS") else None,
            desk_dial=_switch(env, "TRASLUZ_DESK_DIAL", False),
            outreach=_outreach(env),
        )


def _outreach(env: Mapping[str, str]) -> OutreachSettings:
    plain = OutreachSettings()
    return OutreachSettings(
        send=_switch(env, "TRASLUZ_SEND", False),
        public_url=_public_url(env.get("TRASLUZ_PUBLIC_URL")),
        twilio_url=(env.get("TRASLUZ_TWILIO_URL") or plain.twilio_url).rstrip("/"),
        twilio_account=env.get("TRASLUZ_TWILIO_ACCOUNT") or None,
        twilio_token=_secret(env, "TRASLUZ_TWILIO_TOKEN"),
        twilio_from=env.get("TRASLUZ_TWILIO_FROM") or None,
        meta_url=(env.get("TRASLUZ_META_URL") or plain.meta_url).rstrip("/"),
        meta_app_secret=_secret(env, "TRASLUZ_META_APP_SECRET"),
        meta_verify_token=_secret(env, "TRASLUZ_META_VERIFY_TOKEN"),
        whatsapp_phone_id=env.get("TRASLUZ_WHATSAPP_PHONE_ID") or None,
        whatsapp_token=_secret(env, "TRASLUZ_WHATSAPP_TOKEN"),
        messenger_page_id=env.get("TRASLUZ_MESSENGER_PAGE_ID") or None,
        messenger_token=_secret(env, "TRASLUZ_MESSENGER_TOKEN"),
        smtp_url=_secret(env, "TRASLUZ_SMTP_URL"),
        mail_from=env.get("TRASLUZ_MAIL_FROM") or None,
        imap_url=_secret(env, "TRASLUZ_IMAP_URL"),
        print_folder=env.get("TRASLUZ_PRINT_FOLDER") or None,
    )


def _public_url(url: str | None) -> str | None:
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise SettingsError(f"TRASLUZ_PUBLIC_URL={url}: use https://…", f"TRASLUZ_PUBLIC_URL={url}: use https://…")
    return url.rstrip("/") if url else None


def _secret(env: Mapping[str, str], name: str) -> str | None:
    """The value of `name`, or the content of the file that `name_FILE` points at."""
    path = env.get(f"{name}_FILE")
    if not path:
        return env.get(name) or None
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as cause:
        raise SettingsError(
            f"{name}_FILE={path}: no se puede leer; revise la ruta y los permisos",
            f"{name}_FILE={path}: cannot be read; check the path and its permissions",
        ) from cause
    if not text:
        raise SettingsError(f"{name}_FILE={path}: está vacío", f"{name}_FILE={path}: is empty")
    return text


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < 1:
        raise SettingsError(f"{name}={value}: debe ser un entero desde 1", f"{name}={value}: must be a whole number from 1")
    return int(value)


def _switch(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name)
    if not value:
        return default
    if value not in ("0", "1", "off", "on"):
        raise SettingsError(f"{name}={value}: escriba 1 o 0", f"{name}={value}: write 1 or 0")
    return value in ("1", "on")


def _database_url(url: str | None, home: Path) -> str:
    if url is None:
        return f"sqlite:///{home / 'trasluz.db'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        return "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    scheme = url.split(":", 1)[0]
    raise SettingsError(
        f"TRASLUZ_DATABASE_URL empieza con {scheme!r}; use postgresql:// o sqlite:///",
        f"TRASLUZ_DATABASE_URL starts with {scheme!r}; use postgresql:// or sqlite:///",
    )


def _broker_url(url: str | None) -> str | None:
    if url is None or url.startswith(("redis://", "rediss://")):
        return url
    scheme = url.split(":", 1)[0]
    raise SettingsError(
        f"TRASLUZ_BROKER_URL empieza con {scheme!r}; use redis:// o rediss://",
        f"TRASLUZ_BROKER_URL starts with {scheme!r}; use redis:// or rediss://",
    )


def _secret_key(env: Mapping[str, str], home: Path, database_url: str, broker_url: str | None) -> str:
    """The key that signs sessions: given, or (one machine, SQLite) made once and kept in `home`."""
    given = _secret(env, "TRASLUZ_SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise SettingsError(
                f"TRASLUZ_SECRET_KEY tiene {len(given)} caracteres; necesita al menos 32",
                f"TRASLUZ_SECRET_KEY has {len(given)} characters; it needs at least 32",
            )
        return given
    if broker_url is not None or not database_url.startswith("sqlite:"):
        raise SettingsError(
            "falta TRASLUZ_SECRET_KEY (o TRASLUZ_SECRET_KEY_FILE); genere uno con: openssl rand -hex 32",
            "TRASLUZ_SECRET_KEY (or TRASLUZ_SECRET_KEY_FILE) is missing; make one with: openssl rand -hex 32",
        )
    return _kept_key(home / "secret-key")


def _kept_key(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as cause:
        raise SettingsError(
            f"TRASLUZ_HOME={path.parent}: no se puede escribir ({cause.strerror}); elija otra carpeta",
            f"TRASLUZ_HOME={path.parent}: cannot be written ({cause.strerror}); choose another folder",
        ) from cause
    key = secrets.token_hex(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
