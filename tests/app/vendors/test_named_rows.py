"""A file that is no table is named for what it is, and nothing of it is echoed."""

import pytest

from app.errors import BadInput
from app.services.vendors.named_rows import Columns, NamedRow, named_rows

COLUMNS = Columns({"id": ("id", "número")}, (("id",),), 10)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK rubbish", "Excel"), (b"", "vacío"), (b"\xef\xbb\xbf \n", "vacío"), (b"\x89PNG\r\n\x1a\n\x01x", "binario")],
)
def test_what_is_no_table_is_said(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as told:
        list(named_rows(content, COLUMNS))
    assert said in told.value.text.es and "CSV" in told.value.text.en and "rubbish" not in told.value.text.es
    assert told.value.field == "file"


def test_a_table_is_still_read() -> None:
    assert list(named_rows(b"id;x\n7;\xf1\n", COLUMNS)) == [NamedRow(2, {"id": "7"})]
