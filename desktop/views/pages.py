"""The pages of the navigation, each one line of a table and made at its first visit.

To add a page, append one :class:`PageSpec`: ``factory`` is ``module:name`` of something that is called with the desk
and returns a widget. A widget may have any of these, which the shell finds by name:

``status_changed``  signal of a text: the sums of what is shown, for the status bar
``show_list(kind, filters, select)``  for the kinds named in ``kinds``
``show_what(**what)``  what :meth:`desktop.views.shell.Shell.go` was given beside the page
``leave() -> bool``  asked before the page is left for good; False keeps it
``sums() -> str``  the text of the status bar when the page is shown again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk

GROUPS = ("", "基础", "队伍", "党建", "阵地", "调解", "业务", "培训与考核", "数据")
"""Headings of the navigation in their order; one without pages is not shown."""


@dataclass(frozen=True)
class PageSpec:
    """One page: its word, how the navigation shows it and where it is made."""

    key: str
    label: str
    icon: str
    group: str
    factory: str
    kinds: tuple[str, ...] = ()
    """Kinds of record whose lists this page shows."""
    help: str = ""
    """Page of ``resources/help`` that F1 opens here; empty means the key."""
    roles: tuple[str, ...] = ()
    """Roles that see the page; empty means all."""
    listed: bool = True
    """Whether the navigation shows it; others are reached from pages and menus."""


PAGES: Sequence[PageSpec] = (
    PageSpec("home", "首页", "home", "", "desktop.views.home.page:HomePage"),
    PageSpec("grids", "网格", "grid", "基础", "desktop.views.grids.page:GridsPage", ("grids",)),
    PageSpec("people", "队伍", "people", "基础", "desktop.views.people.page:PeoplePage",
             ("people", "posts", "contracts", "staff_changes")),
    PageSpec("divisions", "区划", "layers", "基础", "desktop.views.division_tree.page:DivisionTreePage",
             ("divisions",)),
    PageSpec("preview", "打印", "print", "基础", "desktop.views.preview.page:PreviewPage"),
    PageSpec("training", "培训", "book", "培训与考核", "desktop.views.training.page:TrainingPage",
             ("classes", "attendances", "trainers")),
    PageSpec("centre", "指挥中心", "monitor", "阵地", "desktop.views.centre.page:CentrePage",
             ("centre_units", "systems", "halls", "unit_duties")),
    PageSpec("party", "党组织", "flag", "党建", "desktop.views.party.page:PartyPage",
             ("party_organisations", "memberships")),
    PageSpec("checkin", "党员报到", "check-square", "党建", "desktop.views.checkin.page:CheckinPage",
             ("members", "units", "services", "wishes", "campaigns", "evaluations")),
    PageSpec("stations", "阵地", "station", "阵地", "desktop.views.stations.page:StationsPage",
             ("stations", "station_members", "station_activities")),
    PageSpec("mediation", "调解", "scale", "调解", "desktop.views.mediation.page:MediationPage",
             ("cases", "consultations", "committees", "mediators", "case_parties", "investigations", "evidences",
              "sessions", "extensions", "performances", "visits", "confirmations", "signatures", "case_steps")),
    PageSpec("departments", "单位与部门", "building", "数据", "desktop.views.departments:DepartmentsPage",
             ("departments",)),
    PageSpec("history", "操作历史", "history", "数据", "desktop.views.history_page:HistoryPage"),
    PageSpec("settings", "设置", "sliders", "数据", "desktop.views.settings_page.page:SettingsPage",
             ("offices", "codes", "holidays", "code_schemes")),
    PageSpec("accounts", "账号", "key", "数据", "desktop.views.accounts_page.page:AccountsPage", ("accounts",)),
    PageSpec("backup", "备份与检查", "drive", "数据", "desktop.views.backup_page.page:BackupPage"),
)  # fmt: skip


def listed(role: str) -> list[PageSpec]:
    """Return the pages the navigation shows to a role, in the order of their groups."""
    seen = [one for one in PAGES if one.listed and (not one.roles or role in one.roles)]
    return sorted(seen, key=lambda one: GROUPS.index(one.group))


def page_of_kind(kind: str) -> PageSpec | None:
    """Return the page that lists a kind of record."""
    return next((one for one in PAGES if kind in one.kinds), None)


def find(key: str) -> PageSpec | None:
    """Return a page by its key."""
    return next((one for one in PAGES if one.key == key), None)


def make(spec: PageSpec, desk: Desk) -> QWidget:
    """Import and make a page."""
    module, name = spec.factory.split(":")
    made: QWidget = getattr(import_module(module), name)(desk)
    return made
