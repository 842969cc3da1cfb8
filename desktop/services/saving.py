"""Changing records of any kind: clean what was typed, check it, write it as one action."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.clock import CHINA
from desktop.errors import Conflict, Forbidden, Invalid, UserError
from desktop.models import Description, Field, Kind, Privacy, Record, Search, description, kinds
from desktop.storage.work import Actor, Work

from . import access, checks, names
from .context import Context, context
from .days import parse_day, parse_moment
from .records import choices, title
from .search import keys
from .subjects import subject

ASKED_AT_ONCE = 500
"""Ids put into one question."""


def allowed(kind: str, actor: Actor) -> bool:
    """Return whether the role of ``actor`` may change records of this kind."""
    return actor.role in subject(kind).writers


def demand(kind: str, actor: Actor) -> None:
    """Raise ``Forbidden`` unless ``actor`` may change records of this kind."""
    if not allowed(kind, actor):
        raise Forbidden(f"您的角色不能修改{description(kind).label}，没有改动任何内容，请联系办公室管理员")


def clean(one: Field, raw: Any) -> Any:
    """Return what was typed or read as the typed value of a field; None or "" when it is blank.

    Raises ``UserError`` with one sentence when it cannot be understood.
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if raw == "":
            return "" if one.kind in _TEXTS else None
    if raw is None:
        return "" if one.kind in _TEXTS else None
    way = _CLEANED.get(one.kind)
    return raw if way is None else way(one, raw)


SHORTEST_PHONE = 7
"""Figures of the shortest number somebody is called by at home."""
_TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER)


def _code(text: str) -> str:
    """Return a code as it was issued: figures and letters half width, brackets as they stand in it."""
    return "".join(
        part if part in "（）" else unicodedata.normalize("NFKC", part) for part in re.split("([（）])", text)
    ).replace(" ", "")


def _text(one: Field, text: str) -> str:
    kept = text
    if not text.isprintable():
        kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept if one.kind is Kind.LONG_TEXT else " ".join(kept.split()))


def _moment(one: Field, raw: Any) -> datetime:
    if isinstance(raw, datetime):
        # What comes without a zone was read from a cell or an input: China time.
        return (raw.replace(tzinfo=CHINA) if raw.tzinfo is None else raw).astimezone(UTC)
    if isinstance(raw, date):
        raise UserError(f"{one.label}只有日期 {raw.isoformat()}，没有几点几分，请写成 2024-3-5 14:30 这样")
    return parse_moment(str(raw))


def _count(one: Field, raw: Any) -> int:
    text = unicodedata.normalize("NFKC", str(raw)).replace(",", "").replace(" ", "").removesuffix(one.unit or "\0")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UserError(f"{one.label}应为整数，现在是“{raw}”") from None
    if not value.is_finite() or value.adjusted() > 18 or value != value.to_integral_value():
        raise UserError(f"{one.label}应为整数，现在是“{raw}”")
    return int(value)


def _amount(one: Field, raw: Any) -> Decimal:
    text = unicodedata.normalize("NFKC", str(raw)).replace(",", "").replace(" ", "").removesuffix(one.unit or "\0")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UserError(f"{one.label}应为数字，现在是“{raw}”") from None
    if not value.is_finite() or value.adjusted() > 18:
        raise UserError(f"{one.label}应为数字，现在是“{raw}”")
    return value


def _flag(one: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    found = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}.get(str(raw).lower())
    if found is None:
        raise UserError(f"{one.label}应为“是”或“否”，现在是“{raw}”")
    return found


def _day(one: Field, raw: Any) -> date:
    if isinstance(raw, datetime):
        return (raw.astimezone(CHINA) if raw.tzinfo else raw).date()
    return raw if isinstance(raw, date) else parse_day(str(raw))


_CLEANED: Mapping[Kind, Callable[[Field, Any], Any]] = {
    Kind.NAME: lambda one, raw: names.clean_name(str(raw)),
    Kind.TEXT: lambda one, raw: _text(one, str(raw)),
    Kind.LONG_TEXT: lambda one, raw: _text(one, str(raw)),
    Kind.CODE: lambda one, raw: _code(str(raw)),
    Kind.PHONE: lambda one, raw: checks.normal_phone(str(raw)),
    Kind.ID_NUMBER: lambda one, raw: checks.normal_id_number(str(raw)),
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.COUNT: _count,
    Kind.AMOUNT: _amount,
    Kind.FLAG: _flag,
    Kind.REFERENCE: lambda one, raw: raw if isinstance(raw, UUID) else UUID(str(raw)),
}
"""How each kind of value is understood; others are kept as they come."""
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


