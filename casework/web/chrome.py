"""What surrounds every page: the frame's data, the headers, and what the browser may do."""

import secrets

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from casework.engine import clock
from casework.web import banners, drafts, menu
from casework.web.paging import here

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def register(app: Flask) -> None:
    """Give every template its frame, and every answer its headers."""
    app.context_processor(_frame)
    app.after_request(_headers)
    app.jinja_env.globals.update(form_key=lambda: secrets.token_urlsafe(18), here=here, draft_of=_draft)


def _draft(form: str):
    """The draft this person left in a form, if any."""
    return drafts.of(current_user.id, form) if current_user.is_authenticated else None


def _frame() -> dict:
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    return {
        "locale": "en" if english else "zh-CN",
        "is_english": english,
        "nav": _nav(english),
        "banners": banners.due(),
        "data_as_of": clock.now(),
        "form": None,
        "idle_minutes": current_app.config["SESSION_IDLE_MINUTES"],
    }


def _nav(english: bool) -> dict:
    signed_in = current_user.is_authenticated and not current_user.must_change_password
    return {
        "menu": [{"label": None, "items": menu.lines()}] if signed_in else [],
        "create": menu.creations() if signed_in else [],
        "search_url": menu.search_url() if signed_in else None,
        "account": menu.account() if signed_in else [],
        "language": {
            "label": "中文" if english else "English",
            "url": url_for("accounts.language", code="zh_CN" if english else "en", next=_address()),
        },
        "keepalive": url_for("accounts.keepalive"),
        "sign_out": url_for("accounts.sign_out"),
        "home": menu.home() if signed_in else url_for("accounts.sign_in"),
        "user": current_user if current_user.is_authenticated else None,
        "demo": bool(current_app.config.get("DEMO_BANNER")),
    }


def _address() -> str | None:
    """Where the reader is, to come back to."""
    if request.endpoint in (None, "accounts.language"):
        return None
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response
    response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "accounts.sign_out":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
