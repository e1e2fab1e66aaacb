"""The application on a server of this process that leaves nothing behind when it stops: no line, no open page, no thread."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask

log = logging.getLogger(__name__)
STOP_S = 20


class Served:
    """A server that runs in a thread of its own."""

    def __init__(self, app: Flask, server: Any) -> None:
        self._app, self._server = app, server
        self.address = f"http://127.0.0.1:{server.effective_port}"
        self._thread = Thread(target=server.run, name="trasluz-server", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until it has stopped; a signal interrupts it."""
        self._thread.join()

    def stop(self) -> None:
        """End what goes on, then the threads, then the sockets: in this order, for a thread of a request that outlived them would
        write its wake-up byte to the number of a closed pipe, which may be a database's by then."""
        self._app.extensions["trasluz"].close()
        self._server.task_dispatcher.shutdown(timeout=STOP_S)
        if self._server.task_dispatcher.threads:
            log.warning("requests go on after %s s; their sockets stay open until the process ends", STOP_S)
            return
        from waitress import wasyncore  # noqa: PLC0415 - only where something is served

        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))
        self._thread.join(STOP_S)


@contextmanager
def served(app: Flask, host: str = "127.0.0.1", port: int = 0, **options: Any) -> Iterator[Served]:
    """Serves until the end of the `with`; port 0 takes a free one."""
    from waitress import create_server  # noqa: PLC0415 - only where something is served

    running = Served(app, create_server(app, host=host, port=port, **options))
    try:
        yield running
    finally:
        running.stop()
