"""What the live floor calls things: never more than possible."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

POSSIBLE: Mapping[str, Any] = {
    "false_legal_threat": _l("Possible legal threat"),
    "false_authority": _l("Possible false authority"),
    "third_party_disclosure": _l("Possible disclosure to a third party"),
    "third_party_threat": _l("Possible threat to tell others"),
    "insult": _l("Possible insult"),
    "harassment": _l("Possible harassment"),
    "dismiss_hardship": _l("Possible dismissal of hardship"),
    "undue_charge": _l("Possible undue charge"),
    "unofficial_payment": _l("Possible payment by unofficial channel"),
    "sensitive_data": _l("Possible request for secret data"),
    "misleading_statement": _l("Possible misleading statement"),
    "ignore_refusal": _l("Possible ignored refusal"),
    "tension": _l("Tension rising"),
    "danger": _l("Possible words of danger to life"),
}
AGENT_STATES: Mapping[str, Any] = {
    "talking": _l("Talking"),
    "wrap_up": _l("Wrap-up"),
    "free": _l("Free"),
    "pause": _l("Pause"),
    "no_call": _l("No call"),
}
PERSON_STATES: Mapping[str, Any] = {
    "calm": _l("debtor seems calm"),
    "annoyed": _l("debtor seems annoyed"),
    "angry": _l("debtor seems angry"),
    "distressed": _l("debtor seems distressed"),
    "confused": _l("debtor seems confused"),
}
WHO: Mapping[str, Any] = {
    "agent": _l("Agent"),
    "debtor": _l("Debtor"),
    "other": _l("Another person"),
    "unknown": _l("Who speaks is not known"),
}
UNHEARD: Mapping[str, Any] = {
    "ear": _l("This stretch was not heard: the ear failed"),
    "judge": _l("This stretch was heard but not judged: the judge failed"),
    "line": _l("This stretch did not arrive: the line broke off"),
    "stopped": _l("This stretch was not heard: the server stopped"),
}
TABLES: Mapping[str, Mapping[str, Any]] = {
    "possible": POSSIBLE,
    "agent_state": AGENT_STATES,
    "person_state": PERSON_STATES,
    "live_speaker": WHO,
    "unheard": UNHEARD,
}
