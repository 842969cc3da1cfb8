"""The papers of a mediation case (调解文书) in the ministry's order and wording, as parts of written forms.

Each function makes one kind of paper from a :class:`CaseFile`; without a case they make the blank form. Fields and
signers are those of the domain reference §1.3 and §1.8, rights and duties those of 人民调解法 arts 3, 4, 23, 24 and
31–33. Phone numbers stay masked unless the
file says they were revealed for a purpose; ID numbers are on no paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .checks import mask_phone
from .written_forms import Column, Entries, Entry, Form, Gap, Heading, Part, Signing, Statement, Table, Writing

DAY = "年　　月　　日"
DAY_IN_WORDS = "＿＿＿＿年＿＿月＿＿日"
"""A day left open inside a sentence."""
PARTY_SIGNS = "当事人（签名盖章或按指印）"
FEW = 6
"""People who may sign below one another; more of them sign side by side from the left."""
SEAL = "（人民调解委员会印章）"


@dataclass(frozen=True)
class CaseFile:
    """Everything recorded of a case, as its papers need it; the rows are those of ``models/mediation*``."""

    case: Any
    committee: Any
    mediators: tuple[str, ...] = ()
    parties: tuple[Any, ...] = ()
    investigations: tuple[Any, ...] = ()
    evidences: tuple[Any, ...] = ()
    sessions: tuple[Any, ...] = ()
    extensions: tuple[Any, ...] = ()
    performances: tuple[Any, ...] = ()
    visits: tuple[Any, ...] = ()
    confirmations: tuple[Any, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Words of the code lists."""
    others: Mapping[str, int] = field(default_factory=dict)
    """Sheets of papers that are filed and not printed here, by kind of paper."""
    signatures: tuple[Any, ...] = ()
    steps: tuple[Any, ...] = ()
    mediator_rows: tuple[Any, ...] = ()
    """The mediators behind ``mediators``, in their order."""
    revealed: bool = False
    """Whether phone numbers stand in clear: only once the history holds who wanted them and what for."""

    def word(self, list_key: str, code: str | None) -> str:
        """Return the word of a code."""
        return self.labels.get(list_key, {}).get(code or "", code or "")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parties in their order."""
        return tuple(one.name for one in self.parties)


def day(value: date | None) -> str:
    """Return a day as forms show it, without leading zeros; the blank of the form when there is none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else DAY


def said(value: date | None) -> str:
    """Return a day as it stands in a printed sentence, lines for the pen when there is none."""
    return day(value) if value else DAY_IN_WORDS


def known(value: date | None) -> str:
    """Return a day, or nothing when it is not known."""
    return day(value) if value else ""


def age(party: Any, on: date | None) -> str:
    """Return the age of a party on a day: from the birth date, or as it was told."""
    if party.born_on and on:
        return str(on.year - party.born_on.year - ((on.month, on.day) < (party.born_on.month, party.born_on.day)))
    return "" if party.age is None else str(party.age)


def _number(file: CaseFile | None) -> str:
    return file.case.number if file else ""


def _party_rows(file: CaseFile, party: Any) -> Entries:
    # An organisation answers on its office line, which is no private number.
    office = party.kind == "organisation" and party.phone.startswith("0")
    phone = party.phone if office or file.revealed or not party.phone else mask_phone(party.phone)
    agent: tuple[tuple[Entry, ...], ...] = ()
    if party.guardian:
        relation = f"（{party.guardian_relation}）" if party.guardian_relation else ""
        agent = ((Entry("监护人", f"{party.guardian}{relation}"),),)
    elif party.agent:
        authority = file.word("agent_authorities", party.agent_authority)
        agent = ((Entry("委托代理人", f"{party.agent}{f'（{authority}）' if authority else ''}"),),)
    if party.kind == "organisation":
        return _organisation(party.name, party.legal_representative, party.legal_duty, phone, party.address, agent)
    gender = file.word("genders", party.gender) if party.gender else ""
    return _person(
        party.name, gender, party.ethnicity, age(party, file.case.applied_on), party.occupation, phone, party.address,
        agent,
    )  # fmt: skip


def _person(
    name: str = "", gender: str = "", ethnicity: str = "", years: str = "", occupation: str = "", phone: str = "",
    address: str = "", more: tuple[tuple[Entry, ...], ...] = (),
) -> Entries:  # fmt: skip
    return Entries(
        (
            (
                Entry("当事人姓名", name, 2.4, True),
                Entry("性别", gender, 0.9),
                Entry("民族", ethnicity, 1.4),
                Entry("年龄", years, 0.9),
            ),
            (Entry("职业或职务", occupation, 1.2), Entry("联系方式", phone, 1.3)),
            (Entry("单位或住址", address),),
            *more,
        )
    )


