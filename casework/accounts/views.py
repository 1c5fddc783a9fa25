"""Who is here: signing in and out, one's own account and drafts, and what an administrator keeps."""

from datetime import timedelta

from flask import abort, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from casework.accounts import actions, forms, passwords, queries, sessions
from casework.accounts.models import Dictionary, RoleGrant, Term, Unit, User
from casework.accounts.words import is_english
from casework.engine import clock
from casework.engine.errors import Refused
from casework.engine.reading import row_id
from casework.extensions import db
from casework.history import queries as history
from casework.permissions import P
from casework.web import drafts, menu
from casework.web.errors import in_words, say_as
from casework.web.paging import paginate
from casework.web.room import FORM, Room

room = Room("accounts")
LANGUAGES = ("zh_CN", "en")
WARNED = timedelta(days=3)  # before a draft is forgotten


def _user() -> User:
    """The person who is signed in, as the row itself."""
    return current_user._get_current_object()


@room.blueprint.app_template_global()
def term(dictionary: str, code: str | None) -> str:
    """What a code of a dictionary is called, in the reader's language."""
    return queries.term_name(Dictionary(dictionary), code, english=is_english())


# ---- Signing in and out ---------------------------------------------------------------------------------------------------


@room.public("/sign-in", methods=FORM)
def sign_in():
    """Name and password. Too many failures make one wait, never for ever."""
    target = sessions.safe_next(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(target or _first_page())
    form, wait = forms.SignInForm(data={"next": target or ""}), 0
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
    return redirect(target or _first_page())


def _first_page() -> str:
    return menu.home() or url_for(".me")


def _address() -> str:
    return (request.remote_addr or "")[:45]


@room.public("/sign-out", methods=("POST",))
def sign_out():
    """Leave; what is open in other windows asks to sign in again."""
    if current_user.is_authenticated:
        actions.note_sign_out(_user(), _address())
    sessions.end()
    flash(_("您已退出登录。"), "success")
    return redirect(url_for(".sign_in"))


@room.public("/language/<code>")
def language(code):
    """Read on in another language: for this session; the account page keeps it for good."""
    if code in LANGUAGES:
        session["language"] = code
    return redirect(sessions.safe_next(request.args.get("next")) or url_for(".sign_in"))


@room.page("/keepalive", needs=P.ACCOUNT_OWN)
def keepalive():
    """Loading the session has already extended it."""
    return "", 204


# ---- One's own account ------------------------------------------------------------------------------------------------------


@room.page("/account", needs=P.ACCOUNT_OWN, methods=FORM)
def me():
    """Who I am here, how far I reach, and how I like the screen."""
    user = _user()
    form = forms.SettingsForm(user)
    if form.carries_out(actions.change_settings, user):
        session["language"] = user.language
        flash(_("设置已保存。"), "success")
        return redirect(url_for(".me"))
    mark = actions.account_mark(user.username)[:8]
    return render_template(
        "accounts/me.html",
        form=form,
        person=user,
        sign_ins=history.sign_ins_of(user.id, mark),
        expires=_expires(user),
    )


def _expires(user: User):
    """The last day of the password, when that is near."""
    config = current_app.config
    last = passwords.last_day(
        user.password_changed_on,
        policy=config["PASSWORD_POLICY"],
        max_age_days=config["PASSWORD_MAX_AGE_DAYS"],
    )
    return last if last and last - clock.today() <= passwords.WARNED else None


@room.page("/account/password", needs=P.ACCOUNT_OWN, methods=FORM)
def password():
    """A new password: asked for at the first sign-in, and whenever one wishes."""
    form = forms.PasswordForm()
    user, policy = _user(), current_app.config["PASSWORD_POLICY"]
    if form.carries_out(actions.change_password, user, policy=policy):
        sessions.begin(user)
        flash(_("密码已修改。其他设备上的登录都已退出。"), "success")
        return redirect(sessions.safe_next(request.args.get("next")) or _first_page())
    return render_template("accounts/password.html", form=form, policy=policy, least=passwords.SHORTEST)


@room.page("/account/sessions/end", needs=P.ACCOUNT_OWN, methods=("POST",))
def end_my_sessions():
    """Sign out everywhere but here."""
    user = _user()
    actions.end_sessions(user)
    sessions.begin(user)
    flash(_("其他设备上的登录都已退出。"), "success")
    return redirect(url_for(".me"))


# ---- Drafts -----------------------------------------------------------------------------------------------------------------


@room.page("/drafts/", needs=P.ACCOUNT_OWN)
def my_drafts():
    """What I have typed and not saved, with the way back to it."""
    found = drafts.mine(current_user.id)
    today = clock.utcnow()
    rows = [
        {
            "draft": draft,
            "place": drafts.place_of(draft.form),
            "text": _longest(drafts.read(draft)),
            "is_ending": draft.saved_at + drafts.KEPT - today < WARNED,
            "until": draft.saved_at + drafts.KEPT,
        }
        for draft in found
    ]
    return render_template("accounts/drafts.html", rows=rows, kept=drafts.KEPT.days)


def _longest(fields: dict) -> str:
    """What tells one draft from another: its longest text; a telephone is no such text."""
    untold = ("base", "phone", "contact_phone")
    typed = (value for name, value in fields.items() if isinstance(value, str) and name not in untold)
    return max(typed, key=len, default="")


@room.page("/drafts/<path:form>", needs=P.ACCOUNT_OWN, methods=("POST",))
def save_draft(form):
    """Keep what is being typed; an emptied form forgets it."""
    fields = drafts.typed()
    if fields:
        drafts.save(current_user.id, form, fields)
    else:
        drafts.drop(current_user.id, form)
    return jsonify(at=clock.now().strftime("%H:%M:%S"))


@room.page("/drafts/<path:form>/drop", needs=P.ACCOUNT_OWN, methods=("POST",))
def drop_draft(form):
    """Throw a draft away."""
    drafts.drop(current_user.id, form)
    flash(_("草稿已丢弃。"), "success")
    return redirect(url_for(".my_drafts"))


# ---- People -----------------------------------------------------------------------------------------------------------------


@room.page("/users", needs=P.USER_MANAGE)
def users():
    """Everybody in the administrator's units."""
    form = forms.UserFilterForm(request.args, _user())
    state = form.state.data
    ids = queries.users_of(
        _user(),
        unit_id=form.unit.data,
        text=form.q.data or "",
        role=form.role.data,
        active=None if state is None else state == "active",
    )
    page = paginate(ids, queries.users_by_id, current_app.config["PAGE_SIZE"])
    return render_template("accounts/users.html", form=form, page=page)


@room.page("/users/new", needs=P.USER_MANAGE, methods=FORM)
def new_user():
    """A new user; the initial password is shown once, on the page that answers."""
    form = forms.UserForm(_user())
    if form.carries_out(actions.open_user, by=_user(), policy=current_app.config["PASSWORD_POLICY"]):
        user, secret = form.result
        return render_template("accounts/initial_password.html", person=user, secret=secret, is_new=True)
    return render_template("accounts/user_new.html", form=form)


@room.page("/users/<int:id>", needs=P.USER_MANAGE, of=User)
def user(user: User):
    """One person: roles, status, and what may be done about them."""
    return render_template("accounts/user.html", **_about(user, forms.GrantForm(_user(), user)))


def _about(user: User, form) -> dict:
    lists = [url_for(charge.endpoint, **{charge.arg: user.id}, _external=True) for charge in actions.CHARGES]
    return {
        "person": user,
        "form": form,
        "in_hand": actions.in_hand(user),
        "lists": lists,
        "is_me": user.id == current_user.id,
    }


@room.page("/users/<int:id>/edit", needs=P.USER_MANAGE, of=User, methods=FORM)
def edit_user(user: User):
    """Name and unit."""
    form = forms.UserEditForm(user, _user())
    if form.carries_out(actions.change_user, user, by=_user()):
        flash(_("已保存。"), "success")
        return redirect(url_for(".user", id=user.id))
    return render_template("accounts/user_edit.html", form=form, person=user)


@room.page("/users/<int:id>/roles", needs=P.USER_MANAGE, of=User, methods=("POST",))
def grant_role(user: User):
    """One more role."""
    form = forms.GrantForm(_user(), user)
    if form.carries_out(actions.grant_role, user, by=_user()):
        flash(_("已授予角色，对方下一次点击时生效。"), "success")
        return redirect(url_for(".user", id=user.id))
    return render_template("accounts/user.html", **_about(user, form))


@room.page("/users/<int:id>/roles/<int:given>/end", needs=P.USER_MANAGE, of=User, methods=("POST",))
def revoke_role(user: User, given: int):
    """One role less."""
    found = db.session.get(RoleGrant, given)
    if found is None or found.user_id != user.id:
        abort(404)
    actions.revoke(found, by=_user())
    flash(_("已撤销角色，对方下一次点击时生效。"), "success")
    return redirect(url_for(".user", id=user.id))


@room.page("/users/<int:id>/password", needs=P.USER_MANAGE, of=User, methods=("POST",))
def reset_password(user: User):
    """A new initial password, shown once, on the page that answers."""
    secret = actions.reset_password(user, by=_user())
    return render_template("accounts/initial_password.html", person=user, secret=secret, is_new=False)


@room.page("/users/<int:id>/sessions/end", needs=P.USER_MANAGE, of=User, methods=("POST",))
def end_sessions(user: User):
    """Sign somebody out everywhere."""
    actions.end_sessions(user)
    flash(_("%(name)s在所有设备上的登录都已退出。", name=user.name), "success")
    return redirect(url_for(".user", id=user.id))


@room.page("/users/<int:id>/close", needs=P.USER_MANAGE, of=User, methods=("POST",))
def close_user(user: User):
    """They can no longer sign in."""
    actions.close_user(user, by=_user())
    flash(_("%(name)s的账户已停用。", name=user.name), "success")
    return redirect(url_for(".user", id=user.id))


@room.page("/users/<int:id>/reopen", needs=P.USER_MANAGE, of=User, methods=("POST",))
def reopen_user(user: User):
    """They may sign in again."""
    actions.reopen_user(user)
    flash(_("%(name)s的账户已启用。", name=user.name), "success")
    return redirect(url_for(".user", id=user.id))


# ---- Units ------------------------------------------------------------------------------------------------------------------


@room.page("/units", needs=P.UNIT_MANAGE)
def units():
    """The tree."""
    return render_template("accounts/units.html", branches=queries.branches(_user(), P.UNIT_MANAGE))


@room.page("/units/new", needs=P.UNIT_MANAGE, methods=FORM)
def new_unit():
    """A new unit, under the one named in the address if there is one."""
    above = row_id(request.args.get("parent"))
    form = forms.UnitForm(_user(), db.session.get(Unit, above) if above else None)
    if form.carries_out(actions.open_unit, by=_user()):
        flash(_("已新建单位“%(name)s”。", name=form.result.name), "success")
        return redirect(url_for(".units"))
    return render_template("accounts/unit.html", form=form, the_unit=None, example=_example(form))


@room.page("/units/<int:id>/edit", needs=P.UNIT_MANAGE, of=Unit, methods=FORM)
def edit_unit(unit: Unit):
    """Names, number pattern, cut-off day."""
    form = forms.UnitEditForm(unit, _user())
    if form.carries_out(actions.change_unit, unit, by=_user()):
        flash(_("已保存。"), "success")
        return redirect(url_for(".units"))
    return render_template("accounts/unit.html", form=form, the_unit=unit, example=_example(form))


@room.page("/units/example", needs=P.UNIT_MANAGE, methods=("POST",), reads=True)
def number_example():
    """What a number would look like while its pattern is being typed."""
    return render_template("accounts/_example.html", example=_example(forms.UnitForm(_user())))


def _example(form) -> tuple[str, bool]:
    """(the number, True), or (what is wrong with the pattern, False)."""
    parent = db.session.get(Unit, form.parent_id.data) if form.parent_id.data else None
    try:
        number = actions.example_number(
            number_pattern=form.number_pattern.data or "",
            number_mark=form.number_mark.data or "",
            parent=parent,
        )
        return number, True
    except Refused as refusal:
        return in_words(refusal), False


@room.page("/units/<int:id>/close", needs=P.UNIT_MANAGE, of=Unit, methods=("POST",))
def close_unit(unit: Unit):
    """A unit that is no more."""
    actions.close_unit(unit)
    flash(_("“%(name)s”已停用。", name=unit.name), "success")
    return redirect(url_for(".units"))


@room.page("/units/<int:id>/reopen", needs=P.UNIT_MANAGE, of=Unit, methods=("POST",))
def reopen_unit(unit: Unit):
    """It works again."""
    actions.reopen_unit(unit)
    flash(_("“%(name)s”已启用。", name=unit.name), "success")
    return redirect(url_for(".units"))


# ---- Code tables ------------------------------------------------------------------------------------------------------------


@room.page("/dictionaries", needs=P.DICTIONARY_MANAGE)
def dictionaries():
    """All code tables."""
    today = clock.today()
    rows = [(each, queries.words(each).values()) for each in Dictionary]
    counted = [(each, len(terms), sum(word.is_valid_on(today) for word in terms)) for each, terms in rows]
    return render_template("accounts/dictionaries.html", counted=counted)


def _dictionary(name: str) -> Dictionary:
    return Dictionary(name) if name in list(Dictionary) else abort(404)


@room.page("/dictionaries/<name>", needs=P.DICTIONARY_MANAGE)
def dictionary(name):
    """One code table: all of it, or what may be chosen on a day."""
    found = _dictionary(name)
    form = forms.DayFilterForm(request.args)
    form.validate()
    return render_template(
        "accounts/dictionary.html",
        dictionary=found,
        form=form,
        terms=queries.terms_of(found, form.on.data),
        today=clock.today(),
        may_edit=_user().reach.units(P.DICTIONARY_MANAGE) is None,
    )


@room.page("/dictionaries/<name>/new", needs=P.DICTIONARY_MANAGE, methods=FORM)
def new_term(name):
    """A new code."""
    found = _dictionary(name)
    form = forms.TermForm(found)
    if form.carries_out(actions.open_term, found, by=_user()):
        flash(_("已新增“%(name)s”。", name=form.result.name), "success")
        return redirect(url_for(".dictionary", name=name))
    return render_template("accounts/term.html", form=form, dictionary=found, term=None)


@room.page("/dictionaries/terms/<int:id>", needs=P.DICTIONARY_MANAGE, of=Term, methods=FORM)
def edit_term(term: Term):
    """Correct a code's names, or end its validity."""
    form = forms.TermEditForm(term)
    if form.carries_out(actions.change_term, term, by=_user()):
        flash(_("已保存。"), "success")
        return redirect(url_for(".dictionary", name=term.dictionary.value))
    return render_template("accounts/term.html", form=form, dictionary=term.dictionary, term=term)


say_as("uq_user_account_username", "这个用户名已有人使用，请换一个", "username")
say_as("uq_unit_code", "这个单位代码已经用过", "code")
say_as("uq_unit_name", "已有同名的单位", "name")
say_as("uq_unit_short_name", "已有单位用这个简称", "short_name")
say_as("uq_term_dictionary_code", "这个代码已经用过", "code")
say_as("ck_term_validity", "停用日期不能早于起用日期", "valid_to")

menu.ACCOUNT.append(menu.Item("我的账户", "accounts.me", P.ACCOUNT_OWN, place=10))
menu.ACCOUNT.append(menu.Item("我的草稿", "accounts.my_drafts", P.ACCOUNT_OWN, place=20))
menu.add(menu.Item("用户", "accounts.users", P.USER_MANAGE, place=80))
menu.add(menu.Item("单位管理", "accounts.units", P.UNIT_MANAGE, place=82))
menu.add(menu.Item("字典", "accounts.dictionaries", P.DICTIONARY_MANAGE, place=84))
