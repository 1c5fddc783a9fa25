"""The calendar's own tables: notices with their days, and the last days that a notice has moved."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import User
from casework.extensions import db
from casework.history.models import Tracked
from casework.matters.models import Matter


class CalendarNotice(Tracked, db.Model):
    """One official notice of the days off of a year, whole: a correction is a further edition, and nothing is removed.

    The edition with the highest number is in force. ``number`` is the document's own, ``source`` where it was found.
    """

    __tablename__ = "calendar_notice"
    untracked = frozenset({"text"})

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")  # as it was pasted or uploaded
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))

    confirmed_by: Mapped[User | None] = relationship()
    days: Mapped[list["CalendarDay"]] = relationship(order_by="CalendarDay.day", back_populates="notice")

    __table_args__ = (
        sa.UniqueConstraint("year", "edition"),
        sa.CheckConstraint("edition >= 1", name="edition"),
    )

    @classmethod
    def visible_to(cls, _user: User):
        """The calendar is everybody's; who may open its pages is a matter of permission."""
        return sa.true()


class CalendarDay(db.Model):
    """One day that a notice names: off, or else a make-up working day. Written once, with its notice."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_notice.id"))
    day: Mapped[date]
    is_off: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(60))  # of the holiday it belongs to

    notice: Mapped[CalendarNotice] = relationship(back_populates="days")

    __table_args__ = (sa.UniqueConstraint("notice_id", "day"),)


class DueShift(db.Model):
    """A day to keep that a notice has moved: the report of what its loading did. Written once."""

    __tablename__ = "due_shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_notice.id"), index=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    due_name: Mapped[str] = mapped_column(sa.String(40))
    was_on: Mapped[date]
    is_on: Mapped[date]

    matter: Mapped[Matter] = relationship()
