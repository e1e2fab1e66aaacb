"""The page says that nobody works where that is so: asked of a real Redis, with and without a worker on it."""

from pathlib import Path

from app.settings import Settings
from app.worker import ThreadWorker, make_celery, nobody_works
from tests.app.real_services import free_port, redis_server


def _settings(folder: Path, broker: str | None) -> Settings:
    given = {"TRASLUZ_HOME": str(folder), "TRASLUZ_DATABASE_URL": f"sqlite:///{folder}/t.db", "TRASLUZ_SECRET_KEY": "x" * 40}
    return Settings.from_env(given | ({"TRASLUZ_BROKER_URL": broker} if broker else {}))


def test_a_broker_without_a_worker_is_told_and_one_with_is_not(tmp_path: Path) -> None:
    with redis_server(tmp_path) as broker:
        settings = _settings(tmp_path, broker)
        app = make_celery(settings)
        assert nobody_works(app, settings)
        worker = ThreadWorker(app, lambda: None, 60.0)
        worker.start()
        try:
            assert any(not nobody_works(app, settings) for _ in range(60))
        finally:
            worker.stop()


def test_a_broker_that_is_away_is_nobodys_and_the_web_process_is_a_worker_itself(tmp_path: Path) -> None:
    away = _settings(tmp_path, f"redis://127.0.0.1:{free_port()}/0")
    assert nobody_works(make_celery(away), away)
    alone = _settings(tmp_path, None)
    assert not nobody_works(make_celery(alone), alone)
