"""Papers that close a mediation case (结案文书): proof, end, report, extension, and the sheets of the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .case_forms import (
    CaseFile,
    agreement,
    application,
    confirmation,
    evidence,
    investigation,
    known,
    mediation_session,
    notice,
    performance,
    register,
    said,
    visit,
)
from .written_forms import (
    Back,
    Column,
    Cover,
    Entries,
    Entry,
    Form,
    Gap,
    Heading,
    Part,
    Signing,
    Statement,
    Table,
    Writing,
)

SEAL = "（人民调解委员会印章）"
ROUTES = (
    "人民调解终止后，当事人可以依法通过下列途径维护自己的权利："
    "依法申请仲裁；请求有关行政机关依法处理；向人民法院提起诉讼。"
)


def proof(file: CaseFile | None = None) -> Form:
    """Return the proof that the committee conducted the mediation (调解证明), which the court asks for."""
    names = "、".join(file.names) if file else "＿＿＿＿＿＿"
    number = file.case.number if file else "＿＿＿＿＿＿"
    effective = said(file.case.effective_on if file else None)
    return Form(
        "人民调解证明",
        (
            Gap(8),
            Statement(
                f"{names}之间的纠纷，由本人民调解委员会主持调解，当事人自愿达成调解协议（编号：{number}），"
                f"协议于{effective}生效。"
            ),
            Statement("特此证明。"),
            Gap(10),
            Signing((), (SEAL,)),
        ),
        number=file.case.number if file else "",
        key="proof",
    )


def extension(file: CaseFile | None = None, item: object = None) -> Form:
    """Return the consent to a longer time (延长调解期限同意书)."""
    reason, until, when = "", said(None), ""
    if file and item is not None:
        reason, until = str(getattr(item, "reason", "")), said(getattr(item, "due_on", None))
        when = known(getattr(item, "day", None))
    many = len(file.parties) if file else 2
    names = "、".join(file.names) if file else ""
    return Form(
        "延长调解期限同意书",
        (
            Entries(((Entry("当事人", names, 1, True),),)),
            Heading("延长的原因："),
            Writing(reason, 4),
            Statement(f"各方当事人同意将调解期限延长至{until}。"),
            Signing(
                ("当事人（签名盖章或按指印）", *([""] * max(1, many - 1))),
                ("人民调解员（签名）", SEAL),
                day=when,
            ),
        ),
        number=file.case.number if file else "",
        key="extension",
    )


def termination(file: CaseFile | None = None) -> Form:
    """Return the notice that mediation ends (终止调解通知书), with the other routes (人民调解法 art. 26)."""
    case = file.case if file else None
    reason = file.word("end_reasons", case.end_reason) if file and case and case.end_reason else ""
    told = "。".join(one for one in (reason, case.end_note if case else "") if one)
    title = case.title if case else ""
    return Form(
        "终止调解通知书",
        (
            Entries(
                (
                    (Entry("当事人", "、".join(file.names) if file else "", 1, True),),
                    (Entry("纠　纷", title, 1, True),),
                )
            ),
            Heading("终止的原因："),
            Writing(told, 4),
            Statement(ROUTES),
            Gap(4),
            Signing(
                ("当事人（签收）", ""),
                ("人民调解员（签名）", SEAL),
                day=known(case.ended_on) if case else "",
            ),
        ),
        number=case.number if case else "",
        key="termination",
    )


def report(file: CaseFile | None = None) -> Form:
    """Return the report on the closed case (人民调解结案报告表)."""
    case = file.case if file else None

    def of(text: str) -> str:
        return text if file else ""

    source = ""
    if file and case:
        source = file.word("case_sources", case.source)
        if case.referred_by:
            source += f"（{file.word('referral_organs', case.referred_by)}）"
    result = file.word("case_results", case.result) if file and case and case.result else ""
    return Form(
        "人民调解结案报告表",
        (
            Entries(
                (
                    (
                        Entry("卷号", case.number if case else "", 1.3, True),
                        Entry("填表时间", known(case.closed_on) if case else "", 1, True),
                    ),
                    (Entry("承办单位", file.committee.name if file else "", 1, True),),
                    (Entry("承办人", of("、".join(file.mediators) if file else ""), 1, True),),
                    (
                        Entry("受案时间", known(case.accepted_on) if case else "", 1, True),
                        Entry("结案时间", known(case.closed_on) if case else "", 1, True),
                    ),
                    (Entry("当事人", "、".join(file.names) if file else "", 1, True),),
                    (Entry("案件来源", source, 1, True), Entry("结果", result, 1, True)),
                ),
                10.2,
            ),
            Heading("纠纷简要事实："),
            Writing(case.facts if case else "", 5),
            Heading("调解结果："),
            Writing((case.agreement_text or case.end_note) if case else "", 5),
            Signing((), ("承办人（签名）", "负责人（签名）", SEAL)),
        ),
        number=case.number if case else "",
        key="report",
    )


def situation(file: CaseFile | None = None) -> Form:
    """Return the sheet on the state of the file (卷宗情况说明), signed by who filed and who checked it."""
    case = file.case if file else None
    return Form(
        "卷宗情况说明",
        (
            Statement("本卷缺损、修改、补充、移出、销毁等情况：", indent=False),
            Writing((case.file_note or "本卷文书齐全，无缺损。") if case else "", 10),
            Entries(
                (
                    (
                        Entry("立卷人", case.filed_by if case else "", 1, True),
                        Entry("立卷时间", known(case.closed_on) if case else "", 1, True),
                    ),
                    (
                        Entry("检查人", case.checked_by if case else "", 1, True),
                        Entry("检查时间", known(case.archived_on) if case else "", 1, True),
                    ),
                ),
                10.2,
            ),
            Signing(("立卷人（签名）",), ("检查人（签名）",), date=False),
        ),
        number=case.number if case else "",
        key="situation",
    )


def cover(file: CaseFile | None = None) -> Cover:
    """Return the cover (封面)."""
    if file is None:
        labels = ("卷名", "卷号", "人民调解员", "调解日期", "立卷人", "立卷日期", "保管期限", "备注")
        return Cover("＿＿＿＿人民调解委员会", "人民调解卷宗", tuple(Entry(one) for one in labels))
    case = file.case
    ended = case.effective_on or case.agreed_on or case.ended_on or case.closed_on
    dates = f"{known(case.accepted_on)} 至 {known(ended)}".strip() if case.accepted_on else ""
    return Cover(
        file.committee.name,
        "人民调解卷宗",
        (
            Entry("卷名", case.title),
            Entry("卷号", case.number),
            Entry("人民调解员", "、".join(file.mediators), names=True),
            Entry("调解日期", dates),
            Entry("立卷人", case.filed_by, names=True),
            Entry("立卷日期", known(case.closed_on)),
            Entry("保管期限", file.word("keeping_periods", case.keeping)),
            Entry("备注", "作废" if case.void else ""),
        ),
    )


def contents(rows: Sequence[tuple[str, str, str]], number: str = "") -> Form:
    """Return the list of contents (卷内目录) from ``(title, pages, remark)`` of each paper."""
    columns = (Column("序号", 0.9), Column("文书名称", 5.2, "left"), Column("页号", 1.4), Column("备注", 2.2))
    table = tuple((str(at), *row) for at, row in enumerate(rows, 1))
    parts: tuple[Part, ...] = (Table(columns, table, 18),)
    return Form("卷内目录", parts, number=number, numbered=False, key="contents")


def back(file: CaseFile | None, pages: int | None) -> Back:
    """Return the back (封底)."""
    return Back(pages, file.committee.name if file else "＿＿＿＿人民调解委员会")


@dataclass(frozen=True)
class Enclosed:
    """Sheets that lie in the file and are not printed here: copies of identity papers, evidence, proofs."""

    title: str
    sheets: int


def file_forms(file: CaseFile) -> list[Form | Enclosed]:
    """Return the papers of the whole file in the order it is bound (reference 1.2), without cover, contents and back.

    Papers of steps the case never took are left out.
    """
    case = file.case
    written = case.agreement_form == "written"
    found: list[Form | Enclosed] = []

    def enclosed(kind: str, title: str) -> None:
        if sheets := file.others.get(kind, 0):
            found.append(Enclosed(title, sheets))

    found.append(application(file) if case.application_form == "written" else register(file))
    if case.accepted_on and case.application_form == "written":
        found.append(register(file))
    if case.accepted_on:
        found.append(notice(file))
    enclosed("identity", "当事人身份证明")
    enclosed("authority", "授权委托书")
    found += [investigation(file, one) for one in file.investigations]
    if file.evidences:
        found.append(evidence(file))
    enclosed("evidence", "证据材料（附件）")
    found += [extension(file, one) for one in file.extensions]
    found += [mediation_session(file, one) for one in file.sessions]
    if case.agreement_form and case.agreed_on:
        found.append(agreement(file, oral=not written))
    if case.ended_on and case.end_reason:
        found.append(termination(file))
    if file.performances:
        found.append(performance(file))
    enclosed("performance", "履行凭证")
    found += [visit(file, one) for one in file.visits]
    for one in file.confirmations:
        found += [confirmation(file, one), proof(file)]
    enclosed("confirmation", "司法确认有关材料")
    if case.closed_on:
        found.append(report(file))
    found.append(situation(file))
    return found


def blank_forms() -> list[Form]:
    """Return every form empty, to be filled by hand."""
    return [
        application(),
        register(),
        notice(),
        investigation(),
        evidence(),
        mediation_session(),
        agreement(),
        agreement(oral=True),
        performance(),
        visit(),
        confirmation(),
        proof(),
        extension(),
        termination(),
        report(),
        situation(),
        contents(()),
    ]
