"""Where a file waits, sealed, for the job that reads it: a scan takes minutes, a request may not.

The secrecy gate must come before anything is stored, and OCR is what the gate of a scan stands on.
So the bytes wait encrypted under a key that is written nowhere beside them; the job opens them in
memory. The sealed file goes as soon as the reading has ended, whatever it said; only a worker that is
killed leaves it, for the worker that reads it again.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def unseal(token: str) -> tuple[bytes, str] | None:
    """Bytes and name; None when the file is not there (any more)."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return None
    try:
        sealed = (_folder() / found[1]).read_bytes()
        name, _zero, content = Fernet(found[2].encode()).decrypt(sealed).partition(b"\0")
    except (OSError, InvalidToken, ValueError):
        return None
    return content, name.decode()


def remove(token: str) -> None:
    """The file has been read, or will never be; twice is no harm."""
    if found := _TOKEN.fullmatch(token):
        (_folder() / found[1]).unlink(missing_ok=True)


@contextmanager
def opened(token: str) -> Iterator[tuple[bytes, str] | None]:
    """``unseal``, and the file is gone after the block, also when it refuses or fails.

    A worker that is told to stop (SystemExit) or is killed leaves the file to the next one.
    """
    try:
        yield unseal(token)
    except Exception:
        remove(token)
        raise
    remove(token)


def _remove_old() -> None:
    oldest = time.time() - MOST_AGE
    for place in _folder().glob("*"):
        if place.stat().st_mtime < oldest:
            place.unlink(missing_ok=True)


def _folder() -> Path:
    return settings.VAR / "waiting"
