"""A page of blocks as a PDF: set by typst, tagged for screen readers (PDF/UA-1), fonts inside, nothing fetched."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from reports.errors import ReportError
from reports.page import Page, plain
from reports.render.signs import INKS, coloured

_FOLDER = Path(__file__).parent


def pdf(page: Page, made_at: datetime) -> bytes:
    """The page as a tagged PDF; the same page and moment give the same bytes. Raises ReportError."""
    made = {"year": made_at.year, "month": made_at.month, "day": made_at.day}
    data = json.dumps({**plain(page), "made": made, "signs": {name: coloured(name) for name in INKS}}, ensure_ascii=False)
    compile_files: Any = typst.compile
    """It takes a mapping of files too, which its stubs do not say."""
    try:
        return cast(
            bytes,
            compile_files(
                {"main.typ": _template(), "page.json": data.encode("utf-8")},
                format="pdf",
                font_paths=[_FOLDER],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=int(made_at.timestamp()),
            ),
        )
    except (typst.TypstError, RuntimeError) as cause:
        raise ReportError(f"the PDF of {page.title!r} could not be set: {cause}") from cause


@cache
def _template() -> bytes:
    return (_FOLDER / "page.typ").read_bytes()
