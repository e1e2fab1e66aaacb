"""A recording played as a telephone line would send it: for demonstrations, tests and benchmarks."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import soxr
from numpy.typing import NDArray
from simple_websocket import Client, ConnectionClosed, ConnectionError

from app.errors import AppError
from speech.audio import read
from speech.live.frames import Coding, coded

RATE = 8000
FRAME_S = 0.1


@dataclass(frozen=True, slots=True)
class Played:
    """A file as a line: the code of its call, its agent, where they are."""

    path: Path
    code: str
    agent: str
    language: str = "es"
    country: str | None = None
    agent_lane: int = 0
    abilities: tuple[str, ...] = ("listen", "whisper", "barge")
    coding: Coding = Coding.MU_LAW


class Refused(AppError):
    """The server would not take the line."""

    code = "line_refused"


def telephone(path: Path) -> NDArray[np.int16]:
    """int16 [lanes, n] at 8 kHz. Raises BadAudio."""
    heard = read(path)
    if heard.sample_rate == RATE:
        return heard.samples
    lanes = [soxr.resample(lane.astype(np.float32), heard.sample_rate, RATE, quality="HQ") for lane in heard.samples]
    return np.asarray(np.clip(np.stack(lanes), -32768, 32767), np.int16)


def play(
    line: Played,
    server: str,
    key: str,
    speed: float = 1.0,
    began: Callable[[float], None] = lambda _: None,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Sends the file in real time (times `speed`), until its end or until `until`. `began` is told when the first frame left.

    Raises Refused with the server's own words, BadAudio for a file of no use.
    """
    samples = telephone(line.path)
    address = server.rstrip("/").replace("http", "ws", 1) + "/api/v1/live/calls"
    try:
        client = Client(address, headers={"Authorization": f"Bearer {key}"})
    except (ConnectionError, OSError) as cause:
        raise Refused(
            f"{server}: no aceptó la línea ({cause}); revise la dirección y la llave",
            f"{server}: did not take the line ({cause}); check the address and the key",
        ) from cause
    try:
        client.send(json.dumps(_hello(line, samples.shape[0])))
        _ready(client, line)
        start = monotonic()
        began(start)
        step = round(FRAME_S * RATE)
        for n, at in enumerate(range(0, samples.shape[1], step)):
            sleep(max(0.0, start + n * FRAME_S / speed - monotonic()))
            client.send(coded(samples[:, at : at + step], line.coding))
            if until():
                break
        client.send(json.dumps({"type": "end"}))
        client.receive(timeout=10)
        with suppress(OSError):  # the server may have hung up first
            client.close()
    except ConnectionClosed as closed:
        if closed.reason not in (None, 1000):
            raise Refused(f"{line.code}: {closed.message}", f"{line.code}: {closed.message}") from closed


def _hello(line: Played, lanes: int) -> dict[str, object]:
    return {
        "code": line.code,
        "agent": line.agent,
        "lang": line.language,
        "country": line.country,
        "lanes": lanes,
        "agent_lane": line.agent_lane,
        "rate": RATE,
        "format": line.coding.value,
        "abilities": list(line.abilities),
    }


def _ready(client: Client, line: Played) -> None:
    said = client.receive(timeout=60)
    answer = json.loads(said) if isinstance(said, str) else {}
    if answer.get("type") != "ready":
        told = answer.get("message", "…")
        raise Refused(f"{line.code}: {told}", f"{line.code}: {told}")
