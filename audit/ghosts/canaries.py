"""Contact points given to one vendor and one batch and to nobody else: whoever else uses one had it from them."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import phonenumbers

from audit.evidence.chain import canonical
from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff import Planted

CANARIES = "canaries.jsonl"
_MAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")
_SIP = re.compile("(sips?|tel):", re.IGNORECASE)
_PHONE_KEY = re.compile(r"phone|tel[eé]?f|\btel|celular|m[oó]vil|mobile|fono|whats", re.IGNORECASE)
_NAME_KEY = re.compile(r"(full_?)?name|nombre(_completo)?|raz[oó]n", re.IGNORECASE)
_SUFFIX_DIGITS = 8


class Point(StrEnum):
    """What a contact point is."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"


class Role(StrEnum):
    """What a declared sender is to the vendor who declared it. `shared`: a centre that works for others too."""

    OWN = "own"
    SUBCONTRACTOR = "subcontractor"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Canary:
    """A contact point and who it was given to. `dirty`: somebody reached it before it was given, so that it proves nothing."""

    point: Point
    value: str
    vendor: str
    batch: str
    ghost: str
    since: datetime
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """A caller id, mail address or mail domain that a vendor declared."""

    value: str
    vendor: str
    role: Role = Role.OWN


@dataclass(frozen=True, slots=True)
class Register:
    """Every contact point given, to whom, and every sender declared."""

    canaries: tuple[Canary, ...] = ()
    senders: tuple[Sender, ...] = ()

    def given(self, value: str, region: str | None = None) -> tuple[Canary, ...]:
        """Whom a contact point was given to."""
        return tuple(canary for canary in self.canaries if same_point(canary.value, value, region))

    def declared(self, value: str, region: str | None = None) -> tuple[Sender, ...]:
        """Who declared a sender; a mail also by its domain."""
        return tuple(sender for sender in self.senders if _sends(sender.value, value, region))

    @property
    def shared(self) -> tuple[Canary, ...]:
        """Those given to more than one vendor or batch: no canaries at all."""
        places: dict[str, set[tuple[str, str]]] = {}
        for canary in self.canaries:
            places.setdefault(canary.value, set()).add((canary.vendor, canary.batch))
        return tuple(canary for canary in self.canaries if len(places[canary.value]) > 1)


