"""The product's worker with an ear that waits, so that a test can kill it in the middle of a call.

The ear writes a line `PID FILE` to HEARD_LOG for every call it begins, and goes on once RELEASE exists.
"""

import os
import sys
import time
from pathlib import Path

import app.tasks.workshop as workshop
from app.services.examine import Asked, Sound, Tools
from app.settings import Settings
from app.worker import work
from tests.app.fakes import FakeAssessor, FakeEar


class SlowEar(FakeEar):
    """Begins, and waits to be released."""

    def listen(self, path: Path, asked: Asked) -> Sound:
        with Path(os.environ["HEARD_LOG"]).open("a") as log:
            log.write(f"{os.getpid()} {asked.file}\n")
        while not Path(os.environ["RELEASE"]).exists():
            time.sleep(0.02)
        return super().listen(path, asked)


def main() -> None:
    tools = Tools(SlowEar(), FakeAssessor())
    workshop.build_tools = lambda _settings: tools  # type: ignore[assignment]
    work(Settings.from_env(), int(sys.argv[1]), "--beat" in sys.argv)


if __name__ == "__main__":
    main()
