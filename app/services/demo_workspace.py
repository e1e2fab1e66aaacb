"""The demo: a made-up client in a workspace of its own, its calls audited, its reports written. Run again, it is still there."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.channels.registry import outbox_of
from app.db import Database
from app.models import Job, Organisation, Recording, Run, User
from app.queries.rows import Role
from app.services.audit_recording import Workshop, audit_recording
from app.services.create_run import NewRun, create_run
from app.services.demo_appeals import prepare_appeals
from app.services.demo_coaching import prepare_coaching
from app.services.demo_operation import Life, prepare_operation
from app.services.demo_past_calls import prepare_past_calls
from app.services.demo_shares import prepare_share
from app.services.demo_vendors import prepare_vendors
from app.services.jobs import orphans
from app.services.lines import write_whole
from app.services.qa.demo_desk import prepare_desk
from app.services.qa.hold_to_floor import hold_all
from app.services.report_run import report_run
from app.services.seal_run import bundle_of, seal_run
from app.services.unpack import Given, Limits
from app.services.users import NewUser, first_admin
from app.services.waves.demo_wave import prepare_wave
from app.settings import Settings
from app.store import Store
from app.text_judge import judge_text
from synthetic.world import CLIENT, VENDORS, demo_folder

PASSWORD = "trasluz-demo-2026"  # noqa: S105  # printed at the end of `make demo`, on a workspace of made-up people
PEOPLE = (
    ("Valentina Neira", "auditora@lindero.example", Role.AUDITOR),
    ("Bruno Salas", "calidad@lindero.example", Role.QA),
    ("Inés Duarte", "admin@lindero.example", Role.ADMIN),
    ("Tomás Rey", "gerencia@lindero.example", Role.EXECUTIVE),
    ("Marta Gil", "operacion@lindero.example", Role.MANAGER),
    ("Tamara Cid", "agente@lindero.example", Role.AGENT),
    ("Luis Paz", "agente2@lindero.example", Role.AGENT),
    ("Raúl Garay", "supervision@lindero.example", Role.SUPERVISOR),
    ("Clara Ibáñez", "calidad2@lindero.example", Role.QA),
    ("Diego Fuentes", "calidad3@lindero.example", Role.QA),
)
VENDORS_PEOPLE = (
    NewUser("Rosa Lillo", "proveedor@quillay.example", Role.VENDOR.value, PASSWORD, VENDORS[0].name),
    NewUser("Óscar Baeza", "proveedor@marisma.example", Role.VENDOR.value, PASSWORD, VENDORS[1].name),
)
RUN_NAME = "Demo"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of the vendors' six months is told: 1 is some 2,500 accounts; `calls` of each vendor and month (None: all)."""

    accounts: float = 1.0
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Demo:
    """Where to sign in as whom, and where the files are."""

    email: str
    password: str
    run_id: str
    files: tuple[Path, ...]


def people(session: Session, now: datetime) -> Actor:
    """The demo's people, made the first time; the auditor comes back."""
    auditor: User | None = None
    for name, email, role in PEOPLE:
        user = session.scalar(select(User).where(User.email == email))
        user = user or first_admin(session, CLIENT, NewUser(name, email, role.value, PASSWORD), now)
        auditor = auditor or user
    for person in VENDORS_PEOPLE:
        if session.scalar(select(User).where(User.email == person.email)) is None:
            first_admin(session, CLIENT, person, now)
    if auditor is None:
        raise LookupError("the demo has no people")
    return Actor(auditor.id, auditor.name, auditor.organisation_id, Role.AUDITOR)


def take_in(session: Session, store: Store, actor: Actor, folder: Path, limits: Limits, now: datetime) -> Run:
    """The run of the demo's folder, made the first time."""
    wanted = select(Run).join(Organisation).where(Organisation.name == CLIENT, Run.name == RUN_NAME)
    run = session.scalar(wanted)
    if run is not None:
        return run
    with ExitStack() as opened:
        files = [
            Given(path.name, opened.enter_context(path.open("rb")))
            for path in sorted(folder.iterdir())
            if path.is_file() and path.suffix in (".opus", ".wav", ".ogg", ".csv")
        ]
        return create_run(session, store, actor, NewRun(RUN_NAME), files, limits, now, lambda _id: None)


