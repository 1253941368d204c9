"""Every address by every role: the table a person reviews (docs/access.tsv) and a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from khuevan.people.enums import Role
from khuevan.people.permissions import ROLES, Can

PUBLIC = "public"
SIGNED_IN = "signed in"
LINK = "link:"  # and its purpose: opened by a unit link, without an account
UNDECLARED = "undeclared"

# Views we did not write cannot carry @requires. allauth itself sends a stranger to the sign-in
# page, and every page below concerns only the account of whoever asks.
THIRD_PARTY = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,  # asks a stranger nothing and shows the front page
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that accounts are made by the administrator
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,  # the key in the mail is the right
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,  # the key in the mail is the right
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,  # half-way through signing in
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,  # signing in with a passkey
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_signup_webauthn": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,  # half-way through signing in with the city's account
    "socialaccount_connections": SIGNED_IN,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    # Old addresses that only send on to the ones above.
    "accounts/social/login/cancelled/": PUBLIC,
    "accounts/social/login/error/": PUBLIC,
    "accounts/social/signup/": PUBLIC,
    "accounts/social/connections/": PUBLIC,
}


@dataclass(frozen=True)
class Route:
    """One address of the site, and who may ask for it."""

    url: str
    name: str
    access: str
    pattern: URLPattern

    def opens_to(self, role: Role | None) -> bool:
        """Whether the role, or a visitor who has not signed in (None), gets past the door.

        A unit link is no role: what it opens stays shut to everyone who comes without it.
        """
        if self.access == PUBLIC:
            return True
        if role is None:
            return False
        return self.access == SIGNED_IN or self.access in ROLES[role]


def routes() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns), key=lambda route: route.url)


def _walk(patterns: list[Any], before: str = "", space: str = "") -> Iterator[Route]:
    for pattern in patterns:
        url = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            deeper = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, url, deeper)
        else:
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield Route(url, name, _declared(pattern, name or url), pattern)


def _declared(pattern: URLPattern, name: str) -> str:
    access = getattr(pattern.callback, "access", None)
    if access is not None:
        return str(access.value) if isinstance(access, Can) else str(access)
    if pattern.callback.__module__.startswith(("allauth.", "django.")):
        return THIRD_PARTY.get(name, UNDECLARED)
    return UNDECLARED


def table() -> str:
    """Tab-separated: address, name, what it asks for, then yes or - for a visitor and each role."""
    people: list[Role | None] = [None, *Role]
    lines = [["address", "name", "asks for", "visitor", *(role.value for role in Role)]]
    lines += [
        [r.url, r.name, r.access, *("yes" if r.opens_to(one) else "-" for one in people)]
        for r in routes()
    ]
    return "".join("\t".join(line) + "\n" for line in lines)
