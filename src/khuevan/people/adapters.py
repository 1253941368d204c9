"""What allauth asks the house: no self sign-up, and mail only through the outbox."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from khuevan.kit import outbox


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        outbox.put(
            f"account:{template_prefix}:{secrets.token_hex(8)}",
            to=email, subject=message.subject, text=message.body, purpose="account",
            urgent=True, secret=True, language=get_language() or "vi",
        )  # fmt: skip


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A city account signs in to an account that the administrator made; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
