"""What changes units, users, roles and dictionaries, and signing in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from casework.accounts import passwords, rules
from casework.accounts.models import (
    Dictionary,
    RoleGrant,
    SignInFailure,
    Term,
    Tree,
    Unit,
    UnitKind,
    User,
)
from casework.accounts.queries import pattern_of
from casework.engine import clock, context
from casework.engine.context import doing
from casework.engine.errors import Refused
from casework.extensions import db, keys
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.permissions import DEFAULT_SCOPE, EXCLUSIVE, P, Role, Scope

REMEMBERED = timedelta(minutes=15)
SLOWEST = 42  # seconds
FREE_PER_ADDRESS = 30  # failures of one address within the quarter of an hour before it is slowed down too


def add_unit(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: UnitKind,
    number_mark: str,
    parent_id: int | None = None,
    **more,
) -> Unit:
    """A new unit in the tree."""
    unit = Unit(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        number_mark=number_mark,
        parent_id=parent_id,
        **more,
    )
    db.session.add(unit)
    return unit


@doing("新建单位")
def open_unit(*, by: User, parent_id: int | None = None, **facts) -> Unit:
    """A new unit, within what the administrator answers for."""
    _check_unit(by, None, parent_id=parent_id, **facts)
    unit = add_unit(parent_id=parent_id, **facts)
    db.session.flush()
    return unit


@doing("修改单位")
def change_unit(unit: Unit, *, by: User, **facts) -> None:
    """Correct a unit. Numbers already given out stay as they are."""
    _check_unit(by, unit, **facts)
    for name, value in facts.items():
        setattr(unit, name, value)
    db.session.flush()


def _check_unit(
    by: User,
    unit: Unit | None,
    *,
    parent_id: int | None,
    number_mark: str,
    number_pattern: str | None = None,
    cutoff_day: int | None = None,
    cutoff_from: date | None = None,
    **_rest,
) -> None:
    within = by.reach.units(P.UNIT_MANAGE)
    moves = unit is None or unit.parent_id != parent_id
    if within is not None and moves and parent_id not in within:
        raise Refused("只能放在自己管理的单位之下", field="parent_id")
    if unit is not None and parent_id in Tree.load().subtree(unit.id):
        raise Refused("不能放在自己或自己的下级之下", field="parent_id")
    if number_pattern:
        rules.check_pattern(number_pattern, number_mark)
    same = sa.select(Unit.short_name).where(Unit.number_mark == number_mark)
    if unit is not None:
        same = same.where(Unit.id != unit.id)
    if taken := db.session.scalar(same.limit(1)):
        raise Refused(
            "代字“%(mark)s”已由%(unit)s使用，案号会重复", field="number_mark", mark=number_mark, unit=taken
        )
    if (cutoff_day is None) != (cutoff_from is None):
        raise Refused(
            "截止日和起用月份要一起填写，或者都不填", field="cutoff_from" if cutoff_day else "cutoff_day"
        )


@doing("停用单位")
def close_unit(unit: Unit) -> None:
    """A unit that is no more: nothing new is given to it, its history stays. Not while people or units are under it."""
    people = db.session.scalar(
        sa.select(sa.func.count()).select_from(User).where(User.unit_id == unit.id, User.is_active)
    )
    below = db.session.scalar(
        sa.select(sa.func.count()).select_from(Unit).where(Unit.parent_id == unit.id, Unit.is_active)
    )
    if people or below:
        raise Refused("还有%(people)s个启用的用户和%(below)s个下级单位，请先处理", people=people, below=below)
    if count := sum(charge(unit.id) for charge in UNIT_CHARGES):
        raise Refused("本单位还有%(count)s件未办结的案件，请主管先移交给其他单位，再停用单位", count=count)
    unit.is_active = False
    db.session.flush()


@doing("启用单位")
def reopen_unit(unit: Unit) -> None:
    """It works again."""
    unit.is_active = True
    db.session.flush()


def example_number(*, number_pattern: str, number_mark: str, parent: Unit | None) -> str:
    """What a number would look like; refuses a pattern that will not do."""
    if number_pattern:
        rules.check_pattern(number_pattern, number_mark)
    return rules.number_text(
        number_pattern or pattern_of(parent), year=clock.today().year, mark=number_mark, serial=118
    )


def add_user(
    *, username: str, name: str, unit: Unit, password: str, policy: str = "nist", is_demo: bool = False
) -> User:
    """A new user, who must choose a password of their own at the first sign-in (a demonstration user need not)."""
    if not is_demo:
        passwords.check_new(password, policy=policy, username=username, name=name)
    user = User(
        username=username.strip().lower(),
        name=name,
        unit=unit,
        password_hash=passwords.hash_password(password),
        password_changed_on=clock.today(),
        must_change_password=not is_demo,
        is_demo=is_demo,
    )
    db.session.add(user)
    return user


@doing("新建用户")
def open_user(
    *,
    username: str,
    name: str,
    unit_id: int,
    role: Role,
    role_unit_id: int,
    scope: Scope,
    by: User,
    policy: str,
) -> tuple[User, str]:
    """A new user with a first role, and the initial password, which is told this once."""
    password = new_password()
    _must_reach(by, unit_id, "unit_id")
    user = add_user(
        username=username, name=name, unit=db.session.get(Unit, unit_id), password=password, policy=policy
    )
    db.session.flush()
    grant(user, role, db.session.get(Unit, role_unit_id), scope, by=by)
    db.session.flush()
    return user, password


@doing("修改用户")
def change_user(user: User, *, name: str, unit_id: int, by: User) -> None:
    """Correct a name, or move somebody to another unit. Roles do not move along: they belong to their units."""
    if unit_id != user.unit_id:
        _must_reach(by, unit_id, "unit_id")
    user.name, user.unit_id = name, unit_id
    db.session.flush()


def _must_reach(by: User, unit_id: int, field: str) -> None:
    within = by.reach.units(P.USER_MANAGE)
    if within is not None and unit_id not in within:
        raise Refused("这个单位不在您的管理范围内", field=field)


@dataclass(frozen=True)
class Charge:
    """What somebody may still have in hand: how many by the id of a user, and the list of them for a supervisor."""

    count: Callable[[int], int]
    endpoint: str
    arg: str


CHARGES: list[Charge] = []  # rooms above put theirs here (casework/wiring.py)
UNIT_CHARGES: list[Callable[[int], int]] = []  # the same of units: how many by the id of a unit


def in_hand(user: User) -> int:
    """How many open matters are theirs."""
    return sum(charge.count(user.id) for charge in CHARGES)


@doing("停用用户")
def close_user(user: User, *, by: User) -> None:
    """They can no longer sign in, from their next click on. Not while open matters are theirs."""
    if user.id == by.id:
        raise Refused("不能停用自己的账户，请另一位系统管理员办理")
    if count := in_hand(user):
        raise Refused(
            "%(name)s名下还有%(count)s件未结案件，请主管先移交给别人，再停用账户", name=user.name, count=count
        )
    user.is_active = False
    user.epoch += 1
    db.session.flush()


@doing("启用用户")
def reopen_user(user: User) -> None:
    """They may sign in again, with the roles they had."""
    user.is_active = True
    db.session.flush()


@doing("重置密码")
def reset_password(user: User, *, by: User) -> str:
    """A new initial password, told this once; it must be changed at the next sign-in, and every session ends."""
    if user.id == by.id:
        raise Refused("自己的密码请在“我的账户”里修改")
    password = new_password()
    user.password_hash = passwords.hash_password(password)
    user.password_changed_on = clock.today()
    user.must_change_password = True
    user.epoch += 1
    leave_trail(Trail.CREDENTIAL, user.username, reason="重置密码")
    db.session.flush()
    return password


ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when read aloud


def new_password() -> str:
    """A random initial password of about 79 bits, in groups that can be read out: letters, digits and hyphens."""
    while True:
        groups = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)]
        text = "-".join(groups)
        if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
            return text


@doing("授予角色")
def grant_role(user: User, *, role: Role, unit_id: int, scope: Scope, by: User) -> RoleGrant:
    """Give a role, as an administrator may."""
    given = grant(user, role, db.session.get(Unit, unit_id), scope, by=by)
    db.session.flush()
    return given


@doing("撤销角色")
def revoke(given: RoleGrant, *, by: User) -> None:
    """Take a role away; it is gone with the next click."""
    _not_oneself(given.user, by)
    _must_reach(by, given.unit_id, "role")
    db.session.delete(given)
    db.session.flush()


def _not_oneself(user: User, by: User) -> None:
    if user.id == by.id:
        raise Refused("不能改自己的角色，请另一位系统管理员办理", field="role")


def _may_grant(by: User, user: User, role: Role, unit: Unit, scope: Scope) -> None:
    """Nobody gives more than they answer for themselves, and nobody gives anything to themselves."""
    _not_oneself(user, by)
    within = by.reach.units(P.USER_MANAGE)
    if within is None:
        return
    if unit.id not in within:
        raise Refused("只能授予自己管理范围内单位的角色", field="role_unit_id")
    wanted = Tree.load().below(RoleGrant(unit_id=unit.id, role=role, scope=scope))
    if wanted is None or not wanted <= within:
        raise Refused("数据范围不能超出您自己的管理范围", field="scope")
    if role == Role.AUDITOR:
        raise Refused("审计员由管理全部单位的系统管理员任命", field="role")


def grant(
    user: User, role: Role, unit: Unit, scope: Scope | None = None, *, by: User | None = None
) -> RoleGrant:
    """Give a role. Duties that must stay apart (三员分立) are refused together."""
    if by is not None:
        _may_grant(by, user, role, unit, scope or DEFAULT_SCOPE[role])
    held = {given.role for given in user.grants} | {role}
    for pair in EXCLUSIVE:
        if pair <= held:
            first, second = sorted(pair)
            raise Refused(
                "“%(first)s”和“%(second)s”不能由同一个人担任",
                field="role",
                first=Role(first).label,
                second=Role(second).label,
            )
    given = next((g for g in user.grants if g.role == role and g.unit_id == unit.id), None)
    if given is None:
        given = RoleGrant(user=user, role=role, unit=unit, scope=scope or DEFAULT_SCOPE[role])
        db.session.add(given)
    elif scope:
        given.scope = scope
    return given


@doing("修改设置")
def change_settings(user: User, *, language: str, shortcuts: bool) -> None:
    """How somebody likes the screen."""
    user.language, user.shortcuts = language, shortcuts
    db.session.flush()


@doing("修改密码")
def change_password(
    user: User, *, current: str, password: str, policy: str, again: str | None = None
) -> None:
    """A password of one's own choosing; every other session of theirs ends. ``again``: typed a second time."""
    if again is not None and again != password:
        raise Refused("两次输入的新密码不一样", field="again")
    if not passwords.matches(current, user.password_hash):
        raise Refused("现在的密码不对", field="current")
    if current == password:
        raise Refused("新密码要和现在的不同", field="password")
    passwords.check_new(password, policy=policy, username=user.username, name=user.name)
    user.password_hash = passwords.hash_password(password)
    user.password_changed_on = clock.today()
    user.must_change_password = False
    user.epoch += 1
    leave_trail(Trail.CREDENTIAL, user.username)
    db.session.flush()


