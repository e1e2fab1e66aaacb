"""Ids, durations, money and telephone numbers as vendors write them."""

import re
from decimal import Decimal, InvalidOperation

_CLOCKED = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_UNITS = re.compile(r"(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?\s*(?:(\d+(?:[.,]\d+)?)\s*s\w*)?", re.IGNORECASE)


def bare_id(text: str | None) -> str:
    """An id without what spreadsheets and people change: case, dashes, dots, spaces, leading zeros, a trailing `.0`."""
    if not text:
        return ""
    kept = text.strip().lstrip("'\"=")
    whole, mark, rest = kept.rpartition("." if "." in kept else ",")
    if mark and rest and not rest.strip("0") and whole.isdigit() and len(rest) < 3:
        kept = whole
    if not kept.isalnum() or not kept.isascii():
        kept = re.sub(r"[^0-9A-Za-z]", "", kept)
    kept = kept.upper()
    return kept.lstrip("0") or kept[:1]


def bare_phone(text: str | None) -> str:
    """The last eight digits, enough to tell numbers apart however the country code is written; "" for none."""
    digits = re.sub(r"\D", "", re.sub(r"[.,]0+$", "", text or ""))
    return digits[-8:] if len(digits) >= 3 else ""


def seconds(text: str, in_minutes: bool) -> float | None:
    """A duration in seconds: `124`, `2:04`, `00:02:04`, `2m 4s`, `2,5` where the column is in minutes; None where unreadable."""
    cell = text.strip()
    if not cell:
        return None
    if found := _CLOCKED.fullmatch(cell):
        hours, minutes, rest = int(found[1] or 0), int(found[2]), int(found[3])
        return float(hours * 3600 + minutes * 60 + rest)
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        found = _UNITS.fullmatch(cell)
        if not found or not any(found.groups()):
            return None
        parts = [float((part or "0").replace(",", ".")) for part in found.groups()]
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    if value < 0:
        return None
    return value * 60 if in_minutes else value


def money(text: str) -> Decimal | None:
    """An amount: `$ 184.990`, `1,234.50`, `1.234,50`, `60000.0`; None for an empty cell, a zero or no number."""
    cell = re.sub(r"[^\d.,-]", "", text.strip())
    if not re.search(r"\d", cell):
        return None
    last = max(cell.rfind("."), cell.rfind(","))
    if last >= 0:
        mark, tail = cell[last], len(cell) - last - 1
        both = ("," in cell) and ("." in cell)
        thousands = tail == 3 and not both and cell.lstrip("-")[0] != "0"
        if thousands or cell.count(mark) > 1:
            cell = cell.replace(".", "").replace(",", "")
        else:
            cell = cell[:last].replace(".", "").replace(",", "") + "." + cell[last + 1 :]
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return None
    return value if value else None
