"""The demo's calls played on its own floor when somebody asks for it: one round, in real time, then silence again."""

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from time import monotonic, sleep

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Organisation, Run
from app.services.live.floor import LiveFloor
from app.services.live.hello import Hello
from app.services.live.playing import FRAME_S, RATE, telephone
from app.services.live.session import Session
from speech.live.frames import Coding, Wire, coded
from synthetic.world import CLIENT, demo_folder

RUN_NAME = "Demo"
CALLS = (
    ("cl-amenaza", "A-104", "CL"),
    ("cl-cuenta-personal", "A-131", "CL"),
    ("mx-hospital", "A-118", "MX"),
    ("cl-promesa", "A-101", "CL"),
)


def is_demo(db: Db, actor: Actor) -> bool:
    """Whether this workspace is the demo's."""
    asked = select(Run.id).join(Organisation, Organisation.id == Run.organisation_id)
    mine = asked.where(Run.organisation_id == actor.organisation_id, Run.name == RUN_NAME, Organisation.name == CLIENT)
    return db.scalar(mine.limit(1)) is not None


def demo_plays(floor: LiveFloor, actor: Actor) -> bool:
    """Whether the demo's calls are sounding now."""
    mine = (s for s in list(floor.sessions.values()) if s.organisation_id == actor.organisation_id)
    return any(s.hello.code.startswith("demo-") for s in mine)


def play_demo(db: Db, floor: LiveFloor, actor: Actor, now: datetime) -> list[Thread]:
    """Begins the demo's calls as lines; the threads end with the calls. Raises NotFound, Conflict or EngineMissing."""
    if not is_demo(db, actor):
        raise NotFound("este espacio no es el de la demo", "this workspace is not the demo's")
    if demo_plays(floor, actor):
        raise Conflict("las llamadas de la demo ya suenan", "the demo's calls are playing already")
    threads = []
    for name, agent, country in CALLS:
        samples = telephone(demo_folder() / f"{name}.opus")
        wire = Wire(RATE, samples.shape[0], Coding.PCM)
        code, lane = f"demo-{name}-{now:%H%M%S}", 0 if wire.lanes == 2 else None
        session = floor.open(actor, None, Hello(code, agent, None, None, country, "es", lane, wire, ("listen", "whisper")), now)
        threads.append(Thread(target=_speak, args=(floor, session, samples, monotonic), name=f"trasluz-{code}", daemon=True))
    for thread in threads:
        thread.start()
    return threads


def _speak(floor: LiveFloor, session: Session, samples: NDArray[np.int16], clock: Callable[[], float]) -> None:
    start, step = clock(), round(FRAME_S * RATE)
    with floor.hub.listen(f"line:{session.call_id}") as asked:
        for n, at in enumerate(range(0, samples.shape[1], step)):
            if floor.hub.closed:
                return
            sleep(max(0.0, start + n * FRAME_S - clock()))
            floor.follow(session, asked)
            floor.take(session, coded(samples[:, at : at + step], Coding.PCM))
    floor.end(session)
