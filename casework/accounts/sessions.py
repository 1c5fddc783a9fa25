"""Who is signed in: read from the database on every request, within the limits of idleness and age."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import login_user, logout_user

from casework.accounts.models import User
from casework.engine import clock
from casework.extensions import db, login
from casework.web import drafts

login.session_protection = (
    None  # the epoch and the two limits below do this work, and offices change addresses
)
login.must_change_view = "/account/password"


def begin(user: User) -> None:
    """Open a session, new from the ground up, so that nothing from before the sign-in carries over."""
    language = session.get("language")
    session.clear()
    login_user(user)
    session.permanent = True
    session["started"] = session["seen"] = int(clock.utcnow().timestamp())
    session["language"] = language or user.language


def end() -> None:
    """Close the session."""
    logout_user()
    session.clear()


@login.user_loader
def load(token: str) -> User | None:
    """The user of a session, unless it has idled too long, lived too long, or was ended elsewhere."""
    id, _colon, epoch = token.partition(":")
    if not id.isdigit() or _is_over():
        return None
    user = db.session.get(User, int(id))
    if user is None or not user.is_active or str(user.epoch) != epoch:
        return None
    return user


def _is_over() -> bool:
    now = int(clock.utcnow().timestamp())
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]).total_seconds()
    oldest = timedelta(hours=current_app.config["SESSION_ABSOLUTE_HOURS"]).total_seconds()
    if now - session.get("started", 0) > oldest or now - session.get("seen", 0) > idle:
        return True
    if now - session["seen"] >= 30:
        session["seen"] = now
    return False


def lapsed_user() -> User | None:
    """The person whose session has just run out: not signed in any more, but known. Only good for keeping a draft."""
    id, _colon, epoch = str(session.get("_user_id", "")).partition(":")
    user = db.session.get(User, int(id)) if id.isdigit() else None
    return user if user and user.is_active and str(user.epoch) == epoch else None


@login.unauthorized_handler
def ask_to_sign_in():
    """Send a reader to the sign-in page and back; keep what a writer had typed."""
    if request.headers.get("X-Requested-With") == "fetch":
        abort(401)
    kept = False
    if request.method == "POST" and (user := lapsed_user()):
        kept = g.kept = drafts.keep_lapsed(user.id)
    target = request.path if request.method != "GET" else request.full_path.rstrip("?")
    return redirect(
        url_for("accounts.sign_in", next=target if target != "/" else None, kept=1 if kept else None)
    )


def safe_next(target: str | None) -> str | None:
    """The address to go on to, if it is one of ours."""
    if not target:
        return None
    parts = urlsplit(target)
    fine = (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if fine and "\\" not in target and "\n" not in target else None
