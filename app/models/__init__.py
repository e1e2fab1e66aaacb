"""Every table of the application but those that know ghosts (`app.models.oversight`), which nothing imports by accident."""

from app.models.account import Account, FindingShare, VendorReply
from app.models.act import Act, Note, Signature
from app.models.api_key import ApiKey
from app.models.balance_decision import BalanceDecision
from app.models.call_share import CallShare
from app.models.campaign_target import CampaignTarget
from app.models.correction import CorrectivePlan, CorrectiveStep
from app.models.debt import Debt, DebtCase, Instalment
from app.models.debt_day import DebtDay
from app.models.desk import DeskAgent, WorkItem
from app.models.evaluation import Duty, Evaluation, Finding
from app.models.event import Event
from app.models.interaction import Grievance, Interaction
from app.models.job import Job
from app.models.ledger import Entry, Payment, Plan, Posting, Promise
from app.models.organisation import Organisation, Vendor
from app.models.pack_mail import PackMail, PackSent
from app.models.person import Consent, ContactPoint, Person, PersonPair
from app.models.placement import Placement, VendorTerms
from app.models.portfolio import LoadMapping, PortfolioLoad, Segment
from app.models.recording import Heard, Recording
from app.models.run import RefusedFile, Run
from app.models.strategy import Campaign, Enrolment, Experiment, HouseCard, StepTaken, Strategy, Template
from app.models.survey import Survey
from app.models.tables import Table
from app.models.user import SignInAttempt, User
from app.models.vendor_bill import InvoiceCheck, InvoiceLine, ServiceLevel
from app.models.vendor_return import VendorPromise, VendorReturn
from app.models.verdict import Verdict

__all__ = [
    "Account",
    "Act",
    "ApiKey",
    "BalanceDecision",
    "CallShare",
    "Campaign",
    "CampaignTarget",
    "Consent",
    "ContactPoint",
    "CorrectivePlan",
    "CorrectiveStep",
    "Debt",
    "DebtCase",
    "DebtDay",
    "DeskAgent",
    "Duty",
    "Enrolment",
    "Entry",
    "Evaluation",
    "Event",
    "Experiment",
    "Finding",
    "FindingShare",
    "Grievance",
    "Heard",
    "HouseCard",
    "Instalment",
    "Interaction",
    "InvoiceCheck",
    "InvoiceLine",
    "Job",
    "LoadMapping",
    "Note",
    "Organisation",
    "PackMail",
    "PackSent",
    "Payment",
    "Person",
    "PersonPair",
    "Placement",
    "Plan",
    "PortfolioLoad",
    "Posting",
    "Promise",
    "Recording",
    "RefusedFile",
    "Run",
    "Segment",
    "ServiceLevel",
    "SignInAttempt",
    "Signature",
    "StepTaken",
    "Strategy",
    "Survey",
    "Table",
    "Template",
    "User",
    "Vendor",
    "VendorPromise",
    "VendorReply",
    "VendorReturn",
    "VendorTerms",
    "Verdict",
    "WorkItem",
]
