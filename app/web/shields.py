"""What every answer carries so that a browser helps to keep the page ours; how large a request may be."""

from flask import Flask, Response, request

from reports.render.live import allowed_scripts

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox; frame-ancestors 'none'"


def live_report_policy() -> str:
    """The same for a report with live charts: their scripts by hash, in an origin of their own."""
    return f"{REPORT_POLICY.replace('sandbox;', 'sandbox allow-scripts;')}{allowed_scripts()}"


UPLOADS = (
    "runs.upload",
    "runs.upload_words",
    "api.create_run",
    "api.add_files",
    "waves.people",
    "waves.reconcile",
    "api.wave_people",
    "api.wave_logs",
    "practice.say",
)
MOST_PARTS = 25_000
FORM_BYTES = 1024 * 1024


def shield(response: Response) -> Response:
    """Security headers; pages of signed-in people are not kept by shared caches."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        stamped = "v" in request.args
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if stamped else "public, max-age=3600"
    else:
        headers.setdefault("Cache-Control", "private, no-store")
    return response


def size_limits(most_bytes: int) -> None:
    """Uploads may be large, everything else is small."""
    if request.endpoint in UPLOADS:
        request.max_content_length = most_bytes
        request.max_form_parts = MOST_PARTS
    else:
        request.max_content_length = FORM_BYTES


def install(app: Flask, most_bytes: int) -> None:
    """Tie both to the application."""
    app.before_request(lambda: size_limits(most_bytes))
    app.after_request(shield)
