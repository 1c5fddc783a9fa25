"""One answer for each kind of error: what happened, what was kept, what to do, and a reference."""

import logging
import secrets

from flask import g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from casework.engine.errors import Blocked, NotAllowed, Refused
from casework.extensions import db

log = logging.getLogger("casework")
BARE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>暂时不能使用 · casework</title></head>
<body><h1>暂时不能使用</h1>
<p>数据库没有应答。您写的内容还在浏览器里：请过十秒用“后退”回到上一页，再提交一次。参考编号 %(reference)s</p>
<p lang="en">The database does not answer. What you wrote is still in the browser: go back in ten seconds and send it again.</p>
</body></html>"""
PAGES = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)

# The constraints that a person can run into, as sentences; field is where it belongs on a form.
SENTENCES: dict[str, tuple[str, str | None]] = {}


def say_as(constraint: str, sentence: str, field: str | None = None) -> None:
    """A room names the sentence for one of its constraints."""
    SENTENCES[constraint] = (sentence, field)


def refusal_of(error: IntegrityError) -> Refused:
    """The sentence for a violated constraint; unknown ones are a fault of ours and raised again."""
    text = str(error.orig)
    for name, (sentence, field) in SENTENCES.items():
        # PostgreSQL names the constraint, SQLite the columns of a unique one: unit.code
        columns = _columns(name)
        if name in text or (columns and columns in text):
            return Refused(sentence, field=field)
    raise error


def _columns(constraint: str) -> str:
    table = db.metadata.tables
    for candidate in table.values():
        for item in candidate.constraints:
            if item.name == constraint:
                return ", ".join(f"{candidate.name}.{column.name}" for column in item.columns)
    return constraint


def in_words(refusal: Refused) -> str:
    """The refusal in the reader's language."""
    values = {
        name: _(value) if isinstance(value, str) and value else value
        for name, value in refusal.values.items()
    }
    return _(refusal.message) % values if values else _(refusal.message)


def register(app) -> None:
    """Hang the handlers on the application."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotAllowed, lambda error: _answer(403))
    app.register_error_handler(
        StaleDataError,
        lambda error: _answer(
            409, later("别人刚刚也改了这条记录。请返回查看后再改，您填写的内容可用浏览器的“后退”找回。")
        ),
    )
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unexpected)


def _http(error):
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # not our host name: no page of ours has an address there
        return error
    return _answer(error.code if error.code in PAGES else 400, headers=getattr(error, "get_headers", dict)())


def _csrf(error):
    return _answer(
        400, later("页面停留太久，安全校验已失效。请返回上一页刷新后重新提交，您填写的内容仍在页面上。")
    )


def _refused(error):
    db.session.rollback()
    reasons = [in_words(reason) for reason in error.reasons] if isinstance(error, Blocked) else []
    return _answer(409, in_words(error), reasons=reasons)


def _busy(error):
    return _answer(503, reference=_log(error))


def _unexpected(error):
    return _answer(500, reference=_log(error))


def _log(error) -> str:
    """Keep the trace for ourselves, under the reference that the person is shown. No form, no query string."""
    reference = secrets.token_hex(3).upper()
    db.session.rollback()
    log.error("%s %s %s", reference, request.method, request.url_rule or "-", exc_info=error)
    return reference


def _answer(code: int, message=None, *, reasons=(), reference: str = "", headers=()):
    db.session.rollback()
    g.refused = True
    if request.headers.get("X-Requested-With") == "fetch":
        return str(message or code), code, {"Content-Type": "text/plain; charset=utf-8"}
    try:
        body = render_template(
            f"errors/{code if code != 405 else 404}.html",
            message=message,
            reasons=reasons,
            reference=reference,
        )
    except SQLAlchemyError:  # the frame of the page needs the database too
        return BARE % {"code": code, "reference": reference}, 503, {"Retry-After": "10"}
    kept = {name: value for name, value in dict(headers).items() if name in ("Retry-After", "Allow")}
    return body, code, kept
