"""A made-up vendor's log of what it did to ghosts, with lies planted where the test knows them; written before the reconciler."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.lived import Act, ActKind, Ghost, Received

VENDOR = "Marea Sur"
WRITTEN = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)


@dataclass(frozen=True)
class Hard:
    """What makes a log hard to read without being a lie."""

    clock_s: float = 0.0
    drift_s_per_day: float = 0.0
    written_zone: str | None = None
    part: Callable[["Entry"], bool] | None = None
    part_shift_s: float = 0.0
    duplicates: float = 0.0
    merged_sms: bool = False
    batch_agent: str | None = None
    covers: tuple[int, int] | None = None
    absent_ghosts: int = 0
    others: int = 400
    id_form: str = "plain"
    style: str = "iso"
    at_end: bool = False
    minute_only: bool = False
    ring_s: float = 0.0
    two_systems: bool = False


@dataclass(frozen=True)
class Lies:
    """How often the vendor does what it should not."""

    fake: float = 0.0
    unlogged: float = 0.0
    denied: float = 0.0
    duration: float = 0.0
    time: float = 0.0
    channel: float = 0.0
    altered: float = 0.0
    invented: float = 0.0


@dataclass(frozen=True)
class Entry:
    """A row before it is written, with what is false in it (empty for an honest one)."""

    ghost: str
    account: str
    at: datetime
    channel: Channel
    result: str
    duration_s: int
    agent: str
    system: str
    caller_id: str
    promise: tuple[Decimal, date] | None = None
    lies: frozenset[str] = frozenset()
    contact_id: str | None = None
    copy: bool = False


@dataclass
class World:
    """What was lived, what was logged and what is true of each."""

    ghosts: list[Ghost]
    received: list[Received]
    acts: list[Act]
    entries: list[Entry] = field(default_factory=list)
    unlogged: set[str] = field(default_factory=set)
    not_assessable: set[str] = field(default_factory=set)


def lived(seed: int, ghosts: int = 30, days: int = 28, zone: str = "America/Santiago", start: date = date(2026, 5, 4)) -> World:
    """A wave as it was lived."""
    rng = random.Random(seed)
    people = [
        Ghost(
            f"g{n}",
            f"F-{n}",
            VENDOR,
            f"{rng.randrange(10**6, 10**7):010d}",
            f"{rng.randrange(10**6, 3 * 10**7)}-{rng.randrange(10)}",
            "CL",
            zone,
            "loses_job",
            Decimal(rng.randrange(50, 900) * 1000),
            "CLP",
            start,
        )
        for n in range(ghosts)
    ]
    world = World(people, [], [])
    count = 0
    for ghost in people:
        for _ in range(rng.randint(5, 14)):
            at = moment_of(rng, start, days, zone)
            channel = rng.choices((Channel.VOICE, *WRITTEN), (60, 15, 15, 10))[0]
            for repeat in range(1 + (channel is Channel.VOICE and rng.random() < 0.12)):
                count += 1
                who, talk = _answer(rng, channel, repeat)
                contact = Contact(
                    f"c{count:05d}",
                    ghost.debtor_id,
                    ghost.account_id,
                    VENDOR,
                    "CL",
                    channel,
                    Direction.OUTBOUND,
                    at + timedelta(seconds=repeat * rng.randint(50, 100)),
                    None,
                    zone,
                    None,
                    who,
                    talk,
                    f"+5622{rng.randrange(4):07d}",
                )
                world.received.append(Received(ghost.id, contact, agent=f"A{rng.randrange(8)}"))
                if who is AnsweredBy.DEBTOR and channel is Channel.VOICE and rng.random() < 0.35:
                    due = contact.local.date() + timedelta(days=rng.randint(2, 10))
                    world.acts.append(
                        Act(
                            ghost.id,
                            contact.at + timedelta(seconds=60),
                            ActKind.PROMISED,
                            channel,
                            Decimal(rng.randrange(20, 200) * 1000),
                            due,
                            contact.contact_id,
                        )
                    )
    world.received.sort(key=lambda r: r.contact.at)
    return world


def moment_of(rng: random.Random, start: date, days: int, zone: str) -> datetime:
    """A moment at which vendors call, some of them too early or too late."""
    while True:
        day = start + timedelta(days=rng.randrange(days))
        if day.weekday() < 6 or rng.random() < 0.15:
            break
    hour = rng.choices(range(7, 23), [2, 8, 10, 12, 12, 10, 8, 8, 10, 12, 12, 10, 8, 6, 3, 1])[0]
    local = datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def _answer(rng: random.Random, channel: Channel, repeat: int) -> tuple[AnsweredBy, float]:
    if channel is not Channel.VOICE:
        return AnsweredBy.NONE, 0.0
    who = rng.choices((AnsweredBy.DEBTOR, AnsweredBy.THIRD_PARTY, AnsweredBy.MACHINE, AnsweredBy.NONE), (45, 10, 15, 30))[0]
    talk = (
        float(min(900, max(12, int(rng.lognormvariate(4.6, 0.7))))) if who in (AnsweredBy.DEBTOR, AnsweredBy.THIRD_PARTY) else 0.0
    )
    return who, talk


def logged(world: World, seed: int, hard: Hard, lies: Lies) -> World:
    """The vendor's entries about what was lived, with its lies."""
    rng = random.Random(seed * 7919 + 1)
    promises = {act.contact_id: act for act in world.acts}
    absent = {ghost.id for ghost in world.ghosts[: hard.absent_ghosts]}
    by_ghost = {ghost.id: ghost for ghost in world.ghosts}
    for got in world.received:
        contact = got.contact
        if got.ghost in absent or not covered(contact.at, world, hard):
            world.not_assessable.add(contact.contact_id)
            continue
        if rng.random() < lies.unlogged:
            world.unlogged.add(contact.contact_id)
            continue
        world.entries.append(_entry(rng, by_ghost[got.ghost], got, promises.get(contact.contact_id), hard, lies))
    _merge_sms(world, hard, rng)
    for ghost in world.ghosts:
        if ghost.id in absent:
            continue
        for _ in range(sum(rng.random() < lies.fake for _ in range(10))):
            at = moment_of(rng, min(g.planted_on for g in world.ghosts), 28, ghost.zone)
            if not covered(at, world, hard) or _near(world, ghost.id, at):
                continue
            result = rng.choice(["No contesta", "No contesta", "Ocupado", "Buzón de voz", "Contacto titular"])
            talk = rng.randint(20, 200) if result == "Contacto titular" else 0
            system = "B" if hard.two_systems and rng.random() < 0.5 else "A"
            world.entries.append(
                Entry(
                    ghost.id,
                    ghost.account_id,
                    at,
                    Channel.VOICE,
                    result,
                    talk,
                    f"A{rng.randrange(8)}",
                    system,
                    f"+5622{rng.randrange(4):07d}",
                    None,
                    frozenset({"fake_attempt"}),
                )
            )
    for entry in list(world.entries):
        if not entry.lies and rng.random() < hard.duplicates:
            world.entries.append(replace(entry, copy=True, at=entry.at + timedelta(seconds=rng.choice([0, 0, 1, 20]))))
    return world


