"""One browser for the journeys of a module."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.visitor import ARGUMENTS, PATIENCE_MS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        expect.set_options(timeout=5_000)
        started.close()