def _organisation(
    name: str = "", head: str = "", duty: str = "", phone: str = "", address: str = "",
    more: tuple[tuple[Entry, ...], ...] = (),
) -> Entries:  # fmt: skip
    return Entries(
        (
            (Entry("当事人名称", name, 1, True),),
            (Entry("法定代表人", head, 1.4), Entry("职务", duty, 1), Entry("联系方式", phone, 1.5)),
            (Entry("地　　址", address),),
            *more,
        )
    )


def _all_parties(file: CaseFile | None) -> tuple[Part, ...]:
    if file is None:
        return (_person(), Gap(2), _person(), Gap(1))
    parts: list[Part] = []
    for party in file.parties:
        parts += [_party_rows(file, party), Gap(2)]
    return tuple(parts)


def _blank_signers(labels: Sequence[str], people: int) -> tuple[str, ...]:
    """Return the labels of those who sign, with a line for each of so many people: nobody's may be missing."""
    return (*labels, *([""] * max(1, people - 1)))


def application(file: CaseFile | None = None) -> Form:
    """Return the application (人民调解申请书)."""
    applicants = sum(one.side == "applicant" for one in file.parties) if file else 2
    signers = _blank_signers(("申请人（签名盖章或按指印）",), applicants)
    nobody: tuple[str, ...] = ()
    places = (signers, nobody) if applicants > FEW else (nobody, signers)
    return Form(
        "人民调解申请书",
        (
            *_all_parties(file),
            Heading("纠纷简要情况："),
            Writing(file.case.facts if file else "", 6),
            Heading("当事人申请事项："),
            Writing(file.case.requests if file else "", 4),
            Statement("人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。"),
            Signing(*places, day=known(file.case.applied_on) if file else ""),
        ),
        key="application",
    )


def register(file: CaseFile | None = None) -> Form:
    """Return the form of acceptance (人民调解受理登记表)."""
    case = file.case if file else None
    own = case is not None and case.source == "own_motion"
    way = "主动调解" if own else "依当事人申请"
    when = said(case.accepted_on if case else None)
    who = "、".join(file.names) if file else "＿＿＿＿＿＿＿＿"
    ticks = ("　", "√") if own else ("√", "　")
    source = f"案件来源：当事人申请（{ticks[0]}）　人民调解委员会主动调解（{ticks[1]}）"
    if file is None:
        way, source = "（当事人申请／主动调解）", "案件来源：①当事人申请　②人民调解委员会主动调解"
    elif case is not None and case.referred_by:
        source = f"案件来源：{file.word('referral_organs', case.referred_by)}委托移送"
    return Form(
        "人民调解受理登记表",
        (
            Statement(f"{when}，人民调解委员会{way}，经当事人同意，调解{who}之间的纠纷。"),
            Entries(
                ((Entry("纠纷类型", file.word("dispute_types", case.dispute_type) if file and case else "", 1, True),),)
            ),
            Statement(source, indent=False),
            Heading("纠纷简要情况："),
            Writing(case.facts if case else "", 8),
            Signing(
                _blank_signers(("当事人（签名）",), len(file.parties) if file else 2),
                ("登记人（签名）", SEAL),
                day=known(case.accepted_on) if case else "",
            ),
            Entries(((Entry("备　注", case.referral_note if case else ""),),)),
        ),
        number=_number(file),
        note="此表由人民调解委员会填写。",
        key="register",
    )


RIGHTS = (
    "一、人民调解委员会是依法设立的调解民间纠纷的群众性组织，调解民间纠纷不收取任何费用。",
    "二、调解遵循下列原则：（一）在当事人自愿、平等的基础上进行调解；（二）不违背法律、法规和国家政策；"
    "（三）尊重当事人的权利，不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。",
    "三、当事人在调解活动中享有下列权利：（一）选择或者接受人民调解员；（二）接受调解、拒绝调解或者要求终止调解；"
    "（三）要求调解公开进行或者不公开进行；（四）自主表达意愿、自愿达成调解协议。",
    "四、当事人在调解活动中履行下列义务：（一）如实陈述纠纷事实；（二）遵守调解现场秩序，尊重人民调解员；"
    "（三）尊重对方当事人行使权利。",
    "五、经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。"
    "当事人之间就调解协议的履行或者调解协议的内容发生争议的，一方当事人可以向人民法院提起诉讼。",
    "六、双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认调解协议。",
)


