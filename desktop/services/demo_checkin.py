"""Check-in of the demonstration: 23,367 services of three kinds, as the source says; units, people, wishes invented.

Every row that holds a person is marked 演示数据; nobody in it is a real person.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from desktop.models import Campaign, Evaluation, Member, Progress, Service, Unit, Wish

from .checkin import URGENT
from .checkin_points import Done, Rule, award, total
from .checkin_wishes import number
from .demo_names import invent_names
from .demo_town import MARK, Town

SERVICES = {"life": 12_846, "legal": 3_305, "public": 7_216}
"""Services by head: 23,367 together (source); how they divide is invented."""
CAMPAIGNS = ("在职党员进社区报到服务", "我是党员我争先、我是党员跟我来", "干部走进群众、实事办到心坎")
"""Series of activities the source names."""
MEMBERS = 360
WISHES = 180
BEGUN = date(2021, 8, 2)
UNITS = (
    "映山红文化旅游公司", "翠竹林业服务中心", "杜鹃花城建设公司", "井竹供水公司", "红杜鹃公交公司", "茶岭农业服务中心",
    "五指峰旅行社", "龙潭水务服务中心", "竹海印刷厂", "清泉环卫服务中心", "映山小学", "翠岗中学", "朝阳幼儿园",
    "松涛职业学校", "百草园门诊部", "晨光诊所", "益民药房连锁", "红瓦建筑公司", "青石路桥公司", "万家物业公司",
    "安居房产服务中心", "金穗粮油公司", "山货行商贸公司", "惠民超市连锁", "云雾茶业公司", "老区陶瓷厂", "丰收种业站",
    "明灯电力服务站", "畅达通信服务站", "迅捷快递站", "平安保险部", "利民储蓄所", "法桥法律服务所", "公正公证处",
    "蓝天环境监测站", "星火图书馆", "百姓文化馆", "健步体育中心",
)  # fmt: skip
"""38 invented units."""
BRANCHES = ("第一党支部", "第二党支部", "机关党支部", "党支部")
ESTATES = ("茶山路小区", "翠竹苑", "杜鹃花园", "龙江小区", "会师新村", "映山红小区", "五井家园", "梨坪小区")
SKILLS = ("", "", "电工", "水暖维修", "书法", "摄影", "法律咨询", "心理疏导", "客家话", "急救", "辅导功课", "广场舞")
TIMES = ("周末", "晚上", "周六", "节假日", "工作日晚上、周末", "")
POSITIONS = ("policy", "mediation", "patrol", "environment", "care", "legal", "culture", "health", "other")
DEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "life": {
        "aid": ("上门送米送油", "帮助联系就业岗位", "代办补贴申领", "陪老人办事", "节日走访慰问", "代购生活用品"),
        "health": ("义诊量血压", "健康知识讲座", "协助接种登记", "家庭急救培训"),
        "culture": ("辅导孩子功课", "书法体验课", "组织广场舞", "放映露天电影", "图书漂流"),
        "repair": ("更换楼道灯", "疏通下水道", "修水龙头", "修门锁", "检修电路", "修雨棚"),
    },
    "legal": {
        "legal_aid": ("法律咨询", "代写文书", "民法典宣讲", "反诈骗宣传", "劳动合同咨询"),
        "mediation": ("参与邻里纠纷调解", "参与漏水纠纷调解", "参与停车纠纷调解"),
    },
    "public": {
        "organisation": ("协助换届登记", "参加议事协商", "党员活动日服务"),
        "governance": ("清点小区底数", "停车位划线", "文明创建劝导", "协助入户登记"),
        "safety": ("夜间治安巡逻", "消防隐患排查", "汛期值守", "防溺水巡查", "交通劝导"),
        "environment": ("清理楼道杂物", "清除小广告", "垃圾分类引导", "绿化带清理", "河道捡拾垃圾"),
        "other": ("协助活动现场引导", "协助布置会场"),
    },
}
"""What was done, by head and sub-kind."""
WANTED = {
    "repair": ("换一盏楼道灯", "修一修漏水的水龙头", "装一个门铃", "修好阳台晾衣架", "检查家里的电线"),
    "aid": ("想要一辆二手轮椅", "想要一床厚被子", "陪着去一趟办事大厅", "想要一台收音机", "代买每月的米和油"),
    "culture": ("想要一套童话书", "想学用智能手机", "想要一个篮球", "想看一场电影", "请人教写毛笔字"),
    "health": ("想量一量血压", "想学做保健操"),
    "legal_aid": ("想问一问租房合同", "想咨询劳动报酬"),
    "environment": ("清理楼后的杂草", "给花坛换土"),
    "safety": ("给路口装一面凸面镜", "装一个楼道扶手"),
}
WISHERS = ("李奶奶", "王爷爷", "张阿姨", "小刘同学", "小陈同学", "钟奶奶", "独居老人", "黄大爷", "小罗同学", "肖阿姨")
THANKS = ("灯亮了，谢谢！", "东西收到了，很暖心。", "当天就修好了，辛苦了。", "孩子很喜欢。", "谢谢党员同志。")
HOURS = tuple(Decimal(text) for text in ("1", "1.5", "2", "2", "2.5", "3", "3", "4"))


def fill(town: Town) -> None:
    """Fill units, members, campaigns, wishes, services and evaluations."""
    rng = random.Random(repr(town.rng.getstate()))
    campaigns = _campaigns(town)
    units = _units(town, rng)
    members = _members(town, rng, units)
    town.work.add_all(units)
    town.work.add_all(members)
    wishes, deeds = _wishes(town, rng, members)
    town.work.add_all(wishes)
    services = [*deeds, *_services(town, rng, members, campaigns, deeds)]
    services.sort(key=lambda one: one.day)
    town.work.add_all(services)
    town.work.add_all(_evaluations(town, rng, members, services))


def _units(town: Town, rng: random.Random) -> list[Unit]:
    made = []
    for at, name in enumerate(UNITS):
        reported = town.day(BEGUN, BEGUN + timedelta(days=240))
        made.append(
            Unit(
                id=uuid7(),
                name=name,
                organisation=f"{name}党支部",
                contact=invent_names(rng, 1)[0][0],
                phone=f"0796-0002{at:03d}",
                community_id=town.communities[at % len(town.communities)].id,
                reported_on=reported,
                returned_on=min(town.today, reported + timedelta(days=3)),
                opinion="同意接收，按服务意向安排岗位。",
                notes=MARK,
            )
        )
    return made


def _members(town: Town, rng: random.Random, units: Sequence[Unit]) -> list[Member]:
    """Return the members, and give each unit as many Party members as report, and some more."""
    made: list[Member] = []
    taken: set[tuple[str, int]] = set()
    for at, (name, gender) in enumerate(invent_names(rng, MEMBERS)):
        place = rng.randrange(len(units))
        while (name, place) in taken:
            place = (place + 1) % len(units)
        taken.add((name, place))
        community = rng.choice(town.communities)
        grid = rng.choice(town.grids_of(community))
        first = _day(rng, BEGUN, min(town.today, date(2026, 6, 30)), early=True)
        gone = at % 17 == 5
        last = _day(rng, first + timedelta(days=120), town.today) if gone and first.year < 2026 else None
        made.append(
            Member(
                id=uuid7(),
                name=name,
                gender=gender,
                born_on=date(rng.randrange(1966, 2001), rng.randrange(1, 13), rng.randrange(1, 28)),
                unit_id=units[place].id,
                duty=rng.choice(("", "科员", "职员", "教师", "副科长", "科长", "医师", "工程师")),
                branch=f"{units[place].name}{rng.choice(BRANCHES)}",
                mobile=f"1991{at:07d}",
                community_id=community.id,
                grid_id=grid.id,
                estate=f"{rng.choice(ESTATES)}{rng.randrange(1, 20)}栋",
                checked_in_on=first,
                checked_out_on=last,
                position=rng.choice(POSITIONS),
                intention=rng.choice([one for kind in DEEDS.values() for one in kind]),
                skills=rng.choice(SKILLS),
                free_time=rng.choice(TIMES),
                opinion="同意报到。",
                notes=MARK,
            )
        )
    for at, unit in enumerate(units):
        mine = sum(one.unit_id == unit.id and one.checked_out_on is None for one in made)
        unit.party_members = mine + (2 if at % 6 == 4 else 0)
    return made


def _campaigns(town: Town) -> list[Campaign]:
    starts = (BEGUN, date(2022, 3, 1), date(2023, 2, 20))
    made = [
        Campaign(
            name=name,
            organiser="井冈山市委组织部",
            started_on=min(first, town.today),
            aim=f"党建引领网格化治理系列活动（{MARK}）",
        )
        for name, first in zip(CAMPAIGNS, starts, strict=True)
    ]
    town.work.add_all(made)
    return made


def _day(rng: random.Random, first: date, last: date, early: bool = False) -> date:
    span = (last - first).days
    if span <= 0:
        return first
    part = rng.random() ** 2 if early else rng.random()
    return first + timedelta(days=int(part * (span + 1)))


def _wishes(town: Town, rng: random.Random, members: Sequence[Member]) -> tuple[list[Wish], list[Service]]:
    """Return wishes in every state by day, and the services by which some were done."""
    days = sorted(_day(rng, max(BEGUN, town.today - timedelta(days=900)), town.today) for _ in range(WISHES))
    serials: dict[int, int] = {}
    wishes, deeds = [], []
    for at, day in enumerate(days):
        subkind = rng.choice(list(WANTED))
        community = rng.choice(town.communities)
        serials[day.year] = serials.get(day.year, 0) + 1
        wish = Wish(
            id=uuid7(),
            number=number(day.year, serials[day.year]),
            kind="need" if at % 4 == 0 else "wish",
            subkind=subkind,
            content=rng.choice(WANTED[subkind]),
            wisher="" if at % 4 == 0 else rng.choice(WISHERS),
            community_id=community.id,
            grid_id=rng.choice(town.grids_of(community)).id,
            people=rng.choice((None, 1, 1, 2)),
            published_on=day,
            wanted_on=day + timedelta(days=rng.randrange(7, 40)),
            state=Progress.PUBLISHED.value,
        )
        wishes.append(wish)
        state = _state(rng, (town.today - day).days)
        there = [one for one in rng.sample(members, 12) if one.checked_in_on <= day and one.checked_out_on is None]
        if state == Progress.WITHDRAWN:
            wish.state, wish.feedback = state.value, "撤回：重复登记"
        elif state != Progress.PUBLISHED and there:
            deeds += _granted(rng, town.today, wish, there[0], state)
    return wishes, deeds


def _state(rng: random.Random, age: int) -> Progress:
    if age < 10:
        return rng.choice((Progress.PUBLISHED, Progress.PUBLISHED, Progress.CLAIMED))
    if age < 40:
        return rng.choice((Progress.PUBLISHED, Progress.CLAIMED, Progress.DONE, Progress.THANKED))
    if rng.random() < 0.04:
        return rng.choice((Progress.PUBLISHED, Progress.CLAIMED))
    return rng.choice((Progress.DONE, *(Progress.THANKED,) * 6, Progress.WITHDRAWN))


def _granted(rng: random.Random, today: date, wish: Wish, member: Member, state: Progress) -> list[Service]:
    wish.state, wish.member_id = state.value, member.id
    wish.claimed_on = min(today, wish.published_on + timedelta(days=rng.randrange(0, 6)))
    if state == Progress.CLAIMED:
        return []
    wish.done_on = min(today, wish.claimed_on + timedelta(days=rng.randrange(1, 12)))
    if state == Progress.THANKED:
        wish.thanked_on, wish.feedback = min(today, wish.done_on + timedelta(days=2)), rng.choice(THANKS)
    kind = next(head for head, those in DEEDS.items() if wish.subkind in those)
    return [
        Service(
            day=wish.done_on,
            member_id=member.id,
            kind=kind,
            subkind=wish.subkind,
            content=wish.content,
            hours=rng.choice(HOURS),
            people=1,
            community_id=wish.community_id,
            wish_id=wish.id,
            confirmed_by="社区经办人",
        )
    ]


def _services(
    town: Town,
    rng: random.Random,
    members: Sequence[Member],
    campaigns: Sequence[Campaign],
    deeds: Sequence[Service],
) -> list[Service]:
    """Return services up to the figures of the source, ``town.scale`` times; none breaks a rule."""
    made = []
    # Some serve often, some seldom, as everywhere; who was there longer has done more.
    there = [((one.checked_out_on or town.today) - one.checked_in_on).days + 1 for one in members]
    zeal = [(rng.random() ** 2 + 0.15) * days for days in there]
    busy: dict[tuple[UUID, date], int] = {}
    for kind, many in SERVICES.items():
        granted = sum(one.kind == kind for one in deeds)
        subkinds = list(DEEDS[kind])
        for member in rng.choices(members, zeal, k=many * town.scale - granted):
            last = member.checked_out_on or town.today
            day = _day(rng, member.checked_in_on, last)
            while busy.get((member.id, day), 0) >= 6:
                day = _day(rng, member.checked_in_on, last)
            busy[member.id, day] = busy.get((member.id, day), 0) + 1
            subkind = rng.choice(subkinds)
            begun = [one for one in campaigns if one.started_on is not None and one.started_on <= day]
            urgent = subkind == "safety" and rng.random() < 0.08
            made.append(
                Service(
                    day=day,
                    member_id=member.id,
                    kind=kind,
                    subkind=subkind,
                    content="汛期值守" if urgent else rng.choice(DEEDS[kind][subkind]),
                    hours=rng.choice(HOURS),
                    people=rng.choice((1, 1, 2, 3, 5, 8, 20)),
                    started_at=rng.choice(("", "09:00", "14:30", "19:00")),
                    occasion=URGENT if urgent else "ordinary",
                    community_id=member.community_id,
                    campaign_id=rng.choice(begun).id if begun else None,
                    confirmed_by="社区经办人",
                )
            )
    return made


def _evaluations(
    town: Town, rng: random.Random, members: Sequence[Member], services: Sequence[Service]
) -> list[Evaluation]:
    """Return the evaluations of last year for most who were there the whole year."""
    year = town.today.year - 1
    done: dict[UUID, list[Done]] = {}
    for one in services:
        if one.day.year == year and one.member_id:
            at = Done(one.id, one.day, one.subkind or "", one.occasion, Decimal(one.hours))
            done.setdefault(one.member_id, []).append(at)
    labels = {"excellent": "积极主动，表现突出。", "good": "按时参加服务，表现良好。", "qualified": "能完成服务任务。",
              "below": "参加服务较少，请单位督促。"}  # fmt: skip
    made = []
    for member in members:
        if member.checked_in_on.year >= year or member.checked_out_on or rng.random() < 0.08:
            continue
        rule = Rule()
        points = total(award(rule, (member.id, member.checked_in_on), done.get(member.id, ()), ()))
        grade = rule.grade(points)
        made.append(
            Evaluation(
                member_id=member.id,
                year=year,
                grade=grade,
                opinion=f"全年服务 {len(done.get(member.id, ()))} 次，{labels[grade]}",
                evaluated_on=date(year, 12, 31),
                returned_on=min(town.today, date(year + 1, 1, 10)),
            )
        )
    return made
