"""The columns every measure's facts have, so that sums and the rows behind them are of the very same facts."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, String, cast, literal, select

from app.models.tables import BigId, UtcDateTime

ONE = cast(literal(1), Float)
_NO_ID, _NO_TEXT, _NO_TIME = cast(literal(None), BigId), cast(literal(None), String), cast(literal(None), UtcDateTime)


def fact(
    kind: str,
    id: Any,
    vendor: Any,
    cluster: Any,
    x: ColumnElement[Any],
    y: ColumnElement[Any] = ONE,
    person: Any = None,
    debt: Any = None,
    recording: Any = None,
    at: Any = None,
) -> Select[Any]:
    """A row of a measure: what it is (`kind`: contact, call, account, person, promise, survey, request) and its `id`, whose it is
    (`vendor`), who it hangs together with (`cluster`), what it adds above (`x`) and below (`y`), and where it leads."""
    return select(
        literal(kind).label("kind"),
        cast(id, String).label("id"),
        vendor.label("vendor"),
        cast(cluster, String).label("cluster"),
        (_NO_ID if person is None else person).label("person"),
        (_NO_ID if debt is None else debt).label("debt"),
        (_NO_TEXT if recording is None else recording).label("recording"),
        (_NO_TIME if at is None else at).label("at"),
        cast(x, Float).label("x"),
        cast(y, Float).label("y"),
    )
