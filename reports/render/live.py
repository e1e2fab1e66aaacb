"""Charts that answer to a finger: plotly inside the page, let in by its hash alone; without scripts the drawing stays."""

import base64
import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from reports.errors import ReportError
from reports.page import Block, Chart, Page


@dataclass(frozen=True, slots=True)
class Scripts:
    """The scripts of a page, and the part of its policy that lets them in."""

    texts: tuple[Markup, ...] = ()
    allowed: str = ""


def scripts(page: Page) -> Scripts:
    """None for a page without live charts."""
    blocks: list[Block] = [*page.opening, *(block for section in page.sections for block in section.blocks)]
    return _plotly() if any(isinstance(block, Chart) and block.live for block in blocks) else Scripts()


def allowed_scripts() -> str:
    """The part of a policy that lets the live charts' scripts in."""
    return str(_plotly().allowed)


@cache
def _plotly() -> Scripts:
    own = (Path(__file__).parent / "live.js").read_text(encoding="utf-8")
    texts = (_bundle().replace("</script", "<\\/script"), own)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts)
    return Scripts(tuple(Markup(t) for t in texts), Markup(f"; script-src {hashes}"))


def _bundle() -> str:
    """The script that comes with plotly, read without importing it, which takes long. Raises ReportError without plotly."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ReportError("plotly is not installed: the live chart has no script; install the package whole")
    return (Path(spec.origin).parent / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
