"""Names of what money does, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

TABLES: Mapping[str, Mapping[str, Any]] = {
    "entry_kind": {
        "opening": _l("Opening balance"),
        "interest": _l("Interest"),
        "fee": _l("Collection fee"),
        "interest_credit": _l("Interest given back"),
        "fee_credit": _l("Fee given back"),
        "payment": _l("Payment"),
        "application": _l("Surplus applied"),
        "refund": _l("Refund"),
        "waiver": _l("Forgiven"),
        "restatement": _l("Adjusted to the client’s file"),
        "reversal": _l("Reversal"),
    },
    "book": {
        "principal": _l("Principal"),
        "interest": _l("Interest"),
        "fees": _l("Fees"),
        "cash": _l("Money received"),
        "unapplied": _l("Not applied yet"),
        "income": _l("Income"),
        "waived": _l("Forgiven"),
        "opening": _l("Balance brought in"),
    },
    "promise_state": {
        "open": _l("Open"),
        "kept": _l("Kept"),
        "broken": _l("Broken"),
        "replaced": _l("Replaced"),
        "cancelled": _l("Cancelled"),
    },
    "debt_state": {
        "open": _l("Open"),
        "paid": _l("Paid off"),
        "charged_off": _l("Written off"),
        "legal": _l("In court"),
        "closed": _l("Closed"),
    },
    "stage": {
        "preventive": _l("Preventive"),
        "early": _l("Early"),
        "late": _l("Late"),
        "charged_off": _l("Written off"),
        "pre_legal": _l("Before court"),
        "legal": _l("In court"),
    },
    "invoice_line": {
        "payment": _l("Payment"),
        "began": _l("Payment without the contact asked for before it"),
        "reversal": _l("Payment that bounced"),
        "minimum": _l("Up to the contract’s minimum"),
        "cap": _l("Down to the contract’s cap"),
    },
}
SIGNS = {"open": "running", "kept": "met", "broken": "not_met", "replaced": "not_applicable", "cancelled": "not_applicable"}
