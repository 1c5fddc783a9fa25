"""What stands in the index for each matter. The words themselves stay where they are written; this is made from them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from casework.extensions import db


class SearchDoc(db.Model):
    """The searchable text of a matter, evened. Identity numbers and telephones are in it as fingerprints only.

    PostgreSQL keeps the tokens in ``vec``; SQLite keeps them in ``FTS``, a table without content of its own, from which
    a document is taken out by naming the tokens it was put in with: they are cut anew from ``body`` and ``marks``.
    """

    __tablename__ = "search_doc"

    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(sa.Text)
    marks: Mapped[str] = mapped_column(sa.Text, default="")  # whole tokens: fingerprints, initials
    vec: Mapped[str | None] = mapped_column(sa.Text().with_variant(TSVECTOR(), "postgresql"))

    __table_args__ = (
        sa.Index("ix_search_doc_vec", "vec", postgresql_using="gin", postgresql_with={"fastupdate": False}),
    )


FTS = sa.table("search_fts", sa.column("rowid"), sa.column("search_fts"), sa.column("t"))
