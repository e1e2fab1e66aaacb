"""Names of the measures' groups, splits and causes, and of what waits in the operation."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

TABLES: Mapping[str, Mapping[str, Any]] = {
    "kpi_group": {
        "reach": _l("Reaching people"),
        "agreement": _l("Agreements"),
        "money": _l("Money"),
        "effort": _l("Effort"),
        "care": _l("Care"),
    },
    "kpi_by": {
        "channel": _l("channel"),
        "segment": _l("segment"),
        "product": _l("product"),
        "agent": _l("agent"),
        "template": _l("message"),
        "offer": _l("offer"),
        "bucket": _l("days past due"),
    },
    "waiting": {
        "complaint": _l("Complaints without an answer"),
        "dispute": _l("Open disputes: nobody presses meanwhile"),
        "unknown": _l("Messages of which nobody knows whether they went"),
        "due_today": _l("Promises due today"),
        "broken": _l("Promises broken this week"),
        "held_back": _l("Contacts held back this week, by law, wish or house rule"),
    },
    "kpi_cause": {
        "nothing": _l("Nothing to measure yet"),
        "nothing_below": _l("Nothing to divide by"),
        "no_cost": _l("No contact has a cost on record"),
        "no_photo": _l("No photograph of the portfolio at the start"),
        "no_end_photo": _l("No photograph of the portfolio at the end"),
    },
}
