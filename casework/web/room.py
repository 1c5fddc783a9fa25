"""The pipeline of every page, written once: sign-in, permission, record, transaction, double submit.

A room declares its pages with ``@room.page(rule, needs=...)``; leaving ``needs`` out is a TypeError at import. Pages for
people who are not signed in are declared with another word, ``@room.public(rule)``, so that they can be listed.
"""

import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps

import sqlalchemy as sa
from flask import Blueprint, abort, g, make_response, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import make_transient_to_detached
from werkzeug.routing import IntegerConverter

from casework.engine import clock, context
from casework.engine.reading import LARGEST_ID
from casework.extensions import db, insert_once, login
from casework.permissions import P
from casework.web.models import Submission

FORM = ("GET", "POST")
KEY_FIELD = "_key"


class RowId(IntegerConverter):
    """An id in an address. What no database column can hold names no row: 404."""

    def __init__(self, map, *args, **kwargs):
        super().__init__(map, *args, max=LARGEST_ID, **kwargs)


@dataclass(frozen=True)
class Page:
    """One declared page: what the tests over the whole application read."""

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    needs: P | None
    of: type | None
    reads: bool


class Room:
    """A blueprint whose pages cannot forget what must never be forgotten."""

    def __init__(self, name: str, prefix: str = ""):
        self.name = name
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix or None)
        self.pages: list[Page] = []

    def page(self, rule: str, *, needs: P, of: type | None = None, methods=("GET",), reads: bool = False):
        """Declare a page for people who hold ``needs``.

        ``of`` names the model whose row ``<int:id>`` is handed to the view, within what the user may see (else 404).
        ``reads`` marks a POST that changes nothing: a look-up whose question must not stand in an address.
        """
        return self._declare(rule, needs, of, methods, reads)

    def public(self, rule: str, *, methods=("GET",), reads: bool = False):
        """Declare a page that anybody may open, signed in or not."""
        return self._declare(rule, None, None, methods, reads)

    def _declare(self, rule, needs, of, methods, reads):
        def declare(view: Callable):
            page = Page(f"{self.name}.{view.__name__}", rule, tuple(methods), needs, of, reads)

            @wraps(view)
            def run(**kwargs):
                return _run(page, view, kwargs)

            run.page = page
            self.pages.append(page)
            self.blueprint.add_url_rule(rule, view.__name__, run, methods=methods)
            return view

        return declare


def begin_request() -> None:
    """Before anything reads the database: does this request mean to write? Registered by the factory.

    The character zero, which no keyboard types and PostgreSQL keeps in no text, is refused once, here.
    """
    view = request.endpoint and _view_of(request.endpoint)
    page = getattr(view, "page", None)
    context.begin(writes=_is_unsafe() and not (page and page.reads))
    sent = [request.path, *(text for pair in request.values.items(multi=True) for text in pair)]
    if any("\x00" in text for text in sent):
        abort(400)


def _view_of(endpoint):
    from flask import current_app

    return current_app.view_functions.get(endpoint)


def _is_unsafe() -> bool:
    return request.method not in ("GET", "HEAD", "OPTIONS")


def _run(page: Page, view: Callable, kwargs: dict):
    writes = _is_unsafe() and not page.reads
    key = _key_of_form() if writes else ""
    try:
        if page.needs is not None:
            refusal = _gate(page)
            if refusal is not None:
                if g.pop("kept", False):  # what was typed after the session ran out
                    db.session.commit()
                return refusal
        if key and (first := _claim(key)) is not None:
            return redirect(first)
        record = _load(page, kwargs, writes)
        response = make_response(view(record, **kwargs) if page.of else view(**kwargs))
        if not writes:
            return response
        return _finish(response, key)
    except BaseException:
        db.session.rollback()
        raise


def _key_of_form() -> str:
    """The key the form was rendered with, bound to what it says: the same form again is a repetition; the same form
    with other words in it (after going back) is not."""
    given = request.form.get(KEY_FIELD, "")
    if not given:
        return ""
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr((request.path, said)).encode()).hexdigest()[:40]


def _gate(page: Page):
    if not current_user.is_authenticated:
        return login.unauthorized()
    context.act_as(current_user.id, current_user.name)
    if current_user.must_change_password and page.endpoint != login.must_change_view:
        return redirect(url_for(login.must_change_view))
    if not current_user.can(page.needs):
        abort(403)
    return None


def _load(page: Page, kwargs: dict, writes: bool):
    if page.of is None:
        return None
    user = current_user._get_current_object()
    query = sa.select(page.of).where(page.of.id == kwargs.pop("id"), page.of.visible_to(user))
    if writes:
        query = query.with_for_update()
    record = db.session.scalar(query)
    if record is None:
        abort(404)
    if hasattr(record, "handler_id") and not current_user.can(page.needs, record):
        abort(403)
    return record


def _finish(response, key: str):
    if g.get("refused"):
        db.session.rollback()
        response.status_code = 422 if response.status_code == 200 else response.status_code
        return response
    if response.status_code >= 400:
        db.session.rollback()
        return response
    submission = g.pop("submission", None)
    if submission is not None and submission in db.session:
        if 300 <= response.status_code < 400:
            submission.location = response.location[:300]
        else:
            db.session.delete(submission)
    db.session.commit()
    return response


def _claim(key: str) -> str | None:
    """Take the form's key for this request; where it was carried out before, where that led."""
    if not current_user.is_authenticated:
        return None
    taken = {"key": key, "user_id": current_user.id, "at": clock.utcnow(), "location": ""}
    if insert_once(Submission.__table__, **taken):  # a second one at the same moment waits here for the first
        g.submission = Submission(**taken)
        make_transient_to_detached(g.submission)
        db.session.add(g.submission)
        return None
    done = db.session.get(Submission, key)
    if done.user_id != current_user.id:
        abort(400)
    return done.location or request.path


@contextmanager
def committing():
    """A transaction outside a request: a command. Commits at the end; any exception rolls back."""
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def brief_write():
    """Inside a page that reads: a short transaction of its own, before the long work begins, so that nobody waits."""
    db.session.rollback()
    with context.writing(True), committing() as session:
        yield session
