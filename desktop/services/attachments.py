"""Attachments (附件): photos and scans kept on records of any kind, each content once however often it hangs.

An attachment is as visible as its record: what :mod:`access` hides of mediation it hides here, and where a record has
masked values, only roles that may see those open its scans, which show them in clear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from desktop.errors import Conflict, Forbidden, Invalid, UserError
from desktop.models import Attachment, AttachmentRole, Content, Kind, Privacy, Record, description, kinds
from desktop.storage.work import Actor, Work

from . import saving
from .access import LIMITED
from .attachment_files import SUFFIXES, Prepared
from .context import Context
from .records import choices, title
from .subjects import subject

KIND = "attachments"
NAMED = 3
"""Titles a line of the history names; more are counted."""


@dataclass(frozen=True)
class New:
    """A file that is to be kept, with what the person said about it."""

    file: Prepared
    title: str
    role: str
    taken_on: date | None = None
    faces: bool = False
    """Whether people can be made out on a photo."""
    consent_on: date | None = None
    """The day they agreed that it is kept."""
    notes: str = ""


@dataclass(frozen=True)
class Kept:
    """An attachment as it is shown."""

    id: UUID
    revision: UUID
    title: str
    role: str
    role_label: str
    taken_on: date | None
    faces: bool
    consent_on: date | None
    notes: str
    file_name: str
    media_type: str
    pages: int | None
    size: int
    """Bytes."""
    thumbnail: bytes | None
    """A small picture; none for roles that may not open it."""
    here: bool
    """Whether the office holds its content."""


@dataclass(frozen=True)
class Copy:
    """A content that leaves the program."""

    file_name: str
    data: bytes


def takes(kind: str) -> bool:
    """Return whether records of a kind can have attachments at all."""
    return kind in kinds() and description(kind).attachments


def writes(kind: str, actor: Actor) -> bool:
    """Return whether the role of ``actor`` may add to records of a kind and remove from them."""
    return takes(kind) and saving.allowed(kind, actor)


def opens(kind: str, actor: Actor) -> bool:
    """Return whether the role of ``actor`` may look into the attachments of a kind.

    Of mediation whoever sees the record; elsewhere whoever may see the masked values of such a record, because a scan
    of an identity card shows the number.
    """
    rules = subject(kind)
    if actor.role not in rules.readers:
        return False
    masked = any(one.privacy is Privacy.MASKED or one.kind is Kind.PICTURE for one in description(kind).fields)
    return kind in LIMITED or not masked or actor.role in rules.revealers


def count(session: Session, kind: str, record_id: UUID) -> int:
    """Return how many attachments a record has."""
    wanted = select(func.count()).where(*_of(kind, record_id))
    return session.execute(wanted).scalar_one()


def listed(session: Session, kind: str, record_id: UUID, actor: Actor) -> list[Kept]:
    """Return the attachments of a record in the order they were added, with their small pictures."""
    rows = session.scalars(select(Attachment).where(*_of(kind, record_id)).order_by(Attachment.id)).all()
    contents = Content.__table__.c
    hashes = {row.hash for row in rows}
    small: dict[str, bytes | None] = {}
    if hashes:
        found = session.execute(select(contents.hash, contents.thumbnail).where(contents.hash.in_(hashes)))
        small = {one.hash: one.thumbnail for one in found}
    labels, may_open = choices(session, "attachment_roles"), opens(kind, actor)
    return [
        Kept(
            row.id, row.revision, row.title, row.role, labels.get(row.role, row.role), row.taken_on, row.faces,
            row.consent_on, row.notes, row.file_name, row.media_type, row.pages, row.size,
            small.get(row.hash) if may_open else None, row.hash in small,
        )
        for row in rows
    ]  # fmt: skip


def hashes(session: Session, kind: str, record_id: UUID) -> Mapping[str, str]:
    """Return the contents a record has already, with the titles they are kept by."""
    found = session.execute(select(Attachment.hash, Attachment.title).where(*_of(kind, record_id)))
    return {one.hash: one.title for one in found}


def roles(session: Session, today: date) -> Mapping[str, str]:
    """Return what an attachment may be, as the office lists it."""
    return choices(session, "attachment_roles", today)


def add(work: Work, kind: str, record_id: UUID, files: Sequence[New]) -> list[UUID]:
    """Keep files on a record as one action and return the ids of the attachments, in their order.

    A content the office holds already is not kept twice. Raises ``Invalid`` with the mistakes of the first file that
    cannot be kept so, ``Conflict`` for a content the record has already, ``Forbidden``; then nothing is kept.
    """
    owner = _owner(work, kind, record_id)
    known = dict(hashes(work.session, kind, record_id))
    made = []
    for one in files:
        file = one.file
        if file.hash in known:
            raise Conflict(f"“{one.title}”与附件“{known[file.hash]}”是同一个文件，没有添加任何附件，请去掉它再试")
        known[file.hash] = one.title
        row = _row(work, owner, one)
        _keep(work, file)
        work.add(row)
        made.append(row.id)
    work.flush()
    titles = [one.title.strip() for one in files]
    _tell(work, owner, "添加附件", titles)
    return made


def change(work: Work, attachment_id: UUID, raw: Mapping[str, Any], *, revision: UUID | None = None) -> None:
    """Change what is said about an attachment; its content stays. Raises as :func:`desktop.services.saving.save`."""
    row = _attachment(work, attachment_id)
    owner = _owner(work, row.owner_kind, row.owner_id)
    saving.save(work, KIND, attachment_id, raw, revision=revision)
    _tell(work, owner, "修改附件", [row.title])


def remove(work: Work, attachment_id: UUID) -> None:
    """Take an attachment off its record; it is hidden, its content stays, and undo brings it back."""
    row = _attachment(work, attachment_id)
    owner = _owner(work, row.owner_kind, row.owner_id)
    row.deleted = True
    _tell(work, owner, "移除附件", [row.title])


def content(session: Session, attachment_id: UUID, actor: Actor) -> Copy:
    """Return the content of an attachment, to be looked at. Raises ``Forbidden``, or ``UserError`` when it is gone."""
    row = session.scalars(select(Attachment).where(Attachment.id == attachment_id)).first()
    if row is None or row.deleted:
        raise UserError("这份附件已不在记录里，没有打开，请返回重新读取")
    return _content(session, row, actor)


def plain_title(text: str) -> str:
    """Return a title as a file may be called."""
    plain = "".join("_" if sign in '<>:"/\\|?*' else sign for sign in text if sign.isprintable()).strip(" .")
    return plain or "附件"


def take_out(work: Work, attachment_id: UUID) -> Copy:
    """Return the content of an attachment, to be saved outside, and keep in the history that it went out."""
    row = _attachment(work, attachment_id)
    found = _content(work.session, row, work.actor)
    named = title(work.session, row.owner_kind, row.owner_id)
    work.label = f"另存附件 {row.title}（{description(row.owner_kind).label} {named}）"
    note = {"note": f"另存附件“{row.title}”"}
    work.changes.append((row.owner_kind, row.owner_id, {}, note))
    work.changes.append((KIND, row.id, {}, note))
    return found


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Return what is wrong with an attachment: a photo of people is kept only with their consent."""
    kind = values.get("owner_kind")
    if not kind or not values.get("hash"):
        return {"": "附件不能单独新增，请打开它所属的记录，在“附件”里添加文件"}
    actor = session.info.get("actor")
    if actor is not None and not writes(kind, actor):
        return {"": f"您的角色不能修改{description(kind).label}的附件，没有改动任何内容"}
    consent, day = values.get("consent_on"), values.get("taken_on")
    wrong = {}
    if values.get("role") == AttachmentRole.PHOTO.value and values.get("faces") and consent is None:
        wrong["consent_on"] = "照片上认得出人的，要本人同意才能留存，请填同意日期；认不出人的请去掉“照片上有人”"
    for name, found in (("consent_on", consent), ("taken_on", day)):
        if found is not None and found > context.today:
            wrong[name] = f"{description(KIND)[name].label}是 {found.isoformat()}，还没有到，请改正"
    return wrong


