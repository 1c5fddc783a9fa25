"""What the pages themselves remember: what was being typed, and which forms were already carried out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.extensions import Sealed, db


class Draft(db.Model):
    """What somebody has typed and not yet saved: one per person and form, sealed, kept for fourteen days."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    form: Mapped[str] = mapped_column(sa.String(80))
    fields: Mapped[str] = mapped_column(Sealed("draft.fields"))  # JSON
    saved_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("user_id", "form"),)


class Submission(db.Model):
    """A form that was carried out, by the key it was rendered with: the same key again shows the first result."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str] = mapped_column(sa.String(300))