def covered(at: datetime, world: World, hard: Hard) -> bool:
    """Whether the log covers that day."""
    first = min(ghost.planted_on for ghost in world.ghosts)
    day = (at.astimezone(ZoneInfo(world.ghosts[0].zone)).date() - first).days
    return hard.covers is None or hard.covers[0] <= day <= hard.covers[1]


def _near(world: World, ghost: str, at: datetime) -> bool:
    return any(r.ghost == ghost and abs((r.contact.at - at).total_seconds()) < 2400 for r in world.received)


RESULTS = {
    AnsweredBy.DEBTOR: ("Contacto titular", "Contacto titular", "Negativa de pago", "Volver a llamar"),
    AnsweredBy.THIRD_PARTY: ("Contacto con tercero",),
    AnsweredBy.MACHINE: ("Buzón de voz", "No contesta"),
    AnsweredBy.NONE: ("No contesta", "No contesta", "Ocupado"),
}


def _entry(rng: random.Random, ghost: Ghost, got: Received, promise: Act | None, hard: Hard, lies: Lies) -> Entry:
    contact = got.contact
    voice = contact.channel is Channel.VOICE
    talk = int(contact.duration_s or 0)
    result = rng.choice(RESULTS[contact.answered_by]) if voice else "Enviado"
    told = (promise.amount, promise.due) if promise and promise.amount and promise.due else None
    said, at, channel, false = talk, contact.at, contact.channel, set()
    system = "B" if hard.two_systems and rng.random() < 0.5 else "A"
    if told:
        result = "Promesa de pago"
    local = contact.local
    outside = not 8 <= local.hour < 20
    if contact.answered_by is AnsweredBy.DEBTOR and talk >= 15 and rng.random() < lies.denied:
        result, said, told = rng.choice(["No contesta", "Número equivocado"]), 0, None
        false.add("denied_answer")
    elif told and rng.random() < lies.altered:
        told = (told[0] + 45000, told[1]) if rng.random() < 0.6 else (told[0], told[1] + timedelta(days=7))
        false.add("altered_promise")
    elif not told and voice and rng.random() < lies.invented and talk:
        result, told = "Promesa de pago", (Decimal(rng.randrange(20, 200) * 1000), local.date() + timedelta(days=5))
        false.add("invented_promise")
    elif talk and rng.random() < lies.duration:
        said = talk * 3 + 120
        false.add("wrong_duration")
    if outside and rng.random() < lies.time:
        at = (
            local - timedelta(hours=local.hour - 19) if local.hour >= 20 else local + timedelta(hours=8 - local.hour)
        ).astimezone(UTC)
        false.add("wrong_time")
    elif not voice and rng.random() < lies.channel:
        channel = rng.choice([c for c in WRITTEN if c is not channel])
        false.add("wrong_channel")
    if said and hard.ring_s:
        said += int(hard.ring_s + rng.uniform(-4, 4))
    at += timedelta(seconds=(talk if hard.at_end else 0) + rng.randint(0, 4))
    return Entry(
        ghost.id,
        ghost.account_id,
        at,
        channel,
        result,
        said,
        got.agent or "",
        system,
        contact.caller_id or "",
        told,
        frozenset(false),
        contact.contact_id,
    )


def _merge_sms(world: World, hard: Hard, rng: random.Random) -> None:
    """Some long messages arrive in two parts and are logged once."""
    if not hard.merged_sms:
        return
    for entry in world.entries:
        if entry.channel is Channel.SMS and not entry.lies and rng.random() < 0.5:
            whole = next(r for r in world.received if r.contact.contact_id == entry.contact_id)
            twin = replace(
                whole.contact,
                contact_id=f"{whole.contact.contact_id}b",
                at=whole.contact.at + timedelta(seconds=rng.randint(1, 6)),
            )
            world.received.append(Received(whole.ghost, twin))
            world.not_assessable.add(twin.contact_id)
    world.received.sort(key=lambda r: r.contact.at)
