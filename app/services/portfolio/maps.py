"""Cells read once: plain ones in SQL (`plain`), what is left of them distinct by `app.operations.cleaning`, kept to join with."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from app.operations import cleaning, cleaning_ids
from app.operations.cleaning_phones import phones
from app.operations.cleaning_reasons import Reason
from app.operations.columns_reads import Reads
from app.operations.money import exponent
from app.services.portfolio.cells import EMAILS, PHONES, WORK_PHONES, columns_like, quoted, read_as
from app.services.portfolio.plain_numbers import document_steps, identity_sql, phone_sql, phone_steps
from app.services.portfolio.shape import currency_of
from synthetic.people.atlas import find, subdivisions

_LANGUAGES = {"BR": "pt", "US": "en", "GB": "en"}
_ZONES = {
    "EC": "America/Guayaquil",
    "DO": "America/Santo_Domingo",
    "PY": "America/Asuncion",
    "GT": "America/Guatemala",
    "GB": "Europe/London",
}
_SIMPLE_MAIL = r"[a-z0-9_+-]{3,40}(\.[a-z0-9_+-]{1,40})+@([a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?\.)+[a-z]{2,24}"
_KINDS = {True: "m", False: "f", None: "?"}


def make_maps(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads) -> None:
    """Every map of a file's cells, and `plain`: of each row its country, currency and what its cells plainly say."""
    _countries(con, folder, reads)
    _plain(con, reads)
    _money(con, folder, reads)
    _days(con, folder, reads)
    _places(con, folder)
    _documents(con, folder)
    _phones(con, folder)
    _mails(con, folder)


def _value(found: Any) -> tuple[Any, Any]:
    return (None, str(found)) if isinstance(found, Reason) else (str(found) if isinstance(found, StrEnum) else found, None)


def _countries(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads) -> None:
    def country(raw: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning_ids.country(raw))

    def money(raw: str, place: str) -> Iterator[tuple[Any, ...]]:
        usual = reads.currency if place == reads.country else currency_of(place)
        code = cleaning.currency(raw) if raw else usual
        scale = 10 ** exponent(usual if isinstance(code, Reason) else code)
        yield (*_value(code), scale)

    read_as(
        con,
        folder,
        "m_country",
        "SELECT DISTINCT country FROM cell WHERE country <> ''",
        "raw VARCHAR, code VARCHAR, why VARCHAR",
        country,
    )
    con.execute(
        "CREATE OR REPLACE VIEW here AS SELECT cell.rowid AS r, cell.*, m_country.why AS why_country, "
        f"coalesce(m_country.code, '{quoted(reads.country)}') AS place FROM cell LEFT JOIN m_country ON m_country.raw = "
        f"cell.country"
    )
    columns = "raw VARCHAR, place VARCHAR, code VARCHAR, why VARCHAR, scale BIGINT"
    read_as(con, folder, "m_money", "SELECT DISTINCT currency, place FROM here", columns, money)
    con.execute(
        "CREATE OR REPLACE VIEW placed AS SELECT here.*, m_money.code AS money, m_money.why AS why_currency, m_money.scale AS "
        "scale "
        "FROM here JOIN m_money ON m_money.raw = here.currency AND m_money.place = here.place"
    )


def amount_sql(text: str, decimal: str) -> str:
    """Minor units of an amount written plainly, else NULL: the same as `cleaning.amount` says."""
    group = "\\." if decimal == "," else ","
    mark = "," if decimal == "," else "\\."
    written = f"\\d{{1,3}}({group}\\d{{3}}){{1,4}}({mark}\\d{{1,4}})?|\\d{{1,13}}{mark}\\d{{1,4}}"
    point = f"replace(replace({text}, '{'.' if decimal == ',' else ','}', ''), '{decimal}', '.')"
    parts = f"(try_cast({point} AS DECIMAL(18, 4)) * 10000)::HUGEINT * scale"
    fits = f"{parts} % 10000 = 0 AND {parts} // 10000 <= {cleaning.MOST_MINOR}"
    whole = f"CASE WHEN {text}::BIGINT * scale <= {cleaning.MOST_MINOR} THEN {text}::BIGINT * scale END"
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d{{1,13}}') THEN {whole} "
        f"WHEN regexp_full_match({text}, '{written}') THEN CASE WHEN {fits} THEN ({parts} // 10000)::BIGINT END END"
    )


def _plain(con: duckdb.DuckDBPyConnection, reads: Reads) -> None:
    """Amounts and documents that are written plainly, worked out once: what is NULL of a filled cell goes to the maps."""
    placed = "SELECT r, place, money, why_country, why_currency, scale, balance, overdue, identity FROM placed"
    con.execute(
        "CREATE OR REPLACE TABLE plain AS SELECT r, place, money, why_country, why_currency, "
        f"{amount_sql('balance', reads.decimal)} AS balance_plain, {amount_sql('overdue', reads.decimal)} AS overdue_plain, "
        f"{identity_sql('bare_', 'place', stepped=True)} AS document_plain FROM ({document_steps(placed, 'identity')})"
    )


