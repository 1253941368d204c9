from __future__ import annotations

from collections.abc import Collection

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.kit import outbox
from khuevan.people.enums import ContactKind
from khuevan.people.models import ContactPoint, User


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


def addresses(organisations: Collection[int]) -> dict[int, str]:
    """The work address of each unit: the registered one, else any. Units without one are absent."""
    found: dict[int, str] = {}
    mails = ContactPoint.objects.filter(kind=ContactKind.EMAIL, organisation__in=organisations)
    for unit, value in mails.order_by("is_registered", "-person_id", "-pk").values_list(
        "organisation_id", "value"
    ):
        found[unit] = value
    return found
