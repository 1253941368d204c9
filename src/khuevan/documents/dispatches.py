"""A document as it goes to another document system and comes back: the value both packages carry.

The lengths are those of Decree 30/2020, appendix VI: what is too long is refused, never cut, because
another system would cut it silently.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Party:
    """A body by its code in the exchange and its name."""

    code: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """``at`` is when the words were last changed: the same document gives the same package."""

    reference: str
    sender: Party
    recipients: tuple[Party, ...]
    notation: str
    type_name: str
    subject: str
    at: datetime
    number: int | None = None
    day: date | None = None
    place: str = ""
    signer_position: str = ""
    signer_name: str = ""
    competence: str = ""
    due: date | None = None
    to_places: tuple[str, ...] = ()
    priority: int = 0
    appendices: int = 0
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """What another system sends back: number and date, and the signed file if it is there."""

    notation: str
    subject: str
    number: int | None = None
    day: date | None = None
    reference: str = ""
    signed: Enclosed | None = None


class BadPackage(Exception):
    """A package that cannot be written or read; the message is a sentence for the person."""


# Field of appendix VI -> its greatest length.
LIMITS = {
    "OrganId": 13, "CodeNumber": 11, "CodeNotation": 30, "OrganName": 200, "TypeName": 100,
    "Subject": 500, "Position": 100, "FullName": 50,
}  # fmt: skip


def require_lengths(one: Dispatch) -> None:
    """Every field that is too long, in one message, with what to do."""
    values = [
        ("CodeNumber", str(one.number or "")), ("CodeNotation", one.notation),
        ("TypeName", one.type_name), ("Subject", one.subject),
        ("Position", one.signer_position), ("FullName", one.signer_name),
        *(("OrganName", party.name) for party in (one.sender, *one.recipients)),
        *(("OrganId", party.code) for party in (one.sender, *one.recipients)),
    ]  # fmt: skip
    long = [
        _("%(field)s “%(value)s” has %(size)d letters, the limit is %(limit)d")
        % {"field": name, "value": value[:60], "size": len(value), "limit": LIMITS[name]}
        for name, value in dict.fromkeys(values)
        if len(value) > LIMITS[name]
    ]
    if long:
        raise BadPackage(
            _(
                "The package was not made, because the other system takes only so many letters "
                "(Decree 30/2020, appendix VI): %(fields)s. Shorten them and try again."
            )
            % {"fields": "; ".join(long)}
        )
