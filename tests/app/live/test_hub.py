"""What is said on the floor reaches whoever listens: within a process, and over a real Redis between two."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from app.services.live.hub import Hub, LocalHub, RedisHub, make_hub
from tests.app.real_services import free_port, redis_server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("hub")) as url:
        yield url


@pytest.fixture(params=["local", "redis"])
def hub(request: pytest.FixtureRequest, address: str) -> Hub:
    return LocalHub() if request.param == "local" else RedisHub(address)


def test_a_topic_s_listeners_hear_it_in_order_and_nobody_else_does(hub: Hub) -> None:
    with hub.listen("floor:1") as one, hub.listen("floor:1") as two, hub.listen("floor:2") as other:
        for n in range(300):
            hub.say("floor:1", str(n).encode())
        assert [one.next(5.0) for _ in range(300)] == [two.next(5.0) for _ in range(300)] == [str(n).encode() for n in range(300)]
        assert other.next(0.05) is None


def test_what_was_said_before_listening_is_not_heard(hub: Hub) -> None:
    hub.say("floor:3", b"before")
    with hub.listen("floor:3") as ears:
        assert ears.next(0.05) is None
        hub.say("floor:3", b"after")
        assert ears.next(5.0) == b"after"
    hub.say("floor:3", b"nobody is there")


def test_sound_passes_unchanged_whatever_its_bytes(hub: Hub) -> None:
    sound = bytes(range(256)) * 64
    with hub.listen("sound:a") as ears:
        hub.say("sound:a", sound)
        assert ears.next(5.0) == sound


def test_another_process_hears_and_is_heard(address: str) -> None:
    code = (
        "import sys; from app.services.live.hub import RedisHub; hub = RedisHub(sys.argv[1])\n"
        "with hub.listen('line:x') as ears:\n"
        "    print('ready', flush=True)\n"
        "    hub.say('line:y', b'heard ' + (ears.next(30.0) or b'nothing'))\n"
    )
    hub, root = make_hub(address), Path(__file__).parents[3]
    command = [sys.executable, "-c", code, address]
    with hub.listen("line:y") as ears, subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as other:
        assert other.stdout is not None and other.stdout.readline() == b"ready\n"
        hub.say("line:x", b"whisper")
        assert ears.next(30.0) == b"heard whisper"
    assert other.returncode == 0


def test_a_redis_that_is_not_there_is_said(address: str) -> None:
    with pytest.raises(RedisError):
        RedisHub(f"redis://127.0.0.1:{free_port()}/0").say("floor:1", b"x")
    assert isinstance(make_hub(None), LocalHub)
