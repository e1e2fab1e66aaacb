"""What the audit's side of a reconciliation is read from: contacts received, ghosts, acts and the uptime of lines."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.lived import Act, ActKind, Ghost, Received
from audit.ghosts.reconcile_lines import Medium, Span
from audit.ghosts.vendor_log import BadGhostFile
from audit.ghosts.vendor_log_cells import rows_of
from audit.rulebooks import rulebook

_NEEDED = ("contact_id", "at", "channel")
_FAR = datetime.max.replace(year=9000).timestamp()


def read_contacts(path: Path) -> tuple[Contact, ...]:
    """The contacts that reached the ghosts (CONTACTS.csv of the contract). Raises BadGhostFile naming line, column and value."""
    rows = rows_of(path)
    header = [cell.strip().lower() for cell in next(rows, (0, [""]))[1]]
    missing = [name for name in _NEEDED if name not in header] + (
        [] if {"debtor_id", "account_id"} & set(header) else ["debtor_id"]
    )
    if missing:
        raise BadGhostFile(
            f"{path.name}: falta la columna {missing[0]}; añádala", f"{path.name}: lacks the column {missing[0]}; add it"
        )
    return tuple(
        _contact(dict(zip(header, (cell.strip() for cell in cells), strict=False)), f"{path.name}:{n}") for n, cells in rows
    )


def _contact(row: Mapping[str, str], where: str) -> Contact:
    at = _instant(row["at"], where, "at")
    zone = row.get("timezone") or None
    if zone:
        _zone(zone, where)
    return Contact(
        contact_id=row["contact_id"],
        debtor_id=row.get("debtor_id", ""),
        account_id=row.get("account_id", ""),
        vendor=row.get("vendor", ""),
        country=row.get("country", "").upper(),
        channel=_choice(Channel, row["channel"], where, "channel"),
        direction=_choice(Direction, row.get("direction") or "outbound", where, "direction"),
        at=at,
        subdivision=row.get("subdivision") or None,
        timezone=zone,
        outcome=row.get("outcome") or None,
        answered_by=_choice(AnsweredBy, row.get("answered_by") or "none", where, "answered_by"),
        duration_s=_seconds(row.get("duration_s", ""), where),
        caller_id=row.get("caller_id") or None,
        template=row.get("template") or None,
    )


def _bad(where: str, name: str, value: object, es: str, en: str) -> BadGhostFile:
    return BadGhostFile(f"{where}: {name} «{value}»: {es}", f"{where}: {name} “{value}”: {en}")


def _instant(text: str, where: str, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _bad(where, name, text, "escríbalo como 2026-05-12T10:31:00-04:00", "write it as 2026-05-12T10:31:00-04:00")
    return at


def _zone(name: str, where: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _bad(where, "timezone", name, "no es una zona IANA", "is no IANA zone") from None


def _choice(kind: Any, text: str, where: str, name: str) -> Any:
    try:
        return kind(text.strip().lower())
    except ValueError:
        known = ", ".join(kind)
        raise _bad(where, name, text, f"debe ser uno de {known}", f"must be one of {known}") from None


def _seconds(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise _bad(where, "duration_s", text, "debe ser segundos", "must be seconds")
    return value


def ghosts_of(contacts: Sequence[Contact]) -> dict[str, Ghost]:
    """Everybody in a contact log as ghosts, where nobody gave their list: one for each debtor (account where that is empty)."""
    found: dict[str, Ghost] = {}
    for one in sorted(contacts, key=lambda contact: contact.at):
        key = one.debtor_id or one.account_id
        if key not in found:
            who = Ghost(
                key,
                key,
                one.vendor,
                one.account_id,
                one.debtor_id,
                one.country,
                zone_of(one),
                "",
                Decimal(0),
                "",
                one.local.date(),
            )
            found[key] = replace(who, subdivision=one.subdivision)
    return found


def zone_of(contact: Contact) -> str:
    """The contact's zone; the country's first where it has none."""
    if contact.timezone:
        return contact.timezone
    book = rulebook(contact.country, contact.at.date())
    return book.zones[0] if book and book.zones else "UTC"


def read_ghosts(path: Path, contacts: Sequence[Contact]) -> dict[str, Ghost]:
    """The ghosts of a wave (`ghosts.jsonl`), by id; what a line lacks is taken from the ghost's contacts. Raises BadGhostFile."""
    by_account = {c.account_id: c for c in contacts if c.account_id} | {c.debtor_id: c for c in contacts if c.debtor_id}
    found: dict[str, Ghost] = {}
    for where, row in _lines(path):
        account = str(row.get("account_id") or "")
        id = str(row.get("id") or account)
        if not account or not id:
            raise _bad(where, "account_id", row.get("account_id"), "falta; póngala", "is missing; put it in")
        found[id] = _ghost(id, account, row, by_account.get(account) or by_account.get(str(row.get("debtor_id") or "—")), where)
    return found


