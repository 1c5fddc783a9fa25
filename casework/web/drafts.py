"""What is being typed, kept on the server: never a lost paragraph, never anything in the browser's own storage."""

import json
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import BuildError

from casework.engine import clock
from casework.engine.errors import Refused
from casework.engine.reading import row_id
from casework.extensions import db, insert_once
from casework.web.models import Draft
from casework.web.paging import here

KEPT = timedelta(days=14)
LARGEST = 200_000  # characters
NOT_KEPT = ("csrf_token", "_key", "_draft", "password", "current", "id_number")


@dataclass(frozen=True)
class Place:
    """Where a form stands: what it is called, and its page. ``names_form``: the page is also told which form.

    ``id_as`` is the name under which the page takes the id in the form's name.
    """

    label: str
    endpoint: str
    names_form: bool = False
    id_as: str = "id"


# By the name of the form, or by its first half where the second is the id of a record: "note.12".
PLACES: dict[str, Place] = {}


def place_of(form: str) -> tuple[str, str | None]:
    """(what the form is called, the address of its page if it still has one)."""
    name, _dot, id = form.rpartition(".")
    whole = PLACES.get(form)
    place = whole or PLACES.get(name)
    if place is None or not (whole or row_id(id)):
        return "表单", None
    args = {} if whole else {place.id_as: int(id)}
    try:
        return place.label, url_for(
            place.endpoint, **args, **({"name": name.rpartition(".")[2]} if place.names_form else {})
        )
    except BuildError:
        return place.label, None


def read(draft: Draft | None) -> dict:
    """The fields of a draft, as they were typed."""
    return json.loads(draft.fields) if draft else {}


def save(user_id: int, form: str, fields: dict) -> Draft:
    """Keep the fields of a form for this person; the newer replaces the older."""
    text = json.dumps(fields, ensure_ascii=False)
    if len(text) > LARGEST:
        raise Refused("草稿太长，存不下。请先复制一份，分几次保存。")
    now = clock.utcnow()
    insert_once(Draft.__table__, user_id=user_id, form=form[:80], fields=text, saved_at=now)
    draft = db.session.scalars(
        sa.select(Draft).where(Draft.user_id == user_id, Draft.form == form[:80])
    ).one()
    draft.fields, draft.saved_at = text, now
    return draft


def of(user_id: int, form: str) -> Draft | None:
    """The draft of this person for this form, unless it has grown too old."""
    return db.session.scalar(
        sa.select(Draft).where(
            Draft.user_id == user_id, Draft.form == form[:80], Draft.saved_at > clock.utcnow() - KEPT
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
    draft = db.session.scalar(sa.select(Draft).where(Draft.user_id == user_id, Draft.form == form[:80]))
    if draft is not None:
        db.session.delete(draft)


def typed() -> dict:
    """The fields of the request's form that are worth keeping."""
    fields = {}
    for name, values in request.form.lists():
        if name not in NOT_KEPT and any(value.strip() for value in values):
            fields[name] = values if len(values) > 1 else values[0]
    return fields if fields.keys() - {"base"} else {}  # what was there before is no text of anybody's


def keep_lapsed(user_id: int) -> bool:
    """Keep what somebody posted after their session had run out; they find it when they are back."""
    form, fields = request.form.get("_draft", ""), typed()
    if not form or not fields or len(json.dumps(fields, ensure_ascii=False)) > LARGEST:
        return False
    save(user_id, form, fields)
    return True


def kept(form: str) -> tuple[dict, Markup] | None:
    """The fields of this person's draft, and the sentence that says they were put back; None when there is none."""
    if not current_user.is_authenticated or request.args.get("fresh"):
        return None
    draft = of(current_user.id, form)
    if draft is None:
        return None
    said = _("已恢复 %(when)s 的草稿。", when=clock.local(draft.saved_at).strftime("%m-%d %H:%M"))
    link = Markup('<a href="{}">{}</a>').format(here(fresh=1), _("不用草稿，重新填写"))
    return json.loads(draft.fields), Markup("{} {}").format(said, link)


def done() -> None:
    """The form that is being carried out was saved: its draft has served."""
    form = request.form.get("_draft", "")
    if form and current_user.is_authenticated:
        drop(current_user.id, form)


def forget_old() -> int:
    """Throw away drafts that have grown too old; how many there were."""
    old = db.session.scalars(sa.select(Draft).where(Draft.saved_at <= clock.utcnow() - KEPT)).all()
    for draft in old:
        db.session.delete(draft)
    return len(old)
