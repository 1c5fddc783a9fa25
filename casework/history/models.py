"""The history's own tables: entries in a chain, the head of the chain, and the trail of reading and exporting."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from casework.engine.choices import Choices
from casework.extensions import db


class Tracked:
    """Mixed into a model whose every change belongs in the history.

    ``untracked`` names columns that follow from others and would only repeat what is said already;
    ``masked`` those whose content must not be copied: the history then says only that they changed.
    """

    untracked: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()

    def history_matter_id(self) -> int | None:
        """The matter on whose timeline a change of this row belongs, if any."""
        return getattr(self, "matter_id", None)


@event.listens_for(Tracked, "attribute_instrument", propagate=True)
def _remember_before(_class, _key, attribute):
    """Setting a column of a tracked row always knows the value before, even if it has to be read first."""
    if hasattr(attribute.property, "columns"):
        event.listen(attribute, "set", lambda *_: None, active_history=True)


class HistoryEntry(db.Model):
    """One row's change: append-only (triggers refuse UPDATE and DELETE), linked to the entry before it."""

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(sa.String(50))
    deed: Mapped[str] = mapped_column(sa.String(100))
    verb: Mapped[str] = mapped_column(sa.String(10))  # create, change, remove
    table: Mapped[str] = mapped_column("table_name", sa.String(50))
    row_id: Mapped[int]
    matter_id: Mapped[int | None]
    changes: Mapped[Any] = mapped_column(sa.JSON)  # column -> [before, after]
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (
        sa.Index("ix_history_entry_matter", "matter_id", "id"),
        sa.Index("ix_history_entry_row", "table_name", "row_id", "id"),
        sa.Index("ix_history_entry_user", "user_id", "id"),
    )


class HistoryHead(db.Model):
    """The end of the chain: one row, locked by whoever appends, so that entries stand in one order."""

    __tablename__ = "history_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class Trail(Choices):
    """What the access trail notes."""

    REVEAL = "reveal", "查看完整号码"
    EXPORT = "export", "导出"
    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_OUT = "sign_out", "退出"
    REFUSED = "refused", "越权被拒"
    CREDENTIAL = "credential", "修改密码"


class AccessEntry(db.Model):
    """A reading of sensitive data, an export, a sign-in: who, when, what, how many rows, and why."""

    __tablename__ = "access_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[Trail]
    user_id: Mapped[int | None] = mapped_column(index=True)
    user_name: Mapped[str] = mapped_column(sa.String(50))
    address: Mapped[str] = mapped_column(sa.String(45))
    object: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.String(200))
    rows: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(sa.String(30), unique=True)  # of an export
