"""Which passwords are refused, by policy."""

from datetime import date

import pytest

from casework.accounts import actions, passwords
from casework.demo import sign_ins
from casework.engine.errors import Refused

# fmt: off
PASSWORDS = [
    # password                      nist   dengbao
    ("短",                          False, False),
    ("elevenchars",                 False, False),
    ("twelve chars",                True,  False),
    ("a whole sentence of words",   True,  False),
    ("今天天气很好我们去散步吧",      True,  False),
    ("Sentence with 3 classes",     True,  True),
    ("lower case and 1 digit",      True,  True),
    ("ALLUPPERLOWER",               True,  False),
    ("UpperLower2026x",             True,  True),
    ("aaaaaaaaaaaaaaaa",            False, False),
    ("abababababababab",            False, False),
    ("password12345",               False, False),
    ("gonghui12351",                False, False),
    ("zhangmin-1990",               False, False),
    ("南昌工会2026年",               False, False),
    ("x" * 60 + "abcdefgh" * 8,     True,  False),
    ("x1-" * 43,                    False, False),
]
# fmt: on


@pytest.mark.parametrize(("password", "nist", "dengbao"), PASSWORDS)
@pytest.mark.parametrize("policy", ["nist", "dengbao"])
def test_a_password_is_accepted_or_refused_with_a_reason(password, nist, dengbao, policy):
    fine = nist if policy == "nist" else dengbao

    def check():
        passwords.check_new(password, policy=policy, username="zhangmin", name="张敏")

    if fine:
        check()
        return
    with pytest.raises(Refused) as refused:
        check()
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    ("policy", "today", "expired"),
    [
        ("nist", date(2036, 1, 1), False),
        ("dengbao", date(2026, 6, 30), False),
        ("dengbao", date(2026, 7, 1), True),
    ],
)
def test_only_dengbao_lets_passwords_grow_old(policy, today, expired):
    assert passwords.has_expired(date(2026, 1, 1), today, policy=policy, max_age_days=180) is expired


def test_hashes_are_argon2id_and_never_alike():
    one, two = passwords.hash_password("the same"), passwords.hash_password("the same")

    assert one.startswith("$argon2id$")
    assert one != two
    assert passwords.matches("the same", one)
    assert not passwords.matches("The same", one)
    assert not passwords.matches("the same", "not a hash")


def test_initial_passwords_are_strong_under_both_policies_and_never_repeat():
    made = {actions.new_password() for _n in range(200)}

    assert len(made) == 200
    for password in made:
        for policy in ("nist", "dengbao"):
            passwords.check_new(password, policy=policy, username="zhangmin", name="张敏")


def test_the_sign_in_page_tells_the_password_that_the_demonstration_has():
    assert passwords.DEMONSTRATION == sign_ins.PASSWORD
