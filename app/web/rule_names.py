"""What the parts of a rule are called in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

TABLES: Mapping[str, Mapping[str, Any]] = {
    "topic": {
        "contact_hours": _l("Hours"),
        "contact_frequency": _l("How often"),
        "channel_consent": _l("Channels and consent"),
        "third_party": _l("Third parties"),
        "identification": _l("Who is calling"),
        "recording_notice": _l("Recording"),
        "threats": _l("Threats"),
        "false_authority": _l("False authority"),
        "harassment": _l("Harassment"),
        "minors": _l("Minors and elders"),
        "fees": _l("Charges"),
        "disclosure": _l("What must be told"),
        "cease_request": _l("When to stop"),
        "vulnerable": _l("Vulnerable people"),
        "data_protection": _l("Personal data"),
    },
    "rule_status": {
        "in_force": _l("In force"),
        "pending": _l("Not yet in force"),
        "historic": _l("No longer in force"),
        "policy_default": _l("House policy, not law"),
    },
    "certainty": {
        "verified": _l("read in a source"),
        "probable": _l("read in part or at second hand"),
        "unverified": _l("not read in a source"),
    },
    "grade": {
        "official": _l("a page of the authority"),
        "law_text_copy": _l("a copy of the law’s text"),
        "secondary": _l("press or a law firm"),
    },
    "evidence_kind": {
        "metadata": _l("the contact log"),
        "transcript": _l("what was said or written"),
        "artifact": _l("the document or message itself"),
        "process": _l("data of the account"),
    },
    "reading": {"strict": _l("Strict reading"), "lenient": _l("Lenient reading")},
    "rule_channel": {"any": _l("Any channel")},
    "precision": {"month": _l("only the month is known"), "year": _l("only the year is known")},
}
