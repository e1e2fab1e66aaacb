"""A report as an answer: shown or saved, and never able to run a script here."""

import re

from flask import Response

from app.services.rendering import Made
from app.web.shields import REPORT_POLICY

REPORTS = "html, pdf, json"
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}


def report_answer(made: Made, form: str) -> Response:
    """The report as a file with a name a person recognises."""
    answer = Response(made.data, content_type=_TYPES[form])
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", made.name).strip("-.") or "trasluz"
    kind = "inline" if form == "html" else "attachment"
    answer.headers["Content-Disposition"] = f'{kind}; filename="{name}.{form}"'
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer
