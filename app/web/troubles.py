"""Every error as a page or, for the API, as JSON; never a trace."""

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.errors import AppError
from app.web.session import language
from audit.errors import AuditError
from reports.errors import ReportError
from speech.errors import SpeechError

log = logging.getLogger(__name__)
_HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    429: "too_many_requests",
}


def install(app: Flask) -> None:
    """Tie the handlers to the application."""
    app.register_error_handler(AppError, _of_ours)
    app.register_error_handler(SpeechError, _of_machine)
    app.register_error_handler(AuditError, _of_machine)
    app.register_error_handler(ReportError, _of_machine)
    app.register_error_handler(CSRFError, _of_http)
    app.register_error_handler(HTTPException, _of_http)


def _of_ours(problem: AppError) -> ResponseReturnValue:
    return answer(problem.status, problem.code, problem.say(language()), problem.field)


def _of_machine(problem: Exception) -> ResponseReturnValue:
    log.warning("machine refused", extra={"kind": type(problem).__name__, "endpoint": request.endpoint})
    say = getattr(problem, "say", None)
    return answer(503, "engine", say(language()) if say else str(problem), "")


def _of_http(problem: HTTPException) -> ResponseReturnValue:
    if problem.response is not None:
        return problem.response
    status = problem.code or 500
    if isinstance(problem, InternalServerError) and problem.original_exception is not None:
        log.error("unexpected error", exc_info=problem.original_exception, extra={"endpoint": request.endpoint})
    api = request.path.startswith("/api/")
    detail = problem.description if api and status < 500 else None  # werkzeug speaks English; the page has words of its own
    return answer(status, _HTTP_CODES.get(status, "error"), detail, "", dict(_headers(problem)))


def _headers(problem: HTTPException) -> list[tuple[str, str]]:
    kept = ("Allow", "Retry-After", "Content-Range")
    return [(name, value) for name, value in problem.get_headers() if name in kept]


def answer(status: int, code: str, detail: str | None, field: str, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """A problem as the asker can read it."""
    if request.path.startswith("/api/"):
        body: dict[str, object] = {"code": code, "message": detail or code.replace("_", " ")}
        if field:
            body["field"] = field
        return jsonify({"error": body}), status, headers or {}
    page = render_template("error.html", code=status, detail=detail, back=_page_before(), sent=request.method == "POST")
    return page, status, headers or {}


def _page_before() -> str | None:
    """The page of this site that the request came from, as an address without its host; else the same one, asked anew."""
    came = urlsplit(request.referrer or "")
    before = "/" + came.path.lstrip("/") + (f"?{came.query}" if came.query else "")
    reads = request.method in ("GET", "HEAD")
    if came.netloc == request.host and not (reads and before == request.full_path.rstrip("?")):
        return before
    asked = current_app.create_url_adapter(request)
    anew = bool(request.query_string) if reads else asked is not None and "GET" in asked.allowed_methods(request.path)
    return request.path if anew else None