def check_field(one: Field, value: Any) -> str:
    """Return what is wrong with a clean value by the description alone, "" when nothing is."""
    if value is None or value == "":
        return f"{one.label}没有填写" if one.required else ""
    if one.limit and isinstance(value, str) and len(value) > one.limit:
        return f"{one.label}最多 {one.limit} 个字，现在是 {len(value)} 个"
    if one.kind is Kind.PHONE:
        # 手机 is a mobile number; 联系电话 may be the landline of a firm or of an old couple, never a service number.
        if "手机" in one.label or (one.privacy is Privacy.MASKED and len(value) < SHORTEST_PHONE):
            return checks.mobile_mistake(value)
        return checks.phone_mistake(value)
    if one.kind in (Kind.COUNT, Kind.AMOUNT):
        least = 0 if one.least is None else one.least
        if value < least:
            return f"{one.label}不能小于 {least}"
        most = one.most if one.most is not None else 10**9
        if value > most:
            return f"{one.label}不能大于 {most:,}"
    if one.kind is Kind.MOMENT and not 1900 <= value.astimezone(CHINA).year <= 2200:
        return f"{one.label}应在 1900 年到 2200 年之间，现在是 {value.astimezone(CHINA):%Y-%m-%d}"
    if one.kind is Kind.DAY and not _EARLIEST <= value <= _LATEST:
        return f"{one.label}应在 1900 年到 2200 年之间，现在是 {value.isoformat()}"
    return ""


