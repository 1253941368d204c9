from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people import notices
from khuevan.people.enums import Kind, Role
from khuevan.people.models import Delegation, User


@transaction.atomic
def add_account(user: User, *, by: User) -> User:
    """A new account, which sets its own password by the link in its invitation."""
    user.email = user.email.lower()
    user.username = user.email[:150]
    user.set_unusable_password()
    user.save()
    audit.record(Kind.ACCOUNT_ADDED, user, by=by, after=user.role)
    notices.invite(user)
    return user


@transaction.atomic
def change_account(user: User, values: Mapping[str, object], *, by: User) -> bool:
    """Name, title, unit, address; the role has an action of its own."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    changed = {name: value for name, value in values.items() if getattr(fresh, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.save()
    audit.record(Kind.ACCOUNT_CHANGED, fresh, by=by, fields=sorted(changed))
    return True


@transaction.atomic
def change_role(user: User, role: Role, *, by: User, why: str) -> None:
    if user.pk == by.pk:
        raise Refused(_("Nobody changes their own role. Ask another administrator."))
    if not why.strip():
        raise Refused(_("Say why the role changes: it stays in the audit log."))
    fresh = User.objects.select_for_update().get(pk=user.pk)
    if fresh.role == role:
        raise AlreadyDecided(_("The account has this role already."))
    _keep_an_administrator(fresh)
    before, fresh.role = fresh.role, role
    fresh.save(update_fields=["role"])
    audit.record(Kind.ROLE_CHANGED, fresh, by=by, before=before, after=role, why=why)


@transaction.atomic
def close_account(user: User, *, by: User, why: str) -> None:
    """Nobody can sign in with it any more, from the next request on; its traces stay."""
    if user.pk == by.pk:
        raise Refused(_("Nobody closes their own account. Ask another administrator."))
    _keep_an_administrator(user)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise AlreadyDecided(_("This account is closed already."))
    Delegation.objects.filter(principal=user, revoked_at=None).update(revoked_at=timezone.now())
    Delegation.objects.filter(deputy=user, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(Kind.ACCOUNT_CLOSED, user, by=by, why=why)


@transaction.atomic
def reopen_account(user: User, *, by: User) -> None:
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise AlreadyDecided(_("This account is open already."))
    audit.record(Kind.ACCOUNT_REOPENED, user, by=by)


@transaction.atomic
def delegate(
    principal: User, deputy: User, *, starts: date, ends: date, reason: str, by: User
) -> Delegation:
    """The deputy acts for the principal from the first to the last day, both included."""
    if principal.pk == deputy.pk:
        raise Refused(_("Choose somebody else as the deputy."))
    if ends < starts:
        raise Refused(_("The last day lies before the first. Turn them round."))
    User.objects.select_for_update().get(pk=principal.pk)
    overlap = Delegation.objects.filter(
        principal=principal, revoked_at=None, starts__lte=ends, ends__gte=starts
    ).select_related("deputy").first()  # fmt: skip
    if overlap:
        raise Refused(
            _("%(deputy)s already acts for %(principal)s from %(starts)s to %(ends)s. End that "
              "first, or choose other days.")
            % {"deputy": overlap.deputy, "principal": principal,
               "starts": format_date(overlap.starts), "ends": format_date(overlap.ends)}
        )  # fmt: skip
    delegation = Delegation.objects.create(
        principal=principal, deputy=deputy, starts=starts, ends=ends, reason=reason
    )
    audit.record(Kind.DELEGATED, principal, by=by, after=deputy.full_name, why=reason,
                 deputy=deputy.pk, starts=starts.isoformat(), ends=ends.isoformat())  # fmt: skip
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> None:
    won = Delegation.objects.filter(pk=delegation.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if not won:
        raise AlreadyDecided(_("This delegation has ended already."))
    audit.record(Kind.DELEGATION_ENDED, delegation.principal, by=by,
                 before=delegation.deputy.full_name, deputy=delegation.deputy_id)  # fmt: skip


def _keep_an_administrator(user: User) -> None:
    if user.role != Role.ADMINISTRATOR:
        return
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if not [other for other in others if other.pk != user.pk]:
        raise Refused(_("This is the last administrator. Make another one first."))
