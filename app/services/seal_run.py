"""Seal a run when it ends, and again when people sign: every bundle is kept, the newest counts."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.models import Act, Evaluation, Finding, Heard, Job, Organisation, Recording, RefusedFile, Run, Verdict
from app.queries.rubrics import rubric_text
from app.services.sealing import About, seal_into, sealing_key
from app.settings import Settings
from audit.evidence.items import CallEvidence
from audit.evidence.keys import fingerprint
from audit.evidence.verify import Verification, verify


def seal_run(session: Session, settings: Settings, run_id: str, now: datetime) -> str:
    """Seal every judged call of a run with its decisions so far; the head comes back. Raises NotFound, Conflict, BadEvidence."""
    run = session.scalar(select(Run).where(Run.id == run_id).with_for_update())
    if run is None:
        raise NotFound(f"no hay corrida {run_id[:40]}", f"there is no run {run_id[:40]}")
    left = select(func.count()).select_from(Job).join(Recording, Recording.id == Job.recording_id)
    if session.scalar(left.where(Recording.run_id == run.id, Job.state.in_(("queued", "running")))):
        raise Conflict(f"la corrida {run.name} aún no termina", f"run {run.name} is not over yet")
    calls = _calls(session, run)
    organisation = session.get_one(Organisation, run.organisation_id)
    key = sealing_key(settings.signing_key)
    draft = settings.seals / run.id / "draft.zip"
    about = About(organisation.name, run.name, now, len(calls))
    head = seal_into(draft, key, about, calls, _failures(session, run), rubrics=partial(rubric_text, session))
    kept = _path(settings, run.id, head)
    draft.replace(kept)
    run.sealed_at, run.seal_head, run.seal_public_key = now, head, fingerprint(key.public_key())
    found = verify(kept, key.public_key())
    run.seal_items = [{"kind": i.kind, "name": i.name, "sha256": i.sha256, "size_bytes": i.size} for i in found.items]
    session.commit()
    return head


def _path(settings: Settings, run_id: str, head: str) -> Path:
    return settings.seals / run_id / f"{head}.zip"


def bundle_of(settings: Settings, run: Run) -> Path | None:
    """The newest bundle of a run, or None while it has none."""
    path = _path(settings, run.id, run.seal_head) if run.seal_head else None
    return path if path and path.is_file() else None


def check_seal(settings: Settings, run: Run, lang: str) -> dict[str, str]:
    """What does not match in the newest bundle, by item; empty when it is whole."""
    path = bundle_of(settings, run)
    if path is None:
        missing = {"es": "el paquete sellado ya no está en el almacén", "en": "the sealed bundle is no longer in the store"}
        first = (run.seal_items or [{"name": "evidence.zip"}])[0]["name"]
        return {first: missing[lang]}
    found: Verification = verify(path, sealing_key(settings.signing_key).public_key())
    names = {i["name"] for i in run.seal_items or ()}
    broken: dict[str, str] = {}
    for fault in found.faults:
        name = fault.name if fault.name in names else next(iter(names), fault.name)
        broken.setdefault(name, fault.say(lang))
    return broken


def _calls(session: Session, run: Run) -> list[CallEvidence]:
    wanted = (
        select(Recording, Heard, Evaluation)
        .join(Heard, Heard.recording_id == Recording.id)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Evaluation, Evaluation.id == Verdict.evaluation_id)
        .where(Recording.run_id == run.id)
        .order_by(Recording.file, Recording.id)
    )
    return [
        CallEvidence(
            id=_unique(recording),
            file=recording.file if recording.stored else None,
            sha256=recording.sha256 if recording.stored else None,
            size_bytes=recording.size_bytes if recording.stored else None,
            transcript={**heard.transcript, "id": _unique(recording)},
            result={**evaluation.result, "id": _unique(recording)},
            decisions=_decisions(session, recording),
        )
        for recording, heard, evaluation in session.execute(wanted).tuples()
    ]


def _unique(recording: Recording) -> str:
    """The code people read may stand on two recordings; the first letters of the hash keep them apart."""
    return f"{recording.code}-{recording.sha256[:8]}"


def _decisions(session: Session, recording: Recording) -> list[dict[str, Any]]:
    acts = session.scalars(select(Act).where(Act.recording_id == recording.id).order_by(Act.id))
    return [
        {
            "at": a.at.isoformat(),
            "author": a.who,
            "kind": a.kind,
            "criterion": a.criterion,
            "instance": a.instance,
            "before": a.before,
            "after": a.after,
            "reason": a.reason,
            "undoes": a.undoes_id,
            **({"repeats": a.carried_from_id} if a.carried_from_id else {}),
            **(_seen(session, a) if a.kind == "breach" else {}),
        }
        for a in acts
    ]


def _seen(session: Session, act: Act) -> dict[str, Any]:
    """Where and in which words a person found what the machine did not."""
    wanted = select(Finding).where(Finding.evaluation_id == act.evaluation_id, Finding.instance == act.instance)
    found = session.scalars(wanted).one()
    return {"turn": found.turn, "start": found.start_s, "end": found.end_s, "quote": found.quote, "severity": found.severity}


def _failures(session: Session, run: Run) -> list[dict[str, Any]]:
    failed = session.scalars(
        select(Recording).where(Recording.run_id == run.id, Recording.state == "failed").order_by(Recording.file, Recording.id)
    )
    refused = session.scalars(select(RefusedFile).where(RefusedFile.run_id == run.id).order_by(RefusedFile.id))
    out: list[dict[str, Any]] = [{"file": r.file, "sha256": r.sha256, "cause": r.cause, "remedy": r.remedy} for r in failed]
    return out + [{"file": f.file, "sha256": None, "cause": f.cause, "remedy": f.remedy} for f in refused]
