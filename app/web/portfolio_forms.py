"""The form of a file's shape, read into what the services take."""

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.operations.columns import IGNORED, Column
from app.operations.columns_reads import BadReads, Format, Reads, reads_of

KEPT = ""
"""What the form says of a column that is kept beside the debt as it is."""


def reads_from(form: MultiDict[str, str], before: Reads) -> Reads:
    """The shape as the person said it; what the form does not speak of stays. Raises BadReads."""
    said = dict(before.as_json())
    for name in ("encoding", "separator", "sheet", "decimal", "dates", "country", "currency"):
        if name in form:
            said[name] = "\t" if form[name] == "tab" else form[name]
    if form.get("lines_above", "").isdecimal():
        said["lines_above"] = int(form["lines_above"])
    if said["encoding"] not in ("utf-8", "cp1252", "utf-16", "latin-1"):
        raise BadReads(f"la codificación {said['encoding']!r} no se conoce", f"the encoding {said['encoding']!r} is not known")
    if len(str(said["separator"])) != 1:
        raise BadReads("el separador es un solo signo", "the separator is one sign")
    if "widths" in form and before.format is Format.FIXED:
        said["widths"] = _widths(form["widths"])
    headers, columns = form.getlist("header"), form.getlist("column")
    if headers and len(headers) == len(columns):
        known = {str(column) for column in Column} | {IGNORED}
        said["columns"] = {header: column for header, column in zip(headers, columns, strict=True) if column in known}
    made = reads_of(said)
    names = [name for name, _, _ in made.widths]
    return replace(made, columns={h: c for h, c in made.columns.items() if h in names}) if made.format is Format.FIXED else made


def _widths(text: str) -> list[tuple[str, int, int]]:
    """One column a line: name, first letter, length."""
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        parts = line.replace(";", ",").split(",") if ("," in line or ";" in line) else line.rsplit(None, 2)
        if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts[1:]):
            es = f"línea {number}: escriba nombre, primera letra, largo (dice: {line[:60]})"
            raise BadReads(es, f"line {number}: write name, first letter, length (it says: {line[:60]})")
        found.append((parts[0].strip(), int(parts[1]), int(parts[2])))
    return found
