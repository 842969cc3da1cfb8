"""The settings of an office: each described once with its default; rows hold only what was changed.

Whatever the reference marks as drafted or uncertain is a setting here, never a constant elsewhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Invalid
from desktop.models import Kind, Setting
from desktop.storage.work import Work

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@dataclass(frozen=True)
class Spec:
    """Description of one setting."""

    key: str
    label: str
    kind: Kind
    default: Any
    section: str
    help: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """``(value, label)`` pairs of a CHOICE."""


@cache
def board_texts() -> Mapping[str, Any]:
    """Return the default wording of signboards (resources/text/board_texts.toml; drafted, hence settings)."""
    return tomllib.loads((RESOURCES / "text" / "board_texts.toml").read_text("utf-8"))


@cache
def specs() -> Mapping[str, Spec]:
    """Return every setting by its key, in the order of the settings page."""
    number = Kind.COUNT
    those = (
        Spec("grids.households_least", "每格户数下限", number, 300, "网格规模", "少于此数提示“偏小”", "户", 1, 100_000),
        Spec("grids.households_most", "每格户数上限", number, 500, "网格规模", "多于此数提示“偏大”", "户", 1, 100_000),
        Spec("grids.people_least", "每格人口下限", number, 800, "网格规模", "没有户数时按人口核对", "人", 1, 1_000_000),
        Spec("grids.people_most", "每格人口上限", number, 1200, "网格规模", "没有户数时按人口核对", "人", 1, 1_000_000),
        Spec("grids.members_least", "每格网格员至少", number, 1, "1+N+N", "", "名", 0, 100),
        Spec("grids.volunteers_least", "每格平安志愿者至少", number, 1, "1+N+N", "不足时提示，不算错误", "名", 0, 1000),
        Spec("team.contract_days", "聘用合同到期提醒", number, 60, "队伍", "到期前多少天列入需要处理", "天", 1, 365),
        Spec(
            "team.allocation_people",
            "配置建议：人口比重",
            number,
            60,
            "队伍",
            "专职网格员按人口和小区数分配",
            "",
            0,
            100,
        ),
        Spec("team.allocation_estates", "配置建议：小区数比重", number, 40, "队伍", "两项比重只看大小之比", "", 0, 100),
        Spec(
            "training.series",
            "结业证书编号",
            Kind.TEXT,
            "〔{年}〕井网培证{序号}号",
            "培训",
            "{年} 和 {序号} 由程序填写，每年从 001 起，不跳号",
        ),
        Spec("training.issuer", "结业证书发证单位", Kind.TEXT, "", "培训", "留空时用培训班的主办单位"),
        Spec("training.blank_lines", "签到表空行", number, 6, "培训", "名单后面留几行供临时参加的人填写", "行", 0, 60),
        Spec(
            "centre.visiting_duty",
            "非常驻单位值班",
            Kind.CHOICE,
            "no",
            "指挥中心",
            "排值班表时非常驻单位是否轮值",
            choices=(("no", "不参加"), ("yes", "参加")),
        ),
        Spec("centre.roster_day", "排班提醒日", number, 20, "指挥中心", "每月这天起提醒排下个月的值班", "日", 1, 28),
        Spec("centre.duty_hours", "值班时间", Kind.TEXT, "8:30 至次日 8:30", "指挥中心", "印在值班表上"),
        Spec(
            "grids.gap_tolerance",
            "边界缝隙容差",
            number,
            20,
            "边界检查",
            "小于此面积的缝隙和重叠不提示",
            "平方米",
            0,
            100_000,
        ),
        Spec(
            "names.order",
            "姓氏笔画排序",
            Kind.CHOICE,
            "surname",
            "名册",
            "单名排在双名之前（按姓氏笔画），或直接比名字笔画（按姓名笔画）",
            choices=(("surname", "按姓氏笔画"), ("name", "按姓名笔画")),
        ),
        Spec("boards.duties", "职能职责", Kind.DATA, None, "公示牌", "每行一条：标题 内容"),
        Spec("boards.services", "便民服务", Kind.DATA, None, "公示牌", "每行一条"),
        Spec("boards.hours", "服务时间", Kind.DATA, None, "公示牌", "每行一条"),
        Spec("boards.ordinary_line", "常规事项流程", Kind.DATA, None, "公示牌", "每行一步"),
        Spec("boards.urgent_line", "专线流程", Kind.DATA, None, "公示牌", "每行一步"),
        Spec("boards.hotline", "政务服务热线", Kind.TEXT, "12345", "公示牌"),
        Spec("boards.qr", "二维码内容", Kind.TEXT, "", "公示牌", "办事指南的网址或一句话，不能含个人信息；留空不印"),
        Spec("boards.maker", "制作单位", Kind.TEXT, "", "公示牌", "留空时用社区居民委员会名称"),
        Spec(
            "duplicates.threshold",
            "相近提醒",
            number,
            88,
            "录入",
            "新填的姓名、名称与已有的相近到这个程度就提醒；100 只提醒相同的，0 不提醒",
            "分",
            0,
            100,
        ),
        Spec(
            "mediation.accept_days",
            "受理决定期限",
            number,
            3,
            "人民调解",
            "申请后几个工作日内决定是否受理；法律没有规定天数",
            "工作日",
            1,
            30,
        ),
        Spec("mediation.warn_first", "期限第一次提醒", number, 7, "人民调解", "期限届满前几天提醒", "天", 1, 60),
        Spec("mediation.warn_last", "期限再次提醒", number, 3, "人民调解", "", "天", 0, 30),
        Spec("mediation.visit_days", "首次回访", number, 30, "人民调解", "履行期满后几天内回访", "天", 1, 180),
        Spec("mediation.delegated_days", "法院委派调解期限", number, 30, "人民调解", "从签收文书次日起", "天", 1, 365),
        Spec("mediation.ordinary_days", "法院委托调解期限（普通程序）", number, 15, "人民调解", "", "天", 1, 365),
        Spec("mediation.simplified_days", "法院委托调解期限（简易程序）", number, 7, "人民调解", "", "天", 1, 365),
        Spec("mediation.keep_short", "短期保管年限", number, 10, "人民调解", "卷宗封面只印“短期”", "年", 1, 100),
        Spec("mediation.keep_long", "长期保管年限", number, 30, "人民调解", "卷宗封面只印“长期”", "年", 1, 100),
        Spec(
            "figures.stated",
            "对外公布的数字",
            Kind.DATA,
            (),
            "数字核对",
            "每行一条：指标名称、空格、数字，如“品牌调解室调处成功率 96.8”；与按记录算出的不一致时会标出",
        ),
        Spec(
            "backups.outside_days",
            "提醒拷到移动硬盘",
            number,
            7,
            "备份",
            "几天没拷走就提醒，0 表示不提醒",
            "天",
            0,
            365,
        ),
        Spec("attachments.largest", "附件最大", number, 20, "附件", "更大的文件不收，越大备份越慢", "MB", 1, 50),
        Spec("attachments.long_side", "照片长边", number, 3000, "附件", "更大的照片存入时缩到此数", "像素", 1000, 8000),
        Spec("party.branch_least", "党支部正式党员至少", number, 3, "党组织", "不足时提示，不算错误", "名", 1, 100),
        Spec("party.branch_most", "党支部党员一般不超过", number, 50, "党组织", "超过时提示", "名", 1, 1000),
        Spec("party.general_least", "党总支党员一般不少于", number, 50, "党组织", "", "名", 1, 1000),
        Spec("party.general_most", "党总支党员一般不超过", number, 100, "党组织", "", "名", 1, 10_000),
        Spec("party.committee_least", "党委党员一般不少于", number, 100, "党组织", "", "名", 1, 10_000),
        Spec("party.group_least", "党小组至少", number, 3, "党组织", "不足时提示", "名", 1, 100),
        Spec("party.term_notice_days", "换届提前提醒", number, 90, "党组织", "", "天", 0, 730),
        Spec("checkin.report", "到社区报到", number, 10, "党员报到积分", "统计期内计一次；积分只作参考", "分", 0, 100),
        Spec("checkin.hour", "服务每小时", number, 1, "党员报到积分", "", "分", 0, 100),
        Spec(
            "checkin.cap", "同一类别时长积分上限", number, 40, "党员报到积分", "统计期内；0 表示不设上限", "分", 0, 1000
        ),
        Spec("checkin.wish", "完成一件需求或微心愿", number, 3, "党员报到积分", "", "分", 0, 100),
        Spec("checkin.urgent", "参加应急集结", number, 5, "党员报到积分", "", "分", 0, 100),
        Spec("checkin.proposal", "建议被采纳", number, 3, "党员报到积分", "", "分", 0, 100),
        Spec("checkin.absent", "无故缺席扣", number, 3, "党员报到积分", "", "分", 0, 100),
        Spec("checkin.excellent", "优秀不低于", number, 85, "党员报到积分", "", "分", 0, 10_000),
        Spec("checkin.good", "良好不低于", number, 70, "党员报到积分", "", "分", 0, 10_000),
        Spec("checkin.qualified", "合格不低于", number, 60, "党员报到积分", "", "分", 0, 10_000),
        Spec("checkin.unit_rate", "单位报到率提醒线", number, 95, "党员报到", "低于此数在首页提示", "%", 0, 100),
        Spec("checkin.wish_days", "心愿没人认领提醒", number, 7, "党员报到", "发布多少天后在首页提示", "天", 1, 365),
        Spec("accounts.idle_minutes", "离开自动锁定", number, 15, "安全", "0 表示不自动锁定", "分钟", 0, 240),
    )
    return {spec.key: spec for spec in those}


def load(session: Session) -> Mapping[str, Any]:
    """Return every setting with its value: the office's own where there is one, the default otherwise."""
    own = {key: value for key, value in session.execute(select(Setting.key, Setting.value).where(~Setting.deleted))}
    texts = board_texts()
    found: dict[str, Any] = {}
    for key, spec in specs().items():
        default = texts.get(key.removeprefix("boards."), spec.default) if spec.kind is Kind.DATA else spec.default
        found[key] = own.get(key, default)
    return found


