from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.enums import Kind, Purpose
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.models.links import LASTS, new_nonce


@transaction.atomic
def make_link(
    organisation: Organisation, purpose: Purpose, *, by: Actor, lasts: timedelta = LASTS
) -> UnitLink:
    """The open link of the unit for the purpose: the one there is, or a new one.

    One that has run out is replaced. Asking twice never makes two.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    now = timezone.now()
    found = UnitLink.objects.filter(
        organisation=organisation, purpose=purpose, revoked_at=None
    ).first()
    if found and found.expires_at > now:
        return found
    if found:
        UnitLink.objects.filter(pk=found.pk).update(revoked_at=now)
    return _open(organisation, purpose, now + lasts, by=by)


@transaction.atomic
def revoke_link(link: UnitLink, *, by: Actor, why: str) -> None:
    """The link opens nothing from now on, whoever has it."""
    if not why.strip():
        raise Refused(_("Say why the link is withdrawn: the unit will ask."))
    won = UnitLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    if not won:
        raise AlreadyDecided(_("This link has already been withdrawn."))
    audit.record(Kind.LINK_REVOKED, link.organisation, by=by, before=link.purpose, why=why,
                 link=link.pk)  # fmt: skip


@transaction.atomic
def renew(link: UnitLink, *, by: Actor, lasts: timedelta = LASTS) -> UnitLink:
    """A new link in place of this one, whose address opens nothing any more."""
    now = timezone.now()
    UnitLink.objects.filter(
        organisation=link.organisation_id, purpose=link.purpose, revoked_at=None
    ).update(revoked_at=now)
    return _open(link.organisation, Purpose(link.purpose), now + lasts, by=by, replaces=link.pk)


def _open(
    organisation: Organisation, purpose: Purpose, until: datetime, *, by: Actor,
    replaces: int | None = None,
) -> UnitLink:  # fmt: skip
    link = UnitLink.objects.create(
        organisation=organisation, purpose=purpose, expires_at=until, created_by_id=by.actor_id,
        nonce=new_nonce(),
    )  # fmt: skip
    kind = Kind.LINK_RENEWED if replaces else Kind.LINK_MADE
    audit.record(kind, organisation, by=by, after=purpose, link=link.pk, replaces=replaces)
    return link
