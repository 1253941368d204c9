"""The code that turns on the screen of the hall: proof that whoever reads it sits there now (CHK-7).

A new one every 30 seconds; the one before it still counts, so that there is time to type. A picture of
the screen that is a minute old is refused. The key is the installation's own; nothing is stored.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from khuevan.training.enums import CheckInHow

SALT = "khuevan.training.rotating"
WINDOW = 30
"""Seconds that a code stands on the screen."""
STILL_GOOD = 1
"""So many windows later a code is still taken."""


def window_of(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def seconds_left(at: datetime) -> int:
    return WINDOW - int(at.timestamp()) % WINDOW


def digits(run: int, at: datetime) -> str:
    """Six digits, for those in the back rows."""
    return _digits(run, window_of(at))


def token(run: int, at: datetime) -> str:
    """What the square code says: too long to be guessed."""
    return _token(run, window_of(at))


def how_it_fits(run: int, given: str, at: datetime) -> CheckInHow | None:
    """How the code of this moment was given, or None when it is not (or no longer) that code."""
    said = "".join(given.split()).upper()
    last = window_of(at)
    for window in range(last - STILL_GOOD, last + 1):
        if constant_time_compare(said, _digits(run, window)):
            return CheckInHow.TYPED
        if constant_time_compare(said, _token(run, window)):
            return CheckInHow.SCANNED
    return None


def _digest(run: int, window: int) -> bytes:
    return salted_hmac(SALT, f"{run}.{window}", algorithm="sha256").digest()


def _digits(run: int, window: int) -> str:
    return f"{int.from_bytes(_digest(run, window)[:8]) % 1_000_000:06}"


def _token(run: int, window: int) -> str:
    return base64.b32encode(_digest(run, window)[8:18]).decode()
