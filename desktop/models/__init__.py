"""What is kept: the mapped classes of every subject, each described once (:mod:`desktop.models.fields`)."""

from sqlalchemy.orm import configure_mappers

from .accounts import Account, Role
from .attachments import Attachment, AttachmentRole, Content
from .base import Base, Record, description, kinds
from .centre import CentreUnit, Hall, Standing, System, UnitDuty
from .checkin import Campaign, Evaluation, Member, Progress, Service, ServiceKind, Unit, Wish
from .codes import Code, Holiday
from .divisions import Division, Level
from .drafts import Draft
from .fields import Description, Field, Kind, Privacy, Search
from .grids import Boundary, CodeScheme, Grid, GridKind, MapFeature, Succession
from .history import Action, Change
from .mediation import Case, CaseResult, CaseState, Committee, Consultation, CourtReferral, Mediator
from .mediation_records import (
    CaseParty,
    CaseStep,
    Confirmation,
    Evidence,
    Extension,
    Investigation,
    MediationSession,
    Performance,
    ReturnVisit,
    Signature,
)
from .offices import Department, Office, OfficeLevel, Setting
from .party import Membership, PartyLevel, PartyOrganisation
from .people import PARTY, Contract, Employment, Person, Post, PostKind, StaffChange
from .saved_views import SavedView
from .stations import Station, StationActivity, StationKind, StationMember
from .training import Attendance, Trainer, TrainingClass

__all__ = [
    "PARTY",
    "Account",
    "Action",
    "Attachment",
    "AttachmentRole",
    "Attendance",
    "Base",
    "Boundary",
    "Campaign",
    "Case",
    "CaseParty",
    "CaseResult",
    "CaseState",
    "CaseStep",
    "CentreUnit",
    "Change",
    "Code",
    "CodeScheme",
    "Committee",
    "Confirmation",
    "Consultation",
    "Content",
    "Contract",
    "CourtReferral",
    "Department",
    "Description",
    "Division",
    "Draft",
    "Employment",
    "Evaluation",
    "Evidence",
    "Extension",
    "Field",
    "Grid",
    "GridKind",
    "Hall",
    "Holiday",
    "Investigation",
    "Kind",
    "Level",
    "MapFeature",
    "MediationSession",
    "Mediator",
    "Member",
    "Membership",
    "Office",
    "OfficeLevel",
    "PartyLevel",
    "PartyOrganisation",
    "Performance",
    "Person",
    "Post",
    "PostKind",
    "Privacy",
    "Progress",
    "Record",
    "ReturnVisit",
    "Role",
    "SavedView",
    "Search",
    "Service",
    "ServiceKind",
    "Setting",
    "Signature",
    "StaffChange",
    "Standing",
    "Station",
    "StationActivity",
    "StationKind",
    "StationMember",
    "Succession",
    "System",
    "Trainer",
    "TrainingClass",
    "Unit",
    "UnitDuty",
    "Wish",
    "description",
    "kinds",
]

configure_mappers()  # while the password is typed, not at the first question
