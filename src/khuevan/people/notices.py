from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import outbox
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import fold
from khuevan.kit.workdays import working_days_between
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, Organisation, User

HEADS = ("chu tich", "giam doc", "truong", "chanh van phong", "bi thu")
"""How the titles of those begin who answer for a unit."""


def invite(user: User) -> None:
    """The address at which a new account sets its password; it works once, for three days."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key",
                   kwargs={"uidb36": user_pk_to_url_str(user), "key": key})  # fmt: skip
    with translation.override("vi"):
        outbox.put(
            f"invitation:{user.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
            to=user.email, label=user.full_name, purpose="account", target=user,
            subject=_("Your account on Khuê Văn"),
            text=_(
                "Dear %(name)s,\n\nAn account was made for you on Khuê Văn (role: %(role)s). Set "
                "your password here within three days:\n%(url)s\n\nIf you did not expect this, "
                "do nothing and tell the administrator."
            ) % {
                "name": user.full_name, "role": user.get_role_display(),
                "url": settings.BASE_URL + path,
            },
            urgent=True, secret=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NudgeOutlook:
    """What one click would send, to whom, and when each last heard from us."""

    units: list[tuple[Organisation, datetime | None]]
    unreachable: list[Organisation]
    sample: Letter | None

    @property
    def messages(self) -> int:
        return len(self.units) - len(self.unreachable)


def addresses(organisations: Collection[int]) -> dict[int, str]:
    """The work address of each unit: the registered one, else any. Units without one are absent."""
    found: dict[int, str] = {}
    mails = ContactPoint.objects.filter(kind=ContactKind.EMAIL, organisation__in=organisations)
    for unit, value in mails.order_by("is_registered", "-person_id", "-pk").values_list(
        "organisation_id", "value"
    ):
        found[unit] = value
    return found


def heads(organisations: Collection[int], on: date) -> dict[int, str]:
    """The work address of whoever leads the unit today, by the title of the post."""
    mails = ContactPoint.objects.filter(
        Q(person__posts__valid_to=None) | Q(person__posts__valid_to__gte=on),
        kind=ContactKind.EMAIL,
        organisation__in=organisations,
    )
    rows = mails.values_list("organisation_id", "value", "person__posts__title")
    return {unit: value for unit, value, title in rows if fold(title or "").startswith(HEADS)}


def days_left(due: date, today: date) -> str:
    """ "2 working days left", "Due today", "1 working day late" """
    if due < today:
        days = working_days_between(due, today)
        return ngettext("%(days)d working day late", "%(days)d working days late", days) % {
            "days": days
        }
    days = working_days_between(today, due)
    if days == 0:
        return _("Due today")
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {
        "days": days
    }


def foot() -> str:
    return _("Questions: %(office)s. This message comes from Khuê Văn.") % {
        "office": settings.OFFICE_CONTACT
    }
