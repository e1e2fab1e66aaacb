"""How those who watch the floor hear of it: within this process, or over Redis where several processes share it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from queue import Empty, Full, Queue
from threading import Event, Lock
from time import monotonic
from typing import Protocol

from redis import Redis
from redis.client import PubSub

_MOST_WAITING = 400
_LOOK_UP_S = 0.5


class Ears(Protocol):
    """What is said on a topic from now on."""

    def next(self, patience_s: float) -> bytes | None:
        """The next thing said, or None after `patience_s` seconds."""
        ...


class Hub(Protocol):
    """Says things on topics to whoever listens now; nothing is kept. `closed`: nothing more will be said in this process."""

    @property
    def closed(self) -> bool:
        """Whether the process is stopping."""
        ...

    def close(self) -> None:
        """Whoever waits for something to be said waits no longer."""
        ...

    def say(self, topic: str, what: bytes) -> None:
        """To everybody who listens to the topic."""
        ...

    def listen(self, topic: str) -> AbstractContextManager[Ears]:
        """Used with `with`."""
        ...


class _Local:
    def __init__(self) -> None:
        self.queue: Queue[bytes | None] = Queue(_MOST_WAITING)

    def next(self, patience_s: float) -> bytes | None:
        try:
            return self.queue.get(timeout=patience_s)
        except Empty:
            return None


class LocalHub:
    """Topics of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: dict[str, list[_Local]] = defaultdict(list)
        self.closed = False

    def close(self) -> None:
        """None, to everybody who waits."""
        with self._lock:
            self.closed = True
            ears = [ear for topic in self._ears.values() for ear in topic]
        for ear in ears:
            with suppress(Full):
                ear.queue.put_nowait(None)

    def say(self, topic: str, what: bytes) -> None:
        """A listener who does not keep up loses what is oldest."""
        with self._lock:
            ears = list(self._ears.get(topic, ()))
        for ear in ears:
            while True:
                try:
                    ear.queue.put_nowait(what)
                    break
                except Full:
                    ear.next(0)

    @contextmanager
    def listen(self, topic: str) -> Iterator[Ears]:
        """From now until the end of the `with`."""
        mine = _Local()
        with self._lock:
            self._ears[topic].append(mine)
        try:
            yield mine
        finally:
            with self._lock:
                self._ears[topic].remove(mine)
                if not self._ears[topic]:
                    del self._ears[topic]


class _Remote:
    def __init__(self, heard: PubSub, closed: Event) -> None:
        self._heard, self._closed = heard, closed

    def next(self, patience_s: float) -> bytes | None:
        until = monotonic() + patience_s
        while (left := until - monotonic()) > 0 and not self._closed.is_set():
            message = self._heard.get_message(ignore_subscribe_messages=True, timeout=min(left, _LOOK_UP_S))
            if message is not None:
                return bytes(message["data"])
        return None


class RedisHub:
    """Topics of every process on one Redis."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_connect_timeout=2, health_check_interval=20)
        self._closed = Event()

    @property
    def closed(self) -> bool:
        """Whether the process is stopping."""
        return self._closed.is_set()

    def close(self) -> None:
        """Listeners look up every `_LOOK_UP_S`."""
        self._closed.set()

    def say(self, topic: str, what: bytes) -> None:
        """By PUBLISH."""
        self._redis.publish(f"trasluz:live:{topic}", what)

    @contextmanager
    def listen(self, topic: str) -> Iterator[Ears]:
        """By SUBSCRIBE; it stands when the `with` is entered."""
        heard = self._redis.pubsub()  # type: ignore[no-untyped-call]
        try:
            heard.subscribe(f"trasluz:live:{topic}")
            heard.get_message(timeout=2)
            yield _Remote(heard, self._closed)
        finally:
            heard.close()


def make_hub(broker_url: str | None) -> Hub:
    """Redis where there is one."""
    return RedisHub(broker_url) if broker_url else LocalHub()
