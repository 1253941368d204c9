"""Where a file waits, sealed, for the job that reads it: a scan takes minutes, a request may not.

The secrecy gate must come before anything is stored, and OCR is what the gate of a scan stands on.
So the bytes wait encrypted under a key that is written nowhere beside them; the job opens them in
memory and removes the sealed file first of all, whatever the reading then says.
"""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MOST_AGE = 24 * 60 * 60
"""Seconds after which a sealed file that nobody came for is removed."""
_TOKEN = re.compile(r"([0-9a-f]{32})\.([\w=-]{44})")


def seal(content: bytes, name: str) -> str:
    """Put bytes and name aside; the token returned opens them, for it holds the key."""
    _remove_old()
    key = Fernet.generate_key()
    place = secrets.token_hex(16)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / place).write_bytes(Fernet(key).encrypt(name.encode() + b"\0" + content))
    return f"{place}.{key.decode()}"


def open_once(token: str) -> tuple[bytes, str] | None:
    """Bytes and name, and the sealed file is gone; None when it is not there (any more)."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return None
    place = _folder() / found[1]
    try:
        sealed = place.read_bytes()
        place.unlink()
        name, _zero, content = Fernet(found[2].encode()).decrypt(sealed).partition(b"\0")
    except (OSError, InvalidToken, ValueError):
        return None
    return content, name.decode()


def _remove_old() -> None:
    oldest = time.time() - MOST_AGE
    for place in _folder().glob("*"):
        if place.stat().st_mtime < oldest:
            place.unlink(missing_ok=True)


def _folder() -> Path:
    return settings.VAR / "waiting"
