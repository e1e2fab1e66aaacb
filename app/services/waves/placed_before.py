"""Accounts of a portfolio that a vendor has, or has had, from an earlier wave."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models import Account, Vendor
from app.models.wave import Wave, WaveVendor
from app.services.place_accounts import still_placed
from app.services.waves.desk import OVER


def check_free(session: Session, wave: Wave, parts: Mapping[int, Sequence[str]]) -> list[tuple[str, str]]:
    """What to know of accounts the vendors had before, as (es, en); `parts` are the numbers by vendor. Raises BadInput where a
    vendor has some of them now, with the wave they are of and what to do."""
    told = []
    for vendor_id, numbers in parts.items():
        vendor = session.get_one(Vendor, vendor_id).name
        now_there = still_placed(session, wave.organisation_id, vendor_id, numbers)
        if now_there:
            batch = next(iter(now_there))
            raise _taken(session, vendor_id, vendor, batch, now_there[batch])
        before = _had(session, wave.organisation_id, vendor_id, set(numbers))
        if before:
            fresh = len(numbers) - before
            told.append(
                (
                    f"{vendor} ya tuvo {before} de estas {len(numbers)} cuentas: si compara los dos archivos, le basta buscar a "
                    f"los fantasmas entre las {fresh} nuevas. Agregue cuentas que no haya tenido",
                    f"{vendor} has had {before} of these {len(numbers)} accounts before: if it compares the two files, it need "
                    f"only look for ghosts among the {fresh} new ones. Add accounts it has not had",
                )
            )
    return told


def _taken(session: Session, vendor_id: int, vendor: str, batch: str, n: int) -> BadInput:
    owner = select(Wave).join(WaveVendor, WaveVendor.wave_id == Wave.id)
    wave = session.scalar(owner.where(WaveVendor.vendor_id == vendor_id, WaveVendor.batch == batch).limit(1))
    code = wave.code if wave else batch
    over = wave is None or wave.state in OVER
    return BadInput(
        f"{n} cuentas de esta cartera siguen con {vendor} desde la ola {code}: "
        + (f"retírelas en «Sello» de {code} («Retirar las cuentas»)" if over else f"termine {code} y retírelas en su «Sello»")
        + ", o suba un archivo sin ellas",
        f"{n} accounts of this portfolio are with {vendor} still since wave {code}: "
        + (
            f"recall them under «Seal» of {code} («Recall the accounts»)"
            if over
            else f"end {code} and recall them under its «Seal»"
        )
        + ", or upload a file without them",
        "portfolio",
    )


def _had(session: Session, organisation_id: int, vendor_id: int, numbers: set[str]) -> int:
    known = select(Account.number).where(Account.organisation_id == organisation_id, Account.vendor_id == vendor_id)
    return sum(number in numbers for number in session.scalars(known))
