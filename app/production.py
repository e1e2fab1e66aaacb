"""How gunicorn serves the product: its options, and a stop that loses no live call. See the end of the Dockerfile."""

import signal
from threading import Thread
from types import FrameType
from typing import Any

bind = "0.0.0.0:8080"
worker_class = "gthread"
workers = 1
threads = 64
"""One process with many threads: each open page that watches a run, and each line of the floor, holds one."""
timeout = 600
accesslog = "/dev/null"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """A stop ends open pages and saves live calls at once; gunicorn alone would wait for them until it kills the process.

    Not a hook of the end: gunicorn calls those once every request is over, and these requests end only when told to.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        Thread(target=worker.wsgi.extensions["trasluz"].close, name="trasluz-stop").start()  # a handler may take no lock
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, stop)
    signal.siginterrupt(signal.SIGTERM, False)
