"""The ticket of a nominee: what the QR says, and the signed addresses of a person's own pages.

A ticket is ``KV1.RUN.NOMINATION.SIGNATURE``: the numbers in base 36, the signature the first twelve
bytes of an HMAC over both and the nominee's nonce, in base 32: only the alphanumeric letters of a QR,
short enough to be read from a dim phone. A door device holds the signatures of its class, never the key.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from khuevan.training.models import Nomination

SALT = "khuevan.training.ticket"
BYTES = 12
FORM = re.compile(r"KV1\.([0-9A-Z]{1,12})\.([0-9A-Z]{1,12})\.([A-Z2-7]{20})")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says, before anybody has checked that it is genuine."""

    run: int
    nomination: int
    signature: str


def ticket_of(nomination: Nomination, run: int) -> str:
    signature = signature_of(run, nomination.pk, nomination.nonce)
    return f"KV1.{base36(run)}.{base36(nomination.pk)}.{signature}"


def signature_of(run: int, nomination: int, nonce: str) -> str:
    digest = salted_hmac(SALT, f"{run}.{nomination}.{nonce}", algorithm="sha256").digest()[:BYTES]
    return base64.b32encode(digest).decode().rstrip("=")


def parse(text: str) -> Ticket | None:
    """The parts of a ticket's text, in any case, or None when it is not of this form."""
    found = FORM.fullmatch(text.strip().upper())
    if not found:
        return None
    return Ticket(int(found[1], 36), int(found[2], 36), found[3])


def is_genuine(ticket: Ticket, nomination: Nomination, run: int) -> bool:
    expected = signature_of(run, nomination.pk, nomination.nonce)
    fits = constant_time_compare(expected, ticket.signature)
    return fits and (ticket.run, ticket.nomination) == (run, nomination.pk)


def is_signed(ticket: Ticket, nomination: Nomination) -> bool:
    """We wrote it for this nominee, in the class that it names: the seat may be in another by now."""
    return is_genuine(ticket, nomination, ticket.run)


def base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if not number:
            return digits