def understood(kind: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the clean values of what was typed, and the mistakes by field that need no database to see."""
    described = description(kind)
    values: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for name, given in raw.items():
        one = described[name]
        try:
            values[name] = clean(one, given)
            wrong = check_field(one, values[name])
        except UserError as error:
            wrong = str(error)
        if wrong:
            mistakes[name] = wrong
    return values, mistakes


def mistakes(
    session: Session, kind: str, record_id: UUID | None, raw: Mapping[str, Any], when: Context
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return clean values and every mistake of what was typed into a record, new when ``record_id`` is None.

    The rules are those of the description, of the code lists and of the subject.
    """
    described = description(kind)
    values, wrong = understood(kind, raw)
    row = session.get(kinds()[kind], record_id) if record_id else None
    whole = {**(_blank(described) if row is None else row.values()), **values}
    if row is None:
        for one in described.fields:
            if one.name not in wrong and (sentence := check_field(one, whole.get(one.name))):
                wrong[one.name] = sentence
    for name, value in values.items():
        if name not in wrong and value not in (None, ""):
            sentence = _unknown(session, described[name], value, when)
            if sentence:
                wrong[name] = sentence
    if not wrong:
        wrong.update(rules(session, kind, whole, record_id, when))
    return values, wrong


def rules(
    session: Session, kind: str, whole: Mapping[str, Any], record_id: UUID | None, when: Context
) -> dict[str, str]:
    """Return what the rules of the subject, and of who sees what, find wrong with whole values, by field."""
    found = dict(subject(kind).check(session, whole, record_id, when))
    return found or access.outside(session, kind, whole)


def _blank(described: Description) -> dict[str, Any]:
    record = kinds()[described.name]
    found: dict[str, Any] = {}
    for name, column in record.columns():
        if column.default is not None and column.default.is_scalar:
            found[name] = column.default.arg  # type: ignore[attr-defined]
        else:
            found[name] = None
    return found


def blank(kind: str) -> dict[str, Any]:
    """Return the values a new record starts with in its form."""
    return _blank(description(kind))


def _unknown(session: Session, one: Field, value: Any, when: Context) -> str:
    if one.kind is Kind.ID_NUMBER:
        return checks.id_number_mistake(value, when.today)
    if one.kind is Kind.CHOICE and value not in choices(session, one.choices):
        return f"{one.label}没有“{value}”这一项，请从列表中选择"
    if one.kind is Kind.REFERENCE:
        target = session.get(kinds()[one.refers], value)
        if target is None or target.deleted:
            return f"{one.label}选的记录已不存在，请重新选择"
    return ""


def save(
    work: Work, kind: str, record_id: UUID | None, raw: Mapping[str, Any], *, revision: UUID | None = None
) -> UUID:
    """Write one record, new when ``record_id`` is None, and return its id.

    ``raw`` holds only what was typed: a masked value that nobody touched is left out. ``revision`` is the one the
    form was filled from. Raises ``Invalid`` with a sentence for each field, ``Conflict`` when somebody changed the
    record meanwhile, ``Forbidden`` when the role may not.
    """
    demand(kind, work.actor)
    described = description(kind)
    values, wrong = mistakes(work.session, kind, record_id, raw, context(work.session, work.clock))
    if wrong:
        raise Invalid(wrong)
    before = _lacks(work, kind, record_id, values)
    if record_id is None:
        whole = complete(kind, values)
        if (issue := subject(kind).issue) is not None:
            issue(work, [whole])
        row = kinds()[kind](**whole)
        work.add(row)
        verb = "新增"
    else:
        row = _present(work, kind, record_id, revision)
        for name, value in values.items():
            setattr(row, name, value)
        verb = "修改"
    work.flush()
    _settle(work, row, before)
    work.label = f"{verb}{described.label} {title(work.session, kind, row.id)}"
    refresh_keys(work, row)
    return row.id


def _lacks(work: Work, kind: str, record_id: UUID | None, values: Mapping[str, Any]) -> frozenset[str]:
    """Return what the whole a record belongs to lacks before the record changes."""
    found = subject(kind).lacks
    if found is None:
        return frozenset()
    row = work.session.get(kinds()[kind], record_id) if record_id else None
    return found(work.session, kind, values if row is None else row.values())


def _settle(work: Work, row: Record, before: frozenset[str]) -> None:
    """Change what follows from a record; raise ``Invalid`` where its whole now lacks what it had before."""
    rules = subject(row.described.name)
    if rules.settle is not None:
        rules.settle(work, row)
        work.flush()
    if rules.lacks is not None and (new := rules.lacks(work.session, row.described.name, row.values()) - before):
        raise Invalid({"": f"这样改以后{'；'.join(sorted(new))}，没有写入任何内容"})


def complete(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new record is written with: clean values, the defaults of its columns, "" for texts left out."""
    started = _started(kind)
    found = {**started, **values}
    for name, value in values.items():
        if value is None and name in started and started[name] == "":
            found[name] = ""
    return found


@cache
def _started(kind: str) -> Mapping[str, Any]:
    described = description(kind)
    columns = dict(kinds()[kind].columns())
    defaults = _blank(described)
    found: dict[str, Any] = {}
    for one in described.fields:
        if defaults[one.name] is not None:
            found[one.name] = defaults[one.name]
        elif one.kind in _TEXTS and not columns[one.name].nullable:
            found[one.name] = ""
    return found


def _present(work: Work, kind: str, record_id: UUID, revision: UUID | None) -> Record:
    row = work.session.get(kinds()[kind], record_id)
    label = description(kind).label
    if row is None:
        raise UserError(f"这条{label}记录已不存在，没有写入任何内容，请返回列表刷新")
    if revision is not None and row.revision != revision:
        raise Conflict(f"这条{label}记录刚被别处修改过，您的改动没有写入，请重新打开后再改")
    return row


def remove(work: Work, kind: str, record_id: UUID, *, revision: UUID | None = None) -> None:
    """Delete a record: it is hidden, kept and can be restored. Raises ``Invalid`` while others stand on it."""
    demand(kind, work.actor)
    row = _present(work, kind, record_id, revision)
    name = title(work.session, kind, record_id)
    kept = subject(kind).kept
    if kept is not None and (sentence := kept(work.session, row, None)):
        raise Invalid({"": f"“{name}”{sentence}"})
    standing = dependents(work.session, kind, record_id)
    if standing:
        many = "、".join(f"{number} {described.unit}{described.label}" for described, number in standing)
        raise Invalid({"": f"“{name}”下还有 {many}，没有删除，请先处理这些记录"})
    before = _lacks(work, kind, record_id, {})
    row.deleted = True
    work.flush()
    _settle(work, row, before)
    work.label = f"删除{description(kind).label} {name}"


def restore(work: Work, kind: str, record_id: UUID) -> None:
    """Bring a deleted record back."""
    demand(kind, work.actor)
    row = _present(work, kind, record_id, None)
    row.deleted = False
    work.label = f"恢复{description(kind).label} {title(work.session, kind, record_id)}"


def deleted_among(session: Session, kind: str, wanted: Sequence[UUID]) -> set[UUID]:
    """Return which of these records are deleted."""
    record = kinds()[kind]
    found: set[UUID] = set()
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        some = record.id.in_(wanted[start : start + ASKED_AT_ONCE])
        found.update(session.scalars(select(record.id).where(some, record.deleted)))
    return found


def dependents(session: Session, kind: str, record_id: UUID) -> list[tuple[Description, int]]:
    """Return how many living records of each kind refer to a record."""
    found = []
    for word, record in kinds().items():
        links = [one.name for one in description(word).fields if one.kind is Kind.REFERENCE and one.refers == kind]
        number = 0
        for name in links:
            statement = select(func.count()).where(getattr(record, name) == record_id, ~record.deleted)
            number += session.execute(statement).scalar_one()
        if number:
            found.append((description(word), number))
    return found


def refresh_keys(work: Work, row: Record) -> None:
    """Renew the search keys of the records that are found by the title of ``row``."""
    refresh_titles(work, row.described.name, [row.id])


def refresh_titles(work: Work, kind: str, changed: Sequence[UUID]) -> None:
    """Renew the search keys of the records that are found by the titles of the ``changed`` ones."""
    for word, record in kinds().items():
        links = [
            one.name
            for one in description(word).fields
            if one.kind is Kind.REFERENCE
            and one.refers == kind
            and (one.search is not Search.NONE or one.name == description(word).title)
        ]
        for name in links:
            for at in range(0, len(changed), 500):
                referring = select(record).where(getattr(record, name).in_(changed[at : at + 500]))
                for other in work.session.scalars(referring).all():
                    work.rekeyed.setdefault(word, set()).add(other.id)
                    search_key, sort_key = keys(work.session, other)
                    work.session.execute(
                        update(record).where(record.id == other.id).values(search_key=search_key, sort_key=sort_key),
                        execution_options={"synchronize_session": False},
                    )


def _demand_reveal(work: Work, kind: str, label: str, purpose: str) -> None:
    if work.actor.role not in subject(kind).revealers:
        raise Forbidden(f"您的角色不能查看{label}原号，如确有需要请联系办公室管理员")
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": f"请写明查看{label}的用途"})


def reveal_all(work: Work, kind: str, seen: Sequence[UUID], names: Sequence[str], purpose: str) -> None:
    """Keep in the history of every record in ``seen`` that its masked values leave in clear, and what for.

    The caller reads them only after this is committed. Raises like :func:`reveal`.
    """
    label = "、".join(description(kind)[name].label for name in names)
    _demand_reveal(work, kind, label, purpose)
    work.label = f"导出{description(kind).label} {len(seen)} {description(kind).unit}，含{label}原号"
    note = {"note": f"导出{label}原号，用途：{purpose.strip()}"}
    work.changes.extend((kind, one, {}, note) for one in seen)


def reveal_on_paper(
    work: Work, kind: str, seen: Sequence[UUID], masked_at: tuple[str, str], paper: str, purpose: str
) -> None:
    """Keep in the history of every record in ``seen`` that a paper of it shows a masked value, and what for.

    ``masked_at`` is the kind and the field of the value, such as the phones of the parties of a case. The caller makes
    the paper only after this is committed. Raises like :func:`reveal`.
    """
    label = description(masked_at[0])[masked_at[1]].label
    _demand_reveal(work, masked_at[0], label, purpose)
    whose = title(work.session, kind, seen[0]) if len(seen) == 1 else f"{len(seen)} {description(kind).unit}"
    work.label = f"打印{paper} {whose}，含{label}原号"
    note = {"note": f"打印{paper}，含{label}原号，用途：{purpose.strip()}"}
    work.changes.extend((kind, one, {}, note) for one in seen)


def reveal(work: Work, kind: str, record_id: UUID, name: str, purpose: str) -> str:
    """Return a masked value in clear and keep in the history who looked at it and what for.

    Raises ``Invalid`` without a purpose and ``Forbidden`` for roles that may not.
    """
    one = description(kind)[name]
    _demand_reveal(work, kind, one.label, purpose)
    row = _present(work, kind, record_id, None)
    work.label = f"查看{one.label} {title(work.session, kind, record_id)}"
    work.changes.append((kind, record_id, {}, {"note": f"查看{one.label}，用途：{purpose.strip()}"}))
    return str(getattr(row, name) or "")


def masked(kind: str) -> frozenset[str]:
    """Return the names of the fields shown masked."""
    return frozenset(one.name for one in description(kind).fields if one.privacy is Privacy.MASKED)