def prepare_demo(
    settings: Settings,
    database: Database,
    shop: Workshop,
    out: Path,
    lang: str,
    begin: Callable[[int], Callable[[str], None]],
    begin_vendors: Callable[[int], Callable[[str], None]],
    scale: Scale = Scale(),
) -> Demo:
    """Everything up to serving. `begin` gets the number of calls and gives what to call after each; `begin_vendors` the same of
    the vendors' months and past calls. Raises NoEngine, NoJudge."""
    shop.tools()
    orphans(database, shop.clock())  # a demo that was stopped halfway left one call in hand
    with database.writing() as session:
        actor = people(session, shop.clock())
        limits = Limits(settings.max_file_bytes, settings.max_upload_bytes)
        run = take_in(session, shop.store, actor, demo_folder(), limits, shop.clock())
        _try_again(session, run)
        waiting = select(Recording.id, Recording.file).join(Job).where(Recording.run_id == run.id, Job.state == "queued")
        left = session.execute(waiting.order_by(Recording.file)).tuples().all()
    step = begin(len(left))
    for recording_id, file in left:
        audit_recording(shop, recording_id, "demo")
        step(file)
    with database.writing() as session:
        seal_run(session, settings, run.id, shop.clock())
    prepare_wave(settings, database, shop.store, actor, shop.clock())
    with database.reading() as session:
        manager, agents, reviewer = *_of_role(session, Role.MANAGER), _of_role(session, Role.AGENT), _of_role(session, Role.QA)[0]
    outbox = outbox_of(settings.outreach, settings.home)
    prepare_operation(shop.store, Life(database, outbox, settings.secret_key, manager, agents), judge_text, shop.clock())
    prepare_vendors(database, shop.store, manager, actor, shop.clock(), scale.accounts, begin_vendors)
    prepare_past_calls(database, actor, reviewer, shop.clock(), scale.calls, lambda _id: None)
    prepare_share(database, shop.store, actor, reviewer, RUN_NAME, VENDORS[1].name, "unofficial_payment", shop.clock())
    with database.reading() as session:
        supervisor = _of_role(session, Role.SUPERVISOR)[0]
    prepare_coaching(database, actor, supervisor, agents[0], shop.clock(), scale.calls, lambda _id: None)
    with database.reading() as session:
        analysts, vendors_person = _of_role(session, Role.QA)[:3], _of_role(session, Role.VENDOR)[0]
    prepare_desk(database, actor, analysts, settings.secret_key.encode(), RUN_NAME, shop.clock())
    prepare_appeals(database, actor, agents[0], vendors_person, analysts, shop.clock())
    hold_all(database, shop.clock())  # else its first night would move figures under the first visitor
    return Demo(PEOPLE[0][1], PASSWORD, run.id, _files(settings, database, actor, run.id, out, lang, shop.clock()))


def _of_role(session: Session, role: Role) -> list[Actor]:
    mine = select(User).join(Organisation).where(Organisation.name == CLIENT, User.role == role.value).order_by(User.id)
    return [Actor(user.id, user.name, user.organisation_id, role, user.vendor_id) for user in session.scalars(mine)]


def _try_again(session: Session, run: Run) -> None:
    """What failed earlier may go well now: another engine, another judge. One recording is cut short on purpose."""
    of_run = select(Recording.id).where(Recording.run_id == run.id)
    session.execute(
        update(Job).where(Job.state == "failed", Job.recording_id.in_(of_run)).values(state="queued", attempts=0, stage="waiting")
    )
    session.commit()


def _files(
    settings: Settings, database: Database, actor: Actor, run_id: str, out: Path, lang: str, now: datetime
) -> tuple[Path, ...]:
    with database.reading() as session:
        made = {f"report.{form}": report_run(session, actor, run_id, form, lang, now).data for form in ("html", "pdf", "json")}
        bundle = bundle_of(settings, session.get_one(Run, run_id))
    if bundle is not None:
        made["evidence.zip"] = bundle.read_bytes()
    for name, data in made.items():
        write_whole(out / name, data)
    return tuple(out / name for name in made)
