"""The papers that can be printed, each one line of a table: the preview and the command line read it.

To add a paper, append a :class:`PaperSpec`. ``make`` is ``module:name`` below this package of a function that is called
with the session, the context, what was chosen by the keys of the options, and the file to write; it returns a
:class:`Printed`. What it draws comes from ``services/``. Signboards and rosters have panes of their own and stand in
``views/preview/wishes.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.services.context import Context
from desktop.services.queries import Filter, Query
from desktop.storage.work import Work


class OptionKind(StrEnum):
    """What is chosen by an option of a paper, and what ``make`` is given for it."""

    RECORD = "record"
    """One record of ``Option.query``: its UUID, or None for all of them where ``Option.optional``."""
    CHOICE = "choice"
    """One of ``Option.choices``: its value, a text."""
    FLAG = "flag"
    """True or False."""
    MONTH = "month"
    """The first day of a month, a ``date``."""
    YEAR = "year"
    """A number."""
    DAY = "day"
    """A ``date``."""
    TEXT = "text"
    """A text, "" when nothing was typed."""
    PURPOSE = "purpose"
    """What masked values are printed in clear for, "" to keep them masked. Never kept from one opening to the next."""
    GIVEN = "given"
    """Records another page handed over: a tuple of UUIDs, empty for all. Never asked for."""


@dataclass(frozen=True)
class Option:
    """One thing to choose before a paper is printed. Its key is also the option of the command line (``--class``)."""

    key: str
    label: str
    kind: OptionKind
    query: Query | None = None
    """The records of a RECORD (or those a GIVEN belongs to)."""
    optional: bool = False
    """Whether a RECORD may be left open for all of them."""
    choices: tuple[tuple[str, str], ...] = ()
    """``(value, words)`` of a CHOICE; the first is the usual one."""
    default: Callable[[Context], Any] | None = None
    """The usual value; without one the first choice, False, this month, this year, today, the first record."""


@dataclass(frozen=True)
class Printed:
    """What was written: its title (also the name of the file), a remark on paper and number, what needs a look."""

    title: str
    remark: str = ""
    notices: tuple[str, ...] = ()


Note = Callable[[Work, Mapping[str, Any]], None]
Make = Callable[[Session, Context, Mapping[str, Any], Path | BinaryIO], Printed]


@dataclass(frozen=True)
class PaperSpec:
    """One kind of paper."""

    key: str
    """The word of ``print KIND`` and of ``desk.go("preview", paper=…)``."""
    label: str
    make: str
    options: tuple[Option, ...] = ()
    kinds: frozenset[str] = frozenset()
    """Kinds of record whose changes make a preview out of date."""
    docx: str = ""
    """``module:name`` of a function like ``make`` that writes the same as .docx, where offices must edit wording."""
    note: str = ""
    """``module:name`` of a function that keeps in the history that masked values leave in clear; it is called with the
    action and what was chosen, and the paper is made after it, where a PURPOSE was given."""


def _usual(option: Option, context: Context) -> Any:
    match option.kind:
        case OptionKind.CHOICE:
            return option.choices[0][0]
        case OptionKind.FLAG:
            return False
        case OptionKind.MONTH:
            return context.today.replace(day=1)
        case OptionKind.YEAR:
            return context.today.year
        case OptionKind.DAY:
            return context.today
        case OptionKind.GIVEN:
            return ()
        case OptionKind.TEXT | OptionKind.PURPOSE:
            return ""
        case _:
            return None


def usual(option: Option, context: Context) -> Any:
    """Return what an option begins with; None for a record that is to be looked for."""
    return option.default(context) if option.default else _usual(option, context)


COMMUNITIES = Query("divisions", filters=(Filter("level", "is", "community"), Filter("grids", "from", 1)))
"""The communities that have grids, for options of papers."""

_COMMUNITY = Option("community", "社区", OptionKind.RECORD, COMMUNITIES, optional=True)
_CLASS = Option("class", "培训班", OptionKind.RECORD, Query("classes"))

_PARTY = frozenset({"party_organisations", "memberships"})
_DIVISION = Option("division", "范围", OptionKind.RECORD, COMMUNITIES, optional=True)
PARTY_PAPERS = (
    PaperSpec(
        "party-tree",
        "党组织体系图",
        "party_tree:compose",
        (
            Option("sheet", "纸张", OptionKind.CHOICE, choices=(
                ("A3", "A3"), ("A4", "A4"), ("A2", "A2"), ("A1", "A1"), ("A0", "A0"),
                ("1800x1200", "展板 1800×1200"), ("2400x1200", "展板 2400×1200"), ("3600x1800", "展板 3600×1800"))),
            Option("way", "方向", OptionKind.CHOICE, choices=(("wide", "横向"), ("tall", "竖向"))),
            Option("size", "自定尺寸（毫米，如 900x600）", OptionKind.TEXT),
            _DIVISION,
            Option("households", "列出每个党员中心户", OptionKind.FLAG),
        ),
        _PARTY,
    ),
    PaperSpec(
        "party-roster",
        "党员名册",
        "party:rosters",
        (
            Option("organisation", "党组织", OptionKind.RECORD,
                   Query("party_organisations", filters=(Filter("open", "is", True),)), optional=True),
            Option("level", "全部时按", OptionKind.CHOICE, choices=(("group", "党小组"), ("branch", "党支部"))),
            _DIVISION,
            Option("order", "排序", OptionKind.CHOICE, choices=(
                ("strokes", "姓氏笔画"), ("pinyin", "姓名拼音"), ("joined", "转入日期"))),
        ),
        _PARTY | {"people"},
    ),
    PaperSpec("party-households", "党员中心户一览表", "party:households", (_DIVISION,), _PARTY),
    PaperSpec("party-counts", "党组织情况统计表", "party:counts", (_DIVISION,), _PARTY),
)  # fmt: skip
"""Papers of the Party organisation."""

_STATION_KIND = Option("kind", "类型", OptionKind.CHOICE, choices=(
    ("", "全部类型"), ("service_centre", "党群服务中心"), ("discussion_station", "群众说事站"),
    ("discussion_point", "红色议事点"), ("mediation_council", "治安调解理事会"), ("veterans_room", "“五老”金牌调解室"),
    ("brand_room", "个人品牌调解室"), ("mediation_room", "其他调解室")))  # fmt: skip
STATION_PAPERS = (
    PaperSpec(
        "stations",
        "阵地名录",
        "stations:station_list",
        (
            _STATION_KIND,
            _DIVISION,
            Option("by", "分组", OptionKind.CHOICE, choices=(("kind", "按类型"), ("area", "按区划"))),
        ),
        frozenset({"stations", "station_members"}),
    ),
    PaperSpec(
        "door-card",
        "阵地门牌卡",
        "stations:door_cards",
        (
            Option("stations", "阵地", OptionKind.GIVEN, Query("stations")),
            Option("station", "阵地", OptionKind.RECORD, Query("stations", filters=(Filter("running", "is", True),))),
            Option("sheet", "大小", OptionKind.CHOICE, choices=(
                ("A4", "A4 横向"), ("A5", "A5 横向"), ("A3", "A3 横向"), ("400x300", "400×300 毫米"))),
            Option("size", "自定尺寸（毫米，如 400x300）", OptionKind.TEXT),
        ),
        frozenset({"stations"}),
    ),
    PaperSpec(
        "station-counts",
        "阵地年度统计",
        "stations:year_counts",
        (Option("year", "年度", OptionKind.YEAR), _DIVISION),
        frozenset({"stations", "station_members", "station_activities"}),
    ),
)  # fmt: skip
"""Papers of stations."""

_MEMBER = Option("person", "报到党员", OptionKind.RECORD, Query("members", filters=(Filter("active", "is", True),)))
_GIVEN_MEMBERS = Option("members", "报到党员", OptionKind.GIVEN, Query("members"))
_BLANK = Option("blank", "空白表", OptionKind.FLAG)
CHECKIN_PAPERS = (
    PaperSpec(
        "checkin-form",
        "报到登记表",
        "checkin_form:registration",
        (_GIVEN_MEMBERS, _MEMBER, _BLANK, _COMMUNITY),
        frozenset({"members", "units", "grids"}),
    ),
    PaperSpec(
        "unit-slip",
        "单位报到单和回执",
        "checkin_form:unit_slip",
        (Option("units", "报到单位", OptionKind.GIVEN, Query("units")),
         Option("unit", "报到单位", OptionKind.RECORD, Query("units")), _BLANK),
        frozenset({"units"}),
    ),
    PaperSpec(
        "checkin-roster", "报到党员一览表", "checkin_lists:roster", (_COMMUNITY,), frozenset({"members", "units"})
    ),
    PaperSpec(
        "wish-list",
        "需求和微心愿清单",
        "checkin_lists:wishes",
        (_COMMUNITY, Option("all", "连同已完成的", OptionKind.FLAG)),
        frozenset({"wishes"}),
    ),
    PaperSpec(
        "wish-cards",
        "心愿卡",
        "checkin_wishes:cards",
        (Option("wishes", "需求与微心愿", OptionKind.GIVEN, Query("wishes")), _COMMUNITY,
         replace(_BLANK, label="空白卡")),
        frozenset({"wishes"}),
    ),
    PaperSpec(
        "service-card",
        "服务记录卡",
        "checkin_year:card",
        (_GIVEN_MEMBERS, _MEMBER, Option("year", "年度", OptionKind.YEAR), _BLANK),
        frozenset({"members", "services"}),
    ),
    PaperSpec(
        "evaluation",
        "评价鉴定表",
        "checkin_year:evaluation",
        (
            _GIVEN_MEMBERS,
            replace(_MEMBER, query=Query("members"), optional=True),
            Option("unit", "报到单位", OptionKind.RECORD, Query("units"), optional=True),
            Option("year", "年度", OptionKind.YEAR, default=lambda context: context.today.year - 1),
        ),
        frozenset({"members", "services", "evaluations", "wishes"}),
    ),
    PaperSpec(
        "checkin-summary",
        "党员服务汇总",
        "checkin_lists:summary",
        (
            Option("period", "时间（如 2026、2026H1，留空为今年）", OptionKind.TEXT),
            Option("of", "汇总", OptionKind.CHOICE, choices=(
                ("members", "按党员"), ("units", "按单位"), ("campaigns", "按系列活动"))),
            _COMMUNITY,
        ),
        frozenset({"members", "units", "services", "wishes", "campaigns"}),
    ),
)  # fmt: skip
"""Papers of check-in."""

_CASES = frozenset({"cases", "case_parties", "committees", "consultations", "confirmations", "performances"})
_OF_CASE = frozenset(
    {
        "cases",
        "case_parties",
        "committees",
        "investigations",
        "evidences",
        "sessions",
        "extensions",
        "performances",
        "visits",
        "confirmations",
        "signatures",
    }
)
_CASE = (
    Option("cases", "案件", OptionKind.GIVEN, Query("cases")),
    Option(
        "case",
        "案件",
        OptionKind.RECORD,
        Query("cases", filters=(Filter("number", "filled"),), order=(("accepted_on", True), ("number", True))),
    ),
)
MEDIATION_PAPERS = (
    PaperSpec(
        "mediation-file",
        "人民调解卷宗",
        "mediation:case_paper",
        (
            *_CASE,
            Option("paper", "打印", OptionKind.CHOICE, choices=(
                ("file", "整卷（封面、目录、文书、封底）"), ("cover", "卷宗封面"), ("application", "人民调解申请书"),
                ("register", "受理登记表"), ("notice", "权利义务告知书"), ("investigation", "调查记录"),
                ("evidence", "证据材料清单"), ("extension", "延长期限同意书"), ("session", "调解记录"),
                ("agreement", "调解协议书"), ("oral_agreement", "口头协议登记表"), ("termination", "终止调解通知书"),
                ("performance", "履行情况登记表"), ("visit", "回访记录"), ("confirmation", "司法确认申请书"),
                ("proof", "调解证明"), ("report", "结案报告表"), ("situation", "卷宗情况说明"))),
            _BLANK,
            Option("purpose", "电话印原号的用途（写入日志，不填隐去）", OptionKind.PURPOSE),
        ),
        _OF_CASE,
        "mediation:case_docx",
        "mediation:note_phones",
    ),
    PaperSpec(
        "case-example",
        "调解案例（隐去身份）",
        "mediation:example_paper",
        (
            _CASE[0],
            replace(_CASE[1], query=Query(
                "cases", filters=(Filter("accepted", "is", True), Filter("open", "is", False)),
                order=(("public_example", True), ("accepted_on", True), ("number", True)))),
            Option("brief", "不写调解过程", OptionKind.FLAG),
        ),
        _OF_CASE,
        "mediation:example_docx",
    ),
    PaperSpec(
        "statistics",
        "调解案件情况统计表",
        "mediation_statistics:statistics_paper",
        (
            Option("year", "年度", OptionKind.YEAR),
            Option("half", "时段", OptionKind.CHOICE, choices=(("", "全年"), ("1", "上半年"), ("2", "下半年"))),
            Option("month", "只统计某月（如 2026-08）", OptionKind.TEXT),
            Option("by", "每行为", OptionKind.CHOICE, choices=(
                ("committee", "调委会"), ("area", "区域"), ("room", "调解室"), ("period", "月份"))),
            _DIVISION,
            Option("stated", "公布的成功率（如 96.8，用来核对）", OptionKind.TEXT),
        ),
        _CASES,
    ),
)  # fmt: skip
"""Papers of mediation."""

PAPERS: tuple[PaperSpec, ...] = (
    PaperSpec(
        "completeness",
        "1+N+N 配备表",
        "staff:completeness",
        (_COMMUNITY, Option("missing", "只印有缺的网格", OptionKind.FLAG)),
    ),
    PaperSpec(
        "contracts",
        "合同到期一览表",
        "staff:contracts",
        (Option("days", "多少天内到期（留空按设置）", OptionKind.TEXT),),
        frozenset({"contracts"}),
    ),
    PaperSpec(
        "allocation",
        "专职网格员配置建议",
        "staff:advice",
        (Option("total", "按多少人配置（留空按现有）", OptionKind.TEXT),),
    ),
    PaperSpec(
        "sign-in",
        "培训签到表",
        "training:sign_in",
        (_CLASS,),
        frozenset({"classes", "attendances", "trainers"}),
    ),
    PaperSpec(
        "training-certificates",
        "结业证书",
        "training_certificates:certificates",
        (
            _CLASS,
            Option("people", "参训记录", OptionKind.GIVEN, Query("attendances")),
            Option(
                "style",
                "样式",
                OptionKind.CHOICE,
                choices=(("classic", "花边"), ("plain", "简洁"), ("text", "只印文字（套印）")),
            ),
        ),
        frozenset({"classes", "attendances"}),
    ),
    PaperSpec(
        "training-summary",
        "培训班情况汇总",
        "training:summary",
        (_CLASS,),
        frozenset({"classes", "attendances", "trainers"}),
    ),
    PaperSpec(
        "training-hours",
        "参训学时表",
        "staff:learners",
        (Option("year", "年度", OptionKind.YEAR), _COMMUNITY),
        frozenset({"classes", "attendances"}),
    ),
    PaperSpec(
        "unit-duties",
        "单位值班表",
        "centre:duty_roster",
        (
            Option("month", "月份", OptionKind.MONTH),
            Option("paper", "纸张", OptionKind.CHOICE, choices=(("A4", "A4 横向"), ("A3", "A3 横向"))),
        ),
        frozenset({"centre_units", "unit_duties", "holidays"}),
    ),
    PaperSpec(
        "centre-register",
        "指挥中心登记表",
        "centre_register:register",
        (
            Option(
                "of",
                "内容",
                OptionKind.CHOICE,
                choices=(("units", "入驻单位一览表"), ("systems", "接驳系统清单"), ("halls", "功能分区一览表")),
            ),
        ),
        frozenset({"centre_units", "systems", "halls"}),
    ),
    *PARTY_PAPERS,
    *STATION_PAPERS,
    *CHECKIN_PAPERS,
    *MEDIATION_PAPERS,
)


def paper(key: str) -> PaperSpec | None:
    """Return a paper by its key."""
    return next((one for one in PAPERS if one.key == key), None)


def maker(spec: PaperSpec) -> Make:
    """Import and return the function that writes a paper."""
    module, name = spec.make.split(":")
    made: Make = getattr(import_module(f"{__package__}.{module}"), name)
    return made


def docx_maker(spec: PaperSpec) -> Make | None:
    """Import and return the function that writes a paper as .docx, None for papers nobody edits."""
    return maker(replace(spec, make=spec.docx)) if spec.docx else None


def noted(spec: PaperSpec, chosen: Mapping[str, Any]) -> Note | None:
    """Return what has to be kept in the history before a paper is made, None where everything on it stays masked."""
    given = [one for one in spec.options if one.kind is OptionKind.PURPOSE and chosen.get(one.key)]
    if not spec.note or not given:
        return None
    module, name = spec.note.split(":")
    made: Note = getattr(import_module(f"{__package__}.{module}"), name)
    return made
