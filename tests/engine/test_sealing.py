"""Sealed fields: only a key opens them, only for their purpose, and equal texts can be found without opening."""

import base64

import pytest

from casework.engine.sealing import CannotOpen, KeyRing

OLD, NEW = (base64.b64encode(bytes([n]) * 31 + b"x").decode() for n in (1, 2))


def test_what_is_sealed_opens_to_the_same_text():
    ring = KeyRing([OLD])

    sealed = ring.seal("360102199001011234", "worker.id_number")

    assert b"360102" not in sealed
    assert ring.open(sealed, "worker.id_number") == "360102199001011234"


def test_the_same_text_is_sealed_differently_each_time_but_found_by_its_fingerprint():
    ring = KeyRing([OLD])

    assert ring.seal("13800138000", "worker.phone") != ring.seal("13800138000", "worker.phone")
    assert ring.fingerprint("13800138000", "phone") == ring.fingerprint("13800138000", "phone")
    assert ring.fingerprint("13800138000", "phone") != ring.fingerprint("13800138000", "phone_tail")


def test_a_seal_opens_only_for_its_purpose_and_its_key():
    sealed = KeyRing([OLD]).seal("secret", "worker.phone")

    with pytest.raises(CannotOpen):
        KeyRing([OLD]).open(sealed, "worker.id_number")
    with pytest.raises(CannotOpen):
        KeyRing([NEW]).open(sealed, "worker.phone")
    with pytest.raises(CannotOpen):
        KeyRing([OLD]).open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "worker.phone")


def test_a_new_key_in_front_seals_and_the_old_one_still_opens_and_finds():
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])

    assert after.open(before.seal("secret", "p"), "p") == "secret"
    assert after.fingerprint("secret", "p") == before.fingerprint("secret", "p")
    with pytest.raises(CannotOpen):
        before.open(after.seal("secret", "p"), "p")


def test_a_key_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing([base64.b64encode(b"short").decode()])
