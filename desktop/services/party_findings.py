"""What needs attention in the Party organisation: a line for each kind of notice, with the organisations behind it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Grid, GridKind, PartyLevel, PartyOrganisation

from . import grids, party, records
from . import party_structure as structure
from .context import Context
from .findings import HEAVY, LIGHT, SOONER, Finding
from .queries import Filter, Query, ordered

SAID = {
    structure.FEW: (HEAVY, "个党支部正式党员不足", "缺人", "按规定应并入别的支部或联合组建"),
    structure.MANY: (LIGHT, "个党支部党员超过上限", "需核对", "可改设党总支或分设支部"),
    structure.UNFIT: (LIGHT, "个组织的类型与党员数不符", "需核对", "核对党委、党总支的党员数"),
    structure.SMALL_GROUP: (SOONER, "个党小组人数不足", "缺人", "核对党员的组织关系"),
    structure.NO_LEADER: (HEAVY, "个党组织没有负责人", "空缺", "在组织关系里填写书记或组长"),
    structure.NOT_FULL: (HEAVY, "个党组织有职务由预备党员担任", "需核对", "职务应由正式党员担任，请核对党员类别"),
    structure.TERM_OVER: (HEAVY, "个党组织已过换届日期", "已到期", "换届后填写新的选举和换届日期"),
    structure.TERM_SOON: (SOONER, "个党组织即将换届", "将到期", "请提前准备换届"),
    structure.NO_GRID: (LIGHT, "个党小组没有对应网格", "待补", "在覆盖网格里选择"),
    structure.LEFT_BEHIND: (SOONER, "个已撤销的组织仍有党员", "待转出", "填写这些党员的转出日期"),
}
"""Weight, words, tag and advice of each notice."""


def find(session: Session, context: Context) -> list[Finding]:
    """Return what stands out of the tree, and the grids no group covers once there are groups."""
    noticed = structure.notices(context)
    every = Query("party_organisations")
    statement = ordered(every, context, select(PartyOrganisation.name, noticed).where(noticed != ""), None)
    # What a tree lacks is dear to find out: it is asked once for all of it, names and all.
    texts = [(name, text.split(structure.APART)) for name, text in session.execute(statement)]
    found = []
    for words, (weight, title, tag, advice) in SAID.items():
        if names := [name for name, said in texts if words in said]:
            query = Query("party_organisations", filters=(Filter("notices", "has", words),))
            finding = f"{len(names)} {title}"
            found.append(Finding(f"party.{words}", weight, "flag", finding, f"{advice}　{_named(names)}", tag, query))
    return found + _grids(session, context)


def _grids(session: Session, context: Context) -> list[Finding]:
    """Find residential grids without a Party group, unless no group was entered at all."""
    one = PartyOrganisation
    groups = select(func.count(one.id)).where(structure.is_open(one, context), one.level == PartyLevel.GROUP)
    if not session.execute(groups).scalar_one():
        return []
    wanted = (grids.is_open(context), Grid.kind == GridKind.RESIDENTIAL, party.groups_of_grid(context) == 0)
    many = session.execute(select(func.count(Grid.id)).where(*wanted)).scalar_one()
    if not many:
        return []
    filters = (
        Filter("open", "is", True),
        Filter("kind", "is", GridKind.RESIDENTIAL.value),
        Filter("registered_groups", "to", 0),
    )
    query = Query("grids", filters=filters)
    return [
        Finding("party.grids_without_group", LIGHT, "flag", f"{many} 个网格没有党小组",
                f"建立党小组或注明由邻近党小组覆盖　{_first(session, query, many, context)}", "待建", query)
    ]  # fmt: skip


def _first(session: Session, query: Query, many: int, context: Context) -> str:
    names = [row.texts["name"] for row in records.first_rows(session, query, ["name"], context, 2)]
    return "、".join(names) + ("等" if many > len(names) else "")


def _named(names: Sequence[str]) -> str:
    """Return the first two of some names."""
    return "、".join(names[:2]) + ("等" if len(names) > 2 else "")
