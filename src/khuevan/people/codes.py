"""One-time codes: asked for before something that a unit already sent is changed by its link."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuevan.kit import audit, outbox
from khuevan.kit.errors import Refused
from khuevan.people.enums import ContactKind, Kind
from khuevan.people.models import ContactPoint, OneTimeCode, UnitLink

DIGITS = 6
LASTS = timedelta(minutes=10)
ATTEMPTS = 5
BETWEEN = timedelta(seconds=60)
A_DAY = 10


@transaction.atomic
def send_code(link: UnitLink, action: str) -> OneTimeCode:
    """Send a code for one action to the unit's registered address; earlier ones stop working."""
    UnitLink.objects.select_for_update().get(pk=link.pk)
    contact = registered_address(link)
    now = timezone.now()
    _refuse_hurry(link, now)
    link.codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code = OneTimeCode(link=link, action=action, created_at=now, expires_at=now + LASTS)
    code.digest = digest(link, action, digits)
    code.save()
    audit.record(Kind.CODE_SENT, link.organisation, by=link, why=action, link=link.pk)
    outbox.put(
        f"code:{code.pk}", to=contact.value, subject=_("Confirmation code of Khuê Văn"),
        text=_mail(digits, link), label=link.organisation.name_vi, purpose="code", target=code,
        urgent=True, secret=True, language=get_language() or "vi",
    )  # fmt: skip
    return code


def check_code(link: UnitLink, action: str, digits: str) -> None:
    """Returns when the code is right, which uses it up; otherwise refuses and says why.

    Not in one transaction with its caller's refusal: a wrong attempt must be counted and stay so.
    """
    now = timezone.now()
    code = link.codes.filter(action=action, used_at=None).order_by("-pk").first()
    if code is None or code.expires_at <= now:
        raise Refused(_("This code has run out. Ask for a new one; it is good for ten minutes."))
    # The attempt is counted before the code is looked at, so parallel guesses all count.
    counted = OneTimeCode.objects.filter(
        pk=code.pk, attempts__lt=ATTEMPTS, used_at=None
    ).update(attempts=F("attempts") + 1)  # fmt: skip
    if not counted:
        raise Refused(_("Five wrong codes were given. Ask for a new one."))
    if not constant_time_compare(code.digest, digest(link, action, only_digits(digits))):
        left = ATTEMPTS - code.attempts - 1
        raise Refused(_("That is not the code. %(left)d more attempts.") % {"left": max(left, 0)})
    if not OneTimeCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        raise Refused(_("This code has been used. Ask for a new one."))


def registered_address(link: UnitLink) -> ContactPoint:
    found = ContactPoint.objects.filter(
        organisation=link.organisation_id, kind=ContactKind.EMAIL, is_registered=True
    ).first()
    if found is None:
        raise Refused(_(
            "Your unit has no registered e-mail address, so no code can be sent. "
            "Ask the office to register one."
        ))  # fmt: skip
    return found


def masked(address: str) -> str:
    """ "vanthu@bode.hanoi.gov.vn" -> "v•••@bode.hanoi.gov.vn": enough for its owner."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def digest(link: UnitLink, action: str, digits: str) -> str:
    mac = salted_hmac("khuevan.code", f"{link.pk}:{link.nonce}:{action}:{digits}",
                      algorithm="sha256")  # fmt: skip
    return mac.hexdigest()


def only_digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal() and c.isascii())


def _refuse_hurry(link: UnitLink, now: datetime) -> None:
    recent = link.codes.filter(created_at__gt=now - timedelta(days=1))
    if recent.filter(created_at__gt=now - BETWEEN).exists():
        raise Refused(_("A code was sent less than a minute ago. Look into the mailbox first."))
    if recent.count() >= A_DAY:
        raise Refused(_("Ten codes were sent today. Call the office."))


def _mail(digits: str, link: UnitLink) -> str:
    return _(
        "Code: %(digits)s\n\nIt confirms a change that %(unit)s is making on Khuê Văn and is good "
        "for ten minutes. If nobody in your unit is doing so, do nothing and tell the office."
    ) % {"digits": digits, "unit": link.organisation.name_vi}
