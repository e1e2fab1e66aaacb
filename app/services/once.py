"""A form sent twice: the same recordings under the same token of a page are one upload."""

import re
from hashlib import sha256
from uuid import uuid4

from app.services.intake import Intake

_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """The token of one rendering of the form."""
    return uuid4().hex


def sending_of(token: str, entered: tuple[str, ...], intake: Intake) -> str | None:
    """What tells one sending from another: the token and all that came, so that other files under an old token are a new run.

    None without a token: whoever sends none (the API, a program) may send the same folder twice on purpose.
    """
    if not _TOKEN.fullmatch(token):
        return None
    files = sorted(f"{stored.sha256} {file}" for file, stored in intake.stored)
    table = repr(sorted(intake.table.rows.items())) if intake.table else ""
    return sha256("\n".join((token, *entered, *files, table)).encode("utf-8", "surrogatepass")).hexdigest()