def _of(kind: str, record_id: UUID) -> tuple[Any, ...]:
    return Attachment.owner_kind == kind, Attachment.owner_id == record_id, ~Attachment.deleted


def _owner(work: Work, kind: str, record_id: UUID) -> Record:
    """Return the record attachments hang on, as far as the actor sees and may change it."""
    if not takes(kind):
        raise UserError("这种记录不能添加附件，没有改动任何内容")
    saving.demand(kind, work.actor)
    record = kinds()[kind]
    row = work.session.scalars(select(record).where(record.id == record_id)).first()
    if row is None or row.deleted:
        raise UserError(f"这条{description(kind).label}记录已不存在，附件没有改动，请返回列表刷新")
    return row


def _attachment(work: Work, attachment_id: UUID) -> Attachment:
    row = work.session.scalars(select(Attachment).where(Attachment.id == attachment_id)).first()
    if row is None or row.deleted:
        raise UserError("这份附件已被移除，没有改动任何内容，请重新读取")
    return row


def _row(work: Work, owner: Record, one: New) -> Attachment:
    from .context import context

    file = one.file
    raw = {
        "title": one.title,
        "role": one.role,
        "taken_on": one.taken_on,
        "faces": one.faces,
        "consent_on": one.consent_on,
        "notes": one.notes,
    }
    values, wrong = saving.understood(KIND, raw)
    held = {"owner_kind": owner.described.name, "owner_id": owner.id, "hash": file.hash}
    wrong = wrong or check(work.session, values | held, None, context(work.session, work.clock))
    if not wrong and values["role"] not in choices(work.session, "attachment_roles"):
        wrong = {"role": f"附件类别没有“{values['role']}”这一项，请从列表中选择"}
    if wrong:
        raise Invalid({name: f"“{one.title or file.file_name}”：{sentence}" for name, sentence in wrong.items()})
    about = {"file_name": file.file_name, "media_type": file.media_type, "pages": file.pages, "size": len(file.data)}
    return Attachment(**values, **held, **about)


