"""Every template on hand-made rows, without the application: for tests, pictures and anyone who changes the look.

`python -m tests.web.preview` serves the pages of PAGES at /preview/NAME; `?lang=en` and `?theme=dark` choose how.
"""

import io
import wave
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, send_file
from flask_babel import Babel

from app.queries.rows import RunState
from app.queries.wave_rows import WavesPage, WaveState
from app.web import design, formats
from app.web.contract import ENDPOINTS
from tests.web import list_samples, portal_samples, rule_samples, samples, scorecard_pages, wave_samples

WEB = design.STATIC.parent
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "sign_in": ("sign_in.html", {"shell": None, "email": "", "problem": None}),
    "sign_in_refused": ("sign_in.html", {"shell": None, "email": "v@x.example", "problem": "El correo o la clave no coinciden."}),
    "home": ("home.html", {"page": list_samples.home()}),
    "home_empty": ("home.html", {"page": list_samples.EMPTY_HOME}),
    "upload": ("upload.html", {"page": list_samples.upload()}),
    "upload_refused": ("upload.html", {"page": list_samples.upload(True)}),
    "run": ("run.html", {"page": list_samples.run()}),
    "run_done": ("run.html", {"page": list_samples.run(RunState.DONE)}),
    "calls": ("calls.html", {"page": list_samples.calls()}),
    "calls_all": ("calls.html", {"page": list_samples.calls(False)}),
    "calls_none": ("calls.html", {"page": list_samples.NO_CALLS}),
    "queue": ("queue.html", {"page": list_samples.queue()}),
    "queue_empty": ("queue.html", {"page": list_samples.queue(False)}),
    "review": ("review.html", {"page": samples.review()}),
    **{f"review_{name}": ("review.html", {"page": page}) for name, page in samples.review_states().items()},
    "evidence": ("evidence.html", {"page": list_samples.evidence()}),
    "evidence_broken": ("evidence.html", {"page": list_samples.evidence(False)}),
    "rubric": ("rubric.html", {"page": list_samples.rubric()}),
    "criterion": ("criterion.html", {"page": list_samples.criterion()}),
    "rules": ("rules.html", {"page": rule_samples.RULES}),
    "rule": ("rule.html", {"page": rule_samples.rule("cl-freq-written")}),
    "rule_policy": ("rule.html", {"page": rule_samples.rule("mx-no-frequency-number")}),
    "rule_open": ("rule.html", {"page": rule_samples.rule("py-freq-week")}),
    "waves": ("waves/index.html", {"page": wave_samples.waves()}),
    "waves_empty": ("waves/index.html", {"page": WavesPage((), ("CL",), ())}),
    "diary": ("waves/diary.html", {"page": wave_samples.diary()}),
    "wave_plan": ("waves/plan.html", {"page": wave_samples.plan(), "entered": {}}),
    "wave_plan_sealed": ("waves/plan.html", {"page": wave_samples.plan(WaveState.RUNNING), "entered": {}}),
    "covertness": ("waves/covertness.html", {"page": wave_samples.covertness()}),
    "covertness_leaks": ("waves/covertness.html", {"page": wave_samples.covertness("leaks")}),
    "wave_findings": ("waves/findings.html", {"page": wave_samples.findings()}),
    "reconcile": ("waves/reconcile.html", {"page": wave_samples.reconcile()}),
    "reconcile_empty": ("waves/reconcile.html", {"page": wave_samples.reconcile(True)}),
    "wave_seal": ("waves/seal.html", {"page": wave_samples.seal()}),
    "wave_seal_open": ("waves/seal.html", {"page": wave_samples.seal(WaveState.CLEARED)}),
    "users": ("users.html", {"page": samples.users()}),
    "keys": ("keys.html", {"page": samples.keys()}),
    "profile": ("profile.html", {"page": samples.PROFILE}),
    **portal_samples.PAGES,
    **scorecard_pages.PAGES,
    **{
        f"error_{code}": ("error.html", {"shell": None, "code": code, "detail": None})
        for code in (400, 401, 403, 404, 413, 422, 500, 503)
    },
}
_AT = {
    "home.index": "home",
    "runs.upload": "upload",
    "runs.show": "run",
    "calls.index": "calls",
    "queues.index": "queue",
    "review.show": "review",
    "evidence.index": "evidence",
    "evidence.show": "evidence",
    "rubric.index": "rubric",
    "rubric.criterion": "criterion",
    "rules.index": "rules",
    "rules.rule": "rule",
    "admin.users": "users",
    "admin.keys": "keys",
    "prefs.show": "profile",
    "portal.index": "portal_home",
    "portal.accounts": "portal_accounts",
    "portal.account": "portal_account",
    "portal.findings": "portal_findings",
    "portal.finding": "portal_finding",
    "auth.sign_in": "sign_in",
}


def _silence() -> Response:
    data = io.BytesIO()
    with wave.open(data, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(int(samples.DURATION * 16000)))
    data.seek(0)
    return send_file(data, mimetype="audio/wav", conditional=True)


def _view(endpoint: str) -> Any:
    def view(**_kwargs: Any) -> Any:
        if request.method == "POST":
            return redirect(request.referrer or "/", 303)
        if endpoint == "review.audio":
            return _silence()
        if endpoint not in _AT:
            abort(404)
        return show(_AT[endpoint])

    return view


def show(name: str) -> str:
    """A page of PAGES as HTML."""
    template, values = PAGES[name]
    current = next((endpoint for endpoint, page in _AT.items() if page == name.split("_")[0]), "")
    return render_template(template, **{"shell": samples.SHELL, "active_nav": current, **values})


def create() -> Flask:
    """The preview application: the real templates, styles, scripts and translations; no database."""
    app = Flask("preview", template_folder=str(WEB / "templates"), static_folder=str(WEB / "static"))
    app.config.update(SECRET_KEY="preview", BABEL_TRANSLATION_DIRECTORIES=str(WEB / "translations"))
    Babel(app, locale_selector=lambda: request.args.get("lang") or request.cookies.get("lang") or "es")
    design.install(app)
    app.jinja_env.filters.update(stamp=formats.moment, day_at_home=formats.day)  # no database, so no client's clock
    app.jinja_env.globals["csrf_token"] = lambda: "preview"
    for endpoint, (rule, methods) in ENDPOINTS.items():
        app.add_url_rule(rule, endpoint, _view(endpoint), methods=list(methods))
    app.add_url_rule("/preview/<name>", "preview", show)

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
        return response

    return app


if __name__ == "__main__":
    create().run(port=5199)
