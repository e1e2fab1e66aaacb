"""A real HTTP server on this machine that speaks the OpenAI chat-completions format, by a script."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def question(self) -> dict[str, Any]:
        row: dict[str, Any] = json.loads(self.body)
        return row

    @property
    def data(self) -> dict[str, Any]:
        """The call, as the model would read it."""
        row: dict[str, Any] = json.loads(self.question["messages"][1]["content"])
        return row


Step = Callable[[Asked, BaseHTTPRequestHandler], None]


@dataclass
class Endpoint:
    """The script (its last step repeats) and everything that was asked."""

    url: str
    steps: list[Step]
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Step:
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


@contextmanager
def endpoint(*steps: Step) -> Iterator[Endpoint]:
    served = Endpoint("", list(steps))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            with lock:
                served.asked.append(asked)
                step = served.next()
            step(asked, self)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.over = served.over  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield served
    finally:
        served.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"content-type": "application/json", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: str | None, usage: Any = (1200, 300), finish: str = "stop") -> bytes:
    row: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}],
    }
    if isinstance(usage, tuple):
        row["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    elif usage is not None:
        row["usage"] = usage
    return json.dumps(row).encode()


def says(content: str | None, usage: Any = (1200, 300), finish: str = "stop") -> Step:
    """A step that answers with these words."""
    return lambda asked, handler: send(handler, 200, completion(content, usage, finish))


def answers(make: Callable[[dict[str, Any]], dict[str, Any]], usage: Any = (1200, 300)) -> Step:
    """A step that answers with the JSON made from the call it was asked about."""
    return lambda asked, handler: send(handler, 200, completion(json.dumps(make(asked.data)), usage))


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Step:
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return lambda asked, handler: send(handler, status, body, **headers)


def sends(status: int, body: bytes, **headers: str) -> Step:
    return lambda asked, handler: send(handler, status, body, **headers)


def hangs(asked: Asked, handler: BaseHTTPRequestHandler) -> None:
    """Says nothing until the test is over."""
    handler.close_connection = True
    handler.server.over.wait(30)  # type: ignore[attr-defined]


def drips(asked: Asked, handler: BaseHTTPRequestHandler) -> None:
    """Sends a byte now and then, for ever."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    while not handler.server.over.wait(0.01):  # type: ignore[attr-defined]
        try:
            handler.wfile.write(b"1\r\n \r\n")
        except OSError:
            return


def breaks_off(asked: Asked, handler: BaseHTTPRequestHandler) -> None:
    """Promises more bytes than it sends."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("content-length", "5000")
    handler.end_headers()
    handler.wfile.write(completion("{}")[:40])
