"""The text of a CSV as people save them: UTF-8 with or without its mark, else Windows 1252."""

from app.errors import BadInput


def decoded(content: bytes) -> str:
    """Raises BadInput for what is no text."""
    if b"\x00" in content:
        raise BadInput("el archivo no es un CSV de texto", "the file is no CSV of text", "file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
