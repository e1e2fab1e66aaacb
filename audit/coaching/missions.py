"""Which made-up debtor one practises a duty with. The ids are of `synthetic/missions.yaml`, which this package does not read."""

from collections.abc import Mapping

MISSIONS: Mapping[str, str] = {
    "acknowledge_hardship": "lost_job",
    "offer_options": "lost_job",
    "ask_reason": "lost_job",
    "honor_dispute": "disputes",
    "honor_contact_request": "asks_to_stop",
    "inform_rights": "asks_where_to_complain",
    "verify_identity": "mother_answers",
    "official_channel": "already_paid",
}
USUAL = "always_answers"


def mission_for(duty: str) -> str:
    """The debtor to practise a duty with."""
    return MISSIONS.get(duty, USUAL)