def save(work: Work, values: Mapping[str, Any]) -> None:
    """Keep changed settings. Raises ``Invalid`` naming each wrong one; a value equal to the default is kept too."""
    mistakes = {key: sentence for key, value in values.items() if (sentence := _mistake(specs()[key], value))}
    low, high = (values.get(f"grids.households_{end}") for end in ("least", "most"))
    if isinstance(low, int) and isinstance(high, int) and low > high:
        mistakes["grids.households_most"] = f"户数上限 {high} 不能小于下限 {low}，请改正后再保存"
    if mistakes:
        raise Invalid(mistakes)
    work.label = "修改设置 " + "、".join(specs()[key].label for key in values)
    rows = {row.key: row for row in work.session.scalars(select(Setting).where(Setting.key.in_(values)))}
    for key, value in values.items():
        if key in rows:
            rows[key].value = value
        else:
            work.add(Setting(key=key, value=value))


def _mistake(spec: Spec, value: Any) -> str:
    if spec.kind is Kind.COUNT:
        if not isinstance(value, int) or isinstance(value, bool):
            return f"{spec.label}应为整数"
        if spec.least is not None and value < spec.least:
            return f"{spec.label}不能小于 {spec.least}"
        if spec.most is not None and value > spec.most:
            return f"{spec.label}不能大于 {spec.most}"
    if spec.kind is Kind.CHOICE and value not in dict(spec.choices):
        return f"{spec.label}没有“{value}”这一项"
    return ""
