from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from khuevan.people.enums import Role
from khuevan.people.models import User
from khuevan.people.permissions import SECOND_FACTOR

Answer = Callable[[HttpRequest], HttpResponse]
SEEN = "has_second_factor"
OPEN_BEFORE = {"account_logout", "account_reauthenticate", "set_language", "kit:set_theme"}


class RequireSecondFactor:
    """Who approves, handles money or manages accounts adds a second factor before anything else.

    Whoever acts for such a person needs one too.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        changes_factors = name.startswith("mfa_")
        if changes_factors:
            # Here a factor may be taken away: the next page looks again.
            request.session.pop(SEEN, None)
        if not is_missing(request, remember=not changes_factors):
            return None
        request.second_factor_missing = True  # type: ignore[attr-defined]  # read by templates
        if changes_factors or name in OPEN_BEFORE:
            return None
        return redirect("mfa_index")


def is_missing(request: HttpRequest, *, remember: bool) -> bool:
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User) or not needed(user):
        return False
    if request.session.get(SEEN) == user.pk:
        return False
    has = Authenticator.objects.filter(
        user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    ).exists()
    if has and remember:
        request.session[SEEN] = user.pk
    return not has


def needed(user: User) -> bool:
    roles = {Role(user.role), *(Role(d.principal.role) for d in user.delegations_held)}
    return not roles.isdisjoint(SECOND_FACTOR)
