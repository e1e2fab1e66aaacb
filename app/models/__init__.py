"""Every table of the application but those that know ghosts (`app.models.oversight`), which nothing imports by accident."""

from app.models.account import Account, FindingShare, VendorReply
from app.models.act import Act, Note, Signature
from app.models.api_key import ApiKey
from app.models.appeal import Appeal, AppealDecision
from app.models.balance_decision import BalanceDecision
from app.models.calibration import AgreedMark, CalibrationCall, CalibrationMember, CalibrationSession
from app.models.call_share import CallShare
from app.models.campaign_target import CampaignTarget
from app.models.coaching import AgentCode, Coaching, CoachingStep, ExamplePermission, Practice, PracticeTurn
from app.models.correction import CorrectivePlan, CorrectiveStep
from app.models.criterion_floor import CriterionFloor
from app.models.debt import Debt, DebtCase, Instalment
from app.models.debt_day import DebtDay
from app.models.desk import DeskAgent, WorkItem
from app.models.evaluation import Duty, Evaluation, Finding
from app.models.event import Event
from app.models.house import HouseHours, HouseTexts, UnitValue
from app.models.interaction import Grievance, Interaction
from app.models.job import Job
from app.models.judge_version import JudgeChange, JudgeVersion
from app.models.ledger import Entry, Payment, Plan, Posting, Promise
from app.models.live_call import LiveAlert, LiveCall
from app.models.organisation import Organisation, Vendor
from app.models.pack_mail import PackMail, PackSent
from app.models.person import Consent, ContactPoint, Person, PersonPair
from app.models.placement import Placement, VendorTerms
from app.models.portfolio import LoadMapping, PortfolioLoad, Segment
from app.models.recording import Heard, Recording
from app.models.rubric_version import RubricVersion
from app.models.run import RefusedFile, Run
from app.models.sample import QueueLease, SampleItem, SamplePlan
from app.models.search import CallManner, Monitor, MonitorHit, TurnMeaning
from app.models.sheet import ScoreSheet
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
    "AgentCode",
    "AgreedMark",
    "ApiKey",
    "Appeal",
    "AppealDecision",
    "BalanceDecision",
    "CalibrationCall",
    "CalibrationMember",
    "CalibrationSession",
    "CallManner",
    "CallShare",
    "Campaign",
    "CampaignTarget",
    "Coaching",
    "CoachingStep",
    "Consent",
    "ContactPoint",
    "CorrectivePlan",
    "CorrectiveStep",
    "CriterionFloor",
    "Debt",
    "DebtCase",
    "DebtDay",
    "DeskAgent",
    "Duty",
    "Enrolment",
    "Entry",
    "Evaluation",
    "Event",
    "ExamplePermission",
    "Experiment",
    "Finding",
    "FindingShare",
    "Grievance",
    "Heard",
    "HouseCard",
    "HouseHours",
    "HouseTexts",
    "Instalment",
    "Interaction",
    "InvoiceCheck",
    "InvoiceLine",
    "Job",
    "JudgeChange",
    "JudgeVersion",
    "LiveAlert",
    "LiveCall",
    "LoadMapping",
    "Monitor",
    "MonitorHit",
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
    "Practice",
    "PracticeTurn",
    "Promise",
    "QueueLease",
    "Recording",
    "RefusedFile",
    "RubricVersion",
    "Run",
    "SampleItem",
    "SamplePlan",
    "ScoreSheet",
    "Segment",
    "ServiceLevel",
    "SignInAttempt",
    "Signature",
    "StepTaken",
    "Strategy",
    "Survey",
    "Table",
    "Template",
    "TurnMeaning",
    "UnitValue",
    "User",
    "Vendor",
    "VendorPromise",
    "VendorReply",
    "VendorReturn",
    "VendorTerms",
    "Verdict",
    "WorkItem",
]