@doing("退出其他设备")
def end_sessions(user: User) -> None:
    """Sign a user out everywhere."""
    user.epoch += 1
    db.session.flush()


def wait_before(username: str, address: str) -> int:
    """Seconds until this account or this address may try again: 1, 2, 4 ... after each failure, never for ever."""
    since = clock.utcnow() - REMEMBERED
    account = account_mark(username)
    waits = [
        _wait(sa.and_(SignInFailure.account == account, SignInFailure.at > since), free=2),
        _wait(sa.and_(SignInFailure.address == address, SignInFailure.at > since), free=FREE_PER_ADDRESS),
    ]
    return max(waits)


def _wait(condition, free: int) -> int:
    failures, latest = db.session.execute(
        sa.select(sa.func.count(), sa.func.max(SignInFailure.at)).where(condition)
    ).one()
    if failures <= free:
        return 0
    pause = min(2 ** (failures - free - 1), SLOWEST)
    return max(0, int(pause - (clock.utcnow() - latest).total_seconds()) + 1) if latest else 0


def note_failure(username: str, address: str) -> None:
    """Remember a failed sign-in, and forget the old ones."""
    _forget(SignInFailure.at < clock.utcnow() - REMEMBERED * 4)
    db.session.add(SignInFailure(at=clock.utcnow(), account=account_mark(username), address=address))
    leave_trail(Trail.SIGN_IN_FAILED, account_mark(username)[:8], address=address)