def _money(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads) -> None:
    def amount(raw: str, code: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning.amount(raw, reads.decimal, code))

    left = " UNION ".join(
        f"SELECT c.{column}, p.money FROM plain p JOIN cell c ON c.rowid = p.r WHERE p.{column}_plain IS NULL "
        f"AND p.money IS NOT NULL AND c.{column} <> ''"
        for column in ("balance", "overdue")
    )
    read_as(con, folder, "m_amount", left, "raw VARCHAR, money VARCHAR, value BIGINT, why VARCHAR", amount)


def _days(con: duckdb.DuckDBPyConnection, folder: Path, reads: Reads) -> None:
    def day(raw: str) -> Iterator[tuple[Any, ...]]:
        found = cleaning.day(raw, reads.dates)
        yield (found.isoformat(), None) if isinstance(found, date) else (None, str(found))

    def days(raw: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning.days(raw))

    def risk(raw: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning.risk(raw))

    def state(raw: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning.state(raw))

    both = "SELECT due_on FROM cell WHERE due_on <> '' UNION SELECT opened_on FROM cell WHERE opened_on <> ''"
    read_as(con, folder, "m_day", both, "raw VARCHAR, value DATE, why VARCHAR", day)
    for name, kind, read in (("days", "BIGINT", days), ("risk", "DOUBLE", risk), ("state", "VARCHAR", state)):
        wanted = f"SELECT DISTINCT {name} FROM cell WHERE {name} <> ''"
        read_as(con, folder, f"m_{name}", wanted, f"raw VARCHAR, value {kind}, why VARCHAR", read)


def _places(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    zones: dict[str, set[str]] = {}
    for each in subdivisions():
        zones.setdefault(each.country, set()).add(each.zone)

    def place(country: str, region: str, city: str) -> Iterator[tuple[Any, ...]]:
        found = find(country, region, city)
        only = next(iter(zones[country])) if len(zones.get(country, ())) == 1 else _ZONES.get(country)
        known = country in zones
        why = str(Reason.BAD_REGION) if found is None and region and known else None
        yield (found.code if found else None, found.zone if found else only, _LANGUAGES.get(country, "es"), why)

    columns = "place VARCHAR, region VARCHAR, city VARCHAR, subdivision VARCHAR, zone VARCHAR, language VARCHAR, why VARCHAR"
    read_as(con, folder, "m_place", "SELECT DISTINCT place, region, city FROM here", columns, place)


def _documents(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    def document(raw: str, country: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning_ids.identity(raw, country))

    wanted = (
        "SELECT DISTINCT c.identity, p.place FROM plain p JOIN cell c ON c.rowid = p.r "
        "WHERE p.document_plain IS NULL AND c.identity <> ''"
    )
    read_as(con, folder, "m_identity", wanted, "raw VARCHAR, place VARCHAR, value VARCHAR, why VARCHAR", document)


def _phones(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    def read(raw: str, country: str) -> Iterator[tuple[Any, ...]]:
        found = phones(raw, country)
        if isinstance(found, Reason):
            yield (None, None, str(found))
        else:
            yield from ((one.e164, _KINDS[one.mobile], None) for one in found)

    columns = [*((c, "false") for c in columns_like(con, PHONES)), *((c, "true") for c in columns_like(con, WORK_PHONES))]
    parts = [
        f"SELECT p.r, c.{column} AS raw, p.place, {at_work} AS at_work FROM plain p JOIN cell c ON c.rowid = p.r "
        f"WHERE c.{column} <> ''"
        for column, at_work in columns
    ]
    cells = " UNION ALL ".join(parts) or "SELECT 0::BIGINT AS r, '' AS raw, '' AS place, false AS at_work WHERE false"
    con.execute(
        f"CREATE OR REPLACE TABLE phone AS SELECT r, at_work, got, CASE WHEN got IS NULL THEN raw END AS raw, place FROM "
        f"(SELECT *, {phone_sql('raw', 'place', stepped=True)} AS got FROM ({phone_steps(cells, 'raw', 'place')}))"
    )
    left = "SELECT DISTINCT raw, place FROM phone WHERE got IS NULL"
    read_as(con, folder, "m_phone", left, "raw VARCHAR, place VARCHAR, value VARCHAR, kind VARCHAR, why VARCHAR", read)


def mail_sql(text: str) -> str:
    """The address where it is plainly one, else NULL."""
    return f"CASE WHEN regexp_full_match(lower({text}), '{_SIMPLE_MAIL}') AND length({text}) < 100 THEN lower({text}) END"


def _mails(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    def read(raw: str) -> Iterator[tuple[Any, ...]]:
        yield _value(cleaning.mail(raw))

    columns = columns_like(con, EMAILS)
    parts = [f"SELECT rowid AS r, {column} AS raw FROM cell WHERE {column} <> ''" for column in columns]
    cells = " UNION ALL ".join(parts) or "SELECT 0::BIGINT AS r, '' AS raw WHERE false"
    con.execute(
        "CREATE OR REPLACE TABLE mail AS SELECT r, got, CASE WHEN got IS NULL THEN raw END AS raw FROM "
        f"(SELECT *, {mail_sql('raw')} AS got FROM ({cells}))"
    )
    left = "SELECT DISTINCT raw FROM mail WHERE got IS NULL"
    read_as(con, folder, "m_mail", left, "raw VARCHAR, value VARCHAR, why VARCHAR", read)
