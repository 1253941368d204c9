from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khuevan.kit import audit
from khuevan.kit.lists import respond
from khuevan.people import actions
from khuevan.people.enums import Role
from khuevan.people.forms import AccountForm, DelegationForm, NewAccountForm, RoleForm, WhyForm
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Delegation, User
from khuevan.people.permissions import (
    CAN_WORDS,
    PERSONAL,
    ROLES,
    SECOND_FACTOR,
    Can,
    public,
    requires,
)
from khuevan.people.views.lists import ACCOUNTS, DELEGATIONS
from khuevan.people.views.units import form_page


@require_POST
@public
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click into a role of the sample office; outside a demo there is no such page."""
    if settings.MODE != "demo":
        raise Http404
    key = request.POST.get("account", "")
    accounts = User.objects.filter(is_demo=True, is_active=True)
    user = get_object_or_404(accounts, pk=int(key) if key.isdecimal() else 0)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_GET
@requires(Can.WORK_VIEW)
def roles(request: SignedInRequest) -> HttpResponse:
    """Who may do what: every role by every power, as the code has it."""
    rows = [
        (words, can in PERSONAL, [(role.label, can in ROLES[role]) for role in Role])
        for can, words in CAN_WORDS.items()
    ]
    heads = [(role.label, role in SECOND_FACTOR) for role in Role]
    return render(request, "people/roles.html", {"rows": rows, "heads": heads})


@require_GET
@requires(Can.ACCOUNT_MANAGE)
def accounts(request: SignedInRequest) -> HttpResponseBase:
    users = User.objects.select_related("organisation")
    return respond(request, ACCOUNTS, users, "people/accounts.html")


@requires(Can.ACCOUNT_MANAGE)
def add_account(request: SignedInRequest) -> HttpResponse:
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.add_account(form.save(commit=False), by=request.user)
        messages.success(request, _("The invitation goes to %(email)s.") % {"email": user.email})
        return redirect("people:account", pk=user.pk)
    return form_page(request, form, _("Invite somebody"), _("Invite"))


@require_GET
@requires(Can.ACCOUNT_MANAGE)
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.select_related("organisation"), pk=pk)
    context = {
        "account": user, "is_self": user.pk == request.user.pk,
        "role_form": RoleForm(initial={"role": user.role}), "why_form": WhyForm(),
        "history": audit.history(user)[:50], "factors": Authenticator.objects.filter(user=user),
        "needs_factor": Role(user.role) in SECOND_FACTOR,
    }  # fmt: skip
    return render(request, "people/account.html", context)


@requires(Can.ACCOUNT_MANAGE)
def edit_account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = AccountForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        actions.change_account(user, form.cleaned_data, by=request.user)
        return redirect("people:account", pk=pk)
    return form_page(request, form, _("Edit the account"), _("Save"))


@require_POST
@requires(Can.ACCOUNT_MANAGE)
def change_role(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        actions.change_role(user, Role(form.cleaned_data["role"]), by=request.user,
                            why=form.cleaned_data["why"])  # fmt: skip
        return redirect("people:account", pk=pk)
    return form_page(request, form, _("Change the role of %(user)s") % {"user": user}, _("Change"))


@require_POST
@requires(Can.ACCOUNT_MANAGE)
def close_account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    actions.close_account(user, by=request.user, why=request.POST.get("why", "")[:300])
    return redirect("people:account", pk=pk)


@require_POST
@requires(Can.ACCOUNT_MANAGE)
def reopen_account(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    actions.reopen_account(user, by=request.user)
    return redirect("people:account", pk=pk)


def delegations_of(user: User) -> Q:
    """An administrator sees all, everyone else what concerns them."""
    return Q() if user.can(Can.ACCOUNT_MANAGE) else Q(principal=user) | Q(deputy=user)


@require_GET
@requires(Can.WORK_VIEW)
def delegations(request: SignedInRequest) -> HttpResponseBase:
    found = Delegation.objects.filter(delegations_of(request.user)).select_related(
        "principal", "deputy"
    )
    return respond(request, DELEGATIONS, found, "people/delegations.html")


@requires(Can.WORK_VIEW)
def delegate(request: SignedInRequest) -> HttpResponse:
    form = DelegationForm(
        request.POST or None, user=request.user, may_choose=request.user.can(Can.ACCOUNT_MANAGE)
    )
    if request.method == "POST" and form.is_valid():
        actions.delegate(**form.cleaned_data, by=request.user)
        return redirect("people:delegations")
    return form_page(request, form, _("Name a deputy"), _("Name a deputy"))


@requires(Can.WORK_VIEW)
def end_delegation(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Q() if request.user.can(Can.ACCOUNT_MANAGE) else Q(principal=request.user)
    found = get_object_or_404(
        Delegation.objects.select_related("principal", "deputy").filter(mine), pk=pk
    )
    if request.method == "POST":
        actions.end_delegation(found, by=request.user)
        return redirect("people:delegations")
    return render(request, "people/end_delegation.html", {"delegation": found})