def plain_phone(text: str, region: str | None = None) -> str | None:
    """The number in one way (E.164 where it can be read so), None where there is none: withheld, anonymous, too short."""
    body = _SIP.sub("", text.strip()).partition("@")[0]
    digits = re.sub(r"\D", "", body)
    if len(digits) < 3 or re.search(r"[a-z]{3}", body, re.IGNORECASE):
        return None
    for form in (body, f"+{digits}"):
        try:
            number = phonenumbers.parse(form, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return digits.lstrip("0") or None


def same_point(one: str, other: str, region: str | None = None) -> bool:
    """Whether two texts name one mailbox, one telephone or one person's name."""
    if plain_mail(one) is not None or plain_mail(other) is not None:
        return plain_mail(one) == plain_mail(other)
    first, second = plain_phone(one, region), plain_phone(other, region)
    if first is None or second is None:
        return first is second and " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    short, long = sorted((first.lstrip("+"), second.lstrip("+")), key=len)
    return short == long or (len(short) >= _SUFFIX_DIGITS and long.endswith(short) and not (first[0] == second[0] == "+"))


def plain_mail(text: str) -> str | None:
    """The address of a mail header, in small letters; None where there is none."""
    found = None if _SIP.match(text.strip()) else _MAIL.search(text)
    return found[0].casefold().rstrip(".,;") if found else None


def _sends(declared: str, sender: str, region: str | None) -> bool:
    mail = plain_mail(sender)
    if mail is None:
        return plain_phone(declared, region) is not None and "@" not in declared and same_point(declared, sender, region)
    domain = mail.partition("@")[2]
    wanted = declared.casefold().lstrip("@")
    return mail == wanted if "@" in declared.lstrip("@") else domain == wanted or domain.endswith("." + wanted)


def canaries_of(ghosts: Sequence[Planted], vendor: str, batch: str, since: datetime) -> tuple[Canary, ...]:
    """The contact points of the ghosts: every telephone, mailbox and name of `person`, once each."""
    out: dict[tuple[Point, str, str], Canary] = {}
    for ghost in ghosts:
        region = str(ghost.told.get("country", "")) or None
        person = ghost.told.get("person")
        for key, value in person.items() if isinstance(person, Mapping) else ():
            for point, plain in _points(value, str(key), region):
                out.setdefault((point, plain, ghost.id), Canary(point, plain, vendor, batch, ghost.id, since))
    return tuple(out.values())


def _points(value: Any, key: str, region: str | None) -> Iterator[tuple[Point, str]]:
    """The contact points of one field; a list holds several."""
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _points(inner, key, region)
    elif isinstance(value, str) and value.strip():
        mail = plain_mail(value)
        number = plain_phone(value, region) if _PHONE_KEY.search(key) and mail is None else None
        if mail is not None:
            yield Point.EMAIL, mail
        elif number is not None:
            yield Point.PHONE, number
        elif _NAME_KEY.fullmatch(key):
            yield Point.NAME, " ".join(value.casefold().split())


def variants(name: str) -> tuple[str, ...]:
    """Ways a name is written by people who mean the same person, all different from it: one for each vendor and batch."""
    parts = name.split()
    out: list[str] = []
    if len(parts) >= 3:
        out += [
            " ".join([*parts[:1], parts[1][0] + ".", *parts[2:]]),
            " ".join([*parts[:-1], parts[-1][0] + "."]),
            " ".join(parts[:-1]),
        ]
    for old, new in (
        ("z", "s"),
        ("s", "z"),
        ("v", "b"),
        ("b", "v"),
        ("y", "i"),
        ("í", "i"),
        ("é", "e"),
        ("á", "a"),
        ("ó", "o"),
        ("nn", "n"),
        ("ll", "l"),
        ("h", ""),
    ):
        out += [name[:at] + new + name[at + len(old) :] for at in range(1, len(name)) if name.startswith(old, at)]
    return tuple(dict.fromkeys(text for text in out if text.casefold() != name.casefold()))


def fresh(pool: Sequence[str], register: Register, n: int) -> tuple[str, ...]:
    """`n` contact points of the client's pool that nobody was ever given. Raises BadWave where there are not so many."""
    free = [value for value in dict.fromkeys(pool) if not register.given(value)]
    if len(free) < n:
        raise BadWave(
            f"hacen falta {n} líneas o casillas nuevas y quedan {len(free)} de {len(pool)}; agregue más o plante menos fantasmas",
            f"{n} new lines or mailboxes are needed and {len(free)} of {len(pool)} are left; add some or plant fewer ghosts",
        )
    return tuple(free[:n])


def read_register(wave: Path, senders: Sequence[Sender] = ()) -> Register:
    """The register of a wave's folder, empty where there is none yet. Raises BadWave."""
    path = wave / CANARIES
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    out = []
    for n, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            since = datetime.fromisoformat(row["since"])
            out.append(
                Canary(Point(row["point"]), row["value"], row["vendor"], row["batch"], row["ghost"], since, row["dirty"] is True)
            )
        except (ValueError, KeyError, TypeError) as cause:
            raise BadWave(f"{path.name}:{n}: no es un canario ({cause})", f"{path.name}:{n}: not a canary ({cause})") from cause
    return Register(tuple(out), tuple(senders))


def write_register(wave: Path, register: Register) -> None:
    """Writes the register beside the ghosts, readable by its owner only."""
    rows = [
        {
            "point": c.point,
            "value": c.value,
            "vendor": c.vendor,
            "batch": c.batch,
            "ghost": c.ghost,
            "since": c.since.isoformat(),
            "dirty": c.dirty,
        }
        for c in register.canaries
    ]
    draft = wave / f".{CANARIES}.draft"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(b"".join(canonical(row) + b"\n" for row in rows))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(wave / CANARIES)
