"""Plain builders: a client with its people, recordings as bytes, a run that was audited."""

import io
import struct
import wave
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from app.actors import Actor
from app.db import Database
from app.models import Organisation, Run, User
from app.queries.rows import Role
from app.services.audit_recording import Ended, Workshop, audit_recording
from app.services.create_run import NewRun, create_run
from app.services.examine import Tools
from app.services.unpack import Given, Limits
from app.services.users import NewUser, first_admin
from app.store import Store

NOW = datetime(2026, 5, 18, 15, 0, tzinfo=UTC)
PASSWORD = "una clave bien larga"
LIMITS = Limits(8 * 1024 * 1024, 64 * 1024 * 1024)
MAY = NewRun("Mayo")
CALLS_CSV = """file,call_id,country,lang,called_at,vendor,agent,debtor,creditor,amount,currency,due_date
a.wav,MS-1,CL,es,2026-05-12T10:31:00-04:00,Marea Sur,A-118,Ana Rojas,Banco Lindero,184990,CLP,2026-04-05
b.wav,MS-2,CL,es,2026-05-13T11:00:00-04:00,Marea Sur,A-104,Luis Soto,Banco Lindero,92500,CLP,2026-04-05
c.wav,MS-3,CL,es,2026-05-14T09:00:00-04:00,Norte Cobros,A-131,Eva Paz,Banco Lindero,35000,CLP,2026-04-05
"""


def wav(seed: int = 1, seconds: float = 1.0) -> bytes:
    """A short sound that differs by seed."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", (i * seed * 37) % 2000 - 1000) for i in range(int(8000 * seconds))))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """A plain zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def given(name: str, data: bytes) -> Given:
    """An uploaded file."""
    return Given(name, io.BytesIO(data))


@dataclass
class World:
    """A client and its people on one database."""

    database: Database
    store: Store
    tools: Tools
    actors: dict[Role, Actor]

    @property
    def shop(self) -> Workshop:
        return Workshop(self.database, self.store, lambda: self.tools, lambda: NOW, 60.0)

    def upload(self, files: Sequence[Given], asked: NewRun = MAY) -> tuple[Run, list[str]]:
        """A run of these files, not audited yet, and the ids that were sent to the queue."""
        sent: list[str] = []
        with self.database.writing() as db:
            run = create_run(db, self.store, self.actors[Role.ADMIN], asked, files, LIMITS, NOW, sent.append)
        return run, sent

    def audit(self, ids: Sequence[str]) -> list[Ended]:
        return [audit_recording(self.shop, id, "test").how for id in ids]

    def audited(self, *names: str) -> tuple[Run, list[str]]:
        """A finished run of recordings with these names, described by CALLS_CSV."""
        files = [given(name, wav(seed)) for seed, name in enumerate(names or ("a.wav", "b.wav", "c.wav"), start=1)]
        run, ids = self.upload([*files, given("calls.csv", CALLS_CSV.encode())])
        self.audit(ids)
        return run, ids


def make_world(database: Database, folder: Path, tools: Tools) -> World:
    """One client with a person of each role, all with PASSWORD."""
    actors = {}
    with database.writing() as db:
        for role in Role:
            known = db.scalar(select(User).where(User.email == f"{role.value}@lindero.example"))
            if known:
                actors[role] = Actor(known.id, known.name, known.organisation_id, role, known.vendor_id)
                continue
            vendor = "Marea Sur" if role is Role.VENDOR else ""
            new = NewUser(f"Persona {role.value}", f"{role.value}@lindero.example", role.value, PASSWORD, vendor)
            user = first_admin(db, "Crédito Lindero", new, NOW)
            actors[role] = Actor(user.id, user.name, user.organisation_id, role, user.vendor_id)
    return World(database, Store(folder / "recordings"), tools, actors)


def other_client(database: Database) -> Actor:
    """Somebody of another client, who must see nothing."""
    with database.writing() as db:
        user = first_admin(db, "Otra Financiera", NewUser("Ajena", "ajena@otra.example", "admin", PASSWORD), NOW)
        assert isinstance(user, User)
        assert db.get(Organisation, user.organisation_id)
        return Actor(user.id, user.name, user.organisation_id, Role.ADMIN)