def _ghost(id: str, account: str, row: Mapping[str, Any], seen: Contact | None, where: str) -> Ghost:
    country = str(row.get("country") or (seen.country if seen else "")).upper()
    book = rulebook(country, date(2026, 1, 1))
    usual = book.zones[0] if book and book.zones else "UTC"
    planted = str(row.get("planted_on") or "")
    return Ghost(
        id=id,
        code=str(row.get("code") or id),
        vendor=str(row.get("vendor") or (seen.vendor if seen else "")),
        account_id=account,
        debtor_id=str(row.get("debtor_id") or (seen.debtor_id if seen else "")),
        country=country,
        zone=_zone(str(row.get("zone") or row.get("timezone") or (zone_of(seen) if seen else usual)), where),
        mission=str(row.get("mission") or ""),
        amount=_amount(row.get("amount"), where) or Decimal(0),
        currency=str(row.get("currency") or ""),
        planted_on=_instant_day(planted, where) if planted else seen.local.date() if seen else date(1900, 1, 1),
        subdivision=row.get("subdivision") or None,
        segment=row.get("segment") or None,
        twin_of=row.get("twin_of") or None,
        trait=row.get("trait") or None,
    )


def read_acts(path: Path, ghosts: Mapping[str, Ghost]) -> tuple[Act, ...]:
    """What the ghosts did (`acts.jsonl`); a line names its ghost by `ghost` or by `account_id`. Raises BadGhostFile."""
    owners = {key: g.id for g in ghosts.values() for key in (g.debtor_id, g.account_id, g.code, g.id) if key}
    found = []
    for where, row in _lines(path):
        name = str(row.get("ghost") or row.get("account_id") or row.get("debtor_id") or "")
        if name not in owners:
            continue
        due = row.get("due")
        found.append(
            Act(
                ghost=owners[name],
                at=_instant(str(row.get("at")), where, "at"),
                kind=_choice(ActKind, str(row.get("kind")), where, "kind"),
                channel=_choice(Channel, str(row["channel"]), where, "channel") if row.get("channel") else None,
                amount=_amount(row.get("amount"), where),
                due=_instant_day(str(due), where) if due else None,
                contact_id=str(row["contact_id"]) if row.get("contact_id") else None,
            )
        )
    return tuple(found)


def _instant_day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _bad(where, "date", text, "escríbala como 2026-05-15", "write it as 2026-05-15") from None


def _amount(value: object, where: str) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise _bad(where, "amount", value, "debe ser un número", "must be a number") from None


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        raise BadGhostFile(
            f"{path.name}: no es texto UTF-8; guárdelo como JSON por líneas",
            f"{path.name}: is not UTF-8 text; save it as JSON lines",
        ) from cause
    for n, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as cause:
            raise BadGhostFile(f"{path.name}:{n}: no es JSON ({cause})", f"{path.name}:{n}: is not JSON ({cause})") from cause
        if not isinstance(row, dict):
            raise BadGhostFile(f"{path.name}:{n}: debe ser un objeto JSON", f"{path.name}:{n}: must be a JSON object")
        yield f"{path.name}:{n}", row


def received_of(contacts: Sequence[Contact], ghosts: Mapping[str, Ghost]) -> tuple[Received, ...]:
    """The contacts that reached ghosts, each with its ghost; other people's are left out."""
    owners = {key: g.id for g in ghosts.values() for key in (g.debtor_id, g.account_id) if key}
    found = [(owners.get(c.account_id) or owners.get(c.debtor_id), c) for c in contacts]
    return tuple(Received(ghost, contact) for ghost, contact in found if ghost is not None)


def read_lines(path: Path, ghosts: Mapping[str, Ghost]) -> tuple[Span, ...]:
    """When the ghosts' lines were up: CSV with `ghost` (id, code, account or debtor), `from`, `to` and perhaps `medium`.

    Medium is telephone, whatsapp, email or empty for all; an empty `to` is "until now". Raises BadGhostFile.
    """
    owners = {key: g.id for g in ghosts.values() for key in (g.debtor_id, g.account_id, g.code, g.id) if key}
    spans = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for n, row in enumerate(csv.DictReader(file), start=2):
            where, owner = f"{path.name}:{n}", owners.get((row.get("ghost") or "").strip())
            if owner is None:
                raise _bad(where, "ghost", row.get("ghost"), "no es un fantasma de la ola", "is no ghost of the wave")
            medium = (row.get("medium") or "").strip()
            begins = _instant(row.get("from") or "", where, "from").timestamp()
            ends = _instant(row["to"], where, "to").timestamp() if row.get("to") else _FAR
            spans.append(Span(owner, _choice(Medium, medium, where, "medium") if medium else None, begins, ends))
    return tuple(spans)
