"""Options that cannot be used say which, what was found, and what to write."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from audit.judges.cache import Cache
from audit.judges.failures import BadCache, BadOptions
from audit.judges.options import EndpointOptions, Prices

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no scheme": ({"url": "api.example.org/v1"}, "must begin with https://"),
    "a file": ({"url": "file:///etc/passwd"}, "must begin with https://"),
    "no address at all": ({"url": "https://host:port/v1"}, "is no address"),
    "the key in the open": ({"url": "http://api.example.org/v1"}, "use https"),
    "the key in the address": ({"url": "https://me:secret@api.example.org/v1"}, "give the key apart"),
    "a query": ({"url": "https://api.example.org/v1?key=1"}, "give the key apart"),
    "the whole path": ({"url": "https://api.example.org/v1/chat/completions"}, "leave out /chat/completions"),
    "no model": ({"model": " "}, "model is empty"),
    "a key in two lines": ({"key": "sk-1\nsk-2"}, "key is empty or holds"),
    "an empty key": ({"key": ""}, "key is empty or holds"),
    "no tries": ({"tries": 0}, "tries=0: must be more than zero"),
    "a wait below zero": ({"first_wait_s": -1.0}, "first_wait_s=-1.0: must be zero or more"),
    "review above assert": ({"review_from": 0.95}, "need 0 < review <= assert <= 1"),
    "a budget without prices": ({"budget": Decimal(5)}, "cannot be kept without prices"),
    "a budget of nothing": ({"budget": Decimal(0), "prices": Prices(Decimal(1), Decimal(1))}, "budget=0: must be more than zero"),
    "a proxy of another kind": ({"proxy": "ftp://proxy"}, "proxy must begin with"),
}


@pytest.mark.parametrize(("change", "told"), BAD.values(), ids=BAD)
def test_bad_options_are_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(BadOptions, match=told) as error:
        EndpointOptions(**({"url": "https://api.example.org/v1", "model": "m", "key": "sk-1"} | change))
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("price", ["-1", "NaN", "Infinity"])
def test_a_price_that_is_none_is_refused(price: str) -> None:
    with pytest.raises(BadOptions, match="completion_per_million"):
        Prices(Decimal(1), Decimal(price))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "http://ollama:11434/v1/", "http://10.1.2.3/v1", "http://[::1]/v1"])
def test_plain_http_stays_near(url: str) -> None:
    assert EndpointOptions(url=url, model="m").chat_url.endswith("/v1/chat/completions")


def test_the_key_never_shows() -> None:
    assert "sk-1" not in repr(EndpointOptions(url="https://api.example.org/v1", model="m", key="sk-1"))


def test_a_cache_that_cannot_be_made_is_told_before_anything_is_paid(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadCache, match="choose another folder"):
        Cache(tmp_path / "file" / "answers")


def test_a_cache_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    (tmp_path / "ab").mkdir()
    cache.path("abc").mkdir()
    with pytest.raises(BadCache, match="cannot be written"):
        cache.write("abc", "m", "{}")
    assert [p.name for p in (tmp_path / "ab").iterdir()] == ["abc.json"]
