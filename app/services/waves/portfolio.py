"""The client's files for a wave: the portfolio that ghosts are drawn like and hidden in, and the lines they may be reached at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.place_accounts import Placement
from app.services.unpack import Given
from app.services.waves.column_roles import Roles, placement, roles_of
from app.services.waves.desk import take_wave
from app.services.waves.events import add_event
from app.services.waves.page_words import refused
from app.services.waves.placed_before import check_free
from app.store import Store, Stored
from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff_files import Portfolio as ClientFile
from audit.ghosts.handoff_files import read_portfolio as read_client_file
from synthetic.portfolio.table import of_rows

MAX_PORTFOLIO_BYTES = 512 * 1024 * 1024
BEFORE_SEAL = (WaveState.PLANNED, WaveState.PEOPLED, WaveState.CLEARED)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The client's file: as it stands, the roles of its columns, and each vendor's part of it, in the order of the file."""

    file: ClientFile
    roles: Roles
    parts: Mapping[int, ClientFile]

    @property
    def rows(self) -> int:
        """Accounts in all."""
        return len(self.file.rows)


def take_portfolio(session: Session, store: Store, actor: Actor, wave_id: str, given: Given, now: datetime) -> Wave:
    """Keep the portfolio of a wave, read whole before it is accepted; an earlier one is replaced while nobody is drawn."""
    wave = take_wave(session, actor, wave_id, WaveState.PLANNED)
    keep_portfolio(session, store, actor, wave, given, now)
    session.commit()
    return wave


def keep_portfolio(session: Session, store: Store, actor: Actor, wave: Wave, given: Given, now: datetime) -> None:
    """The same without the commit; the caller holds the wave."""
    stored = stored_file(store, given, "portfolio")
    wave.portfolio = stored.key
    portfolio = read_portfolio(session, store, wave)
    known = check_free(session, wave, numbers_of(portfolio, wave.country))
    wave.plan = {**(wave.plan or {}), "portfolio_warnings": [{"es": es, "en": en} for es, en in known]}
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id)):
        part.accounts, part.layout = len(portfolio.parts[part.vendor_id].rows), None
    add_event(session, wave, "portfolio.taken", {"sha256": stored.sha256, "rows": portfolio.rows, "by": actor.name}, now)


def numbers_of(portfolio: Portfolio, country: str) -> dict[int, list[str]]:
    """The account numbers of each vendor's part. Raises BadInput naming line, column and value."""
    return {id: [row.number for row in placements(part, portfolio.roles, country)] for id, part in portfolio.parts.items()}


def stored_file(store: Store, given: Given, field: str) -> Stored:
    """Keep a file of a form. Raises TooLarge, BadInput naming the field for an empty one."""
    suffix = PurePosixPath(given.name).suffix.lower() or ".csv"
    stored = store.put(given.stream, suffix, MAX_PORTFOLIO_BYTES, given.name)
    if stored.size_bytes == 0:
        raise BadInput(f"{given.name}: está vacío (0 bytes)", f"{given.name}: is empty (0 bytes)", field)
    return stored


def read_portfolio(session: Session, store: Store, wave: Wave) -> Portfolio:
    """The kept portfolio. A file without a vendor column is of the only vendor of the wave. Raises BadInput."""
    if wave.portfolio is None:
        raise BadInput("suba primero la cartera del cliente", "upload the client's portfolio first", "portfolio")
    try:
        file = read_client_file(store.path(wave.portfolio))
    except BadWave as cause:
        raise refused(cause.words.es, cause.words.en, "portfolio") from cause
    roles = roles_of(of_rows(file.names, file.rows))
    named = select(Vendor.name, Vendor.id).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    names: dict[str, int] = dict(session.execute(named.where(WaveVendor.wave_id == wave.id)).tuples().all())
    return Portfolio(file, roles, _parts(file, roles, names))


def _parts(file: ClientFile, roles: Roles, names: Mapping[str, int]) -> dict[int, ClientFile]:
    if "vendor" not in roles.columns:
        if len(names) > 1:
            raise BadInput(
                f"la ola tiene {len(names)} proveedores y la cartera no dice de quién es cada cuenta; agregue «vendor»",
                f"the wave has {len(names)} vendors and the portfolio does not say whose each account is; add a column «vendor»",
                "portfolio",
            )
        return dict.fromkeys(names.values(), file)
    at = file.names.index(roles.columns["vendor"])
    rows: dict[int, list[tuple[str, ...]]] = {id: [] for id in names.values()}
    for row in file.rows:
        if row[at].strip() in names:
            rows[names[row[at].strip()]].append(row)
    missing = sorted(name for name, id in names.items() if not rows[id])
    if missing:
        named = ", ".join(missing)
        raise BadInput(f"la cartera no trae cuentas de {named}", f"the portfolio has no accounts of {named}", "portfolio")
    return {id: ClientFile(file.names, tuple(part), file.layout) for id, part in rows.items()}


def placements(part: ClientFile, roles: Roles, country: str) -> list[Placement]:
    """A vendor's part as accounts to place. Raises BadInput naming line, column and value."""
    lines = (dict(zip(part.names, row, strict=True)) for row in part.rows)
    return [placement(row, roles, country, None, n) for n, row in enumerate(lines, start=2)]
