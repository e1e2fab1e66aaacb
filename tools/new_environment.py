"""Makes the project's virtual environment, also where the system's Python came without `ensurepip`."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path


def main(folder: Path) -> None:
    """Create `folder` with pip inside. Exits 2 with one sentence when this machine cannot."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 demo")
    try:
        venv.create(folder, with_pip=True, clear=folder.exists())
        return
    except subprocess.CalledProcessError:
        shutil.rmtree(folder, ignore_errors=True)
    # Debian splits ensurepip off into python3-venv; a pip beside the interpreter is enough.
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        sys.exit("this Python has neither ensurepip nor pip; run: apt-get install python3-venv (or python3-pip), then try again")
    venv.create(folder, with_pip=False)
    site = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", site, "pip"], check=True)
    script = folder / "bin" / "pip"
    script.write_text(f'#!/bin/sh\nexec {folder.resolve()}/bin/python -m pip "$@"\n')
    script.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
