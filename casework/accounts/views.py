"""Who is here: signing in and out, one's own account and drafts, and what an administrator keeps."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from casework.accounts import actions, passwords, queries, sessions
from casework.accounts.forms import PasswordForm, SignInForm
from casework.accounts.models import Dictionary, User
from casework.extensions import db
from casework.permissions import P
from casework.web import menu
from casework.web.room import FORM, Room

room = Room("accounts")
LANGUAGES = ("zh_CN", "en")


def me() -> User:
    """The person who is signed in, as the row itself."""
    return current_user._get_current_object()


def is_english() -> bool:
    """Whether this reader reads English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


@room.blueprint.app_template_global()
def term(dictionary: str, code: str | None) -> str:
    """What a code of a dictionary is called, in the reader's language."""
    return queries.term_name(Dictionary(dictionary), code, english=is_english())


# ---- Signing in and out -----------------------------------------------------------------------------------------------


@room.public("/")
def home():
    """The first page of one's menu."""
    if not current_user.is_authenticated:
        return redirect(url_for(".sign_in"))
    return redirect(_first_page())


def _first_page() -> str:
    return menu.home() or url_for(".mine")


@room.public("/sign-in", methods=FORM)
def sign_in():
    """Name and password. Too many failures make one wait, never for ever."""
    target = sessions.safe_next(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(target or _first_page())
    form = SignInForm(data={"next": target or ""})
    wait = 0
    if form.validate_on_submit():
        found = sessions.attempt(form.username.data, form.password.data, _address())
        if found.user_id:
            return _enter(db.session.get(User, found.user_id), target)
        wait = found.wait
        if not wait:
            actions.note_failure(form.username.data, _address())
            form.form_errors.append(_("用户名或密码不对。请再看一下大小写和输入法。"))
    demo = [] if current_app.config["PRODUCTION"] else queries.demo_users()
    page = render_template(
        "accounts/sign_in.html", form=form, wait=wait, demo=demo, demo_password=passwords.DEMONSTRATION
    )
    return (page, 429, {"Retry-After": wait}) if wait else page


def _enter(user: User, target: str | None):
    config = current_app.config
    actions.note_sign_in(
        user, _address(), policy=config["PASSWORD_POLICY"], max_age_days=config["PASSWORD_MAX_AGE_DAYS"]
    )
    sessions.begin(user)
    if user.must_change_password:
        return redirect(url_for(".password", next=target))
    return redirect(target or url_for(".home"))


def _address() -> str:
    return (request.remote_addr or "")[:45]


@room.public("/sign-out", methods=("POST",))
def sign_out():
    """Leave; what is open in other windows asks to sign in again."""
    if current_user.is_authenticated:
        actions.note_sign_out(me(), _address())
    sessions.end()
    flash(_("您已退出登录。"), "success")
    return redirect(url_for(".sign_in"))


@room.public("/language/<code>")
def language(code):
    """Read on in another language: for this session; the account page keeps it for good."""
    if code in LANGUAGES:
        session["language"] = code
    return redirect(sessions.safe_next(request.args.get("next")) or url_for(".home"))


@room.page("/keepalive", needs=P.ACCOUNT_OWN)
def keepalive():
    """Loading the session has already extended it."""
    return "", 204


# ---- One's own account --------------------------------------------------------------------------------------------------


@room.page("/account", needs=P.ACCOUNT_OWN)
def mine():
    """Who I am here."""
    return render_template("accounts/mine.html")


@room.page("/account/password", needs=P.ACCOUNT_OWN, methods=FORM)
def password():
    """A new password: asked for at the first sign-in, and whenever one wishes."""
    form = PasswordForm()
    user, policy = me(), current_app.config["PASSWORD_POLICY"]
    if form.carries_out(actions.change_password, user, policy=policy):
        sessions.begin(user)
        flash(_("密码已修改。其他设备上的登录都已退出。"), "success")
        return redirect(sessions.safe_next(request.args.get("next")) or url_for(".home"))
    return render_template("accounts/password.html", form=form, policy=policy, least=passwords.SHORTEST)


menu.ACCOUNT.append(menu.Item("我的账户", "accounts.mine", P.ACCOUNT_OWN, place=10))
