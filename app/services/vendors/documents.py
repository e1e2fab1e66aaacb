"""A comparison as documents: a vendor's scorecard, or the pack of everybody, from the record that the pages are made from."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, NotFound
from app.folding import fold
from app.models.organisation import Organisation, Vendor
from app.queries.collections.kpis import zone_of
from app.queries.rows import Role
from app.services.vendors.compare_vendors import month_period
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.card import Comparison
from reports.scorecards.documents.document import FORMS, pack, scorecard
from reports.scorecards.facts import OWN_KEY, VendorName
from reports.wording import wording

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_of(text: str) -> date:
    """The first day of a month written as 2026-05. Raises BadInput."""
    if not _MONTH.fullmatch(text) or text < "1900":
        raise BadInput(
            f"--period {text[:40]!r}: escriba el mes como 2026-05", f"--period {text[:40]!r}: write the month as 2026-05"
        )
    return date.fromisoformat(f"{text}-01")


def reader_of(session: Session, organisation: str) -> Actor:
    """Who a command reads as: an auditor of the client of that name, or of the only one there is. Raises NotFound, BadInput."""
    clients = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name)).tuples().all()
    found = [id for id, name in clients if organisation in ("", name)]
    known = ", ".join(name for _, name in clients[:10])
    if not clients:
        raise NotFound(
            "este espacio no tiene clientes; vea `trasluz users create`",
            "this workspace has no client; see `trasluz users create`",
        )
    if not found:
        raise NotFound(
            f"no hay cliente {organisation!r}; hay: {known}", f"there is no client {organisation!r}; there are: {known}"
        )
    if len(found) > 1:
        raise BadInput(
            f"hay varios clientes; diga --organisation: {known}", f"there are several clients; say --organisation: {known}"
        )
    return Actor(None, "trasluz", found[0], Role.AUDITOR)


def documents_of(
    session: Session, actor: Actor, vendor: str, month: date, segment: str, lang: str, now: datetime
) -> dict[str, bytes]:
    """Every form by file name: of a vendor by its name in any case, or ("") of everybody. Commits what it had to compare.

    Raises NotFound for a vendor or segment that is not there, Forbidden, ReportError.
    """
    if vendor:
        vendor = _known(session, actor, vendor)
    made = comparison_now(session, actor, month_period(month), segment, now)
    say, organisation = wording(lang), _organisation(session, actor)
    here = now.astimezone(ZoneInfo(zone_of(session, actor)))
    if not vendor:
        return {f"pack.{form}": pack(made, form, say, here, organisation) for form in FORMS}
    key = _named(made, vendor).key
    return {f"scorecard.{form}": scorecard(made, key, form, say, here) for form in FORMS}


def _known(session: Session, actor: Actor, vendor: str) -> str:
    """The name as the books write it, typed in any case, with or without accents; told before anything long is done.

    Raises NotFound with the names there are, for one mistyped or that could be two.
    """
    mine = select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name)
    organisation = _organisation(session, actor)
    written = {name: name for name in session.scalars(mine)}
    own = {VendorName(OWN_KEY, organisation, own=True).called(lang): organisation for lang in ("es", "en")}
    typed = {**own, organisation: organisation, **written}
    alike = [name for name in typed if fold(name) == fold(vendor)]
    if vendor in typed or len(alike) == 1:
        return typed[vendor if vendor in typed else alike[0]]
    known = ", ".join(alike or list(written)[:10]) or "—"
    raise NotFound(f"no hay proveedor {vendor[:80]!r}; hay: {known}", f"there is no vendor {vendor[:80]!r}; there are: {known}")


def _named(made: Comparison, vendor: str) -> VendorName:
    found = next((v for v in made.vendors if v.name == vendor), None)
    if found is None:
        raise NotFound(f"{vendor[:80]} no está en esa comparación", f"{vendor[:80]} is not in that comparison")
    return found


def _organisation(session: Session, actor: Actor) -> str:
    return session.scalar(select(Organisation.name).where(Organisation.id == actor.organisation_id)) or ""
