"""What changes units, users, roles and dictionaries, and signing in."""

from datetime import date, timedelta

import sqlalchemy as sa

from casework.accounts import passwords
from casework.accounts.models import Dictionary, RoleGrant, SignInFailure, Term, Unit, UnitKind, User
from casework.engine import clock, context
from casework.engine.errors import Refused
from casework.extensions import db, keys
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.permissions import DEFAULT_SCOPE, EXCLUSIVE, Role, Scope

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


def grant(user: User, role: Role, unit: Unit, scope: Scope | None = None) -> RoleGrant:
    """Give a role. Duties that must stay apart (三员分立) are refused together."""
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


def change_password(user: User, *, current: str, password: str, policy: str, again: str | None = None) -> None:
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


def end_sessions(user: User) -> None:
    """Sign a user out everywhere."""
    user.epoch += 1


def wait_before(username: str, address: str) -> int:
    """Seconds until this account or this address may try again: 1, 2, 4 ... after each failure, never for ever."""
    since = clock.utcnow() - REMEMBERED
    account = _account_mark(username)
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
    db.session.add(SignInFailure(at=clock.utcnow(), account=_account_mark(username), address=address))
    leave_trail(Trail.SIGN_IN_FAILED, _account_mark(username)[:8], address=address)


def note_sign_in(user: User, address: str, *, policy: str = "nist", max_age_days: int = 180) -> None:
    """The right password: the failures of the account are forgotten, the sign-in is on the trail.

    A password that has grown too old must be changed before anything else.
    """
    _forget(SignInFailure.account == _account_mark(user.username))
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


def _account_mark(username: str) -> str:
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