def note_sign_in(user: User, address: str, *, policy: str = "nist", max_age_days: int = 180) -> None:
    """The right password: the failures of the account are forgotten, the sign-in is on the trail.

    A password that has grown too old must be changed before anything else.
    """
    _forget(SignInFailure.account == account_mark(user.username))
    context.act_as(user.id, user.name)
    user.last_signed_in_at = clock.utcnow()
    if passwords.has_expired(
        user.password_changed_on, clock.today(), policy=policy, max_age_days=max_age_days
    ):
        user.must_change_password = True
    leave_trail(Trail.SIGN_IN, user.username, address=address)


def note_sign_out(user: User, address: str) -> None:
    """They have left."""
    context.act_as(user.id, user.name)
    leave_trail(Trail.SIGN_OUT, user.username, address=address)


def _forget(condition) -> None:
    for failure in db.session.scalars(sa.select(SignInFailure).where(condition).limit(500)):
        db.session.delete(failure)


def account_mark(username: str) -> str:
    """A sign-in name as it is remembered among failures: what was typed there may be a password."""
    return keys.ring.fingerprint(username.strip().lower(), "username")


def add_term(
    dictionary: Dictionary,
    *,
    code: str,
    name: str,
    name_en: str,
    position: int = 0,
    parent_code: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
) -> Term:
    """A new code in a dictionary."""
    term = Term(
        dictionary=dictionary,
        code=code,
        name=name,
        name_en=name_en,
        position=position,
        parent_code=parent_code,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
    )
    db.session.add(term)
    return term


@doing("新增字典条目")
def open_term(dictionary: Dictionary, *, by: User, **facts) -> Term:
    """A new code, by an administrator."""
    _check_term(dictionary, by, facts.get("parent_code"), facts["code"])
    term = add_term(dictionary, **facts)
    db.session.flush()
    return term


@doing("修改字典条目")
def change_term(term: Term, *, by: User, **facts) -> None:
    """Correct a term, or end its validity. The code stays: old matters keep it."""
    _check_term(term.dictionary, by, facts.get("parent_code"), term.code)
    for name, value in facts.items():
        setattr(term, name, value)
    db.session.flush()


def _check_term(dictionary: Dictionary, by: User, parent_code: str | None, code: str) -> None:
    if by.reach.units(P.DICTIONARY_MANAGE) is not None:
        raise Refused("字典由全部单位共用，只有管理全部单位的系统管理员可以修改")
    if not parent_code:
        return
    known = sa.select(Term.id).where(Term.dictionary == dictionary, Term.code == parent_code)
    if parent_code == code or db.session.scalar(known) is None:
        raise Refused("没有代码为“%(code)s”的上级条目", field="parent_code", code=parent_code)
