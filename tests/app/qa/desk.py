"""A world with calls to score: judged recordings, analysts, a plan."""

from datetime import date, datetime, timedelta

from app.actors import Actor
from app.models import SamplePlan, ScoreSheet
from app.queries.oversight.qa.choices import rest_of
from app.queries.rows import Role
from app.services.qa.close_sheet import close_sheet
from app.services.qa.draw_plan import Asked, draw_plan
from app.services.qa.mark import Marked, mark, mark_rest
from app.services.users import NewUser, first_admin
from audit.rubric import load_rubric
from tests.app.fakes import FakeEar
from tests.app.world import NOW, PASSWORD, World, given, wav

KEY = b"k" * 32
MAY = Asked(0.3, 0.1, date(2026, 5, 1), date(2026, 5, 31))
HEAD = "file,call_id,country,lang,called_at,vendor,agent,debtor,creditor,amount,currency,due_date\n"
QUIET = (
    ("agent", "Buenas tardes, habla Marta de Banco Lindero, esta llamada se graba."),
    ("debtor", "Sí, soy yo, dígame."),
    ("agent", "Usted es un sinvergüenza y un ratero."),
    ("debtor", "No me hable así."),
    ("agent", "Bueno, hasta luego."),
)


def judged(
    world: World, count: int, quiet: tuple[int, ...] = (), doubtful: tuple[int, ...] = (), seconds: float = 0.2
) -> list[str]:
    """`count` judged calls of May; the machine asserts a threat in each but the quiet ones, and doubts the doubtful ones."""
    ear = world.tools.ear
    assert isinstance(ear, FakeEar)
    rows, files = [], []
    for n in range(count):
        name = f"q{n:02d}.wav"
        if n in quiet:
            ear.scripts[name] = QUIET
        if n in doubtful:
            ear.scripts[name] = (("agent", "Deposite en la cuenta de mi primo."), ("debtor", "Bueno."), ("agent", "Ya."))
        at = f"2026-05-{1 + n % 28:02d}T10:{n % 60:02d}:00-04:00"
        rows.append(f"{name},QA-{n:02d},CL,es,{at},Marea Sur,A-{n % 3},Ana,Banco,9000,CLP,2026-04-05")
        files.append(given(name, wav(n + 1, seconds)))
    _run, ids = world.upload([*files, given("calls.csv", (HEAD + "\n".join(rows)).encode())])
    world.audit(ids)
    return ids


def analyst(world: World, n: int, role: Role = Role.QA) -> Actor:
    """Another person who scores."""
    with world.database.writing() as db:
        user = first_admin(db, "Crédito Lindero", NewUser(f"Analista {n}", f"qa{n}@lindero.example", role.value, PASSWORD), NOW)
        return Actor(user.id, user.name, user.organisation_id, role)


def plan_of(world: World, asked: Asked = MAY, now: datetime = NOW) -> SamplePlan:
    """A drawn plan."""
    with world.database.writing() as db:
        return draw_plan(db, world.actors[Role.AUDITOR], asked, KEY, now)


def fill(world: World, actor: Actor, sheet: ScoreSheet, *happened: str, at: datetime = NOW + timedelta(minutes=4)) -> ScoreSheet:
    """Mark what happened in turn 2, the rest by the key and what is always owed as met; close it."""
    with world.database.writing() as db:
        version = sheet.version
        for criterion in happened:
            version = mark(db, actor, sheet.id, Marked(criterion, "happened", 2), version, 5.0, at).version
        for duty in load_rubric(sheet.rubric).duties:
            if rest_of(duty) is None:
                version = mark(db, actor, sheet.id, Marked(duty.id, "met"), version, 5.0, at).version
        version = mark_rest(db, actor, sheet.id, version, 5.0, at).version
        return close_sheet(db, actor, sheet.id, version, 5.0, at)


def heard(mark: str, note: str = "", turn: int = 0) -> Marked:
    """What somebody marks of an appeal before knowing the contested mark, in their own place."""
    return Marked("", mark, turn, note=note)
