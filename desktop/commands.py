"""The command line: the same use cases as the window, through the same services (DESIGN §9, a stable contract).

Exit code 0 on success, 2 on a user error with one Chinese sentence on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.clock import SYSTEM_CLOCK
from desktop.errors import UserError

if TYPE_CHECKING:
    from desktop.documents.papers import PaperSpec
    from desktop.services.offices import OpenOffice

Answer = dict[str, Any]
PASSWORD = "JINGGE_PASSWORD"


def run(words: Sequence[str]) -> int:
    """Run one command and return the exit code of the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    chosen = _parser().parse_args(words)
    try:
        answer = chosen.do(chosen)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if getattr(chosen, "json", False):
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(answer)) + "\n")
    return int(answer.get("exit", 0))


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _lines(answer: Answer) -> Iterator[str]:
    yield from answer.get("lines", [])


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one Chinese sentence, as every user error is said."""

    def error(self, message: str) -> Any:
        """Leave with code 2."""
        self.exit(2, f"{_in_chinese(message)}，没有执行，请用 {self.prog} --help 查看用法。\n")


_SAID = (
    (r"argument 命令: invalid choice: '(.*?)' \(choose from (.*)\)", "没有“{0}”这个命令，可用的有：{1}"),
    (r"argument (\S+?): invalid choice: '(.*?)' \(choose from (.*)\)", "{0} 不能是“{1}”，可用的有：{2}"),
    (r"argument (\S+?): expected .*", "{0} 后面没有写内容"),
    (r"argument (\S+?): ignored explicit argument '(.*)'", "{0} 后面不用写内容，现在是“{1}”"),
    (r"argument (\S+?): invalid \S+ value: '(.*)'", "{0} 不能是“{1}”"),
    (r"argument (\S+?): (.*)", "{0} 写得不对：{1}"),
    (r"the following arguments are required: (.*)", "缺少 {0}"),
    (r"unrecognized arguments: (.*)", "不认识 {0}"),
    (r"ambiguous option: (\S+) could match (.*)", "{0} 有几种可能：{1}，请写全"),
)
"""What argparse says, and the same in Chinese."""


def _in_chinese(message: str) -> str:
    for said, meant in _SAID:
        if found := re.fullmatch(said, message, re.DOTALL):
            parts = [part.replace("'", "").replace(", ", "、") for part in found.groups()]
            return meant.format(*parts)
    return f"命令写得不对（{message}）"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="main.py", description="井格 · 社区网格治理工作台。不带命令时打开窗口。")
    commands = parser.add_subparsers(metavar="命令", required=True)

    def command(name: str, help_: str, do: Callable[[argparse.Namespace], Answer], *, office: bool = True) -> Any:
        made = commands.add_parser(name, help=help_, description=help_)
        made.set_defaults(do=do)
        made.add_argument("--json", action="store_true", help="输出 JSON")
        if office:
            made.add_argument("--office", type=Path, required=True, metavar="DIR", help="办公室文件夹")
            made.add_argument("--password-file", type=Path, metavar="FILE", help=f"密码文件；也可用环境变量 {PASSWORD}")
            made.add_argument("--account", metavar="NAME", help="登录账号，默认为第一个管理员")
        return made

    demo = command("demo", "建立演示办公室，管理员用给定的密码", _demo)
    demo.add_argument("--scale", type=_whole, default=1, metavar="N", help="案件、事件、服务记录放大的倍数")
    demo.add_argument("--seed", type=int, default=2022, metavar="N", help="随机种子，相同种子得到相同数据")

    printing = command("print", "打印成 PDF 文件", _print)
    kinds = sorted({*_PRINTS, *_papers()})
    printing.add_argument("kind", choices=kinds, metavar="KIND", help="、".join(kinds))
    printing.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="写到哪个文件")
    printing.add_argument("--community", default="", metavar="CODE", help="社区代码")
    printing.add_argument("--grid", default="", metavar="CODE", help="网格编码")
    printing.add_argument("--size", type=_size, metavar="800x1200", help="成品尺寸，毫米")
    printing.add_argument("--proof", choices=("A3", "A4"), help="按 A3 或 A4 纸出小样")
    printing.add_argument("--bleed", action="store_true", help="加 3 毫米出血和裁切线")
    printing.add_argument("--order", choices=("pinyin", "strokes", "code"), default="strokes", help="名册排序")
    printing.add_argument("--by", default="", metavar="…", help="名册分组（community、grid）；各种表每行为什么")
    _add_paper_options(printing)

    importing = command(
        "import-sheet", "从表格导入一种记录：全部行都通过检查才写入，一行不通过就一行也不写", _import_sheet
    )
    importing.epilog = (
        "有被拒绝的行时不写入任何内容，退出码为 2，原因写在标准错误或 JSON 的 errors 里；"
        "--check-only 只检查不写入，有被拒绝的行时退出码同样为 2。整次导入可以作为一步撤销。"
    )
    importing.add_argument("kind", metavar="KIND", help="记录的种类，如 people、posts、grids")
    importing.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.xls、.et、.ods 或 .csv 文件")
    importing.add_argument("--check-only", action="store_true", help="只检查，不写入")
    importing.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="把有问题的行标好写到这个文件")

    exporting = command("export-sheet", "把一种记录导出为表格，可原样导回", _export_sheet)
    exporting.add_argument("kind", metavar="KIND", help="记录的种类，如 people、posts、grids")
    exporting.add_argument("file", type=Path, metavar="FILE.xlsx", help="写到哪个文件")
    exporting.add_argument("--template", action="store_true", help="只要空白模板")
    exporting.add_argument("--reveal", default="", metavar="PURPOSE", help="写出原号并注明用途，会记入操作历史")

    figures = command("figures", "列出各项数字，都由记录实时计算", _figures)
    figures.add_argument(
        "--period", default="", metavar="PERIOD", help="统计期，如 2026、2026-08、2026Q3、2026H1；存量数字是当前值"
    )

    backup = command("backup", "备份办公室到一个文件并校验", _backup)
    backup.add_argument("--out", type=Path, required=True, metavar="FILE", help="备份文件")
    restore = command("restore", "从备份文件恢复，现有数据移到旁边保存", _restore)
    restore.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    command("check", "检查数据库是否完好", _check)
    command("self-test", "检查程序本身是否完好", _self_test, office=False)
    return parser


def _papers() -> dict[str, PaperSpec]:
    from desktop.documents.papers import PAPERS

    return {one.key: one for one in PAPERS}


SAID_ELSEWHERE = {"community": "community", "division": "community", "grid": "grid", "order": "order", "by": "by"}
"""Options of papers that older words of the command line answer."""


def _add_paper_options(printing: argparse.ArgumentParser) -> None:
    """Give every option of every paper a word of its own (``--class 2026-01``), once for all papers that share it."""
    from desktop.documents.papers import PAPERS, OptionKind

    told: dict[str, list[str]] = {}
    flags = set()
    for spec in PAPERS:
        for one in spec.options:
            if one.key not in (*SAID_ELSEWHERE, "size") and one.kind is not OptionKind.GIVEN:
                told.setdefault(one.key, []).append(f"{spec.key}：{one.label}")
                if one.kind is OptionKind.FLAG:
                    flags.add(one.key)
    for key, words in told.items():
        more: dict[str, Any] = {"action": "store_true"} if key in flags else {"default": "", "metavar": "…"}
        printing.add_argument(f"--{key}", dest=f"paper_{key}", help="；".join(words).replace("%", "%%"), **more)


def _said(spec: PaperSpec, chosen: argparse.Namespace) -> dict[str, str]:
    """Return what was said of each option of a paper."""
    from desktop.documents.paper_choices import TRUE

    said: dict[str, str] = {}
    for one in spec.options:
        given = getattr(chosen, SAID_ELSEWHERE.get(one.key, f"paper_{one.key}"), "")
        if one.key == "size":
            given = f"{chosen.size[0]:g}x{chosen.size[1]:g}" if chosen.size else ""
        elif one.key == "order" and given not in dict(one.choices):
            given = ""
        said[one.key] = TRUE if given is True else str(given or "")
    return said


def _print_paper(spec: PaperSpec, opened: OpenOffice, chosen: argparse.Namespace) -> list[str]:
    from desktop.documents.page import write_whole
    from desktop.documents.paper_choices import values
    from desktop.documents.papers import maker, noted
    from desktop.services.context import context

    said = _said(spec, chosen)
    if chosen.out.suffix.lower() == ".docx":
        if not spec.docx:
            raise UserError(f"{spec.label}不能写成 .docx，没有打印，请用 .pdf 作文件名")
        from dataclasses import replace

        spec = replace(spec, make=spec.docx)
    target = BytesIO()
    with opened.database.read() as session:
        wanted = values(session, spec, said, context(session, SYSTEM_CLOCK))
    if (note := noted(spec, wanted)) is not None:
        opened.database.act(f"打印{spec.label}", lambda work: note(work, wanted))
    with opened.database.read() as session:
        made = maker(spec)(session, context(session, SYSTEM_CLOCK), wanted, target)
    write_whole(chosen.out, target.getvalue())
    return list(made.notices)


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("应为不小于 1 的整数")
    return value


def _size(text: str) -> tuple[float, float]:
    try:
        width, height = (float(part) for part in text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"尺寸应写成 800x1200（毫米），现在是 {text}") from None
    if not (100 <= width <= 5000 and 100 <= height <= 5000):
        raise argparse.ArgumentTypeError(f"尺寸应在 100 到 5000 毫米之间，现在是 {text}")
    return width, height


def _password(chosen: argparse.Namespace) -> str:
    if chosen.password_file:
        try:
            text: str = chosen.password_file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise UserError(f"读不出密码文件 {chosen.password_file}，没有执行，请核对路径后重试") from None
        return text.rstrip("\r\n")
    found = os.environ.get(PASSWORD)
    if not found:
        raise UserError(f"没有给出密码，没有执行，请用 --password-file 指定密码文件，或设置环境变量 {PASSWORD}")
    return found


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[OpenOffice]:
    from desktop.services import offices

    opened = offices.open_office(chosen.office, chosen.account, _password(chosen), SYSTEM_CLOCK)
    try:
        yield opened
    finally:
        opened.close()


def _demo(chosen: argparse.Namespace) -> Answer:
    from desktop.services import demo

    opened, recovery_key = demo.create_demo(
        chosen.office, _password(chosen), SYSTEM_CLOCK, seed=chosen.seed, scale=chosen.scale
    )
    opened.close()
    return {
        "office": str(chosen.office),
        "account": demo.ADMINISTRATOR,
        "recovery_key": recovery_key,
        "lines": [
            f"已建立演示办公室 {chosen.office}（演示数据，人名、号码均为虚构）。",
            f"管理员账号：{demo.ADMINISTRATOR}",
            f"恢复密钥（只显示这一次）：{recovery_key}",
        ],
    }


def _figures(chosen: argparse.Namespace) -> Answer:
    from desktop.services import counting, figures
    from desktop.services.context import context

    span = counting.span(chosen.period)
    with _opened(chosen) as opened, opened.database.read() as session:
        when = context(session, SYSTEM_CLOCK)
        readings = figures.read(session, when, span=span).values()
    found = [
        {
            "key": one.key,
            "label": one.label,
            "value": one.value,
            "unit": one.unit,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "period": one.period,
            "stated": one.stated,
            "differs": one.differs,
        }
        for one in readings
    ]
    base = {one.key: f"（{one.numerator} / {one.denominator}）" for one in readings if one.denominator is not None}
    lines = [f"{one.label}：{one.value} {one.unit}{base.get(one.key, '')}" for one in readings]
    return (
        {"as_of": when.today.isoformat(), "figures": found, "lines": lines}
        if not chosen.json
        else {
            "as_of": when.today.isoformat(),
            "figures": found,
        }
    )


def _print(chosen: argparse.Namespace) -> Answer:
    with _opened(chosen) as opened:
        own = _PRINTS.get(chosen.kind)
        notices = own(opened, chosen) if own else _print_paper(_papers()[chosen.kind], opened, chosen)
    return {"file": str(chosen.out), "notices": notices, "lines": [f"已写好 {chosen.out}", *notices]}


def _print_roster(opened: OpenOffice, chosen: argparse.Namespace) -> list[str]:
    from desktop.documents.people import print_team_roster
    from desktop.services import rosters
    from desktop.services.context import context

    if chosen.by not in ("", "community", "grid"):
        raise UserError(f"--by 不能是“{chosen.by}”，没有打印，名册可用的有：community、grid")
    with opened.database.read() as session:
        team = rosters.team(
            session,
            context(session, SYSTEM_CLOCK),
            division=chosen.community,
            grid=chosen.grid,
            order=chosen.order,
            by=chosen.by,
        )
    return print_team_roster(team, chosen.out, office=opened.name, demo=opened.demonstration).lines()


def _print_signboard(opened: OpenOffice, chosen: argparse.Namespace) -> list[str]:
    from desktop.documents import signboard
    from desktop.services import boards, divisions, grids
    from desktop.services.context import context

    options: dict[str, Any] = {"proof": chosen.proof, "bleed_mm": 3.0 if chosen.bleed else 0.0}
    if chosen.size:
        options["width_mm"], options["height_mm"] = chosen.size
    with opened.database.read() as session:
        when = context(session, SYSTEM_CLOCK)
        if chosen.grid:
            grid = boards.grid_board(session, grids.by_code(session, chosen.grid), when)
            report = signboard.draw_grid_board(grid, chosen.out, **options)
            return [*boards.notices(grid), *report.lines()]
        community = divisions.community(session, chosen.community, when)
        board = boards.community_board(session, community.id, when)
    report = signboard.draw_community_board(board, chosen.out, **options)
    return [*boards.notices(board), *report.lines()]


def _print_statistics(opened: OpenOffice, chosen: argparse.Namespace) -> list[str]:
    """Write the statistical table of mediation, as a workbook where the file is to be one."""
    spec = _papers()["statistics"]
    if chosen.out.suffix.lower() != ".xlsx":
        return _print_paper(spec, opened, chosen)
    from desktop.documents.mediation_statistics import read
    from desktop.documents.paper_choices import values
    from desktop.exchange import statistics_file
    from desktop.services.context import context

    with opened.database.read() as session:
        when = context(session, SYSTEM_CLOCK)
        found, compared = read(session, when, values(session, spec, _said(spec, chosen), when))
    statistics_file.write(found, chosen.out, office=opened.name, compared=compared)
    return [one.sentence for one in found.footings if not one.holds]


_PRINTS: dict[str, Callable[[OpenOffice, argparse.Namespace], list[str]]] = {
    "roster": _print_roster,
    "signboard": _print_signboard,
    "statistics": _print_statistics,
}


def _kind(word: str) -> str:
    from desktop.models import kinds

    if word not in kinds():
        raise UserError(f"没有“{word}”这种记录，没有执行，可用的有：{'、'.join(sorted(kinds()))}")
    return word


def _import_sheet(chosen: argparse.Namespace) -> Answer:
    from desktop.exchange import sheet_apply, sheet_marks, sheet_plan, sheet_read
    from desktop.models import description
    from desktop.services.context import context

    kind = _kind(chosen.kind)
    with _opened(chosen) as opened:
        table = sheet_read.read_table(chosen.file, kind)
        with opened.database.read() as session:
            plan = sheet_plan.plan(session, table, context(session, SYSTEM_CLOCK), opened.database.actor)
        counts = plan.counts()
        if plan.refusals and chosen.errors:
            sheet_marks.mark(plan, chosen.errors)
        written = not plan.refusals and not chosen.check_only
        if written:
            opened.database.act("导入", lambda work: sheet_apply.apply(work, plan))
    errors = [
        {"sheet": one.sheet, "row": one.row, "column": one.column, "value": one.value, "rule": one.rule}
        for one in plan.refusals
    ]
    said = f"新增 {counts['new']}，修改 {counts['changed']}，相同 {counts['same']}，拒绝 {counts['refused']}"
    nothing = "没有变化" if written else "没有写入任何内容"
    done = "已写入" if written and counts["new"] + counts["changed"] else nothing
    lines = [f"{description(kind).label}：{said}，{done}。", *table.notices]
    lines += [
        f"第 {one.row} 行 {one.column} “{one.value}”：{one.rule}" if one.column else f"第 {one.row} 行：{one.rule}"
        for one in plan.refusals
    ]
    if plan.refusals and not chosen.json:
        sys.stderr.write(f"有 {counts['refused']} 行不能导入，没有写入任何内容，请按说明改正后重新导入\n")
    return {**counts, "errors": errors, "notices": list(table.notices), "lines": lines, "exit": 2 if errors else 0}


def _export_sheet(chosen: argparse.Namespace) -> Answer:
    from desktop.exchange import sheet_write
    from desktop.services.context import context
    from desktop.services.records import Query

    kind = _kind(chosen.kind)
    with _opened(chosen) as opened:
        with opened.database.read() as session:
            when = context(session, SYSTEM_CLOCK)
            if chosen.template:
                sheet_write.write_template(session, kind, chosen.file)
                return {"file": str(chosen.file), "rows": 0, "lines": [f"已写好模板 {chosen.file}"]}
        done = sheet_write.export(opened.database, Query(kind), chosen.file, when, purpose=chosen.reveal)
    shown = f"，{'、'.join(done.revealed)}为原号，用途已记入操作历史" if done.revealed else ""
    return {"file": str(chosen.file), "rows": done.rows, "lines": [f"已导出 {done.rows:,} 行到 {chosen.file}{shown}"]}


def _backup(chosen: argparse.Namespace) -> Answer:
    from desktop.services import backups

    with _opened(chosen) as opened:
        info = backups.make(opened, chosen.out, SYSTEM_CLOCK)
    rows = sum(info.rows.values())
    return {
        "file": str(chosen.out),
        "size": info.size,
        "rows": rows,
        "lines": [f"已备份到 {chosen.out} 并校验通过：{rows:,} 行，{info.size / 1_048_576:.1f} MB。"],
    }


def _restore(chosen: argparse.Namespace) -> Answer:
    from desktop.services import backups

    given = chosen.password_file or os.environ.get(PASSWORD)
    done = backups.restore(
        chosen.file,
        chosen.office,
        SYSTEM_CLOCK,
        account=chosen.account,
        password=_password(chosen) if given else "",
    )
    lines = [f"已从 {chosen.file} 恢复到 {chosen.office}，账号和密码以备份时为准。"]
    if done.aside:
        lines.append(f"恢复前的数据移到了 {done.aside}，没有删除。")
    return {"office": str(chosen.office), "aside": done.aside and str(done.aside), "lines": lines}


def _check(chosen: argparse.Namespace) -> Answer:
    from desktop.services import backups

    with _opened(chosen) as opened:
        findings = backups.check(opened)
    lines = [f"{'通过' if one.ok else '有问题'}  {one.label}  {one.sentence}" for one in findings]
    return {
        "ok": all(one.ok for one in findings),
        "findings": [{"ok": one.ok, "label": one.label, "sentence": one.sentence} for one in findings],
        "lines": lines,
        "exit": 0 if all(one.ok for one in findings) else 2,
    }


def _self_test(chosen: argparse.Namespace) -> Answer:
    from desktop import selftest

    results = selftest.run()
    lines = [f"{'通过' if one.ok else '有问题'}  {one.label}  {one.sentence}" for one in results]
    return {
        "ok": all(one.ok for one in results),
        "results": [{"ok": one.ok, "label": one.label, "sentence": one.sentence} for one in results],
        "lines": lines,
        "exit": 0 if all(one.ok for one in results) else 2,
    }
