"""Numbers in addresses: one that no row can have is no address, whatever the page."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MOST_ID = 2**63 - 1


class RowId(IntegerConverter):
    """`<int:...>` up to the greatest id a database holds; anything beyond matches no route, so the answer is 404."""

    regex = r"[0-9]{1,19}"

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = MOST_ID, **more: Any) -> None:
        super().__init__(map, fixed_digits, min, max, **more)


def install(app: Flask) -> None:
    """Before any route is added."""
    app.url_map.converters = {**app.url_map.converters, "int": RowId}
