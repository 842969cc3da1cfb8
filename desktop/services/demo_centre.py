"""The city centre of the demonstration: 33 systems, 9 resident and 13 visiting units, halls, two months of duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from desktop.models import CentreUnit, Department, Hall, Standing, System, UnitDuty

from .centre_duty import calendar
from .demo_town import MARK, Town
from .rotation import Turns, day_class, days_of, rotate

HALLS = (
    ("指挥调度大厅", "一楼东侧", "大屏调度、视频会商", 24),
    ("值班室", "一楼西侧", "全天值班、接报转办", 6),
    ("矛盾调处区", "二楼东侧", "人民调解、诉前调解", 12),
    ("群众接待区", "二楼西侧", "来访接待、登记分流", 10),
    ("研判会商室", "三楼", "月分析、季调度", 16),
    ("数据机房", "负一楼", "设备运行维护", 2),
)
RESIDENT = (
    "市委政法委（市级综治中心）", "信访局", "司法局", "公安局", "城市管理局", "应急管理局", "民政局",
    "人力资源和社会保障局", "行政审批局",
)  # fmt: skip
VISITING = (
    "住房和城乡建设局", "市场监督管理局", "生态环境局", "消防救援大队", "医疗保障局", "卫生健康委员会", "教育体育局",
    "交通运输局", "自然资源局", "水利局", "农业农村局", "妇女联合会", "总工会",
)  # fmt: skip
SUPERIOR = (
    ("综治信息系统", "市委政法委（市级综治中心）", "事件流转、网格基础数据"),
    ("网格员手机端", "市委政法委（市级综治中心）", "上报、签到"),
    ("公共安全视频联网平台", "市委政法委（市级综治中心）", "视频巡查"),
    ("信访信息系统", "信访局", "信访登记、办理、回访"),
    ("人民调解信息平台", "司法局", "调解登记、卷宗"),
    ("社区矫正管理系统", "司法局", "矫正衔接"),
    ("公共法律服务平台", "司法局", "法律咨询"),
    ("接处警系统", "公安局", "警情通报、联动"),
    ("治安防控平台", "公安局", "巡防调度"),
    ("户政业务系统", "公安局", "人口核对"),
    ("应急指挥平台", "应急管理局", "预警、调度"),
    ("自然灾害监测系统", "应急管理局", "雨情、山洪监测"),
    ("社会救助系统", "民政局", "低保、临时救助"),
    ("养老服务平台", "民政局", "养老服务登记"),
    ("劳动监察系统", "人力资源和社会保障局", "欠薪线索"),
    ("政务服务网", "行政审批局", "办件查询"),
    ("政务服务热线系统", "行政审批局", "诉求转办"),
    ("消防监督系统", "消防救援大队", "隐患通报"),
    ("市场监管投诉平台", "市场监督管理局", "投诉举报"),
    ("环境监测平台", "生态环境局", "空气、水质监测"),
    ("医疗保障信息平台", "医疗保障局", "参保核对"),
)
OWN = (
    ("智慧城管系统", "城市管理局", "案件采集、派遣"),
    ("停车诱导系统", "城市管理局", "停车泊位"),
    ("数字井冈山一张图", "市委政法委（市级综治中心）", "地图、网格边界"),
    ("矛盾纠纷研判系统", "市委政法委（市级综治中心）", "月分析、季调度"),
    ("群众说事登记系统", "市委政法委（市级综治中心）", "说事、议事登记"),
    ("视频会商系统", "行政审批局", "多方会商"),
    ("森林防火监控", "应急管理局", "林区视频、热点"),
    ("雨污管网监测", "住房和城乡建设局", "积水预警"),
    ("物业服务监管", "住房和城乡建设局", "物业投诉"),
    ("校园安全视频", "教育体育局", "校园周边"),
    ("旅游客流监测", "交通运输局", "景区客流"),
    ("移动督办系统", "市委政法委（市级综治中心）", "督办、催办"),
)


def fill(town: Town) -> None:
    """Fill the register of the centre and the roster of last month and this one."""
    departments = {one.name: one.id for one in town.work.session.scalars(select(Department))}
    halls = []
    for at, (name, place, function, seats) in enumerate(HALLS, 1):
        halls.append(Hall(name=name, place=place, function=function, seats=seats, position=at))
        town.work.add(halls[-1])
    for level, systems in (("superior", SUPERIOR), ("own", OWN)):
        for at, (name, owner, functions) in enumerate(systems):
            town.work.add(
                System(
                    name=name,
                    level=level,
                    owner=owner,
                    department_id=departments.get(owner),
                    functions=functions,
                    phone=f"0796-0004{at:03d}",
                    since=date(2020 + at % 3, 1 + at % 12, 15),
                    notes=MARK,
                )
            )
    # One that was shut down shows that such are not counted.
    town.work.add(
        System(name="旧版网格通", level="own", owner="市委政法委（市级综治中心）", functions="上报",
               since=date(2017, 5, 1), until=date(2021, 6, 30), notes=MARK)
    )  # fmt: skip
    town.work.flush()
    units = _units(town, halls, departments)
    _duties(town, units)


def _units(town: Town, halls: list[Hall], departments: Mapping[str, UUID]) -> list[CentreUnit]:
    found = []
    for standing, names in ((Standing.RESIDENT, RESIDENT), (Standing.VISITING, VISITING)):
        for at, name in enumerate(names, 1):
            contact, _ = town.name()
            resident = standing is Standing.RESIDENT
            unit = CentreUnit(
                name=name,
                standing=standing.value,
                department_id=departments.get(name),
                hall_id=halls[at % 4].id if resident else None,
                contact=contact,
                phone=f"0796-000{5 if resident else 6}{at:03d}",
                mobile=f"199{5 if resident else 6:04d}{at:04d}",
                since=date(2021, 6, 1) if resident else date(2021, 9, 1),
                position=at,
                notes=MARK,
            )
            town.work.add(unit)
            found.append(unit)
    town.work.flush()
    return [one for one in found if one.standing == Standing.RESIDENT]


def _duties(town: Town, units: list[CentreUnit]) -> None:
    table, _ = calendar(town.work.session)
    this = town.today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    days = [(day, day_class(day, table)) for month in (last, this) for day in days_of(month)]
    by_id = {one.id: one for one in units}
    given = rotate(list(by_id), days, Turns.none())
    rows = []
    for day, unit_id in given.items():
        assert unit_id is not None
        unit = by_id[unit_id]
        rows.append(UnitDuty(day=day, shift="whole", unit_id=unit.id, person=unit.contact, phone=unit.phone))
    one, other = rows[len(rows) // 2], rows[len(rows) // 2 + 2]
    for duty, unit_id in ((one, other.unit_id), (other, one.unit_id)):
        duty.first_unit_id, duty.swap_reason = duty.unit_id, "承办大型活动保障，两单位商定对调"
        duty.unit_id = unit_id
        duty.person, duty.phone = by_id[unit_id].contact, by_id[unit_id].phone
    town.work.add_all(rows)
