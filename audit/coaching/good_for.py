"""Which duty is the good side of a forbidden act: what one practises instead, and what is frequent enough to be measured."""

from collections.abc import Mapping

from audit.calls import DUTIES, VIOLATIONS

GOOD_FOR: Mapping[str, str] = {
    "false_legal_threat": "offer_options",
    "false_authority": "identify_agent",
    "third_party_disclosure": "verify_identity",
    "third_party_threat": "verify_identity",
    "insult": "courteous_close",
    "harassment": "offer_options",
    "dismiss_hardship": "acknowledge_hardship",
    "undue_charge": "state_debt",
    "unofficial_payment": "official_channel",
    "sensitive_data": "verify_identity",
    "misleading_statement": "inform_rights",
    "ignore_refusal": "honor_contact_request",
}


def watched(criterion: str) -> str:
    """The duty that is practised and measured for a criterion. Raises ValueError for what is no criterion."""
    if criterion in DUTIES:
        return criterion
    if criterion not in VIOLATIONS:
        raise ValueError(f"{criterion!r} is no criterion; give one of {', '.join((*DUTIES, *VIOLATIONS))}")
    return GOOD_FOR[criterion]
