"""What things are called in the reader's language: criteria, outcomes, roles, signs. Ids that are not here are shown readably."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.queries.review_rows import ConductRow, Standing
from app.web import formats
from app.web.floor_names import TABLES as FLOOR_TABLES
from app.web.kpi_names import TABLES as KPI_TABLES
from app.web.money_names import TABLES as MONEY_TABLES
from app.web.qa_names import TABLES as QA_TABLES
from app.web.rule_names import TABLES as RULE_TABLES
from app.web.scorecard_names import TABLES as SCORECARD_TABLES
from app.web.strategy_names import TABLES as STRATEGY_TABLES
from app.web.wave_names import TABLES as WAVE_TABLES

CRITERIA: Mapping[str, Any] = {
    "identify_agent": _l("Identifies themself"),
    "recording_notice": _l("Says it is recorded"),
    "verify_identity": _l("Verifies identity"),
    "state_debt": _l("States the debt"),
    "ask_reason": _l("Asks the reason"),
    "offer_options": _l("Offers options"),
    "secure_commitment": _l("Gets a commitment"),
    "recap_agreement": _l("Repeats the agreement"),
    "official_channel": _l("Official channel"),
    "acknowledge_hardship": _l("Acknowledges hardship"),
    "honor_dispute": _l("Respects the dispute"),
    "honor_contact_request": _l("Respects contact requests"),
    "inform_rights": _l("Informs of rights"),
    "courteous_close": _l("Closes courteously"),
    "false_legal_threat": _l("False legal threat"),
    "false_authority": _l("False authority"),
    "third_party_disclosure": _l("Debt told to a third party"),
    "third_party_threat": _l("Threat to tell others"),
    "insult": _l("Insult"),
    "harassment": _l("Harassment"),
    "dismiss_hardship": _l("Dismisses hardship"),
    "undue_charge": _l("Undue charge"),
    "unofficial_payment": _l("Payment by unofficial channel"),
    "sensitive_data": _l("Asks for secret data"),
    "misleading_statement": _l("Misleading statement"),
    "ignore_refusal": _l("Ignores a refusal"),
}
SHORT: Mapping[str, Any] = {
    "third_party_disclosure": _l("Told a third party"),
    "third_party_threat": _l("Threat to tell"),
    "dismiss_hardship": _l("Hardship"),
    "unofficial_payment": _l("Payment channel"),
    "sensitive_data": _l("Secret data"),
    "misleading_statement": _l("Misleading"),
    "ignore_refusal": _l("Refusal ignored"),
}
CUES: Mapping[str, Any] = {
    "acknowledge_hardship": _l("hardship cue"),
    "honor_dispute": _l("disputes the debt"),
    "honor_contact_request": _l("request about contact"),
    "inform_rights": _l("asks about rights"),
}
OUTCOMES: Mapping[str, Any] = {
    "promise": _l("Promise"),
    "payment_plan": _l("Plan"),
    "paid_already": _l("Already paid"),
    "refusal": _l("Refusal"),
    "dispute": _l("Dispute"),
    "hardship_hold": _l("Hardship hold"),
    "callback": _l("Call back"),
    "wrong_party": _l("Wrong person"),
    "third_party_message": _l("Message with a third party"),
    "voicemail": _l("Voicemail"),
    "hung_up": _l("Hung up"),
}
DEBTOR_STATES: Mapping[str, Any] = {
    "calm": _l("Calm"),
    "annoyed": _l("Annoyed"),
    "angry": _l("Angry"),
    "distressed": _l("Distressed"),
    "confused": _l("Confused"),
}
SPEAKERS: Mapping[str, Any] = {"agent": _l("Agent"), "debtor": _l("Debtor"), "other": _l("Other person")}
ROLES: Mapping[str, Any] = {
    "admin": _l("Administrator"),
    "auditor": _l("Audit"),
    "qa": _l("Quality"),
    "supervisor": _l("Supervision"),
    "executive": _l("Management"),
    "manager": _l("Operation"),
    "agent": _l("Desk"),
    "vendor": _l("Vendor"),
}
CONDUCT: Mapping[str, Any] = {
    "pass": _l("Passes"),
    "fail": _l("Fails"),
    "to_decide": _l("To decide"),
    "not_assessed": _l("Not assessed"),
}
CONDUCT_SIGNS: Mapping[str, str] = {"pass": "met", "fail": "not_met", "to_decide": "decide", "not_assessed": "not_assessed"}
SAID: Mapping[str, Any] = {
    "asserted": _l("happened"),
    "to_review": _l("in doubt"),
    "happened": _l("happened"),
    "not_happened": _l("did not happen"),
    "cannot_tell": _l("cannot tell"),
    "met": _l("met"),
    "not_met": _l("not met"),
    "not_applicable": _l("does not apply"),
    "not_assessed": _l("not assessed"),
}
STATUSES: Mapping[str, Any] = {
    "met": _l("Met"),
    "not_met": _l("Not met"),
    "not_applicable": _l("Not applicable"),
    "not_assessed": _l("Not assessed"),
}
COUNTRIES: Mapping[str, Any] = {
    "CL": _l("Chile"),
    "CO": _l("Colombia"),
    "MX": _l("Mexico"),
    "PE": _l("Peru"),
    "AR": _l("Argentina"),
    "BR": _l("Brazil"),
    "US": _l("United States"),
    "GB": _l("United Kingdom"),
    "EC": _l("Ecuador"),
    "DO": _l("Dominican Republic"),
    "PY": _l("Paraguay"),
    "GT": _l("Guatemala"),
    "ES": _l("Spain"),
}
SEALED: Mapping[str, Any] = {
    "recording": _l("Recording"),
    "transcript": _l("Transcript"),
    "result": _l("Result"),
    "rubric": _l("Rubric"),
    "rulebook": _l("Rulebook"),
    "model": _l("Model"),
    "review": _l("Review of a person"),
}
JUDGED: Mapping[str, Any] = {
    "model": _l("by meaning (local model)"),
    "logic": _l("by order and facts"),
    "pattern": _l("by pattern"),
}
_TABLES: Mapping[str, Mapping[str, Any]] = {
    "criterion": CRITERIA,
    "short": {**CRITERIA, **SHORT},
    "cue": {**CRITERIA, **CUES},
    "outcome": OUTCOMES,
    "debtor_state": DEBTOR_STATES,
    "speaker": SPEAKERS,
    "role": ROLES,
    "conduct": CONDUCT,
    "said": SAID,
    "status": STATUSES,
    "country": COUNTRIES,
    "judged": JUDGED,
    "sealed": SEALED,
    **QA_TABLES,
    **RULE_TABLES,
    **WAVE_TABLES,
    **KPI_TABLES,
    **STRATEGY_TABLES,
    **MONEY_TABLES,
    **SCORECARD_TABLES,
    **FLOOR_TABLES,
}


def name(value: str | None, table: str) -> str:
    """The name of an id in one of the tables; an unknown id becomes readable words."""
    if value is None:
        return "—"
    known = _TABLES[table].get(str(value))
    return str(known) if known is not None else str(value).replace("_", " ").capitalize()


def log_value(value: str, field: str) -> str:
    """A cell of a vendor's log, or of what was lived, as people read it; what is not known is shown as written."""
    if field in ("channel", "answered_by", "outcome"):
        return name(value, {"channel": "channel", "answered_by": "answered", "outcome": "claimed"}[field])
    if field == "at":
        try:
            return formats.moment(datetime.fromisoformat(value), "EEE d MMM, HH:mm:ss")
        except ValueError:
            return value
    if field == "duration_s":
        try:
            return formats.clock(float(value))
        except ValueError:
            return value
    return value


def conduct_sign(row: ConductRow) -> str:
    """The sign of a finding as it stands: what a person denied becomes a tick, what nobody can tell a dashed ring."""
    if row.standing is Standing.NOT_HAPPENED:
        return "met"
    if row.standing is Standing.CANNOT_TELL:
        return "not_assessed"
    if row.standing is Standing.TO_REVIEW:
        return "decide"
    return row.severity


def tone_word(score: float | None) -> str:
    """Tone 1–5 as a word."""
    if score is None:
        return ""
    words = (gettext("hostile"), gettext("cold"), gettext("neutral"), gettext("courteous"), gettext("warm"))
    return str(words[min(4, max(0, round(score) - 1))])
