"""What is being typed, kept on the server: never a lost paragraph, never anything in the browser's own storage."""

import json
from datetime import timedelta

import sqlalchemy as sa
from flask import request

from casework.engine import clock, context
from casework.extensions import db
from casework.web.models import Draft

KEPT = timedelta(days=14)
LARGEST = 100_000  # characters
NOT_KEPT = ("csrf_token", "_key", "base", "_draft", "password", "current", "id_number")


def save(user_id: int, form: str, fields: dict) -> Draft:
    """Keep the fields of a form for this person; the newer replaces the older."""
    context.begin(writes=True) if not context.will_write() else None
    draft = of(user_id, form)
    if draft is None:
        draft = Draft(user_id=user_id, form=form[:80])
        db.session.add(draft)
    draft.fields = json.dumps(fields, ensure_ascii=False)[:LARGEST]
    draft.saved_at = clock.utcnow()
    return draft


def of(user_id: int, form: str) -> Draft | None:
    """The draft of this person for this form, unless it has grown too old."""
    return db.session.scalar(
        sa.select(Draft).where(
            Draft.user_id == user_id, Draft.form == form, Draft.saved_at > clock.utcnow() - KEPT
        )
    )


def mine(user_id: int) -> list[Draft]:
    """All drafts of a person, newest first."""
    return list(
        db.session.scalars(
            sa.select(Draft)
            .where(Draft.user_id == user_id, Draft.saved_at > clock.utcnow() - KEPT)
            .order_by(Draft.saved_at.desc())
        )
    )


def drop(user_id: int, form: str) -> None:
    """The form was saved, or the draft thrown away."""
    draft = db.session.scalar(sa.select(Draft).where(Draft.user_id == user_id, Draft.form == form))
    if draft is not None:
        db.session.delete(draft)


def typed() -> dict:
    """The fields of the request's form that are worth keeping."""
    fields = {}
    for name, values in request.form.lists():
        if name not in NOT_KEPT and any(value.strip() for value in values):
            fields[name] = values if len(values) > 1 else values[0]
    return fields


def keep_lapsed(user_id: int) -> bool:
    """Keep what somebody posted after their session had run out; they find it when they are back."""
    form = request.form.get("_draft", "")
    if not form or not typed():
        return False
    save(user_id, form, typed())
    return True
