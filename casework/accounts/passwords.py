"""Passwords: hashing, and which ones are refused. The policy is a setting (``nist`` or ``dengbao``)."""

import re
from datetime import date, timedelta
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.engine.errors import Refused

# About 70 ms here; two at once at most, so that a storm of sign-ins cannot take the machine's memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turn = BoundedSemaphore(2)

DEMONSTRATION = "yanshi-demo-2026"  # of every invented person; production refuses to start with them
SHORTEST, LONGEST = 12, 128
WARNED = timedelta(days=14)  # before a password expires
CONTEXT_WORDS = ("工会", "12351", "casework", "gonghui", "nanchang", "南昌", "维权")
COMMON = (
    "123456", "password", "qwerty", "111111", "abc123", "iloveyou", "admin", "letmein", "welcome", "woaini",
    "5201314", "000000", "654321", "a123456", "666666", "888888", "asdfgh", "zxcvbn", "1q2w3e", "passw0rd",
)  # fmt: skip
CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))


def hash_password(password: str) -> str:
    """Argon2id."""
    with _turn:
        return _hasher.hash(password)


def matches(password: str, hashed: str) -> bool:
    """Whether the password is the one that was hashed."""
    with _turn:
        try:
            return _hasher.verify(hashed, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False


NOBODY = hash_password("nobody has this password")  # so that an unknown name takes as long as a known one


def check_new(password: str, *, policy: str, username: str, name: str, field: str = "password") -> None:
    """Refuse a password that is too short, common, or made of words everybody would try (NIST 800-63B; 等保 adds classes)."""
    if len(password) < SHORTEST:
        raise Refused("密码至少%(least)s个字符，可以是一句话", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("密码最多%(most)s个字符", field=field, most=LONGEST)
    bare = password.lower()
    for word in (*CONTEXT_WORDS, *COMMON, username.lower(), name):
        if len(word) >= 2 and word in bare and len(bare) - len(word) < 8:
            raise Refused("密码里有容易猜到的部分，请换一个", field=field)
    if len(set(bare)) < 5:
        raise Refused("密码里重复的字符太多，请换一个", field=field)
    if policy == "dengbao" and sum(bool(found.search(password)) for found in CLASSES) < 3:
        raise Refused("密码须含大写字母、小写字母、数字、符号中的至少三类", field=field)


def last_day(changed_on: date | None, *, policy: str, max_age_days: int) -> date | None:
    """The last day of a password. Only ``dengbao`` lets passwords grow old."""
    if policy != "dengbao" or changed_on is None:
        return None
    return changed_on + timedelta(days=max_age_days)


def has_expired(changed_on: date | None, today: date, *, policy: str, max_age_days: int) -> bool:
    """Whether the policy asks for a new one."""
    last = last_day(changed_on, policy=policy, max_age_days=max_age_days)
    return last is not None and today > last