def _keep(work: Work, file: Prepared) -> None:
    """Write a content unless the office holds it; it is no record and enters no history."""
    table = Content.__table__
    if work.session.execute(select(table.c.hash).where(table.c.hash == file.hash)).first() is None:
        work.session.execute(insert(Content).values(hash=file.hash, thumbnail=file.thumbnail, data=file.data))


def _content(session: Session, row: Attachment, actor: Actor) -> Copy:
    if not opens(row.owner_kind, actor):
        raise Forbidden(f"您的角色不能打开{description(row.owner_kind).label}的附件，如确有需要请联系办公室管理员")
    table = Content.__table__
    data = session.execute(select(table.c.data).where(table.c.hash == row.hash)).scalar()
    if data is None:
        raise UserError(f"“{row.title}”的内容不在本机，只有目录，没有打开，请到登记它的单位查看")
    return Copy(_file_name(row), bytes(data))


def _file_name(row: Attachment) -> str:
    """Return the name a copy is saved by: the title, with the ending of what the content is."""
    return plain_title(row.title) + SUFFIXES.get(row.media_type, Path(row.file_name).suffix)


def _tell(work: Work, owner: Record, verb: str, titles: Sequence[str]) -> None:
    """Name the attachments in the entry of the history, and in that of their record."""
    kind = owner.described.name
    shown = "、".join(f"“{one}”" for one in titles[:NAMED]) + (f" 等 {len(titles)} 份" if len(titles) > NAMED else "")
    what = titles[0] if len(titles) == 1 else f"{len(titles)} 份"
    work.label = f"{verb} {what}（{owner.described.label} {title(work.session, kind, owner.id)}）"
    work.changes.append((kind, owner.id, {}, {"note": f"{verb}{shown}"}))
