"""Small logs and lives for the tests of reconciling, written by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.lived import Act, ActKind, Ghost, Received
from audit.ghosts.reconcile import Reconciliation, Setting, reconcile
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Kind
from audit.ghosts.vendor_log_read import read_vendor_log

SANTIAGO = "America/Santiago"
START = datetime(2026, 5, 4, 9, 0)
HEADER = "Fecha y hora,Cuenta,Canal,Resultado,Duración (seg),Monto promesa,Fecha promesa\n"


def ghost(n: int = 0, zone: str = SANTIAGO) -> Ghost:
    """The n-th ghost."""
    return Ghost(
        f"g{n}", f"F-{n}", "V", f"10020{n:03d}", f"7.123.45{n}-K", "CL", zone, "m", Decimal(184990), "CLP", date(2026, 5, 4)
    )


def call(
    at: datetime,
    seconds: float = 0,
    who: AnsweredBy = AnsweredBy.NONE,
    channel: Channel = Channel.VOICE,
    n: int = 0,
    zone: str = SANTIAGO,
) -> Received:
    """Something that reached the n-th ghost at a local time."""
    if seconds and who is AnsweredBy.NONE:
        who = AnsweredBy.DEBTOR
    aware = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    one = ghost(n)
    contact = Contact(
        f"c{n}-{aware:%m%d%H%M%S}-{channel}", one.debtor_id, one.account_id, "V", "CL", channel, Direction.OUTBOUND, aware
    )
    contact = replace(contact, timezone=zone, answered_by=who, duration_s=seconds)
    return Received(one.id, contact)


def line(one: Received, result: str = "", off: timedelta = timedelta(0), **more: str) -> str:
    """The honest row of a contact, or one with other words."""
    contact = one.contact
    usual = {
        AnsweredBy.DEBTOR: "Contacto titular",
        AnsweredBy.NONE: "No contesta",
        AnsweredBy.MACHINE: "Buzón",
        AnsweredBy.THIRD_PARTY: "Tercero",
    }
    written = contact.channel not in (Channel.VOICE, Channel.VOICEMAIL)
    cells = {
        "at": (contact.local + off).strftime("%Y-%m-%d %H:%M:%S"),
        "account": contact.account_id,
        "channel": {Channel.VOICE: "Llamada", Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp", Channel.EMAIL: "Correo"}[
            contact.channel
        ],
        "result": result or ("Enviado" if written else usual[contact.answered_by]),
        "duration": f"{contact.duration_s:.0f}",
        "amount": "",
        "due": "",
    } | more
    return ",".join(cells.values()) + "\n"


def quiet_weeks(n: int = 0, days: int = 26) -> list[Received]:
    """A call every working day at changing hours: enough for a clock and for knowing that the line works."""
    found = []
    for day in range(days):
        at = START + timedelta(days=day, hours=(day * 7) % 10, minutes=(day * 13) % 60, seconds=(day * 29) % 60)
        if at.weekday() < 5:
            found.append(call(at, 60 + day if day % 2 else 0, n=n))
    return found


def compared(
    folder: Path,
    text: str,
    received: Sequence[Received],
    acts: Sequence[Act] | None = None,
    ghosts: int = 1,
    setting: Setting | None = None,
    zone: str = SANTIAGO,
    encoding: str = "utf-8",
    ids: dict[str, str] | None = None,
) -> Reconciliation:
    """Reconcile a log's text with what was received."""
    path = folder / "log.csv"
    path.write_text(text, encoding=encoding)
    people = {f"g{n}": ghost(n, zone) for n in range(ghosts)}
    known = ids or {key: g.id for g in people.values() for key in (g.account_id, g.debtor_id)}
    return reconcile(read_vendor_log(path, known), people, list(received), acts, setting or Setting())


def accusations(found: Reconciliation) -> list[str]:
    """Everything held against the vendor, in order."""
    return sorted(d.kind.value for d in found.differences if d.kind in FALSE_CLAIMS or d.kind is Kind.NOT_LOGGED)


def promised(one: Received, amount: int, due: date) -> Act:
    """The ghost promised in that contact."""
    contact = one.contact
    at = contact.at + timedelta(seconds=40)
    return Act(one.ghost, at, ActKind.PROMISED, contact.channel, Decimal(amount), due, contact.contact_id)
