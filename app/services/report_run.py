"""The report of a run."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict
from app.models import Organisation, Recording, RefusedFile, Run
from app.queries.oversight.qa.sealed import sealed_ids
from app.queries.oversight.runs import run_of
from app.queries.rows import CallState
from app.services.rendering import Made, product_version, rendered
from app.services.reported import reported_calls
from app.services.validation import measures
from audit.rubric import load_rubric
from reports.audit_report import build
from reports.facts import Context, FailedFile, SealFacts


def finished(session: Session, actor: Actor, run_id: str) -> None:
    """That a run is over: half a run's report would pass for a whole one. Raises NotFound, or Conflict while it goes on."""
    run = run_of(session, actor, run_id)
    states = session.scalars(select(Recording.state).where(Recording.run_id == run.id)).all()
    left = sum(state in (CallState.WAITING.value, CallState.RUNNING.value) for state in states)
    if left:
        raise Conflict(
            f"la corrida sigue en curso: faltan {left} de {len(states)} grabaciones; el informe estará cuando termine",
            f"the run goes on: {left} of {len(states)} recordings are left; the report will be there when it ends",
        )


def report_run(session: Session, actor: Actor, run_id: str, form: str, lang: str, now: datetime) -> Made:
    """As html, pdf or json, in `lang`, without the calls that the reader scores blind. Raises NotFound, ReportError."""
    run = run_of(session, actor, run_id)
    recordings = session.scalars(select(Recording).where(Recording.run_id == run.id).order_by(Recording.file)).all()
    organisation = session.get_one(Organisation, run.organisation_id)
    hidden = sealed_ids(session, actor, [r.id for r in recordings])
    calls = reported_calls(session, [r for r in recordings if r.id not in hidden])
    context = Context(
        title=run.name,
        made_at=now,
        rubric=max((c.rubric for c in calls if c.rubric), key=lambda r: (r.effective_from, r.number), default=load_rubric()),
        organisation=organisation.name,
        product_version=product_version(),
        validation=measures(),
        seal=_seal(run),
    )
    failures = [_failed(r.file, r.cause, r.remedy, lang, r.sha256) for r in recordings if r.state == CallState.FAILED.value]
    refused = session.scalars(select(RefusedFile).where(RefusedFile.run_id == run.id).order_by(RefusedFile.id))
    failures += [_failed(f.file, f.cause, f.remedy, lang, None) for f in refused]
    report = build(calls, failures, context)
    return Made(f"trasluz-{run.name}", rendered(report, form, lang))


def _failed(file: str, cause: dict[str, str] | None, remedy: dict[str, str] | None, lang: str, sha256: str | None) -> FailedFile:
    said = [text.get(lang, "") for text in (cause, remedy) if text]
    return FailedFile(file, "; ".join(filter(None, said)), sha256)


def _seal(run: Run) -> SealFacts | None:
    if run.seal_head is None or run.seal_public_key is None:
        return None
    return SealFacts(run.seal_head, run.seal_public_key, len(run.seal_items or ()))
