"""What the quality desk calls things."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

WHY: Mapping[str, Any] = {
    "critical": _l("Possible critical fault"),
    "complaint": _l("A complaint about this call"),
    "disagree": _l("Judges disagree"),
    "unsure": _l("The machine is unsure"),
    "roles": _l("Who is who is in doubt"),
}
MACHINE_SAID: Mapping[str, Any] = {
    "fault": _l("Machine asserted it"),
    "sent": _l("Machine sent it to a person"),
    "clear": _l("Machine found none"),
}
TABLES: Mapping[str, Mapping[str, Any]] = {"why": WHY, "machine_said": MACHINE_SAID}
