"""What is kept: the mapped classes of every subject, each described once (:mod:`desktop.models.fields`)."""

from sqlalchemy.orm import configure_mappers

from .accounts import Account, Role
from .attachments import Attachment, AttachmentRole, Content
from .base import Base, Record, description, kinds
from .codes import Code, Holiday
from .divisions import Division, Level
from .drafts import Draft
from .fields import Description, Field, Kind, Privacy, Search
from .grids import Boundary, CodeScheme, Grid, GridKind, MapFeature, Succession
from .history import Action, Change
from .offices import Department, Office, OfficeLevel, Setting
from .people import PARTY, Employment, Person, Post, PostKind
from .saved_views import SavedView

__all__ = [
    "PARTY",
    "Account",
    "Action",
    "Attachment",
    "AttachmentRole",
    "Base",
    "Boundary",
    "Change",
    "Code",
    "CodeScheme",
    "Content",
    "Department",
    "Description",
    "Division",
    "Draft",
    "Employment",
    "Field",
    "Grid",
    "GridKind",
    "Holiday",
    "Kind",
    "Level",
    "MapFeature",
    "Office",
    "OfficeLevel",
    "Person",
    "Post",
    "PostKind",
    "Privacy",
    "Record",
    "Role",
    "SavedView",
    "Search",
    "Setting",
    "Succession",
    "description",
    "kinds",
]

configure_mappers()  # while the password is typed, not at the first question
