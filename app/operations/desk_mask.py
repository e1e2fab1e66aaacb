"""Personal numbers as a desk may show them: enough to check against what the person says, too little to carry away."""

import re

DOT = "•"
_DIGITS = re.compile(r"\d")
_LONG = re.compile(r"\+?\d(?:[\d .\-]{5,})\d(?:-?[\dkK])?")


def identity(value: str | None) -> str:
    """`13123456-4` as `13.•••.•••-4`; other documents keep two characters at each end. Empty for None."""
    if not value:
        return ""
    plain = value.replace(".", "")
    rut = re.fullmatch(r"(\d{1,2})(\d{3})(\d{3})-?([\dkK])", plain)
    if rut:
        return f"{rut[1]}.{DOT * 3}.{DOT * 3}-{rut[4].upper()}"
    return ends(plain, 2, 2)


def phone(value: str) -> str:
    """`+56912345678` as `+56 9 •••• ••78`."""
    found = re.fullmatch(r"\+(\d{2})(\d)\d*(\d{2})", value)
    return f"+{found[1]} {found[2]} {DOT * 4} {DOT * 2}{found[3]}" if found else ends(value, 0, 2)


def email(value: str) -> str:
    """`ana@correo.cl` as `a•••@c•••.cl`."""
    name, _, domain = value.partition("@")
    host, _, top = domain.rpartition(".")
    return f"{name[:1]}{DOT * 3}@{host[:1]}{DOT * 3}.{top}" if host else ends(value, 1, 0)


def ends(value: str, first: int, last: int) -> str:
    """The first and last characters, dots between; all dots where nothing would stay hidden."""
    if len(value) <= first + last + 1:
        return DOT * len(value)
    return value[:first] + DOT * 4 + (value[-last:] if last else "")


def point(kind: str, value: str) -> str:
    """A contact point by its kind; an address keeps no number but its words."""
    if kind == "phone":
        return phone(value)
    if kind == "email":
        return email(value)
    return _DIGITS.sub(DOT, value) if kind == "address" else ends(value, 1, 1)


def prose(text: str) -> str:
    """A text somebody wrote, with what may be a phone, a document or a card hidden; amounts of money are left."""

    def hide(found: re.Match[str]) -> str:
        before = text[max(0, found.start() - 3) : found.start()]
        grouped = re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+", found[0])
        return found[0] if "$" in before or (grouped and len(_DIGITS.findall(found[0])) <= 7) else _DIGITS.sub(DOT, found[0])

    return _LONG.sub(hide, text)
