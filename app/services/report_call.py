"""The report of a call."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Organisation
from app.queries.oversight.review import recording_of
from app.services.rendering import Made, product_version
from app.services.reported import reported_calls
from app.services.validation import measures
from audit.rubric import load_rubric
from reports.call_report import build, render_html, render_json, render_pdf
from reports.facts import Context


def report_call(session: Session, actor: Actor, call_id: str, form: str, lang: str, now: datetime) -> Made:
    """As html, pdf or json, in `lang`. Raises NotFound while the call is not judged, ReportError."""
    recording = recording_of(session, actor, call_id)
    calls = reported_calls(session, [recording])
    if not calls:
        raise NotFound(f"la llamada {recording.code} aún no está evaluada", f"call {recording.code} is not judged yet")
    organisation = session.get_one(Organisation, recording.organisation_id)
    context = Context(
        title=recording.code,
        made_at=now,
        rubric=calls[0].rubric or load_rubric(),
        organisation=organisation.name,
        product_version=product_version(),
        validation=measures(),
    )
    report, name = build(calls[0], context), f"trasluz-{recording.code}"
    if form == "pdf":
        return Made(name, render_pdf(report, lang))
    return Made(name, (render_html(report, lang) if form == "html" else render_json(report)).encode("utf-8"))
