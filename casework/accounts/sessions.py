"""Who is signed in: read from the database on every request, within the limits of idleness and age."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import login_user, logout_user
from sqlalchemy.orm import joinedload

from casework.accounts import actions, passwords
from casework.accounts.models import RoleGrant, Unit, User
from casework.engine import clock, context
from casework.extensions import db, login
from casework.web import drafts

login.session_protection = (
    None  # the epoch and the two limits below do this work, and offices change addresses
)
login.must_change_view = "accounts.password"


@dataclass(frozen=True)
class Attempt:
    """What came of a name and a password: seconds to wait first, or the id of the person whose they are, or neither."""

    wait: int = 0
    user_id: int | None = None


def attempt(username: str, password: str, address: str) -> Attempt:
    """Try a name and a password. The slow hashing holds no transaction, and an unknown name takes as long as a known one."""
    with context.writing(False):
        db.session.rollback()
        wait = actions.wait_before(username, address)
        found = db.session.execute(
            sa.select(User.id, User.password_hash).where(User.username == username.lower(), User.is_active)
        ).one_or_none()
        db.session.rollback()
    if wait:
        return Attempt(wait=wait)
    is_right = passwords.matches(password, found.password_hash if found else passwords.NOBODY)
    return Attempt(user_id=found.id if found and is_right else None)


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


_SIGNED_IN = (
    sa.select(User)
    .options(joinedload(User.grants).lazyload(RoleGrant.unit), joinedload(User.unit).joinedload(Unit.parent))
    .where(User.id == sa.bindparam("id"))
)


@login.user_loader
def load(token: str) -> User | None:
    """The user of a session, unless it has idled too long, lived too long, or was ended elsewhere."""
    id, _colon, epoch = token.partition(":")
    if not id.isdigit() or _is_over():
        return None
    user = db.session.scalars(_SIGNED_IN, {"id": int(id)}).unique().one_or_none()
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
    return target if fine and "\\" not in target and target.isprintable() else None
