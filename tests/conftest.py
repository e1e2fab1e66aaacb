"""What every test shares: templates compiled once for all the applications that tests make, not once for each."""

import gc
import tempfile
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """A template's code is kept by its text and its path, so that an edited one is compiled anew."""
    with tempfile.TemporaryDirectory(prefix="trasluz-jinja-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(folder))
        yield


@pytest.fixture(scope="session", autouse=True)
def rubbish_is_collected_rarely() -> None:
    """Applications and databases live long; looking through all of them every 700 objects costs a fifth of the time."""
    gc.set_threshold(50_000, 20, 50)


LONGEST_FIRST = ("journeys", "test_demo.py", "test_demo_vendors.py", "test_doors.py", "test_learning.py", "covertness")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take minutes begin first, so that no processor waits alone for one at the end."""
    items.sort(key=lambda item: not any(part in LONGEST_FIRST for part in item.path.parts))