def notice(file: CaseFile | None = None) -> Form:
    """Return the notice of rights and duties (当事人权利义务告知书)."""
    many = len(file.parties) if file else 2
    names = "、".join(file.names) if file else ""
    return Form(
        "人民调解当事人权利义务告知书",
        (
            Entries(((Entry("当事人", names, 1, True),),)),
            Gap(2),
            *(Statement(one) for one in RIGHTS),
            Gap(2),
            Statement("以上内容已经告知，当事人已经知悉。"),
            Signing(
                _blank_signers((PARTY_SIGNS,), many),
                ("人民调解员（签名）", "（人民调解委员会印章，可不盖）"),
            ),
        ),
        number=_number(file),
        key="notice",
    )


def investigation(file: CaseFile | None = None, item: Any = None) -> Form:
    """Return one record of an investigation (人民调解调查记录)."""
    when = f"{day(item.day)} {item.hours}".strip() if item else ""
    return Form(
        "人民调解调查记录",
        (
            Entries(
                (
                    (Entry("时间：", when, 1.3, True), Entry("地点：", item.place if item else "", 1, True)),
                    (Entry("参加人：", item.present if item else "", 1, True),),
                    (Entry("被调查人：", item.asked if item else "", 1, True),),
                ),
                10.2,
            ),
            Heading("记录："),
            Writing(item.text if item else "", 14, closed=bool(item and item.text)),
            Signing(("被调查人（签名）", ""), ("调查人（签名）", "记录人（签名）"), date=True),
        ),
        number=_number(file),
        key="investigation",
        mark=item.asked if item else "",
    )


def evidence(file: CaseFile | None = None) -> Form:
    """Return the list of evidence (人民调解证据材料)."""
    rows = tuple(
        (
            str(at),
            one.name,
            "" if one.pages is None else str(one.pages),
            one.provided_by,
            file.word("evidence_forms", one.form) if file else "",
            known(one.received_on),
            one.received_by,
        )
        for at, one in enumerate(file.evidences if file else (), 1)
    )
    columns = (
        Column("序号", 0.8),
        Column("名称", 3.0, "left"),
        Column("页数", 0.8),
        Column("提供人", 1.4),
        Column("原件或复印件", 1.8),
        Column("收到日期", 2.0),
        Column("收件人", 1.3),
    )
    return Form(
        "人民调解证据材料",
        (
            Table(columns, rows, 12),
            Statement("复印件与原件核对无异。", indent=False),
            Signing((), ("核对人（签名）",)),
        ),
        number=_number(file),
        key="evidence",
    )


def mediation_session(file: CaseFile | None = None, item: Any = None) -> Form:
    """Return one record of a mediation session (人民调解记录)."""
    when = place = topic = present = invited = ""
    if file and item:
        hours = "—".join(one for one in (item.from_time, item.to_time) if one)
        when, place, topic = f"{day(item.day)} {hours}".strip(), item.place, item.topic or file.case.title
        present = item.present or "；".join(_present(one) for one in file.parties)
        invited = f"{item.invited}（经各方同意）" if item.invited and item.invited_consent else item.invited
    number = f"{_number(file)}　第{item.number}次" if item else _number(file)
    return Form(
        "人民调解记录",
        (
            Entries(
                (
                    (Entry("时间：", when, 1.4, True), Entry("地点：", place, 1, True)),
                    (Entry("事由：", topic, 1, True),),
                    (Entry("当事人：", present, 1, True),),
                    (Entry("参加人：", invited, 1, True),),
                ),
                10.2,
            ),
            Heading("记录："),
            Writing(item.text if item else "", 14, closed=bool(item and item.text)),
            Signing(
                (
                    "当事人（签名盖章或按指印）：",
                    *([""] * max(1, len(file.parties) - 1 if file else 1)),
                    "参加人（签名）：",
                ),
                ("人民调解员（签名）：", "记录人（签名）：", SEAL),
            ),
        ),
        number=number,
        key="session",
        mark=f"第{item.number}次" if item else "",
    )


def _present(party: Any) -> str:
    if party.guardian:
        return f"{party.name}（监护人 {party.guardian}）"
    return f"{party.name}（委托代理人 {party.agent}）" if party.agent else str(party.name)


