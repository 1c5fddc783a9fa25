"""Sealing of single fields: AES-256-GCM with a key outside the database, and keyed fingerprints to find them by.

Keys come newest first. Sealing uses the newest, opening tries each, so a key can be rotated by putting a new one in
front; fingerprints always use the key named last, the oldest, so that they stay comparable.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
VERSION = b"\x01"


class CannotOpen(ValueError):
    """None of the keys opens this: the wrong keys are configured, or the field was tampered with."""


class KeyRing:
    """The field keys: 32 bytes each, base64, newest first."""

    def __init__(self, encoded: list[str]):
        keys = [base64.b64decode(key) for key in encoded]
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("a field key is 32 bytes in base64")
        self._ciphers = [AESGCM(_derive(key, b"seal")) for key in keys]
        self._marking = _derive(keys[-1], b"fingerprint")
        self.chaining = _derive(keys[-1], b"history")

    def seal(self, text: str, purpose: str) -> bytes:
        """The text as bytes that only a key opens, and only as ``purpose`` (table.column)."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._ciphers[0].encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> str:
        """The text that was sealed. Raises CannotOpen."""
        nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, body, purpose.encode()).decode()
            except InvalidTag:
                continue
        raise CannotOpen(purpose)

    def fingerprint(self, text: str, purpose: str) -> str:
        """A keyed hash, equal for equal texts of one purpose, that tells nothing without the key (32 hex digits)."""
        return hmac.new(self._marking, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _derive(key: bytes, use: bytes) -> bytes:
    return hmac.new(key, b"casework " + use, hashlib.sha256).digest()
