"""Reading a vendor's log in two passes: first how it is written, then what it claims about the ghosts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audit.contacts.contact import Channel
from audit.data_file import Words
from audit.ghosts.vendor_log import PHONE, BadGhostFile, Claimed, LogRow, VendorLog
from audit.ghosts.vendor_log_cells import header_of, rows_of
from audit.ghosts.vendor_log_seen import Known, Layout, Seen
from audit.ghosts.vendor_log_times import Moment, Order, day_of, moment, order_of
from audit.ghosts.vendor_log_values import money, seconds
from audit.ghosts.vendor_log_words import answered_of, channel_of, direction_of, fields_of, plain, result_of


def read_vendor_log(
    path: Path,
    ids: Mapping[str, str],
    told: Mapping[str, str] | None = None,
    order: Order | None = None,
    vendor: str | None = None,
) -> VendorLog:
    """The claims of a log about ghosts. `ids` leads from any of a ghost's ids (account, debtor) to the ghost.

    `told` maps fields to headers where guessing fails, `order` settles 05/06/2026, `vendor` keeps one vendor's rows where the
    log has that column. A log in which no row is a ghost's has no claims and a note first. Raises BadGhostFile where there is
    no time or no row, OSError where the file cannot be opened.
    """
    layout = _layout(path, told or {}, order)
    known = Known(ids)
    seen = Seen()
    claims: dict[str, list[LogRow]] = defaultdict(list)
    for line, cells in rows_of(path):
        if line <= layout.header_line or not _of_vendor(layout, cells, vendor):
            continue
        at, channel = _at(layout, cells), layout.cell(cells, "channel")
        seen.add(layout.cell(cells, "system"), at, channel_of(channel) if channel else None)
        ghost = known.ghost(layout, cells)
        if ghost is not None:
            claims[ghost].append(_row(layout, line, cells, at))
    if not seen.rows:
        raise BadGhostFile(
            f"{path.name}: no tiene filas; pida de nuevo el registro", f"{path.name}: has no rows; ask for the log again"
        )
    dropped = known.ambiguous(claims)
    return VendorLog(
        claims={ghost: tuple(rows) for ghost, rows in sorted(claims.items())},
        shape=seen.shape(layout, any(row.claims_promise for rows in claims.values() for row in rows)),
        columns={name: layout.header[column].strip() for name, column in layout.fields.items()},
        other_rows=seen.rows - sum(map(len, claims.values())),
        notes=tuple(_notes(layout, claims, sum(map(len, dropped.values())), seen, path)),
        resembling=dropped,
    )


def _layout(path: Path, told: Mapping[str, str], order: Order | None) -> Layout:
    named = None
    if told:
        wanted = plain(next(iter(told.values())))
        named = next(((n, cells) for n, cells in islice(rows_of(path), 50) if wanted in map(plain, cells)), None)
    line, header = named or header_of(path)
    fields = fields_of(header, told)
    if "at" in fields and not _dated(path, line, fields["at"]):
        fields = fields_of(header, told, clock=fields["at"])
    _demand(path, header, fields)
    if order is None:
        columns = [fields[name] for name in ("at", "day") if name in fields]
        cells = (row[c] for n, row in rows_of(path) if n > line for c in columns if c < len(row))
        order, day, month = order_of(cells)
        if day and month:
            raise BadGhostFile(
                f"{path.name}: {day} fechas solo pueden ser día/mes y {month} solo mes/día; diga cuál con --dates",
                f"{path.name}: {day} dates can only be day/month and {month} only month/day; say which with --dates",
            )
    minutes = plain(header[fields["duration"]]).split() if "duration" in fields else []
    return Layout(
        line, header, fields, order or Order.DAY_FIRST, any(word in ("min", "mins", "minutos", "minutes") for word in minutes)
    )


def _dated(path: Path, line: int, column: int) -> bool:
    """Whether a column holds dates, not only clocks."""
    cells = [row[column] for n, row in islice(rows_of(path), 200) if n > line and column < len(row) and row[column].strip()]
    return not cells or any(moment(cell, "", Order.DAY_FIRST) or moment(cell, "", Order.MONTH_FIRST) for cell in cells)


def _demand(path: Path, header: Sequence[str], fields: Mapping[str, int]) -> None:
    have = ", ".join(cell.strip() for cell in header)
    if "at" not in fields and "day" not in fields:
        raise BadGhostFile(
            f"{path.name}: ninguna columna parece la fecha y hora (hay {have}); dé --map at=COLUMNA",
            f"{path.name}: no column looks like the date and time (there is {have}); give --map at=COLUMN",
        )


def _of_vendor(layout: Layout, cells: Sequence[str], vendor: str | None) -> bool:
    written = layout.cell(cells, "vendor")
    return not vendor or not written or plain(written) == plain(vendor)


def _at(layout: Layout, cells: Sequence[str]) -> Moment | None:
    day, clock, whole = (layout.cell(cells, name) for name in ("day", "clock", "at"))
    at = moment(whole, "", layout.order) if whole else moment(day, clock, layout.order)
    if at is not None and at.day_only and whole and clock:
        at = moment(whole, clock, layout.order) or at
    if at is None and whole and day:
        at = moment(day, whole, layout.order)
    return at


def _row(layout: Layout, line: int, cells: Sequence[str], at: Moment | None) -> LogRow:
    day, clock, whole = (layout.cell(cells, name) for name in ("day", "clock", "at"))
    channel = layout.cell(cells, "channel")
    result = layout.cell(cells, "result")
    heard = _heard(result, layout.cell(cells, "answered"), channel_of(channel) if channel else None)
    return LogRow(
        line=line,
        account=layout.cell(cells, "account") or None,
        debtor=layout.cell(cells, "debtor") or None,
        wall=at.wall if at else None,
        written=" ".join(part for part in ((whole,) if whole else (day, clock)) if part),
        day_only=at.day_only if at else False,
        channel=channel_of(channel) if channel else None,
        channel_text=channel,
        direction=direction_of(layout.cell(cells, "direction")),
        result=heard,
        result_text=result,
        duration_s=seconds(layout.cell(cells, "duration"), layout.in_minutes),
        caller_id=layout.cell(cells, "caller_id") or None,
        dialled=layout.cell(cells, "dialled") or None,
        agent=layout.cell(cells, "agent") or None,
        system=layout.cell(cells, "system"),
        zone=_zone(layout.cell(cells, "zone")),
        promise_amount=money(layout.cell(cells, "promise_amount")),
        promise_due=day_of(layout.cell(cells, "promise_due"), layout.order),
    )


def _heard(result: str, answered: str, channel: Channel | None) -> Claimed | None:
    """What the row claims: its result; who answered, where the result says nothing the house knows."""
    named = result_of(result)
    if named not in (None, Claimed.UNKNOWN) or not answered:
        return named
    if channel not in (None, *PHONE):
        return named
    return answered_of(answered) or named


def _zone(text: str) -> str | None:
    try:
        return ZoneInfo(text).key if "/" in text else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _notes(layout: Layout, claims: Mapping[str, Sequence[LogRow]], dropped: int, seen: Seen, path: Path) -> Iterable[Words]:
    if not claims:
        yield Words(
            f"{path.name}: ninguna de sus {seen.rows} filas lleva el id de un fantasma; dé --map account=COLUMNA",
            f"{path.name}: none of its {seen.rows} rows carries a ghost's id; give --map account=COLUMN",
        )
    if seen.unread:
        yield Words(
            f"{seen.unread} filas con una hora que no se puede leer", f"{seen.unread} rows with a time that cannot be read"
        )
    if dropped:
        yield Words(
            f"{dropped} filas con un id parecido al de un fantasma, que está escrito exacto en otras: no se le atribuyen",
            f"{dropped} rows with an id like a ghost's, which stands exactly in others: not taken as its",
        )
    if "channel" not in layout.fields:
        yield Words("el registro no dice el canal: el canal no se compara", "the log names no channel: channels are not compared")
    if seen.twelve_hour:
        yield Words(
            "ninguna hora pasa de las 12 y ninguna dice a. m. o p. m.: cada una se lee de las dos maneras",
            "no hour is past 12 and none says a.m. or p.m.: each is read both ways",
        )
