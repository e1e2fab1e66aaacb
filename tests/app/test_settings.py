"""Settings from the environment: secrets by file, nothing guessed in production."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import Settings

SECRET = "s" * 32


def test_one_machine_needs_nothing_and_keeps_its_secret(tmp_path: Path) -> None:
    first = Settings.from_env({"TRASLUZ_HOME": str(tmp_path)})
    assert first.database_url == f"sqlite:///{tmp_path}/trasluz.db" and first.embedded
    assert Settings.from_env({"TRASLUZ_HOME": str(tmp_path)}).secret_key == first.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["TRASLUZ_DATABASE_URL=postgresql://x/y", "TRASLUZ_BROKER_URL=redis://x/0"])
def test_production_has_no_default_secret(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="TRASLUZ_SECRET_KEY"):
        Settings.from_env({"TRASLUZ_HOME": str(tmp_path), **dict([name.split("=", 1)])})


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET + "\n")
    (tmp_path / "url").write_text("postgres://u:p@h/d")
    env = {
        "TRASLUZ_HOME": str(tmp_path),
        "TRASLUZ_SECRET_KEY_FILE": str(tmp_path / "key"),
        "TRASLUZ_DATABASE_URL_FILE": str(tmp_path / "url"),
    }
    found = Settings.from_env(env)
    assert found.secret_key == SECRET and found.database_url == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    "env",
    [
        {"TRASLUZ_SECRET_KEY": "short"},
        {"TRASLUZ_SECRET_KEY_FILE": "/nowhere"},
        {"TRASLUZ_DATABASE_URL": "mysql://x", "TRASLUZ_SECRET_KEY": SECRET},
        {"TRASLUZ_BROKER_URL": "amqp://x", "TRASLUZ_SECRET_KEY": SECRET},
        {"TRASLUZ_LEASE_S": "0"},
        {"TRASLUZ_MAX_FILE_MB": "mucho"},
        {"TRASLUZ_SECURE_COOKIES": "yes"},
        {"TRASLUZ_HOME": "/proc/nothing"},
    ],
)
def test_a_wrong_setting_is_named_with_its_value(tmp_path: Path, env: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"TRASLUZ_HOME": str(tmp_path), **env})
    name = next(iter(env))
    assert name.removesuffix("_FILE") in refused.value.say("es") and name.removesuffix("_FILE") in refused.value.say("en")
