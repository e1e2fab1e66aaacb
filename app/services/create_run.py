"""Take in a folder of recordings: store each once by its hash, read calls.csv, open the work on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actors import UPLOADERS, Actor
from app.errors import BadInput, Forbidden, NotFound, Text
from app.models import Event, Job, Recording, RefusedFile, Run
from app.services.facts import FactsTable, country_of, file_key
from app.services.folder import names_of, strays
from app.services.intake import Intake, nothing_usable, take_in
from app.services.new_recording import VendorsByName, new_recording
from app.services.once import sending_of
from app.services.unpack import Given, Limits
from app.store import Store

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class NewRun:
    """What the form says of the whole folder; empty text is unknown."""

    name: str = ""
    country: str = ""
    lang: str = ""
    once: str = ""
    """The token of the form it was sent from: the same recordings sent twice from one form are one run."""


def create_run(
    session: Session,
    store: Store,
    actor: Actor,
    asked: NewRun,
    given: Sequence[Given],
    limits: Limits,
    now: datetime,
    enqueue: Callable[[str], None],
) -> Run:
    """A new run with everything usable of `given`; what is not is kept beside it with its cause.

    The same sending of one form gives the run it made before. `enqueue` gets the id of each recording after the commit.
    Raises Forbidden, and BadInput when nothing is usable.
    """
    may_upload(actor)
    checked(asked)
    intake = take_in(store, given, limits)
    if not intake.stored:
        raise nothing_usable(intake)
    run, new = open_run(session, actor, asked, intake, now)
    if not new:
        return run
    ids = _fill(session, run, intake, now)
    session.add(run_event(actor, run, now, "run.created", len(ids)))
    session.commit()
    for recording_id in ids:
        enqueue(recording_id)
    return run


def add_to_run(
    session: Session,
    store: Store,
    actor: Actor,
    run_id: str,
    given: Sequence[Given],
    limits: Limits,
    now: datetime,
    enqueue: Callable[[str], None],
) -> Run:
    """More recordings for a run; what it already holds is not taken twice, and it is sealed again when they are done."""
    may_upload(actor)
    run = session.scalar(select(Run).where(Run.id == run_id, Run.organisation_id == actor.organisation_id))
    if run is None:
        raise NotFound(f"no hay corrida {run_id}", f"there is no run {run_id}")
    intake = take_in(store, given, limits)
    if not intake.stored:
        raise nothing_usable(intake)
    ids = _fill(session, run, intake, now)
    if ids:
        run.finished_at = None
    session.add(run_event(actor, run, now, "run.extended", len(ids)))
    session.commit()
    for recording_id in ids:
        enqueue(recording_id)
    return run


def open_run(session: Session, actor: Actor, asked: NewRun, intake: Intake, now: datetime) -> tuple[Run, bool]:
    """A run for what was sent, and whether it is new: the same sending of one form is the run it made before."""
    country, lang = checked(asked)
    run = Run(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        name=asked.name.strip()[:MAX_NAME] or now.strftime("%Y-%m-%d %H:%M"),
        country=country,
        lang=lang,
        created_by=actor.user_id,
        created_at=now,
        warnings=[],
        sent_once=sending_of(asked.once, (asked.name, asked.country, asked.lang), intake),
    )
    session.add(run)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        mine = select(Run).where(Run.organisation_id == actor.organisation_id, Run.sent_once == run.sent_once)
        return session.scalars(mine).one(), False
    return run, True


def may_upload(actor: Actor) -> None:
    """Raises Forbidden."""
    if actor.role not in UPLOADERS:
        raise Forbidden("su función no permite subir grabaciones", "your role may not upload recordings")


def run_event(actor: Actor, run: Run, now: datetime, kind: str, recordings: int) -> Event:
    """What is written down of who brought how many calls."""
    return Event(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        at=now,
        kind=kind,
        subject=run.id,
        detail={"recordings": recordings},
    )


def checked(asked: NewRun) -> tuple[str | None, str | None]:
    """Country and language of the form, None where it says nothing. Raises BadInput."""
    warnings: list[Text] = []
    country = country_of(asked.country, "country", warnings)
    if warnings:
        raise BadInput(
            f"país {asked.country[:20]!r}: elija uno de la lista", f"country {asked.country[:20]!r}: choose one", "country"
        )
    lang = asked.lang.strip().lower()
    if lang not in ("", "es", "en"):
        raise BadInput(f"idioma {asked.lang[:20]!r}: elija es o en", f"language {asked.lang[:20]!r}: choose es or en", "lang")
    if len(asked.name) > MAX_NAME:
        raise BadInput(f"el nombre pasa de {MAX_NAME} letras", f"the name is over {MAX_NAME} letters", "name")
    return country, lang or None


def _fill(session: Session, run: Run, intake: Intake, now: datetime) -> list[str]:
    """Rows for every new recording, its work, refused files and warnings; the ids in order."""
    table = intake.table or FactsTable()
    known = select(Recording.sha256, Recording.file).where(Recording.run_id == run.id)
    seen: dict[str, str] = dict(session.execute(known).tuples().all())
    vendors = VendorsByName(session, run.organisation_id)
    ids, files = [], [file for file, _ in intake.stored]
    named = names_of(files)
    for file, stored in intake.stored:
        facts = table.of(file, alone=named[file_key(PurePosixPath(file).name)] == 1)
        if stored.sha256 in seen:
            intake.warnings.append(_same(file, seen[stored.sha256]))
            continue
        seen[stored.sha256] = file
        known_of = facts.with_defaults(run.country, run.lang)
        code, vendor_id = facts.call_id or PurePosixPath(file).stem, vendors.id_of(facts.vendor)
        recording = new_recording(run, file, code, known_of, vendor_id, stored.sha256, stored.size_bytes, now)
        recording.stored = stored.key
        session.add(recording)
        session.flush()
        session.add(Job(recording_id=recording.id, state="queued", queued_at=now))
        ids.append(recording.id)
    intake.warnings.extend(strays(files, table))
    _keep_problems(session, run, intake, table)
    return ids


def _same(file: str, first: str) -> Text:
    return Text(
        f"{file}: es la misma grabación que {first}; se audita una vez",
        f"{file}: is the same recording as {first}; it is audited once",
    )


def _keep_problems(session: Session, run: Run, intake: Intake, table: FactsTable) -> None:
    new = [{"es": t.es, "en": t.en} for t in (*table.warnings, *intake.warnings)]
    run.warnings = [*run.warnings, *new]
    for refusal in intake.refused:
        session.add(
            RefusedFile(
                run_id=run.id,
                file=refusal.file,
                cause={"es": refusal.cause.es, "en": refusal.cause.en},
                remedy={"es": refusal.remedy.es, "en": refusal.remedy.en},
            )
        )
