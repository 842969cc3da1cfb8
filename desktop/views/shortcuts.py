"""The one table of shortcuts: which keys do what, and where. The help page of keys, tooltips and keys read it.

To add one, append an :class:`Entry` and name it where a button or a shortcut is made: ``button("新建", key="new")``,
``bind("search", self, self._begin)``. No module says keys itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtGui import QShortcut
    from PySide6.QtWidgets import QWidget

EVERYWHERE = "处处"
LIST, PANE, FORM, MAP = "列表", "列表右边的详情", "表单", "地图"
PREVIEW, SHEET, DIVISIONS, OTHER, WITHIN = "打印", "从表格导入", "区划", "其他页面", "导航、表格和输入框里"
PARTY, ATTACHMENT, CHECKIN = "党组织", "打开的附件", "党员报到"
CASE = "调解案件"


class Entry(NamedTuple):
    """One thing the keyboard does."""

    name: str
    """Word by which code asks for it."""
    keys: tuple[str, ...]
    """In Qt's words; the first is the one that is shown."""
    place: str
    does: str
    """What it does, in the clerk's words."""
    bound: bool = True
    """Whether a button or shortcut of the window has it; False where the part with the keyboard takes it itself."""


TABLE: tuple[Entry, ...] = (
    Entry("search", ("Ctrl+K",), EVERYWHERE, "快速搜索；什么都不输入时列出最近查看的记录"),
    Entry("help", ("F1",), EVERYWHERE, "本页的帮助，再按一次返回"),
    Entry("keys", ("Ctrl+/",), EVERYWHERE, "快捷键一览"),
    Entry("undo", ("Ctrl+Z",), EVERYWHERE, "撤销上一步"),
    Entry("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), EVERYWHERE, "重做"),
    Entry("back", ("Alt+Left",), EVERYWHERE, "回到上一页"),
    Entry("home", ("Alt+Home",), EVERYWHERE, "回到首页"),
    Entry("navigation", ("F6",), EVERYWHERE, "到左边的导航，再按一次回到页面"),
    Entry("lock", ("Ctrl+L",), EVERYWHERE, "锁定"),
    Entry("new", ("Ctrl+N",), LIST, "新建一条"),
    Entry("find", ("Ctrl+F",), LIST, "在这个列表里搜索"),
    Entry("filter", ("Alt+F",), LIST, "添加筛选"),
    Entry("group", ("Alt+G",), LIST, "分组；Enter 看一组，→ 到表格"),
    Entry("order", ("Alt+S",), LIST, "按一列或几列排序、分组"),
    Entry("import", ("Ctrl+I",), LIST, "从表格导入"),
    Entry("export", ("Ctrl+E",), LIST, "导出为表格"),
    Entry("boards", ("Ctrl+P",), LIST, "打印公示牌、花名册"),
    Entry("other_view", ("Ctrl+M",), LIST, "网格换到地图，队伍换成岗位或人员"),
    Entry("refresh", ("F5",), LIST, "重新读取"),
    Entry("list.close", ("Esc",), LIST, "先关掉详情，再清除搜索和勾选"),
    Entry("list.open", ("Return", "F2"), LIST, "打开选中的记录", bound=False),
    Entry("list.tick", ("Space",), LIST, "勾选一行；Shift+↑ ↓ 连续勾选，Ctrl+A 全部勾选", bound=False),
    Entry("list.copy", ("Ctrl+C",), LIST, "复制勾选的行，可以粘贴到表格里", bound=False),
    Entry("list.delete", ("Delete",), LIST, "删除（先问一次，可以撤销）", bound=False),
    Entry("columns", ("Alt+Up", "Alt+Down"), LIST, "“列”里把一列上移、下移；Alt+← → 变窄、变宽", bound=False),
    Entry("edit", ("F2",), PANE, "打开这条记录修改"),
    Entry("save", ("Ctrl+S",), FORM, "保存"),
    Entry("save_next", ("Ctrl+Return",), FORM, "保存并填下一条"),
    Entry("next_field", ("Return",), FORM, "跳到下一项", bound=False),
    Entry("previous", ("Ctrl+PgUp",), FORM, "上一条"),
    Entry("next", ("Ctrl+PgDown",), FORM, "下一条"),
    Entry("leave", ("Esc",), FORM, "返回；改过没有保存时会先问"),
    Entry("paste", ("Ctrl+V",), FORM, "光标在“附件”里时，粘贴复制的图片或文件"),
    Entry("save_copy", ("Ctrl+S",), ATTACHMENT, "另存一份（写入操作历史）"),
    Entry(
        "attachment.zoom",
        ("+",),
        ATTACHMENT,
        "放大；- 缩小，0 看整页，Ctrl+PageUp PageDown 看上一份、下一份",
        bound=False,
    ),
    Entry("to_list", ("Ctrl+M",), MAP, "回到列表"),
    Entry("map.leave", ("Esc",), MAP, "结束画线或取消选择，再按一次回到列表"),
    Entry("map.zoom", ("+",), MAP, "放大；- 缩小，0 看全图，方向键移动", bound=False),
    Entry("print", ("Ctrl+P",), PREVIEW, "打印"),
    Entry("save_pdf", ("Ctrl+S",), PREVIEW, "另存为 PDF"),
    Entry("save_word", ("Ctrl+Shift+S",), PREVIEW, "另存为 Word（要改措辞的文书）"),
    Entry("preview.zoom", ("+",), PREVIEW, "放大；- 缩小，0 看整页，Home End 首页末页", bound=False),
    Entry("sheet.go", ("Ctrl+Return",), SHEET, "按计划导入"),
    Entry("sheet.again", ("F5",), SHEET, "表格改好以后重新读取"),
    Entry("sheet.leave", ("Esc",), SHEET, "不导入，返回"),
    Entry("divisions.edit", ("F2",), DIVISIONS, "修改选中的区划"),
    Entry("divisions.find", ("Ctrl+F",), DIVISIONS, "搜索区划"),
    Entry("party.find", ("Ctrl+F",), PARTY, "搜索党组织"),
    Entry("party.child", ("Ctrl+Shift+N",), PARTY, "在选中的组织下添加下级"),
    Entry("party.move", ("Ctrl+Shift+M",), PARTY, "把选中的组织改到别的上级之下"),
    Entry("party.open", ("Return", "F2"), PARTY, "打开选中的组织修改", bound=False),
    Entry("checkin.quick", ("Ctrl+Shift+K",), CHECKIN, "快速录入服务"),
    Entry("checkin.line", ("Ctrl+Return",), CHECKIN, "快速录入：记下这一行，其余各项留给下一行", bound=False),
    Entry(
        "checkin.step",
        ("Space",),
        CHECKIN,
        "心愿看板：走下一步（认领、完成、反馈）；T 退回，C 撤回，← → 换列",
        bound=False,
    ),
    Entry("checkin.mend", ("Return", "F2"), CHECKIN, "快速录入：把选中的一行取回来改；Delete 去掉", bound=False),
    Entry("case.next", ("Ctrl+Return",), CASE, "办理红色按钮上的下一步"),
    Entry("case.edit", ("F2",), CASE, "修改案情和协议"),
    Entry("case.add", ("Ctrl+N",), CASE, "添加一条记录"),
    Entry("case.print", ("Ctrl+P",), CASE, "打印卷宗"),
    Entry("case.menu", ("Alt+M",), CASE, "这件案件能办的全部事项"),
    Entry("case.open", ("Return",), CASE, "文书上是打印、登记签名等菜单，记录上是打开；Delete 删除记录", bound=False),
    Entry("save_settings", ("Ctrl+S",), OTHER, "设置：保存"),
    Entry("back_up", ("Ctrl+B",), OTHER, "备份与检查：现在备份"),
    Entry("new_account", ("Ctrl+N",), OTHER, "账号：新增账号"),
    Entry("page.leave", ("Esc",), OTHER, "帮助、一条记录的历史：返回"),
    Entry("move", ("Up", "Down"), WITHIN, "上一行、下一行；导航里按 Enter 打开", bound=False),
    Entry("groups", ("Left", "Right"), WITHIN, "导航里收起、展开一组", bound=False),
    Entry("calendar", ("Alt+Down",), WITHIN, "日期框里打开日历；↑ ↓ 前后一天", bound=False),
)
"""Every shortcut of the program, by place, in the order of the help page."""

_BY_NAME = {one.name: one for one in TABLE}
_WORDS = {
    "Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Space": "空格",
    "PgUp": "PageUp", "PgDown": "PageDown",
}  # fmt: skip


def keys(name: str) -> str:
    """Return the keys of an entry as Qt takes them. Raises ``KeyError`` for a name the table has not."""
    return _BY_NAME[name].keys[0]


def shown(name: str) -> str:
    """Return the keys of an entry as they stand on the keyboard: ``Ctrl+Enter``, ``Alt+←``."""
    return _said(keys(name))


def hint(text: str, name: str) -> str:
    """Return a tooltip that names the keys beside what they do."""
    return f"{text}  {shown(name)}"


def bind(name: str, owner: QWidget, act: Callable[[], object], *, inside: bool = False) -> list[QShortcut]:
    """Have the keys of an entry call ``act``; ``inside`` only while the keyboard is in ``owner``."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QKeySequence, QShortcut

    made = []
    for one in _BY_NAME[name].keys:
        shortcut = QShortcut(QKeySequence(one), owner)
        if inside:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
        made.append(shortcut)
    return made


def places() -> Iterator[tuple[str, list[Entry]]]:
    """Yield each place with its entries, in the order of the table."""
    for place in dict.fromkeys(one.place for one in TABLE):
        yield place, [one for one in TABLE if one.place == place]


def table_of_keys() -> str:
    """Return the whole table as the help page shows it (Markdown)."""
    parts = []
    for place, entries in places():
        rows = [f"| {'、'.join(_said(key) for key in one.keys)} | {one.does} |" for one in entries]
        parts.append("\n".join([f"## {place}", "", "| 按键 | 作用 |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def _said(sequence: str) -> str:
    if len(sequence) == 1:
        return sequence
    return "+".join(_WORDS.get(part, part) for part in sequence.split("+"))
