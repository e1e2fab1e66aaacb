"""How a vendor wants its file: columns, names and order, CSV or a workbook; tried on the portfolio before it is kept."""

import random
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.models import Vendor
from app.models.wave import WaveVendor
from app.services.waves.desk import take_wave
from app.services.waves.events import add_event
from app.services.waves.page_words import on_page
from app.services.waves.portfolio import BEFORE_SEAL, read_portfolio
from app.store import Store
from audit.ghosts.canaries import plain_mail
from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff import made
from audit.ghosts.handoff_files import Portfolio as ClientFile
from audit.ghosts.layouts import FileKind, Layout, parse_layout
from synthetic.people.mapping import Role, guess
from synthetic.portfolio.cells import is_missing

MAX_LAYOUT_BYTES = 100_000
_SAMPLE = 200
_SEPARATORS = ("", ",", ";", "tab", "|")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A layout as the form has it. `columns` is one a line, `ours` or `ours = theirs`, empty for all of them; `file` a YAML that
    says all of it instead. All empty: as the portfolio."""

    kind: str = ""
    separator: str = ""
    columns: str = ""
    file: bytes = b""


def choose_layout(
    session: Session, store: Store, actor: Actor, wave_id: str, vendor: str, chosen: Chosen, now: datetime
) -> WaveVendor:
    """Keep a vendor's layout for the hand-over; nothing chosen takes it back. A new portfolio forgets it.

    Raises Conflict after the seal, NotFound, BadInput where the portfolio cannot be written so.
    """
    wave = take_wave(session, actor, wave_id, *BEFORE_SEAL)
    wanted = select(WaveVendor).join(Vendor, Vendor.id == WaveVendor.vendor_id)
    part = session.scalar(wanted.where(WaveVendor.wave_id == wave.id, Vendor.name == vendor))
    if part is None:
        raise NotFound(f"la ola no tiene proveedor {vendor[:60]}", f"the wave has no vendor {vendor[:60]}")
    if wave.portfolio is None:
        raise BadInput("suba antes la cartera", "upload the portfolio first", "file")
    if chosen == Chosen():
        part.layout = None
    else:
        portfolio = read_portfolio(session, store, wave)
        file = portfolio.parts[part.vendor_id]
        try:
            layout = parse_layout(_told(chosen), "layout", file.layout)
            made(file, [], layout, vendor, "-", random.Random(0))
        except BadWave as cause:
            said = on_page(cause.words.es, cause.words.en)
            raise BadInput(said.es, said.en, "columns") from cause
        _keeps(layout, portfolio.roles.columns["number"])
        keeps_contact(layout, file)
        part.layout = layout.as_dict()
    add_event(session, wave, "layout.chosen", {"layout": part.layout, "by": actor.name}, now, part.vendor_id)
    session.commit()
    return part


def _told(chosen: Chosen) -> bytes:
    """The form as the file would say it, so that both are read by one reader."""
    if chosen.file:
        if len(chosen.file) > MAX_LAYOUT_BYTES:
            raise BadInput("el archivo pasa de 100 kB", "the file is over 100 kB", "file")
        return chosen.file
    if chosen.kind not in ("", *FileKind) or chosen.separator not in _SEPARATORS:
        raise BadInput("elija el tipo de archivo y el separador de la lista", "choose kind and separator from the lists", "kind")
    pairs = [line.partition("=") for line in chosen.columns.splitlines() if line.strip()]
    told: dict[str, object] = {"columns": [_column(ours.strip(), theirs.strip()) for ours, _, theirs in pairs]} if pairs else {}
    told |= {"file": chosen.kind} if chosen.kind else {}
    told |= {"separator": chosen.separator} if chosen.separator else {}
    return yaml.safe_dump(told, allow_unicode=True).encode()


def _column(ours: str, theirs: str) -> dict[str, str]:
    return {"from": ours, "name": theirs or ours}


def _keeps(layout: Layout, number: str) -> None:
    if number not in {column.source for column in layout.columns}:
        raise BadInput(
            f"falta la columna «{number}»: sin el número de cuenta el archivo no dice de quién es cada fila",
            f"column «{number}» is missing: without the account number the file does not say whose each row is",
            "columns",
        )


def keeps_contact(layout: Layout, file: ClientFile) -> None:
    """Raises BadInput for a layout without any telephone or mailbox that the vendor's part has: whoever is given no way to reach
    its accounts would be measured as never having tried."""
    columns = contact_columns(file)
    if columns and not columns & {column.source for column in layout.columns}:
        named = ", ".join(name for name in file.names if name in columns)
        raise BadInput(
            f"falta una columna de contacto ({named}): sin teléfono ni correo el proveedor no podría contactar a nadie",
            f"a contact column is missing ({named}): without telephone or mail the vendor could contact nobody",
            "columns",
        )


def contact_columns(file: ClientFile) -> set[str]:
    """The columns of telephones and mailboxes, by name or by a mailbox in them, that are filled in at least one row."""
    found = set()
    for at, name in enumerate(file.names):
        if guess((name,)).columns.get(name) in (Role.PHONE, Role.EMAIL):
            filled = any(not is_missing(row[at]) for row in file.rows)
        else:
            filled = any(plain_mail(row[at]) for row in file.rows[:_SAMPLE])
        if filled:
            found.add(name)
    return found
