"""Attachments (附件): photos and scans that belong to a record, and their contents, kept apart once for each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class AttachmentRole(StrEnum):
    """What an attachment is; offices may add more to the list ``attachment_roles``."""

    PHOTO = "photo"
    """照片"""
    SCAN = "scan"
    """扫描件"""
    EVIDENCE = "evidence"
    """证据"""
    SIGNED_PAPER = "signed_paper"
    """已签文书"""
    OTHER = "other"
    """其他"""


class Attachment(Record):
    """A photo or scan that belongs to a record (附件). Its content is the row of ``contents`` with its hash.

    It names its owner by kind and id, and its content by hash, without foreign keys: any kind of record may own it,
    and an office above may hold the row without the content.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_owner_id", "owner_id", "owner_kind", "deleted"),
        Index("ix_attachments_hash", "hash"),
    )
    described = describe("attachments", "附件", "份", "title", order=("title",), attachments=False)

    owner_kind: Mapped[str] = mapped_column(Text)
    """Word of the kind of the record it belongs to."""
    owner_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(
        Text,
        info=field(
            "标题", Kind.TEXT, section="附件", required=True, search=Search.TEXT, listed=True, width=200, limit=60
        ),
    )
    role: Mapped[str] = mapped_column(
        Text,
        info=field(
            "类别", Kind.CHOICE, section="附件", choices="attachment_roles", required=True, listed=True, width=80
        ),
    )
    taken_on: Mapped[date | None] = mapped_column(
        info=field("拍摄或签署日期", Kind.DAY, section="附件", listed=True, width=112)
    )
    faces: Mapped[bool] = mapped_column(
        default=False,
        info=field("照片上有人", Kind.FLAG, section="附件", help="认得出是谁的照片，要本人同意才能留存"),
    )
    consent_on: Mapped[date | None] = mapped_column(
        info=field("同意留存照片", Kind.DAY, section="附件", consent=True, help="照片上的人同意留存的日期")
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="附件", limit=500))
    file_name: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("原文件名", Kind.TEXT, section="文件", search=Search.TEXT, limit=200, width=160, editable=False),
    )
    pages: Mapped[int | None] = mapped_column(
        info=field("页数", Kind.COUNT, section="文件", unit="页", width=56, editable=False)
    )
    size: Mapped[int] = mapped_column(
        info=field("大小", Kind.COUNT, section="文件", unit="字节", width=88, editable=False)
    )
    media_type: Mapped[str] = mapped_column(Plain)
    """image/jpeg, image/png or application/pdf, as found in the content itself."""
    hash: Mapped[str] = mapped_column(
        Plain, info=field("内容校验值", Kind.CODE, section="文件", privacy=Privacy.OFFICE, editable=False)
    )
    """SHA-256 of the content as kept, 64 hexadecimal figures."""


class Content(Base):
    """The bytes of a photo or scan, once for each hash; neither in the history nor in any list.

    In a file the whole database is encrypted; on PostgreSQL these bytes lie in the server's own files, which the
    server's disk encryption and its accounts protect. ``thumbnail`` stands before ``data``, so that reading it does
    not walk over the content.
    """

    __tablename__ = "contents"

    hash: Mapped[str] = mapped_column(Plain, primary_key=True)
    thumbnail: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A small picture, PNG or JPEG; none while nobody has drawn it (scans are drawn by the window)."""
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
