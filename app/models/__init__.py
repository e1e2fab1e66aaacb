"""Every table of the application but those that know ghosts (`app.models.oversight`), which nothing imports by accident."""

from app.models.account import Account, FindingShare, VendorReply
from app.models.act import Act, Note, Signature
from app.models.api_key import ApiKey
from app.models.evaluation import Duty, Evaluation, Finding
from app.models.event import Event
from app.models.job import Job
from app.models.organisation import Organisation, Vendor
from app.models.recording import Heard, Recording
from app.models.run import RefusedFile, Run
from app.models.tables import Table
from app.models.user import SignInAttempt, User
from app.models.verdict import Verdict

__all__ = [
    "Account",
    "Act",
    "ApiKey",
    "Duty",
    "Evaluation",
    "Event",
    "Finding",
    "FindingShare",
    "Heard",
    "Job",
    "Note",
    "Organisation",
    "Recording",
    "RefusedFile",
    "Run",
    "SignInAttempt",
    "Signature",
    "Table",
    "User",
    "Vendor",
    "VendorReply",
    "Verdict",
]
