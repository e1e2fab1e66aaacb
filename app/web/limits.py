"""How often somebody may ask: counted in this process, or in Redis where several processes answer."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Protocol

from redis import Redis

from app.errors import TooMany

WINDOW_S = 60


class Limiter(Protocol):
    """Counts what somebody asked in the last minute."""

    def check(self, who: str, most: int) -> None:
        """Count one more. Raises TooMany past `most` in a minute."""
        ...


def _refuse(most: int) -> TooMany:
    return TooMany(f"más de {most} pedidos en un minuto; espere", f"more than {most} requests in a minute; wait")


class ProcessLimiter:
    """A sliding minute in memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._asked: dict[str, deque[float]] = {}

    def check(self, who: str, most: int) -> None:
        """Count one more. Raises TooMany."""
        now = self._clock()
        with self._lock:
            for other in [o for o, times in self._asked.items() if times[-1] <= now - WINDOW_S]:
                del self._asked[other]
            times = self._asked.setdefault(who, deque())
            while times and times[0] <= now - WINDOW_S:
                times.popleft()
            if len(times) >= most:
                raise _refuse(most)
            times.append(now)


class RedisLimiter:
    """A fixed minute in Redis, the same for every process."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def check(self, who: str, most: int) -> None:
        """Count one more. Raises TooMany."""
        key = f"trasluz:asked:{who}"
        with self._redis.pipeline() as steps:
            steps.incr(key)
            steps.expire(key, WINDOW_S, nx=True)
            counted = int(steps.execute()[0])
        if counted > most:
            raise _refuse(most)


def make_limiter(broker_url: str | None) -> Limiter:
    """In Redis where there is one, else in this process."""
    return RedisLimiter(broker_url) if broker_url else ProcessLimiter()