def agreement(file: CaseFile | None = None, oral: bool = False) -> Form:
    """Return the agreement (人民调解协议书), or the form that records an oral one (口头协议登记表)."""
    case = file.case if file else None
    facts = "\n".join(one for one in (case.facts, case.disputed, case.responsibility) if one) if case else ""
    way = case.performance_way if case else ""
    times = "，".join(one for one in (way, case.performance_time, case.performance_place) if one) if case else ""
    copies = (case.copies if case else None) or (len(file.parties) + 1 if file else 0)
    signers: tuple[Part, ...]
    if oral:
        signers = (
            Signing(
                ("当事人（签名，可不签）", ""),
                ("人民调解员（签名）", "记录人（签名）", SEAL),
                day=known(case.agreed_on) if case else "",
            ),
        )
    else:
        signers = (
            Statement(
                f"本协议一式{_figure(copies) if copies else '＿＿'}份，当事人、人民调解委员会各持一份。", indent=False
            ),
            Signing(
                _blank_signers((PARTY_SIGNS,), len(file.parties) if file else 2),
                ("人民调解员（签名）", "记录人（签名）", SEAL),
            ),
        )
    return Form(
        "人民调解口头协议登记表" if oral else "人民调解协议书",
        (
            *_all_parties(file),
            Heading("纠纷主要事实、争议事项："),
            Writing(facts, 4),
            Heading("经调解，自愿达成如下协议："),
            Writing(case.agreement_text if case else "", 5),
            Heading("履行方式、时限："),
            Writing(times, 2),
            *signers,
        ),
        number=f"编号：{_number(file)}",
        key="oral_agreement" if oral else "agreement",
    )


def _figure(number: int) -> str:
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def performance(file: CaseFile | None = None) -> Form:
    """Return the list of what was to be performed and the proofs of it (履行情况登记)."""
    rows = tuple(
        (
            str(at),
            one.item,
            one.obliged,
            "" if one.amount is None else f"{one.amount:,.2f}",
            known(one.due_on),
            known(one.done_on),
            one.proof,
        )
        for at, one in enumerate(file.performances if file else (), 1)
    )
    columns = (
        Column("序号", 0.7),
        Column("履行事项", 2.4, "left"),
        Column("履行人", 1.3),
        Column("金额（元）", 1.7),
        Column("应履行日期", 2.4),
        Column("履行日期", 2.4),
        Column("凭证", 1.1),
    )
    return Form(
        "调解协议履行情况登记表",
        (Table(columns, rows, 8), Signing((), ("登记人（签名）",))),
        number=_number(file),
        key="performance",
    )


def visit(file: CaseFile | None = None, item: Any = None) -> Form:
    """Return one record of a return visit (人民调解回访记录)."""
    told = ""
    if file and item:
        said = [
            f"履行情况：{file.word('performance_states', item.performed)}。",
            f"满意程度：{file.word('satisfactions', item.satisfied)}。" if item.satisfied else "",
            f"诉讼及结果：{item.lawsuit}。" if item.lawsuit else "",
        ]
        told = "\n".join(one for one in ("".join(said), item.text) if one)
    names = "；".join(file.names) if file else ""
    title = file.case.title if file else ""
    return Form(
        "人民调解回访记录",
        (
            Entries(
                (
                    (Entry("当事人：", names, 1, True),),
                    (Entry("调解协议编号：", _number(file), 1, True),),
                    (Entry("回访事由：", title, 1, True),),
                    (
                        Entry("回访时间：", day(item.day) if item else "", 1, True),
                        Entry("回访对象：", item.visited if item else "", 1, True),
                    ),
                ),
                10.2,
            ),
            Heading("回访情况："),
            Writing(told, 12, closed=bool(told)),
            Signing((), ("回访人（签名）",), day=known(item.day) if item else ""),
        ),
        number=_number(file),
        key="visit",
        mark=f"{item.day.month}月{item.day.day}日" if item else "",
    )


def confirmation(file: CaseFile | None = None, item: Any = None) -> Form:
    """Return the joint application to a court (司法确认申请书)."""
    court = item.court if item else "＿＿＿＿＿＿人民法院"
    effective = file.case.effective_on if file else None
    return Form(
        "司法确认申请书",
        (
            *_all_parties(file),
            Heading("申请事项："),
            Statement(
                f"请求确认申请人之间于{said(effective)}生效的人民调解协议"
                f"（编号：{_number(file) or '＿＿＿＿＿＿'}）有效。"
            ),
            Heading("事实和理由："),
            Writing(file.case.facts if file else "", 6),
            Statement(
                "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；"
                "如果因为该协议内容而给他人造成损害的，愿意承担相应的民事责任和其他法律责任。"
            ),
            Statement("此致", indent=True),
            Statement(court, indent=False),
            Signing(
                _blank_signers(("申请人（签名盖章或按指印）",), len(file.parties) if file else 2),
                (),
                day=known(item.applied_on) if item else "",
            ),
        ),
        key="confirmation",
    )
